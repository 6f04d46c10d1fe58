"""Journey 7, steps 1 to 3: an editor writes news in four languages, a reviewer schedules it, hand-made words stay."""

import json
import os
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import icalendar
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.editor_keyboard import EditorKeyboard
from tests.journeys.visitors import sign_in

pytestmark = pytest.mark.browser

MOST_ACTIONS = 25
MOST_TABS = 220
NO_ALT = "Say what the picture shows, for people who do not see it."
SANTIAGO = ZoneInfo("America/Santiago")
PEOPLE = """
from django.contrib.auth.models import Group
from alliance.core.demo_accounts import PASSWORD
from alliance.core.models import User
for name, group in (("writer", "Newsroom editors"), ("reviewer", "Newsroom reviewers")):
    person = User.objects.create_user(f"{name}@demo.example", PASSWORD, language="en", time_zone="America/Santiago")
    person.groups.add(Group.objects.get(name=group))
"""


class Newsroom:
    """A served site with a writer and a reviewer, both with the admin in English."""

    def __init__(self, demo) -> None:
        self.url = demo.url
        self.ask = demo.ask
        self.ask(PEOPLE)

    def page_of(self, slug: str, language: str) -> dict:
        """What the database holds of an article in a language."""
        return json.loads(
            self.ask(f"""
import json
from alliance.site.pages import NewsPage
page = NewsPage.objects.get(slug={slug!r}, locale__language_code={language!r})
scheduled = page.revisions.exclude(approved_go_live_at=None).values_list("approved_go_live_at", flat=True).first()
print(json.dumps({{"pk": page.pk, "live": page.live, "lead": page.lead, "origin": page.words_origin,
  "is_alias": bool(page.alias_of_id), "alt": page.cover_alt, "scheduled": scheduled and scheduled.isoformat()}}))
""")
        )


@pytest.fixture(scope="module")
def newsroom(start_demo):
    """The served site of this module alone: it publishes, which others would count."""
    return Newsroom(start_demo())


@pytest.fixture
def drawing(tmp_path):
    """A picture file, as it comes from a phone."""
    content = BytesIO()
    # Noise: Wagtail asks about a picture that looks like one it has.
    Image.frombytes("L", (40, 30), os.urandom(1200)).resize((1600, 1200)).save(content, "JPEG")
    return {"name": "taller.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def write_article(
    keys: EditorKeyboard, *, title: str, lead: str, quote: str, who: str, picture: dict, block: str
) -> None:
    """From the first screen to an article with a quote and a picture whose words are still to be written."""
    page = keys.page
    keys.press("Enter", page.locator(".skiplink"))
    keys.press("Enter", page.locator("a[href*='/add/site/newspage/']"))
    page.wait_for_url("**/add/site/newspage/**")
    keys.write(title, page.locator("#id_title"))
    keys.write(lead, page.locator("#id_lead"))
    keys.press("Enter", page.locator("[data-contentpath=body] .c-sf-add-button").first)
    keys.write(block, page.locator(".w-combobox input"))
    keys.press("Enter")
    keys.write(quote, page.locator("[name=body-0-value-words]"))
    keys.write(who, page.locator("[name=body-0-value-who]"))
    keys.press("Enter", page.locator("#id_cover-chooser [data-chooser-action-choose]:visible"))
    page.wait_for_load_state("networkidle")  # its tabs answer to keys once it is filled
    keys.press("ArrowRight", page.locator("#tab-label-search"))
    file = page.locator("#id_image-chooser-upload-file")
    keys.go_to(file)
    file.set_input_files(picture)
    keys.actions += 1
    expect(page.locator("#id_image-chooser-upload-title")).not_to_have_value("")
    keys.press("Enter", page.locator(".modal [type=submit]:visible"))
    expect(page.locator(".modal")).to_have_count(0)


def choose_action(keys: EditorKeyboard, name: str) -> None:
    """The action of the menu at the foot of the editor was taken."""
    keys.press("Enter", keys.page.locator("footer .w-dropdown__toggle, .actions .w-dropdown__toggle").last)
    keys.press("Enter", keys.page.locator(f"[name={name}]:visible"))


def english_admin(page: Page, newsroom: Newsroom, name: str) -> EditorKeyboard:
    """The person's keyboard, at the first screen."""
    sign_in(page, newsroom.url, f"{name}@demo.example")
    return EditorKeyboard(page)


