"""What was scheduled appears and ends at its time, though workers are killed in the middle: nothing early, nothing skipped."""

import multiprocessing
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.models import Page, Revision

from alliance.core import outbox, schedule, tasks
from alliance.core.background import WorkerLoop
from alliance.site.pages import NewsPage
from tests import database
from tests.factories.pages import add, news, section

fork = multiprocessing.get_context("fork")

pytestmark = pytest.mark.django_db(transaction=True)

DUE = 12
MOST_SECONDS = 5


@pytest.fixture
def slow_worker(monkeypatch):
    """A function that starts a worker of this one job, which takes its time in the middle of each page."""
    monkeypatch.setattr(outbox, "_handlers", {})
    monkeypatch.setattr(outbox, "FIRST_PAUSE", timedelta(milliseconds=50))
    monkeypatch.setattr(schedule, "jobs", {})
    schedule.every("publish_scheduled", seconds=0.2)(tasks.publish_scheduled)
    started = []

    def start(pause: float):
        def run():
            database.without_pool()
            # Where Wagtail has taken the date away and not published yet.
            whole = Page.save
            Page.save = lambda page, *args, **kwargs: (time.sleep(pause), whole(page, *args, **kwargs))[1]
            WorkerLoop(interval=0.05, lease_seconds=0.6).run()

        database.disconnect()  # a connection must not be shared with the child
        process = fork.Process(target=run)
        process.start()
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.join()


def scheduled(number: int, at) -> NewsPage:
    """A draft that is to appear at this time."""
    page = add(
        section("site.NewsIndexPage"), "site.NewsPage", slug=f"n-{number}", lead="A lead.", live=False, go_live_at=at
    )
    page.save_revision().publish()
    return page


def wait_until(condition, seconds: float = 20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)


def live() -> set[str]:
    return set(NewsPage.objects.filter(live=True, alias_of=None).values_list("slug", flat=True))


def status_of(slug: str) -> int:
    """What a visitor's request is answered."""
    return Client().get(f"/es/news/{slug}/").status_code


def kill_in_the_middle(start, is_begun) -> None:
    """A worker was killed after its first pages and before its last, several times."""
    for _time in range(3):
        before = is_begun()
        worker = start(pause=0.15)
        wait_until(lambda: is_begun() > before)  # noqa: B023 - called at once
        time.sleep(0.05)  # in the pause of the next one
        worker.kill()
        worker.join()


def test_pages_appear_though_workers_are_killed(slow_worker):
    now = timezone.now()
    at = {f"n-{number}": now + timedelta(seconds=2, milliseconds=number) for number in range(DUE)}
    for number, moment in enumerate(at.values()):
        scheduled(number, moment)
    later = scheduled(99, now + timedelta(hours=1))
    assert Revision.objects.exclude(approved_go_live_at=None).count() == DUE + 1
    assert status_of("n-0") == 404  # and remembered, as every visitor's answer is

    early = slow_worker(pause=0)
    while timezone.now() < min(at.values()) - timedelta(milliseconds=100):
        assert not NewsPage.objects.filter(live=True).exists()  # in no language
    early.kill()
    early.join()
    kill_in_the_middle(slow_worker, lambda: len(live()))
    assert 0 < len(live()) < DUE, "no kill was in the middle: the test proved nothing"

    slow_worker(pause=0)
    wait_until(lambda: len(live()) == DUE)
    done = time.monotonic()
    wait_until(lambda: {status_of(slug) for slug in at} == {200}, seconds=MOST_SECONDS)
    assert time.monotonic() - done < MOST_SECONDS
    pages = NewsPage.objects.filter(slug__in=at, alias_of=None)
    assert all(page.first_published_at >= at[page.slug] for page in pages)
    # What follows from a publish has followed: each is in the four languages, and says whose words it has.
    assert NewsPage.objects.filter(slug__in=at, live=True, words_language="es").count() == DUE * 4
    # The one of the next hour waits still.
    assert status_of(later.slug) == 404
    assert list(Revision.objects.exclude(approved_go_live_at=None).values_list("object_id", flat=True)) == [
        str(later.pk)
    ]


def test_pages_end_though_workers_are_killed(slow_worker):
    slugs = {f"n-{number}" for number in range(DUE)}
    for slug in slugs:
        news(slug=slug)
    end = timezone.now() + timedelta(seconds=2)
    NewsPage.objects.update(expire_at=end)
    stays = news(slug="stays", expire_at=end + timedelta(hours=1))
    assert status_of("n-0") == 200
    early = slow_worker(pause=0)
    while timezone.now() < end - timedelta(milliseconds=100):
        assert live() == {*slugs, "stays"}
    early.kill()
    early.join()
    kill_in_the_middle(slow_worker, lambda: -len(live()))
    assert 1 < len(live()) < DUE + 1, "no kill was in the middle: the test proved nothing"

    slow_worker(pause=0)
    wait_until(lambda: live() == {stays.slug})
    wait_until(lambda: {status_of(slug) for slug in slugs} == {404}, seconds=MOST_SECONDS)
    ended = NewsPage.objects.filter(slug__in=slugs)
    assert list(ended.filter(live=False).values_list("slug", flat=True).distinct().order_by("slug")) == sorted(slugs)
    assert not ended.filter(live=True).exists()
    assert set(ended.filter(alias_of=None).values_list("expired", flat=True)) == {True}
    assert status_of(stays.slug) == 200


def test_a_page_that_is_scheduled_again_waits_in_every_language():
    page = news(slug="again")
    page.unpublish()
    page = NewsPage.objects.get(pk=page.pk)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    assert NewsPage.objects.filter(slug="again").count() == 4
    assert not NewsPage.objects.filter(live=True).exists()
    page.refresh_from_db()
    page.go_live_at = None
    page.save_revision().publish()
    assert NewsPage.objects.filter(slug="again", live=True).count() == 4


def test_one_that_fails_does_not_hold_up_the_others(monkeypatch):
    soon = timezone.now() + timedelta(hours=1)
    bad, good = scheduled(1, soon), scheduled(2, soon)
    Revision.objects.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    for page in (bad, good):
        revision = page.revisions.get()
        revision.content["go_live_at"] = None
        revision.save(update_fields=["content"])
    whole = PublishRevisionAction._after_publish

    def after(self):
        if self.object.pk == bad.pk:
            raise ValueError("broken")
        whole(self)

    monkeypatch.setattr(PublishRevisionAction, "_after_publish", after)
    with pytest.raises(ValueError, match="broken"):
        tasks.publish_scheduled()
    assert live() == {good.slug}
    # It keeps its date, and is tried again.
    monkeypatch.undo()
    tasks.publish_scheduled()
    assert live() == {bad.slug, good.slug}
