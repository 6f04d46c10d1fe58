"""PO files out and in: in every language, with links, after changes, and hostile ones."""

import html

import polib
import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail_localize.models import StringTranslation

from alliance.site.editing.translation_po import IDENTITY, MADE_AT
from alliance.site.pages import NewsPage
from alliance.site.roles import EDITORS, REVIEWERS
from tests.factories.pages import news, story, translate
from tests.site.translating import change, in_language, somebody

pytestmark = pytest.mark.django_db(transaction=True)
LINK = '<p>Lea <a href="https://a.example/?a=1&amp;b=2">«el informe»</a> hoy.</p>'
LINKED = 'Lea <a id="a1">«el informe»</a> hoy.'
TITLES = {
    "en": "Ñandú’s “café” & co",
    "pt": "Ação, coração, pôr",
    "fr": "L’œuvre où l’été naît",
    "es": "¿Qué pingüino añora?",
}


@pytest.fixture
def editor(client):
    return somebody(client, EDITORS)


@pytest.fixture
def original():
    page = news(title="Un encuentro", lead="Entrada.", body=[*story("Uno."), {"type": "text", "value": LINK}])
    return NewsPage.objects.get(pk=page.pk)


def download(editor, translation) -> polib.POFile:
    answer = editor.get(reverse("wagtail_localize:download_pofile", args=[translation.pk]))
    return polib.pofile(answer.content.decode())


def entry(file, msgid) -> polib.POEntry:
    return next(each for each in file if each.msgid == msgid)


def upload(editor, translation, content) -> list[str]:
    """Send a file; what the translator reads."""
    if isinstance(content, polib.POFile):
        content = str(content).encode()
    address = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    answer = editor.post(address, {"file": SimpleUploadedFile("words.po", content), "next": "/admin/pages/"})
    assert answer["Location"] == "/admin/pages/"
    # Messages pile up until a page shows them.
    messages = [html.unescape(str(message)).strip() for message in get_messages(answer.wsgi_request)]
    seen, editor.seen = getattr(editor, "seen", 0), len(messages)
    return messages[seen:]


def written() -> dict[str, str]:
    return dict(StringTranslation.objects.values_list("translation_of__data", "data"))


@pytest.mark.parametrize("language", ["en", "pt", "fr", "es"])
def test_words_with_diacritics_and_links_go_out_and_come_in_in_every_language(editor, original, language):
    source = original
    if language == "es":
        source = news("en", title="Un encuentro", lead="Entrada.", body=[{"type": "text", "value": LINK}])
    translation = translate(source, language, {})
    file = download(editor, translation)
    assert file.metadata["Language"] == language
    words = {
        "Un encuentro": TITLES[language],
        "Entrada.": 'Ça\n«así» \\ "é"',
        LINKED: f'{TITLES[language][:2]} <a id="a1">ü</a>',
    }
    for msgid, msgstr in words.items():
        entry(file, msgid).msgstr = msgstr
    assert upload(editor, translation, file) == [
        "3 sentences were taken from the file. Readers see them once the page is published."
    ]
    assert written() == words
    translation.save_target(publish=True)
    page = in_language(source, language)
    assert page.title == TITLES[language]
    assert page.body[-1].value.source == (
        f'<p>{TITLES[language][:2]} <a href="https://a.example/?a=1&amp;b=2">ü</a></p>'
    )


def test_nothing_changes_when_a_file_comes_back_as_it_went(editor, original):
    translation = translate(original, "en", {"Un encuentro": "A meeting"}, by_machine=True)
    assert "fuzzy" in entry(download(editor, translation), "Un encuentro").flags
    assert upload(editor, translation, download(editor, translation))[0].startswith("0 sentences were taken")
    assert StringTranslation.objects.get().translation_type == "machine"


def test_a_sentence_that_is_no_longer_fuzzy_has_been_read_by_a_person(editor, original):
    translation = translate(original, "en", {"Un encuentro": "A meeting", "Entrada.": "Lead."}, by_machine=True)
    file = download(editor, translation)
    entry(file, "Un encuentro").flags = []
    entry(file, "Entrada.").msgstr = "Better lead."
    said = upload(editor, translation, file)
    assert said[1:] == ["Marked as unfinished (fuzzy) in the file: “Entrada.”"]
    assert dict(StringTranslation.objects.values_list("data", "translation_type")) == {
        "A meeting": "manual",
        "Lead.": "machine",
    }


def test_sentences_that_are_gone_are_named_and_the_others_taken(editor, original):
    translation = translate(original, "en", {})
    file = download(editor, translation)
    for msgid, msgstr in {"Un encuentro": "A meeting", "Entrada.": "Lead.", "Uno.": "One."}.items():
        entry(file, msgid).msgstr = msgstr
    change(original, lead="Otra entrada.")
    said = upload(editor, translation, file)
    assert said == [
        "2 sentences were taken from the file. Readers see them once the page is published.",
        "No longer in the original: “Entrada.”",
    ]
    translation.save_target(publish=True)
    english = in_language(original, "en")
    assert (english.title, english.lead, english.is_outdated) == ("A meeting", "Otra entrada.", True)
    change(original, lead="Entrada.")
    translation.save_target(publish=True)
    assert in_language(original, "en").lead == "Lead."


