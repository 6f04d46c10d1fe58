"""Hooks of the Wagtail admin that have to do with translations. `alliance.site.wagtail_hooks` imports them."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.permission_policies.pages import PagePermissionPolicy

from alliance.site.editing.translation_listing import PagesViewSet
from alliance.site.editing.translation_report import TranslationsReport
from alliance.site.editing.translation_sending import SendAgainView, SendView


# Addresses of wagtail-localize, answered by ours: they stand before its own, and its links and menus lead here.
@hooks.register("register_admin_urls", order=-10)
def register_translation_urls() -> list:
    """Sending, the report."""
    return [
        path("localize/submit/page/<int:page_id>/", SendView.as_view()),
        path("localize/update/<int:translation_source_id>/", SendAgainView.as_view()),
        path("localize/reports/translations/", TranslationsReport.as_view()),
        path("localize/reports/translations/results/", TranslationsReport.as_view(results_only=True)),
    ]


@hooks.register("register_admin_viewset", order=10)
def register_pages_viewset() -> PagesViewSet:
    """After Wagtail's own for all pages, which it takes the place of."""
    return PagesViewSet()


@hooks.register("construct_reports_menu")
def hide_report(request, menu_items) -> None:
    """Who has no pages is not offered the report on them."""
    if not PagePermissionPolicy().user_has_any_permission(request.user, TranslationsReport.any_permission_required):
        menu_items[:] = [item for item in menu_items if item.url != reverse(TranslationsReport.index_url_name)]
