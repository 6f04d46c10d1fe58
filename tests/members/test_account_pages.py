"""The pages and mails of accounts: ours, in the reader's language, whatever somebody calls themselves."""

import json
from datetime import timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.core import mail
from django.template.loader import get_template
from django.test import Client
from django.utils import translation
from django.utils.translation import override

from alliance.core.mail import compose
from alliance.core.models import OutboxEntry
from members import account_mail, sealing
from tests.factories.core import UserFactory
from tests.factories.members import MemberFactory
from tests.members.accounts import ASK_FOR_CODE, send_waiting, sign_in

pytestmark = pytest.mark.django_db

OF_ALLAUTH = Path(allauth.__file__).parent / "templates"
# Ways that the settings do not open: a public sign-up, telephones, links in place of codes, browsers that are trusted.
NEVER_SHOWN = {
    *("account/signup.html", "account/signup_by_passkey.html", "account/base_entrance.html"),
    *("account/confirm_password_reset_code.html", "account/confirm_phone_verification_code.html"),
    *(
        "account/phone_change.html",
        "account/email.html",
        "account/email_confirm.html",
        "account/verification_sent.html",
    ),
    *("account/verified_email_required.html", "account/snippets/warn_no_email.html"),
    *("account/snippets/already_logged_in.html", "mfa/trust.html", "mfa/webauthn/signup_form.html"),
    *("mfa/webauthn/snippets/login_script.html", "socialaccount/login_redirect.html"),
    *("socialaccount/snippets/login.html", "socialaccount/snippets/login_extra.html"),
    "socialaccount/snippets/provider_list.html",
}
SCREENS = sorted(
    name
    for folder in ("account", "mfa", "usersessions", "socialaccount")
    for path in (OF_ALLAUTH / folder).rglob("*.html")
    if (name := str(path.relative_to(OF_ALLAUTH))) not in NEVER_SHOWN and "base" not in path.stem
)
HOSTILE = "Ana\r\nBcc: all@example.org <script>alert(1)</script>"


@pytest.mark.parametrize("name", SCREENS)
def test_each_screen_is_ours(name):
    assert Path(get_template(name).origin.name).is_relative_to(settings.BASE_DIR / "templates")


class TestLanguage:
    @pytest.mark.parametrize("code", ["es", "en", "pt", "fr"])
    def test_visitors_are_spoken_to_in_what_their_browser_asks_for(self, code):
        page = Client(headers={"accept-language": code}).get("/accounts/login/")
        assert f'<html lang="{code}"' in page.content.decode()
        assert page.headers["Content-Language"] == code

    def test_a_choice_on_this_device_stays(self):
        visitor = Client(headers={"accept-language": "es"})
        page = visitor.get("/accounts/login/?language=pt&next=/en/")
        assert '<html lang="pt"' in page.content.decode()
        assert 'href="/accounts/login/?language=fr&amp;next=%2Fen%2F"' in page.content.decode()
        assert '<html lang="pt"' in visitor.get("/accounts/password/reset/").content.decode()

    @pytest.mark.parametrize("chosen", ["xx", "../", "en\r\nSet-Cookie: a=b"])
    def test_a_language_that_is_none_of_ours_changes_nothing(self, chosen):
        page = Client(headers={"accept-language": "fr"}).get("/accounts/login/", {"language": chosen})
        assert '<html lang="fr"' in page.content.decode()
        assert settings.LANGUAGE_COOKIE_NAME not in page.cookies

    def test_members_are_spoken_to_in_the_language_of_their_account(self, client):
        sign_in(client, MemberFactory(language="fr"))
        french = {"accept-language": "es"}
        assert '<html lang="fr"' in client.get("/accounts/sessions/", headers=french).content.decode()
        assert client.get("/", headers=french).url == "/fr/"
        assert '<html lang="pt"' in client.get("/accounts/sessions/?language=pt").content.decode()
        assert '<html lang="pt"' in client.get("/accounts/sessions/").content.decode()
        client.post("/accounts/logout/")

    def test_a_choice_before_signing_in_gives_way_to_the_account(self):
        visitor = Client()
        visitor.get("/accounts/login/?language=pt")
        sign_in(visitor, MemberFactory(language="fr"))
        assert '<html lang="fr"' in visitor.get("/accounts/sessions/").content.decode()

    @pytest.mark.parametrize(("language", "shown"), [("pt", "pt-br"), ("fr", "fr"), ("es", "es")])
    def test_the_admin_speaks_it_too(self, client, language, shown):
        client.force_login(UserFactory(language=language, is_superuser=True))
        assert f'<html lang="{shown}"' in client.get("/admin/").content.decode()

    def test_portuguese_has_the_texts_of_the_library(self):
        with translation.override("pt"):
            assert translation.gettext("Incorrect password.") != "Incorrect password."


