"""Each kind of change is in the index after the worker has drained it; a drain that is killed loses nothing."""

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from alliance.core.models import Institution, OutboxEntry
from evidence.models import Practice
from evidence.services.content.generated import Generator
from evidence.services.merging import merge_term
from members.models import Membership, Network, SeatHolding
from members.services.networks import life
from search.kinds import kind_of
from search.models import IndexState, WaitingChange
from search.services import comparing, indexing, rebuilding
from search.services.comparing import Differences, differences
from search.services.indexing import BrokenDocumentsError, drain, waiting_keys
from search.types import EngineUnavailableError
from tests.factories.core import CountryFactory, InstitutionFactory
from tests.factories.evidence import PracticeTextFactory, ProgrammeFactory, published_practice, term
from tests.factories.members import MemberFactory, NetworkFactory, SeatFactory, StaffFactory, hold, join
from tests.factories.pages import event, news, section, story, track
from tests.members.persons import open_to_all, topic
from tests.training.courses import course, lesson

pytestmark = pytest.mark.django_db


def publish(record, **fields) -> None:
    """An editor publishes the record with other facts."""
    for name, value in fields.items():
        setattr(record, name, value)
    record.save_revision().publish()


def _practice():
    return published_practice(
        institution=InstitutionFactory(kind=term("organisation_type:school")), codes=["technology:radio_tv"]
    )


CHANGES = {
    "a practice is published": lambda: publish(_practice(), locality="Chiloé"),
    "a practice is withdrawn": lambda: Practice.objects.get().unpublish(),
    "a practice is deleted": lambda: Practice.objects.get().delete(),
    "a practice has another address": lambda: publish(Practice.objects.get(), slug="elsewhere"),
    "a text is written": lambda: PracticeTextFactory(practice=Practice.objects.get(), language="pt", origin="human"),
    "a text is deleted": lambda: Practice.objects.get().texts.filter(language="es").first().delete(),
    "an institution has another name": lambda: publish(Institution.objects.get(), name="Liceo"),
    "a country has another name": lambda: publish(CountryFactory(code="CL"), name_es="Chile"),
    "a country is withdrawn": lambda: CountryFactory(code="CL").unpublish(),
    "a term is merged": lambda: merge_term(term=term("technology:radio_tv"), heir=term("technology:web")),
    "a topic is merged": lambda: merge_term(term=term("topic:ai"), heir=term("topic:data")),
    "a type of organisation is merged": lambda: merge_term(
        term=term("organisation_type:school"), heir=term("organisation_type:university")
    ),
    "a topic is deleted": lambda: topic("ai", "AI").delete(),
    "a network is closed": lambda: publish(Network.objects.get(slug="radios"), audience="networks"),
    "a network is withdrawn": lambda: Network.objects.get(slug="radios").unpublish(),
    "networks are merged": lambda: life.merge(
        network=Network.objects.get(slug="radios"), into=Network.objects.get(slug="other"), by=StaffFactory()
    ),
    "an organisation joins": lambda: Membership.objects.create(
        network=Network.objects.get(slug="radios"), institution=Institution.objects.get()
    ),
    "somebody leaves a network": lambda: Membership.objects.get(person__last_name="Paz").delete(),
    "somebody shows less": lambda: _profile(audience="networks"),
    "somebody shows a part less": lambda: _profile(ask_me_about_audience="staff"),
    "somebody holds a seat": lambda: hold(SeatFactory(number=2), _person()),
    "somebody gives a seat back": lambda: _end_seat(),  # noqa: PLW0108 - defined below
    "somebody is deactivated": lambda: _account(is_active=False),
    "somebody has another name": lambda: _account(last_name="Rojas"),
    "a page has another title": lambda: publish(_page("site.NewsPage"), title="Otro"),
    "a page is withdrawn": lambda: _page("site.NewsPage").unpublish(),
    "a page is deleted": lambda: _page("site.EventPage").delete(),
    "a page has another address": lambda: publish(_page("site.NewsPage"), slug="elsewhere"),
    "a section is closed": lambda: PageViewRestriction.objects.create(
        page=section("site.NewsIndexPage"), restriction_type="login"
    ),
    "a lesson is written": lambda: lesson(_page("training.CoursePage"), body=story("Cables.")),
    "a lesson is withdrawn": lambda: _page("training.LessonPage").unpublish(),
    "a lesson is deleted": lambda: _page("training.LessonPage").delete(),
    "a lesson moves to another course": lambda: _page("training.LessonPage").move(
        course(_page("training.TrackPage"), title="Otro"), pos="last-child"
    ),
    "a track is deleted": lambda: _page("training.TrackPage").delete(),
    "practices are generated": lambda: _generate(),  # noqa: PLW0108 - defined below
}


