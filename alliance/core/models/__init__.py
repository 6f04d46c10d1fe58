"""The shared models."""

from .country import Confidence, Country, CountryText, MembershipStatus
from .institution import Institution, InstitutionText
from .loading import LoadedRow
from .outbox import *  # noqa: F403 - the module names what it exports
from .pages import FileRouteMixin, LanguageRootMixin, PublicPageMixin, RecordIndexMixin
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
from .picture import Picture, Rendition
from .editorial import (
    COVER_PANEL,
    SOURCES_PANEL,
    DatePrecision,
    EditorialPage,
    EditorialQuerySet,
    TopicsMixin,
    partial_date,
    shown_date,
    words_and_facts,
)

__all__ = [
    "COVER_PANEL",
    "SOURCES_PANEL",
    "TEXT_LANGUAGES",
    "Confidence",
    "Country",
    "CountryText",
    "DatePrecision",
    "EditorialPage",
    "EditorialQuerySet",
    "FileRouteMixin",
    "Institution",
    "InstitutionText",
    "LanguageRootMixin",
    "LoadedRow",
    "MembershipStatus",
    "Origin",
    "Partner",
    "Picture",
    "PublicPageMixin",
    "Record",
    "RecordIndexMixin",
    "RecordQuerySet",
    "RecordText",
    "Rendition",
    "SiteIdentity",
    "SourceRow",
    "Term",
    "TermQuerySet",
    "TopicsMixin",
    "User",
    "Vocabulary",
    "partial_date",
    "plain_words",
    "previewed_by",
    "shown_date",
    "site_language",
    "words_and_facts",
]
