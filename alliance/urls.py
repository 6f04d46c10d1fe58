"""Every address of the site. Pages and records are served by the Wagtail tree, last."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns
from wagtail.views import serve as wagtail_serve

from alliance.core import drafts, media, status
from alliance.core.offered import keep_to_offered_pages
from alliance.core.own_country import keep_to_own_country
from alliance.core.styleguide import styleguide
from alliance.core.views import to_readers_language
from alliance.site.views import found, my
from alliance.site.views.sitemap import sitemap
from members.views import accounts
from search import urls as search_urls

handler400 = "alliance.core.error_views.bad_request"
handler403 = "alliance.core.error_views.forbidden"
handler404 = "alliance.site.views.lost.not_found"
# Read by allauth, as Django reads the others.
handler429 = "alliance.core.error_views.too_many"
handler500 = "alliance.core.error_views.server_error"


def kept_apart(view):
    """Have an address of the admin show nothing that this person must not learn of."""
    return keep_to_own_country(keep_to_offered_pages(view))


urlpatterns = [
    path("", to_readers_language, name="root"),
    path("accounts/", include("members.urls.accounts")),
    # Before Wagtail's own: people sign in at one door.
    path("admin/login/", accounts.admin_door, name="admin_door"),
    path("admin/", include(decorate_urlpatterns(wagtailadmin_urls.urlpatterns, kept_apart))),
    # Before Wagtail's own: this door also gives parts of a file.
    re_path(r"^documents/(\d+)/(.*)$", media.document),
    path("documents/", include(wagtaildocs_urls)),
    re_path(r"^media/images/(?P<path>.+)$", media.rendition),
    path("healthz", status.healthz, name="healthz"),
    path("status/", status.status_page, name="status"),
    path("styleguide/", styleguide, name="styleguide"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", found.robots, name="robots"),
    path(".well-known/security.txt", found.security, name="security"),
    path("feeds/<slug:section>.<slug:language>.atom", found.SectionFeed(), name="feed"),
    path("share/<slug:language>.png", found.share, name="share_site"),
    path("share/<slug:language>/<int:pk>.png", found.share, name="share"),
    *search_urls.programs,
]
urlpatterns += i18n_patterns(
    path("my/", my.show, name="my"),
    path("my/draft/", drafts.endpoint, name="draft"),
    path("my/notices/read/", my.notices_read, name="notices_read"),
    path("", include("members.urls")),
    path("rooms/", include("members.rooms.urls")),
    path("", include(search_urls)),
    # Wagtail's own pattern knows no dots; downloads such as evidence/export.csv are served by the same pages.
    re_path(r"^((?:[\w-]+/)*[\w-]+\.[a-z]+)$", wagtail_serve, name="download"),
    path("", include(wagtail_urls)),
    prefix_default_language=True,
)
