"""The second step: sealed where it is kept, required of those who may do much, asked for again before grave acts."""

import json
from io import StringIO

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from alliance import urls as site
from alliance.core.models import AuditEntry
from members import sealing
from members.accounts import recently_authenticated
from members.enums import MembershipRole, Role
from members.models import RoleGrant
from tests.factories.members import MemberFactory, NetworkFactory, StaffFactory, join
from tests.members.accounts import LOGIN, SECOND_STEP, SECRET, shown_by_app, sign_in, with_code_app

pytestmark = pytest.mark.django_db

SETTLE = "/accounts/2fa/?needed=1"


def raw_rows() -> str:
    """What the database itself holds of second factors."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        return json.dumps([str(row) for row in cursor.fetchall()])


def five_minutes_pass(client: Client) -> None:
    """What the visitor proved is a little more than five minutes old."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()


@recently_authenticated
def grave_act(request):
    """A view of another part that asks again."""
    return HttpResponse(f"done {request.POST.get('what', '')}")


urlpatterns = [path("grave/", grave_act), *site.urlpatterns]


class TestKept:
    def test_the_row_gives_no_secret_away(self):
        ana = MemberFactory()
        with_code_app(ana)
        codes = RecoveryCodes.activate(ana)
        seed = sealing.unseal(codes.instance.data["seed"])
        assert SECRET not in raw_rows()
        assert seed not in raw_rows()
        assert not any(code in raw_rows() for code in codes.generate_codes())

    def test_keys_are_changed_without_anybody_noticing(self, settings, client):
        old, new = (Fernet.generate_key().decode() for _each in range(2))
        settings.MFA_KEYS = [old]
        ana = MemberFactory(language="en")
        with_code_app(ana)
        codes = RecoveryCodes.activate(ana).generate_codes()
        settings.MFA_KEYS = [new, old]
        said = StringIO()
        call_command("rotate_mfa_keys", stdout=said)
        assert said.getvalue() == "2 encrypted anew\n"
        settings.MFA_KEYS = [new]
        assert RecoveryCodes.activate(ana).generate_codes() == codes
        sign_in(client, ana)
        assert client.post(SECOND_STEP, {"code": shown_by_app()}).url == "/en/my/"

    def test_without_the_right_key_nothing_is_changed(self, settings):
        settings.MFA_KEYS = [Fernet.generate_key().decode()]
        with_code_app(MemberFactory())
        before = raw_rows()
        settings.MFA_KEYS = [Fernet.generate_key().decode()]
        with pytest.raises(CommandError, match="nothing was changed"):
            call_command("rotate_mfa_keys")
        assert raw_rows() == before

    def test_an_installation_without_keys_keeps_one_of_its_own(self, settings, tmp_path):
        settings.MFA_KEYS, settings.VAR_DIR = [], tmp_path
        sealed = sealing.seal("x")
        sealing._own_key.cache_clear()
        assert sealing.unseal(sealed) == "x"
        assert [(each.name, oct(each.stat().st_mode & 0o777)) for each in tmp_path.iterdir()] == [("mfa.key", "0o600")]


class TestSignIn:
    @pytest.fixture
    def ana(self, client):
        ana = MemberFactory(language="en")
        with_code_app(ana)
        sign_in(client, ana)
        return ana

    def test_the_password_alone_opens_nothing(self, client, ana):
        assert client.get("/accounts/email/").url == "/accounts/login/?next=/accounts/email/"
        assert client.post(SECOND_STEP, {"code": "000000"}).status_code == 200
        assert client.post(SECOND_STEP, {"code": shown_by_app()}).url == "/en/my/"
        assert list(AuditEntry.objects.order_by("pk").values_list("verb", "detail")) == [
            ("account.sign_in_failed", {"method": "totp"}),
            ("account.signed_in", {"methods": ["password", "mfa"]}),
        ]

    def test_a_code_that_was_used_does_not_work_again(self, client, ana):
        code = shown_by_app()
        client.post(SECOND_STEP, {"code": code})
        thief = Client()
        sign_in(thief, ana)
        assert thief.post(SECOND_STEP, {"code": code}).status_code == 200
        assert "_auth_user_id" not in thief.session

    def test_a_recovery_code_works_once(self, client, ana):
        code = RecoveryCodes.activate(ana).generate_codes()[3]
        assert client.post(SECOND_STEP, {"code": code}).status_code == 302
        again = Client()
        sign_in(again, ana)
        assert again.post(SECOND_STEP, {"code": code}).status_code == 200


def a_coordinator():
    person = MemberFactory()
    join(NetworkFactory(), person, role=MembershipRole.COORDINATOR)
    return person


def a_reviewer():
    person = MemberFactory()
    RoleGrant.objects.create(person=person, role=Role.REVIEWER)
    return person


