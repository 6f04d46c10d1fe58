"""Invitations, requests to join, my data."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
