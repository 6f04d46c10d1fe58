"""Edit screens of the evidence library, in the order in which an editor thinks: facts, words, sources, the rest."""

import functools

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import M2MFieldComparison
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)

from alliance.core.forms import RowsPanel, TextsPanel
from evidence.forms import (
    IndicatorForm,
    LineageForm,
    PhaseForm,
    PracticeForm,
    ProgrammeForm,
    ProgrammeTextForm,
    SourceForm,
)
from evidence.models import MANY_TERM_VOCABULARIES

LANGUAGES = ("es", "en", "pt", "fr")
WHERE_FROM = [FieldPanel("language", required_on_save=True), FieldPanel("origin", required_on_save=True)]
SOURCE = [
    FieldPanel("url"),
    FieldPanel("title"),
    FieldRowPanel([FieldPanel("published"), FieldPanel("accessed_date"), FieldPanel("is_mirror")]),
]


class TermsPanel(MultiFieldPanel):
    """The vocabularies of a practice as fields of `PracticeForm`; revisions are compared by the terms behind them."""

    def __init__(self, **kwargs):
        kwargs.setdefault("children", [FieldPanel(vocabulary) for vocabulary in MANY_TERM_VOCABULARIES])
        super().__init__(**kwargs)

    class BoundPanel(MultiFieldPanel.BoundPanel):
        """Compares the terms at once, where the fields have nothing to compare."""

        def get_comparison(self) -> list:
            return [functools.partial(M2MFieldComparison, self.panel.model._meta.get_field("terms"))]


def in_each_language(name: str) -> FieldRowPanel:
    """Return the four columns of a short label side by side."""
    return FieldRowPanel([FieldPanel(f"{name}_{language}") for language in LANGUAGES])


PRACTICE = TabbedInterface(
    [
        ObjectList(
            [
                HelpPanel(
                    _(
                        "Leave empty what no source states: the site then says “not stated”. A zero would be a statement."
                    )
                ),
                MultiFieldPanel(
                    [
                        FieldRowPanel([FieldPanel("country", widget=forms.Select), FieldPanel("locality")]),
                        FieldPanel("institution"),
                        FieldRowPanel([FieldPanel("start_year"), FieldPanel("end_year")]),
                        FieldPanel("context", widget=forms.RadioSelect),
                    ],
                    heading=_("Who, where, when"),
                ),
                TermsPanel(heading=_("How the library finds it")),
                MultiFieldPanel(
                    [
                        FieldRowPanel([FieldPanel("students_reached"), FieldPanel("teachers_reached")]),
                        FieldRowPanel(
                            [
                                FieldPanel("evidence_kind", widget=forms.Select),
                                FieldPanel("continuity_state", widget=forms.Select),
                            ]
                        ),
                        FieldRowPanel(
                            [FieldPanel("cost_amount"), FieldPanel("cost_currency"), FieldPanel("cost_year")]
                        ),
                    ],
                    heading=_("Reach, evidence and cost"),
                ),
                FieldPanel("slug"),
            ],
            heading=_("Facts"),
        ),
        ObjectList(
            [
                TextsPanel(
                    "texts",
                    panels=[
                        FieldRowPanel(WHERE_FROM),
                        FieldPanel("title"),
                        FieldPanel("summary"),
                        MultiFieldPanel(
                            [
                                FieldPanel(
                                    "context", help_text=_("What was wrong or missing, and how people found out.")
                                ),
                                FieldPanel("participants"),
                                FieldPanel("how_it_works"),
                                FieldPanel("results", help_text=_("What changed, and who measured it.")),
                            ],
                            heading=_("What happened"),
                        ),
                        MultiFieldPanel(
                            [
                                FieldPanel("continuity_training"),
                                FieldPanel("continuity_infrastructure"),
                                FieldPanel("continuity_institutional_support"),
                            ],
                            heading=_("What keeps it going"),
                        ),
                        MultiFieldPanel(
                            [FieldPanel("how_to_adapt"), FieldPanel("cost")],
                            heading=_("For those who want to do the same"),
                        ),
                        FieldPanel("is_checked"),
                    ],
                    label=_("Language"),
                    heading=_("The practice in each language"),
                    help_text=_(
                        "One language is the original. When it changes, the others count as outdated until checked."
                    ),
                    min_num=1,
                )
            ],
            heading=_("Words"),
        ),
        ObjectList(
            [
                RowsPanel(
                    "sources",
                    row_form=SourceForm,
                    panels=[*SOURCE, FieldPanel("supports")],
                    label=_("Source"),
                    heading=_("Where it was read"),
                ),
                FieldPanel("checked_date"),
                FieldPanel("licence"),
            ],
            heading=_("Sources and licence"),
        ),
        ObjectList(
            [
                RowsPanel(
                    "lineage",
                    row_form=LineageForm,
                    panels=[FieldPanel("relation", required_on_save=True), FieldPanel("other"), FieldPanel("name")],
                    label=_("Practice"),
                    heading=_("Where it came from, and who took it up"),
                ),
                FieldPanel("mapping"),
                FieldPanel("editor_notes", help_text=_("Only editors read this.")),
            ],
            heading=_("Lineage and notes"),
        ),
    ],
    base_form_class=PracticeForm,
)

