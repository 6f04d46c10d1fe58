"""What the search keeps in the database."""

from .glossary import Category, Concept, GlossaryTerm, GlossaryTermQuerySet

__all__ = ["Category", "Concept", "GlossaryTerm", "GlossaryTermQuerySet"]
