"""Rooms in real browsers: what one says the others hear, and what somebody does with a message everybody sees."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.talkers import make_room
from tests.journeys.visitors import Watch, accessibility_faults

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def slug(demo) -> str:
    """One room for all of these tests."""
    return make_room(demo)


def test_two_people_hear_each_other_in_their_languages(talker, slug):
    ana, ben = talker("focal.ec", slug, language="es"), talker("learner.ht", slug, language="fr")
    watch = Watch(ana.page)
    ana.enter()
    ben.enter()
    ana.write("Hola **a todos**")
    expect(ana.line("Hola a todos").locator(".msg__state")).to_be_visible()
    heard = ben.line("Hola a todos")
    expect(heard.locator("strong")).to_have_text("a todos")
    expect(heard.locator(".tile")).to_have_text("EC")
    expect(heard.locator("[data-part=words]")).to_have_attribute("lang", "es")
    ben.write("Bonjour <script>alert(1)</script>")
    expect(ana.lines.last).to_contain_text("Haití")
    expect(ana.lines.last.locator(".msg__words")).to_have_text("Bonjour <script>alert(1)</script>")
    assert ana.words() == ben.words()
    assert watch.faults() == []


def test_only_what_others_say_is_read_out_and_several_at_once_as_a_number(talker, slug, demo):
    ana, ben = talker("focal.cl", slug), talker("reviewer.cr", slug)
    ana.enter()
    ben.enter()
    heard = ben.page.locator("[data-heard]")
    expect(heard).to_have_attribute("role", "status")
    ana.write("One thing")
    expect(heard).to_contain_text("One thing")
    demo.ask(THREE_AT_ONCE.format(slug=slug))
    expect(heard).to_have_text("3 new messages")
    expect(ana.page.locator("[data-heard]")).to_have_text("")


def test_an_edit_a_mark_and_a_message_taken_back_are_seen_by_all(talker, slug):
    ana, ben = talker("reviewer.uy", slug), talker("facilitator", slug)
    ana.enter()
    ben.enter()
    ana.write("A mistaek")
    theirs = ben.line("A mistaek")
    expect(theirs).to_be_visible()
    expect(theirs.locator("a[href$='/edit/']")).to_have_count(0)

    mine = ana.lines.last
    mine.locator("summary").click()
    mine.get_by_role("link", name="Edit").click()
    mine.locator("textarea").fill("A mistake")
    mine.get_by_role("button", name="Save").click()
    expect(mine.locator(".msg__words")).to_have_text("A mistake")
    expect(mine.locator("form")).to_have_count(0)
    other = ben.lines.last
    expect(other.locator(".msg__words")).to_have_text("A mistake")
    expect(other.locator("[data-part=edited]")).to_be_visible()

    other.locator("summary").click()
    useful = other.get_by_role("button", name="Useful to me")
    useful.click()
    expect(useful).to_have_attribute("aria-pressed", "true")
    expect(mine.get_by_role("button", name="Useful to me (1)")).to_have_attribute("aria-pressed", "false")
    useful.click()
    expect(other.locator(".msg__count").first).to_have_text("")

    mine.locator("summary").click()
    mine.get_by_role("link", name="Take back").click()
    mine.get_by_role("button", name="Take back").click()
    expect(mine.locator(".msg__words")).to_have_count(0)
    expect(other).to_contain_text("took this message back")
    assert "A mistake" not in ben.page.content()


def test_an_answer_shows_what_it_answers_and_leads_there(talker, slug):
    ana, ben = talker("analyst.bo", slug), talker("editor", slug)
    ana.enter()
    ben.enter()
    ana.write("Who repairs them?")
    ben.line("Who repairs them?").locator("[data-act=reply]").click()
    expect(ben.page.locator("[data-answering]")).to_contain_text("Who repairs them?")
    expect(ben.field).to_be_focused()
    ben.write("We do")
    quote = ana.lines.last.locator(".msg__quote")
    expect(quote).to_contain_text("Who repairs them?")
    asked = ana.line("Who repairs them?").first.get_attribute("id")
    quote.locator("a").click()
    expect(ana.page).to_have_url(re.compile(f"/rooms/{slug}/#{asked}$"))
    expect(ben.page.locator("[data-answering]")).to_be_hidden()


def test_who_reads_further_up_is_not_moved_and_told_how_many_came(talker, slug, demo):
    demo.ask(FILL.format(slug=slug, count=40))
    ana, ben = talker("focal.br", slug), talker("deputy.ec", slug)
    ben.enter()
    ben.page.evaluate("scrollTo(0, 400)")
    ben.page.wait_for_timeout(300)
    before = ben.page.evaluate("scrollY")
    ana.enter()
    ana.write("Down here")
    below = ben.page.locator("[data-below]")
    expect(below).to_have_text("1 new message below")
    assert ben.page.evaluate("scrollY") == before
    ana.write("And here")
    expect(below).to_have_text("2 new messages below")
    below.click()
    expect(ben.line("Down here")).to_be_focused()
    expect(ben.page.locator("#new")).to_have_text("New: 2 messages")
    expect(below).to_be_hidden()


def test_what_was_said_before_comes_in_place_without_moving_the_reader(talker, slug, demo):
    demo.ask(FILL.format(slug=slug, count=70))
    ana = talker("focal.ec", slug)
    ana.enter()
    first = ana.lines.first
    seq = first.get_attribute("data-seq")
    earlier = ana.page.locator("[data-earlier]")
    earlier.scroll_into_view_if_needed()
    place = ana.page.locator(f"#m-{seq}")
    before = place.bounding_box()["y"]
    earlier.click()
    expect(ana.lines).to_have_count(60)
    assert abs(place.bounding_box()["y"] - before) < 2
    numbers = [int(each.get_attribute("data-seq")) for each in ana.lines.all()]
    assert numbers == list(range(int(seq) - 30, int(seq) + 30))
    days = ana.page.locator("[data-msgs] .day time").evaluate_all("all => all.map((each) => each.dateTime)")
    assert len(days) == len(set(days))
    expect(ana.page.locator("[data-heard]")).to_have_text("Earlier messages are above.")


def test_who_leaves_the_network_hears_nothing_more_and_is_told(talker):
    ana, ben = talker("learner.ht", "kix-lac"), talker("facilitator", "kix-lac")
    ana.enter()
    ben.enter()
    ana.field.fill("Not sent yet")
    leaving = ana.page.context.new_page()
    leaving.goto(f"{ana.site}/en/my/networks/kix-lac/leave/")
    leaving.locator("main form [type=submit]").last.click()
    expect(ana.page.locator("[data-ended] .notice")).to_contain_text("You are not in this room any more.")
    expect(ana.page.locator("#write [type=submit]")).to_be_hidden()
    assert ana.field.evaluate("field => [field.readOnly, field.value]") == [True, "Not sent yet"]
    ben.write("After you left")
    expect(ben.line("After you left")).to_be_visible()
    ana.page.wait_for_timeout(1000)
    expect(ana.line("After you left")).to_have_count(0)


def test_people_are_named_by_a_few_letters_and_the_keyboard(talker, slug):
    ana = talker("focal.ec", slug)
    ana.enter()
    ana.field.focus()
    ana.page.keyboard.type("Thanks @nad")
    option = ana.page.get_by_role("option", name="Nadège Pierre Demo")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(ana.page.locator("[data-heard]")).to_have_text("1 person")
    assert ana.field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    assert accessibility_faults(ana.page) == []
    ana.page.keyboard.press("Enter")
    expect(option).to_be_hidden()
    expect(ana.field).to_have_value("Thanks @nadege-pierre-demo ")
    ana.page.keyboard.type("for it")
    ana.page.keyboard.press("Control+Enter")
    expect(ana.lines.last.locator(".mention")).to_have_text("@Nadège Pierre Demo")


def test_the_keyboard_is_enough(talker, slug):
    ana = talker("coordinator", slug)
    ana.enter()
    ana.field.focus()
    ana.page.keyboard.type("By keyboard")
    ana.page.keyboard.press("Control+Enter")
    mine = ana.line("By keyboard").last
    expect(mine).to_be_visible()
    expect(ana.field).to_be_focused()
    ana.page.keyboard.press("Shift+Tab")
    expect(mine.locator("summary")).to_be_focused()
    ana.page.keyboard.press("Enter")
    mine.get_by_role("link", name="Edit").focus()
    ana.page.keyboard.press("Enter")
    expect(mine.locator("textarea")).to_be_focused()
    ana.page.keyboard.press("Escape")
    expect(mine.locator("textarea")).to_have_count(0)
    expect(mine.locator("summary")).to_be_focused()
    ana.page.keyboard.press("Enter")
    mine.get_by_role("link", name="Edit").focus()
    ana.page.keyboard.press("Enter")
    ana.page.keyboard.press("Control+A")
    ana.page.keyboard.type("Edited by keyboard")
    ana.page.keyboard.press("Control+Enter")
    expect(mine.locator(".msg__words")).to_have_text("Edited by keyboard")


FILL = """
from django.utils import timezone
from datetime import timedelta
from uuid import uuid4
from alliance.core.models import User
from members.rooms.models import Message, Room
room, author = Room.objects.get(slug={slug!r}), User.objects.get(email="calls@demo.example")
now, last, change = timezone.now(), room.last_seq, room.last_change
Message.objects.bulk_create(
    Message(room=room, seq=last + n, change=change + n, author=author, client_id=uuid4(), body=f"Old {{n}}",
            html=f"<p>Old {{n}}</p>", language="en", at=now - timedelta(hours=5 * ({count} - n)))
    for n in range(1, {count} + 1)
)
Room.objects.filter(pk=room.pk).update(last_seq=last + {count}, last_change=change + {count}, last_at=now)
print("done")
"""


def test_a_link_to_a_practice_shows_each_reader_what_it_leads_to(talker, slug, demo):
    practice = demo.ask(PRACTICE).splitlines()[-1]
    ana, ben = talker("focal.ec", slug, language="es"), talker("learner.ht", slug, language="fr")
    ana.enter()
    ben.enter()
    ana.write(f"Mire [esto](/es/evidence/{practice}/)")
    card = ben.line("Mire esto").locator(".msg__cards a")
    expect(card).to_have_attribute("href", f"/fr/evidence/{practice}/")
    live = card.inner_html()
    assert accessibility_faults(ben.page) == []
    ben.page.reload()
    stored = ben.line("Mire esto").locator(".msg__cards a")
    expect(stored).to_be_visible()
    assert stored.inner_html() == live
    stored.click()
    expect(ben.page.locator("h1")).to_be_visible()


THREE_AT_ONCE = """
from uuid import uuid4
from django.db import transaction
from alliance.core.models import User
from members.rooms.models import Room
from members.rooms.services import talking
room, author = Room.objects.get(slug={slug!r}), User.objects.get(email="focal.cl@demo.example")
with transaction.atomic():
    for number in range(3):
        talking.post(room=room, author=author, client_id=uuid4(), body=f"Quick {{number}}", language="es")
print("said")
"""

PRACTICE = """
from evidence.models import Practice
print(Practice.objects.filter(live=True).order_by("pk").first().slug)
"""
