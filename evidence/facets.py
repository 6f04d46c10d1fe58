"""The dimensions by which the library is filtered, counted and crossed. One list; every door reads it."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from alliance.core import reference
from alliance.core.models import Vocabulary

STATED_REACH = {
    "students": gettext_noop("students reached are stated"),
    "teachers": gettext_noop("teachers reached are stated"),
}


@dataclass(frozen=True)
class Dimension:
    """One way to divide practices.

    ``key`` is the word in addresses (docs: lists keep their state there) and the prefix in ``CountedRow.codes``.
    ``many`` tells whether a practice may carry several values, so that shares may add up to more than 100 %.
    """

    key: str
    label: Promise
    many: bool
    vocabulary: str = ""

    def labels(self, language: str | None = None) -> dict[str, str]:
        """Every known code with its label in ``language``, in the order in which they are shown. No query when warm."""
        if self.key == "country":
            return reference.country_names(language)
        if self.key == "reach":
            with translation.override(language or translation.get_language()):
                return {code: gettext(label) for code, label in STATED_REACH.items()}
        if self.vocabulary:
            return reference.labels(self.vocabulary, language)
        return {}


DIMENSIONS: tuple[Dimension, ...] = (
    Dimension("context", _("Context"), many=False, vocabulary=Vocabulary.CONTEXT),
    Dimension("target", _("Group"), many=True, vocabulary=Vocabulary.TARGET_GROUP),
    Dimension("country", _("Country"), many=False),
    Dimension("technology", _("Technology"), many=True, vocabulary=Vocabulary.TECHNOLOGY),
    Dimension("level", _("Level"), many=True, vocabulary=Vocabulary.LEVEL),
    Dimension("purpose", _("Purpose"), many=True, vocabulary=Vocabulary.PURPOSE),
    Dimension("beneficiary", _("Who benefits"), many=True, vocabulary=Vocabulary.BENEFICIARY),
    Dimension("organisation", _("Organisation"), many=False, vocabulary=Vocabulary.ORGANISATION_TYPE),
    Dimension("year", _("First year"), many=False),
    Dimension("language", _("Original language"), many=False, vocabulary=Vocabulary.CONTENT_LANGUAGE),
    Dimension("reach", _("Reach"), many=True),
)
"""The dimensions of the library. "reach" follows from the numbers that a row states, so it is no code."""

STAGE = Dimension("stage", _("Result of the call"), many=False, vocabulary=Vocabulary.PRACTICE_STATUS)

EDITION_DIMENSIONS: tuple[Dimension, ...] = (
    *(dimension for dimension in DIMENSIONS if dimension.key not in {"year", "language"}),
    STAGE,
)
"""The dimensions of an edition's records: applications have a result, but no year and no text."""

BY_KEY: dict[str, Dimension] = {dimension.key: dimension for dimension in (*DIMENSIONS, STAGE)}


def canonical(dimension: Dimension, code: str) -> str | None:
    """Return the code in use for ``code`` (merged terms lead to their heir), or None when the dimension knows no such value."""
    if dimension.key == "country":
        return code.upper() if code.upper() in reference.country_names() else None
    if dimension.key == "year":
        return code if code.isascii() and code.isdigit() and len(code) == 4 and 1950 <= int(code) <= 2100 else None
    if dimension.key == "reach":
        return code if code in dimension.labels() else None
    return reference.canonical_code(dimension.vocabulary, code)
