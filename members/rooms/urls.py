"""Addresses under `/<language>/rooms/`. Sockets: `members.rooms.routing`."""

from django.urls import path

from members.rooms.views import acts, files, moderation, pages

app_name = "rooms"

urlpatterns = [
    path("", pages.rooms, name="rooms"),
    path("<slug:slug>/", pages.room, name="room"),
    path("<slug:slug>/since.json", pages.since, name="since"),
    path("<slug:slug>/<int:seq>/edit/", acts.edit, name="edit"),
    path("<slug:slug>/<int:seq>/delete/", acts.delete, name="delete"),
    path("<slug:slug>/<int:seq>/react/", acts.react, name="react"),
    path("<slug:slug>/<int:seq>/pin/", acts.pin, name="pin"),
    path("<slug:slug>/<int:seq>/answer/", acts.answer, name="answer"),
    path("<slug:slug>/<int:seq>/history/", acts.history, name="history"),
    path("<slug:slug>/<int:seq>/report/", moderation.report, name="report"),
    path("<slug:slug>/<int:seq>/hide/", moderation.hide, name="hide"),
    path("<slug:slug>/<int:seq>/restore/", moderation.restore, name="restore"),
    path("<slug:slug>/<int:seq>/leave/", moderation.leave, name="leave"),
    path("<slug:slug>/<int:seq>/mute/", moderation.mute, name="mute"),
    path("<slug:slug>/files/", files.upload, name="upload"),
    path("<slug:slug>/files/<int:pk>/<str:name>", files.hand_out, name="file"),
    path("<slug:slug>/moderation/", moderation.moderation, name="moderation"),
    path("<slug:slug>/guidelines/", moderation.guidelines, name="guidelines"),
]
