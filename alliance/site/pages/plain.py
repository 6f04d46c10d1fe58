"""Pages of words alone."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from alliance.core.models import COVER_PANEL, SOURCES_PANEL, EditorialPage, words_and_facts
from alliance.core.page_facts import sources_of, words_of
from alliance.core.printed import printed_body
from evidence.blocks import STORY_BLOCKS


class PlainPage(EditorialPage):
    """Words for people: about, accessibility, privacy."""

    body = StreamField(STORY_BLOCKS, verbose_name=_("text"), blank=True)

    in_footer = True

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body"), COVER_PANEL, SOURCES_PANEL]
    translatable_fields = words_and_facts((*EditorialPage.TRANSLATED, "body"), EditorialPage.SHARED)
    template = "pages/plain.html"

    class Meta:
        verbose_name = _("plain page")

    def get_context(self, request, *args, **kwargs) -> dict:
        """What the page says, of its languages and sources too."""

        def said() -> dict:
            return {**words_of(self, request.path, user=None), "sources": sources_of(self)}

        body = printed_body(request, self, self.template, said)
        return {**super().get_context(request, *args, **kwargs), "body": body}