class TestRequired:
    @pytest.fixture(autouse=True)
    def required(self, settings):
        settings.REQUIRE_MFA = True

    @pytest.mark.parametrize("make", [StaffFactory, a_coordinator, a_reviewer])
    def test_who_may_do_much_sets_one_up_before_anything_else(self, client, make):
        client.force_login(make())
        for address in (
            "/es/",
            "/es/evidence/",
            "/admin/",
            "/accounts/email/",
            "/accounts/password/change/",
            "/status/",
        ):
            assert client.get(address).url == SETTLE, address
        assert client.get(SETTLE).status_code == 200
        assert client.post("/accounts/logout/").url == "/"

    def test_others_are_left_alone(self, client):
        client.force_login(MemberFactory())
        assert client.get("/accounts/email/").status_code == 200

    def test_the_language_can_be_changed_meanwhile(self, client):
        client.force_login(StaffFactory(language="es"))
        assert '<html lang="fr"' in client.get(SETTLE + "&language=fr").content.decode()
        assert '<html lang="fr"' in client.get(SETTLE).content.decode()

    @pytest.mark.parametrize(
        "headers",
        [
            {"accept": "application/json"},
            {"hx-request": "true"},
            {"upgrade": "websocket"},
            {"accept": "text/event-stream"},
        ],
    )
    def test_what_is_no_page_answers_403(self, client, headers):
        client.force_login(StaffFactory())
        answer = client.get("/es/evidence/", headers=headers)
        assert (answer.status_code, answer.json()) == (403, {"error": "second_factor_required"})

    def test_with_one_everything_opens_and_without_it_closes_again(self, client, django_capture_on_commit_callbacks):
        staff = StaffFactory(language="en", is_superuser=True)
        client.force_login(staff)
        page = client.get("/accounts/2fa/totp/activate/")
        if page.status_code == 302:
            client.post(page.url, {"password": "password"})
            page = client.get("/accounts/2fa/totp/activate/")
        secret = page.context["form"].secret
        with django_capture_on_commit_callbacks(execute=True):
            done = client.post("/accounts/2fa/totp/activate/", {"code": shown_by_app(secret)})
        assert done.url == "/accounts/2fa/recovery-codes/"
        assert len(client.get(done.url).context["unused_codes"]) == 10
        assert client.get("/admin/").status_code == 200
        assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
        assert client.get("/admin/").url == SETTLE
        done = AuditEntry.objects.filter(verb__startswith="second_factor").order_by("pk")
        assert list(done.values_list("verb", "detail__type")) == [
            ("second_factor.added", "totp"),
            ("second_factor.added", "recovery_codes"),
            ("second_factor.removed", "totp"),
            ("second_factor.removed", "recovery_codes"),
        ]

    def test_it_costs_nothing_once_it_is_settled(self, client, django_assert_num_queries):
        staff = StaffFactory()
        with_code_app(staff)
        client.force_login(staff)
        client.get("/accounts/logout/")
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            client.get("/accounts/logout/")
            client.get("/es/evidence/")
            client.get("/es/evidence/")
        asked = [query["sql"] for query in queries if "mfa_authenticator" in query["sql"]]
        assert len(asked) == 1


class TestAskedAgain:
    @pytest.fixture(autouse=True)
    def addresses(self, settings):
        settings.ROOT_URLCONF = __name__

    def test_who_has_just_signed_in_is_not_asked_again(self, client):
        ana = MemberFactory()
        with_code_app(ana)
        sign_in(client, ana)
        assert client.get("/grave/").url == f"{LOGIN}?next=/grave/"
        client.post(SECOND_STEP, {"code": shown_by_app()})
        assert client.post("/grave/", {"what": "export"}).content == b"done export"

    def test_a_grave_act_asks_again_and_then_goes_through_with_what_was_sent(self, client):
        ana = MemberFactory()
        with_code_app(ana)
        sign_in(client, ana)
        client.post(SECOND_STEP, {"code": shown_by_app()})
        five_minutes_pass(client)
        asked = client.post("/grave/", {"what": "export"})
        assert asked.url.startswith("/accounts/reauthenticate/")
        assert client.post(asked.url, {"password": "wrong"}).status_code == 200
        done = client.post(asked.url, {"password": "password"})
        assert done.content == b"done export"
        assert client.post("/grave/", {"what": "again"}).content == b"done again"

    def test_what_was_interrupted_goes_on_in_its_own_language(self, client):
        sign_in(client, MemberFactory(language="es"))
        five_minutes_pass(client)
        path = "/fr/my/data/export.zip"
        asked = client.post(path)
        assert '<html lang="fr"' in client.get(asked.url).content.decode()
        done = client.post("/accounts/reauthenticate/", {"password": "password", "next": path})
        assert (done.status_code, done["Content-Type"]) == (200, "application/zip")

    def test_after_five_minutes_it_asks_again(self, client):
        sign_in(client, MemberFactory())
        client.post("/accounts/reauthenticate/?next=/grave/", {"password": "password"})
        assert client.get("/grave/").status_code == 200
        five_minutes_pass(client)
        assert client.get("/grave/").url.startswith("/accounts/reauthenticate/")

    def test_visitors_sign_in_first(self, client):
        assert client.get("/grave/").url == f"{LOGIN}?next=/grave/"
