"""Uploaded files on their way to readers: pictures in the sizes that pages use, and documents, whole or in part.

Only what a page shows is public: renditions of pictures. An original stays where it is; a document goes through Wagtail's
door, which asks who may have it.
"""

import os
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import BinaryIO

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve as serve_file
from wagtail.documents.views.serve import serve as serve_document

PART = 256 * 1024
# A player asks for "everything from here on"; it gets so much at a time, and a reader who stops listening pays no more.
MOST_AT_ONCE = 2 * 1024 * 1024
PICTURES_ARE_KEPT = "public, max-age=86400"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@require_safe
def rendition(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture in one of the sizes that pages show."""
    response = serve_file(request, path, document_root=Path(settings.MEDIA_ROOT, "images"))
    response.headers["Cache-Control"] = PICTURES_ARE_KEPT
    return streamed(request, response)


@require_safe
def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """A document, if Wagtail lets the reader have it; a part of it where the reader asks for one, as players do."""
    response = serve_document(request, document_id, document_filename)
    if response.status_code == 200 and isinstance(response, FileResponse):
        response.headers["Accept-Ranges"] = "bytes"
    return streamed(request, response)


def streamed(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return the answer with its file sent in parts; under ASGI Django would read it whole into memory first.

    Other answers come back as they are. A range outside the file is answered with 416.
    """
    if response.status_code != 200 or not isinstance(response, FileResponse):
        return response
    file = response.file_to_stream
    size = os.fstat(file.fileno()).st_size
    start, length = 0, size
    asked = _RANGE.fullmatch(request.headers.get("Range", "")) if response.has_header("Accept-Ranges") else None
    if asked and any(asked.groups()):
        start, length = _part_of(asked, size)
        if length <= 0:
            file.close()
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    parts = _parts(file, start, length)
    sent = StreamingHttpResponse(
        _in_turn(parts) if isinstance(request, ASGIRequest) else parts, status=206 if asked and length else 200
    )
    for name, value in response.headers.items():
        sent.headers[name] = value
    sent.headers["Content-Length"] = str(length)
    if sent.status_code == 206:
        sent.headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    return sent


def _part_of(asked: re.Match, size: int) -> tuple[int, int]:
    """Return where the part begins that a Range header asks for, and how many bytes of it are sent; 0 outside the file."""
    first, last = asked.groups()
    if not first:  # the last so many bytes
        start = max(size - int(last), 0)
        end = size
    else:
        start = int(first)
        end = min(int(last) + 1, size) if last else size
    return start, min(end - start, MOST_AT_ONCE)


def _parts(file: BinaryIO, start: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while length > 0 and (part := file.read(min(PART, length))):
            length -= len(part)
            yield part


async def _in_turn(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the parts, each read outside of the event loop, and only once it is wanted."""
    while (part := await sync_to_async(next, thread_sensitive=False)(parts, None)) is not None:
        yield part