def test_what_was_written_here_meanwhile_stands(editor, original):
    translation = translate(original, "en", {"Un encuentro": "A meeting", "Entrada.": "Lead."})
    file = download(editor, translation)
    entry(file, "Un encuentro").msgstr = "A gathering"
    entry(file, "Entrada.").msgstr = "Better lead."
    row = StringTranslation.objects.get(translation_of__data="Un encuentro")
    row.data = "A meeting of many"
    row.save()
    said = upload(editor, translation, file)
    assert said[1:] == ["Written here after the file was made, so left as it is: “Un encuentro”"]
    assert written() == {"Un encuentro": "A meeting of many", "Entrada.": "Better lead."}


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": '<b onclick="alert(1)">x</b>',
    "address": '<a href="javascript:alert(1)">x</a>',
    "other link": '<a id="a9">x</a>',
    "picture": "<img src=x onerror=alert(1)>",
    "comment": "x <!-- y -->",
    "hidden": "x\x1b[2J",
}


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_a_sentence_that_would_do_harm_is_refused_and_named_and_the_others_taken(editor, original, words):
    translation = translate(original, "en", {})
    file = download(editor, translation)
    entry(file, "Un encuentro").msgstr = "A meeting"
    entry(file, "Uno.").msgstr = words
    said = upload(editor, translation, file)
    assert said[0].startswith("1 sentence was taken")
    assert said[1].startswith("Not taken, because of what it holds: “Uno. (")
    assert written() == {"Un encuentro": "A meeting"}


def test_unknown_sentences_are_named_and_not_kept(editor, original):
    translation = translate(original, "en", {})
    file = download(editor, translation)
    for number in range(7):
        file.append(polib.POEntry(msgid=f"Ajena {number} <b>", msgstr="x", msgctxt="title"))
    said = upload(editor, translation, file)
    assert said[1].startswith("Unknown to this page: “Ajena 0 <b>” · ")
    assert said[1].endswith(" and 2 more")
    assert written() == {}


def raw(translation, **changes) -> bytes:
    head = {IDENTITY: translation.uuid, "Content-Type": "text/plain; charset=UTF-8", **changes}
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in head.items())
    return f'msgid ""\nmsgstr ""\n{lines}\nmsgctxt "title"\nmsgid "Un encuentro"\nmsgstr "Año"\n'.encode()


def test_a_file_in_another_encoding_is_read_if_it_names_it_and_refused_if_not(editor, original):
    translation = translate(original, "en", {})
    other = raw(translation, **{"Content-Type": "text/plain; charset=ISO-8859-1"})
    assert upload(editor, translation, other.decode().encode("latin-1"))[0].startswith("1 sentence")
    assert written() == {"Un encuentro": "Año"}
    StringTranslation.objects.all().delete()
    upload(editor, translation, other)  # UTF-8, though it says another
    assert written() == {"Un encuentro": "Año"}
    StringTranslation.objects.all().delete()
    wrong = "The letters of the file cannot be read: it is not in the encoding that it names. Save it as UTF-8."
    assert upload(editor, translation, raw(translation).decode().encode("latin-1")) == [wrong]
    unknown = raw(translation, **{"Content-Type": "text/plain; charset=klingon"}).decode().encode("latin-1")
    assert upload(editor, translation, unknown) == [wrong]
    assert written() == {}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'msgid "x"\n' * 500_000, "The file is larger than 1 MB: it is not one that was downloaded here."),
        (b"/etc/passwd", "This is not a PO file."),
        (b'msgid "a"\x00', "This is not a PO file."),
        (b"\x89PNG\r\n\x1a\n", "The letters of the file cannot be read"),
        (b'msgid "open\nmsgstr', "The file cannot be read as a PO file."),
        (b'msgid "a"\nmsgstr "b"\n', "The file belongs to another page or another language."),
    ],
)
def test_what_is_no_file_of_this_page_is_refused_in_words(editor, original, content, said):
    translation = translate(original, "en", {})
    (message,) = upload(editor, translation, content)
    assert message.startswith(said)
    assert written() == {}


def test_a_file_of_another_language_or_no_file_is_refused(editor, original):
    english, french = translate(original, "en", {}), translate(original, "fr", {})
    (message,) = upload(editor, french, download(editor, english))
    assert message == "The file belongs to another page or another language."
    answer = editor.post(reverse("wagtail_localize:upload_pofile", args=[english.pk]), {})
    assert [str(each).strip() for each in get_messages(answer.wsgi_request)][-1] == "Choose a file first."


def test_a_file_without_the_hour_of_its_making_is_read(editor, original):
    translation = translate(original, "en", {"Un encuentro": "A meeting"})
    assert upload(editor, translation, raw(translation, **{MADE_AT: "soon"}))[0].startswith("1 sentence")
    assert written() == {"Un encuentro": "Año"}


def test_who_may_not_edit_the_page_gets_no_file(client, original):
    translation = translate(original, "en", {})
    stranger = somebody(client, REVIEWERS)
    assert stranger.get(reverse("wagtail_localize:download_pofile", args=[translation.pk])).status_code == 302
    answer = stranger.post(
        reverse("wagtail_localize:upload_pofile", args=[translation.pk]),
        {"file": SimpleUploadedFile("words.po", raw(translation))},
    )
    assert (answer.status_code, written()) == (302, {})
