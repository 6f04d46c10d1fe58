"""What is checked before a page is published: refused on the field concerned, or only advised; a draft may be incomplete."""

import json

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.translation import override

from alliance.core.checks_before_publishing import advice, empty_names, faults_of, is_empty_name, long_sentences
from alliance.site.pages import NewsPage
from alliance.site.roles import NEWSROOM, NEWSROOM_REVIEWERS, ensure_groups
from tests.admin import shown, signed_in
from tests.factories.pages import news
from tests.factories.pictures import PictureFactory

LONG = "Cada " + "palabra " * 35 + "cuenta."
SHORT = "Cada " + "palabra " * 33 + "cuenta."


class TestWords:
    @pytest.mark.parametrize(
        "words",
        [
            "here",
            "Click here",
            "AQUÍ",
            "haga clic aquí",
            "Leer más…",
            "→ leer más",
            "clique aqui",
            "Saiba mais",
            "ici",
            "<b>ici</b>",
            "En savoir plus »",
            "Plus d’informations",
            "https://example.org/a?b=1",
            "www.example.org",
        ],
    )
    def test_names_that_say_nothing(self, words):
        assert is_empty_name(words)

    @pytest.mark.parametrize(
        "words",
        [
            "the guide for schools",
            "Plan Ceibal",
            "Aquí y ahora: el informe",
            "more schools",
            "Merci",
            "",
            "plus de 40 écoles",
        ],
    )
    def test_names_that_say_something(self, words):
        assert not is_empty_name(words)

    def test_links_are_found_in_formatted_text(self):
        html = '<p><a href="/a">El informe</a>, <a linktype="page" id="3">aquí</a> y <b><a href="/c">leer <i>más</i></a></b></p>'
        assert empty_names(html) == ["aquí", "leer más"]

    def test_sentences_of_more_than_35_words_are_long(self):
        assert long_sentences(f"<p>{SHORT}</p>") == []
        assert long_sentences(f"<p>Antes. {LONG} Después.</p>") == [LONG]
        assert long_sentences(f"<ul><li>{SHORT[:-1]}</li><li>{SHORT}</li></ul>") == []
        assert long_sentences(f"{SHORT} ¿{SHORT}? «{SHORT}»") == []

    def test_marks_are_shown_as_they_are_read(self):
        assert long_sentences(f"<p>{LONG[:-1]} &amp; más.</p>") == [LONG[:-1] + " & más."]

    def test_advice_names_how_many_and_the_first(self):
        with override("en"):
            assert advice([LONG]).startswith("Advice: 1 sentence has more than 35 words.")
            assert advice([LONG, LONG]).startswith("Advice: 2 sentences have more than 35 words.")
            assert "“Cada palabra" in advice([LONG])

    @pytest.mark.django_db  # an unsaved page looks for its original
    def test_headings_have_something_under_them(self):
        def faults(*kinds):
            blocks = [{"type": kind, "value": "<p>x</p>" if kind == "text" else "x"} for kind in kinds]
            return sorted(faults_of(NewsPage(body=json.dumps(blocks)).body))

        assert faults("text", "heading", "text") == []
        assert faults("heading") == [0]
        assert faults("heading", "heading", "text") == [0]
        assert faults("text", "heading", "text", "heading") == [3]


def stream(prefix, *blocks):
    """What the editor sends of a stream: its blocks as (type, value)."""
    data = {f"{prefix}-count": str(len(blocks))}
    for at, (kind, value) in enumerate(blocks):
        data |= {f"{prefix}-{at}-deleted": "", f"{prefix}-{at}-order": str(at), f"{prefix}-{at}-type": kind}
        data |= {f"{prefix}-{at}-id": ""}
        values = value if isinstance(value, dict) else {"": value}
        data |= {f"{prefix}-{at}-value{name and '-' + name}": text for name, text in values.items()}
    return data


def words(text, link=""):
    """What the rich text editor sends: a paragraph, with a link on its last words."""
    entity = [{"offset": len(text) - len(link), "length": len(link), "key": 0}] if link else []
    block = {
        "key": "aaaaa",
        "text": text,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": entity,
    }
    entities = {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "https://example.org/"}}} if link else {}
    return json.dumps({"blocks": [block], "entityMap": entities})


