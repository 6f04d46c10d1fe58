"""The embedded engine: an index in a directory, read by every process of this machine."""

from search.engines.tantivy.engine import TantivyEngine

__all__ = ["TantivyEngine"]
