"""Minutes in a real browser: from the room to the file, by keyboard, on a phone and on a desk, in two languages."""

import pytest
from playwright.sync_api import expect

from tests.journeys.talkers import make_room
from tests.journeys.visitors import Watch, accessibility_faults, sideways_overflow

pytestmark = pytest.mark.browser
DECIDED = """
from datetime import date
from uuid import uuid4
from django.utils import timezone
from alliance.core.models import User
from members.rooms.models import Action, Ballot, Dots, Room, Vote, VoteOption
room, now = Room.objects.get(slug={slug!r}), timezone.now()
person = User.objects.select_related("country").get(email="focal.ec@demo.example")
vote = Vote.objects.create(room=room, token=uuid4(), dots=2, state="closed", closed_at=now)
Vote.objects.filter(pk=vote.pk).update(title_es="¿Qué va primero?", title_fr="Que faire d’abord ?")
for place, text in enumerate(("Radio", "Tablets")):
    option = VoteOption.objects.create(vote=vote, text_es=text, text_fr=text, position=place)
ballot = Ballot.objects.create(vote=vote, person=person, country=person.country)
Dots.objects.create(ballot=ballot, option=option, count=2)
print(Action.objects.create(vote=vote, text="Escribir a las escuelas", language="es", owner=person, due=date(2027, 3, 1)).pk)
"""


@pytest.mark.parametrize(("width", "language", "title"), [(360, "es", "Acta"), (1440, "fr", "Compte rendu")])
def test_from_the_room_to_its_minutes_and_their_files(talker, demo, width, language, title):
    slug = make_room(demo)
    ana = talker("focal.ec", slug, language=language, width=width)
    watch = Watch(ana.page)
    ana.enter()
    ana.write("Primero: **radio** en las escuelas rurales\n\n- con guías\n- sin conexión")
    expect(ana.line("Primero").locator(".msg__state")).to_be_visible()
    ana.write("Después: https://example.org/plan")
    expect(ana.lines).to_have_count(2)
    demo.ask(DECIDED.format(slug=slug))
    ana.page.reload()
    ana.page.get_by_role("link", name=title, exact=True).click()
    expect(ana.page.locator("h1")).to_contain_text(title)
    expect(ana.page.locator("main .msg__words")).to_have_count(2)
    expect(ana.page.locator("main .rank tbody tr")).to_have_count(2)
    assert accessibility_faults(ana.page) == []
    assert sideways_overflow(ana.page) == 0
    for ending, kind in (("pdf", "application/pdf"), ("md", "text/markdown; charset=utf-8")):
        link = ana.page.locator(f"main a[href*='minutes.{ending}']")
        answer = ana.page.request.get(f"{ana.site}{link.get_attribute('href')}")
        assert (answer.status, answer.headers["content-type"]) == (200, kind)
    ana.page.fill("[name=first]", "2020-02-02")
    ana.page.fill("[name=last]", "2020-02-01")
    ana.page.locator("main form [type=submit]").press("Enter")
    expect(ana.page.locator("#id_last_error")).to_be_visible()
    expect(ana.page.locator("[name=first]")).to_have_value("2020-02-02")
    assert accessibility_faults(ana.page) == []
    # Only what the wrong days were answered with is in the console.
    assert [fault for fault in watch.faults() if "422" not in fault] == []
