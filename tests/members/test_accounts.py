"""Signing in: by code, by password, and what strangers learn from it, which is nothing."""

import re
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from alliance.core.models import AuditEntry, OutboxEntry, User
from members import account_mail
from members.accounts import sign_in_new_member
from members.models import Membership
from tests.factories.core import UserFactory
from tests.factories.members import MemberFactory
from tests.members.accounts import (
    ASK_FOR_CODE,
    LOGIN,
    RESET,
    SECOND_STEP,
    TYPE_CODE,
    mailed_code,
    send_waiting,
    shown_by_app,
    sign_in,
    who,
    with_code_app,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return MemberFactory(language="en")


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


class TestCode:
    def test_a_mailed_code_signs_in_and_leads_to_the_persons_own_page(self, client, ana):
        answer = client.post(ASK_FOR_CODE, {"email": ana.email.upper()})
        assert answer.url == TYPE_CODE
        answer = client.post(TYPE_CODE, {"code": mailed_code()})
        assert (answer.url, who(client)) == ("/en/my/", ana.pk)
        assert AuditEntry.objects.get(verb="account.signed_in").detail == {"methods": ["code"]}

    def test_it_leads_back_to_where_it_began(self, client, ana):
        answer = client.post(ASK_FOR_CODE, {"email": ana.email, "next": "/en/networks/"})
        assert answer.url == f"{TYPE_CODE}?next=%2Fen%2Fnetworks%2F"
        assert client.post(answer.url, {"code": mailed_code(), "next": "/en/networks/"}).url == "/en/networks/"

    def test_a_code_works_once(self, client, ana):
        client.post(ASK_FOR_CODE, {"email": ana.email})
        code = mailed_code()
        page = client.get(TYPE_CODE).content.decode()
        assert code not in page
        client.post(TYPE_CODE, {"code": code})
        client.post("/accounts/logout/")
        assert client.post(TYPE_CODE, {"code": code}).status_code == 302
        assert who(client) is None

    def test_a_code_is_valid_where_it_was_asked_for_alone(self, client, ana):
        client.post(ASK_FOR_CODE, {"email": ana.email})
        code = mailed_code()
        thief = Client()
        thief.post(ASK_FOR_CODE, {"email": ana.email})
        thief.post(TYPE_CODE, {"code": code})
        assert who(thief) is None

    def test_after_three_misses_the_code_is_void(self, client, ana):
        client.post(ASK_FOR_CODE, {"email": ana.email})
        code = mailed_code()
        for wrong in ("000000", "1", "<b>"):
            client.post(TYPE_CODE, {"code": wrong})
        client.post(TYPE_CODE, {"code": code})
        assert who(client) is None
        assert verbs() == ["account.sign_in_failed"] * 3

    def test_what_the_database_keeps_of_the_mail_gives_nothing_away(self, client, ana):
        client.post(ASK_FOR_CODE, {"email": ana.email})
        waiting = OutboxEntry.objects.get(kind=account_mail.KIND)
        code = mailed_code()
        assert code not in str(waiting.payload)
        assert ana.email not in str(waiting.payload)

    def test_an_account_that_is_closed_gets_no_code(self, client, ana):
        User.objects.filter(pk=ana.pk).update(is_active=False)
        client.post(ASK_FOR_CODE, {"email": ana.email})
        assert not re.search(r"\d{6}", send_waiting()[-1].body)

    def test_on_a_shared_computer_the_session_ends_with_the_browser(self, client, ana):
        client.post(ASK_FOR_CODE, {"email": ana.email, "shared": "on"})
        client.post(TYPE_CODE, {"code": mailed_code()})
        assert client.session.get_expire_at_browser_close() is True
        other = Client()
        other.post(ASK_FOR_CODE, {"email": ana.email})
        other.post(TYPE_CODE, {"code": mailed_code()})
        assert other.session.get_expire_at_browser_close() is False

    @pytest.mark.parametrize("shared", [True, False])
    def test_on_a_shared_computer_a_password_is_no_longer_lived_than_a_code(self, client, ana, shared):
        ana.set_password("correct horse battery")
        ana.save()
        answers = {"login": ana.email, "password": "correct horse battery"} | ({"shared": "on"} if shared else {})
        assert client.post(LOGIN, answers).status_code == 302
        assert client.session.get_expire_at_browser_close() is shared


class TestSession:
    def test_its_key_changes_when_somebody_signs_in(self, client, ana):
        client.get(LOGIN)
        client.post(LOGIN, {"login": "nobody@example.org", "password": "x"})
        session = client.session
        session["planted"] = True
        session.save()
        planted = session.session_key
        client.cookies["sessionid"] = planted
        sign_in(client, ana)
        assert who(client) == ana.pk
        assert client.session.session_key != planted
        thief = Client()
        thief.cookies["sessionid"] = planted
        assert who(thief) is None

    def test_another_session_ends_at_once_and_its_holder_is_told_apart(self, client, ana):
        telephone = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile"})
        for each in (telephone, client):
            sign_in(each, ana)
        page = client.get("/accounts/sessions/")
        assert "Chrome, Android" in page.content.decode()
        [other] = [each for each in page.context["sessions"] if each.session_key != client.session.session_key]
        assert client.post("/accounts/sessions/", {"session": other.pk}).status_code == 302
        assert telephone.get("/accounts/email/").url == "/accounts/login/?next=/accounts/email/"
        assert who(client) == ana.pk
        assert "session.ended" in verbs()

    @pytest.mark.parametrize(
        ("zone", "told"), [("America/Lima", "2 March 2026, 21:05 (Lima, UTC−5)"), ("Mars/Phobos", "02:05 (UTC)")]
    )
    def test_their_hours_are_those_of_the_reader_and_say_whose_they_are(self, client, ana, zone, told):
        from allauth.usersessions.models import UserSession

        type(ana).objects.filter(pk=ana.pk).update(time_zone=zone)
        sign_in(client, ana)
        UserSession.objects.update(created_at=datetime(2026, 3, 3, 2, 5, tzinfo=UTC))
        assert told in client.get("/accounts/sessions/?language=en").content.decode()

    def test_all_others_end_together(self, client, ana):
        others = [Client(), Client()]
        for each in (*others, client):
            sign_in(each, ana)
        client.post("/accounts/sessions/")
        assert [who(each) for each in others] == [None, None]
        assert who(client) == ana.pk

    def test_nobody_ends_the_session_of_somebody_else(self, client, ana):
        victim = Client()
        sign_in(victim, MemberFactory())
        key = sign_in(client, ana)
        from allauth.usersessions.models import UserSession

        key = UserSession.objects.exclude(user=ana).get().pk
        client.post("/accounts/sessions/", {"session": key})
        assert who(victim) is not None

    def test_signing_out_is_written_down_and_leads_home(self, client, ana):
        sign_in(client, ana)
        assert client.post("/accounts/logout/").url == "/"
        assert (who(client), verbs()) == (None, ["account.signed_in", "account.signed_out"])


class TestAdminDoor:
    def test_visitors_come_back_to_where_they_wanted(self, client):
        answer = client.get("/admin/pages/", follow=True)
        assert answer.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2Fpages%2F"

    def test_people_without_rights_are_told_so_and_not_sent_round(self, client, ana):
        sign_in(client, ana)
        answer = client.get("/admin/", follow=True)
        assert (answer.status_code, len(answer.redirect_chain)) == (403, 1)

    def test_wagtails_own_screens_for_passwords_and_addresses_are_off(self, client):
        client.force_login(UserFactory(is_superuser=True))
        assert client.get("/admin/password_reset/", follow=True).status_code == 404
        own = client.get("/admin/account/").content.decode()
        assert "name_email-first_name" in own
        assert not re.search(r'name="[\w-]*(password\w*|-email)"', own)


class TestAddress:
    @pytest.fixture
    def changing(self, client, ana):
        sign_in(client, ana)
        client.post("/accounts/reauthenticate/", {"password": "password"})
        answer = client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
        assert answer.url in {"/accounts/confirm-email/", "/accounts/email/"}
        return client

    def test_it_changes_when_the_code_is_typed_and_the_old_one_is_told(self, changing, ana):
        old = ana.email
        [asking] = send_waiting()
        assert asking.to == ["new@example.org"]
        ana.refresh_from_db()
        assert ana.email == old
        changing.post("/accounts/confirm-email/", {"code": re.search(r"^\d{6}$", asking.body, re.MULTILINE)[0]})
        ana.refresh_from_db()
        assert ana.email == "new@example.org"
        assert list(EmailAddress.objects.filter(user=ana).values_list("email", "verified", "primary")) == [
            ("new@example.org", True, True)
        ]
        assert [message.to for message in send_waiting()] == [[old]]
        assert "account.email_changed" in verbs()

    def test_without_the_code_nothing_changes(self, changing, ana):
        old = ana.email
        for wrong in ("000000", "111111", "222222", "333333"):
            changing.post("/accounts/confirm-email/", {"code": wrong})
        ana.refresh_from_db()
        assert ana.email == old

    def test_it_is_asked_again_who_they_are(self, client, ana):
        sign_in(client, ana)
        answer = client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
        assert answer.url.startswith("/accounts/reauthenticate/")

    def test_an_address_that_staff_write_counts_as_confirmed(self, ana):
        ana.email = "other@example.org"
        ana.save()
        assert [(each.email, each.verified) for each in EmailAddress.objects.filter(user=ana)] == [(ana.email, True)]


class TestPassword:
    def test_a_link_sets_another_one_once(self, client, ana):
        client.post(RESET, {"email": ana.email})
        [message] = send_waiting()
        path = re.search(r"http://127.0.0.1:8000(/accounts/password/reset/key/\S+)", message.body)[1]
        form = client.get(path).url
        fields = {"password1": "Otra clave larga 9", "password2": "Otra clave larga 9"}
        assert client.post(form, fields).status_code == 302
        ana.refresh_from_db()
        assert ana.check_password("Otra clave larga 9")
        assert "account.password_reset" in verbs()
        assert client.get(path).status_code == 200  # says that it is not valid any more
        assert client.get(path).context["token_fail"] is True

    def test_a_link_leads_to_the_site_whatever_host_was_named(self, ana, settings):
        settings.ALLOWED_HOSTS = ["*"]
        Client().post(RESET, {"email": ana.email}, headers={"host": "evil.example"})
        [message] = send_waiting()
        assert "evil.example" not in str(message.message())


class TestJoining:
    """What the joining code calls once an invitation was accepted."""

    def answer_for(self, client, user):
        from allauth.account.middleware import AccountMiddleware
        from django.contrib.auth.middleware import AuthenticationMiddleware
        from django.contrib.messages.middleware import MessageMiddleware
        from django.contrib.sessions.middleware import SessionMiddleware
        from django.test import RequestFactory

        request = RequestFactory().post("/es/join/")
        request.COOKIES = {key: morsel.value for key, morsel in client.cookies.items()}

        def view(request):
            return sign_in_new_member(request, user)

        stack = SessionMiddleware(AuthenticationMiddleware(MessageMiddleware(AccountMiddleware(view))))
        response = stack(request)
        client.cookies.update(response.cookies)
        return response

    def test_it_signs_in_with_all_that_follows(self, client):
        new = MemberFactory(language="pt", password="!")
        before = client.session
        before["x"] = 1
        before.save()
        client.cookies["sessionid"] = before.session_key
        response = self.answer_for(client, new)
        assert response.url == "/pt/my/"
        assert (who(client), verbs()) == (new.pk, ["account.signed_in"])
        assert client.session.session_key != before.session_key

    def test_somebody_with_a_second_step_is_asked_for_it(self, client, ana):
        with_code_app(ana)
        assert self.answer_for(client, ana).url == SECOND_STEP
        assert who(client) is None
        client.post(SECOND_STEP, {"code": shown_by_app()})
        assert who(client) == ana.pk

    def test_nobody_signs_up_alone(self, client):
        answer = client.post("/accounts/signup/", {"email": "x@example.org", "password1": "Otra clave larga 9"})
        assert answer.templates[0].name == "account/signup_closed.html"
        assert not User.objects.filter(email="x@example.org").exists()
        assert Membership.objects.count() == 0
