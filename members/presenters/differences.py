"""Two versions of one profile side by side: what was typed here, and what was saved elsewhere meanwhile."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from members.enums import LanguageLevel
from members.forms.profile import ProfileForms, entries_of, terms
from members.models import Profile


@dataclass(frozen=True)
class Difference:
    """A field that is not the same in both, in words."""

    label: str
    field: str
    typed: str
    saved: str


def differences(forms: ProfileForms, profile: Profile) -> list[Difference]:
    """Return the fields in which valid ``forms`` and the saved ``profile`` differ, in the order of the form."""
    saved, found = entries_of(profile.person, profile), []
    main = forms.main
    for name, field in main.fields.items():
        if name == "version" or name.startswith("photo") or name == "drops_photo":
            continue
        typed = main.cleaned_data.get(name)
        typed = [each.pk for each in typed] if name == "topics" else getattr(typed, "pk", typed)
        before = saved["main"].get(name)
        if (sorted(typed), "") != (sorted(before), "") if name == "topics" else (typed or "") != (before or ""):
            found.append(
                Difference(str(field.label), main[name].id_for_label, _said(field, typed), _said(field, before))
            )
    entries, names, levels = forms.entries(), dict(terms()), dict(LanguageLevel.choices)
    typed_languages = [(term.pk, level) for term, level in entries.languages]
    for label, field, typed, before in (
        (
            _("Languages"),
            "id_languages-0-term",
            [f"{names.get(pk, pk)} ({levels[level]})" for pk, level in typed_languages],
            [f"{names.get(row['term'], row['term'])} ({levels[row['level']]})" for row in saved["languages"]],
        ),
        (
            _("Links"),
            "id_links-0-label",
            [f"{text} {url}" for text, url in entries.links],
            [f"{row['label']} {row['url']}" for row in saved["links"]],
        ),
    ):
        if typed != before:
            found.append(Difference(label, field, ", ".join(typed), ", ".join(before)))
    return found


def _said(field, value) -> str:
    """Return a value of a form's field in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = {str(code): str(text) for code, text in getattr(field, "choices", ())}
    values = value if isinstance(value, list) else [value]
    return ", ".join(choices.get(str(each), str(each)) for each in values if each not in (None, ""))
