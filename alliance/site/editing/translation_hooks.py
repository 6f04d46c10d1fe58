"""Hooks of the Wagtail admin that have to do with translations. `alliance.site.wagtail_hooks` imports them."""

from django.urls import path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_localize.views.snippets_api import SnippetViewSet

from alliance.core.models import Origin
from alliance.core.offered import offered_to
from alliance.site.editing.translation_files import download, upload
from alliance.site.editing.translation_listing import PagesViewSet
from alliance.site.editing.translation_report import TranslationsReport
from alliance.site.editing.translation_review import review
from alliance.site.editing.translation_sending import SendAgainView, SendView


class OfferedSnippets(SnippetViewSet):
    """The names of what can be chosen in place of what the original names: of what the person may see."""

    def get_queryset(self):
        return offered_to(self.request.user, super().get_queryset())


# Addresses of wagtail-localize, answered by ours: they stand before its own, and its links and menus lead here.
@hooks.register("register_admin_urls", order=-10)
def register_translation_urls() -> list:
    """Sending, the report, reviewing, PO files."""
    return [
        path("translations/<int:page_id>/review/", review, name="review_translation"),
        path("localize/submit/page/<int:page_id>/", SendView.as_view()),
        path("localize/update/<int:translation_source_id>/", SendAgainView.as_view()),
        path("localize/translate/<int:translation_id>/pofile/download/", download),
        path("localize/translate/<int:translation_id>/pofile/upload/", upload),
        path("localize/api/snippets/<slug:app_label>/<slug:model_name>/", OfferedSnippets.as_view({"get": "list"})),
        path(
            "localize/api/snippets/<slug:app_label>/<slug:model_name>/<str:pk>/",
            OfferedSnippets.as_view({"get": "retrieve"}),
        ),
        path("localize/reports/translations/", TranslationsReport.as_view()),
        path("localize/reports/translations/results/", TranslationsReport.as_view(results_only=True)),
    ]


@hooks.register("register_admin_viewset", order=10)
def register_pages_viewset() -> PagesViewSet:
    """After Wagtail's own for all pages, which it takes the place of."""
    return PagesViewSet()


def offer_review(page, user, view_name=None, next_url=None):
    """Yield the way to what is to be checked, for those who may answer for a translation. No query for the page."""
    if getattr(page, "words_origin", Origin.ORIGINAL) == Origin.ORIGINAL or page.alias_of_id:
        return
    if page.permissions_for_user(user).can_publish():
        address = reverse("review_translation", args=[page.pk])
        yield Button(_("Check the translation"), address, priority=55, icon_name="check")


hooks.register("register_page_header_buttons", offer_review)
hooks.register("register_page_listing_more_buttons", offer_review)


@hooks.register("construct_reports_menu")
def hide_report(request, menu_items) -> None:
    """Who has no pages is not offered the report on them."""
    if not PagePermissionPolicy().user_has_any_permission(request.user, TranslationsReport.any_permission_required):
        menu_items[:] = [item for item in menu_items if item.url != reverse(TranslationsReport.index_url_name)]
