"""Records: facts once, words per language (docs/architecture.md, kinds of content).

A record is a Wagtail snippet with drafts, revisions, workflow, locking and preview. Its words stand in text rows, one a
language, each with its origin; whether a translation is older than its original is computed, never ticked.
"""

import hashlib
import html
import re
from collections.abc import Callable
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Cast
from django.template.response import TemplateResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
    WorkflowState,
)
from wagtail.models import Revision as WagtailRevision

from .vocabulary import Term

# The interface speaks four languages; originals may be in more.
TEXT_LANGUAGES = [*settings.LANGUAGES, ("nl", "Nederlands"), ("ht", "Kreyòl ayisyen")]

# What an editor's tool writes around the words: tags with their attributes, and the keys that it gives to paragraphs.
MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
SPACES = re.compile(r"[^\S\u00a0\u202f]+")


def plain_words(words: str) -> str:
    """Return ``words`` without markup and with single spaces: nothing, where an editor's tool has left only tags.

    Spaces at which no line may break stay what they are: French signs need them.
    """
    return SPACES.sub(" ", html.unescape(MARKUP.sub(" ", words))).strip()


def site_language() -> str:
    """Return the site's language for the active one: the admin has regional ones, like pt-br, that no address knows."""
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class Origin(models.TextChoices):
    """Where the words of a text row come from."""

    ORIGINAL = "original", _("Original")
    HUMAN = "human", _("Translated by a person")
    MACHINE = "machine", _("Translated by a machine")


class RecordQuerySet(models.QuerySet):
    """Rows that have a public page."""

    def visible_to(self, user) -> Self:
        """Records that ``user`` (a User or AnonymousUser) may see on the site: the published ones.

        Drafts are read in the admin, whose own permissions decide.
        """
        return self.filter(live=True)

    def with_outdated_translation(self) -> Self:
        """Records of which a translation is older than the original. Reads the words of all that could be."""
        texts = self.model.texts.rel
        rows, key = texts.related_model.objects, texts.field.attname
        made_from: dict[int, set[str]] = {}
        translations = rows.exclude(origin=Origin.ORIGINAL).exclude(made_from="")
        for pk, digest in translations.values_list(key, "made_from"):
            made_from.setdefault(pk, set()).add(digest)
        originals = rows.filter(origin=Origin.ORIGINAL, **{f"{key}__in": translations.values(key)})
        outdated = [
            getattr(row, key)
            for row in originals.iterator(chunk_size=500)
            if made_from[getattr(row, key)] != {row.digest}
        ]
        return self.filter(pk__in=outdated)

    def with_editing_state(self) -> Self:
        """With what the editors' list says of each row's state, in one further query whatever the number of rows."""
        scheduled = WagtailRevision.objects.filter(
            base_content_type=ContentType.objects.get_for_model(self.model),
            object_id=Cast(models.OuterRef("pk"), models.CharField()),
            approved_go_live_at__isnull=False,
        )
        active = WorkflowState.objects.active().select_related("current_task_state__task")
        # Wagtail's own names: its models read them where they are.
        return self.annotate(_approved_schedule=models.Exists(scheduled)).prefetch_related(
            models.Prefetch("workflow_states", queryset=active, to_attr="_current_workflow_states")
        )


