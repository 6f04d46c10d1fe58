"""Country contributors see and edit in the admin what belongs to their own country, and learn of nothing else.

Four doors lead to a record: lists and choosers (`own_rows`), the fields of a form (`limit_fields`), permissions for one
record (`OwnCountryPolicy`) and addresses (`keep_to_own_country`). Each asks the policy of the record's model.
"""

from collections.abc import Callable
from functools import partial, wraps

from django import forms
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import Permission
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.defaults import page_not_found
from wagtail.admin.widgets import BaseChooser
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry

CONTRIBUTORS = "Country contributors"

# What an account without a country may see: the rows of no country.
NO_COUNTRY = 0

_holders: list[Callable] = []


def held_by(function: Callable) -> Callable:
    """Have ``function`` tell the keys of the countries that a user speaks for now; called at start by the app that knows."""
    _holders.append(function)
    return function


def countries_of(user) -> frozenset[int] | None:
    """Return the keys of the only countries that ``user`` works on in the admin; None where there is no such limit.

    They are those that the user speaks for now, whatever country the account names; the account's where there is none.
    Whoever may change practices through another group as well is not limited. One query for each user object, and two more
    for a contributor.
    """
    if not user.is_authenticated or user.is_superuser:
        return None
    if not hasattr(user, "_only_countries"):
        groups = dict(user.groups.values_list("name", "pk"))
        by_country = groups.pop(CONTRIBUTORS, None)
        wider = Permission.objects.filter(codename="change_practice", group__in=groups.values())
        is_limited = by_country is not None and not wider.exists()
        user._only_countries = _countries_held(user) if is_limited else None
    return user._only_countries


def _countries_held(user) -> frozenset[int]:
    held = frozenset(key for function in _holders for key in function(user))
    return held or frozenset({user.country_id or NO_COUNTRY})


class OwnCountryPolicy(ModelPermissionPolicy):
    """Permissions count for the rows of the user's own countries where the user is a contributor of one."""

    def __init__(self, model: type[Model], field: str, *, with_shared: bool = False) -> None:
        """``field`` leads to the country. ``with_shared``: rows of no country belong to everybody."""
        super().__init__(model)
        self.field = field
        self.with_shared = with_shared

    def own(self, user, rows: QuerySet) -> QuerySet:
        """Those of the rows that the user may see in the admin."""
        countries = countries_of(user)
        if countries is None:
            return rows
        condition = Q(**{f"{self.field}__in": countries})
        return rows.filter(condition | Q(**{self.field: None}) if self.with_shared else condition)

    def user_has_permission_for_instance(self, user, action: str, instance: Model) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user, actions, instance: Model) -> bool:
        if not self.user_has_any_permission(user, actions):
            return False
        return countries_of(user) is None or self.own(user, self.model._base_manager.filter(pk=instance.pk)).exists()

    def instances_user_has_any_permission_for(self, user, actions) -> QuerySet:
        return self.own(user, super().instances_user_has_any_permission_for(user, actions))


def own_rows(user, rows: QuerySet) -> QuerySet:
    """Those of the rows that the user may see in the admin: all of them, unless their model is told by country."""
    policy = policy_registry.get_by_type(rows.model)
    return policy.own(user, rows) if isinstance(policy, OwnCountryPolicy) else rows


def limit_fields(form: forms.ModelForm) -> None:
    """Where records are chosen, the form offers the user's own, and those that its record names already."""
    user = getattr(form, "for_user", None)
    if user is None or countries_of(user) is None:
        return
    for name, field in form.fields.items():
        if not isinstance(field, forms.ModelChoiceField):
            continue
        own = own_rows(user, field.queryset)
        if own is not field.queryset:
            named = form.initial.get(name) or []
            named = [getattr(each, "pk", each) for each in (named if isinstance(named, list) else [named])]
            field.queryset = field.queryset.filter(Q(pk__in=own.values("pk")) | Q(pk__in=named))
            if isinstance(field.widget, BaseChooser):
                field.widget.get_instance = partial(_chosen_among, field.queryset, field.widget.get_instance)


def _chosen_among(rows: QuerySet, find: Callable, value) -> Model | None:
    """Return the record that a chooser shows, which would tell the name of whatever key was sent."""
    found = find(value)
    return found if found and rows.filter(pk=found.pk).exists() else None


def keep_to_own_country(view: Callable) -> Callable:
    """Have an address of the admin answer 404 where it leads a contributor to another country, as if nothing were there.

    Reports list the work on all countries, and no contributor needs them.
    """

    @wraps(view)
    def kept(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if countries_of(request.user) is not None and _leads_elsewhere(request, kwargs):
            # The very page that Wagtail shows where there is no such record.
            return page_not_found(request, Http404(), template_name="wagtailadmin/404.html")
        return view(request, *args, **kwargs)

    return kept


def _leads_elsewhere(request: HttpRequest, asked: dict) -> bool:
    space = request.resolver_match.namespace
    if space == "wagtailadmin_reports":
        return True
    model = _models_by_address().get(space)
    if model is None or "pk" not in asked:
        return False
    key = unquote(str(asked["pk"]))
    return key.isdigit() and not own_rows(request.user, model._base_manager.filter(pk=key)).exists()


def _models_by_address() -> dict[str, type[Model]]:
    """Return the models that are told by country, by the namespaces of their addresses."""
    models = [
        model for model, policy in policy_registry.values_by_class.items() if isinstance(policy, OwnCountryPolicy)
    ]
    viewsets = [model.snippet_viewset for model in models]
    return {
        space: each.model for each in viewsets for space in (each.url_namespace, each.get_chooser_admin_url_namespace())
    }
