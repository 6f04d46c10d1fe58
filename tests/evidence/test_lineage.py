"""What stays of a practice in the lineage of others when it is deleted."""

import pytest

from evidence.enums import Lineage
from evidence.models import Practice, PracticeLineage
from search.models import WaitingChange
from tests.factories.evidence import published_practice

pytestmark = pytest.mark.django_db


def named_by(other: Practice, *, name: str = "", as_draft: bool = False) -> Practice:
    """A published practice that came from the other; as a draft only, where asked."""
    heir = published_practice(original="en")
    heir.lineage.add(PracticeLineage(relation=Lineage.ADAPTED_FROM, other=other, name=name))
    if as_draft:
        heir.save_revision()
    else:
        heir.save()
    return Practice.objects.get(pk=heir.pk)


def lineage_of(practice: Practice) -> list[tuple]:
    return [(row.other_id, row.name) for row in practice.lineage.all()]


def test_a_deleted_practice_is_named_by_its_public_title_where_it_was_chosen():
    gone = published_practice(original="es", original__title="Radio en la selva")
    heir = named_by(gone)
    gone.delete()
    assert lineage_of(heir) == [(None, "Radio en la selva")]


def test_a_name_that_was_written_beside_it_stays():
    gone = published_practice(original="es", original__title="Radio en la selva")
    heir = named_by(gone, name="The radio")
    gone.delete()
    assert lineage_of(heir) == [(None, "The radio")]


def test_the_title_of_a_practice_that_is_not_public_is_not_told():
    gone = published_practice(original="es", original__title="Radio en la selva")
    heir = named_by(gone)
    gone.unpublish()
    gone.delete()
    assert lineage_of(heir) == [(None, "")]


def test_a_draft_names_it_too_and_other_drafts_stay_as_they_are():
    gone, stays = (published_practice(original="es", original__title=title) for title in ("Radio", "Barco"))
    heirs = [named_by(each, as_draft=True) for each in (gone, stays)]
    gone.delete()
    drafts = [lineage_of(heir.get_latest_revision_as_object()) for heir in heirs]
    assert drafts == [[(None, "Radio")], [(stays.pk, "")]]


def test_many_go_at_once():
    gone = [published_practice(original="es", original__title=f"Radio {number}") for number in range(2)]
    heirs = [named_by(each) for each in gone]
    Practice.objects.filter(pk__in=[each.pk for each in gone]).delete()
    assert [lineage_of(heir) for heir in heirs] == [[(None, "Radio 0")], [(None, "Radio 1")]]


def test_the_page_of_an_heir_opens_and_tells_the_name(client):
    gone = published_practice(original="es", original__title="Radio en la selva")
    heir = named_by(gone)
    gone.delete()
    page = client.get(f"/en/evidence/{heir.slug}/")
    assert page.status_code == 200
    assert "Radio en la selva" in page.content.decode()


def test_the_search_hears_of_the_name_that_an_heir_has_now():
    gone = published_practice(original="es", original__title="Radio en la selva")
    heir = named_by(gone)
    gone_pk = gone.pk
    WaitingChange.objects.all().delete()
    gone.delete()
    waiting = {change.key for change in WaitingChange.objects.all()}
    assert waiting == {f"practice:{gone_pk}", f"practice:{heir.pk}"}
