"""The shared models."""

from .audit import AppendOnlyQuerySet, AuditEntry
from .country import Confidence, Country, CountryText, MembershipStatus
from .draft import Draft
from .institution import Institution, InstitutionText
from .loading import LoadedRow
from .notice import Notice, NoticeQuerySet
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
from .user import FORMER_DOMAIN, User
from .validated import ValidatedByMinistry
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
    "FORMER_DOMAIN",
    "SOURCES_PANEL",
    "TEXT_LANGUAGES",
    "AppendOnlyQuerySet",
    "AuditEntry",
    "Confidence",
    "Country",
    "CountryText",
    "DatePrecision",
    "Draft",
    "EditorialPage",
    "EditorialQuerySet",
    "FileRouteMixin",
    "Institution",
    "InstitutionText",
    "LanguageRootMixin",
    "LoadedRow",
    "MembershipStatus",
    "Notice",
    "NoticeQuerySet",
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
    "ValidatedByMinistry",
    "Vocabulary",
    "partial_date",
    "plain_words",
    "previewed_by",
    "shown_date",
    "site_language",
    "words_and_facts",
]
