"""Addresses under `/<language>/rooms/`. Sockets: `members.rooms.routing`."""

from django.urls import path

from members.rooms.views import acts, files, finding, mentions, minutes, moderation, pages, votes

app_name = "rooms"

urlpatterns = [
    path("", pages.rooms, name="rooms"),
    path("vote/", votes.join, name="vote_join"),
    path("vote/<slug:code>/", votes.enter, name="vote_enter"),
    path("<slug:slug>/", pages.room, name="room"),
    path("<slug:slug>/votes/new/", votes.new, name="vote_new"),
    path("<slug:slug>/votes/<int:pk>/", votes.show, name="vote"),
    path("<slug:slug>/votes/<int:pk>/edit/", votes.edit, name="vote_edit"),
    path("<slug:slug>/votes/<int:pk>/act/", votes.act, name="vote_act"),
    path("<slug:slug>/votes/<int:pk>/proxy/", votes.proxy, name="vote_proxy"),
    path("<slug:slug>/votes/<int:pk>/qr.svg", votes.qr, name="vote_qr"),
    path("<slug:slug>/votes/<int:pk>/result.csv", votes.table, name="vote_table"),
    path("<slug:slug>/votes/<int:pk>/actions/", votes.add_action, name="vote_actions"),
    path("<slug:slug>/votes/<int:pk>/actions/<int:number>/", votes.action, name="vote_action"),
    path("<slug:slug>/since.json", pages.since, name="since"),
    path("<slug:slug>/search/", finding.search, name="search"),
    path("<slug:slug>/minutes/", minutes.show, name="minutes"),
    path("<slug:slug>/minutes.md", minutes.as_markdown, name="minutes_md"),
    path("<slug:slug>/minutes.pdf", minutes.as_pdf, name="minutes_pdf"),
    path("<slug:slug>/people.json", mentions.people, name="people"),
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
