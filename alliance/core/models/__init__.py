"""The shared models."""

from .country import Confidence, Country, CountryText, MembershipStatus
from .institution import Institution, InstitutionText
from .loading import LoadedRow
from .outbox import *  # noqa: F403 - the module names what it exports
from .pages import PublicPageMixin, RecordIndexMixin
from .records import (
    TEXT_LANGUAGES,
    Origin,
    Record,
    RecordQuerySet,
    RecordText,
    SourceRow,
    plain_words,
    previewed_by,
    site_language,
)
from .settings import Partner, SiteIdentity
from .user import User
from .vocabulary import Term, TermQuerySet, Vocabulary

__all__ = [
    "TEXT_LANGUAGES",
    "Confidence",
    "Country",
    "CountryText",
    "Institution",
    "InstitutionText",
    "LoadedRow",
    "MembershipStatus",
    "Origin",
    "Partner",
    "PublicPageMixin",
    "Record",
    "RecordIndexMixin",
    "RecordQuerySet",
    "RecordText",
    "SiteIdentity",
    "SourceRow",
    "Term",
    "TermQuerySet",
    "User",
    "Vocabulary",
    "plain_words",
    "previewed_by",
    "site_language",
]
