"""Rows that can be counted: one line of codes a record, from which lists, facets and statistics are all computed."""

from django.db import models

from .practice import Practice


class CountedRow(models.Model):
    """A record as the statistics see it.

    ``codes`` holds ``dimension:code`` words with spaces between, for every dimension of `evidence.facets`. ``is_counted`` is
    false for what was unpublished since. A greater ``change`` number tells a process which rows to read again: it is the
    content version of the transaction that wrote the row, so it is handed out in the order of commits.
    """

    codes = models.TextField()
    students_reached = models.PositiveIntegerField(null=True)
    teachers_reached = models.PositiveIntegerField(null=True)
    is_counted = models.BooleanField(default=True)
    change = models.PositiveBigIntegerField(db_index=True)

    class Meta:
        abstract = True


class LibraryRow(CountedRow):
    """What the library list needs of a published practice: codes, folded words, sort keys."""

    practice = models.OneToOneField(Practice, on_delete=models.CASCADE, primary_key=True, related_name="library_row")
    words = models.TextField()
    title_es = models.CharField(max_length=250)
    title_en = models.CharField(max_length=250)
    title_pt = models.CharField(max_length=250)
    title_fr = models.CharField(max_length=250)
    start_year = models.PositiveSmallIntegerField(null=True)
    completeness = models.PositiveSmallIntegerField(default=0)
    first_published_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title_es