@pytest.mark.django_db
class TestForm:
    @pytest.fixture
    def reviewer(self, client):
        ensure_groups()
        groups = Group.objects.filter(name__in=[NEWSROOM, NEWSROOM_REVIEWERS])
        return signed_in(client, groups=groups)

    def send(self, client, page, *blocks, then="publish", **fields):
        """Send the editor's form of a page with these blocks as its text."""
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        data = shown(client.get(url)) | stream("body", *blocks) | stream("sources") | fields
        return client.post(url, data if then == "draft" else data | {f"action-{then}": "1"})

    def errors(self, answer):
        with override("en"):
            form = answer.context["form"]
            return {name: [str(each) for each in errors] for name, errors in form.errors.items()}

    @pytest.mark.parametrize("then", ["publish", "submit"])
    def test_a_picture_without_words_is_refused_with_words_and_nothing_is_lost(self, reviewer, then):
        page, shot = news(title="Antes"), PictureFactory()
        answer = self.send(reviewer, page, ("text", words("Escrito.")), then=then, title="Después", cover=shot.pk)
        assert answer.status_code == 200
        assert self.errors(answer) == {"cover_alt": ["Say what the picture shows, for people who do not see it."]}
        html = answer.content.decode()
        assert 'value="Después"' in html
        assert "Escrito." in html
        assert NewsPage.objects.get(pk=page.pk).title == "Antes"

    def test_a_picture_in_the_text_too(self, reviewer):
        page = news()
        block = {"picture": PictureFactory().pk, "alt": "", "caption": ""}
        answer = self.send(reviewer, page, ("picture", block))
        assert answer.status_code == 200
        assert "Say what the picture shows, for people who do not see it." in answer.content.decode()
        assert self.send(reviewer, page, ("picture", block | {"alt": "Dos niñas"})).status_code == 302

    def test_a_draft_may_be_incomplete(self, reviewer):
        page = news(title="Antes")
        blocks = [
            ("heading", "Título"),
            ("text", words("Vea aquí", "aquí")),
            ("picture", {"picture": "", "alt": "", "caption": ""}),
        ]
        answer = self.send(reviewer, page, *blocks, then="draft", title="Después", lead="", cover=PictureFactory().pk)
        assert answer.status_code == 302
        draft = NewsPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        assert (draft.title, draft.lead, len(draft.body)) == ("Después", "", 3)

    def test_a_missing_lead_is_asked_for(self, reviewer):
        answer = self.send(reviewer, news(), lead=" ")
        assert list(self.errors(answer)) == ["lead"]

    def test_a_link_that_says_nothing_is_refused_beside_its_text(self, reviewer):
        page = news()
        answer = self.send(reviewer, page, ("text", words("Antes.")), ("text", words("Vea aquí", "aquí")))
        error = answer.context["form"].errors.as_data()["body"][0]
        assert list(error.block_errors) == [1]
        assert "“aquí” tells nothing" in error.block_errors[1].messages[0]
        assert self.send(reviewer, page, ("text", words("Vea la guía", "la guía"))).status_code == 302

    def test_long_sentences_are_only_advised_under_the_field(self, reviewer):
        page = news(title="Antes", lead=LONG)
        assert self.send(reviewer, page, ("text", words(LONG)), lead=LONG, title="Después").status_code == 302
        assert NewsPage.objects.get(pk=page.pk).title == "Después"
        form = reviewer.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
        with override("en"):
            for name in ("lead", "body"):
                assert "1 sentence has more than 35 words" in form.fields[name].help_text
        assert "Advice" not in form.fields["title"].help_text

    @pytest.mark.parametrize(
        ("language", "message"),
        [
            ("es", "Diga qué muestra la imagen, para quien no la ve."),
            ("pt-br", "Diga o que a imagem mostra, para quem não a vê."),
            ("fr", "Dites ce que montre l’image, pour les personnes qui ne la voient pas."),
        ],
    )
    def test_messages_are_in_the_editors_language(self, client, language, message):
        ensure_groups()
        editor = signed_in(client, groups=Group.objects.filter(name=NEWSROOM), language=language)
        answer = self.send(editor, news(), then="submit", cover=PictureFactory().pk)
        assert message in answer.content.decode()
