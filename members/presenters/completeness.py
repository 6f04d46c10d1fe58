"""What a profile does not tell yet, and why it would help: an offer, not a score."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from members.models import Profile


@dataclass(frozen=True)
class Missing:
    """A part without words, why it helps others, and the field where it is written."""

    part: str
    why: str
    field: str


def missing_of(profile: Profile) -> list[Missing]:
    """Return the parts that are empty, what helps most first. Reads the profile's rows."""
    offers = [
        (
            profile.ask_me_about,
            Missing(_("Ask me about"), _("It is the first thing that people look for."), "id_ask_me_about"),
        ),
        (
            profile.languages.exists(),
            Missing(_("Languages"), _("Others see in which language they can write to you."), "id_languages-0-term"),
        ),
        (
            profile.topics.exists(),
            Missing(_("Topics"), _("The directory finds you by them."), "id_topics_0"),
        ),
        (
            profile.biographies.exists(),
            Missing(_("Biography"), _("Two sentences tell a colleague why you are the right one."), "id_biography_es"),
        ),
        (
            profile.position,
            Missing(_("Position"), _("Ministries differ: it says what you decide."), "id_position"),
        ),
        (
            profile.photo,
            Missing(_("Photo"), _("People recognise you at the next meeting."), "id_photo"),
        ),
    ]
    return [missing for told, missing in offers if not told]
