"""Generated data: as many as asked for, the same for the same seed, never twice."""

import io

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from alliance.core.loading import Report
from alliance.core.models import Country, User
from alliance.site.content import ContentFolder
from evidence.models import LibraryRow, Practice, PracticeText
from evidence.services.content.generated import MARK
from evidence.services.library import row_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def vocabularies(tmp_path):
    for name in ("vocabularies.json", "countries.json"):
        (tmp_path / name).write_bytes((settings.BASE_DIR / "alliance" / "content" / name).read_bytes())
    ContentFolder(tmp_path).load(Report())


def generate(**options):
    output = io.StringIO()
    call_command("demo_data", stdout=output, **options)
    return output.getvalue().strip()


def told():
    return list(
        PracticeText.objects.order_by("practice__slug", "language").values_list("practice__slug", "title", "summary")
    )


def test_the_same_seed_gives_the_same_practices_and_never_twice(vocabularies):
    assert generate(practices=30, seed=7) == "Practices made: 30 of 30. People made: 0 of 0."
    before = told()

    assert generate(practices=30, seed=7) == "Practices made: 0 of 30. People made: 0 of 0."
    assert told() == before

    Practice.objects.all().delete()
    generate(practices=30, seed=7)
    assert told() == before


def test_a_larger_number_adds_the_rest_and_another_seed_adds_others(vocabularies):
    generate(practices=10, seed=1)
    assert generate(practices=15, seed=1).startswith("Practices made: 5 of 15.")
    generate(practices=5, seed=2)

    assert Practice.objects.filter(slug__startswith="demo-1-").count() == 15
    assert Practice.objects.filter(slug__startswith="demo-2-").count() == 5


def test_generated_practices_stand_in_the_library_and_say_what_they_are(vocabularies):
    generate(practices=40, seed=3)

    assert set(Practice.objects.values_list("mapping", "live")) == {(MARK, True)}
    for practice in Practice.objects.in_full():
        row = LibraryRow.objects.get(practice=practice)
        fresh = row_of(practice, row.change)
        assert set(row.codes.split()) == set(fresh.codes.split())
        assert set(row.words.split()) == set(fresh.words.split())
        assert (row.title_fr, row.completeness, row.is_counted) == (fresh.title_fr, fresh.completeness, True)
        assert not any(text.is_outdated(practice.original_text) for text in practice.texts.all())


def test_every_code_of_the_library_is_drawn(vocabularies):
    generate(practices=900, seed=1)

    drawn = {code for codes in LibraryRow.objects.values_list("codes", flat=True) for code in codes.split()}
    assert {code.removeprefix("country:") for code in drawn if code.startswith("country:")} == set(
        Country.objects.values_list("code", flat=True)
    )
    counts = {
        key: sum(code.startswith(f"{key}:") for code in drawn) for key in ("technology", "purpose", "target", "level")
    }
    assert counts == {"technology": 15, "purpose": 5, "target": 6, "level": 6}


def test_generated_people_cannot_sign_in_and_do_not_double(vocabularies):
    assert generate(users=12, seed=4).endswith("People made: 12 of 12.")
    assert generate(users=12, seed=4).endswith("People made: 0 of 12.")

    people = User.objects.filter(email__startswith="demo-4-")
    assert people.count() == 12
    assert not any(person.has_usable_password() for person in people)


def test_without_vocabularies_it_says_what_to_do_first():
    with pytest.raises(CommandError, match=r"run manage\.py load_content alliance/content first"):
        generate(practices=1)


def test_negative_numbers_are_refused():
    with pytest.raises(CommandError, match="must not be negative"):
        generate(users=-1)
