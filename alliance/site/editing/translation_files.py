"""PO files out of the side-by-side editor and into it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail_localize.models import Translation
from wagtail_localize.views.edit_translation import user_can_edit_instance

from alliance.site.editing.translation_po import LARGEST, Outcome, Unreadable, export, import_po, read

MOST_NAMED = 5
LONGEST_NAME = 80


def _translation(request: HttpRequest, translation_id: int) -> Translation:
    """Return the translation. Raises PermissionDenied for those who may not edit the page."""
    translation = get_object_or_404(Translation, pk=translation_id)
    if not user_can_edit_instance(request.user, translation.get_target_instance()):
        raise PermissionDenied
    return translation


def download(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Answer with the file."""
    translation = _translation(request, translation_id)
    name = f"{slugify(translation.source.object_repr) or 'page'}-{translation.target_locale.language_code}.po"
    answer = HttpResponse(str(export(translation)), content_type="text/x-gettext-translation; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
def upload(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Take a file in, and say what became of it."""
    translation = _translation(request, translation_id)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Unreadable(_("Choose a file first."))
        # One byte more than is allowed tells that it is too large, without the rest in memory.
        tell(request, import_po(translation, read(file.read(LARGEST + 1)), request.user))
    except Unreadable as error:
        messages.error(request, str(error))
    return redirect(get_valid_next_url_from_request(request) or reverse("wagtailadmin_home"))


def tell(request: HttpRequest, outcome: Outcome) -> None:
    """The translator reads how many sentences were taken, and which were not and why."""
    taken = ngettext(
        "%(count)s sentence was taken from the file. Readers see it once the page is published.",
        "%(count)s sentences were taken from the file. Readers see them once the page is published.",
        outcome.taken,
    )
    messages.success(request, taken % {"count": outcome.taken})
    left = (
        (_("No longer in the original:"), outcome.gone),
        (_("Written here after the file was made, so left as it is:"), outcome.newer_here),
        (_("Marked as unfinished (fuzzy) in the file:"), outcome.unfinished),
        (_("Not taken, because of what it holds:"), outcome.refused),
        (_("Unknown to this page:"), outcome.unknown),
    )
    for why, names in left:
        if names:
            messages.warning(request, f"{why} {_named(names)}")


def _named(names: list[str]) -> str:
    shown = " · ".join(f"“{name[:LONGEST_NAME]}”" for name in names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return shown + (" " + _("and %(count)s more") % {"count": more} if more > 0 else "")
