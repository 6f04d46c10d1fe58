"""What the pages of training show: tracks, courses and lessons."""

from collections import Counter
from collections.abc import Iterable
from functools import cache

from django.apps import apps
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from alliance.core.formatting import language_name
from alliance.core.models import EditorialPage, EditorialQuerySet, Origin, site_language
from alliance.core.page_facts import country_links, sources_of, topic_links, words_of
from alliance.core.page_lists import TOPICS, Facet

MOST_ON_HOME = 3
SECTION_DEPTH = 3
LONGEST_CODE = 40
ADAPTED = "adapted"


# --- Where pages are --------------------------------------------------------------------------------------------------
def address_of(page: Page) -> str:
    """Return the address of a page below a home, as Wagtail makes it, without a query for each."""
    return f"/{site_language()}/{page.url_path.split('/', 2)[2]}"


def _parent_path(path: str) -> str:
    return path[: -Page.steplen]


def way_to(page: Page) -> list[tuple[str, str]]:
    """Return the crumbs from home to a page, without itself. No query where the page was found by its address."""
    above = []
    while page.depth > SECTION_DEPTH:
        page = page.get_parent()
        above.insert(0, (page.title, address_of(page)))
    return [(_("Home"), f"/{site_language()}/"), *above]


# --- What there is ----------------------------------------------------------------------------------------------------
def _pages(model: str, user) -> EditorialQuerySet:
    """Return the pages of a type that ``user`` may read in the active language, in the editors' order."""
    pages = apps.get_model(f"training.{model}").objects.visible_to(user).in_language()
    return pages.with_state_of_words().select_related("locale").order_by("path")


def tracks(user) -> EditorialQuerySet:
    """Return the tracks that ``user`` may read, without their texts."""
    return _pages("TrackPage", user).defer_streamfields()


def courses(user) -> EditorialQuerySet:
    """Return the courses that ``user`` may read, without their texts: track by track, in the order in which one takes them."""
    return _pages("CoursePage", user).defer_streamfields()


def lessons(user) -> EditorialQuerySet:
    """Return the lessons that ``user`` may read, without their texts."""
    return _pages("LessonPage", user).defer_streamfields()


def courses_of(country: str, *, user=None) -> list[dict]:
    """Return the courses about a country, by its code, as lines of a list."""
    return course_lines(courses(user).filter(countries__code=country), user=user)


def courses_for_home(*, user=None, most: int = MOST_ON_HOME) -> list[dict]:
    """Return the courses that home shows in the active language: first those whose lessons are read here, then the latest."""
    lines = course_lines(courses(user).order_by("-first_published_at", "path"), user=user)
    return sorted(lines, key=lambda line: not line["lessons"])[:most]


# --- Lists ------------------------------------------------------------------------------------------------------------
def facets_for(pages: EditorialQuerySet) -> tuple[Facet, ...]:
    """Return the filters of the list of courses. One query, for the providers."""
    model = pages.model
    return (
        Facet.of_languages(gettext_lazy("Language of the course"), "languages"),
        Facet.of_choices("level", gettext_lazy("Level"), "level", model._meta.get_field("level").choices),
        TOPICS,
        Facet.of_choices("status", gettext_lazy("Status"), "status", model._meta.get_field("status").choices),
        Facet.of_choices(
            "modality", gettext_lazy("How people meet"), "modality", model._meta.get_field("modality").choices
        ),
        _by_provider(pages),
    )


def _by_provider(pages: EditorialQuerySet) -> Facet:
    """Return the filter by provider. Its code is made from the name in the original, so it is the same in every language."""

    @cache
    def named() -> tuple[dict[str, str], dict[str, str]]:
        """Read when something is filtered or printed: a list that is kept needs no names."""
        original = pages.model._base_manager.filter(
            translation_key=OuterRef("translation_key"), words_origin=Origin.ORIGINAL, alias_of=None
        )
        found = pages.exclude(provider="").annotate(
            original=Coalesce(Subquery(original.values("provider")[:1]), "provider")
        )
        labels: dict[str, str] = {}
        codes: dict[str, str] = {}
        for pk, provider, first in found.values_list("pk", "provider", "original"):
            code = slugify(first)[:LONGEST_CODE].strip("-")
            labels.setdefault(code, provider)
            codes[str(pk)] = code
        return labels, codes | {code: code for code in labels}

    # A provider is free text: courses lead to their code by their own key.
    return Facet(
        "provider",
        gettext_lazy("Provider"),
        "id",
        labels=lambda: named()[0],
        canonical=lambda code: named()[1].get(code),  # noqa: PLW0108 - nothing is to be read yet
    )


def course_lines(found: Iterable[EditorialPage], *, user) -> list[dict]:
    """Return courses for `components/course.html`. One query beside that for the courses."""
    paths = lessons(user).order_by().values_list("path", flat=True)
    written = Counter(map(_parent_path, paths))
    return [_course_line(course, written[course.path]) for course in found]


def _course_line(course, lessons_here: int) -> dict:
    return {
        "pk": course.pk,
        "url": address_of(course),
        "title": course.title,
        "lang": course.words_language,
        "label": course.label(),
        "summary": course.lead,
        "status": course.status,
        "status_label": course.get_status_display(),
        "provider": course.provider,
        "level": course.get_level_display(),
        "modality": course.get_modality_display(),
        "effort": course.effort,
        "languages": languages_of(course),
        "lessons": lessons_here,
    }


