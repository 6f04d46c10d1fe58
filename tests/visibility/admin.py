"""The doors of the Wagtail admin: lists, files, forms, histories, choosers and what its scripts ask for."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from modelsearch import index
from wagtail.documents import get_document_model
from wagtail.snippets.models import get_snippet_models

from alliance.core.models import OutboxEntry
from members.enums import Role
from members.models import Membership
from members.services.roles import grant_role, sync_rights
from tests.factories.core import CountryFactory, InstitutionFactory
from tests.factories.evidence import PracticeFactory, ProgrammeFactory, ProgrammeTextFactory
from tests.factories.members import StaffFactory
from tests.factories.pages import section
from tests.factories.pictures import PictureFactory
from tests.visibility.doors import body
from tests.visibility.table import EDITORS, IN_THE_ADMIN, rows
from tests.visibility.world import World, mark

NOT_HERE = {302, 400, 403, 404}
SPELLED = {"account": "profile"}
"""Kinds whose things carry the mark of another kind: an account is told by its person's name."""


@dataclass(frozen=True)
class AdminDoor:
    """One way to learn of things of one kind in the admin. ``offers``: something is chosen there."""

    kind: str
    name: str
    seen: Callable[[Client, World], set[str]]
    offers: bool = False

    def __str__(self) -> str:
        return f"{self.kind} - {self.name}"


def furnish(world: World) -> None:
    """The world has editors too, and what belongs to another country."""
    world.readers["newsroom"] = StaffFactory(is_staff=False)
    grant_role(person=world.readers["newsroom"], role=Role.NEWSROOM, by=None)
    grant_role(person=world.readers["staff"], role=Role.STAFF, by=None)
    sync_rights(world.readers["holder"])
    abroad, things = CountryFactory(code="PE"), world.things
    for state in ("live", "draft"):
        name, fields = f"foreign_{state}", {"country": abroad, "live": state == "live"}
        things["practice"][name] = PracticeFactory(**fields, original__title=mark("practice", name))
        things["programme"][name] = ProgrammeFactory(**fields, original="")
        ProgrammeTextFactory(programme=things["programme"][name], language="es", name=mark("programme", name))
    things["institution"] = {
        state: InstitutionFactory(name=mark("institution", state), country=country, live=state != "draft")
        for state, country in (
            ("own", CountryFactory(code="CL")),
            ("shared", None),
            ("foreign", abroad),
            ("draft", abroad),
        )
    }
    things["account"] = {"public": things["profile"]["public"]}
    things["profile"] = {state: person.profile for state, person in things["profile"].items()}
    things["membership"] = {state: Membership.objects.get(person=each) for state, each in things["membership"].items()}
    things["holding"] = {state: person.holdings.get() for state, person in things["holding"].items()}
    things["outbox"] = {"written": OutboxEntry.objects.create(kind=mark("outbox", "written"))}
    things["picture"] = {"kept": PictureFactory(title=mark("picture", "kept"))}
    document = get_document_model()(title=mark("document", "kept"), file=ContentFile(b"x", "x.txt"))
    document.save()
    things["document"] = {"kept": document}
    for page in things["page"].values():
        index.insert_or_update_object(page)  # which otherwise happens once the test's transaction is over


def marks(kind: str) -> dict[str, str]:
    """Return for each state of the kind the word that tells of it."""
    return {state: mark(SPELLED.get(kind, kind), state) for each, state in rows(IN_THE_ADMIN, EDITORS) if each == kind}


def _all_of(kind: str, name: str, *addresses: str | Callable[[], str], **how) -> AdminDoor:
    """An address that shows many: what stands in it is seen."""

    def seen(client: Client, world: World) -> set[str]:
        found = set()
        for address in addresses:
            response = client.get(address if isinstance(address, str) else address())
            if response.status_code == 200:
                text = body(response)
                found |= {state for state, word in marks(kind).items() if word in text}
            else:
                assert response.status_code in NOT_HERE, (address, response.status_code)
        return found

    return AdminDoor(kind, name, seen, **how)


def _each_of(kind: str, name: str, address: Callable[[object], str], **how) -> AdminDoor:
    """An address a thing: it tells of the thing, or leads away."""

    def seen(client: Client, world: World) -> set[str]:
        found = set()
        for state, word in marks(kind).items():
            response = client.get(address(world.things[kind][state]))
            if response.status_code == 200:
                found |= {state} if word in body(response) else set()
            else:
                assert response.status_code in NOT_HERE, (name, state, response.status_code)
        return found

    return AdminDoor(kind, name, seen, **how)


