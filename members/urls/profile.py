"""One's own profile, and its confirmation."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
