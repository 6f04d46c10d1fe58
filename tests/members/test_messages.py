"""Writing to somebody: neither sees the other's address, twice is once, and a day has its limit."""

from uuid import uuid4

import pytest

from alliance.core import drafts, mail
from alliance.core.models import AuditEntry, OutboxEntry
from members.models import Message
from members.services import messages
from members.services.my_data import forget
from tests.factories.core import UserFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(client):
    """Who writes, signed in, and to whom."""
    sender = MemberFactory(first_name="Ana", last_name="Paz", email="ana@ministry.example")
    client.force_login(sender)
    return sender, MemberFactory(first_name="Rui", last_name="Sá", email="rui@ministry.example", language="pt")


def form_of(person) -> str:
    return f"/en/people/{person.profile.slug}/contact/"


def test_a_message_arrives_by_mail_with_a_link_to_answer_and_no_address(client, pair):
    sender, recipient = pair
    page = client.get(form_of(recipient))
    token = page.context["form"]["token"].value()
    answer = client.post(form_of(recipient), {"token": token, "text": "  Hello\r\n\u202eRui "})
    assert answer.url == f"/en/my/messages/{token}/"
    message = Message.objects.get()
    assert (message.sender, message.recipient, message.text) == (sender, recipient, "Hello\nRui")
    payload = OutboxEntry.objects.get(kind="mail.send").payload
    composed = mail.compose(**payload, number=1)
    assert composed.to == ["rui@ministry.example"]
    assert composed.reply_to == []
    assert payload["path"] == f"/pt/my/messages/{token}/"
    for text in (composed.subject, composed.body, composed.alternatives[0][0]):
        assert "ana@ministry.example" not in text
    assert AuditEntry.objects.get(verb="message.sent").detail == {}
    assert "rui@ministry.example" not in client.get(answer.url).content.decode()


def test_pressing_twice_sends_once(client, pair):
    data = {"token": str(uuid4()), "text": "Hello"}
    addresses = {client.post(form_of(pair[1]), data).url for _ in range(2)}
    assert len(addresses) == Message.objects.count() == OutboxEntry.objects.filter(kind="mail.send").count() == 1


def test_who_received_it_answers_and_the_thread_is_theirs_alone(client, pair):
    sender, recipient = pair
    first = messages.send(sender=sender, recipient=recipient, text="One", token=uuid4(), answers=None, draft="x")
    address = f"/en/my/messages/{first.token}/"
    client.force_login(recipient)
    answer = client.post(address, {"token": str(uuid4()), "text": "Two"})
    second = Message.objects.get(answers=first)
    assert (second.sender, second.recipient) == (recipient, sender)
    page = client.get(answer.url).content.decode()
    assert page.index("One") < page.index("Two")
    assert "ana@ministry.example" not in page
    for other in (MemberFactory(), MemberFactory(is_staff=True)):
        client.force_login(other)
        assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_the_sender_cannot_answer_in_the_recipients_place(client, pair):
    sender, recipient = pair
    first = messages.send(sender=sender, recipient=recipient, text="One", token=uuid4(), answers=None, draft="x")
    client.post(f"/en/my/messages/{first.token}/", {"token": str(uuid4()), "text": "Two"})
    assert Message.objects.count() == 1


def test_a_day_has_its_limit_and_the_text_is_kept(client, pair):
    sender, recipient = pair
    for _ in range(messages.MOST_A_DAY):
        messages.send(sender=sender, recipient=recipient, text="x", token=uuid4(), answers=None, draft="x")
    answer = client.post(form_of(recipient), {"token": str(uuid4()), "text": "One more"})
    assert answer.status_code == 429
    assert "One more" in answer.content.decode()
    assert "tomorrow it can be sent" in answer.content.decode()
    assert Message.objects.count() == messages.MOST_A_DAY


@pytest.mark.parametrize("text", ["", "   ", "\u202e", "x" * 4001])
def test_no_text_and_too_much_are_refused_with_words(client, pair, text):
    answer = client.post(form_of(pair[1]), {"token": str(uuid4()), "text": text})
    assert answer.status_code == 422
    assert answer.context["form"].errors["text"]
    assert not Message.objects.exists()


def test_only_members_write_and_nobody_to_themselves(client, pair):
    sender, recipient = pair
    assert client.get(form_of(sender)).status_code == 404
    client.force_login(UserFactory())
    assert client.get(form_of(recipient)).status_code == 404
    client.logout()
    assert client.get(form_of(recipient)).url.endswith(f"?next={form_of(recipient)}")


def test_a_name_brings_no_header_into_the_mail(pair):
    sender, recipient = pair
    sender.first_name = "Ana\r\nBcc: everybody@example.org"
    sender.save()
    messages.send(sender=sender, recipient=recipient, text="x", token=uuid4(), answers=None, draft="x")
    composed = mail.compose(**OutboxEntry.objects.get(kind="mail.send").payload, number=1)
    assert "\n" not in composed.subject
    assert "Bcc" not in dict(composed.message().items())


def test_what_was_typed_before_the_session_ended_waits(client, pair):
    sender, recipient = pair
    page = client.get(form_of(recipient))
    client.logout()
    client.post(form_of(recipient), {"draft": page.context["draft"].key, "token": str(uuid4()), "text": "Long"})
    assert not Message.objects.exists()
    client.force_login(sender)
    assert ">\nLong</textarea>" in client.get(form_of(recipient)).content.decode()
    client.post(form_of(recipient), {"token": str(uuid4()), "text": "Long"})
    assert drafts.of(sender, "message", f"contact:{recipient.profile.pk}").typed is None


def test_a_former_member_is_called_so_and_no_address_stands_there(client, pair):
    _sender, recipient = pair
    for text in ("Hello", "Are you there?"):
        client.post(form_of(recipient), {"token": str(uuid4()), "text": text})
    token = Message.objects.order_by("pk").last().token
    forget(recipient)
    html = client.get(f"/en/my/messages/{token}/").content.decode()
    assert "Message to Former member" in html
    assert recipient.email not in html
    assert f"{recipient.pk}@" not in html
