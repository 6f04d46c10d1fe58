"""Rooms on lines that break: what is written is sent once, whatever happens between the key and the room."""

import pytest
from playwright.sync_api import expect

from tests.journeys.talkers import make_room

pytestmark = pytest.mark.browser
NO_SOCKETS = "window.WebSocket = class { constructor() { throw new DOMException('blocked', 'SecurityError'); } };"
DEAD_SOCKETS = """
window.WebSocket = class extends EventTarget {
  constructor() { super(); setTimeout(() => this.onclose({ code: 1006 }), 20); }
  close() {} send() {}
};
"""


@pytest.fixture(scope="module")
def slug(demo) -> str:
    """One room for all of these tests."""
    return make_room(demo)


def test_what_is_written_without_a_line_survives_and_is_sent_once(talker, slug):
    ana, ben = talker("focal.ec", slug), talker("focal.cl", slug)
    ana.enter()
    ben.enter()
    ana.page.context.set_offline(True)
    ana.write("First, offline")
    ana.write("Second, offline")
    expect(ana.unsent).to_have_count(2)
    expect(ana.unsent.first.locator(".msg__state")).to_contain_text("Not sent: no connection since")
    expect(ana.page.locator("[data-line]")).to_contain_text("No connection")
    ana.field.fill("A draft")
    expect(ana.page.locator("[data-draft]")).to_have_text("Draft kept on this device")
    ben.write("Meanwhile")

    ana.page.context.set_offline(False)
    ana.page.context.clear_cookies(name="nothing")  # the page is only closed, as by a crash; what it kept stays
    page = ana.page.context.new_page()
    ana.page.close()
    back = type(ana)(page, ana.site, slug, "en")
    back.enter()
    expect(back.unsent).to_have_count(0)
    expect(back.field).to_have_value("A draft")
    expect(back.page.locator("[data-draft]")).to_have_text("What you typed before is back")
    expect(ben.line("Second, offline")).to_be_visible()
    assert ben.words()[-3:] == ["Meanwhile", "First, offline", "Second, offline"]
    back.page.reload()
    expect(back.lines.last).to_contain_text("Second, offline")
    assert back.words() == ben.words()


def test_a_page_that_stays_open_sends_by_itself_once_the_line_is_back(talker, slug):
    ana, ben = talker("reviewer.cr", slug), talker("reviewer.uy", slug)
    ana.enter()
    ben.enter()
    ana.page.context.set_offline(True)
    ana.write("Goes out by itself")
    ben.write("Said while Ana was away")
    expect(ana.unsent.first).to_contain_text("It is not lost")
    ana.page.context.set_offline(False)
    ana.expect_live()
    expect(ana.unsent).to_have_count(0)
    expect(ben.line("Goes out by itself")).to_be_visible()
    assert ana.words()[-2:] == ben.words()[-2:] == ["Said while Ana was away", "Goes out by itself"]


def test_a_message_that_is_not_wanted_any_more_is_not_sent(talker, slug):
    ana = talker("analyst.bo", slug)
    ana.enter()
    ana.page.context.set_offline(True)
    ana.write("Better not")
    ana.unsent.get_by_role("button", name="Delete").click()
    expect(ana.unsent).to_have_count(0)
    ana.page.context.set_offline(False)
    ana.expect_live()
    ana.page.reload()
    ana.expect_live()
    assert "Better not" not in ana.words()


@pytest.mark.parametrize("code", [1012, 4408, 1006])
def test_a_line_that_the_server_cuts_is_taken_up_where_it_broke(talker, slug, code):
    ana, ben = talker("facilitator", slug), talker("learner.ht", slug)
    lines = []

    def pass_on(route):
        lines.append((route, route.connect_to_server()))

    ana.page.route_web_socket("**/ws/rooms/**", pass_on)
    ana.enter()
    ben.enter()
    for route, server in list(lines):
        route.close(code=code if code != 1006 else None)
        server.close()
    ben.write(f"Said in between {code}")
    ana.write(f"Written in between {code}")
    expect(ana.line(f"Said in between {code}")).to_be_visible(timeout=15_000)
    expect(ben.line(f"Written in between {code}")).to_have_count(1, timeout=15_000)
    assert len(lines) >= 2
    expect(ana.line(f"Written in between {code}")).to_have_count(1)


