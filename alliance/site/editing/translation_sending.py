"""Sending pages to translators, from any of their languages; and again when the original changed."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from wagtail.models import Page
from wagtail_localize.views.submit_translations import SubmitPageTranslationView, SubmitTranslationForm
from wagtail_localize.views.update_translations import UpdateTranslationsView

from alliance.core.models import EditorialPage
from alliance.core.page_strings import update_source
from alliance.core.page_words import translation_of


class SendView(SubmitPageTranslationView):
    """Wagtail's form, with every language chosen that has no words of its own."""

    def get_object(self) -> Page:
        """Return the page itself, or its original: a translation of a translation would never learn of changes."""
        page = super().get_object()
        if page.alias_of_id:
            page = page.alias_of.specific
        translation = translation_of(page)
        return translation.source.get_source_instance() if translation else page

    def get_form(self) -> SubmitTranslationForm:
        """Return the form; before it was sent, with all languages chosen, unless the way here named one."""
        form = super().get_form()
        if not form.is_bound and not form.initial:
            form.initial = {"locales": list(form.fields["locales"].queryset), "select_all": True}
        return form


class SendAgainView(UpdateTranslationsView):
    """Wagtail's form, without loss: translators' words stay beside the sentences that changed."""

    @transaction.atomic
    def form_valid(self, form) -> HttpResponse:
        """Hand the present words on. Raises PermissionDenied for those who may not publish what they ask to publish."""
        if form.cleaned_data["publish_translations"]:
            for translation in self.object.translations.filter(enabled=True):
                page = translation.get_target_instance()
                if isinstance(page, Page) and not page.permissions_for_user(self.request.user).can_publish():
                    raise PermissionDenied
        if isinstance(self.object.get_source_instance(), EditorialPage):
            update_source(self.object)
        return super().form_valid(form)
