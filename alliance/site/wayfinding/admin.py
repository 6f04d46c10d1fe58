"""Redirects, suggestions and addresses that lead nowhere in the Wagtail admin."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.views import CreateView, EditView
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from alliance.core.offered import OfferedChooserViewSet
from alliance.site.models import MissedAddress, Signpost
from alliance.site.models.wayfinding import LONGEST_ADDRESS
from alliance.site.wayfinding.redirects import leads_back


class StraightRedirectForm(RedirectForm):
    """Wagtail's form, which refuses redirects that lead nowhere or back to where they start."""

    def clean(self) -> dict:
        """As Wagtail's; the target is told by the field that an editor would correct."""
        data = super().clean() or self.cleaned_data
        target, old_path = data.get("redirect_link"), data.get("old_path")
        if not self.errors and not target and not data.get("redirect_page"):
            self.add_error("redirect_page", _("Choose a page, or write the address that readers are sent to."))
        elif target and old_path and not data.get("redirect_page"):
            trying = Redirect(pk=self.instance.pk, old_path=Redirect.normalise_path(old_path), redirect_link=target)
            if leads_back(target, trying.old_path, data.get("site"), trying=trying):
                self.add_error(
                    "redirect_link", _("This address leads back to the old one: readers would go in a circle.")
                )
        return data


class AddRedirectView(CreateView):
    """An empty form, or one for the address that the link names (``?old_path=``)."""

    form_class = StraightRedirectForm

    def get_initial(self) -> dict:
        return super().get_initial() | {"old_path": self.request.GET.get("old_path", "")[:LONGEST_ADDRESS]}


class EditRedirectView(EditView):
    """A redirect that is there."""

    form_class = StraightRedirectForm


class SignpostViewSet(SnippetViewSet):
    """What editors offer at wrong addresses, in the order in which it is offered."""

    model = Signpost
    chooser_viewset_class = OfferedChooserViewSet
    icon = "help"
    menu_label = _("Wrong addresses: suggestions")
    menu_name = "signposts"
    menu_order = 810
    url_namespace = "signposts"
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["address", Column("page", label=_("Page to offer"), accessor="page.title")]
    search_fields = ["address", "page__title"]
    search_backend_name = None

    def get_queryset(self, request):
        return Signpost.objects.select_related("page")


class RedirectColumn(Column):
    """The button that opens the form of a redirect for the address of the row."""

    cell_template_name = "admin/missed_address_cell.html"

    def get_cell_context_data(self, instance: MissedAddress, parent_context: dict) -> dict:
        context = super().get_cell_context_data(instance, parent_context)
        context["url"] = f"{reverse('wagtailredirects:add')}?{urlencode({'old_path': instance.path})}"
        return context


class MissedAddressIndexView(IndexView):
    """The list, with the button for those who may make redirects."""

    any_permission_required = ["view"]

    @property
    def columns(self) -> list:
        columns = [column for column in super().columns if column.name != "bulk_actions"]
        may_redirect = policy_registry.get_by_type(Redirect).user_has_permission(self.request.user, "add")
        return columns if may_redirect else [each for each in columns if not isinstance(each, RedirectColumn)]


class MissedAddressViewSet(SnippetViewSet):
    """The addresses that readers ask for in vain, most asked for first."""

    model = MissedAddress
    chooser_viewset_class = OfferedChooserViewSet
    icon = "warning"
    menu_label = _("Wrong addresses: asked for")
    menu_name = "missed-addresses"
    menu_order = 820
    url_namespace = "missed_addresses"
    add_to_settings_menu = True
    copy_view_enabled = False
    index_view_class = MissedAddressIndexView
    list_display = [
        TitleColumn("path", label=_("Address"), get_url=lambda row: None, sort_key="path"),
        Column("count", label=_("Times"), sort_key="count"),
        Column("last_asked_date", label=_("Last asked for"), sort_key="last_asked_date"),
        RedirectColumn("redirect", label=_("Redirect")),
    ]
    ordering = ["-count", "path"]
    search_fields = ["path"]
    search_backend_name = None
    list_per_page = 50
