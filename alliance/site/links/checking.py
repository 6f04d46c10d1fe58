"""A look at all links inside the site."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from alliance.site.links.found import ADDRESS, Finder, Link
from alliance.site.links.models import BrokenLink
from alliance.site.links.targets import faults_of


def check_links() -> int:
    """The broken links that are noted are those that there are; returns their number."""
    # Before anything is read: what is published meanwhile was not looked at.
    now = timezone.now()
    links = list(Finder().published())
    faults = faults_of(link for _model, _pk, link in links)
    broken = {
        (model, pk, link): BrokenLink(
            content_type=ContentType.objects.get_for_model(model),
            object_id=pk,
            words=link.words,
            target=shown(link),
            fault=faults[link],
            checked_at=now,
        )
        for model, pk, link in links
        if link in faults
    }
    with transaction.atomic():
        BrokenLink.objects.all().delete()
        BrokenLink.objects.bulk_create(broken.values())
    return len(broken)


def shown(link: Link) -> str:
    """Return what stands for the target of a link: its address, or what kind of thing it was and its number."""
    return link.target[:600] if link.kind == ADDRESS else f"{link.kind} {link.target}"[:600]
