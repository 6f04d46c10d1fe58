"""Elasticsearch as the engine: one node or a cluster, through `elasticsearch.dsl`."""

from search.engines.elastic.engine import ElasticEngine

__all__ = ["ElasticEngine"]
