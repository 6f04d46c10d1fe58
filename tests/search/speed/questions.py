"""What is asked, of the search and of what it is measured beside."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """One question, by the name under which it is measured."""

    name: str
    text: str
    filters: dict[str, list[str]] = field(default_factory=dict)
    # How many letters may be wrong, for an engine that does not find out by itself.
    edits: int = 0

    @property
    def words(self) -> list[str]:
        """The words, one by one; those in quotes together."""
        return [self.text] if self.text.startswith('"') else self.text.split()


QUESTIONS = (
    Asked("one word", "robótica"),
    Asked("three words", "docentes escuelas rurales"),
    Asked("words of another language", "community radio"),
    Asked("in quotes", '"escuelas rurales"'),
    Asked("a misspelt word", "robotca", edits=1),
    Asked("two filters", "docentes", {"country": ["MX"], "level": ["primary"]}),
)
# What stands in the box while somebody types.
TYPED = ("ro", "rob", "robo", "do", "docen", "docentes ru", "escu", "escuelas r", "pro", "radio c", "méx", "tab")
SIZE = 20
