"""The only doors of files in rooms: in, for scripts, and out, for those who may read the message."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from alliance.core.media import streamed
from members.rooms.enums import FileKind
from members.rooms.models import MessageFile
from members.rooms.services import files
from members.rooms.services.refusals import NotAllowed, Refused, TooFast
from members.rooms.views.pages import readable_or_404


@never_cache
@require_POST
def upload(request: HttpRequest, slug: str) -> JsonResponse:
    """Take one file, sent as ``file``; answer with the ``id`` that a message names, or with what is wrong in words."""
    if not request.user.is_authenticated:
        return _error("not_allowed", _("Sign in to write"), 401)
    room = readable_or_404(request, slug)
    file = request.FILES.get("file")
    if file is None:
        return _error("bad_message", str(Refused()), 422)
    try:
        row = files.upload(room=room, by=request.user, file=file)
    except Refused as refusal:
        status = 429 if isinstance(refusal, TooFast) else 403 if isinstance(refusal, NotAllowed) else 422
        return _error(refusal.code, str(refusal), status)
    kept = ("name", "size", "kind", "width", "height")
    return JsonResponse({"id": row.pk, **{name: getattr(row, name) for name in kept}}, status=201)


@require_safe
def hand_out(request: HttpRequest, slug: str, pk: int, name: str) -> HttpResponseBase:
    """A file, for those who may read its message. Pictures are shown, others saved, and nothing is a page of this site.

    A browser may keep it and asks each time whether it still may show it. Raises Http404 for everybody else.
    """
    file = get_object_or_404(MessageFile.objects.visible_to(request.user), pk=pk, room__slug=slug, name=name)
    etag = f'"room-file-{file.pk}"'
    response = get_conditional_response(request, etag=etag) or _sent(file)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie"
    return streamed(request, response)


def _sent(file: MessageFile) -> HttpResponse | FileResponse:
    try:
        content = file.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    is_picture = file.kind == FileKind.PICTURE
    kind = "image/webp" if is_picture else "application/octet-stream"
    response = FileResponse(content, as_attachment=not is_picture, filename=file.name, content_type=kind)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def _error(code: str, detail: str, status: int) -> JsonResponse:
    return JsonResponse({"code": code, "detail": detail}, status=status)
