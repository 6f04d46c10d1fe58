"""Small content files for tests of the loaders."""

from alliance.core.loading import Report
from alliance.site.content import ContentFolder

GOOD = {
    "slug": "radio-escolar",
    "title": "Radio escolar",
    "original_language": "es",
    "country": "CL",
    "organisation": "Escuela de Puyán",
    "organisation_type": "educational_institution",
    "start_year": 2019,
    "levels": ["primary"],
    "technologies": ["radio_tv"],
    "students_reached": 92,
    "summary": "Estudiantes hacen un programa de radio.",
    "source_urls": ["https://example.org/radio"],
}


def load(path, **options):
    report = Report()
    ContentFolder(path, options.pop("mapping", None)).load(report, **options)
    return report


def row(**changes):
    return {**GOOD, **changes}


def only_problem(report):
    (problem,) = report.problems
    return problem
