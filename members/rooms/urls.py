"""Addresses under `/<language>/rooms/`. Sockets: `members.rooms.routing`."""

from django.urls import path

from members.rooms.views import acts, finding, mentions, pages

app_name = "rooms"

urlpatterns = [
    path("", pages.rooms, name="rooms"),
    path("<slug:slug>/", pages.room, name="room"),
    path("<slug:slug>/since.json", pages.since, name="since"),
    path("<slug:slug>/search/", finding.search, name="search"),
    path("<slug:slug>/people.json", mentions.people, name="people"),
    path("<slug:slug>/<int:seq>/edit/", acts.edit, name="edit"),
    path("<slug:slug>/<int:seq>/delete/", acts.delete, name="delete"),
    path("<slug:slug>/<int:seq>/react/", acts.react, name="react"),
    path("<slug:slug>/<int:seq>/pin/", acts.pin, name="pin"),
    path("<slug:slug>/<int:seq>/answer/", acts.answer, name="answer"),
    path("<slug:slug>/<int:seq>/history/", acts.history, name="history"),
]
