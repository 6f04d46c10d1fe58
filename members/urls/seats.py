"""The country's seat, and editing for the country."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
