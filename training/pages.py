"""The page types of the training section: tracks hold courses, courses hold lessons."""

from functools import cached_property

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from alliance.core.models import (
    COVER_PANEL,
    SOURCES_PANEL,
    EditorialPage,
    PublicPageMixin,
    TopicsMixin,
    words_and_facts,
)
from evidence.blocks import STORY_BLOCKS
from training.views import course, lesson, track

__all__ = ["CoursePage", "CourseStatus", "LessonPage", "Level", "Modality", "TrackPage", "TrainingIndexPage"]


class CourseStatus(models.TextChoices):
    """Whether a course is given, or proposed here."""

    REAL = "real", _("Given by its provider")
    ADAPTED = "adapted", _("Adapted by the alliance")


class Level(models.TextChoices):
    """How much a course asks one to know."""

    FIRST_STEPS = "first_steps", _("First steps")
    WORKING = "working", _("For those who work with it")
    ADVANCED = "advanced", _("Advanced")


class Modality(models.TextChoices):
    """Where people learn."""

    IN_PERSON = "in_person", _("In person")
    VIRTUAL = "virtual", _("Online")
    BLENDED = "blended", _("In person and online")


class ModuleBlock(blocks.StructBlock):
    """A module of a course: its title and what it is about."""

    title = blocks.CharBlock(label=_("title"), max_length=160)
    about = blocks.TextBlock(label=_("what it is about"), max_length=500, required=False)

    class Meta:
        label = _("Module")
        icon = "folder-open-inverse"


class TrainingIndexPage(PublicPageMixin, Page):
    """All tracks and courses, with filters."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["site.HomePage"]
    subpage_types = ["training.TrackPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("training section")

    def serve(self, request, *args, **kwargs):
        """The list with its filters."""
        return track.show_all(request, self)


class TrackPage(EditorialPage):
    """Courses that belong together, in the order in which one takes them."""

    body = StreamField(STORY_BLOCKS, verbose_name=_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body"), COVER_PANEL, SOURCES_PANEL]
    translatable_fields = words_and_facts((*EditorialPage.TRANSLATED, "body"), EditorialPage.SHARED)
    parent_page_types = ["training.TrainingIndexPage"]
    subpage_types = ["training.CoursePage"]

    class Meta:
        verbose_name = _("track")

    def serve(self, request, *args, **kwargs):
        """The track with its courses."""
        return track.show(request, self)


class CoursePage(TopicsMixin, EditorialPage):
    """A course: for whom, how long, by whom, and its modules."""

    status = models.CharField(_("status"), max_length=8, choices=CourseStatus.choices, default=CourseStatus.ADAPTED)
    provider = models.CharField(_("provider"), max_length=250, blank=True)
    audience = models.CharField(_("for whom"), max_length=400, blank=True)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices, blank=True)
    languages = models.CharField(
        _("languages in which it is given"), max_length=40, blank=True, help_text=_("Codes, with spaces: es en pt")
    )
    effort = models.CharField(
        _("length and effort"), max_length=160, blank=True, help_text=_("4 weeks, 3 hours a week")
    )
    modality = models.CharField(_("how people meet"), max_length=10, choices=Modality.choices, blank=True)
    price = models.CharField(_("price"), max_length=120, blank=True)
    link = models.URLField(_("where one enrols"), max_length=600, blank=True)
    competencies = StreamField(
        [("competency", blocks.CharBlock(label=_("competency"), max_length=250))],
        verbose_name=_("what one can do afterwards"),
        blank=True,
    )
    modules = StreamField([("module", ModuleBlock())], verbose_name=_("modules"), blank=True)
    body = StreamField(STORY_BLOCKS, verbose_name=_("text"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("status"), FieldPanel("level")]),
                FieldPanel("provider"),
                FieldPanel("audience"),
                FieldRowPanel([FieldPanel("effort"), FieldPanel("modality")]),
                FieldRowPanel([FieldPanel("languages"), FieldPanel("price")]),
                FieldPanel("link"),
            ],
            heading=_("Facts"),
        ),
        FieldPanel("competencies"),
        FieldPanel("modules"),
        FieldPanel("body"),
        COVER_PANEL,
        MultiFieldPanel(
            [FieldPanel("topics"), FieldPanel("countries"), FieldPanel("organisations")], heading=_("What it is about")
        ),
        SOURCES_PANEL,
    ]
    translatable_fields = words_and_facts(
        (*EditorialPage.TRANSLATED, "provider", "audience", "effort", "price", "competencies", "modules", "body"),
        (*EditorialPage.SHARED, *TopicsMixin.SHARED, "status", "level", "languages", "modality", "link"),
    )
    parent_page_types = ["training.TrackPage"]
    subpage_types = ["training.LessonPage"]

    class Meta:
        verbose_name = _("course")

    def machine_data(self) -> dict:
        """The course, in schema.org's terms."""
        return {
            **super().machine_data(),
            "@type": "Course",
            "provider": self.provider and {"@type": "Organization", "name": self.provider},
            "inLanguage": self.languages.split() or self.words_language,
            "audience": self.audience and {"@type": "Audience", "audienceType": self.audience},
            "educationalLevel": self.get_level_display() if self.level else "",
            "timeRequired": self.effort,
            "teaches": [block.value for block in self.competencies],
            "syllabusSections": [{"@type": "Syllabus", "name": block.value["title"]} for block in self.modules],
            "url": self.link,
        }

    def serve(self, request, *args, **kwargs):
        """The course with its outline."""
        return course.show(request, self)


class LessonPage(EditorialPage):
    """A lesson to read, in one module of a course."""

    module = models.PositiveSmallIntegerField(
        _("module"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("The number of the module it belongs to."),
    )
    minutes = models.PositiveSmallIntegerField(_("minutes it takes"), null=True, blank=True)
    body = StreamField(STORY_BLOCKS, verbose_name=_("text"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldRowPanel([FieldPanel("module"), FieldPanel("minutes")]),
        FieldPanel("body"),
        COVER_PANEL,
        SOURCES_PANEL,
    ]
    translatable_fields = words_and_facts(
        (*EditorialPage.TRANSLATED, "body"), (*EditorialPage.SHARED, "module", "minutes")
    )
    parent_page_types = ["training.CoursePage"]
    subpage_types = []

    class Meta:
        verbose_name = _("lesson")

    def machine_data(self) -> dict:
        """The lesson, in schema.org's terms."""
        return {
            **super().machine_data(),
            "@type": "LearningResource",
            "timeRequired": self.minutes and f"PT{self.minutes}M",
            "isPartOf": {"@type": "Course", "name": self.course.title},
        }

    def serve(self, request, *args, **kwargs):
        """The lesson, with the way to the next."""
        return lesson.show(request, self)

    @cached_property
    def course(self) -> CoursePage:
        """The course that it is part of."""
        return self.get_parent().specific

    def clean(self) -> None:
        """The module is one of the course's."""
        super().clean()
        if self.path and self.depth > 1 and self.module > max(1, len(self.course.modules)):
            raise ValidationError({"module": _("The course has no module of this number.")})
