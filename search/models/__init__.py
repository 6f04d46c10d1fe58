"""What the search keeps in the database."""

from .asked import LONGEST_WORDS, AskedWords, Click
from .curation import Pick, Synonym, as_asked
from .glossary import Category, Concept, ConceptQuerySet, GlossaryTerm, GlossaryTermQuerySet
from .index import REBUILD_SILENCE, IndexState, WaitingChange, WaitingChangeQuerySet

__all__ = [
    "LONGEST_WORDS",
    "REBUILD_SILENCE",
    "AskedWords",
    "Category",
    "Click",
    "Concept",
    "ConceptQuerySet",
    "GlossaryTerm",
    "GlossaryTermQuerySet",
    "IndexState",
    "Pick",
    "Synonym",
    "WaitingChange",
    "WaitingChangeQuerySet",
    "as_asked",
]