def _person():
    return Membership.objects.get(person__last_name="Paz").person


def _profile(**fields) -> None:
    profile = _person().profile
    for name, value in fields.items():
        setattr(profile, name, value)
    profile.save()


def _account(**fields) -> None:
    person = _person()
    for name, value in fields.items():
        setattr(person, name, value)
    person.save()


def _end_seat() -> None:
    holding = SeatHolding.objects.get(until=None)
    holding.until = timezone.now()
    holding.save()


def _page(model: str) -> Page:
    return Page.objects.filter(content_type__model=model.partition(".")[2].lower(), alias_of=None).first().specific


def _generate() -> None:
    for vocabulary in ("context", "level", "purpose", "beneficiary", "target_group", "content_language"):
        term(f"{vocabulary}:any")
    for vocabulary in ("evidence_kind", "continuity_state", "programme_stage", "programme_status", "practice_status"):
        term(f"{vocabulary}:any")
    term("event_kind:any")
    assert Generator(seed=1).generate(3) == 3


@pytest.fixture
def world(memory):
    """Something of each kind, all of it in the index."""
    _practice()
    ProgrammeFactory(institution=Institution.objects.get())
    network = NetworkFactory(slug="radios")
    network.topics.set([topic("ai", "AI")])
    network.save()
    NetworkFactory(slug="other")
    person = MemberFactory(last_name="Paz", **open_to_all(ask_me_about="Radio"))
    person.profile.topics.set([topic("ai", "AI")])
    join(network, person)
    hold(SeatFactory(country=CountryFactory(code="PE")), person)
    news(title="Radio", topics=[topic("ai", "AI")], networks=[network], countries=[CountryFactory(code="CL")])
    event(title="Foro")
    lesson(course(track(), title="Radio", topics=[topic("ai", "AI")]), body=story("Antenas."))
    rebuilding.rebuild()
    drain()
    assert differences() == Differences()
    return memory


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_in_the_index_once_it_is_drained(world, change, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        CHANGES[change]()
    wrong = differences()
    assert wrong, "the change changes a document"
    assert set(wrong.all()) <= waiting_keys()
    drain()
    assert differences() == Differences()
    assert waiting_keys() == frozenset()


def test_a_sign_in_changes_nothing(world):
    person = _person()
    person.last_login = timezone.now()
    person.save(update_fields=["last_login"])
    assert waiting_keys() == frozenset()


def test_a_change_that_is_taken_back_leaves_nothing(world):
    with transaction.atomic():
        _practice()
        transaction.set_rollback(True)
    assert not WaitingChange.objects.exists()


def test_the_worker_is_called_once_a_transaction_and_again_in_the_next(world):
    OutboxEntry.objects.all().delete()
    with transaction.atomic():
        _practice()
    assert OutboxEntry.objects.filter(kind=indexing.DRAIN).count() == 1
    OutboxEntry.objects.all().delete()
    _practice()
    assert OutboxEntry.objects.filter(kind=indexing.DRAIN).exists()


def test_a_drain_that_is_killed_before_it_has_finished_is_done_again(world, monkeypatch):
    CHANGES["a practice is published"]()
    waiting = waiting_keys()

    def killed(*args):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(indexing, "_finish", killed)
        with pytest.raises(SystemExit):
            drain()
    assert waiting_keys() == waiting
    drain()
    assert (differences(), waiting_keys()) == (Differences(), frozenset())


def test_rows_that_come_while_a_batch_is_written_stay(world, monkeypatch):
    CHANGES["a practice is published"]()
    write, came = world.write, []

    def write_and_change(documents):
        if not came:
            came.append(Practice.objects.first())
            publish(came[0], locality="Arica")
        return write(documents)

    monkeypatch.setattr(world, "write", write_and_change)
    drain()
    assert came
    assert (differences(), waiting_keys()) == (Differences(), frozenset())


def test_an_engine_that_is_away_loses_nothing(world):
    CHANGES["a practice is published"]()
    world.is_down = True
    with pytest.raises(EngineUnavailableError):
        drain()
    assert waiting_keys()
    world.is_down = False
    drain()
    assert differences() == Differences()


def test_a_document_that_cannot_be_made_holds_up_no_other(world, monkeypatch):
    broken, sound = Practice.objects.get(), _practice()
    publish(broken, locality="Arica")
    kind = kind_of("practice")
    make = kind.documents

    def documents(numbers):
        if str(broken.pk) in numbers:
            raise ValueError("broken")
        return make(numbers)

    monkeypatch.setitem(kind.__dict__, "documents", documents)
    with pytest.raises(BrokenDocumentsError, match=f"practice:{broken.pk}"):
        drain()
    assert f"practice:{sound.pk}" in world.documents
    assert waiting_keys() == {f"practice:{broken.pk}"}


def test_changes_while_an_index_is_made_are_in_the_new_one(world, monkeypatch):
    first = Practice.objects.get()
    begin = world.begin

    def begin_late():
        new = begin()
        write, done = new.write, []

        def write_then_change(documents):
            count = write(documents)
            if not done and any(document.kind == "practice" for document in documents):
                done.append(publish(first, locality="Arica"))
                drain()  # into the index that readers have
                Network.objects.get(slug="other").delete()
            return count

        new.write = write_then_change
        return new

    monkeypatch.setattr(world, "begin", begin_late)
    before = world.index
    rebuilding.rebuild()
    assert world.index is not before
    assert "Arica" in world.documents[f"practice:{first.pk}"].names
    drain()
    assert (differences(), waiting_keys()) == (Differences(), frozenset())
    assert not WaitingChange.objects.exists()


def test_a_drain_that_began_before_an_index_was_put_in_place_is_done_again(world, monkeypatch):
    practice = Practice.objects.get()
    publish(practice, locality="Arica")
    write, made = world.write, []

    def write_late(documents):
        found = list(documents)
        if not made:
            made.append(rebuilding.rebuild())
            world.index.documents.clear()  # as if it had been written into the old one
        return write(found)

    monkeypatch.setattr(world, "write", write_late)
    drain()
    assert len(world.writes[-1]) == 1, "done again after the rebuild"
    assert f"practice:{practice.pk}" in world.documents


def test_a_rebuild_that_fails_leaves_the_old_index_and_its_changes(world, monkeypatch):
    before = world.index
    publish(Practice.objects.get(), locality="Arica")
    monkeypatch.setattr(rebuilding, "write_anew", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rebuilding.rebuild()
    assert (world.index is before, world.new, IndexState.now().rebuild) == (True, None, "")
    drain()
    assert differences() == Differences()


def test_only_one_rebuild_runs_until_it_is_silent_for_long(world):
    rebuilding._begin()
    with pytest.raises(EngineUnavailableError):
        rebuilding.rebuild()
    IndexState.objects.update(rebuild_seen_at=timezone.now().replace(year=2020))
    assert rebuilding.rebuild() > 0


def test_an_index_that_is_missing_or_anothers_is_made(memory):
    _practice()
    assert rebuilding.ensure() is True
    assert rebuilding.ensure() is False
    IndexState.objects.update(engine="another")
    assert rebuilding.ensure() is True
    memory.index = None
    assert rebuilding.ensure() is True


def test_what_differs_is_mended(world):
    key = f"practice:{Practice.objects.get().pk}"
    del world.index.documents[key]
    world.index.documents["practice:999"] = world.index.documents[f"network:{Network.objects.first().pk}"]
    found = differences()
    assert (found.missing, found.stale, found.surplus) == ((key,), (), ("practice:999",))
    assert comparing.mend() == 2
    drain()
    assert differences() == Differences()