class Record(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """Facts of a record. Subclasses have a child relation ``texts`` of `RecordText` rows."""

    class Meta:
        abstract = True

    def text(self, language: str | None = None) -> "RecordText | None":
        """Return the words in ``language`` (default: the active one), else the original's, else any, else None.

        Reads the ``texts`` relation; prefetch it.
        """
        rows = {row.language: row for row in self.texts.all()}
        row = rows.get(language or site_language())
        return row or self.original_text or next(iter(rows.values()), None)

    @property
    def original_text(self) -> "RecordText | None":
        """The row that the others were translated from, or None."""
        return next((row for row in self.texts.all() if row.origin == Origin.ORIGINAL), None)

    @property
    def approved_schedule(self) -> bool:
        """Whether a revision will be published later; without a query after `with_editing_state`."""
        known = getattr(self, "_approved_schedule", None)
        return super().approved_schedule if known is None else known

    @classmethod
    def from_serializable_data(cls, data: dict, check_fks: bool = True, strict_fks: bool = False) -> Self | None:
        """Return the record that a revision holds, with merged terms followed and links to what was deleted since left empty."""
        heirs = dict(Term.objects.exclude(merged_into=None).values_list("pk", "merged_into"))
        living = _with_living_links(cls, data, heirs)
        return super().from_serializable_data(living, check_fks=check_fks, strict_fks=strict_fks)

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """The languages of the site: the words of all of them are edited in one form."""
        return list(settings.LANGUAGES)

    @property
    def default_preview_mode(self) -> str:
        """The language of whoever edits."""
        return site_language()

    def serve_preview(self, request, mode_name: str) -> TemplateResponse:
        """Return the public page in the language that ``mode_name`` names."""
        request.LANGUAGE_CODE = mode_name
        with override(mode_name):
            return super().serve_preview(request, mode_name).render()

    def get_preview_context(self, request, mode_name: str) -> dict:
        """Return the context of the public page, made from the draft by whoever serves such pages."""
        context = super().get_preview_context(request, mode_name)
        make = _preview_contexts.get(type(self))
        return {**context, **make(self, user=request.user), "preview": True} if make else context


_preview_contexts: dict[type[Record], Callable[..., dict]] = {}


def previewed_by(model: type[Record], make: Callable[..., dict]) -> None:
    """Have drafts of ``model`` previewed with ``make(record, user=…)``; called at start by the app that serves the page."""
    _preview_contexts[model] = make


class RecordText(models.Model):
    """The words of a record in one language. Subclasses name their word fields and a ParentalKey ``related_name='texts'``."""

    WORDS: ClassVar[tuple[str, ...]] = ()

    language = models.CharField(_("language"), max_length=2, choices=TEXT_LANGUAGES)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin, default=Origin.ORIGINAL)
    made_from = models.CharField(max_length=32, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("checked by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    reviewed_at = models.DateTimeField(_("checked at"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.get_language_display()

    @property
    def digest(self) -> str:
        """32 hexadecimal digits that change whenever a word of this row changes, and do not when only markup does."""
        words = "\x1f".join(plain_words(str(getattr(self, name) or "")) for name in self.WORDS)
        return hashlib.blake2b(words.encode(), digest_size=16).hexdigest()

    def is_outdated(self, original: "RecordText | None") -> bool:
        """Whether ``original`` has changed since this translation was made; unknown provenance counts as current."""
        return bool(
            original and self.origin != Origin.ORIGINAL and self.made_from and self.made_from != original.digest
        )


def _with_living_links(model: type[models.Model], data: dict[str, Any], heirs: dict[int, int]) -> dict[str, Any]:
    """Return ``data`` of a revision with keys of merged terms replaced by their heirs', and of deleted rows by None.

    django-modelcluster stops with an exception at a protected link that leads nowhere; a draft must open all the same.
    """
    found = dict(data)
    for field in model._meta.get_fields():
        if not field.is_relation or field.auto_created or not data.get(field.name):
            continue
        if field.many_to_many and field.related_model is Term:
            found[field.name] = list(dict.fromkeys(heirs.get(pk, pk) for pk in data[field.name]))
        elif field.many_to_one and field.remote_field.on_delete is models.PROTECT:
            pk = heirs.get(data[field.name], data[field.name]) if field.related_model is Term else data[field.name]
            found[field.name] = pk if field.related_model._default_manager.filter(pk=pk).exists() else None
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        if data.get(name):
            found[name] = [_with_living_links(relation.related_model, row, heirs) for row in data[name]]
    return found


class SourceRow(models.Model):
    """Where a fact was read, with the dates as exact as the source gives them."""

    url = models.URLField(_("address"), max_length=600)
    title = models.CharField(_("title"), max_length=250, blank=True)
    published = models.CharField(
        _("published"),
        max_length=10,
        blank=True,
        help_text=_("Year, year-month or full date, as the source gives it: 2022-07"),
    )
    accessed_date = models.DateField(_("read on"), null=True, blank=True)
    is_mirror = models.BooleanField(
        _("address to be checked"),
        default=False,
        help_text=_("The text was read through a copy; open the address once to confirm it."),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title or self.url

    @property
    def host(self) -> str:
        """The site's name as a reader would say it: ``example.org``."""
        return self.url.split("//", 1)[-1].split("/", 1)[0].removeprefix("www.")
