"""What members do in networks. Reading them is under the section's own address, in `members.pages`."""

from django.urls import path, re_path

from members.views.networks import keeping, managing, newcomers, taking_part, writing

_NETWORK = "my/networks/<slug:slug>"
_ROW = r"^my/networks/(?P<slug>[-\w]+)/{}/(?P<pk>\d{{1,18}})/{}/$"


def _of_row(things: str, act: str, view, name: str):
    return re_path(_ROW.format(things, act), view, name=name)


urlpatterns = [
    path("my/networks/new/", writing.start, name="network_start"),
    path(f"{_NETWORK}/edit/", writing.edit, name="network_edit"),
    path(f"{_NETWORK}/life/", writing.life_cycle, name="network_life"),
    path(f"{_NETWORK}/join/", taking_part.join, name="network_join"),
    path(f"{_NETWORK}/answer/", taking_part.answer, name="network_answer"),
    path(f"{_NETWORK}/leave/", taking_part.leave, name="network_leave"),
    path(f"{_NETWORK}/write/", taking_part.write, name="network_write"),
    path(f"{_NETWORK}/members/", managing.members, name="network_members"),
    path(f"{_NETWORK}/members/invite/", managing.invite, name="network_invite"),
    path(f"{_NETWORK}/members/newcomer/", newcomers.invite, name="network_newcomer"),
    path(f"{_NETWORK}/members/add/", managing.add, name="network_add"),
    _of_row("members", "accept", managing.accept, "network_accept"),
    _of_row("members", "decline", managing.decline, "network_decline"),
    _of_row("members", "remove", managing.remove, "network_remove"),
    _of_row("members", "role", managing.change_role, "network_role"),
    _of_row("members", "pass-on", managing.pass_on, "network_pass_on"),
    _of_row("networks", "answer", managing.answer_for_network, "network_answer_for"),
    path(f"{_NETWORK}/shelf/add/", keeping.pin, name="network_pin"),
    _of_row("shelf", "remove", keeping.unpin, "network_unpin"),
    path(f"{_NETWORK}/files/add/", keeping.add_file, name="network_add_file"),
    _of_row("files", "remove", keeping.remove_file, "network_remove_file"),
    path(f"{_NETWORK}/announcements/new/", keeping.announce, name="network_announce"),
]