def test_an_article_with_a_picture_in_three_more_languages_takes_25_actions(newsroom, open_page, drawing):
    page = open_page()
    sign_in(page, newsroom.url, "editor@demo.example")
    keys = EditorKeyboard(page)
    write_article(
        keys,
        title="Treinta escuelas estrenan un taller",
        lead="Treinta escuelas rurales abren un taller de robótica.",
        quote="Empezamos con tres tabletas.",
        who="Ana Paz",
        picture=drawing,
        block="cita",
    )
    keys.write("Dos niñas sueldan un circuito.", page.locator("#id_cover_alt"))
    choose_action(keys, "action-publish")
    expect(page.locator(".messages")).to_contain_text("ha sido publicada")
    keys.press("Enter", page.get_by_role("button", name="Treinta escuelas estrenan un taller"))
    keys.press("Enter", page.locator("a[href*='/localize/submit/page/']:visible"))
    page.wait_for_url("**/localize/submit/page/**")
    expect(page.locator("[name=locales]:checked")).to_have_count(3)
    keys.press("Enter", page.locator("main form [type=submit]"))
    expect(page.locator(".messages")).to_contain_text("3")

    assert keys.actions <= MOST_ACTIONS
    assert keys.tabs <= MOST_TABS
    slug = "treinta-escuelas-estrenan-un-taller"
    assert newsroom.page_of(slug, "es")["alt"] == "Dos niñas sueldan un circuito."
    for language in ("en", "pt", "fr"):
        found = newsroom.page_of(slug, language)
        assert (found["live"], found["is_alias"]) == (True, False), language
    article = open_page()
    article.goto(f"{newsroom.url}/es/news/{slug}/")
    expect(article.locator("h1")).to_have_text("Treinta escuelas estrenan un taller")
    expect(article.locator("main img[alt='Dos niñas sueldan un circuito.']")).to_be_visible()


SLUG = "thirty-schools-open-a-workshop"
FIRST, CHANGED = "Thirty rural schools open a workshop.", "Thirty-two rural schools open a workshop."
OLDER = "Esta traducción es más antigua que el original."
BY_HAND = "Treinta escuelas rurales abren un taller: a mano."


def test_step_1_a_picture_needs_words_and_a_reviewer_schedules_for_nine_in_santiago(newsroom, open_page, drawing):
    page = open_page()
    keys = english_admin(page, newsroom, "writer")
    write_article(
        keys,
        title="Thirty schools open a workshop",
        lead=FIRST,
        quote="We began with three tablets.",
        who="Ana Paz",
        picture=drawing,
        block="quote",
    )
    choose_action(keys, "action-submit")
    expect(page.locator(".error-message", has_text=NO_ALT)).to_be_visible()
    expect(page.locator("#id_lead")).to_have_value(FIRST)
    expect(page.locator("[name=body-0-value-words]")).to_have_value("We began with three tablets.")
    keys.write("Two girls solder a circuit.", page.locator("#id_cover_alt"))
    choose_action(keys, "action-submit")
    expect(page.locator(".messages")).to_contain_text("submitted for moderation")

    tomorrow = (datetime.now(SANTIAGO) + timedelta(days=1)).date()
    reviewer = open_page()
    keys = english_admin(reviewer, newsroom, "reviewer")
    expect(reviewer.locator("main")).to_contain_text("Thirty schools open a workshop")
    reviewer.goto(f"{newsroom.url}/admin/pages/{newsroom.page_of(SLUG, 'en')['pk']}/edit/")
    keys.press("Enter", reviewer.get_by_role("button", name="Toggle status"))
    keys.press("Enter", reviewer.locator("[data-a11y-dialog-show=schedule-publishing-dialog]:visible").first)
    keys.write(f"{tomorrow:%Y-%m-%d} 09:00", reviewer.locator("#id_go_live_at"))
    keys.press("Enter", reviewer.locator("#schedule-publishing-dialog [type=submit]"))
    expect(reviewer.locator(".messages")).to_be_visible()
    keys.press("Enter", reviewer.locator("footer .w-dropdown__toggle, .actions .w-dropdown__toggle").last)
    with reviewer.expect_navigation():
        keys.press("Enter", reviewer.locator("[data-workflow-action-name=approve]:visible").first)
    found = newsroom.page_of(SLUG, "en")
    assert found["live"] is False
    assert datetime.fromisoformat(found["scheduled"]) == datetime(
        tomorrow.year, tomorrow.month, tomorrow.day, 9, tzinfo=SANTIAGO
    )
    answer = open_page().goto(f"{newsroom.url}/en/news/{SLUG}/")
    assert answer.status == 404


