"""What `load_content` remembers of the rows that it loaded."""

from django.db import models


class LoadedRow(models.Model):
    """A row of a content file as it was last loaded.

    ``digest`` tells whether the row has changed in its file since; ``state`` whether the record has been changed by
    somebody else since. So a record that people have edited is never overwritten silently.
    """

    kind = models.CharField(max_length=32)
    key = models.CharField(max_length=320)
    digest = models.CharField(max_length=32)
    state = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_loaded_row_per_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
