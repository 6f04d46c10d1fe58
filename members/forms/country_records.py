"""The form over a country's record: its facts, its words in each language, the rows below it. No script, no markup."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.db.models import DateField, IntegerField, URLField
from django.forms.models import fields_for_model
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from alliance.core.drafts import initial_of
from alliance.core.formatting import language_name
from alliance.core.models import TEXT_LANGUAGES, Origin, Record, Term
from alliance.core.rich_text import LONGEST_TEXT
from members.country_records import Kind, Rows, Value, Values, languages_for, rows_model

NOT_STATED = _("Not stated")
EMPTY_ROWS = 2
FIRST_YEAR, LAST_YEAR = 1500, 2200
MOST_ROWS = 60


def name_of(key: str) -> str:
    """Return the name of the field that holds the value with this key."""
    return key.replace(".", "-")


def _field(column, **options) -> forms.Field:
    """Return the form field of a column, as the site's forms have it."""
    if isinstance(column, URLField):
        options |= {"assume_scheme": "https"}
    if isinstance(column, IntegerField):  # these records count nothing: their numbers are years
        options |= {"min_value": FIRST_YEAR, "max_value": LAST_YEAR}
    if isinstance(column, DateField):
        options |= {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
    return column.formfield(**options)


def _fields(model, names) -> dict[str, forms.Field]:
    """Return the form fields of these columns. Terms to choose from are read once, however many forms offer them."""
    fields = fields_for_model(model, names, formfield_callback=_field, apply_limit_choices_to=True)
    for name, field in fields.items():
        if isinstance(field, forms.ModelChoiceField) and field.queryset.model is Term:
            terms = field.queryset.order_by("sort_order", "code")
            choices = [("", NOT_STATED), *((str(term.pk), str(term)) for term in terms)]
            fields[name] = forms.ChoiceField(label=field.label, choices=choices)
        fields[name].required = False
    return fields


def _said(value) -> str:
    """Return a cleaned answer as a plain value."""
    if value is None:
        return ""
    return str(value).replace("\r\n", "\n").strip()


def _check_years(form: forms.Form, first: str, last: str) -> None:
    begins, ends = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if begins and ends and ends < begins:
        form.add_error(last, _("The last year is before the first."))


class RecordForm(forms.Form):
    """Facts and words. ``base`` is what the form was made from: no answer of a person."""

    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, kind: Kind, record: Record, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind, self.languages = kind, languages_for(record)
        self.has_original = {row.language for row in record.texts.all() if row.origin == Origin.ORIGINAL}
        for name, field in _fields(kind.model, kind.facts).items():
            self.fields[f"fact-{name}"] = self._languages(field) if name in kind.languages else field
        for language in self.languages:
            for name, field in _fields(kind.text_model, kind.words).items():
                self.fields[f"words-{language}-{name}"] = self._words(name, field, language)

    def _languages(self, field: forms.Field) -> forms.Field:
        choices = [("", NOT_STATED), *((code, capfirst(language_name(code))) for code, _name in TEXT_LANGUAGES)]
        return forms.ChoiceField(label=field.label, choices=choices, required=False)

    def _words(self, name: str, field: forms.Field, language: str) -> forms.Field:
        if name in self.kind.rich:
            field = forms.CharField(
                label=field.label, max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 10})
            )
        field.widget.attrs["lang"] = language
        return field

    def clean(self) -> dict:
        """A language in which something is said has a name, and the language of the original stays."""
        cleaned = super().clean()
        for language in self.languages if self.kind.name_word else ():
            said = any(cleaned.get(f"words-{language}-{name}") for name in self.kind.words)
            named = f"words-{language}-{self.kind.name_word}"
            if not cleaned.get(named) and named not in self.errors and (said or language in self.has_original):
                self.add_error(named, _("Give the name in this language too."))
        _check_years(self, "fact-start_year", "fact-end_year")
        return cleaned

    def values(self) -> Values:
        """Return what was typed, as plain values."""
        names = {name: name for name in self.fields if name != "base"}
        return {name.replace("-", "."): _said(self.cleaned_data.get(name)) for name in names}


class RowForm(forms.Form):
    """One row. Emptied, it is taken away."""

    pk = forms.CharField(required=False, max_length=18, widget=forms.HiddenInput)
    rows: Rows

    def clean(self) -> dict:
        """A row that says something says what matters."""
        cleaned = super().clean()
        needed = self.rows.needed
        if any(self.value().values()) and not cleaned.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Fill this in, or empty the whole row."))
        _check_years(self, "first_year", "last_year")
        return cleaned

    def value(self) -> dict[str, str]:
        """Return what the row says."""
        return {name: _said(self.cleaned_data.get(name)) for name in self.rows.fields}