def test_step_2_words_by_hand_stay_beside_the_changed_sentence(newsroom, open_page):
    newsroom.ask(f"""
from alliance.site.pages import NewsIndexPage, NewsPage
page = NewsPage(title="A fair of robots", slug="a-fair-of-robots", lead={FIRST!r})
NewsIndexPage.objects.get(locale__language_code="en").add_child(instance=page)
page.save_revision().publish()
""")
    original = newsroom.page_of("a-fair-of-robots", "en")["pk"]
    page = open_page()
    keys = english_admin(page, newsroom, "reviewer")
    page.goto(f"{newsroom.url}/admin/localize/submit/page/{original}/")
    keys.press("Enter", page.locator("main form [type=submit]"))
    expect(page.locator(".messages")).to_contain_text("3 locales")

    spanish = newsroom.page_of("a-fair-of-robots", "es")["pk"]
    page.goto(f"{newsroom.url}/admin/pages/{spanish}/edit/")
    lead = page.locator("li", has_text=FIRST).last
    keys.press("Enter", lead.get_by_role("button", name="Translate"))
    keys.write(BY_HAND, page.locator("main textarea"))
    keys.press("Enter", page.get_by_role("button", name="Save", exact=True))
    expect(page.locator("main")).to_contain_text(BY_HAND)
    with page.expect_navigation():
        keys.press("Enter", page.locator("button[name=action][value=publish]"))
    assert newsroom.page_of("a-fair-of-robots", "es")["lead"] == BY_HAND

    page.goto(f"{newsroom.url}/admin/pages/{original}/edit/")
    keys.write(CHANGED, page.locator("#id_lead"))
    choose_action(keys, "action-publish")
    expect(page.locator(".messages")).to_contain_text("has been published")

    found = newsroom.page_of("a-fair-of-robots", "es")
    assert (found["lead"], found["origin"]) == (BY_HAND, "human")
    page.goto(f"{newsroom.url}/admin/pages/{spanish}/edit/")
    lead = page.locator("li", has_text=CHANGED).last
    expect(lead).to_contain_text(BY_HAND)
    expect(lead).to_contain_text("el original anterior: por revisar")
    reader = open_page()
    reader.goto(f"{newsroom.url}/es/news/a-fair-of-robots/")
    expect(reader.locator("main")).to_contain_text(BY_HAND)
    expect(reader.locator("main")).not_to_contain_text("Thirty-two")
    expect(reader.locator("main .lang--outdated")).to_contain_text(OLDER)


@pytest.mark.parametrize(
    ("slug", "zone", "hour"),
    [
        ("hora-en-mexico", "America/Mexico_City", "09:00-06:00"),
        ("hora-em-brasilia", "America/Sao_Paulo", "09:00-03:00"),
        ("heure-a-port-au-prince", "America/Port-au-Prince", "09:00-04:00"),
    ],
)
def test_step_3_the_calendar_file_opens_at_the_right_hour(newsroom, open_page, slug, zone, hour):
    newsroom.ask(f"""
import datetime
from alliance.site.pages import EventIndexPage, EventPage
event = EventPage(title={slug!r}, slug={slug!r}, lead="Un taller.", time_zone={zone!r},
    start_date=datetime.date(2027, 6, 14), start_time=datetime.time(9), end_time=datetime.time(11))
EventIndexPage.objects.get(locale__language_code="es").add_child(instance=event)
event.save_revision().publish()
""")
    page = open_page(accept_downloads=True)
    page.goto(f"{newsroom.url}/es/events/{slug}/")
    keys = EditorKeyboard(page)
    with page.expect_download() as download:
        keys.press("Enter", page.locator("a[href$='/event.ics']").first)
    calendar = icalendar.Calendar.from_ical(download.value.path().read_bytes())
    (entry,) = calendar.walk("VEVENT")
    start = entry.decoded("dtstart")
    assert start.tzinfo is not None
    assert start == datetime.fromisoformat(f"2027-06-14T{hour}")
    assert entry.decoded("dtend") - start == timedelta(hours=2)
