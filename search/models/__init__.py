"""What the search keeps in the database."""

from .asked import LONGEST_WORDS, AskedWords, Click
from .curation import Pick, Synonym, as_asked
from .glossary import Category, Concept, ConceptQuerySet, GlossaryTerm, GlossaryTermQuerySet

__all__ = [
    "LONGEST_WORDS",
    "AskedWords",
    "Category",
    "Click",
    "Concept",
    "ConceptQuerySet",
    "GlossaryTerm",
    "GlossaryTermQuerySet",
    "Pick",
    "Synonym",
    "as_asked",
]
