"""What happens when a practice is published or withdrawn."""

import hashlib
import html
import json
import re

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import translation
from wagtail.models import Revision

from alliance.core.models import Institution, User
from evidence.models import Practice, PracticeLineage, PracticeVersion

from .library import refresh_rows

# Book-keeping that changes without a word or fact changing.
_NOT_CONTENT = frozenset(
    {
        "live",
        "has_unpublished_changes",
        "first_published_at",
        "last_published_at",
        "live_revision",
        "latest_revision",
        "go_live_at",
        "expire_at",
        "expired",
        "locked",
        "locked_at",
        "locked_by",
        "editor_notes",
    }
)


# The editor numbers the paragraphs that it opens; that is no change of content.
_PARAGRAPH_KEY = re.compile(r' data-block-key=\\"[^"\\]*\\"')


def content_of(practice: Practice) -> dict:
    """Return the words and facts of a practice as JSON, in an order that does not depend on keys of the database rows.

    Labels with a column per language read in the active one, so the site's own is set: content is the same for every editor.
    """
    with translation.override(settings.LANGUAGE_CODE):
        data = {key: value for key, value in practice.serializable_data().items() if key not in _NOT_CONTENT}
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder))


def digest_of(content: dict) -> str:
    """Return 32 hexadecimal digits of a content, the same for the same words and facts.

    Neither the rows' primary keys count nor the order in which a database hands them out; where order means something,
    the rows say so in ``sort_order``.
    """
    plain = {key: _in_one_order(value) if isinstance(value, list) else value for key, value in content.items()}
    text = html.unescape(_PARAGRAPH_KEY.sub("", json.dumps(plain, sort_keys=True)))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _in_one_order(rows: list) -> list:
    blank = [{k: v for k, v in row.items() if k != "pk"} if isinstance(row, dict) else row for row in rows]
    return sorted(blank, key=lambda row: json.dumps(row, sort_keys=True))


@transaction.atomic
def practice_published(*, practice: Practice, by: User | None = None) -> PracticeVersion:
    """Take a published practice into lists and figures and keep it as a numbered version, unless nothing has changed."""
    stored = Practice.objects.in_full().get(pk=practice.pk)
    refresh_rows([stored])
    return keep_version(stored, by=by)


def keep_version(practice: Practice, *, by: User | None = None, is_first: bool = False) -> PracticeVersion:
    """Keep a stored practice as its next numbered version, unless it says what the latest one says.

    ``is_first`` spares the look at earlier versions: the caller has just made the practice.
    """
    content = content_of(practice)
    digest = digest_of(content)
    latest = None if is_first else practice.versions.order_by("-number").first()
    if latest and latest.digest == digest:
        return latest
    number = latest.number + 1 if latest else 1
    return PracticeVersion.objects.create(
        practice=practice, number=number, content=content, digest=digest, published_by=by
    )


@transaction.atomic
def practice_withdrawn(*, practice: Practice) -> None:
    """Take an unpublished practice out of lists and figures; its versions stay for editors."""
    refresh_rows([Practice.objects.in_full().get(pk=practice.pk)])


@transaction.atomic
def practice_leaves(*, practice: Practice) -> None:
    """Lineages that name a practice about to be deleted, and the drafts of such lineages, name it by its public title.

    Where it has none, because it is not public, the lineage says nothing more: a draft's title is nobody's to read.
    """
    text = (practice.original_text or practice.text()) if practice.live else None
    name = text.title[: PracticeLineage._meta.get_field("name").max_length] if text else ""
    for row in PracticeLineage.objects.filter(other=practice, name=""):
        row.name = name
        row.save(update_fields=["name"])  # one by one: the search must hear of each
    naming = rf'"other": ?{practice.pk}[,}}]'
    drafts = Revision.objects.filter(
        pk__in=Practice.objects.exclude(pk=practice.pk).values("latest_revision"), content__lineage__regex=naming
    )
    for draft in drafts:
        for row in draft.content["lineage"]:
            if row.get("other") == practice.pk:
                row |= {"other": None, "name": row.get("name") or name}
        draft.save(update_fields=["content"])


@transaction.atomic
def institution_published(*, institution: Institution) -> None:
    """Have lists and figures of its practices follow a changed name or type."""
    refresh_rows(Practice.objects.in_full().filter(institution=institution, library_row__isnull=False))
