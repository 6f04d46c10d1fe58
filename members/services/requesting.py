"""Requests to join: asked in public, confirmed by mail, decided by the country's seat or staff."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from alliance.core import audit, mail
from alliance.core.models import Country, User
from alliance.core.notify import notify
from members import links
from members.enums import RequestState, Role
from members.models import JoinRequest, SeatHolding
from members.models.joining import OPEN_REQUESTS
from members.rules import can_decide_request
from members.services.joining import JoiningError, invite

CONFIRM = "request.confirm"
ANSWER = "request.answer"
CONFIRM_WITHIN = timedelta(days=3)
ANSWER_WITHIN = timedelta(days=30)


class RequestError(Exception):
    """Why a request could not be decided: ``code`` is not_allowed or decided, or that of a `JoiningError`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def ask_to_join(*, email: str, language: str, country: Country, **answers: str) -> None:
    """A mail goes to the address: with a link that confirms the request, or, to a member, with the way to sign in.

    Nobody who sees the page learns which of the two. A request that waits already is not doubled.
    """
    email = email.strip().lower()
    if User.objects.filter(email=email, is_active=True, joined_at__isnull=False).exists():
        mail.send_later("join_known", to=email, language=language, context={}, path="/accounts/login/")
        return
    stated = {"language": language, "country": country, **answers}
    waiting = JoinRequest.objects.select_for_update().filter(state__in=OPEN_REQUESTS)
    request, is_new = waiting.get_or_create(email=email, defaults=stated)
    if not is_new and request.state == RequestState.UNCONFIRMED:
        JoinRequest.objects.filter(pk=request.pk).update(**stated)
    token = links.sign(CONFIRM, request.pk)
    mail.send_later(
        "join_confirm",
        to=email,
        language=language,
        context={"name": request.first_name},
        path=f"/{language}/join/confirm/{token}/",
        key=f"join-{request.pk}",
    )


def request_to_confirm(token: str) -> JoinRequest | None:
    """Return the request that a mailed link confirms; None where the link is not ours or is older than three days."""
    return _request_of(CONFIRM, token, CONFIRM_WITHIN)


def request_to_answer(token: str) -> JoinRequest | None:
    """Return the request that a mailed link answers a question of, while the question is open."""
    found = _request_of(ANSWER, token, ANSWER_WITHIN)
    return found if found and found.state == RequestState.ASKED else None


def _request_of(kind: str, token: str, lasts: timedelta) -> JoinRequest | None:
    values = links.read(kind, token, lasts=lasts)
    return JoinRequest.objects.select_related("country").filter(pk=values[0]).first() if values else None


@transaction.atomic
def confirm(*, request: JoinRequest) -> None:
    """The address is confirmed, and those who decide are told once; a repeat changes nothing."""
    request = JoinRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.state != RequestState.UNCONFIRMED:
        return
    request.state, request.confirmed_at = RequestState.WAITING, timezone.now()
    request.save(update_fields=["state", "confirmed_at"])
    _tell_deciders(request)


def deciders_of(request: JoinRequest) -> list[User]:
    """Return who decides: those who hold the country's seat, or staff where it is vacant."""
    held = SeatHolding.objects.current().filter(seat__country=request.country, person__is_active=True)
    people = [holding.person for holding in held.select_related("person")]
    return people or list(User.objects.filter(is_staff=True, is_active=True))


def _tell_deciders(request: JoinRequest) -> None:
    context = {"who": str(request), "country": request.country.code}
    notify("join_request", to=deciders_of(request), context=context, path=f"/my/requests/{request.pk}/")


@transaction.atomic
def ask_about(*, request: JoinRequest, by: User, question: str) -> None:
    """The question is mailed with a link to answer without an account. Raises `RequestError`."""
    request = _to_decide(request, by)
    request.state, request.question, request.answer = RequestState.ASKED, question, ""
    request.save(update_fields=["state", "question", "answer"])
    _mail(request, "join_question", {"question": question}, f"/join/answer/{links.sign(ANSWER, request.pk)}/")


@transaction.atomic
def answer(*, request: JoinRequest, words: str) -> None:
    """The answer is there, and those who decide are told; a repeat changes nothing."""
    request = JoinRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.state != RequestState.ASKED:
        return
    request.state, request.answer = RequestState.WAITING, words
    request.save(update_fields=["state", "answer"])
    _tell_deciders(request)


@transaction.atomic
def accept_request(*, request: JoinRequest, by: User) -> None:
    """Whoever asked is invited as a member of their ministry. Raises `RequestError`."""
    request = _to_decide(request, by)
    try:
        invite(
            by=by,
            email=request.email,
            language=request.language,
            country=request.country,
            roles=(Role.MINISTRY_MEMBER,),
        )
    except JoiningError as error:
        raise RequestError(error.code) from error
    _decide(request, by, RequestState.ACCEPTED, "")


@transaction.atomic
def decline_request(*, request: JoinRequest, by: User, reason: str) -> None:
    """Whoever asked is told, with the reason. Raises `RequestError`."""
    request = _to_decide(request, by)
    _decide(request, by, RequestState.DECLINED, reason)
    _mail(request, "join_declined", {"reason": reason})


def _to_decide(request: JoinRequest, by: User) -> JoinRequest:
    request = JoinRequest.objects.select_for_update(of=("self",)).select_related("country").get(pk=request.pk)
    if not can_decide_request(by, request):
        raise RequestError("not_allowed")
    if request.state not in (RequestState.WAITING, RequestState.ASKED):
        raise RequestError("decided")
    return request


def _decide(request: JoinRequest, by: User, state: RequestState, note: str) -> None:
    request.state, request.decided_by, request.decided_at, request.decision_note = state, by, timezone.now(), note
    request.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
    audit.record(f"join_request.{state}", actor=by, subject=request)


def _mail(request: JoinRequest, kind: str, context: dict, path: str = "") -> None:
    mail.send_later(
        kind,
        to=request.email,
        language=request.language,
        context={"name": request.first_name, **context},
        path=f"/{request.language}{path}" if path else "",
    )
