"""Working the Wagtail admin as a browser does: every field of the form that was shown goes back, changed or not."""

from django import forms
from django.utils.translation import override
from wagtail.users.models import UserProfile

from tests.factories.core import UserFactory


def signed_in(client, *, groups=(), is_superuser=False, language="en"):
    """A client of somebody in these groups, with the admin in this language."""
    user = UserFactory(is_superuser=is_superuser, language=language[:2])
    user.groups.set(groups)
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = language
    profile.save()
    client.force_login(user)
    client.user = user
    return client


def shown(response):
    """What the form of this page would send if nothing were changed."""
    form = response.context["form"]
    data = fields_of(form)
    for formset in getattr(form, "formsets", {}).values():
        data |= fields_of(formset.management_form)
        for each in formset.forms:
            data |= fields_of(each)
    return data


def fields_of(form):
    data = {}
    for bound in form:
        value = bound.value()
        widget = bound.field.widget
        if isinstance(widget, forms.CheckboxInput):
            if value:
                data[bound.html_name] = "on"
        elif isinstance(bound.field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
            data[bound.html_name] = [str(getattr(each, "pk", each)) for each in value or []]
        else:
            shown = widget.format_value(value) if hasattr(widget, "format_value") else value
            if isinstance(shown, list):
                shown = shown[0] if shown else ""
            data[bound.html_name] = "" if shown is None else getattr(shown, "pk", shown)
    return data


def fill_row(data, prefix, number, **values):
    """Write into a row of a formset that is there."""
    data |= {f"{prefix}-{number}-{name}": value for name, value in values.items()}


def add_row(data, prefix, **values):
    """One more row in a formset, as its button adds it."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    data[f"{prefix}-TOTAL_FORMS"] = number + 1
    fill_row(data, prefix, number, ORDER=number + 1, **values)


def errors_of(response):
    """Field -> messages in English of a form that came back, with the rows of its formsets as ``texts.0.language``."""
    form = response.context["form"]
    found = errors_of_form(response)
    with override("en"):
        for name, formset in form.formsets.items():
            if formset.non_form_errors():
                found[name] = list(formset.non_form_errors())
            for number, each in enumerate(formset.forms):
                found |= {f"{name}.{number}.{field}": list(messages) for field, messages in each.errors.items()}
    return found


def errors_of_form(response):
    """Field -> messages in English of a form without rows that came back."""
    with override("en"):
        return {name: list(messages) for name, messages in response.context["form"].errors.items()}
