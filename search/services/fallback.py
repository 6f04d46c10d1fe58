"""What is found when no engine answers: titles and leads that have all the words, from the database, kind by kind."""

from collections.abc import Mapping

from alliance.core.reference import fold
from search.kinds import all_kinds, kind_of
from search.results import Results, Value
from search.services.showing import finds_of, sought_of
from search.types import Hit
from search.understanding import Understood
from search.word_forms import words_of

# So many that counts can be believed: what is counted are numbers of rows, and of them a page is shown.
MOST_OF_A_KIND = 10_000


def search(
    text: str,
    understood: Understood,
    *,
    user,
    language: str,
    filters: Mapping[str, tuple[str, ...]],
    page: int,
    size: int,
) -> Results:
    """Return a reduced answer: at most `MOST_OF_A_KIND` of a kind, in the order of the kinds, without facets.

    Of the filters only the kind is known to the database in this way; with another one chosen the answer is empty rather
    than wrong.
    """
    words = [fold(word) for text in understood.words for word in words_of(text)]
    wanted = filters.get("type", ())
    kinds = [kind for kind in all_kinds() if (kind.name in wanted if wanted else not kind.is_aside)]
    hits: list[Hit] = []
    counts: dict[str, int] = {}
    if words and not set(filters) - {"type"}:
        for kind in kinds:
            numbers = kind.in_database(words, user, language, MOST_OF_A_KIND)
            counts[kind.name] = len(numbers)
            hits += [Hit(f"{kind.name}:{number}", 0.0) for number in numbers]
    start = (page - 1) * size
    return Results(
        text=text,
        finds=tuple(finds_of(hits[start : start + size], user=user, language=language, sought=sought_of(understood))),
        total=len(hits),
        sections=tuple(
            Value(name, str(kind_of(name).plural), count, name in wanted) for name, count in counts.items() if count
        ),
        facets=(),
        recognised=(),
        suggestion=None,
        is_reduced=True,
    )
