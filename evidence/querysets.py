"""Who may see what: the only place that knows."""

from typing import Self

from django.db import models
from django.db.models import Prefetch

from alliance.core.models import RecordQuerySet, Term


class PracticeQuerySet(RecordQuerySet):
    """Practices of the library."""

    def in_short(self) -> Self:
        """With what a line of a short list shows: words and country, in two queries whatever the number of rows."""
        return self.select_related("country").prefetch_related("texts")

    def with_words(self) -> Self:
        """With what a line of a list shows: words, country and terms, in three queries whatever the number of rows."""
        return self.select_related("country", "context").prefetch_related(
            "texts",
            Prefetch(
                "terms", queryset=Term.objects.only("vocabulary", "code", "sort_order").order_by("sort_order", "code")
            ),
        )

    def in_full(self) -> Self:
        """With all that the practice page shows."""
        return (
            self.with_words()
            .select_related("institution", "institution__kind", "evidence_kind", "continuity_state")
            .prefetch_related("sources", "lineage")
        )


class ProgrammeQuerySet(RecordQuerySet):
    """National programmes."""

    def with_words(self) -> Self:
        """With what a line of a list shows."""
        return self.select_related("country", "status").prefetch_related("texts")

    def with_story(self) -> Self:
        """With words and life cycle, in three queries whatever the number of rows."""
        phases = self.model._meta.get_field("phases").related_model.objects.select_related("stage")
        return self.with_words().prefetch_related(Prefetch("phases", queryset=phases))

    def in_full(self) -> Self:
        """With all that the programme page shows."""
        return self.with_story().select_related("institution").prefetch_related("indicators", "sources")


class EditionQuerySet(models.QuerySet):
    """Frozen mapping editions. All are public."""

    def visible_to(self, user) -> Self:
        """Every edition: they hold published or assumed figures only."""
        return self.all()
