"""Addresses under `/<language>/rooms/`. Sockets: `members.rooms.routing`."""

from django.urls import path

from members.rooms.views import finding, mentions, pages

app_name = "rooms"

urlpatterns = [
    path("", pages.rooms, name="rooms"),
    path("<slug:slug>/", pages.room, name="room"),
    path("<slug:slug>/since.json", pages.since, name="since"),
    path("<slug:slug>/search/", finding.search, name="search"),
    path("<slug:slug>/people.json", mentions.people, name="people"),
]