def test_an_answer_that_never_came_does_not_double_the_message(talker, slug):
    """The server stores the message, and the line breaks before it says so."""
    ana, ben = talker("focal.br", slug), talker("deputy.ec", slug)
    deaf = True

    def swallow(route):
        server = route.connect_to_server()
        route.on_message(server.send)

        def hand_on(message):
            if deaf and ('"ack"' in message or "Said once" in message):
                route.close(code=1012)
                return
            route.send(message)

        server.on_message(hand_on)

    ana.page.route_web_socket("**/ws/rooms/**", swallow)
    ana.enter()
    ben.enter()
    ana.write("Said once")
    expect(ben.line("Said once")).to_have_count(1)
    expect(ana.unsent).to_have_count(1)
    deaf = False
    expect(ana.line("Said once")).to_have_count(1, timeout=20_000)
    expect(ana.unsent).to_have_count(0)
    ben.page.wait_for_timeout(1500)
    expect(ben.line("Said once")).to_have_count(1)


def test_two_windows_of_one_person_show_and_send_the_same(talker, slug):
    ana, ben = talker("editor", slug), talker("coordinator", slug)
    ana.enter()
    ben.enter()
    second = type(ana)(ana.page.context.new_page(), ana.site, slug, "en")
    second.enter()
    ana.page.context.set_offline(True)
    ana.write("From two windows")
    expect(second.unsent).to_have_count(1)
    ana.page.context.set_offline(False)
    expect(ben.line("From two windows")).to_have_count(1)
    for window in (ana, second):
        expect(window.unsent).to_have_count(0)
        expect(window.lines.last).to_have_class("msg msg--mine")
    ben.page.wait_for_timeout(1500)
    expect(ben.line("From two windows")).to_have_count(1)


@pytest.mark.parametrize("blocked", [NO_SOCKETS, DEAD_SOCKETS], ids=["forbidden", "cut"])
def test_where_sockets_are_blocked_questions_and_forms_do_it(talker, slug, blocked):
    ana, ben = talker("calls", slug), talker("focal.ec", slug)
    ana.page.add_init_script(blocked)
    ana.page.goto(ana.url)
    ben.enter()
    expect(ana.page.locator("[data-room]")).to_have_attribute("data-state", "polling", timeout=15_000)
    expect(ana.page.locator("[data-line]")).to_contain_text("every few seconds")
    ana.write("By form")
    expect(ben.line("By form").last).to_be_visible()
    expect(ana.line("By form").last.locator(".msg__state")).to_be_visible()
    expect(ana.unsent).to_have_count(0)
    ben.write("Asked for")
    expect(ana.line("Asked for").last).to_be_visible(timeout=10_000)
    mine = ana.line("By form").last
    mine.locator("summary").click()
    mine.get_by_role("link", name="Edit").click()
    mine.locator("textarea").fill("By form, edited")
    mine.get_by_role("button", name="Save").click()
    expect(ben.line("By form, edited").last).to_be_visible()
    ana.line("Asked for").last.locator("summary").click()
    ana.line("Asked for").last.get_by_role("button", name="Thank you").click()
    expect(ben.line("Asked for").last.get_by_role("button", name="Thank you (1)")).to_be_visible()


def test_what_is_refused_says_why_and_is_not_lost(talker, slug, demo):
    ana = talker("focal.cl", slug)
    ana.enter()
    ana.field.fill("x" * 4001)
    ana.page.click("#write [type=submit]")
    expect(ana.page.locator("#write-error")).to_contain_text("4,001 characters, 4,000 fit")
    assert len(ana.field.input_value()) == 4001
    ana.field.fill("")
    ana.page.click("#write [type=submit]")
    expect(ana.page.locator("#write-error")).to_have_text("Write something first.")


def test_who_is_signed_out_is_told_and_finds_the_words_again(talker, slug):
    ana = talker("reviewer.cr", slug)
    ana.enter()
    other = ana.page.context.new_page()
    ana.field.fill("Typed before the end")
    ana.page.wait_for_timeout(500)
    other.goto(f"{ana.site}/accounts/logout/")
    other.locator("main form [type=submit]").click()
    expect(ana.page.locator("[data-ended] .notice")).to_contain_text("You are signed out.")
    expect(ana.page.get_by_role("link", name="Sign in again")).to_be_visible()
    expect(ana.field).to_have_value("Typed before the end")


def test_on_a_shared_computer_nothing_stays(talker, slug):
    """Whoever comes next with the same browser finds no word."""
    ana = talker("reviewer.uy", slug)
    ana.enter()
    ana.page.route(ana.url, lambda route: route.fulfill(body=_without_keeping(route), content_type="text/html"))
    ana.enter()
    ana.field.fill("Nobody's business")
    ana.page.wait_for_timeout(600)
    ana.page.reload()
    ana.expect_live()
    expect(ana.field).to_have_value("")


def _without_keeping(route) -> str:
    return route.fetch().text().replace(" data-keeps", "")
