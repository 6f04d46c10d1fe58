"""Every weight of the ranking, in one place. Both engines read them; `make bench BENCH=relevance` shows what a change does.

The order of ideas: the words that were typed first, where they stand second, everything else only breaks ties.
"""

# Where a word stands. A title says what a record is about; a body mentions many things by the way.
TITLE = 5.0
NAMES = 4.0
LEAD = 2.0
BODY = 1.0

# In which language. Words of the reader's own language say most; those of another still find what was never translated.
READERS_LANGUAGE = 1.0
OTHER_LANGUAGE = 0.5

# How a word is met. A stemmed match is the norm; the form as typed adds a little; a misspelt one must not beat either.
STEMMED = 1.0
AS_TYPED = 0.3
MISSPELT = 0.35
# Another form of it that stemmers keep apart, or its cousin in a neighbouring language (`search.word_forms`).
RELATED = 0.5
BEGINNING = 0.8

# Among the ways in which one word is met, the best counts whole and the others a little (dis_max).
TIE_BREAKER = 0.3

# For each word that is met at all, in whatever way: a constant. Who types a rare word and a common one means both, and a title
# that is full of the common one must not outdo a text that has the two.
MET = 3.0

# Other words for the same thing, from the glossary: at full weight they push what was asked for down. An acronym is the
# thing's name; the usual word of another language is nearer than a synonym; a related idea is another thing.
ACRONYM = 0.7
TRANSLATION = 0.6
SYNONYM = 0.3
RELATED_IDEA = 0.15

# A document that carries the code of what was named meets the word, whatever its language ("escuelas primarias", primary):
# a constant, about what a middling word in a lead gives.
CODE = 5.0

# What was recognised in the words as a kind of find ("cursos de robótica") raises that kind: a constant.
LEANING = 20.0

# All words met in one field, near each other.
PHRASE_IN_TITLE = 3.0
PHRASE_IN_LEAD = 1.0


def needed_of(clauses: int) -> int:
    """Return how many of so many words a document must meet: all of two, three of four, and about two thirds of more."""
    return clauses if clauses <= 2 else -(-clauses * 2 // 3)
