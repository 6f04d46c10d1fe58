"""Practices and programmes on the shelves of networks."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from alliance.core.pinnable import Pinnable, register
from evidence import practice_facts, programme_presenter
from evidence.models import Practice, Programme

_PRACTICES, _PROGRAMMES = "evidence/", "evidence/programmes/"


def _practice_at(path: str, user) -> Practice | None:
    slug = path.removeprefix(_PRACTICES).strip("/")
    if not path.startswith(_PRACTICES) or "/" in slug:
        return None
    return Practice.objects.visible_to(user).filter(slug=slug).first()


def _practice_lines(keys: Iterable[int], user) -> dict[int, dict]:
    practices = Practice.objects.visible_to(user).filter(pk__in=list(keys)).in_short()
    return {each.pk: practice_facts.line_of(each) | {"kind": _("Practice")} for each in practices}


def _programme_at(path: str, user) -> Programme | None:
    if not path.startswith(_PROGRAMMES):
        return None
    return Programme.objects.visible_to(user).filter(slug=path.removeprefix(_PROGRAMMES).strip("/")).first()


def _programme_lines(keys: Iterable[int], user) -> dict[int, dict]:
    programmes = Programme.objects.visible_to(user).filter(pk__in=list(keys)).with_words()
    return {each.pk: programme_presenter.line_of(each) | {"kind": _("National programme")} for each in programmes}


def register_pins() -> None:
    """Practices and programmes can be pinned."""
    register(Pinnable(Practice, _practice_at, _practice_lines))
    register(Pinnable(Programme, _programme_at, _programme_lines))
