"""What strangers learn and what they can force at the sign-in: nothing, whether by text, by time or by insisting."""

import re
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache, caches
from django.core.cache.backends.redis import RedisCache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.members import MemberFactory
from tests.members.accounts import ASK_FOR_CODE, LOGIN, RESET, TYPE_CODE, sign_in, who

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return MemberFactory(language="en")


def readable(response) -> str:
    """The page without what differs in each: form tokens, and the address that was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return re.sub(r"[\w.]+@[\w.]+|[\w.]+%40[\w.]+", "ADDRESS", text)


class TestStrangers:
    """Whether an address has an account is told to its mailbox alone."""

    @pytest.mark.parametrize(
        ("path", "fields", "field"),
        [(LOGIN, {"password": "wrong"}, "login"), (ASK_FOR_CODE, {}, "email"), (RESET, {}, "email")],
    )
    def test_the_answer_is_the_same(self, path, fields, field, ana):
        closed = MemberFactory(is_active=False)
        answers, pages = set(), set()
        for address in (ana.email, "nobody@example.org", closed.email):
            visitor = Client(headers={"accept-language": "en"})
            answer = visitor.post(path, {field: address, **fields})
            answers.add((answer.status_code, answer.headers.get("Location"), tuple(sorted(answer.cookies))))
            pages.add(readable(visitor.get(answer.url) if answer.status_code == 302 else answer))
        assert (len(answers), len(pages)) == (1, 1)

    def test_a_wrong_code_is_answered_the_same(self, ana):
        pages = set()
        for address in (ana.email, "nobody@example.org"):
            visitor = Client(headers={"accept-language": "en"})
            visitor.post(ASK_FOR_CODE, {"email": address})
            pages.add(readable(visitor.post(TYPE_CODE, {"code": "000000"})))
        assert len(pages) == 1

    def test_a_password_is_hashed_for_unknown_addresses_too(self, client, ana):
        rounds = []
        with mock.patch.object(
            MD5PasswordHasher, "encode", autospec=True, side_effect=lambda *args: rounds.append(1) or "md5$a$b"
        ):
            for address in (ana.email, "nobody@example.org"):
                client.post(LOGIN, {"login": address, "password": "wrong"})
                rounds.append("/")
        known, unknown, _rest = "".join(map(str, rounds)).split("/")
        assert known == unknown == "1"

    @pytest.mark.parametrize("path", [ASK_FOR_CODE, RESET])
    def test_the_work_is_the_same(self, path, ana):
        """A mail is written in both cases, and nothing is sent or rendered before the answer."""

        counts = {}
        for address in (ana.email, "nobody@example.org"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                Client().post(path, {"email": address})
            counts[address] = [query["sql"].split()[0] for query in queries]
        known, unknown = counts.values()
        assert known.count("INSERT") == unknown.count("INSERT")
        assert abs(len(known) - len(unknown)) <= 1

    def test_who_changes_to_an_address_that_is_taken_does_not_learn_so(self, client, ana):
        other = MemberFactory()
        sign_in(client, ana)
        client.post("/accounts/reauthenticate/", {"password": "password"})
        pages = set()
        for address in (other.email, "free@example.org"):
            answer = client.post("/accounts/email/", {"email": address, "action_add": ""}, follow=True)
            pages.add(readable(answer))
            cache.clear()
        assert len(pages) == 1
        ana.refresh_from_db()
        assert ana.email != other.email


class TestLimits:
    def test_a_password_cannot_be_tried_for_ever_and_the_answer_is_in_the_readers_language(self, ana):
        visitor = Client(headers={"accept-language": "fr"})
        for _each in range(5):
            visitor.post(LOGIN, {"login": ana.email, "password": "wrong"})
        answer = visitor.post(LOGIN, {"login": ana.email, "password": "password"})
        assert who(visitor) is None
        assert '<html lang="fr"' in answer.content.decode()
        assert answer.context["form"].non_field_errors()
        elsewhere = Client()
        elsewhere.post(LOGIN, {"login": ana.email, "password": "password"})
        assert who(elsewhere) is None

    def test_an_address_that_asks_too_often_waits(self, ana):
        answers = [Client().post(ASK_FOR_CODE, {"email": ana.email}) for _each in range(4)]
        assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
        assert answers[-1].context["form"].errors["email"]

    def test_a_machine_that_asks_too_often_waits(self, client):
        for number in range(30):
            client.post(LOGIN, {"login": f"nobody{number}@example.org", "password": "wrong"})
        answer = client.post(
            LOGIN, {"login": "nobody@example.org", "password": "wrong"}, headers={"accept-language": "pt"}
        )
        text = answer.content.decode()
        assert (answer.status_code, 'lang="pt"' in text) == (429, True)

    @pytest.mark.services("redis")
    def test_the_count_is_shared_by_all_processes(self, client, ana):

        client.post(LOGIN, {"login": ana.email, "password": "wrong"})
        other_process = RedisCache(settings.REDIS_URL, {})
        kept = other_process._cache.get_client().keys("*login_failed*")
        assert caches["default"]._class is other_process._class
        assert kept


class TestNext:
    @pytest.mark.parametrize(
        "target",
        ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http:evil", "\t//x"],
    )
    def test_it_never_leads_elsewhere(self, client, ana, target):
        answer = client.post(LOGIN, {"login": ana.email, "password": "password", "next": target})
        assert answer.url == "/en/my/"
        assert client.get(LOGIN, {"next": target}).url == "/en/my/"
        assert client.get("/admin/login/", {"next": target}).status_code == 403
        assert client.post("/accounts/logout/", {"next": target}).url == "/"
