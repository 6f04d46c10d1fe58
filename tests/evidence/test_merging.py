"""Merging a vocabulary term into another: nothing is lost, nothing counts twice, the old code leads to the heir."""

import pytest
from django.contrib.auth.models import Group
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import reverse
from wagtail.models import ModelLogEntry, ReferenceIndex

from alliance.core.models import Country, Institution, Term
from alliance.site.roles import EDITORS, ensure_groups
from evidence import population
from evidence.models import EditionRecord, EvidenceIndexPage, Practice, Programme, ProgrammePhase
from evidence.selection import Selection, moved_query
from evidence.services.merging import MergeRefused, merge_term, preview_merge
from tests.admin import shown, signed_in
from tests.factories.core import InstitutionFactory
from tests.factories.evidence import (
    EditionRecordFactory,
    ProgrammeFactory,
    ProgrammePhaseFactory,
    published_practice,
    term,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counted_anew():
    population.forget()
    yield
    population.forget()


def codes(practice):
    return sorted(each.code for each in Practice.objects.get(pk=practice.pk).terms.all())


def count(**chosen):
    return population.library().count({key: (code,) for key, code in chosen.items()})


def test_practices_carry_the_heir_once_and_the_counts_add_up():
    tv, radio = term("technology:tv"), term("technology:radio")
    only_tv = published_practice(codes=["technology:tv", "level:primary"])
    both = published_practice(codes=["technology:tv", "technology:radio"])
    only_radio = published_practice(codes=["technology:radio"])
    other = published_practice(codes=["technology:phone"])
    assert [count(technology=code) for code in ("tv", "radio", "phone")] == [2, 2, 1]
    assert preview_merge(term=tv).rows[Practice] == 2

    moved = merge_term(term=tv, heir=radio)

    assert moved.rows[Practice] == 2
    assert [codes(each) for each in (only_tv, both, only_radio, other)] == [
        ["primary", "radio"],
        ["radio"],
        ["radio"],
        ["phone"],
    ]
    assert [count(technology=code) for code in ("tv", "radio", "phone")] == [0, 3, 1]
    assert list(Term.objects.current().of("technology").values_list("code", flat=True)) == ["radio", "phone"]


def test_single_facts_of_every_model_move():
    town, city = term("context:town"), term("context:city")
    ngo, association = term("organisation_type:ngo"), term("organisation_type:association")
    start, pilot = term("programme_stage:start"), term("programme_stage:pilot")
    running, active = term("programme_status:running"), term("programme_status:active")
    institution = InstitutionFactory(kind=ngo)
    practice = published_practice(context="town", institution=institution)
    programme = ProgrammeFactory(status=running)
    phase = ProgrammePhaseFactory(programme=programme, stage=start)
    ProgrammePhaseFactory(programme=programme, stage=start)

    assert merge_term(term=town, heir=city).rows == {Practice: 1, Institution: 0}
    assert merge_term(term=ngo, heir=association).rows == {Practice: 0, Institution: 1}
    assert merge_term(term=start, heir=pilot).rows == {Practice: 0, Institution: 0, Programme: 1}
    assert merge_term(term=running, heir=active).rows == {Practice: 0, Institution: 0, Programme: 1}

    assert Practice.objects.get(pk=practice.pk).context == city
    assert Institution.objects.get().kind == association
    assert ProgrammePhase.objects.get(pk=phase.pk).stage == pilot
    assert Programme.objects.get().status == active
    assert [count(context="city"), count(context="town")] == [1, 0]
    assert [count(organisation="association"), count(organisation="ngo")] == [1, 0]


def test_records_of_an_edition_count_under_the_heir():
    tv, radio = term("technology:tv"), term("technology:radio")
    record = EditionRecordFactory(codes="country:CL technology:tv technology:radio technology:tv_set")
    EditionRecordFactory(edition=record.edition, codes="country:CL technology:tv")
    EditionRecordFactory(edition=record.edition, codes="country:CL technology:tv_set")
    edition = population.edition(record.edition_id)
    assert [edition.count({"technology": (code,)}) for code in ("tv", "radio", "tv_set")] == [2, 1, 2]

    assert merge_term(term=tv, heir=radio).edition_records == 2

    edition = population.edition(record.edition_id)
    assert [edition.count({"technology": (code,)}) for code in ("tv", "radio", "tv_set")] == [0, 2, 2]
    assert EditionRecord.objects.get(pk=record.pk).codes == "country:CL technology:radio technology:tv_set"


def test_the_result_of_a_call_moves_with_its_term():
    record = EditionRecordFactory(stage="shortlisted")
    assert (
        merge_term(term=term("practice_status:shortlisted"), heir=term("practice_status:finalist")).edition_records == 1
    )
    record.refresh_from_db()
    assert record.stage == "finalist"


def test_chains_are_flattened():
    first, second, third = (term(f"purpose:{code}") for code in ("a", "b", "c"))
    merge_term(term=first, heir=second)
    merge_term(term=second, heir=third)
    assert dict(Term.objects.values_list("code", "merged_into__code")) == {"a": "c", "b": "c", "c": None}


@pytest.mark.parametrize(
    ("gone", "heir"),
    [
        ("purpose:a", "purpose:a"),
        ("purpose:a", "level:x"),
        ("purpose:c", "purpose:b"),
        ("purpose:b", "purpose:a"),
        ("purpose:b", "purpose:c"),
        ("content_language:pt", "content_language:es"),
    ],
    ids=["itself", "other vocabulary", "a circle", "into a merged one", "merged already", "languages"],
)
def test_what_makes_no_sense_is_refused_and_nothing_moves(gone, heir):
    merge_term(term=term("purpose:b"), heir=term("purpose:c"))
    if heir == "purpose:a":
        gone, heir = "purpose:a", "purpose:b"
    before = dict(Term.objects.values_list("code", "merged_into__code"))
    gone, heir = term(gone), term(heir)
    with pytest.raises(MergeRefused):
        merge_term(term=gone, heir=heir)
    after = dict(Term.objects.values_list("code", "merged_into__code"))
    assert {code: after[code] for code in before} == before


def test_a_draft_that_names_the_old_term_opens_with_the_heir_and_is_published(client):
    ensure_groups()
    editor = signed_in(client, groups=[Group.objects.get(name=EDITORS)])
    tv, radio = term("technology:tv"), term("technology:radio")
    town, city = term("context:town"), term("context:city")
    practice = published_practice(codes=["technology:phone"])
    url = reverse(Practice.snippet_viewset.get_url_name("edit"), args=[practice.pk])
    editor.post(url, shown(editor.get(url)) | {"technology": [tv.pk, radio.pk], "context": town.pk})
    version = practice.versions.get()

    merge_term(term=tv, heir=radio)
    merge_term(term=town, heir=city)

    draft = Practice.objects.get().get_latest_revision_as_object()
    assert ([each.code for each in draft.terms.all()], draft.context) == (["radio"], city)
    data = shown(editor.get(url))
    assert (data["technology"], data["context"]) == ([str(radio.pk)], str(city.pk))
    Practice.objects.get().latest_revision.publish()
    assert codes(practice) == ["radio"]
    assert [each.code for each in version.as_practice().terms.all()] == ["phone"]


def test_an_old_code_leads_to_the_heir():
    merge_term(term=term("technology:tv"), heir=term("technology:radio"))
    query = QueryDict("technology=tv&technology=radio&q=aula&technology=unheard_of&page=2")

    assert moved_query(query) == "technology=radio&technology=unheard_of&q=aula&page=2"
    assert moved_query(QueryDict("technology=radio&q=tv&country=cl")) is None
    assert Selection.from_query(query).choice == {"technology": ("radio",)}

    request = RequestFactory().get("/es/evidence/?technology=tv")
    answer = EvidenceIndexPage(title="Evidencia", slug="evidence").serve(request)
    assert (answer.status_code, answer["Location"]) == (301, "/es/evidence/?technology=radio")


def test_wagtails_usage_moves_with_single_facts():
    town, city = term("context:town"), term("context:city")
    practice = published_practice(context="town")
    ReferenceIndex.create_or_update_for_object(Practice.objects.get())
    merge_term(term=town, heir=city)
    assert list(ReferenceIndex.get_references_to(city).values_list("object_id", flat=True)) == [str(practice.pk)]
    assert not ReferenceIndex.get_references_to(town).exists()


def test_an_editor_sees_what_moves_and_merges(client):
    ensure_groups()
    editor = signed_in(client, groups=[Group.objects.get(name=EDITORS)])
    tv, radio, rural = term("technology:tv"), term("technology:radio"), term("context:rural")
    practice = published_practice(codes=["technology:tv"])
    url = reverse("vocabulary_terms:merge", args=[tv.pk])
    for name in ("list", "edit"):
        page = editor.get(reverse(f"vocabulary_terms:{name}", args=[tv.pk] if name == "edit" else []))
        assert url in page.content.decode(), name

    page = editor.get(url)
    assert dict(page.context["lines"])["practices"] == 1
    assert list(page.context["form"].fields["heir"].queryset) == [radio]
    assert editor.post(url, {"heir": rural.pk}).status_code == 200
    assert editor.post(url, {"heir": radio.pk}).status_code == 302

    assert codes(practice) == ["radio"]
    entry = ModelLogEntry.objects.filter(action="evidence.merge_term").first()
    assert (entry.user, entry.data["from"], entry.data["into"]) == (editor.user, "tv", "radio")
    assert editor.get(reverse("vocabulary_terms:history", args=[radio.pk])).status_code == 200
    assert editor.get(url).status_code == 302, "what is merged is not merged again"


def test_a_term_is_never_deleted_and_its_code_never_changes(client):
    administrator = signed_in(client, is_superuser=True)
    tv = term("technology:tv")
    administrator.post(reverse("vocabulary_terms:delete", args=[tv.pk]))
    administrator.post(reverse("wagtail_bulk_action", args=["core", "term", "delete"]) + f"?id={tv.pk}")
    url = reverse("vocabulary_terms:edit", args=[tv.pk])
    answer = administrator.post(url, shown(administrator.get(url)) | {"code": "television"})
    assert answer.status_code == 200
    assert Term.objects.get(pk=tv.pk).code == "tv"


def test_somebody_without_rights_merges_nothing(client):
    ensure_groups()
    tv, radio = term("technology:tv"), term("technology:radio")
    signed_in(client).post(reverse("vocabulary_terms:merge", args=[tv.pk]), {"heir": radio.pk})
    assert Term.objects.get(pk=tv.pk).merged_into is None
    assert Country.objects.count() == 0
