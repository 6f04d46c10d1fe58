"""One's own profile: saved whole, seen by parts, confirmed from a mail."""

import json
import re
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from alliance.core.audience import Audience
from alliance.core.models import AuditEntry, OutboxEntry
from members.models import GUARDED, STALE_AFTER, Profile, SpokenLanguage
from members.services import profile as service
from tests.factories.core import UserFactory
from tests.factories.members import MemberFactory, NetworkFactory, StaffFactory, join
from tests.members.persons import language, open_to_all, picture, topic

pytestmark = pytest.mark.django_db
EDIT = "/en/my/profile/"


def typed(person, **changes) -> dict:
    """Return what the form sends of an empty profile, with ``changes``."""
    profile = Profile.objects.get(person=person)
    return {
        "version": profile.version,
        "first_name": "Ana",
        "last_name": "Paz",
        "audience": "members",
        "time_zone": "America/Lima",
        **{f"{part}_audience": audience for part, audience in GUARDED.items()},
        "languages-TOTAL_FORMS": "2",
        "languages-INITIAL_FORMS": "0",
        "languages-0-level": "working",
        "languages-1-level": "working",
        "links-TOTAL_FORMS": "2",
        "links-INITIAL_FORMS": "0",
        **changes,
    }


@pytest.fixture
def person(client):
    """Somebody who is signed in."""
    member = MemberFactory(first_name="Ana", last_name="Paz")
    client.force_login(member)
    return member


def test_everything_that_was_filled_in_is_saved(client, person):
    spanish, ai = language("es", "Spanish"), topic("ai", "AI")
    answer = client.post(
        EDIT,
        typed(
            person,
            position="Head of data",
            unit="Statistics",
            ask_me_about="School data",
            willing_to_help="on",
            topics=[ai.pk],
            biography_es="Trabajo con datos.",
            biography_en="I work with data.",
            phone="+51 1 615 5800",
            absent_from="2026-12-07",
            absent_until="2026-12-18",
            email_audience="networks",
            **{
                "languages-0-term": spanish.pk,
                "languages-0-level": "native",
                "links-0-label": "",
                "links-0-url": "www.minedu.gob.pe/datos",
            },
        ),
    )
    assert answer.status_code == 302, answer.context["forms"].main.errors
    profile = Profile.objects.get(person=person)
    assert answer.url == f"/en/people/{profile.slug}/?saved=1"
    assert (profile.position, profile.unit, profile.phone, profile.willing_to_help) == (
        "Head of data",
        "Statistics",
        "+51 1 615 5800",
        True,
    )
    assert profile.email_audience == Audience.NETWORKS
    assert {row.language: row.text for row in profile.biographies.all()} == {
        "es": "Trabajo con datos.",
        "en": "I work with data.",
    }
    assert [(row.term, row.level) for row in profile.languages.all()] == [(spanish, "native")]
    assert [(link.label, link.url) for link in profile.links.all()] == [
        ("minedu.gob.pe", "https://www.minedu.gob.pe/datos")
    ]
    assert list(profile.topics.all()) == [ai]
    assert profile.version == 2
    person.refresh_from_db()
    assert person.time_zone == "America/Lima"
    assert AuditEntry.objects.filter(verb="profile.saved", actor=person).count() == 1


def test_a_form_changes_nothing_that_it_does_not_show(client, person):
    country = person.country
    client.post(EDIT, typed(person, is_staff="on", is_superuser="on", country="999", email="x@y.example", slug="king"))
    person.refresh_from_db()
    assert (person.is_staff, person.is_superuser, person.country) == (False, False, country)
    assert person.email != "x@y.example"
    assert person.profile.slug != "king"


