"""What a network keeps: pinned records, links, files."""

from pathlib import PurePath
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from alliance.core import audit
from alliance.core.audience import Audience
from alliance.core.models import User
from members.models import Network, NetworkFile, ShelfItem

from .holding import Refused, has_moved, hold, must_manage


def _hold_open(network: Network, by: User) -> Network:
    network = hold(network)
    must_manage(by, network)
    if network.archived_at:
        raise Refused(_("This network is archived: nothing is added to it any more."))
    return network


@transaction.atomic
def pin(
    *, network: Network, by: User, record: Model | None = None, url: str = "", title: str = "", note: str = ""
) -> ShelfItem:
    """The record, or the page at ``url``, stands on the shelf. What stands there already has the new note instead."""
    network = _hold_open(network, by)
    if record is not None:
        where = {"content_type": ContentType.objects.get_for_model(record), "object_id": record.pk}
    else:
        where = {"url": url}
    item = ShelfItem.objects.filter(network=network, **where).first()
    if item:
        item.title, item.note = title or item.title, note
        item.save(update_fields=["title", "note"])
        verb = "network.pin_changed"
    else:
        item = ShelfItem.objects.create(network=network, title=title, note=note, added_by=by, **where)
        verb = "network.pinned"
    audit.record(verb, actor=by, subject=network, item=item.pk)
    has_moved(network)
    return item


@transaction.atomic
def unpin(*, network: Network, by: User, item: int) -> None:
    """The item stands on the shelf no more; a repeat changes nothing."""
    network = hold(network)
    must_manage(by, network)
    gone, _kinds = ShelfItem.objects.filter(network=network, pk=item).delete()
    if gone:
        audit.record("network.unpinned", actor=by, subject=network, item=item)
        has_moved(network)


@transaction.atomic
def add_file(*, network: Network, by: User, file: UploadedFile, title: str, audience: str) -> NetworkFile:
    """The file is kept under a name that tells nothing, and handed out by `NetworkFile.visible_to` alone."""
    network = _hold_open(network, by)
    name = PurePath(file.name).name
    row = NetworkFile(
        network=network,
        title=title,
        name=name[-160:],
        size=file.size,
        audience=Audience(audience),
        added_by=by,
    )
    row.file.save(f"{uuid4().hex}{PurePath(name).suffix.lower()}", file, save=False)
    row.save()
    audit.record("network.file_added", actor=by, subject=network, file=row.pk)
    has_moved(network, shown=row.audience == Audience.PUBLIC)
    return row


@transaction.atomic
def remove_file(*, network: Network, by: User, file: int) -> None:
    """The file is gone, and its bytes once that is settled; a repeat changes nothing."""
    network = hold(network)
    must_manage(by, network)
    row = NetworkFile.objects.filter(network=network, pk=file).first()
    if row is None:
        return
    storage, name = row.file.storage, row.file.name
    row.delete()
    transaction.on_commit(lambda: storage.delete(name))
    audit.record("network.file_removed", actor=by, subject=network, file=file)
    has_moved(network)
