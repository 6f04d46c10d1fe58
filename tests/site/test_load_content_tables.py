"""Practices from tables: headers in four languages, separators, and the place of what is wrong."""

import pytest
from django.core.management import CommandError, call_command

from evidence.models import Practice, PracticeText
from tests.site.loading import load, only_problem, row

pytestmark = pytest.mark.django_db


TABLE = """Dirección;Título;Idioma;País;Resumen;Tecnologías;Estudiantes;Año de inicio;Fuentes
radio-escolar;Radio escolar;es;cl;Hacen radio;radio_tv|tablet;92;2019;https://example.org/radio
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_with_spanish_headers_and_semicolons_loads(folder, encoding, end):
    report = load(folder(TABLE.replace("\n", end).encode(encoding), name="practices.csv"))

    assert report.problems == []
    practice = Practice.objects.get()
    assert (practice.country.code, practice.students_reached, practice.start_year) == ("CL", 92, 2019)
    assert sorted(practice.terms.values_list("code", flat=True)) == ["radio_tv", "tablet"]
    assert practice.sources.get().url == "https://example.org/radio"


def test_a_table_with_commas_and_lists_in_semicolons_loads(folder):
    table = 'slug,title,original language,country,summary,technologies\nradio,Radio,es,CL,"Uno, dos",radio_tv; tablet\n'

    load(folder(table, name="practices.csv"))

    assert Practice.objects.get().terms.count() == 2
    assert PracticeText.objects.get().summary == "Uno, dos"


def test_a_cell_that_looks_like_a_formula_is_kept_as_it_is(folder):
    table = 'slug,title,language,country,summary\nradio,=1+1,es,CL,"-3 grados, @noche"\n'

    load(folder(table, name="practices.csv"))

    row = PracticeText.objects.get()
    assert (row.title, row.summary) == ("=1+1", "-3 grados, @noche")


def test_an_unknown_header_stops_the_table_and_a_mapping_leads_it_to_a_field(folder):
    table = "slug,Nombre corto,language,country,summary\nradio,Radio,es,CL,Hacen radio\n"
    path = folder(table, name="practices.csv")

    problem = only_problem(load(path))
    assert (problem.place, problem.field, problem.reason) == (
        "line 1",
        "Nombre corto",
        "is no known column; name its field with --map",
    )
    assert load(path, mapping={"nombre corto": "title"}).problems == []
    assert PracticeText.objects.get().title == "Radio"


def test_a_mapping_to_no_field_is_refused_with_the_fields_there_are(folder):
    path = folder("slug\n", name="practices.csv")

    with pytest.raises(CommandError, match="“titel” is no field of a practice: slug, title"):
        call_command("load_content", str(path), map=["Nombre=titel"])
    with pytest.raises(CommandError, match="write it as COLUMN=FIELD"):
        call_command("load_content", str(path), map=["Nombre"])


def test_two_columns_for_one_field_are_refused(folder):
    problem = only_problem(load(folder("slug,title,name\nradio,Radio,Radio\n", name="practices.csv")))

    assert (problem.field, problem.reason) == ("title", "is given by more than one column")


def test_a_bad_row_of_a_table_is_named_by_its_line_also_after_a_cell_with_several_lines(folder):
    table = "\n".join(
        [
            "slug,title,language,country,summary,students",
            'radio,Radio,es,CL,"Uno\ndos",5',
            "otra,Otra,es,CL,Tres,muchos",
            "mas,Más,es,CL,x,1,2",
        ]
    )

    report = load(folder(table, name="practices.csv"))

    assert [(problem.place, problem.field) for problem in report.problems] == [
        ("line 4", "students_reached"),
        ("line 5", ""),
    ]
    assert Practice.objects.get().slug == "radio"


def test_only_the_columns_of_a_table_are_changed(folder):
    load(folder([row()]))
    (folder() / "practices.json").unlink()
    table = "slug,title,language,country,summary,start year\nradio-escolar,Radio,es,CL,Otro resumen,\n"

    load(folder(table, name="practices.csv"))

    practice = Practice.objects.get()
    assert practice.start_year is None
    assert practice.students_reached == 92
    assert practice.institution.name == "Escuela de Puyán"
    assert practice.sources.count() == 1
    assert practice.terms.count() == 2
