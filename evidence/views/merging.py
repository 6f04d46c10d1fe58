"""The admin page on which a vocabulary term is merged into another."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin

from alliance.core.models import Term
from evidence.services import merging


class MergeForm(forms.Form):
    """Into which term of the same vocabulary."""

    heir = forms.ModelChoiceField(Term.objects.none(), label=gettext_lazy("Merge into"), empty_label="")

    def __init__(self, *args, term: Term, **kwargs):
        super().__init__(*args, **kwargs)
        self.term = term
        self.fields["heir"].queryset = Term.objects.current().of(term.vocabulary).exclude(pk=term.pk)

    def clean_heir(self) -> Term:
        heir = self.cleaned_data["heir"]
        try:
            merging.check_merge(term=self.term, heir=heir)
        except merging.MergeRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return heir


class MergeTermView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Says what will move, asks, and merges."""

    model = Term
    permission_required = "change"
    form_class = MergeForm
    template_name = "evidence/admin/merge_term.html"
    page_title = gettext_lazy("Merge")
    header_icon = "link"
    index_url_name = ""
    edit_url_name = ""

    @staticmethod
    def takes(term: Term) -> bool:
        """Whether the term can be merged at all."""
        return not term.merged_into_id and term.vocabulary not in merging.FIXED

    @cached_property
    def term(self) -> Term:
        """The term that will be given up."""
        return get_object_or_404(Term, pk=self.kwargs["pk"])

    def dispatch(self, request, *args, **kwargs):
        if not self.takes(self.term):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.term)

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Vocabulary terms")},
            {"url": reverse(self.edit_url_name, args=[self.term.pk]), "label": str(self.term)},
            {"url": "", "label": _("Merge"), "sublabel": str(self.term)},
        ]

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "term": self.term}

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "term": self.term,
            "lines": merging.preview_merge(term=self.term).lines,
            "cancel_url": reverse(self.edit_url_name, args=[self.term.pk]),
        }

    def form_valid(self, form: MergeForm):
        heir = form.cleaned_data["heir"]
        merging.merge_term(term=self.term, heir=heir, by=self.request.user)
        messages.success(self.request, _("“%(term)s” is now “%(heir)s”.") % {"term": self.term, "heir": heir})
        return redirect(reverse(self.index_url_name))
