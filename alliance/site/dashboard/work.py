"""What every list of the editor's day has in common: it is about pages and records alike, of those whom it concerns."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, F, Model, QuerySet, Value
from django.urls import reverse
from django.utils.functional import Promise
from wagtail.models import Page
from wagtail.permissions import policy_registry

from alliance.core.models import User
from alliance.site.roles import CHECKED_RECORDS

KINDS: dict[str, type[Model]] = {model._meta.label_lower: model for model in (Page, *CHECKED_RECORDS)}


@dataclass(frozen=True)
class Row:
    """One line: what it is about, the way there, when, and what is to be known of it."""

    title: str
    url: str
    kind: str
    language: str = ""
    at: datetime | None = None
    note: str = ""
    is_live: bool = False
    compare_url: str = ""


class WorkList(ABC):
    """A list of the editor's day. Nothing is read until asked for; the number of queries never depends on that of rows."""

    name: str
    heading: Promise
    date_heading: Promise

    def __init__(self, user) -> None:
        self.user = user

    @abstractmethod
    def find(self) -> QuerySet:
        """Return what stands in the list, in its order; it is cut before it is read."""

    @abstractmethod
    def rows(self, items: Iterable) -> list[Row]:
        """Return the lines of some of what was found."""

    @cached_property
    def items(self) -> QuerySet:
        """What stands in the list, for the whole request."""
        return self.find()

    @property
    def more_url(self) -> str:
        """The way to all lines."""
        return reverse("editors_day", args=[self.name])


def labels() -> dict[int, str]:
    """Return the key of each kind's content type -> its label. No query once Django knows the types."""
    types = ContentType.objects.get_for_models(*KINDS.values())
    return {kind.pk: model._meta.label_lower for model, kind in types.items()}


def editable(user) -> dict[str, QuerySet]:
    """Return label -> the pages and records that the user may change; pages that only follow another are left out."""
    found = {}
    for label, model in KINDS.items():
        policy = policy_registry.get_by_type(model)
        if policy.user_has_permission(user, "change"):
            rows = policy.instances_user_has_any_permission_for(user, ["change"]).order_by()
            # Plain ones: those of models with names in each language put columns into another order, which a union mixes up.
            found[label] = (
                rows.filter(alias_of=None) if model is Page else QuerySet(model).filter(pk__in=rows.values("pk"))
            )
    return found


def together(parts: Iterable[tuple[str, QuerySet]], *columns: str) -> QuerySet:
    """Return the rows of several models as one: their label, key and these columns, which each part must have."""
    found = []
    for label, rows in parts:
        keyed = rows if "key" in rows.query.annotations else rows.annotate(key=F("pk"))
        found.append(keyed.annotate(label=Value(label, output_field=CharField())).values_list("label", "key", *columns))
    return found[0].union(*found[1:], all=True) if found else Page.objects.none()


def named(refs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Row]:
    """Return what each page or record is called, and where it is edited; one query a kind, and one for its words."""
    keys: dict[str, list[int]] = {}
    for label, key in refs:
        keys.setdefault(label, []).append(key)
    found = {}
    for label, pks in keys.items():
        rows = KINDS[label]._default_manager.filter(pk__in=pks)
        rows = rows.select_related("locale") if label == "wagtailcore.page" else rows.prefetch_related("texts")
        for each in rows:
            found[label, each.pk] = _row_of(each)
    return found


def _row_of(each: Model) -> Row:
    if isinstance(each, Page):
        url = reverse("wagtailadmin_pages:edit", args=[each.pk])
        language = each.locale.language_code
        return Row(each.get_admin_display_title(), url, str(each.page_type_display_name), language, is_live=each.live)
    url = reverse(each.snippet_viewset.get_url_name("edit"), args=[each.pk])
    return Row(str(each), url, each._meta.verbose_name.capitalize(), is_live=each.live)


def people(keys: Iterable[int | None]) -> dict[int, str]:
    """Return the names of these people. One query."""
    return {pk: str(user) for pk, user in User.objects.in_bulk({key for key in keys if key}).items()}


def lines(items: Iterable[tuple[str, int, dict]]) -> list[Row]:
    """Return the lines of ``(label, key, what is to be known)``, without what was deleted meanwhile."""
    items = list(items)
    names = named((label, key) for label, key, _known in items)
    return [replace(names[label, key], **known) for label, key, known in items if (label, key) in names]
