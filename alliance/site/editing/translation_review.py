"""“I have read it all”: a person answers for a translation that a machine made, or that is older than its original."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.strings import StringValue

from alliance.core.models import EditorialPage
from alliance.core.page_strings import TO_BE_CHECKED, is_kept
from alliance.core.page_words import published, translation_of

BY_MACHINE = Q(translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE)


@dataclass(frozen=True)
class OpenString:
    """A translated sentence that no person has answered for."""

    row: StringTranslation
    original: str

    @property
    def token(self) -> str:
        """What stands for the sentence as it was shown: another once somebody has written in it."""
        return f"{self.row.pk}-{self.row.updated_at.timestamp():.6f}"

    @property
    def words(self) -> str:
        """The translation as plain text."""
        return StringValue(self.row.data).render_text()

    @property
    def is_changed(self) -> bool:
        """Whether the original has another sentence in this place than the one that was translated."""
        return is_kept(self.row)


def open_strings(translation: Translation) -> list[OpenString]:
    """Return what is to be read, in the order of the page. What cannot be printed (a link is gone) must be written anew."""
    segments = StringSegment.objects.filter(source=translation.source)
    rows = segments.get_translations(translation.target_locale).filter(TO_BE_CHECKED | BY_MACHINE, has_error=False)
    by_place = {(row.translation_of_id, row.context_id): row for row in rows}
    found = []
    for segment in segments.select_related("string").order_by("order"):
        if row := by_place.pop((segment.string_id, segment.context_id), None):
            found.append(OpenString(row, segment.string.as_value().render_text()))
    return found


@transaction.atomic
def confirm(translation: Translation, page: EditorialPage, strings: Iterable[OpenString], user) -> None:
    """A person answers for the strings; a page that readers see is published with them and says so.

    Raises ValidationError when the page cannot be published; nothing is changed then.
    """
    StringTranslation.objects.filter(pk__in=[each.row.pk for each in strings]).update(
        translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        tool_name="",
        last_translated_by=user,
        updated_at=timezone.now(),
    )
    if not translation.enabled:
        # Edited as a page of its own: its words are not made from these strings, only its label is.
        published(page)
    elif page.live:
        translation.save_target(user=user, publish=True)


def review(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show what is to be read, and take a reviewer's word for all of it, or for some sentences."""
    page = get_object_or_404(Page, pk=page_id, alias_of=None).specific
    permissions = page.permissions_for_user(request.user)
    if not permissions.can_publish() or permissions.page_locked():
        raise PermissionDenied
    translation = translation_of(page) if isinstance(page, EditorialPage) else None
    if translation is None:
        raise Http404
    strings = open_strings(translation)
    if request.method == "POST":
        # What came in since the list was shown was not read.
        offered = set(request.POST.getlist("shown" if "all" in request.POST else "read"))
        read = [each for each in strings if each.token in offered]
        try:
            confirm(translation, page, read, request.user)
        except ValidationError as error:
            messages.error(request, " ".join([_("The page cannot be published."), *error.messages]))
        else:
            _answer(request, len(read), len(strings) - len(read), translation)
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    context = {
        "page": page,
        "strings": strings,
        "language": page.locale.language_code,
        "original_language": translation.source.locale.language_code,
        "missing": _untranslated(translation),
    }
    return render(request, "admin/translation_review.html", context)


def _untranslated(translation: Translation) -> int:
    segments = StringSegment.objects.filter(source=translation.source)
    return segments.annotate_translation(translation.target_locale).filter(translation=None).count()


def _answer(request: HttpRequest, read: int, left: int, translation: Translation) -> None:
    done = ngettext("%(count)s sentence is confirmed.", "%(count)s sentences are confirmed.", read) % {"count": read}
    messages.success(request, done)
    if left:
        text = ngettext("%(count)s sentence is still to be read.", "%(count)s sentences are still to be read.", left)
        messages.warning(request, text % {"count": left})
    if missing := _untranslated(translation):
        text = ngettext(
            "%(count)s sentence has no translation yet.", "%(count)s sentences have no translation yet.", missing
        )
        messages.warning(request, text % {"count": missing})
