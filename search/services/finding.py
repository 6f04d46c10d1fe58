"""Finding: one question in, one page of finds out."""

from collections.abc import Mapping, Sequence

from search.results import Results


def search(
    text: str,
    *,
    user,
    language: str,
    filters: Mapping[str, Sequence[str]] | None = None,
    sort: str = "relevance",
    page: int = 1,
    size: int = 20,
) -> Results:
    """Return what ``user`` may see of what fits ``text``, whatever the text is.

    ``filters``: facet -> codes, as {"type": ["practice"], "country": ["CL"]}; unknown facets and codes find nothing.
    ``sort``: "relevance", "newest" or "oldest". Pages count from 1.
    """
    raise NotImplementedError
