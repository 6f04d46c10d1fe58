"""Addresses under `/<language>/my/` and other pages of members that stand outside the Wagtail tree, one module a topic."""

from django.urls import include, path

app_name = "members"

urlpatterns = [
    path("", include("members.urls.joining")),
    path("", include("members.urls.profile")),
    path("", include("members.urls.seats")),
    path("", include("members.urls.networks")),
]
