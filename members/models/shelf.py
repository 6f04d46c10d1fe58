"""What a network keeps: pinned practices and links, files, announcements."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.core.audience import Audience
from alliance.core.private_files import private_files
from members.querysets import AnnouncementQuerySet, NetworkFileQuerySet, ShelfQuerySet

from .network import Network


class ShelfItem(models.Model):
    """A record of the alliance, or a page elsewhere, with a word on why it stands here."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="shelf")
    content_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    record = GenericForeignKey("content_type", "object_id")
    url = models.URLField(_("address"), max_length=600, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    note = models.CharField(_("why it is here"), max_length=400, blank=True)
    position = models.PositiveIntegerField(_("order"), default=0)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(_("added"), default=timezone.now)

    objects = ShelfQuerySet.as_manager()

    class Meta:
        verbose_name = _("shelf item")
        verbose_name_plural = _("shelf items")
        constraints = [
            models.CheckConstraint(
                condition=Q(content_type__isnull=False, object_id__isnull=False, url="")
                | Q(content_type=None, object_id=None) & ~Q(url=""),
                name="a_record_or_an_address",
            ),
            models.UniqueConstraint(
                fields=["network", "content_type", "object_id"],
                condition=Q(content_type__isnull=False),
                name="a_record_stands_on_a_shelf_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.url or str(self.record)


class NetworkFile(models.Model):
    """A file of a network; private unless its coordinators say otherwise."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="files")
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), upload_to="networks", storage=private_files)
    name = models.CharField(_("name of the file"), max_length=160)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    audience = models.CharField(
        _("who may have it"),
        max_length=8,
        choices=[(Audience.PUBLIC, _("Everybody")), (Audience.NETWORKS, _("Members of the network"))],
        default=Audience.NETWORKS,
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(_("added"), default=timezone.now)

    objects = NetworkFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a network")
        verbose_name_plural = _("files of networks")

    def __str__(self) -> str:
        return self.title


class Announcement(models.Model):
    """What coordinators tell every member, on the page and by mail."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="announcements")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(_("title"), max_length=160)
    body = models.TextField(_("text"), max_length=8000)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    token = models.UUIDField(unique=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    told_at = models.DateTimeField(_("mailed"), null=True, blank=True, editable=False)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")

    def __str__(self) -> str:
        return self.title


class AnnouncementReading(models.Model):
    """A member has opened an announcement."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["announcement", "person"], name="an_announcement_is_read_once")]

    def __str__(self) -> str:
        return f"{self.announcement} · {self.person}"
