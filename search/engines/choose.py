"""Which engine answers: the one that the setting names."""

from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from search.engines.base import Engine
from search.engines.breaker import Breaker

# Loaded when they are asked for: a process that uses one needs none of the other's library.
_CLASSES = {"tantivy": "search.engines.tantivy.TantivyEngine", "elasticsearch": "search.engines.elastic.ElasticEngine"}

# Those that another server answers: it may be slow or gone, and nobody shall wait for it twice.
_ELSEWHERE = {"elasticsearch"}


def engine(name: str | None = None) -> Engine:
    """Return the engine of that name, by default that of the setting `SEARCH_ENGINE`; the same one each time.

    A name with dots is the path of a class of one's own. Raises ImproperlyConfigured.
    """
    return _made(name or settings.SEARCH_ENGINE, str(settings.SEARCH_DIR))


@cache
def _made(name: str, _folder: str) -> Engine:
    path = _CLASSES.get(name, name)
    if "." not in path:
        raise ImproperlyConfigured(f"SEARCH_ENGINE={name}: choose one of {', '.join(_CLASSES)}.")
    try:
        made = import_string(path).from_settings()
    except ImportError as error:
        raise ImproperlyConfigured(f"SEARCH_ENGINE={name}: {error}") from error
    return Breaker(made) if name in _ELSEWHERE else made
