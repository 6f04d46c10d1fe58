"""How a document lies in Elasticsearch: its fields, and how the words of each language are taken apart."""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache

from elasticsearch import dsl
from elasticsearch.dsl import analyzer, token_filter

from alliance.core.reference import fold
from search import readers, types, word_forms
from search.engines.analysis import cleaned

PARTS = ("title", "lead", "body")

# The tokenizer would keep what these join as one word, which nobody types. Here that costs much less than in the server.
_JOINTS = str.maketrans(dict.fromkeys("'’._·", " "))
# The light stemmer knows the plural of "ação" by its tilde, which is often left out.
TILDES = token_filter("tildes", "pattern_replace", pattern="(ç|c)oes$", replacement="ções")
# Which leaves words of four letters as they are, and would part "aulas" from "aula".
SHORT_PLURALS = token_filter("short_plurals", "pattern_replace", pattern=r"^(\p{L}{2,3}[ao])s$", replacement="$1")


def _words_of(language: str, stemmer: str, *before):
    """Return the analyser of a language. Stop words and stemmers read accents, so these are folded last."""
    return analyzer(
        f"words_{language}",
        tokenizer="standard",
        filter=[
            "lowercase",
            token_filter(f"stop_{language}", "stop", stopwords=f"_{stemmer}_"),
            *before,
            token_filter(f"stemmer_{language}", "stemmer", language=f"light_{stemmer}"),
            "asciifolding",
        ],
    )


ANALYSERS = {
    "es": _words_of("es", "spanish", SHORT_PLURALS),
    "pt": _words_of("pt", "portuguese", TILDES),
    "en": _words_of("en", "english"),
    "fr": _words_of("fr", "french"),
}
LANGUAGES = tuple(ANALYSERS)
TYPED = analyzer("typed", tokenizer="standard", filter=["lowercase", "asciifolding"])


def _words(language: str) -> dsl.Object:
    typed = {"title": "typed_title", "lead": "typed_text", "body": "typed_text"}
    parts = {part: dsl.Text(analyzer=ANALYSERS[language], copy_to=typed[part]) for part in PARTS}
    return dsl.Object(properties=parts)


class Indexed(dsl.Document):
    """A `search.types.Document` as it is stored."""

    key = dsl.Keyword()
    digest = dsl.Keyword()
    readers = dsl.Keyword()
    dated = dsl.Date(format="strict_date")
    quality = dsl.Float()
    codes = dsl.Object(dynamic=True)
    """Facet -> codes, with the kind as "type"."""
    es = _words("es")
    pt = _words("pt")
    en = _words("en")
    fr = _words("fr")
    names = dsl.Text(analyzer=TYPED, index_prefixes={"min_chars": 1, "max_chars": 5})
    typed_title = dsl.Text(analyzer=TYPED, index_prefixes={"min_chars": 1, "max_chars": 5})
    """The titles of all languages, as typed but folded: for misspelt words and beginnings."""
    typed_text = dsl.Text(analyzer=TYPED)
    """The same of leads and bodies."""
    root_title = dsl.Text(analyzer="whitespace", index_options="freqs")
    """What the words of all titles share with their other forms and their cousins in the other languages (`search.word_forms`)."""
    root_text = dsl.Text(analyzer="whitespace", index_options="freqs")
    """The same of leads and bodies."""
    public_words = dsl.Text(analyzer="whitespace", norms=False, index_options="docs")
    """All words of what everybody may see, and nothing of what they may not: better spellings are taken from here."""

    class Meta:
        dynamic = dsl.MetaField(False)
        source = dsl.MetaField(excludes=["public_words", "root_title", "root_text"])
        dynamic_templates = dsl.MetaField([{"codes": {"path_match": "codes.*", "mapping": {"type": "keyword"}}}])


def definition() -> dict:
    """Return the mapping and the analysis of an index, as Elasticsearch wants them."""
    index = dsl.Index("any")
    index.document(Indexed)
    made = index.to_dict()
    return {"mappings": made["mappings"], "analysis": made["settings"]["analysis"]}


# To be raised when `stored` or `search.word_forms` make something else of the same document.
PREPARATION = 1
VERSION = hashlib.blake2b(json.dumps([PREPARATION, definition()], sort_keys=True).encode(), digest_size=4).hexdigest()
"""Differs whenever mapping, analysis or preparation do, so that an index of another version is known and made anew."""


def sendable(text: str) -> str:
    """Return text that can be sent: half of a surrogate pair has no place in UTF-8."""
    return text.encode("utf-8", "replace").decode()


_root = lru_cache(maxsize=100_000)(word_forms.root)
_fold = lru_cache(maxsize=100_000)(fold)


def prepared(text: str) -> str:
    """Return a text as the analysers want it, whether it is indexed or asked for."""
    return cleaned(text).translate(_JOINTS)


def roots(text: str) -> str:
    """Return the roots of the words of a text, with spaces between them."""
    return " ".join(map(_root, word_forms.words_of(text)))


def stored(document: types.Document) -> dict:
    """Return a document as it is sent to be indexed."""
    words = {
        language: {part: prepared(getattr(said, part)) for part in PARTS if getattr(said, part)}
        for language, said in document.words.items()
        if language in ANALYSERS
    }
    names = prepared(document.names)
    texts = [text for parts in words.values() for part, text in parts.items() if part != "title"]
    titles = [parts["title"] for parts in words.values() if "title" in parts]
    return {
        "key": document.key,
        "digest": document.digest,
        "readers": [sendable(reader) for reader in document.readers],
        "dated": document.dated.isoformat() if document.dated else None,
        "quality": document.quality,
        "codes": _codes(document),
        "names": names,
        "root_title": [roots(title) for title in titles],
        "root_text": [roots(text) for text in texts],
        "public_words": _public_words(names, *titles, *texts) if readers.PUBLIC in document.readers else "",
        **words,
    }


def _public_words(*texts: str) -> str:
    return " ".join({_fold(word) for text in texts for word in word_forms.words_of(text)})


def _codes(document: types.Document) -> Mapping[str, list[str]]:
    codes = {facet: [sendable(code) for code in codes] for facet, codes in document.codes.items()}
    return {**codes, "type": [document.kind]}
