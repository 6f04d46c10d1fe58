"""Journey 8: a vote in the hall, from the question to what follows: joined by code on a phone without script, told in the room."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.talkers import make_room
from tests.journeys.visitors import Watch, accessibility_faults, sideways_overflow

pytestmark = pytest.mark.browser
WORDS = {
    "es": {"question": "¿Qué va primero?", "options": ["Conectividad", "Formación docente", "Materiales sin conexión"]},
    "pt": {
        "question": "O que vem primeiro?",
        "options": ["Conectividade", "Formação docente", "Materiais sem conexão"],
    },
}


def looked_at(page) -> None:
    """The page is for everybody, and fits."""
    assert accessibility_faults(page) == []
    assert sideways_overflow(page) == 0


@pytest.mark.parametrize("language", ["es", "pt"])
def test_from_the_question_to_what_follows(talker, demo, language):
    said = WORDS[language]
    slug = make_room(demo)
    lead = talker("admin", slug, language=language, width=1440)
    reader = talker("focal.br", slug, language=language)
    reader.enter()
    watch = Watch(lead.page)
    page = lead.page
    page.goto(f"{lead.url}votes/new/")
    looked_at(page)
    page.locator(f"[name=title_{language}]").fill(said["question"])
    page.locator(f"[name=options_{language}]").fill("\n".join(said["options"]))
    page.locator("main form [type=submit]").last.click()
    expect(page.locator("h1")).to_have_text(said["question"])
    page.locator("button[value=open]").click()
    code = page.locator(".votecode").inner_text()
    looked_at(page)
    vote = page.url
    expect(reader.page.locator(f"[data-votes] a[href='{vote.removeprefix(lead.site)}']")).to_be_visible()  # heard live

    # On a phone without script, from the code on the wall.
    ana = talker("focal.ec", slug, language=language, scripts=False, width=360)
    ana.page.goto(f"{ana.site}/{language}/rooms/vote/")
    ana.page.fill("[name=code]", code.lower())
    ana.page.locator("main form [type=submit]").click()
    dots = ana.page.locator(".ballot__dots")
    expect(dots).to_have_count(3)
    dots.nth(0).fill("4")
    dots.nth(1).fill("2")
    ana.page.locator(".ballot [type=submit]").click()
    expect(ana.page.get_by_role("alert").first).to_be_visible()
    expect(dots.nth(0)).to_have_value("4")
    dots.nth(1).fill("1")
    ana.page.locator(".ballot [type=submit]").click()
    expect(ana.page.locator("main .notice").first).to_be_visible()

    # With script, in two windows: the last one counts, and only once.
    ben = talker("focal.cl", slug, language=language, width=360)
    ben_watch = Watch(ben.page)
    other = ben.page.context.new_page()
    for window, shares in ((ben.page, ("1", "", "")), (other, ("", "5", ""))):
        window.goto(vote)
        for place, share in enumerate(shares):
            window.locator(".ballot__dots").nth(place).fill(share)
    looked_at(other)
    expect(other.locator(".ballot__left")).to_contain_text("0")
    for window in (ben.page, other):
        window.locator(".ballot [type=submit]").click()
        expect(window.locator("main .notice").first).to_be_visible()
    assert "rank" not in other.content()  # hidden until it is closed

    # The lead's page has counted along; the reader's, with the ballot before them, says that it is closed.
    expect(page.locator("[data-ballots]")).to_have_text(re.compile("^2 "))
    expect(page.locator(".notice")).to_have_count(0)
    reader.page.goto(vote)
    expect(reader.page.locator("[data-vote-open]")).to_have_attribute("data-state", "live")
    reader.page.locator(".ballot__dots").nth(2).fill("1")
    ben.page.goto(ben.url)
    ben.expect_live()
    page.locator("button[value=close]").click()
    expect(reader.page.locator("[data-closed] .notice a")).to_be_visible()
    expect(reader.page.locator(".ballot__dots").nth(2)).to_have_value("1")
    looked_at(reader.page)
    reader.page.locator("[data-closed] a").click()
    expect(reader.page.locator(".rank tbody tr")).to_have_count(3)
    looked_at(page)
    rows = page.locator(".rank tbody tr")
    expect(rows).to_have_count(3)
    shown = [re.findall(r"\d+", row.locator("td").first.inner_text())[0] for row in rows.all()]
    assert [rows.nth(place).locator("th").inner_text() for place in range(3)] == [
        said["options"][1],
        said["options"][0],
        said["options"][2],
    ]
    assert shown == ["6", "4", "0"]
    expect(ben.line(said["question"])).to_be_visible()  # heard live

    page.fill("[name=text]", "Escribir")
    page.select_option("[name=owner]", index=1)
    page.fill("[name=due]", "2027-03-01")
    page.locator("#actions form[novalidate] [type=submit]").click()
    expect(page.locator("#actions li b")).to_have_text("Escribir")
    page.locator("button[value=tell]").click()
    expect(page.locator("main .notice").first).to_be_visible()
    expect(page.locator("button[value=tell]")).to_have_count(0)
    looked_at(page)
    assert watch.faults() == []
    assert ben_watch.faults() == []