KINDS = {
    "practice": "evidence.Practice",
    "programme": "evidence.Programme",
    "institution": "core.Institution",
    "network": "members.Network",
    "profile": "members.Profile",
    "membership": "members.Membership",
    "request": "members.Membership",
    "holding": "members.SeatHolding",
    "outbox": "core.OutboxEntry",
}
EDITED = {"practice", "programme", "institution", "network", "profile"}
INSPECTED = {"membership", "request", "outbox"}
DOWNLOADED = {*EDITED, "membership", "request"}


def _of_snippet(kind: str) -> list[AdminDoor]:
    viewset = {model._meta.label: model for model in get_snippet_models()}[KINDS[kind]].snippet_viewset
    app, model = KINDS[kind].lower().split(".")

    def to(name: str, query: str = "") -> str:
        return reverse(viewset.get_url_name(name)) + query

    def one(name: str) -> Callable[[object], str]:
        return lambda thing: reverse(viewset.get_url_name(name), args=[thing.pk])

    def choosing(name: str, *args, query: str = "") -> str:
        return reverse(f"{viewset.get_chooser_admin_url_namespace()}:{name}", args=args) + query

    doors = [
        _all_of(kind, "list", lambda: to("list"), lambda: to("list", "?p=2")),
        _all_of(kind, "list, its part for scripts", lambda: to("list_results"), lambda: to("list_results", "?p=2")),
        _all_of(
            kind,
            "chooser",
            *(lambda page=page: choosing("choose", query=f"?p={page}") for page in (1, 2, 3)),
            offers=True,
        ),
        _all_of(
            kind,
            "chooser, its part for scripts",
            *(lambda page=page: choosing("choose_results", query=f"?p={page}") for page in (1, 2, 3)),
            offers=True,
        ),
        _each_of(kind, "chosen", lambda thing: choosing("chosen", thing.pk), offers=True),
        _each_of(
            kind, "chosen with others", lambda thing: choosing("chosen_multiple", query=f"?id={thing.pk}"), offers=True
        ),
    ]
    if kind != "outbox":
        doors += [
            _all_of(kind, "names for translators", f"/admin/localize/api/snippets/{app}/{model}/", offers=True),
            _each_of(
                kind,
                "name for translators",
                lambda thing: f"/admin/localize/api/snippets/{app}/{model}/{thing.pk}/",
                offers=True,
            ),
        ]
    if kind in EDITED:
        doors += [_each_of(kind, name, one(name)) for name in ("edit", "usage", "history")]
    if kind in INSPECTED:
        doors.append(_each_of(kind, "inspect", one("inspect")))
    if kind in DOWNLOADED:
        doors.append(_all_of(kind, "download", lambda: to("list", "?export=csv")))
    return doors


def _news() -> int:
    return section("site.NewsIndexPage", "en").pk


PAGES = [
    _all_of("page", "list", lambda: f"/admin/pages/{_news()}/"),
    _all_of("page", "list, its part for scripts", lambda: f"/admin/pages/{_news()}/results/"),
    _all_of("page", "search", "/admin/pages/search/?q=zqpage"),
    _all_of("page", "menu", lambda: f"/admin/api/main/pages/?child_of={_news()}&for_explorer=1"),
    _each_of("page", "form", lambda page: f"/admin/pages/{page.pk}/edit/"),
    _each_of("page", "draft", lambda page: f"/admin/pages/{page.pk}/view_draft/"),
    _each_of("page", "history", lambda page: f"/admin/pages/{page.pk}/history/"),
    _all_of("page", "chooser", lambda: f"/admin/choose-page/{_news()}/", offers=True),
    _each_of("page", "chooser below it", lambda page: f"/admin/choose-page/{page.pk}/", offers=True),
    _all_of(
        "page",
        "chooser, searched",
        "/admin/choose-page/search/?q=zqpage",
        offers=True,
    ),
    _each_of("page", "chosen", lambda page: f"/admin/choose-page/chosen-multiple/?id={page.pk}", offers=True),
]
FILES = [
    _all_of("account", "list", "/admin/users/", "/admin/users/?p=2"),
    _each_of("account", "form", lambda person: f"/admin/users/edit/{person.pk}/"),
    _all_of("picture", "list", "/admin/images/"),
    _each_of("picture", "form", lambda picture: f"/admin/images/{picture.pk}/"),
    _all_of("picture", "chooser", "/admin/images/chooser/", offers=True),
    _each_of("picture", "chosen", lambda picture: f"/admin/images/chooser/chosen/{picture.pk}/", offers=True),
    _all_of("document", "list", "/admin/documents/"),
    _each_of("document", "form", lambda document: f"/admin/documents/edit/{document.pk}/"),
    _all_of("document", "chooser", "/admin/documents/chooser/", offers=True),
    _each_of("document", "chosen", lambda document: f"/admin/documents/chooser/chosen/{document.pk}/", offers=True),
]


def admin_doors() -> list[AdminDoor]:
    """All of them."""
    return [door for kind in KINDS for door in _of_snippet(kind)] + PAGES + FILES
