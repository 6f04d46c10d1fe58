"""What the database remembers of the index: what is to be indexed anew, and how far the index has come."""

from datetime import timedelta
from typing import Self

from django.db import connection, models
from django.db.models import Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

FIRST = 1
"""The generation of an index that was never made anew."""
REBUILD_SILENCE = timedelta(seconds=60)
"""A rebuild that has not been heard of for so long was killed."""


class WaitingChangeQuerySet(models.QuerySet):
    """What changed."""

    def pending(self, generation: int) -> Self:
        """Changes that readers' index does not show yet, in the order in which they were written."""
        return self.exclude(indexed_in=generation).order_by("pk")

    def pending_now(self) -> Self:
        """As `pending`, of the generation that the database has now, in one query: every search asks for them."""
        return self.exclude(indexed_in=Coalesce(Subquery(IndexState.objects.values("generation")[:1]), FIRST))


class WaitingChange(models.Model):
    """A document is to be indexed anew: written in the transaction of the change, deleted once the index shows it.

    While an index is made anew, what the present one shows already stays here, with the generation that shows it: the new
    index needs it too.
    """

    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=40)
    written_at = models.DateTimeField(default=timezone.now)
    indexed_in = models.PositiveBigIntegerField(default=0)

    objects = WaitingChangeQuerySet.as_manager()

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """The key of the document."""
        return f"{self.kind}:{self.number}"


class IndexState(models.Model):
    """The one row that says which engine's index follows the database, and whether another is being made.

    ``generation`` grows when a rebuild begins, before its index is put in place, and when it has ended: whoever began to write
    before knows that the index they wrote into may not be the one that readers have now.
    """

    engine = models.CharField(max_length=80, blank=True)
    generation = models.PositiveBigIntegerField(default=FIRST)
    rebuild = models.CharField(max_length=32, blank=True)
    rebuild_seen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.engine} {self.generation}"

    @classmethod
    def now(cls) -> Self:
        """Return the row as it stands; one that says that nothing was indexed yet where there is none."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @classmethod
    def locked(cls) -> Self:
        """Return the row, held until the transaction ends. SQLite's transactions hold everything that is written."""
        cls.objects.get_or_create(pk=1)
        rows = cls.objects.filter(pk=1)
        return (rows.select_for_update() if connection.features.has_select_for_update else rows).get()

    @property
    def is_rebuilding(self) -> bool:
        """Whether somebody makes an index anew, and was heard of lately."""
        return bool(self.rebuild and self.rebuild_seen_at and self.rebuild_seen_at > timezone.now() - REBUILD_SILENCE)

    def forget_rebuild(self) -> None:
        """No index is being made any more; whatever waits is done again in the one that readers have."""
        self.rebuild, self.rebuild_seen_at = "", None
        self.generation += 1
        self.save()
