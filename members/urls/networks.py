"""What members do in networks."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
