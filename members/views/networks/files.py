"""The only door through which a network's files leave."""

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from alliance.core.audience import Audience
from alliance.core.media import streamed
from members.models import NetworkFile


@require_safe
def hand_out(request: HttpRequest, page, slug: str, pk: str) -> HttpResponseBase:
    """A file, for those who may have it, to be saved and never shown as a page of this site. Raises Http404 for the others."""
    file = get_object_or_404(NetworkFile.objects.visible_to(request.user), pk=pk, network__slug=slug)
    try:
        content = file.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type="application/octet-stream")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox"
    if file.audience != Audience.PUBLIC or not file.network.live:
        response.headers["Cache-Control"] = "private, no-store"
    return streamed(request, response)
