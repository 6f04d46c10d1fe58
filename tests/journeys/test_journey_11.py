"""A journalist from Brazil, who has no account and whose phone runs no scripts, wants a figure, its rows and a source to cite."""

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import library_walk as library
from tests.journeys.keyboard import Keyboard
from tests.journeys.places import EDITION
from tests.journeys.visitors import sideways_overflow, sign_in

pytestmark = pytest.mark.browser

OFFICE = "Education.Santiago@unesco.org"  # the alliance's, printed on purpose at the foot of every page
REVISED = "guyana-girls-can-code"
ADMINISTRATION = (
    "admin/",
    "admin/users/",
    "admin/snippets/evidence/practice/",
    "admin/outbox/",
    "admin/no-such-page/",
    "status/",
    "styleguide/",
    "styleguide/?theme=dark",
)
NOT_THERE = ("pt/admin/", "pt/members/", "pt/styleguide/", "en/styleguide/", "pt/status/", "members/", "django-admin/")


class Journalist:
    """The page of this reader; all that came to it is looked through for addresses of people."""

    def __init__(self, page: Page, site: str):
        self.page = page
        self.site = site
        self.people: set[str] = set()

    def look_through(self, text: str) -> str:
        """Note the e-mail addresses in what was received, but for the office's."""
        self.people |= {found for found in re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", text) if found != OFFICE}
        return text

    def seen(self) -> None:
        """The page that is open was read to its end."""
        assert sideways_overflow(self.page) == 0, self.page.url
        self.look_through(self.page.content())

    def open(self, address: str, status: int = 200) -> None:
        """An address is typed; it answers with ``status``."""
        assert self.page.goto(f"{self.site}/{address}").status == status, address
        self.seen()

    def click(self, selector: str) -> None:
        """A link is followed, or a form sent."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.seen()

    def switch_language(self, code: str) -> None:
        self.page.locator(".menu-button").click()
        self.click(f"#menu .langs a[hreflang={code}]")

    def take(self, label: str, within: str = "main") -> str:
        """The text of the file that a link gives."""
        with self.page.expect_download() as coming:
            self.page.locator(within).get_by_role("link", name=label, exact=True).click()
        return self.look_through(coming.value.path().read_text(encoding="utf-8"))


@pytest.fixture
def journalist(open_page, demo_site) -> Journalist:
    """Nothing that this reader was sent names a person's e-mail address."""
    page = open_page(width=360, height=740, scripts=False, locale="pt-BR", accept_downloads=True)
    page.set_default_timeout(10_000)
    reader = Journalist(page, demo_site)
    yield reader
    assert reader.people == set()


@pytest.fixture(scope="module")
def revised(chromium, demo_site) -> tuple[str, str]:
    """A practice that the editor publishes a second time, with another place: the place of then, and that of now."""
    context = chromium.new_context(locale="en")
    page = context.new_page()
    sign_in(page, demo_site, "editor@demo.example")
    page.goto(f"{demo_site}/admin/snippets/evidence/practice/?q=Guyana+Girls+Can+Code")
    page.locator(".title-wrapper a").first.click()
    place = page.locator("[name=locality]")
    before = place.input_value()
    after = f"{before}; Linden"
    place.fill(after)
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    with page.expect_navigation():
        page.locator("[name=action-publish]").click()
    expect(page.locator(".messages .success")).to_be_visible()
    context.close()
    return before, after


def test_the_home_page_comes_in_portuguese_and_the_switch_keeps_the_page(journalist):
    journalist.open("")
    assert journalist.page.url == f"{journalist.site}/pt/"
    assert journalist.page.locator("html").get_attribute("lang") == "pt"
    assert journalist.page.locator("h1").inner_text().split()[0] == "138"
    for path in ("", "evidence/statistics/", f"evidence/statistics/{EDITION}/records/?country=MX", "countries/CL/"):
        journalist.open(f"pt/{path}")
        journalist.switch_language("es")
        assert journalist.page.url == f"{journalist.site}/es/{path}"
        journalist.switch_language("pt")
        assert journalist.page.url == f"{journalist.site}/pt/{path}"


@pytest.mark.parametrize(
    ("accepted", "language"), [("pt-BR,pt;q=0.9,en;q=0.8", "pt"), ("fr-CA", "fr"), ("en-GB", "en"), ("de", "es")]
)
def test_the_address_without_a_language_follows_the_browser(open_page, demo_site, accepted, language):
    page = open_page(scripts=False, extra_http_headers={"Accept-Language": accepted})
    page.goto(demo_site)
    assert page.url == f"{demo_site}/{language}/"


def test_the_share_of_mexico_leads_to_its_66_records_and_its_table_says_the_same(journalist):
    page = journalist.page
    journalist.open("pt/")
    journalist.click("a[href='evidence/statistics/']")
    journalist.click(f".tabs a[href='/pt/evidence/statistics/{EDITION}/']")
    mexico = page.locator("#by_country tr", has_text="México").first
    assert re.sub(r"\s", "", mexico.locator("td .vh").text_content()) == "66,37%"
    table = list(csv.DictReader(io.StringIO(journalist.take("CSV", "#by_country").removeprefix(library.BOM))))
    codes, counts, bases, addresses = (
        [row[name] for row in table] for name in ("código", "quantidade", "base n", "endereço")
    )
    countries = page.locator("#by_country .bars tbody tr").count()
    assert len(table) == len(set(codes)) == countries == 17
    assert sum(map(int, counts)) == 179
    assert set(bases) == {"179"}

    with page.expect_navigation():
        mexico.get_by_role("link").click()
    journalist.seen()
    assert library.total(page) == int(counts[codes.index("MX")]) == 66
    assert page.url == addresses[codes.index("MX")]
    listed = []
    while True:
        listed += page.locator("#results .record__title").all_text_contents()
        if not page.locator(".pages a[rel=next]").count():
            break
        journalist.click(".pages a[rel=next]")
    assert len(listed) == len(set(listed)) == 66
    for code in ("CO", "EC"):
        journalist.open(addresses[codes.index(code)].removeprefix(f"{journalist.site}/"))
        assert library.total(page) == int(counts[codes.index(code)])


def test_the_map_says_the_same_as_a_list_and_each_country_is_reached_by_keyboard(journalist):
    page = journalist.page
    journalist.open("pt/evidence/map/")
    tiles = {}
    for tile in page.locator("svg.map a").all():
        name, _colon, count = tile.get_attribute("aria-label").rpartition(": ")
        tiles[name] = (int(count), tile.get_attribute("href"))
    assert len(tiles) == 40
    lines = {
        row.locator("th").inner_text(): (int(row.locator("td").inner_text()), row.locator("a").get_attribute("href"))
        for row in page.locator("#by-country tbody tr").all()
    }
    assert lines == {name: told for name, told in tiles.items() if told[0]}
    without = page.locator("#by-country p").inner_text()
    assert [name for name, (count, _url) in tiles.items() if not count and name not in without] == []

    keyboard = Keyboard(page)
    keyboard.tab_to("svg.map a")
    for _count, address in tiles.values():
        assert page.evaluate("document.activeElement.getAttribute('href')") == address
        keyboard.tab()
    keyboard.tab_to("svg.map a[aria-label^='Uruguai']", back=True)
    keyboard.follow()
    journalist.seen()
    assert library.total(page) == tiles["Uruguai"][0]
    assert keyboard.faults == []


def test_an_old_version_says_that_there_is_a_newer_one_and_is_cited_as_it_was(journalist, revised):
    page = journalist.page
    before, after = revised
    journalist.open(f"pt/evidence/{REVISED}/")
    expect(page.locator("main .eyebrow")).to_contain_text(after)
    journalist.open(f"pt/evidence/{REVISED}/v/1/")
    assert page.locator("main .eyebrow").inner_text().endswith(before)
    notice = page.locator("main .notice--warn")
    assert "versão mais recente" in notice.inner_text()

    old = f"{journalist.site}/pt/evidence/{REVISED}/v/1/"
    cited = page.locator("#citation").inner_text()
    assert "(versão 1)" in cited
    assert cited.endswith(old)
    assert page.get_by_role("button", name="Copiar").count() == 0  # no script to copy with: the text is there to mark
    entry = journalist.take("BibTeX")
    assert entry.startswith(f"@misc{{{REVISED}-v1,\n")
    assert f"url = {{{old}}}," in entry
    lines = journalist.take("RIS").split("\n")
    assert f"UR  - {old}" in [line.rstrip("\r") for line in lines]

    with page.expect_navigation():
        notice.get_by_role("link").click()
    journalist.seen()
    assert page.url == f"{journalist.site}/pt/evidence/{REVISED}/"
    assert f"@misc{{{REVISED}-v2," in journalist.take("BibTeX")
    journalist.open(f"pt/evidence/{REVISED}/v/2/")
    assert page.locator("main .notice--warn").count() == 0
    journalist.open(f"pt/evidence/{REVISED}/v/99/", status=404)
    journalist.open(f"pt/evidence/{REVISED}/versions/?from=1&to=2")
    assert "Linden" in page.locator(".change ins").first.inner_text()


def test_pages_for_staff_say_nothing_of_what_is_behind_them(journalist):
    page = journalist.page
    answers = set()
    for address in ADMINISTRATION:
        journalist.open(address)
        assert page.url.startswith(f"{journalist.site}/accounts/login/?next="), address
        page.locator("[name=next], [name=csrfmiddlewaretoken]").evaluate_all(
            "fields => fields.forEach((field) => field.remove())"
        )
        answers.add(page.locator("main").inner_html())
    assert len(answers) == 1  # a page that is not there answers as one that is
    for address in NOT_THERE:
        journalist.open(address, status=404)
        assert page.locator("main h1").count() == 1


def test_no_public_page_names_the_style_guide(journalist):
    sitemap = journalist.page.request.get(f"{journalist.site}/sitemap.xml").text()
    assert "/pt/evidence/" in sitemap
    assert "styleguide" not in journalist.look_through(sitemap)
    for address in ("pt/", "pt/evidence/", "pt/about/", "en/", "en/about/", "en/evidence/statistics/"):
        journalist.open(address)
        assert not re.search(r"style.?guide", journalist.page.content(), re.IGNORECASE), address