def languages_of(course) -> list[str]:
    """Return the names of the languages in which a course is given."""
    return [language_name(code) for code in course.languages.split()]


def track_lines(found: EditorialQuerySet, *, user) -> list[dict]:
    """Return all tracks with how many of the courses ``found`` each has."""
    held = Counter(map(_parent_path, found.order_by().values_list("path", flat=True)))
    return [
        {
            "url": address_of(track),
            "title": track.title,
            "lang": track.words_language,
            "label": track.label(),
            "summary": track.lead,
            "courses": held[track.path],
        }
        for track in tracks(user)
    ]


# --- A page of its own ------------------------------------------------------------------------------------------------
def track_context(page, *, user) -> dict:
    """Return what the body of a track shows; the same for the page and an editor's preview."""
    found = courses(user).filter(path__startswith=page.path, depth=page.depth + 1)
    return {
        **words_of(page, address_of(page), user=user),
        "courses": course_lines(found, user=user),
        "sources": sources_of(page),
    }


def course_context(page, *, user) -> dict:
    """Return what the body of a course shows; the same for the page and an editor's preview."""
    read_here = list(lessons(user).filter(path__startswith=page.path, depth=page.depth + 1))
    crumbs = way_to(page)
    outline = outline_of(page, read_here)
    return {
        **words_of(page, address_of(page), user=user),
        "is_adapted": page.status == ADAPTED,
        "facts": _facts(page, section_url=crumbs[1][1] if len(crumbs) > 1 else "", are_lessons_here=bool(read_here)),
        "competencies": [block.value for block in page.competencies],
        "outline": outline,
        "lessons": len(read_here),
        "duration": duration(each.minutes for each in read_here),
        "first_lesson": outline[0]["lessons"][0] if outline and outline[0]["lessons"] else None,
        "sources": sources_of(page),
    }


def _facts(page, *, section_url: str, are_lessons_here: bool) -> list[dict]:
    lang = page.words_language
    facts = [
        {"label": _("For whom"), "value": page.audience, "wide": True, "lang": lang},
        {"label": _("Level"), "value": page.get_level_display()},
        {"label": _("Languages"), "value": languages_of(page)},
        {"label": _("Provider"), "value": page.provider, "wide": True, "lang": lang},
        {"label": _("Length and effort"), "value": page.effort, "lang": lang},
        {"label": _("How people meet"), "value": page.get_modality_display()},
        {"label": _("Price"), "value": page.price, "lang": lang},
    ]
    if not page.link:
        open_to_all = _("None needed: the lessons are open to everybody.") if are_lessons_here else ""
        facts.append({"label": _("Enrolment"), "value": open_to_all})
    if not page.competencies:
        facts.append({"label": _("What one can do afterwards"), "value": ""})
    if page.organisation_names:
        facts.append({"label": _("Organisations"), "value": page.organisation_names, "wide": True})
    if countries := country_links(page.countries.all()):
        facts.append({"label": _("Countries"), "links": countries, "wide": True})
    if topics := topic_links(page.topics.all(), section_url):
        facts.append({"label": _("Topics"), "links": topics, "wide": True})
    return facts


def outline_of(course, read_here: list) -> list[dict]:
    """Return the modules of a course with their lessons; lessons of a course without modules stand in one without a title."""
    modules = [
        {"number": number, "title": block.value["title"], "about": block.value.get("about") or "", "lessons": []}
        for number, block in enumerate(course.modules, start=1)
    ]
    if not modules and read_here:
        modules = [{"number": 1, "title": "", "about": "", "lessons": []}]
    for lesson in read_here:
        # A module that was taken away leaves its lessons to the last one.
        modules[min(lesson.module, len(modules)) - 1]["lessons"].append(_lesson_line(lesson))
    for module in modules:
        module["duration"] = duration(line["minutes"] for line in module["lessons"])
    return modules


def _lesson_line(lesson) -> dict:
    return {
        "path": lesson.path,
        "url": address_of(lesson),
        "title": lesson.title,
        "lang": lesson.words_language,
        "minutes": lesson.minutes,
    }


def duration(minutes: Iterable[int | None]) -> str:
    """Return a length of time in words; "" where any part of it is not stated."""
    parts = list(minutes)
    if not parts or None in parts:
        return ""
    hours, rest = divmod(sum(parts), 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    words = {"hours": hours, "minutes": rest}
    return (_("%(hours)s h %(minutes)s min") if rest else _("%(hours)s h")) % words


def lesson_context(page, *, user) -> dict:
    """Return what the body of a lesson shows; the same for the page and an editor's preview of one that is not published."""
    course = page.course
    read_here = [
        each for each in lessons(user).filter(path__startswith=course.path, depth=page.depth) if each.path != page.path
    ]
    outline = outline_of(course, sorted([*read_here, page], key=lambda lesson: lesson.path))
    in_order = [line for module in outline for line in module["lessons"]]
    here = next(at for at, line in enumerate(in_order) if line["path"] == page.path)
    module = next(each for each in outline if in_order[here] in each["lessons"])
    return {
        "course": {"title": course.title, "url": address_of(course), "lang": course.words_language},
        **words_of(page, address_of(page), user=user),
        "outline": outline,
        "module": module,
        "position": module["lessons"].index(in_order[here]) + 1,
        "here": page.path,
        "lessons": len(in_order),
        "duration": duration([page.minutes]),
        "earlier": in_order[here - 1] if here else None,
        "later": in_order[here + 1] if here + 1 < len(in_order) else None,
        "sources": sources_of(page),
    }
