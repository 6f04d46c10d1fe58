"""What people say in rooms, as it is found: by whoever reads the room, beside everything else."""

from collections.abc import Callable, Sequence

from django.db.models import Model, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.core.audience import Audience
from alliance.core.formatting import long_date
from members.rooms.frames import author_of
from members.rooms.models import Message, Room
from members.rooms.presenters import name_of
from search import readers
from search.kinds import Kind, Shown
from search.sources.records import day_of, itself, numbers_of, pks_of, saying
from search.sources.words import LANGUAGES, codes, joined
from search.types import Document, Words

# Words said in passing: what was written to be read comes before them wherever they are compared.
QUALITY = 0.7


def readers_of(room: Room) -> tuple[str, ...]:
    """Return who reads the room, as `RoomQuerySet.visible_to` says."""
    network = room.network
    if network is not None and (not network.live or network.merged_into_id):
        return (readers.STAFF,)
    if room.audience == Audience.PUBLIC:
        return (readers.PUBLIC,)
    if room.audience == Audience.MEMBERS:
        return (readers.MEMBERS, readers.STAFF)
    return (readers.STAFF, readers.network(room.network_id))


def _readable() -> QuerySet[Message]:
    return Message.objects.with_words()


def _numbers() -> list[str]:
    return numbers_of(_readable())


def _documents(numbers: Sequence[str]) -> list[Document]:
    rows = _readable().filter(pk__in=pks_of(numbers)).order_by("pk")
    return [_document(row) for row in rows.select_related("room__network", "author__country", "author__profile")]


def _document(row: Message) -> Document:
    language = row.language if row.language in LANGUAGES else LANGUAGES[0]
    return Document(
        key=f"message:{row.pk}",
        kind="message",
        slug=f"{row.room.slug}-{row.seq}",
        words={language: Words(body=joined(row.html))},
        names=author_of(row.author, row.room)["name"],
        codes=codes(room=row.room.slug, language=row.language),
        readers=readers_of(row.room),
        dated=day_of(row.at),
        quality=QUALITY,
    )


def _shown(numbers: Sequence[str], user, language: str) -> dict[str, Shown]:
    found = {}
    rows = Message.objects.visible_to(user).with_words().filter(pk__in=pks_of(numbers))
    rows = rows.select_related("room__network", "author__country", "author__profile")
    for row in rows.prefetch_related("room__network__texts"):
        with translation.override(language):
            author = author_of(row.author, row.room)["name"] or _("Former member")
            found[str(row.pk)] = Shown(
                title=f"{author} · {name_of(row.room)}",
                url=row.get_absolute_url(),
                language=row.language,
                lead=joined(row.html),
                facts=(long_date(row.at.date()),),
                slug=f"{row.room.slug}-{row.seq}",
            )
    return found


def _in_database(words: Sequence[str], user, language: str, limit: int) -> list[str]:
    rows = saying(Message.objects.visible_to(user).with_words(), words, "body").order_by("-pk")
    return [str(pk) for pk in rows.values_list("pk", flat=True)[:limit]]


def _with(lookup: str) -> Callable[[Model], list[str]]:
    return lambda row: numbers_of(Message.objects.filter(**{lookup: row.pk}))


MESSAGES = Kind(
    name="message",
    label=gettext_lazy("Message in a room"),
    plural=gettext_lazy("Messages in rooms"),
    numbers=_numbers,
    documents=_documents,
    shown=_shown,
    in_database=_in_database,
    is_aside=True,
    concerned={
        "rooms.Message": itself,
        # Who reads it may be others now. What each message counts on its room is no such change (`search.receivers`).
        "rooms.Room": _with("room"),
        "members.Network": _with("room__network"),
        "core.User": _with("author"),
    },
)
