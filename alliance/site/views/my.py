"""What a member finds after signing in: what waits, the first steps, what is new in rooms, news for them, their country."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliance.core import waiting
from alliance.core.models import Notice, site_language
from members.enums import MembershipState
from members.models import Profile, Seat
from members.roles import held_by
from members.rooms.presenters import room_line
from members.rooms.waiting import unread_rooms
from members.views.doors import for_members

NOTICES = 20


@dataclass(frozen=True)
class Step:
    """One of the three first steps."""

    title: str
    text: str
    minutes: int
    url: str
    link: str
    is_done: bool


def first_steps(user) -> list[Step]:
    """Return the three steps that somebody new should take; none once the profile is told and a network joined. Three queries."""
    base = f"/{site_language()}"
    profile = Profile.objects.filter(person=user).prefetch_related("languages", "topics").first()
    told = bool(profile and profile.position and profile.languages.all() and profile.topics.all())
    belongs = user.memberships.filter(state=MembershipState.ACTIVE).exists()
    if told and belongs:
        return []
    country = user.country
    return [
        Step(
            _("Tell what people may ask you"),
            _("Position, languages and topics. You choose who sees each line; address and telephone begin hidden."),
            4,
            f"{base}/my/profile/",
            _("Complete the profile"),
            told,
        ),
        Step(
            _("Look at the page of %(country)s") % {"country": country} if country else _("Look at the countries"),
            _("It shows practices and programmes with their sources. See what is missing or out of date."),
            8,
            f"{base}/countries/{country.code}/" if country else f"{base}/countries/",
            _("See the page"),
            False,  # nobody is followed: whether they looked is theirs to know
        ),
        Step(
            _("Join a network"),
            _("Networks work on one thing together, across countries. Some are open, others ask you a question first."),
            3,
            f"{base}/networks/",
            _("See the networks"),
            belongs,
        ),
    ]


@for_members
def show(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the reader."""
    user = request.user
    tasks = waiting.tasks_of(user)
    steps = first_steps(user)
    context = {
        "roles": held_by(user),
        "with_date": [task for task in tasks if task.due],
        "without_date": [task for task in tasks if not task.due],
        "steps": steps,
        "next_step": next((step for step in steps if not step.is_done), None),
        "rooms": [room_line(room) for room in unread_rooms(user)],
        "seats": Seat.objects.filter(holdings__person=user, holdings__until=None).select_related("country"),
        "notices": Notice.objects.visible_to(user).order_by("-created_at", "-pk")[:NOTICES],
    }
    return render(request, "pages/my.html", context)


@for_members
@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """The reader's notices count as read."""
    Notice.objects.visible_to(request.user).unread().update(read_at=timezone.now())
    return redirect("my")