def _row_formset(record: Record, rows: Rows) -> type[forms.BaseFormSet]:
    row_form = type("RowOf", (RowForm,), {"rows": rows, **_fields(rows_model(record, rows), rows.fields)})
    return forms.formset_factory(
        row_form, extra=EMPTY_ROWS, max_num=MOST_ROWS, validate_max=True, absolute_max=MOST_ROWS
    )


@dataclass
class Language:
    """The words of a form in one language."""

    code: str
    origin: str
    fields: list[forms.BoundField]
    is_open: bool


class Editor:
    """The whole form over one record: made from values, from what somebody typed and did not send, or from what was sent."""

    def __init__(
        self, kind: Kind, record: Record, *, values: Values, base: int, sent=None, typed: QueryDict | None = None
    ):
        self.kind, self.record = kind, record
        if sent is not None:
            self.form = RecordForm(sent, kind=kind, record=record)
            self.formsets = {rows: _row_formset(record, rows)(sent, prefix=f"rows-{rows.name}") for rows in kind.rows}
            return
        initial = {name_of(key): value for key, value in values.items() if isinstance(value, str)} | {"base": base}
        if typed is not None:
            initial |= initial_of(RecordForm(kind=kind, record=record), typed)
        self.form = RecordForm(initial=initial, kind=kind, record=record)
        self.formsets = {rows: self._rows(rows, values[f"rows.{rows.name}"], typed) for rows in kind.rows}

    def _rows(self, rows: Rows, present: list[dict[str, str]], typed: QueryDict | None) -> forms.BaseFormSet:
        make, prefix = _row_formset(self.record, rows), f"rows-{rows.name}"
        number = str((typed or {}).get(f"{prefix}-TOTAL_FORMS", ""))
        if typed is None or not number.isdecimal():
            return make(initial=present, prefix=prefix)
        forms_typed = [make.form(prefix=f"{prefix}-{at}") for at in range(min(int(number), MOST_ROWS))]
        found = [initial_of(form, typed) for form in forms_typed]
        return make(initial=[row for row in found if any(row.values())], prefix=prefix)

    def is_valid(self) -> bool:
        """Whether everything that was sent can be kept. Every part is looked at, so that all faults are told at once."""
        return all([self.form.is_valid(), *(formset.is_valid() for formset in self.formsets.values())])

    @property
    def base(self) -> int:
        """The revision that the form was made from."""
        return self.form.cleaned_data["base"]

    def values(self) -> Values:
        """Return what was sent, as plain values."""
        return self.form.values() | {
            f"rows.{rows.name}": self._rows_sent(formset) for rows, formset in self.formsets.items()
        }

    def _rows_sent(self, formset: forms.BaseFormSet) -> Value:
        rows = [(form.cleaned_data.get("pk", ""), form.value()) for form in formset]
        return [{"pk": pk, **value} for pk, value in rows if any(value.values())]

    def errors(self) -> Iterator[tuple[str, str, str]]:
        """Yield each fault: the field's id, its label, and the sentence."""
        for form in [self.form, *(row for formset in self.formsets.values() for row in formset)]:
            for name, found in form.errors.items():
                field = form[name] if name in form.fields else None
                for error in found:
                    yield field.id_for_label if field else "", str(field.label) if field else "", error
        for formset in self.formsets.values():
            yield from (("", "", error) for error in formset.non_form_errors())

    def facts(self) -> list[forms.BoundField]:
        """Return the fields of the facts."""
        return [self.form[f"fact-{name}"] for name in self.kind.facts]

    def languages(self, reader: str) -> list[Language]:
        """Return the words by language: the original, the reader's and what needs a look are open."""
        rows = {row.language: row for row in self.record.texts.all()}
        found = []
        for code in self.form.languages:
            fields = [self.form[f"words-{code}-{name}"] for name in self.kind.words]
            row = rows.get(code)
            is_original = row is not None and row.origin == Origin.ORIGINAL
            has_errors = self.form.is_bound and any(field.errors for field in fields)
            origin = row.get_origin_display() if row else ""
            found.append(Language(code, origin, fields, is_original or code == reader or has_errors))
        return sorted(found, key=lambda language: not language.is_open)