class TestHeader:
    def test_visitors_come_back_to_the_page_that_they_left(self, client):
        page = client.get("/status/", follow=True).content.decode()
        assert "/accounts/login/" in page
        page = client.get("/es/nowhere/?a=b").content.decode()
        assert 'href="/accounts/login/?next=%2Fes%2Fnowhere%2F%3Fa%3Db"' in page

    def test_members_see_their_name_and_the_way_to_their_page(self, client):
        sign_in(client, MemberFactory(language="en", first_name="Zoë", last_name="<b>Quispe"))
        page = client.get("/accounts/sessions/").content.decode()
        assert "Zoë &lt;b&gt;Quispe" in page
        assert 'href="/en/my/"' in page
        assert 'href="/accounts/logout/"' in page
        assert 'href="/admin/"' not in page

    def test_who_may_enter_the_admin_sees_the_way(self, client):
        client.force_login(UserFactory(is_superuser=True))
        assert 'href="/admin/"' in client.get("/accounts/sessions/").content.decode()

    def test_pages_of_accounts_are_kept_by_nobody_else(self, client):
        assert "no-store" in client.get("/accounts/login/").headers["Cache-Control"]
        sign_in(client, MemberFactory())
        for path in ("sessions/", "2fa/", "email/", "password/change/"):
            answer = client.get(f"/accounts/{path}", follow=True)
            assert {"private", "no-store"} & set(answer.headers["Cache-Control"].split(", ")), path


class TestMails:
    def whole(self, message):
        """The mail as it goes out, read back."""
        return BytesParser(policy=policy.default).parsebytes(message.message().as_bytes())

    @pytest.mark.parametrize("language", ["es", "en", "pt", "fr"])
    def test_it_speaks_the_language_of_the_account_not_of_who_asked(self, language):
        ana = MemberFactory(language=language)
        Client(headers={"accept-language": "es"}).post(ASK_FOR_CODE, {"email": ana.email})
        [message] = map(self.whole, send_waiting())
        assert message["Content-Language"] == language
        html = message.get_body(("html",)).get_content()
        assert f'<html lang="{language}">' in html
        text = message.get_body(("plain",)).get_content()
        assert text.split()[0]
        assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]

    def test_an_unknown_address_is_told_in_the_language_of_who_asked(self):
        Client(headers={"accept-language": "pt"}).post(ASK_FOR_CODE, {"email": "nobody@example.org"})
        [message] = map(self.whole, send_waiting())
        assert (message["To"], message["Content-Language"]) == ("nobody@example.org", "pt")

    @pytest.mark.parametrize(
        "name", ["login_code", "password_reset_key", "unknown_account", "totp_activated", "email_changed"]
    )
    def test_a_hostile_name_is_only_a_name(self, name):
        ana = MemberFactory(first_name=HOSTILE[:150], last_name="\u202e\u202dX")
        said = {"name": name, "to": ana.email, "language": "en", "at": "2026-05-04T10:00:00+00:00", "code": "123456"}
        message = self.whole(account_mail.compose(said | {"path": "/x/", "new_address": HOSTILE}, 7))
        assert "Bcc" not in message
        assert message["To"] == ana.email
        assert "\n" not in message["Subject"]
        assert "<script>" not in message.get_body(("html",)).get_content()

    @pytest.mark.parametrize("name", sorted(account_mail.CHANGES))
    def test_each_change_is_told_in_words_of_its_own(self, name):
        said = {"name": name, "to": "a@example.org", "language": "en", "at": "2026-05-04T10:00:00+00:00"}
        message = account_mail.compose(said | {"code": "", "path": "", "new_address": ""}, 7)
        with override("en"):
            assert str(account_mail.CHANGES[name]) in message.subject
        assert "10:00 UTC" in message.body

    def test_a_code_that_is_over_is_not_sent_any_more(self):
        Client().post(ASK_FOR_CODE, {"email": MemberFactory().email})
        entry = OutboxEntry.objects.get(kind=account_mail.KIND)
        said = json.loads(sealing.unseal(entry.payload["sealed"]))
        said["at"] = (entry.created_at - timedelta(minutes=11)).isoformat()
        entry.payload = {"sealed": sealing.seal(json.dumps(said))}
        entry.save()
        assert send_waiting() == []
        assert mail.outbox == []

    def test_mails_of_other_kinds_wear_the_same_frame(self, settings, tmp_path):
        folder = tmp_path / "emails"
        folder.mkdir()
        (folder / "x.subject.txt").write_text("{{ name }}")
        (folder / "x.txt").write_text('{% extends "emails/base.txt" %}{% block body %}{{ name }}{% endblock %}')
        (folder / "x.html").write_text('{% extends "emails/base.html" %}{% block body %}{{ name }}{% endblock %}')
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
        message = compose(
            kind="x",
            to="a@example.org",
            language="es",
            context={"name": HOSTILE},
            reply_to="",
            path="/es/my/",
            number=1,
        )
        assert "\n" not in message.subject
        assert "&lt;script&gt;" in message.alternatives[0].content
        assert f"{settings.SITE_URL}/es/" in message.body
