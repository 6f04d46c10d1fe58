"""One person's page, card and line: each part is asked for once, of one reader."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.core import reference
from alliance.core.audience import Audience, is_staff
from alliance.core.formatting import language_name, long_date
from alliance.core.models import Vocabulary, site_language
from alliance.core.prose import html_of
from alliance.core.zones import moment_in
from members import vcard
from members.enums import LanguageLevel
from members.models import GUARDED, Membership, Profile
from members.presenters.roles import roles_of
from members.readers import NOBODY, Reader

# Facts that everybody sees who may open the profile, in the words and the language of the person.
AS_TYPED = ""

PART_NAMES = {
    "photo": gettext_lazy("Photo"),
    "biography": gettext_lazy("Biography"),
    "languages": gettext_lazy("Languages"),
    "topics": gettext_lazy("Topics"),
    "ask_me_about": gettext_lazy("Ask me about"),
    "time_zone": gettext_lazy("Local time"),
    "links": gettext_lazy("Links"),
    "absence": gettext_lazy("Absence"),
    "networks": gettext_lazy("Networks"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Telephone"),
}
"""The parts of a profile, in words."""


def initials(person) -> str:
    """Return one or two letters that stand where a photo would."""
    names = [person.first_name.strip(), person.last_name.strip()]
    return "".join(name[0] for name in names if name).upper() or "·"


def organisation_of(person) -> tuple[str, str]:
    """Return the name of somebody's organisation with the language of that name: their own, else their ministry."""
    if person.institution_id:
        return person.institution.name, ""
    if person.country_id and person.country.ministry_name:
        return person.country.ministry_name, person.country.ministry_language
    return "", ""


def hour_at(zone: str, now: datetime | None = None) -> str:
    """Return the hour where somebody is, such as "9:40 (Guayaquil, UTC−5)"; nothing for a zone that does not exist."""
    there, whose = moment_in(zone, now or timezone.now())
    return f"{there.hour}:{there.minute:02} ({whose})" if whose != "UTC" or zone == "UTC" else ""


@dataclass(frozen=True)
class Words:
    """A biography, with its language where that is not the page's."""

    html: SafeString
    language: str
    said: str


