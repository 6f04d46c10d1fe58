"""The first screen of the admin: who sees what waits, is scheduled, lies unpublished or lacks a translation."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from alliance.core.models import User
from alliance.core.own_country import CONTRIBUTORS
from alliance.site.dashboard.lists import LEFT_LYING
from alliance.site.pages import NewsPage
from alliance.site.roles import NEWSROOM, NEWSROOM_REVIEWERS, REVIEWERS
from evidence.models import Practice
from tests.factories.core import CountryFactory
from tests.factories.evidence import PracticeTextFactory, published_practice
from tests.factories.pages import news, translate
from tests.site.translating import change, somebody

pytestmark = pytest.mark.django_db

HOME = "/admin/"
LATER = datetime(2031, 7, 4, 13, 30, tzinfo=UTC)


def day(client, name, url=HOME):
    """The lines of one list of the first screen: title and note."""
    context = client.get(url).context
    lists = {each["list"].name: each["rows"] for each in context["lists"]}
    return [(row.title, row.note) for row in lists.get(name, [])]


def titles(client, name):
    return [title for title, _note in day(client, name)]


def sent(record, user):
    """A change of a page or record that ``user`` has sent to review."""
    record.save_revision(user=user)
    return record.get_workflow().start(record, user)


def old_draft(record, user, age=LEFT_LYING + timedelta(days=1)):
    """A change that nobody has touched for so long; what is public is older still."""
    revision = record.save_revision(user=user)
    at = timezone.now() - age
    Revision.objects.filter(pk=revision.pk).update(created_at=at)
    type(record).objects.filter(pk=record.pk).update(last_published_at=at - timedelta(days=1))


@pytest.fixture
def editor(client):
    return somebody(client, NEWSROOM)


@pytest.fixture
def reviewer(client):
    return somebody(client, NEWSROOM_REVIEWERS)


@pytest.fixture
def evidence_reviewer(client):
    return somebody(client, REVIEWERS)


@pytest.fixture
def admin(client):
    return somebody(client, is_superuser=True)


@pytest.fixture
def contributor(client):
    client = somebody(client, CONTRIBUTORS)
    User.objects.filter(pk=client.user.pk).update(country=CountryFactory(code="CL"))
    client.user.refresh_from_db()
    return client


@pytest.fixture
def own():
    return published_practice(slug="propia", country=CountryFactory(code="CL"), original__title="Radio propia")


@pytest.fixture
def other():
    return published_practice(slug="vecino", country=CountryFactory(code="PE"), original__title="Tabletas del vecino")


class TestWaiting:
    def test_reviews_wait_for_those_who_may_give_them_the_longest_waiting_first(
        self, editor, reviewer, evidence_reviewer, admin, own
    ):
        first, second = news(title="Primera"), news(title="Segunda")
        sent(first, editor.user)
        sent(second, editor.user)
        sent(own, editor.user)
        note = f"Sent by {editor.user}"
        assert day(reviewer, "waiting") == [("Primera", note), ("Segunda", note)]
        assert day(evidence_reviewer, "waiting") == [("Radio propia", note)]
        assert titles(admin, "waiting") == ["Primera", "Segunda", "Radio propia"]
        assert titles(editor, "waiting") == []

    def test_the_sender_sees_what_became_of_it_and_first_what_is_asked_for(self, editor, reviewer):
        first, second = news(title="Primera"), news(title="Segunda")
        sent(first, editor.user)
        state = sent(second, editor.user)
        state.current_task_state.task.specific.on_action(
            state.current_task_state, reviewer.user, "reject", comment="¿Quién lo dice?"
        )
        assert day(editor, "sent") == [
            ("Segunda", "Changes are asked for: ¿Quién lo dice?"),
            ("Primera", "Waits for: Newsroom review"),
        ]
        assert titles(reviewer, "sent") == []
        assert titles(reviewer, "waiting") == ["Primera"]

    def test_a_contributor_sees_what_they_sent_and_nothing_of_another_country(self, contributor, own, other):
        sent(own, contributor.user)
        sent(other, contributor.user)
        assert titles(contributor, "sent") == ["Radio propia"]
        assert "vecino" not in contributor.get(HOME).content.decode()
        assert "vecino" not in contributor.get("/admin/day/sent/").content.decode()

    def test_the_way_to_what_has_changed_is_there_for_what_readers_see(self, editor, reviewer, admin, own):
        page = news(title="Primera")
        sent(page, editor.user)
        sent(own, editor.user)
        hidden = news(title="Nunca publicada")
        hidden.unpublish()
        sent(NewsPage.objects.get(pk=hidden.pk), editor.user)
        html = admin.get(HOME).content.decode()
        compare = [
            reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", page.latest_revision_id]),
            reverse(
                Practice.snippet_viewset.get_url_name("revisions_compare"),
                args=[own.pk, "live", own.latest_revision_id],
            ),
        ]
        assert all(url in html for url in compare)
        assert [admin.get(url).status_code for url in compare] == [200, 200]
        assert html.count("What has changed") == 2

    def test_wagtails_own_lists_of_the_same_are_not_shown_beside(self, editor, reviewer):
        sent(news(title="Primera"), editor.user)
        for client in (editor, reviewer):
            html = client.get(HOME).content.decode()
            assert html.count("day-waiting-section") + html.count("day-sent-section") > 0
            assert "awaiting-review" not in html
            assert "objects-in-workflow" not in html


class TestScheduled:
    @pytest.fixture
    def planned(self, own, other):
        page = news(title="Mañana")
        page.go_live_at = LATER
        page.save_revision().publish()
        ends = news(title="Hasta julio", expire_at=LATER + timedelta(days=1))
        assert ends.live
        for record in (own, other):
            record.go_live_at = LATER + timedelta(hours=1)
            record.save_revision().publish()

    def test_what_appears_and_disappears_with_the_hour_of_the_users_place(self, planned, editor):
        User.objects.get(pk=editor.user.pk)
        editor.user.wagtail_userprofile.current_time_zone = "America/Santiago"
        editor.user.wagtail_userprofile.save()
        assert day(editor, "scheduled") == [("Mañana", "Appears"), ("Hasta julio", "Disappears")]
        html = editor.get(HOME).content.decode()
        assert "July 4, 2031, 9:30 a.m." in html
        assert "The hours are those of America/Santiago." in html

    def test_each_sees_what_they_may_edit(self, planned, contributor, admin, evidence_reviewer):
        assert titles(contributor, "scheduled") == ["Radio propia"]
        assert titles(evidence_reviewer, "scheduled") == ["Radio propia", "Tabletas del vecino"]
        assert titles(admin, "scheduled") == ["Mañana", "Radio propia", "Tabletas del vecino", "Hasta julio"]


class TestDrafts:
    def test_changes_older_than_two_weeks_lie_ones_own_first(self, editor, reviewer):
        old_draft(news(title="De otra"), reviewer.user, timedelta(days=90))
        old_draft(news(title="Mía"), editor.user)
        old_draft(news(title="Reciente"), editor.user, timedelta(days=13))
        assert day(editor, "drafts") == [("Mía", str(editor.user)), ("De otra", str(reviewer.user))]
        assert titles(reviewer, "drafts") == ["De otra", "Mía"]

    def test_what_was_unpublished_or_is_scheduled_does_not_lie(self, editor):
        gone = news(title="Retirada")
        old = timezone.now() - timedelta(days=40)
        Revision.objects.for_instance(gone).update(created_at=old)
        gone.unpublish()
        planned = news(title="Planificada")
        planned.go_live_at = LATER
        planned.save_revision().publish()
        Revision.objects.for_instance(planned).update(created_at=old)
        NewsPage.objects.filter(pk=planned.pk).update(last_published_at=old - timedelta(days=1))
        assert titles(editor, "drafts") == []

    def test_records_lie_too_and_only_the_own_country_for_a_contributor(self, contributor, admin, own, other):
        old_draft(own, admin.user)
        old_draft(other, admin.user)
        assert titles(contributor, "drafts") == ["Radio propia"]
        assert titles(admin, "drafts") == ["Radio propia", "Tabletas del vecino"]
        for country in (own.country, other.country):
            old_draft(country, admin.user, timedelta(days=20))
        assert titles(contributor, "drafts") == ["Country CL", "Radio propia"]
        assert titles(admin, "drafts") == ["Country CL", "Country PE", "Radio propia", "Tabletas del vecino"]


@pytest.mark.django_db(transaction=True)
class TestTranslations:
    def ways(self, client):
        context = client.get(HOME).context
        ways = {each["list"].name: each["ways"] for each in context["lists"]}
        return [(way["label"], way["number"], way["url"]) for way in ways.get("translations", [])]

    def test_what_is_older_comes_first_and_the_numbers_lead_to_the_report(self, editor):
        page = news(title="Un encuentro")
        translate(page, "en", {"Un encuentro": "A meeting", "A lead.": "A lead."})
        change(page, title="Otro encuentro")
        assert day(editor, "translations") == [
            ("A meeting", "Older than the original"),
            *[("Otro encuentro", "Missing")] * 2,
        ]
        address = "/admin/localize/reports/translations/"
        expected = [
            ("Pages: Older than the original", 1, f"{address}?state=outdated"),
            ("Pages: Missing", 2, f"{address}?state=missing"),
        ]
        assert self.ways(editor) == expected
        for _label, number, url in expected:
            assert len(editor.get(url).context["object_list"]) == number

    def test_records_are_counted_among_those_that_one_edits(self, contributor, admin, own, other):
        lists = Practice.snippet_viewset.get_url_name("list")
        expected = [
            (f"Practices not told in {name}", 1, f"{reverse(lists)}?missing={code}")
            for code, name in (("en", "English"), ("pt", "Portuguese"), ("fr", "French"))
        ]
        assert self.ways(contributor) == expected
        assert [number for _label, number, _url in self.ways(admin)] == [2, 2, 2]
        for _label, number, url in expected:
            assert len(contributor.get(url).context["object_list"]) == number

    def test_an_outdated_record_is_counted(self, contributor, own, other):
        for practice in (own, other):
            PracticeTextFactory(
                practice=practice, language="en", origin="human", title="Radio", summary="…", made_from="0" * 32
            )
        first = self.ways(contributor)[0]
        assert first[:2] == ("Practices with a translation older than the original", 1)
        assert len(contributor.get(first[2]).context["object_list"]) == 1


class TestWholeList:
    def test_ten_lines_and_the_way_to_all(self, editor, reviewer):
        for number in range(12):
            sent(news(title=f"Noticia {number}"), editor.user)
        assert len(titles(reviewer, "waiting")) == 10
        html = reviewer.get(HOME).content.decode()
        assert "Waits for my review (12)" in html
        assert 'href="/admin/day/waiting/">See all 12<' in html
        rows = reviewer.get("/admin/day/waiting/").context["rows"]
        assert [row.title for row in rows] == [f"Noticia {number}" for number in range(12)]

    def test_empty_lists_are_left_out_and_one_sentence_says_that_nothing_waits(self, editor):
        answer = editor.get(HOME)
        assert answer.context["lists"] == []
        assert "Nothing waits for you." in answer.content.decode()
        assert "There is nothing in this list." in editor.get("/admin/day/links/").content.decode()
        assert editor.get("/admin/day/nothing/", follow=True).status_code == 404

    def test_a_page_of_a_list_that_is_not_there_is_the_last_one(self, editor, reviewer):
        sent(news(title="Primera"), editor.user)
        assert [row.title for row in reviewer.get("/admin/day/waiting/?p=9").context["rows"]] == ["Primera"]


def queries_of(client, url=HOME):
    client.get(url)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


def fill(number, editor, reviewer):
    """Four times as many pages, of each kind that the first screen tells of; three languages lack each."""
    for at in range(number):
        sent(news(title=f"A {at}"), editor.user)
        sent(news(title=f"B {at}"), reviewer.user)
        old_draft(news(title=f"C {at}"), editor.user)
        news(title=f"D {at}", expire_at=LATER)


def test_the_first_screen_costs_the_same_with_ten_and_two_hundred_pages(client, editor, reviewer, contributor, admin):
    people = {"editor": editor, "reviewer": reviewer, "contributor": contributor, "admin": admin}
    counts = []
    for number in (3, 47):
        fill(number, editor, reviewer)
        counts.append({name: queries_of(each) for name, each in people.items()})
    assert NewsPage.objects.filter(alias_of=None).count() == 200
    assert counts[0] == counts[1] == {"editor": 41, "reviewer": 44, "contributor": 30, "admin": 42}
