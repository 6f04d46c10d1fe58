"""`python -m tests.search.relevance`: scores of the engine that the settings name over the database's content, as JSON."""

import json
import os
import sys
from dataclasses import replace
from statistics import mean

import django


def main() -> None:
    """Print the means of nDCG@10 and recall@10, of the search and of the words alone that were typed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")
    django.setup()

    from django.contrib.auth.models import AnonymousUser

    from search.engines.choose import engine
    from search.kinds import all_kinds
    from search.services.finding import ask, question_for
    from search.services.indexing import drain
    from search.services.rebuilding import rebuild
    from search.understanding import understand
    from tests.search.relevance import DEPTH, graded_questions, ndcg, recall

    rebuild()
    # What was loaded is noted as changed, and until it is written once more nothing of it is found.
    while drain():
        pass
    names = {
        document.key: f"{kind.name}/{document.slug}"
        for kind in all_kinds()
        for document in kind.documents(list(kind.numbers()))
    }
    scores: dict[str, list[float]] = {"ndcg": [], "recall": [], "plain ndcg": [], "plain recall": []}
    for graded in graded_questions():
        understood = understand(graded.text)
        question = question_for(understood, user=AnonymousUser(), language=graded.language, size=DEPTH)
        bare = tuple(replace(clause, helpers=(), codes=()) for clause in question.clauses)
        plain = engine().ask(replace(question, clauses=bare, leanings={}))
        for label, answer in (("", ask(question).answer), ("plain ", plain)):
            answers = [names[hit.key] for hit in answer.hits]
            scores[f"{label}ndcg"].append(ndcg(answers, graded.grades))
            scores[f"{label}recall"].append(recall(answers, graded.grades))
    sys.stdout.write(json.dumps({name: mean(each) for name, each in scores.items()}) + "\n")


if __name__ == "__main__":
    main()
