"""What the admin offers where something is chosen for something else: no more than the person may see.

Wagtail shows in a chooser every row of a model to everybody who may enter the admin, and tells the name of whatever key is
asked for. Here a list of what can be chosen holds what the person works on, else what they may see on the site.
"""

from collections.abc import Callable
from functools import wraps

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.defaults import page_not_found
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)

from alliance.core.own_country import OwnCountryPolicy, countries_of

WORKED_ON = frozenset({"add", "change", "delete", "view"})


def offered_to(user, rows: QuerySet) -> QuerySet:
    """Those of the rows that ``user`` may choose: whatever they may work on, else what the rows' own rule shows them."""
    policy = policy_registry.get_by_type(rows.model)
    if isinstance(policy, OwnCountryPolicy) and countries_of(user) is not None:
        return policy.own(user, rows)
    if policy.user_has_any_permission(user, WORKED_ON):
        return rows
    return rows.visible_to(user) if hasattr(rows, "visible_to") else rows.none()


def offered_pages(user, pages: QuerySet) -> QuerySet:
    """Those of the pages that ``user`` may choose: what stands in their explorer, else what everybody reads."""
    explorable = policy_registry.get_by_type(Page).explorable_instances(user)
    public = Page.objects.live().public()
    return pages.filter(Q(pk__in=explorable.values("pk")) | Q(pk__in=public.values("pk")))


class _Offered:
    """Holds to `offered_to`, by whatever method the view reads its rows."""

    def get_object_list(self) -> QuerySet:
        return offered_to(self.request.user, super().get_object_list())

    def get_objects(self, pks: list) -> QuerySet:
        return offered_to(self.request.user, super().get_objects(pks))

    def get_object(self, pk):
        found = super().get_object(pk)
        return offered_to(self.request.user, self.model_class.objects.all()).get(pk=found.pk)


class OfferedChooserViewSet(SnippetChooserViewSet):
    """Where a row is chosen for another."""

    choose_view_class = type("ChooseOfferedView", (_Offered, ChooseView), {})
    choose_results_view_class = type("ChooseOfferedResultsView", (_Offered, ChooseResultsView), {})
    chosen_view_class = type("ChosenOfferedView", (_Offered, SnippetChosenView), {})
    chosen_multiple_view_class = type("ChosenOfferedMultipleView", (_Offered, SnippetChosenMultipleView), {})


def keep_to_offered_pages(view: Callable) -> Callable:
    """Have the addresses at which pages are chosen answer 404 where they name one that is not offered."""

    @wraps(view)
    def kept(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        named = _pages_named(request, kwargs)
        if named and offered_pages(request.user, Page.objects.filter(pk__in=named)).count() < len(named):
            return page_not_found(request, Http404(), template_name="wagtailadmin/404.html")
        return view(request, *args, **kwargs)

    return kept


def _pages_named(request: HttpRequest, asked: dict) -> set[int]:
    name = request.resolver_match.url_name
    if name == "wagtailadmin_choose_page_child":
        return {asked["parent_page_id"]}
    if name == "wagtailadmin_choose_page_chosen_multiple":
        return {int(key) for key in request.GET.getlist("id") if key.isdigit()}
    return set()
