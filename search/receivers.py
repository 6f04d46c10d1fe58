"""What changes a document is written down, in the transaction of the change. What follows is in `search.services.indexing`."""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move, published, unpublished

from alliance.core import changes
from search.kinds import all_kinds
from search.services.indexing import note

# What a sign-in writes, and what each message, mark and edit counts on its room: it happens often and is in no document.
_NEVER_INDEXED = frozenset({"last_login", "last_seq", "last_change", "last_at", "change"})


def connect() -> None:
    """Follow every model that a kind is concerned by. Called by each app that registers kinds."""
    for label in {label for kind in all_kinds() for label in kind.concerned}:
        model = apps.get_model(label)
        if model._meta.auto_created:
            m2m_changed.connect(on_links_changed, sender=model, dispatch_uid=f"search.links.{label}")
        else:
            post_save.connect(on_saved, sender=model, dispatch_uid=f"search.saved.{label}")
            # Before, because afterwards nobody can say what the row belonged to.
            pre_delete.connect(on_deleted, sender=model, dispatch_uid=f"search.deleted.{label}")
    changes.listen(on_written)


def on_saved(sender, instance, update_fields=None, **kwargs):
    """A row was made or changed."""
    if not update_fields or not _NEVER_INDEXED.issuperset(update_fields):
        note(_concerned(sender, [instance]))


def on_deleted(sender, instance, **kwargs):
    """A row is about to be deleted, in a transaction that has begun."""
    note(_concerned(sender, [instance]))


def on_links_changed(sender, instance, action, reverse, model, pk_set, **kwargs):
    """Rows of a table between two others were made or deleted; the kinds ask by its owner."""
    if action in ("post_add", "post_remove", "post_clear", "pre_clear"):
        owners = model._base_manager.filter(pk__in=pk_set or ()) if reverse else [instance]
        note(_concerned(sender, owners))


def on_written(model: type[Model], keys: list[int]) -> None:
    """Rows were written in bulk."""
    note(_concerned(model, model._base_manager.filter(pk__in=keys)))


@receiver((published, unpublished), dispatch_uid="search.record_published")
def on_published(sender, instance, **kwargs):
    """A record was published or withdrawn, with everything that belongs to it."""
    note(_concerned(sender, [instance]))


@receiver((page_published, page_unpublished), dispatch_uid="search.page_published")
def on_page_published(sender, instance, **kwargs):
    """A page was published or withdrawn. Connected after core's receivers, which note the language of its words."""
    note(_concerned(sender, [instance]))


@receiver(post_page_move, dispatch_uid="search.page_moved")
def on_page_moved(sender, instance, parent_page_before, **kwargs):
    """A page stands elsewhere, with all below it: other restrictions hold, and lessons may be another course's."""
    note(_concerned(Page, [instance, parent_page_before]))


def _concerned(model: type[Model], instances: Iterable[Model]) -> Iterator[tuple[str, str]]:
    label, rows = model._meta.label, list(instances)
    for kind in all_kinds():
        if numbers_of := kind.concerned.get(label):
            for row in rows:
                yield from ((kind.name, number) for number in numbers_of(row))
