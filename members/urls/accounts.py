"""The account: allauth's addresses, with ours before them."""

from django.urls import include, path
from django.views.decorators.cache import never_cache

from members.views.accounts import SessionsView, SignInView, begin_at_ministry

urlpatterns = [
    path("login/", SignInView.as_view()),
    path("oidc/<slug:provider_id>/login/", begin_at_ministry),
    path("sessions/", never_cache(SessionsView.as_view())),
    path("", include("allauth.urls")),
]
