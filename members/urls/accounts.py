"""The account: allauth's addresses, with ours before them."""

from django.urls import include, path
from django.views.decorators.cache import never_cache

from members.views.accounts import SessionsView, SignInView

urlpatterns = [
    path("login/", SignInView.as_view()),
    path("sessions/", never_cache(SessionsView.as_view())),
    path("", include("allauth.urls")),
]
