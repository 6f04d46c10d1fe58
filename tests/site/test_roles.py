"""Who may do what in the admin: the newsroom's two roles, and contributors, who see nothing but their own country."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, Revision, Workflow, WorkflowPage
from wagtail.users.models import UserProfile

from alliance.core.models import Country, Institution, User
from alliance.core.own_country import CONTRIBUTORS
from alliance.site.pages import EventIndexPage, NewsIndexPage, NewsPage
from alliance.site.roles import (
    EDITORS,
    NEWSROOM,
    NEWSROOM_REVIEWERS,
    NEWSROOM_SECTIONS,
    NEWSROOM_WORKFLOW,
    ensure_groups,
)
from evidence.models import Practice, Programme
from tests.admin import errors_of, shown, signed_in
from tests.factories.core import CountryFactory, InstitutionFactory, UserFactory
from tests.factories.evidence import ProgrammeFactory, published_practice
from tests.factories.pages import news, section

pytestmark = pytest.mark.django_db

HINTS = ("Tabletas del vecino", "vecino", "Programa del vecino")


def somebody(client, *groups, **options):
    """A client of its own for somebody in these groups."""
    return signed_in(type(client)(), groups=Group.objects.filter(name__in=groups), **options)


def address(model, name, *args):
    return reverse(model.snippet_viewset.get_url_name(name), args=args)


def chooser(model, name, *args):
    return reverse(f"{model.snippet_viewset.get_chooser_admin_url_namespace()}:{name}", args=args)


@pytest.fixture
def chile():
    return CountryFactory(code="CL")


@pytest.fixture
def contributor(client, chile):
    ensure_groups()
    client = somebody(client, CONTRIBUTORS)
    User.objects.filter(pk=client.user.pk).update(country=chile)
    return client


@pytest.fixture
def own(chile):
    return published_practice(slug="propia", country=chile, original__title="Radio propia")


@pytest.fixture
def other():
    """A practice of another country, with a draft that nobody else may learn of."""
    peru = CountryFactory(code="PE", name_es="Perú")
    return published_practice(slug="vecino", country=peru, original__title="Tabletas del vecino")


class TestNewsroom:
    def test_an_editor_writes_and_sends_to_review_and_a_reviewer_publishes(self, client):
        ensure_groups()
        editor, reviewer = somebody(client, NEWSROOM), somebody(client, NEWSROOM_REVIEWERS)
        article = news(title="Título")
        edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
        rights = article.permissions_for_user(editor.user)
        assert (rights.can_edit(), rights.can_publish(), rights.can_unpublish()) == (True, False, False)
        rights = article.permissions_for_user(reviewer.user)
        assert (rights.can_edit(), rights.can_publish(), rights.can_unpublish()) == (True, True, True)

        # A publish button that an editor does not have does not publish.
        form = shown(editor.get(edit)) | {"title": "Nuevo"}
        form |= {f"{name}-count": "0" for name in ("body", "sources")}
        editor.post(edit, form | {"action-publish": "1"})
        assert NewsPage.objects.get(pk=article.pk).title == "Título"
        editor.post(edit, form | {"action-submit": "1"})
        state = NewsPage.objects.get(pk=article.pk).current_workflow_task_state
        assert state.workflow_state.workflow.name == NEWSROOM_WORKFLOW
        approve = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", state.pk])
        editor.post(approve)
        assert NewsPage.objects.get(pk=article.pk).title == "Título"
        reviewer.post(approve)
        assert NewsPage.objects.get(pk=article.pk).title == "Nuevo"

    def test_the_newsroom_works_in_its_sections_in_every_language_and_nowhere_else(self, client):
        ensure_groups()
        user = somebody(client, NEWSROOM).user
        sections = [page for model in NEWSROOM_SECTIONS for page in model.objects.all()]
        assert len(sections) == 3 * 4
        assert all(page.permissions_for_user(user).can_add_subpage() for page in sections)
        for page in Page.objects.filter(depth__in=(2, 3)).specific():
            is_ours = type(page).__name__ in {"NewsIndexPage", "EventIndexPage", "TrainingIndexPage", "PlainPage"}
            assert page.permissions_for_user(user).can_edit() == is_ours, page
        assert user.has_perm("wagtail_localize.submit_translation")

    def test_the_newsroom_uploads_pictures_and_documents_but_changes_no_evidence(self, client):
        ensure_groups()
        editor = somebody(client, NEWSROOM)
        for name in ("wagtailimages:add", "wagtaildocs:add", "wagtailadmin_home"):
            assert editor.get(reverse(name)).status_code == 200, name
        for model in (Practice, Country):
            assert editor.get(address(model, "list")).status_code == 302
        assert editor.get(reverse("wagtailusers_users:index")).status_code == 302

    def test_every_section_is_reviewed_by_the_newsroom_unless_somebody_chose_otherwise(self):
        other = Workflow.objects.create(name="Another")
        chosen = section("site.NewsIndexPage", "fr")
        ensure_groups()
        WorkflowPage.objects.filter(page=chosen).update(workflow=other)
        ensure_groups()
        found = {page.pk: page.get_workflow().name for model in NEWSROOM_SECTIONS for page in model.objects.all()}
        assert found.pop(chosen.pk) == "Another"
        assert set(found.values()) == {NEWSROOM_WORKFLOW}
        assert Workflow.objects.filter(name=NEWSROOM_WORKFLOW).count() == 1

    def test_a_workflow_that_was_switched_off_stays_off_and_grants_stay(self):
        ensure_groups()
        Workflow.objects.get(name=NEWSROOM_WORKFLOW).deactivate()
        extra = GroupPagePermission.objects.create(
            group=Group.objects.get(name=NEWSROOM),
            page=section("site.HomePage", "pt"),
            permission=GroupPagePermission.objects.first().permission,
        )
        before = GroupPagePermission.objects.count()
        ensure_groups()
        assert section("site.NewsIndexPage").get_workflow().name != NEWSROOM_WORKFLOW
        assert GroupPagePermission.objects.count() == before
        assert GroupPagePermission.objects.filter(pk=extra.pk).exists()

    def test_the_tree_opens_in_the_one_section_that_somebody_has_rights_on(self, client):
        ensure_groups()
        only = Group.objects.create(name="Events in Portuguese")
        events = EventIndexPage.objects.get(locale__language_code="pt")
        right = GroupPagePermission.objects.filter(permission__codename="change_page").first().permission
        GroupPagePermission.objects.create(group=only, page=events, permission=right)
        only.permissions.add(*Group.objects.get(name=NEWSROOM).permissions.all())
        answer = somebody(client, only.name).get(reverse("wagtailadmin_explore_root"), follow=True)
        assert answer.context["parent_page"].pk == events.pk
        hidden = NewsIndexPage.objects.get(locale__language_code="pt")
        assert hidden.title not in [page.title for page in answer.context["object_list"]]


class TestContributor:
    def test_lists_show_the_own_country_only(self, contributor, own, other):
        ProgrammeFactory(country=own.country)
        ProgrammeFactory(country=other.country)
        for model in (Practice, Programme):
            listed = contributor.get(address(model, "list")).context["object_list"]
            assert {row.country_id for row in listed} == {own.country_id}, model
        assert [row.pk for row in contributor.get(address(Country, "list")).context["object_list"]] == [own.country_id]
        found = contributor.get(address(Practice, "list"), {"q": "vecino"})
        assert list(found.context["object_list"]) == []
        table = b"".join(contributor.get(address(Practice, "list"), {"export": "csv"}).streaming_content).decode()
        assert "propia" in table
        assert "vecino" not in table

    def test_no_address_of_another_country_says_more_than_one_that_does_not_exist(self, contributor, own, other):
        programme = ProgrammeFactory(country=other.country)
        first = other.save_revision()
        records = (
            other,
            programme,
            other.country,
            InstitutionFactory(country=other.country, name="Escuela del vecino"),
        )
        for record in records:
            model = type(record)
            for pattern in model.snippet_viewset.get_urlpatterns():
                names = pattern.pattern.converters
                if "pk" not in names:
                    continue
                values = {
                    "pk": record.pk,
                    "revision_id": first.pk,
                    "revision_id_a": "earliest",
                    "action_name": "approve",
                }
                values |= {"revision_id_b": "latest", "task_state_id": 1, "task_id": 1, "workflow_state_id": 1}
                args = {name: values[name] for name in names}
                url = reverse(f"{model.snippet_viewset.url_namespace}:{pattern.name}", kwargs=args)
                nowhere = reverse(
                    f"{model.snippet_viewset.url_namespace}:{pattern.name}", kwargs=args | {"pk": 999_999}
                )
                for method in (contributor.get, contributor.post):
                    answer, unknown = method(url, follow=True), method(nowhere, follow=True)
                    assert (answer.status_code, unknown.status_code) == (404, 404), url
                    assert answer.content.replace(url.encode(), b"") == unknown.content.replace(nowhere.encode(), b"")
            assert contributor.get(chooser(model, "chosen", record.pk), follow=True).status_code == 404

    def test_choosers_offer_the_own_country_and_what_belongs_to_none(self, contributor, own, other):
        InstitutionFactory(name="Ministerio propio", country=own.country)
        InstitutionFactory(name="Organismo regional", country=None)
        neighbour = InstitutionFactory(name="Escuela del vecino", country=other.country)
        shown_page = contributor.get(chooser(Institution, "choose")).content.decode()
        assert "Ministerio propio" in shown_page
        assert "Organismo regional" in shown_page
        for url in (chooser(Institution, "choose"), chooser(Practice, "choose"), chooser(Country, "choose")):
            answer = contributor.get(url).content.decode()
            assert not any(hint in answer for hint in HINTS), url
        many = contributor.get(chooser(Institution, "chosen_multiple"), {"id": [neighbour.pk]})
        assert "vecino" not in many.content.decode()

    def test_reports_of_all_countries_are_not_theirs(self, contributor, client, own, other):
        ensure_groups()
        other.save_revision()
        other.get_workflow().start(other, somebody(client, EDITORS).user)
        for name in ("workflow", "workflow_tasks", "site_history", "aging_pages", "locked_pages"):
            url = reverse(f"wagtailadmin_reports:{name}")
            assert contributor.get(url, follow=True).status_code == 404, name
            assert somebody(client, EDITORS).get(url).status_code in (200, 302), name
        home = contributor.get(reverse("wagtailadmin_home")).content.decode()
        assert not any(hint in home for hint in HINTS)
        assert reverse("wagtailadmin_reports:workflow") not in home

    def test_bulk_actions_and_pings_on_another_country_are_refused(self, contributor, other):
        delete = reverse("wagtail_bulk_action", args=["evidence", "practice", "delete"])
        answer = contributor.post(f"{delete}?id={other.pk}")
        assert Practice.objects.filter(pk=other.pk).exists()
        assert not any(hint in answer.content.decode() for hint in HINTS)
        ping = reverse("wagtailadmin_editing_sessions:ping", args=["evidence", "practice", other.pk, 1])
        assert contributor.post(ping, follow=True).status_code == 404

    def test_they_change_their_own_record_and_send_it_to_review(self, contributor, own):
        edit = address(Practice, "edit", own.pk)
        data = shown(contributor.get(edit)) | {"locality": "Arica"}
        assert contributor.post(edit, data | {"action-submit": "1"}).status_code == 302
        own = Practice.objects.get(pk=own.pk)
        assert (own.workflow_in_progress, own.live, own.locality) == (True, True, "")
        assert own.get_latest_revision_as_object().locality == "Arica"
        # Nothing is published that the reviewers have not seen.
        contributor.post(edit, data | {"locality": "Iquique", "action-publish": "1"})
        assert Practice.objects.get(pk=own.pk).locality == ""

    def test_a_form_takes_no_country_and_no_record_of_another(self, contributor, own, other):
        edit = address(Practice, "edit", own.pk)
        institution = InstitutionFactory(country=other.country, name="Escuela del vecino")
        form = contributor.get(edit)
        assert list(form.context["form"].fields["country"].queryset) == [own.country]
        assert not any(hint in form.content.decode() for hint in HINTS)
        revisions = Revision.objects.for_instance(own).count()
        data = shown(form) | {"country": other.country_id, "institution": institution.pk}
        data |= {"lineage-TOTAL_FORMS": 1, "lineage-0-relation": "inspired", "lineage-0-other": other.pk}
        data |= {"lineage-0-name": "", "lineage-0-ORDER": 1, "lineage-0-DELETE": ""}
        answer = contributor.post(edit, data | {"action-submit": "1"})
        assert {"country", "institution", "lineage.0.other"} <= set(errors_of(answer))
        assert "vecino" not in answer.content.decode()
        assert Revision.objects.for_instance(own).count() == revisions
        add = contributor.get(address(Practice, "add"))
        assert list(add.context["form"].fields["country"].queryset) == [own.country]

    def test_what_their_record_names_already_may_stay(self, contributor, own, other):
        programme, neighbour = ProgrammeFactory(country=own.country), ProgrammeFactory(country=other.country)
        hidden = ProgrammeFactory(country=other.country)
        programme.comparable.add(neighbour)
        programme.save()
        offered = contributor.get(address(Programme, "edit", programme.pk)).context["form"].fields["comparable"]
        assert set(offered.queryset) == {programme, neighbour}
        assert hidden not in offered.queryset

    def test_without_a_country_they_see_nothing(self, contributor, own, other):
        User.objects.filter(pk=contributor.user.pk).update(country=None)
        for model in (Practice, Country):
            assert list(contributor.get(address(model, "list")).context["object_list"]) == []
        assert contributor.get(address(Practice, "edit", own.pk), follow=True).status_code == 404

    def test_a_reviewer_of_evidence_who_is_also_a_contributor_sees_all(self, client, own, other):
        ensure_groups()
        both = somebody(client, CONTRIBUTORS, EDITORS)
        assert len(both.get(address(Practice, "list")).context["object_list"]) == 2


@pytest.mark.parametrize(("language", "admin"), [("es", "es"), ("pt", "pt-br"), ("fr", "fr")])
def test_the_admin_speaks_a_new_persons_language_and_means_the_hours_of_their_place(language, admin):
    person = UserFactory(language=language, time_zone="America/Sao_Paulo")
    profile = UserProfile.get_for_user(person)
    assert (profile.preferred_language, profile.current_time_zone) == (admin, "America/Sao_Paulo")
    # What somebody has chosen in their account since is not taken back.
    profile.current_time_zone = "UTC"
    profile.save()
    person.save()
    assert UserProfile.objects.get(user=person).current_time_zone == "UTC"