class PersonPage:
    """What ``reader`` may see of ``profile``; an empty part is either not stated or not theirs to see."""

    def __init__(self, profile: Profile, reader: Reader):
        self.profile = profile
        self.person = profile.person
        self.reader = reader

    def _sees(self, part: str) -> bool:
        return self.reader.sees_part(self.profile, part)

    def context(self) -> dict:
        """Return everything that ``members/person.html`` prints."""
        name, name_language = organisation_of(self.person)
        return {
            "profile": self.profile,
            "name": self.person.shown_name,
            "initials": initials(self.person),
            "photo_url": self.photo_url(),
            "roles": [str(role.label) for role in roles_of(self.profile, self.reader.user)],
            "country": reference.country_names().get(self.person.country.code, "") if self.person.country_id else "",
            "country_code": self.person.country.code if self.person.country_id else "",
            "organisation": name,
            "organisation_lang": name_language,
            "typed_lang": self.person.language,
            "ask_me_about": self.profile.ask_me_about if self._sees("ask_me_about") else "",
            "willing_to_help": self.profile.willing_to_help and self._sees("ask_me_about"),
            "biography": self.biography(),
            "absence": self.absence(),
            "facts": self.facts(),
            "topics": self.topics(),
            "networks": self.networks(),
            "links": list(self.profile.links.order_by("pk")) if self._sees("links") else [],
            "hidden": self.hidden(),
        }

    def photo_url(self) -> str:
        """The address of the photo, or nothing."""
        if not self.profile.photo or not self._sees("photo"):
            return ""
        return f"{self.profile.get_absolute_url()}photo/{self.profile.photo_name}"

    def networks(self) -> list[dict]:
        """The person's networks, as far as the reader sees both them and the membership."""
        if not self._sees("networks"):
            return []
        rows = Membership.objects.active().filter(person=self.person.pk)
        if self._belongs_to_all:
            rows = rows.filter(network__live=True, network__merged_into=None)
        else:
            rows = rows.visible_to(self.reader.user)
        rows = rows.select_related("network").prefetch_related("network__texts").order_by("network__slug")
        return [
            {
                "name": str(row.network),
                "url": row.network.get_absolute_url(),
                "role": row.role,
                "said": row.get_role_display(),
            }
            for row in rows
        ]

    @property
    def _belongs_to_all(self) -> bool:
        """Whether the reader stands in for somebody who belongs to all of the person's networks."""
        user = self.reader.user
        return user.pk == NOBODY and not is_staff(user) and Audience.NETWORKS in self.reader.open_audiences

    def topics(self) -> list[str]:
        """The topics in the reader's language."""
        if not self._sees("topics"):
            return []
        labels = reference.labels(Vocabulary.TOPIC)
        return [labels.get(term.code, str(term)) for term in self.profile.topics.all()]

    def languages(self) -> list[str]:
        """The languages that the reader may know, each with its level, the best spoken first."""
        if not self._sees("languages"):
            return []
        order, labels = list(LanguageLevel), reference.labels(Vocabulary.CONTENT_LANGUAGE)
        rows = sorted(self.profile.languages.all(), key=lambda row: order.index(row.level))
        return [
            _("%(language)s (%(level)s)")
            % {"language": labels.get(row.term.code, str(row.term)), "level": row.get_level_display().lower()}
            for row in rows
        ]

    def biography(self) -> Words | None:
        """The words in the reader's language, else in another one with its name."""
        if not self._sees("biography"):
            return None
        texts = {row.language: row.text for row in self.profile.biographies.all() if row.text}
        if not texts:
            return None
        here = site_language()
        language = next(code for code in (here, self.person.language, *sorted(texts)) if code in texts)
        # The text is escaped there; nothing in it is markup.
        html = mark_safe(html_of(texts[language]))  # noqa: S308 - as above
        return Words(html, language if language != here else "", language_name(language))

    def absence(self) -> dict | None:
        """From when until when the person is away, and who answers: linked where the reader may open that profile."""
        profile, today = self.profile, timezone.localdate()
        over = profile.absent_until and profile.absent_until < today
        if not profile.absent_from or over or not self._sees("absence"):
            return None
        first, last = long_date(profile.absent_from), long_date(profile.absent_until)
        said = _("Absent from %(first)s to %(last)s") if last else _("Absent from %(first)s on")
        found = None
        if profile.substitute_id:
            found = (
                Profile.objects.visible_to(self.reader.user)
                .filter(person=profile.substitute_id)
                .select_related("person")
                .first()
            )
        return {"said": said % {"first": first, "last": last}, "substitute": found}

    def facts(self) -> list[dict]:
        """The table of facts; for the person, with who sees each."""
        profile, person = self.profile, self.person
        everywhere = profile.audience
        rows = [
            (_("Position"), profile.position, everywhere, AS_TYPED),
            (_("Unit"), profile.unit, everywhere, AS_TYPED),
            (_("Languages"), self.languages(), profile.languages_audience, "languages"),
            (_("Local time"), hour_at(person.time_zone), profile.time_zone_audience, "time_zone"),
            (_("E-mail"), person.email, profile.email_audience, "email"),
            (_("Telephone"), profile.phone, profile.phone_audience, "phone"),
        ]
        return [
            {
                "label": label,
                "value": value,
                "audience": audience,
                "said": Audience(audience).label,
                "lang": person.language if part == AS_TYPED else "",
            }
            for label, value, audience, part in rows
            if part == AS_TYPED or self._sees(part)
            if value or self.reader.is_self
        ]

    def hidden(self) -> list[str]:
        """For the person: what everybody else on the internet does not see."""
        if not self.reader.is_self:
            return []
        stranger = Reader.standing_in(Audience.PUBLIC)
        if not stranger.opens(self.profile):
            return [_("The whole profile: only those who sign in find it")]
        return [str(PART_NAMES[part]) for part in GUARDED if not stranger.sees_part(self.profile, part)]

    def card(self, address: str) -> str:
        """The contact card: exactly what the reader may see. ``address`` is the profile's, with its host."""
        profile, person = self.profile, self.person
        levels = {row.term.code for row in profile.languages.all()} if self._sees("languages") else set()
        return vcard.card(
            [
                ("KIND", "individual"),
                ("FN", person.get_full_name()),
                ("N", (person.last_name, person.first_name, "", "", "")),
                ("ORG", tuple(filter(None, (organisation_of(person)[0], profile.unit)))),
                ("TITLE", profile.position),
                ("EMAIL", person.email if self._sees("email") else ""),
                ("TEL", profile.phone if self._sees("phone") else ""),
                *(("LANG", code) for code in sorted(levels) if len(code) in {2, 3}),
                ("TZ", person.time_zone if self._sees("time_zone") else ""),
                ("NOTE", profile.ask_me_about if self._sees("ask_me_about") else ""),
                *(("URL", link.url) for link in (profile.links.order_by("pk") if self._sees("links") else ())),
                ("SOURCE", address),
                ("REV", profile.updated_at.strftime("%Y%m%dT%H%M%SZ")),
            ]
        )
