"""Files in a live room: chosen, made small, kept while there is no line, sent once, seen and fetched by the others."""

from io import BytesIO
from random import Random

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.journeys.talkers import Talker, make_room
from tests.journeys.visitors import Watch, accessibility_faults, sideways_overflow

pytestmark = pytest.mark.browser
NOTE_SIZES = """
window.sizes = [];
const post = window.fetch;
window.fetch = (place, options) => {
  if (options?.body instanceof FormData) window.sizes.push(options.body.get("file").size);
  return post(place, options);
};
"""


@pytest.fixture(scope="module")
def slug(demo) -> str:
    """One room for all of these tests."""
    return make_room(demo)


def a_pdf(name: str = "minutes.pdf") -> dict:
    return {"name": name, "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"}


def a_photo(name: str = "school.jpg", size: tuple[int, int] = (3000, 2000)) -> dict:
    """A picture as a telephone makes it: so full of detail that it weighs some megabytes."""
    picture = Image.frombytes("RGB", (size[0] // 4, size[1] // 4), Random(1).randbytes(size[0] * size[1] * 3 // 16))
    content = BytesIO()
    picture.resize(size, Image.Resampling.NEAREST).save(content, "JPEG", quality=95)
    return {"name": name, "mimeType": "image/jpeg", "buffer": content.getvalue()}


def attach(talker: Talker, *files: dict) -> None:
    """The files are chosen in the form."""
    talker.page.set_input_files("#write [name=files]", list(files))


@pytest.mark.parametrize(("width", "language"), [(360, "pt"), (1440, "fr")])
def test_files_go_out_with_the_message_and_the_others_fetch_them(talker, slug, width, language):
    ana, ben = talker("focal.ec", slug, language=language, width=width), talker("focal.cl", slug)
    watch = Watch(ana.page)
    ana.enter()
    ben.enter()
    attach(ana, a_pdf(), a_photo())
    ana.write(f"With two files {width}")
    expect(ana.line(f"With two files {width}").locator(".msg__state")).to_be_visible()
    expect(ana.unsent).to_have_count(0)
    assert ana.page.locator("#write [name=files]").evaluate("field => field.files.length") == 0
    heard = ben.line(f"With two files {width}")
    picture = heard.locator(".msg__files img")
    expect(picture).to_have_attribute("alt", "school.webp")
    expect(picture).to_have_js_property("naturalWidth", 1600)
    link = heard.get_by_role("link", name="minutes.pdf")
    answer = ben.page.request.get(f"{ben.site}{link.get_attribute('href')}")
    assert (answer.status, answer.body()) == (200, a_pdf()["buffer"])
    live = heard.locator(".msg__files").inner_html()
    ben.page.reload()
    assert ben.line(f"With two files {width}").locator("a").evaluate_all("all => all.map((a) => a.pathname)") != []
    assert ben.line(f"With two files {width}").locator(".msg__files img").get_attribute("src") in live
    assert accessibility_faults(ana.page) == []
    assert sideways_overflow(ana.page) == 0
    assert watch.faults() == []


def test_a_large_picture_is_made_small_before_it_goes_out(talker, slug):
    ana = talker("focal.br", slug)
    ana.page.add_init_script(NOTE_SIZES)
    ana.enter()
    photo, drawing = a_photo("big.jpg"), a_photo("small.jpg", (200, 100))
    attach(ana, photo, drawing)
    ana.write("")
    expect(ana.lines.last.locator(".msg__files img")).to_have_count(2)
    large, small = ana.page.evaluate("window.sizes")
    assert large < len(photo["buffer"]) / 2
    assert small == len(drawing["buffer"])


def test_files_chosen_without_a_line_survive_the_page_and_go_out_once(talker, slug):
    ana, ben = talker("reviewer.cr", slug), talker("reviewer.uy", slug)
    ana.enter()
    ben.enter()
    ana.page.context.set_offline(True)
    attach(ana, a_pdf("kept.pdf"))
    ana.write("Written in the bus")
    expect(ana.unsent).to_contain_text("kept.pdf")
    expect(ana.unsent.locator(".msg__state")).to_contain_text("Not sent: no connection since")
    page = ana.page.context.new_page()
    ana.page.close()
    page.context.set_offline(False)
    back = Talker(page, ana.site, slug, "en")
    back.enter()
    expect(back.unsent).to_have_count(0)
    expect(ben.line("Written in the bus").get_by_role("link", name="kept.pdf")).to_be_visible()
    ben.page.reload()
    expect(ben.line("Written in the bus")).to_have_count(1)
    expect(ben.page.get_by_role("link", name="kept.pdf")).to_have_count(1)


def test_what_does_not_fit_is_said_at_the_field_and_nothing_is_lost(talker, slug):
    ana = talker("analyst.bo", slug)
    ana.enter()
    attach(ana, *[a_pdf(f"{number}.pdf") for number in range(6)])
    ana.write("Six files")
    wrong = ana.page.locator("[data-files-error]")
    expect(wrong).to_contain_text("A message takes at most 5 files.")
    expect(ana.page.locator("#write [name=files]")).to_be_focused()
    attach(ana, a_pdf("long.pdf") | {"buffer": b"%PDF-1.4\n" + bytes(10 * 1024**2)})
    expect(wrong).to_be_hidden()
    ana.page.click("#write [type=submit]")
    expect(wrong).to_contain_text("“long.pdf” has 11 MB. At most 10 MB are possible.")
    expect(ana.field).to_have_value("Six files")
    expect(ana.unsent).to_have_count(0)
    attach(ana, a_pdf("fits.pdf"))
    ana.page.click("#write [type=submit]")
    expect(ana.line("Six files").get_by_role("link", name="fits.pdf")).to_be_visible()


def test_a_file_that_the_server_refuses_is_told_with_its_reason(talker, slug):
    ana, ben = talker("editor", slug), talker("coordinator", slug)
    ana.enter()
    ben.enter()
    attach(ana, {"name": "tool.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"})
    ana.write("Take this")
    expect(ana.unsent.locator(".msg__state--bad")).to_contain_text("Files of this kind cannot be sent.")
    expect(ana.unsent).to_contain_text("Take this")
    ana.unsent.get_by_role("button", name="Delete").click()
    expect(ana.unsent).to_have_count(0)
    expect(ben.line("Take this")).to_have_count(0)


def test_a_file_that_waited_too_long_on_the_server_is_sent_anew(talker, slug, demo):
    ana = talker("focal.ec", slug)
    ana.enter()
    upload = f"**/rooms/{slug}/files/"

    def take_away(route):
        answer = route.fetch()
        demo.ask(
            f"from members.rooms.models import MessageFile\nprint(MessageFile.objects.get(pk={answer.json()['id']}).delete())"
        )
        route.fulfill(response=answer)

    ana.page.route(upload, take_away, times=1)
    attach(ana, a_pdf("anew.pdf"))
    ana.write("Sent twice, there once")
    link = ana.line("Sent twice, there once").get_by_role("link", name="anew.pdf")
    expect(link).to_be_visible(timeout=30_000)  # the handler asks the demo in a process of its own
    expect(ana.unsent).to_have_count(0)
