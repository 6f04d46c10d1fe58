"""Forms of records in the Wagtail admin: what the languages of a record must keep among themselves."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel
from wagtail.admin.panels.base import get_form_for_model
from wagtail.users.forms import UserCreationForm, UserEditForm

from alliance.core.models import Country, Origin, RecordText, Term, User, plain_words
from alliance.core.own_country import limit_fields


class RecordTextForm(WagtailAdminModelForm):
    """The words of a record in one language."""

    is_checked = forms.BooleanField(
        label=_("Checked against the original"),
        required=False,
        help_text=_("Tick after comparing: the translation then counts as up to date."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.digest_before = self.instance.digest if self.instance.language else ""

    def clean(self) -> dict:
        super().clean()
        for name in self.instance.WORDS:
            # The editor sends an empty paragraph for an empty field, which would count as something said.
            if self.cleaned_data.get(name) and not plain_words(self.cleaned_data[name]):
                self.cleaned_data[name] = ""
        return self.cleaned_data

    @property
    def has_new_words(self) -> bool:
        """Whether somebody has changed a word in this form; the tags and keys that the editor writes are no words."""
        return self.instance.digest != self.digest_before

    def take_note(self, original: RecordText, user: User) -> None:
        """Write down on a translation what it was made from, by whom and when, if it was rewritten or checked."""
        row = self.instance
        if row.origin == Origin.ORIGINAL or not (self.has_new_words or self.cleaned_data.get("is_checked")):
            return
        if self.digest_before and self.has_new_words and row.origin == Origin.MACHINE:
            row.origin = Origin.HUMAN
        row.made_from = original.digest
        row.reviewed_by = user
        row.reviewed_at = timezone.now()


class RecordTextFormSet(BaseChildFormSet):
    """The languages of a record: each once, and one of them the original."""

    default_error_messages = {
        **BaseChildFormSet.default_error_messages,
        "too_few_forms": _("Write the words in one language at least."),
    }

    @property
    def rows(self) -> list[RecordTextForm]:
        """The forms of the languages that stay, without those that are removed and those left empty."""
        return [form for form in self.forms if form not in self.deleted_forms and getattr(form, "cleaned_data", None)]

    def validate_unique(self) -> None:
        """Leave it to `clean`: the general message names no row."""

    def clean(self) -> None:
        """Put each fault among the languages beside the field that settles it."""
        rows = self.rows
        seen: set[str] = set()
        originals = [form for form in rows if form.instance.origin == Origin.ORIGINAL]
        for form in rows:
            language = form.cleaned_data.get("language")
            if language in seen:
                form.add_error("language", _("This language stands here already. Each may stand only once."))
            if language:
                seen.add(language)
        for form in originals[1:]:
            form.add_error("origin", _("Another language is the original already. Only one can be."))
        if rows and not originals and not any(form.has_error("origin") for form in rows):
            rows[0].add_error("origin", _("Mark one language as the original."))


class RowsPanel(InlinePanel):
    """Rows below a record that are edited by a form of their own, where Wagtail's panel allows none."""

    def __init__(self, *args, row_form: type[WagtailAdminModelForm], **kwargs):
        super().__init__(*args, **kwargs)
        self.row_form = row_form

    def clone_kwargs(self) -> dict:
        return {**super().clone_kwargs(), "row_form": self.row_form}

    def get_form_options(self) -> dict:
        options = super().get_form_options()
        deferred = self.child_edit_handler.get_form_options().get("defer_required_on_fields", [])
        options["formsets"][self.relation_name] |= {
            "form": get_form_for_model(
                self.db_field.related_model, form_class=self.row_form, defer_required_on_fields=deferred
            ),
            "inherit_kwargs": ["for_user"],
        }
        return options


class TextsPanel(RowsPanel):
    """The languages of a record, one below the other. Needs a form that is a `RecordForm`."""

    def __init__(self, *args, row_form: type[RecordTextForm] = RecordTextForm, **kwargs):
        super().__init__(*args, row_form=row_form, **kwargs)

    def get_form_options(self) -> dict:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = RecordTextFormSet
        return options

    class BoundPanel(RowsPanel.BoundPanel):
        """Heads each language with its name; translations start closed, and a further language is one."""

        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            if self.form is None:
                return
            for child in self.children:
                row = child.form.instance
                if not row.language:
                    continue
                is_outdated = row.is_outdated(self.instance.original_text)
                words = [row.get_language_display(), row.get_origin_display(), _("outdated") if is_outdated else ""]
                child.row_label = " · ".join(str(word) for word in words if word)
                if row.pk and row.origin != Origin.ORIGINAL and not child.form.errors:
                    child.row_class = "collapsed"
            if self.children:
                self.empty_child.form.initial["origin"] = Origin.HUMAN


class FactsForm(WagtailAdminModelForm):
    """Facts that are chosen from vocabularies: in the editors' order, and an empty one says that nobody states it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field, forms.ModelChoiceField):
                continue
            if field.queryset.model is Term:
                field.queryset = field.queryset.order_by("sort_order", "code")
                field.empty_label = _("Not stated")
            elif field.queryset.model is Country:
                field.queryset = field.queryset.order_by("name")
        limit_fields(self)


class RecordForm(FactsForm):
    """The facts of a record, with its languages in the formset ``texts``."""

    def save(self, commit: bool = True):
        """Save the record; translations that were rewritten or checked remember what they were made from."""
        rows = self.formsets["texts"].rows
        original = next((form.instance for form in rows if form.instance.origin == Origin.ORIGINAL), None)
        if original is not None:
            for form in rows:
                form.take_note(original, self.for_user)
        return super().save(commit=commit)


class CountryForm(RecordForm):
    """A country, whose code is settled once: addresses, exports and figures carry it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = True


class _PersonFields:
    """What the alliance knows of a person beyond Wagtail's own fields."""

    extra_fields = frozenset({"language", "country", "institution"})

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


class PersonCreationForm(_PersonFields, UserCreationForm):
    """A new person, who signs in with the e-mail address."""

    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | _PersonFields.extra_fields

    def save(self, commit: bool = True):
        """Store the person, who has no password until they choose one: a mailed code lets them in."""
        self.instance.set_unusable_password()
        return super().save(commit=commit)


class PersonEditForm(_PersonFields, UserEditForm):
    """A person who is there already."""

    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | _PersonFields.extra_fields
