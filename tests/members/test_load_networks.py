"""Networks from files: what is loaded, what is not loaded twice, and what is refused."""

import json

import pytest

from alliance.core.models import Origin, Vocabulary
from members.models import Network, NetworkText
from tests.content import CONTENT
from tests.factories.core import CountryFactory, TermFactory
from tests.site.loading import load

pytestmark = pytest.mark.django_db

GOOD = {
    "slug": "red-radio",
    "name": "Red de radios escolares",
    "acronym": "RRE",
    "kind": "school networks",
    "members": "Radios de tres países",
    "topics": ["radio"],
    "founded": 1999,
    "summary_es": "Une radios escolares.",
    "summary_en": "It joins school radios.",
    "source_url": "https://example.org/red",
    "sources": [{"url": "https://example.org/red", "published": "2011-04", "accessed": "2026-11-22"}],
    "notes": "",
}
FULL = {"topics": ["evidence"], "countries": ["CL"], "join_policy": "open"}
WORDS = {"en": {"name": "School radio network"}, "pt": {"name": "Rede de rádios", "summary": "Une rádios."}}


@pytest.fixture
def folder(tmp_path):
    """A folder of one network, its facts and its translations."""
    CountryFactory(code="CL")
    TermFactory(vocabulary=Vocabulary.TOPIC, code="evidence")
    (tmp_path / "translations").mkdir()
    write(tmp_path)
    return tmp_path


def write(folder, row=None, full=None, words=None):
    row = GOOD if row is None else row
    (folder / "networks.json").write_text(json.dumps([row]))
    (folder / "networks_full.json").write_text(json.dumps({row["slug"]: FULL if full is None else full}))
    (folder / "translations" / "networks.json").write_text(json.dumps({row["slug"]: WORDS if words is None else words}))


def test_a_network_has_its_words_with_their_origin_and_its_facts(folder):
    assert load(folder).rejected == 0
    network = Network.objects.get()
    assert network.live
    assert (network.acronym, network.founded_year, network.join_policy) == ("RRE", 1999, "open")
    assert [term.code for term in network.topics.all()] == ["evidence"]
    assert [country.code for country in network.countries.all()] == ["CL"]
    texts = {row.language: row for row in network.texts.all()}
    assert {language: row.origin for language, row in texts.items()} == {
        "es": Origin.ORIGINAL,
        "en": Origin.HUMAN,
        "pt": Origin.MACHINE,
    }
    assert texts["pt"].purpose == "<p>Une rádios.</p>"
    assert texts["en"].kind == "school networks"
    assert not texts["pt"].is_outdated(texts["es"])
    assert network.sources.get().published == "2011-04"


def test_the_second_load_changes_nothing_and_a_changed_row_is_loaded_again(folder):
    load(folder)
    report = load(folder)
    assert report.files["networks.json"] == {"unchanged": 1}
    write(folder, row={**GOOD, "founded": 2001})
    assert load(folder).files["networks.json"] == {"updated": 1}
    assert Network.objects.get().founded_year == 2001
    assert NetworkText.objects.count() == 3


def test_what_somebody_edited_is_not_overwritten_and_what_members_do_is_no_edit(folder):
    load(folder)
    Network.objects.update(archived_at="2026-01-01T00:00Z")
    write(folder, row={**GOOD, "founded": 2001})
    assert load(folder).rejected == 0
    NetworkText.objects.filter(language="es").update(goal="Otra cosa")
    write(folder, row={**GOOD, "founded": 2002})
    assert "was edited since" in load(folder).problems[0].reason
    assert Network.objects.get().founded_year == 2001


@pytest.mark.parametrize(
    ("changes", "full", "field"),
    [
        ({"name": ""}, None, "name"),
        ({"summary_es": ""}, None, "summary_es"),
        ({"founded": "long ago"}, None, "founded"),
        ({"typo": 1}, None, "typo"),
        ({}, {**FULL, "countries": ["ZZ"]}, "countries"),
        ({}, {**FULL, "join_policy": "sometimes"}, "join_policy"),
        ({}, {**FULL, "topics": ["nothing"]}, "topics"),
    ],
)
def test_a_broken_row_is_named_with_its_field(folder, changes, full, field):
    write(folder, row={**GOOD, **changes}, full=full)
    assert load(folder).problems[0].field == field


def test_the_files_of_the_demo_hold_thirteen_networks_in_four_languages():
    networks = json.loads((CONTENT / "networks.json").read_text())
    words = json.loads((CONTENT / "translations" / "networks.json").read_text())
    full = json.loads((CONTENT / "networks_full.json").read_text())
    slugs = {row["slug"] for row in networks}
    assert len(slugs) == 13
    assert set(words) == set(full) == slugs
