"""Invitations, requests to join, my data."""

from django.urls import path, re_path

from members.views import joining, letting_in, my_data

urlpatterns = [
    path("join/", joining.ask, name="join"),
    path("join/sent/", joining.sent, name="join_sent"),
    path("join/confirm/<str:token>/", joining.confirm, name="join_confirm"),
    path("join/answer/<str:token>/", joining.answer, name="join_answer"),
    path("join/<str:token>/", joining.accept_invitation, name="invitation"),
    path("my/invitations/", letting_in.invitations, name="invitations"),
    re_path(
        r"^my/invitations/(?P<pk>\d{1,18})/(?P<act>resend|revoke)/$", letting_in.invitation_act, name="invitation_act"
    ),
    path("my/requests/", letting_in.requests, name="requests"),
    re_path(r"^my/requests/(?P<pk>\d{1,18})/$", letting_in.one_request, name="request"),
    path("my/data/", my_data.overview, name="my_data"),
    path("my/data/export.zip", my_data.download, name="my_data_download"),
    path("my/data/forget/", my_data.end, name="my_data_forget"),
    path("my/data/forgotten/", my_data.forgotten, name="my_data_forgotten"),
]