def test_saving_in_a_second_window_shows_both_versions_and_overwrites_nothing(client, person):
    second = typed(person, position="Typed in the second window", biography_es="Segunda")
    client.post(EDIT, typed(person, position="Typed in the first window"))
    answer = client.post(EDIT, second)
    assert answer.status_code == 409
    assert Profile.objects.get(person=person).position == "Typed in the first window"
    both = [(each.label, each.typed, each.saved) for each in answer.context["differences"]]
    assert both == [
        ("Position", "Typed in the second window", "Typed in the first window"),
        ("Español", "Segunda", ""),
    ]
    page = answer.content.decode()
    assert 'value="Typed in the second window"' in page
    assert re.search(r'name="version" value="2"', page)
    decided = client.post(EDIT, {**second, "version": 2})
    assert decided.status_code == 302
    assert Profile.objects.get(person=person).position == "Typed in the second window"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("  Ana   María ", "Ana María"),
        ("Ana\u202e\u2066", "Ana"),
        ("Jose\u0301", "José"),
        ("Ñusta\u200b", "Ñusta"),
        ("O’Higgins-Páez", "O’Higgins-Páez"),
        ("محمد", "محمد"),
    ],
)
def test_a_name_is_cleaned_of_what_cannot_be_seen(client, person, name, kept):
    client.post(EDIT, typed(person, first_name=name))
    person.refresh_from_db()
    assert person.first_name == kept


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u200f", "x" * 300, "Ana 🎉", "12345", "Ana\u2605"])
def test_a_name_that_is_none_is_refused_with_words_and_kept(client, person, name):
    answer = client.post(EDIT, typed(person, first_name=name, position="Kept"))
    assert answer.status_code == 422
    assert answer.context["form"].errors["first_name"]
    assert 'value="Kept"' in answer.content.decode()
    assert Profile.objects.get(person=person).position == ""


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"absent_from": "2026-12-18", "absent_until": "2026-12-07"}, "absent_until"),
        ({"absent_until": "2026-12-07"}, "absent_from"),
        ({"phone": "call me"}, "phone"),
        ({"audience": "martians"}, "audience"),
        ({"email_audience": "public"}, "email_audience"),
        ({"phone_audience": "public"}, "phone_audience"),
        ({"time_zone": "Mars/Phobos"}, "time_zone"),
        ({"substitute": "999999"}, "substitute"),
        ({"biography_es": "x" * 2001}, "biography_es"),
    ],
)
def test_what_cannot_be_is_refused(client, person, changes, field):
    answer = client.post(EDIT, typed(person, **changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/", "x"])
def test_a_link_leads_to_the_web_or_nowhere(client, person, url):
    answer = client.post(EDIT, typed(person, **{"links-0-label": "Me", "links-0-url": url}))
    assert answer.status_code == 422
    assert not Profile.objects.get(person=person).links.exists()


def test_a_language_stands_once(client, person):
    spanish = language("es", "Spanish")
    rows = {"languages-0-term": spanish.pk, "languages-1-term": spanish.pk}
    answer = client.post(EDIT, typed(person, **rows))
    assert answer.status_code == 422
    assert "A language stands here twice." in answer.content.decode()


def test_a_missing_list_is_refused_and_does_not_empty_it(client, person):
    SpokenLanguage.objects.create(profile=person.profile, term=language("es", "Spanish"))
    answer = client.post(EDIT, {key: value for key, value in typed(person).items() if "languages-" not in key})
    assert answer.status_code == 422
    assert person.profile.languages.count() == 1


def test_who_is_signed_out_meanwhile_finds_the_text_after_signing_in_again(client, person):
    page = client.get(EDIT)
    data = typed(person, position="Typed for an hour", draft=page.context["draft"].key)
    client.logout()
    answer = client.post(EDIT, data)
    assert answer.status_code == 302
    assert answer.url.endswith(f"?next={EDIT}")
    client.force_login(person)
    page = client.get(EDIT)
    assert 'value="Typed for an hour"' in page.content.decode()
    assert "What you typed and did not send is back" in page.content.decode()
    assert client.post(EDIT, data).status_code == 302
    assert client.get(EDIT).context["draft"].typed is None


def test_a_draft_from_before_another_save_does_not_overwrite_it(client, person):
    page = client.get(EDIT)
    draft = typed(person, position="In the draft", draft=page.context["draft"].key)
    client.post(EDIT, typed(person, unit="Saved elsewhere"))
    client.logout()
    client.post(EDIT, draft)
    client.force_login(person)
    assert 'name="version" value="1"' in client.get(EDIT).content.decode()
    assert client.post(EDIT, draft).status_code == 409


def test_somebody_who_does_not_belong_to_the_alliance_has_no_profile(client):
    client.force_login(UserFactory())
    assert client.get(EDIT).status_code == 404
    assert not Profile.objects.exists()


def test_what_is_missing_is_offered_with_a_reason_and_without_a_score(client, person):
    page = client.get(EDIT)
    assert [each.part for each in page.context["missing"]] == [
        "Ask me about",
        "Languages",
        "Topics",
        "Biography",
        "Position",
        "Photo",
    ]
    assert "%" not in re.sub(r"<style.*?</style>", "", page.content.decode().split("<aside")[1].split("</aside>")[0])


# --- Seeing -----------------------------------------------------------------------------------------------------------
SECRETS = {
    "biography": "BIOGRAPHY-WORDS",
    "ask_me_about": "ASK-WORDS",
    "phone": "+51 999 888 777",
    "email": "secret@ministry.example",
    "links": "LINK-WORDS",
    "languages": "Quechua",
    "topics": "Radio",
    "networks": "Red de prueba",
    "photo": "/photo/",
    "absence": "Absent from",
    "time_zone": "(Lima, UTC",
}


def full_member(**audiences):
    """Return somebody with every part filled, whose profile everybody opens."""
    parts = {f"profile__{part}_audience": audiences.get(part, Audience.STAFF) for part in GUARDED}
    member = MemberFactory(
        email=SECRETS["email"],
        time_zone="America/Lima",
        profile__audience=Audience.PUBLIC,
        profile__ask_me_about=SECRETS["ask_me_about"],
        profile__phone=SECRETS["phone"],
        profile__absent_from=timezone.localdate(),
        **parts,
    )
    profile = member.profile
    profile.photo.save("x.webp", picture("WEBP"), save=True)
    profile.biographies.create(language="en", text=SECRETS["biography"])
    profile.links.create(label=SECRETS["links"], url="https://example.org/")
    SpokenLanguage.objects.create(profile=profile, term=language("qu", "Quechua"))
    profile.topics.add(topic("radio", "Radio"))
    network = NetworkFactory(slug="de-prueba")
    network.texts.update(name="Red de prueba")
    join(network, member)
    return member


def shown(html: str) -> set[str]:
    return {part for part, words in SECRETS.items() if words in html.split("<main", 1)[1]}


@pytest.mark.parametrize("part", list(GUARDED))
def test_each_part_is_on_the_page_and_the_card_of_those_who_may_see_it_alone(client, part):
    member = full_member(**{part: Audience.NETWORKS})
    fellow = MemberFactory()
    join(member.memberships.get().network, fellow)
    address = f"/en/people/{member.profile.slug}/"
    for user, expected in ((None, set()), (MemberFactory(), set()), (fellow, {part}), (StaffFactory(), set(SECRETS))):
        client.logout()
        if user:
            client.force_login(user)
        answer = client.get(address)
        assert shown(answer.content.decode()) == expected
        assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
        card = client.get(f"{address}card.vcf").content.decode().replace("\r\n ", "")
        on_card = {"email": SECRETS["email"], "phone": SECRETS["phone"], "ask_me_about": SECRETS["ask_me_about"]}
        assert {key for key, words in on_card.items() if words in card} == expected & set(on_card)


@pytest.mark.parametrize("audience", list(Audience))
def test_see_it_as_shows_what_somebody_like_that_is_shown(client, audience):
    levels = [Audience.PUBLIC, Audience.MEMBERS, Audience.NETWORKS, Audience.STAFF]
    member = full_member(**{part: levels[at % 4] for at, part in enumerate(GUARDED)})
    fellow = MemberFactory()
    join(member.memberships.get().network, fellow)
    real = {
        Audience.MEMBERS: MemberFactory(),
        Audience.NETWORKS: fellow,
        Audience.STAFF: StaffFactory(),
    }.get(audience)
    if real:
        client.force_login(real)
    seen = shown(client.get(f"/en/people/{member.profile.slug}/").content.decode())
    client.force_login(member)
    assert shown(client.get(f"{EDIT}as/{audience}/").content.decode()) == seen


def test_see_it_as_says_when_somebody_does_not_find_the_profile_at_all(client, person):
    assert client.get(f"{EDIT}as/public/").templates[0].name == "members/person_closed.html"
    assert client.get(f"{EDIT}as/members/").templates[0].name == "members/person.html"
    assert client.get(f"{EDIT}as/king/").status_code == 404


def test_a_profile_that_does_not_open_answers_as_if_there_was_none(client):
    member = MemberFactory(profile__audience=Audience.NETWORKS, **open_to_all_but_the_profile())
    for end in ("", "card.vcf", "photo/0.webp"):
        assert client.get(f"/en/people/{member.profile.slug}/{end}").status_code == 404
    client.force_login(MemberFactory())
    assert client.get(f"/en/people/{member.profile.slug}/contact/").status_code == 404


def open_to_all_but_the_profile() -> dict:
    return {name: value for name, value in open_to_all().items() if name != "profile__audience"}


def test_a_biography_in_another_language_says_so(client):
    member = MemberFactory(**open_to_all())
    member.profile.biographies.create(language="pt", text="Trabalho com dados.")
    english = client.get(f"/en/people/{member.profile.slug}/").content.decode()
    assert "In Portuguese" in english
    assert re.search(r'<div class="stack" lang="pt"><p>Trabalho com dados.</p>', english)
    portuguese = client.get(f"/pt/people/{member.profile.slug}/").content.decode()
    assert re.search(r'<div class="stack" ><p>Trabalho com dados.</p>', portuguese)


def test_what_people_type_is_never_markup(client):
    member = MemberFactory(
        first_name="<b>A</b>", **open_to_all(ask_me_about="<script>x</script>", position='"><img src=x>')
    )
    member.profile.biographies.create(language="en", text="<script>alert(1)</script>")
    page = client.get(f"/en/people/{member.profile.slug}/").content.decode()
    assert "<script>x" not in page
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "<b>A</b>" not in page


# --- Freshness --------------------------------------------------------------------------------------------------------
def mails(kind: str) -> list[dict]:
    rows = OutboxEntry.objects.filter(kind="mail.send").order_by("pk")
    return [row.payload for row in rows if row.payload["kind"] == kind]


def test_the_stale_are_asked_once_reminded_once_and_then_left_alone():
    now = timezone.now()
    stale = MemberFactory(profile__confirmed_at=now - STALE_AFTER - timedelta(days=1), language="pt")
    MemberFactory()
    MemberFactory(is_active=False, profile__confirmed_at=now - timedelta(days=900))
    assert [service.ask_the_stale(now), service.ask_the_stale(now)] == [1, 0]
    assert service.ask_the_stale(now + timedelta(days=29)) == 0
    assert service.ask_the_stale(now + timedelta(days=31)) == 1
    assert service.ask_the_stale(now + timedelta(days=300)) == 0
    sent = mails("profile_question")
    assert [(mail["to"], mail["language"], mail["context"]["again"]) for mail in sent] == [
        (stale.email, "pt", False),
        (stale.email, "pt", True),
    ]
    assert all(mail["path"].startswith("/pt/my/profile/confirm/") for mail in sent)


def test_a_look_at_the_link_changes_nothing_and_the_button_confirms_without_signing_in(client):
    long_ago = timezone.now() - timedelta(days=400)
    member = MemberFactory(first_name="Ana", profile__confirmed_at=long_ago)
    link = f"/en{service.confirmation_path(member.profile)}"
    page = client.get(link)
    assert page.status_code == 200
    assert member.email not in page.content.decode()
    assert Profile.objects.get().confirmed_at == long_ago
    assert client.post(link, follow=True).redirect_chain == [(f"{link}?done=1", 302)]
    assert Profile.objects.get().is_stale is False
    assert AuditEntry.objects.filter(verb="profile.confirmed").count() == 1


@pytest.mark.parametrize("harm", [lambda key: key[:-3], lambda key: "x" + key, lambda key: "x"])
def test_a_broken_link_says_what_to_do_next(client, harm):
    member = MemberFactory()
    key = service.confirmation_path(member.profile).split("/")[-2]
    answer = client.get(f"/en/my/profile/confirm/{harm(key)}/")
    assert answer.status_code == 404
    assert "sign in and press" in answer.content.decode()


def test_an_old_link_and_one_of_somebody_who_left_confirm_nothing(client, monkeypatch):
    member = MemberFactory()
    link = f"/en{service.confirmation_path(member.profile)}"
    type(member).objects.filter(pk=member.pk).update(is_active=False)
    assert client.post(link).status_code == 404
    type(member).objects.filter(pk=member.pk).update(is_active=True)
    monkeypatch.setattr(service, "LINK_LASTS", -1)
    assert client.post(link).status_code == 404


def test_it_is_confirmed_from_ones_own_page_too(client, person):
    Profile.objects.filter(person=person).update(confirmed_at=timezone.now() - timedelta(days=500))
    assert client.post(f"{EDIT}still-correct/").status_code == 302
    assert client.get(f"{EDIT}still-correct/").status_code == 405
    assert not Profile.objects.get(person=person).is_stale


def test_the_question_is_written_as_text_and_html(person):
    from alliance.core import mail

    service.ask_the_stale(timezone.now() + timedelta(days=400))
    payload = json.loads(json.dumps(mails("profile_question")[0]))
    composed = mail.compose(**payload, number=1)
    assert payload["path"] in composed.body
    assert payload["path"] in composed.alternatives[0][0]


def test_photos_lie_outside_of_what_is_public(settings):
    assert storages["private"].location != storages["default"].location
    assert not storages["private"].location.startswith(str(settings.MEDIA_ROOT))