PROGRAMME = TabbedInterface(
    [
        ObjectList(
            [
                FieldRowPanel([FieldPanel("country", widget=forms.Select), FieldPanel("status", widget=forms.Select)]),
                FieldPanel("institution"),
                FieldRowPanel([FieldPanel("start_year"), FieldPanel("end_year")]),
                FieldPanel("comparable", widget=forms.CheckboxSelectMultiple),
                FieldPanel("slug"),
                FieldPanel("editor_notes", help_text=_("Only editors read this.")),
            ],
            heading=_("Facts"),
        ),
        ObjectList(
            [
                TextsPanel(
                    "texts",
                    row_form=ProgrammeTextForm,
                    panels=[
                        FieldRowPanel(WHERE_FROM),
                        FieldRowPanel([FieldPanel("name"), FieldPanel("name_origin")]),
                        FieldPanel("summary"),
                        FieldPanel("is_checked"),
                    ],
                    label=_("Language"),
                    heading=_("The programme in each language"),
                    help_text=_(
                        "One language is the original. When it changes, the others count as outdated until checked."
                    ),
                    min_num=1,
                )
            ],
            heading=_("Words"),
        ),
        ObjectList(
            [
                FieldPanel("steps_language"),
                RowsPanel(
                    "phases",
                    panels=[
                        FieldRowPanel(
                            [
                                FieldPanel("stage", widget=forms.Select),
                                FieldPanel("first_year"),
                                FieldPanel("last_year"),
                            ]
                        ),
                        in_each_language("when"),
                        in_each_language("what"),
                        FieldPanel("source_url"),
                    ],
                    row_form=PhaseForm,
                    label=_("Step"),
                    heading=_("Life cycle"),
                ),
            ],
            heading=_("Life cycle"),
        ),
        ObjectList(
            [
                RowsPanel(
                    "indicators",
                    row_form=IndicatorForm,
                    panels=[
                        in_each_language("name"),
                        FieldRowPanel([FieldPanel("value"), FieldPanel("year"), FieldPanel("confidence")]),
                        in_each_language("unit"),
                        FieldRowPanel([FieldPanel("source_url"), FieldPanel("as_printed")]),
                    ],
                    label=_("Indicator"),
                    heading=_("Indicators"),
                )
            ],
            heading=_("Indicators"),
        ),
        ObjectList(
            [InlinePanel("sources", panels=SOURCE, label=_("Source"), heading=_("Where it was read"))],
            heading=_("Sources"),
        ),
    ],
    base_form_class=ProgrammeForm,
)
