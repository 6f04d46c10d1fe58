"""How a document lies in the index: its fields, and how the words of each language are taken apart."""

import hashlib
import json
from collections.abc import Iterator

import tantivy

from search import types
from search.engines.analysis import LANGUAGES, cleaned
from search.stop_words import BY_LANGUAGE

STEMMERS = {"es": "spanish", "en": "english", "pt": "portuguese", "fr": "french"}
PARTS = ("title", "lead", "body")
NAMES, PLAIN_TITLE, PLAIN_TEXT = "names", "plain_title", "plain_text"
# Unstemmed and folded: for the form as typed, for misspelt words, for beginnings and for phrases.
PLAIN = (PLAIN_TITLE, NAMES, PLAIN_TEXT)
# Bytes of one word; longer ones are no words.
LONGEST_WORD = 64
# Characters of a document's words that are kept for finding similar ones.
MOST_TOLD = 800
# A score is multiplied with this times the document's quality, which may so be as low as a quarter.
SCALE = 4.0
# To be raised when what is put into the fields changes, though neither fields nor words do.
CONTENT = 1


def _analyser(stemmer: str = "", stop_words: tuple[str, ...] = ()) -> tantivy.TextAnalyzer:
    """Return an analyser. Stop words and stemmers read accents, so these are folded last."""
    filters = [tantivy.Filter.remove_long(LONGEST_WORD), tantivy.Filter.lowercase()]
    if stemmer:
        filters += [tantivy.Filter.custom_stopword(list(stop_words)), tantivy.Filter.stemmer(stemmer)]
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for each in (*filters, tantivy.Filter.ascii_fold()):
        builder = builder.filter(each)
    return builder.build()


STOP_WORDS = {language: tuple(sorted(BY_LANGUAGE[language])) for language in LANGUAGES}
ANALYSERS = {language: _analyser(STEMMERS[language], STOP_WORDS[language]) for language in LANGUAGES}
TYPED = _analyser()

_TEXT_FIELDS = {
    **{f"{part}_{language}": f"words_{language}" for language in LANGUAGES for part in PARTS},
    **dict.fromkeys(PLAIN, "typed"),
}
VERSION = hashlib.blake2b(
    json.dumps([CONTENT, tantivy.__version__, _TEXT_FIELDS, STEMMERS, STOP_WORDS, LONGEST_WORD, MOST_TOLD]).encode(),
    digest_size=4,
).hexdigest()
"""Differs whenever fields or analysis do, so that an index of another version is known and made anew."""


def schema() -> tantivy.Schema:
    """Return the fields. Of the words nothing is kept but the beginning, for finding similar documents."""
    builder = tantivy.SchemaBuilder()
    for field, analyser in _TEXT_FIELDS.items():
        builder.add_text_field(field, tokenizer_name=analyser, index_option="position")
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("digest", stored=True)
    builder.add_bytes_field("told", stored=True)
    builder.add_text_field("codes", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("readers", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("dated", fast=True)
    builder.add_float_field("worth", fast=True)
    return builder.build()


def opened(path: str) -> tantivy.Index:
    """Return the index in a directory, ready to read and write; it is made if there is none yet."""
    index = tantivy.Index(schema(), path)
    for language, analyser in ANALYSERS.items():
        index.register_tokenizer(f"words_{language}", analyser)
    index.register_tokenizer("typed", TYPED)
    index.config_reader("manual")
    return index


def token(facet: str, code: str) -> str:
    """Return a code as it stands in the index. Facets have no colon in their names; codes may."""
    return cleaned(f"{facet}:{code}")


def stored(document: types.Document) -> tantivy.Document:
    """Return a document as it is put into the index."""
    made = tantivy.Document()
    made.add_text("key", cleaned(document.key))
    made.add_bytes("digest", document.digest.encode())
    words = {
        code: types.Words(*(cleaned(getattr(said, part)) for part in PARTS)) for code, said in document.words.items()
    }
    for language, said in words.items():
        for part in PARTS:
            text = getattr(said, part)
            if not text:
                continue
            if language in LANGUAGES:
                made.add_text(f"{part}_{language}", text)
            made.add_text(PLAIN_TITLE if part == "title" else PLAIN_TEXT, text)
    if document.names:
        made.add_text(NAMES, cleaned(document.names))
    codes = list(_codes(document))
    for code in codes:
        made.add_text("codes", code)
    for reader in document.readers:
        made.add_text("readers", cleaned(reader))
    if document.dated:
        made.add_unsigned("dated", document.dated.toordinal())
    # The library multiplies a score with log2(2 + value), where nothing counts as less than 0.
    made.add_float("worth", 2.0 ** (max(document.quality, 1 / SCALE) * SCALE) - 2)
    said = {code: f"{each.title}\n{each.lead}\n{each.body[:MOST_TOLD]}"[:MOST_TOLD] for code, each in words.items()}
    made.add_bytes("told", json.dumps({"words": said, "codes": codes}, ensure_ascii=False).encode())
    return made


def _codes(document: types.Document) -> Iterator[str]:
    yield token("type", document.kind)
    for facet, codes in document.codes.items():
        yield from dict.fromkeys(token(facet, code) for code in codes)
