"""What members tell of themselves, and who may see each part of it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.core.audience import Audience
from alliance.core.models import Vocabulary, site_language
from alliance.core.private_files import private_files
from members.enums import LanguageLevel
from members.querysets import ProfileQuerySet

STALE_AFTER = timedelta(days=365)
REMIND_AFTER = timedelta(days=30)

GUARDED: dict[str, str] = {
    "photo": Audience.MEMBERS,
    "biography": Audience.MEMBERS,
    "languages": Audience.MEMBERS,
    "topics": Audience.MEMBERS,
    "ask_me_about": Audience.MEMBERS,
    "time_zone": Audience.MEMBERS,
    "links": Audience.MEMBERS,
    "absence": Audience.MEMBERS,
    "networks": Audience.MEMBERS,
    "email": Audience.STAFF,
    "phone": Audience.STAFF,
}
"""The parts of a profile that have an audience of their own, with the one that they begin with.

Each has a column ``<part>_audience``. Name, position, country and organisation go with the profile itself (``audience``).
"""


def _audience_of(part: str) -> models.CharField:
    return models.CharField(max_length=8, choices=Audience, default=GUARDED[part])


class Profile(models.Model):
    """A member's page. Name, country, organisation, language and time zone are the account's."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    audience = models.CharField(_("who may see this profile"), max_length=8, choices=Audience, default=Audience.MEMBERS)
    position = models.CharField(_("position"), max_length=160, blank=True)
    unit = models.CharField(_("unit or department"), max_length=160, blank=True)
    ask_me_about = models.CharField(_("ask me about"), max_length=300, blank=True)
    willing_to_help = models.BooleanField(_("willing to help other teams"), default=False)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    photo = models.FileField(_("photo"), upload_to="profiles", storage=private_files, blank=True)
    topics = models.ManyToManyField(
        "core.Term",
        verbose_name=_("topics"),
        blank=True,
        related_name="+",
        limit_choices_to={"vocabulary": Vocabulary.TOPIC, "merged_into": None},
    )
    absent_from = models.DateField(_("absent from"), null=True, blank=True)
    absent_until = models.DateField(_("until"), null=True, blank=True)
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("substitute"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(_("confirmed"), default=timezone.now)
    asked_at = models.DateTimeField(_("asked whether it is still correct"), null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    photo_audience = _audience_of("photo")
    biography_audience = _audience_of("biography")
    languages_audience = _audience_of("languages")
    topics_audience = _audience_of("topics")
    ask_me_about_audience = _audience_of("ask_me_about")
    time_zone_audience = _audience_of("time_zone")
    links_audience = _audience_of("links")
    absence_audience = _audience_of("absence")
    networks_audience = _audience_of("networks")
    email_audience = _audience_of("email")
    phone_audience = _audience_of("phone")

    objects = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(absent_until=None)
                | models.Q(absent_from=None)
                | models.Q(absent_until__gte=models.F("absent_from")),
                name="absence_ends_after_it_starts",
                violation_error_message=_("The absence ends before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def get_absolute_url(self) -> str:
        """The address in the active language."""
        return f"/{site_language()}/people/{self.slug}/"

    @property
    def photo_name(self) -> str:
        """The last part of the photo's address: another photo has another one. Empty without a photo."""
        return self.photo.name.rpartition("/")[2] if self.photo else ""

    @property
    def is_stale(self) -> bool:
        """Whether nobody has confirmed it for 365 days."""
        return self.confirmed_at < timezone.now() - STALE_AFTER

    def is_absent(self, day=None) -> bool:
        """Whether the person is away on this day, by default today."""
        day = day or timezone.localdate()
        return bool(
            self.absent_from and self.absent_from <= day and (not self.absent_until or day <= self.absent_until)
        )


class Biography(models.Model):
    """Who somebody is, in one language, as they typed it."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="biographies")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    text = models.TextField(_("biography"), max_length=2000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "language"], name="one_biography_per_language")]

    def __str__(self) -> str:
        return self.get_language_display()


class SpokenLanguage(models.Model):
    """A language that somebody works in."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="languages")
    term = models.ForeignKey(
        "core.Term",
        verbose_name=_("language"),
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"vocabulary": Vocabulary.CONTENT_LANGUAGE, "merged_into": None},
    )
    level = models.CharField(_("level"), max_length=8, choices=LanguageLevel, default=LanguageLevel.WORKING)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "term"], name="one_level_per_language")]

    def __str__(self) -> str:
        return f"{self.term} ({self.get_level_display()})"


class ProfileLink(models.Model):
    """A page elsewhere about the person or their work."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(_("label"), max_length=80)
    url = models.URLField(_("address"), max_length=300)

    def __str__(self) -> str:
        return self.label
