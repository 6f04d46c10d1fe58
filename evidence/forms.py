"""Forms of the evidence library in the Wagtail admin."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from alliance.core.forms import FactsForm, RecordForm, RecordTextForm
from alliance.core.models import Origin, Term, User, Vocabulary
from evidence.enums import RESERVED_SLUGS
from evidence.models import MANY_TERM_VOCABULARIES, Practice, PracticeText, ProgrammeText

SECTIONS = [(name, PracticeText._meta.get_field(name).verbose_name) for name in PracticeText.WORDS]


class TermsField(forms.ModelMultipleChoiceField):
    """The terms of one vocabulary as boxes to tick."""

    def __init__(self, vocabulary: Vocabulary, **options):
        terms = Term.objects.current().of(vocabulary)
        super().__init__(terms, label=vocabulary.label, required=False, widget=forms.CheckboxSelectMultiple, **options)


class EvidenceForm(RecordForm):
    """What practices and programmes have in common: an address and a span of years."""

    reserved_slugs: frozenset[str] = frozenset()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        slug = self.fields["slug"]
        slug.required = False
        slug.help_text = _("Leave it empty to make it from the title.")
        if self.instance.first_published_at:
            slug.disabled = True
            slug.help_text = _("It is published and stays, so that links to it go on working.")

    def clean(self) -> dict:
        super().clean()
        first, last = self.cleaned_data.get("start_year"), self.cleaned_data.get("end_year")
        if first and last and last < first:
            self.add_error("end_year", _("The last year is before the first."))
        if not self.cleaned_data.get("slug") and not self.has_error("slug"):
            self._make_slug()
        return self.cleaned_data

    def _make_slug(self) -> None:
        """Take the address from the original's title, with a number where another record has it."""
        rows = self.formsets["texts"].rows if self.formsets["texts"].is_valid() else []
        rows.sort(key=lambda form: form.instance.origin != Origin.ORIGINAL)
        title = getattr(rows[0].instance, rows[0].instance.WORDS[0]) if rows else ""
        stem = slugify(title)[:100].strip("-")
        if not stem:
            self.add_error("slug", _("Write a title, from which the address can be made, or an address."))
            return
        taken = set(self._meta.model.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
        taken |= self.reserved_slugs
        numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
        self.cleaned_data["slug"] = next(slug for slug in (stem, *numbered) if slug not in taken)


class PracticeForm(EvidenceForm):
    """A practice; each vocabulary of which it may carry several terms is a field of its own."""

    reserved_slugs = RESERVED_SLUGS

    level = TermsField(Vocabulary.LEVEL)
    technology = TermsField(Vocabulary.TECHNOLOGY)
    purpose = TermsField(Vocabulary.PURPOSE)
    beneficiary = TermsField(Vocabulary.BENEFICIARY)
    target_group = TermsField(Vocabulary.TARGET_GROUP)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for vocabulary in MANY_TERM_VOCABULARIES:
            self.initial.setdefault(vocabulary, [term.pk for term in self.instance.terms_of(vocabulary)])

    def clean(self) -> dict:
        super().clean()
        amount, currency = self.cleaned_data.get("cost_amount"), self.cleaned_data.get("cost_currency")
        if amount is not None and not currency and not self.has_error("cost_currency"):
            self.add_error("cost_currency", _("Say in which currency the cost is."))
        return self.cleaned_data

    def clean_cost_currency(self) -> str:
        return self.cleaned_data["cost_currency"].upper()

    def save(self, commit: bool = True) -> Practice:
        """Save the practice with the ticked terms of all vocabularies; those of others stay."""
        others = [term for term in self.instance.terms.all() if term.vocabulary not in MANY_TERM_VOCABULARIES]
        ticked = [term for vocabulary in MANY_TERM_VOCABULARIES for term in self.cleaned_data[vocabulary]]
        self.instance.terms.set([*others, *ticked])
        return super().save(commit=commit)


class SourceForm(FactsForm):
    """A source; the sections that rest on it are ticked."""

    supports = forms.MultipleChoiceField(
        label=_("Sections that rest on it"), choices=SECTIONS, required=False, widget=forms.CheckboxSelectMultiple
    )


class LineageForm(FactsForm):
    """Another practice that this one came from or went to: in the library, or by its name."""

    def clean(self) -> dict:
        super().clean()
        if not self.cleaned_data.get("other") and not self.cleaned_data.get("name"):
            self.add_error("name", _("Choose a practice of the library, or write the name of the other."))
        return self.cleaned_data

    def clean_other(self) -> Practice | None:
        other = self.cleaned_data["other"]
        if other and other.pk == self.instance.practice_id:
            raise ValidationError(_("A practice cannot come from itself."))
        return other


class ProgrammeForm(EvidenceForm):
    """A national programme."""

    def clean_comparable(self) -> list:
        others = self.cleaned_data["comparable"]
        if self.instance.pk and any(other.pk == self.instance.pk for other in others):
            raise ValidationError(_("A programme cannot be compared with itself."))
        return others


class ProgrammeTextForm(RecordTextForm):
    """The words of a programme; its name has an origin of its own: many programmes have a name in several languages."""

    def take_note(self, original: ProgrammeText, user: User) -> None:
        super().take_note(original, user)
        is_typed = "name" in self.changed_data and "name_origin" not in self.changed_data
        if self.digest_before and is_typed and self.instance.name_origin == Origin.MACHINE:
            self.instance.name_origin = Origin.HUMAN


class LabelsForm(FactsForm):
    """A row with short labels in four languages, of which one is enough."""

    labels: tuple[str, ...] = ()
    needed: str = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for label in self.labels:
            for language, _name in settings.LANGUAGES:
                self.fields[f"{label}_{language}"].required = False

    def clean(self) -> dict:
        super().clean()
        columns = [f"{self.needed}_{language}" for language, _name in settings.LANGUAGES]
        if not any(self.cleaned_data.get(column) for column in columns):
            self.add_error(columns[0], _("Write it in one language at least."))
        return self.cleaned_data


class PhaseForm(LabelsForm):
    """A step of a programme's life."""

    labels = ("when", "what")
    needed = "what"


class IndicatorForm(LabelsForm):
    """A figure about a programme."""

    labels = ("name", "unit")
    needed = "name"
