"""Ask the search from a terminal, as a reader or as anybody."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from alliance.core.models import User
from search.answers import as_json
from search.engines.choose import engine
from search.kinds import all_kinds
from search.services import finding


class Command(BaseCommand):
    help = "Find what fits the words, as a visitor sees it or, with --as, as somebody who is signed in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text")
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE[:2])
        parser.add_argument(
            "--type", action="append", default=[], dest="kinds", help="A kind of find; several times for several."
        )
        parser.add_argument("--as", dest="email", help="The e-mail address of the account that asks.")
        parser.add_argument("--engine", help="The engine that is asked, in place of SEARCH_ENGINE.")
        parser.add_argument("--limit", type=int, default=10)
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, text: str, language: str, kinds: list[str], email: str | None, limit: int, **options) -> None:
        """Print what is found: one JSON object, or a line for each find."""
        known = [kind.name for kind in all_kinds()]
        for kind in kinds:
            if kind not in known:
                raise CommandError(f"{kind} is no kind of find. Known are {', '.join(known)}.")
        if limit < 1:
            raise CommandError("--limit must be at least 1.")
        with translation.override(language), _asking(options["engine"]):
            filters = {"type": tuple(kinds)} if kinds else {}
            results = finding.search(text, user=self._user(email), language=language, filters=filters, size=limit)
        answer = as_json(results)
        if options["as_json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        for hit in answer["hits"]:
            self.stdout.write(
                f"{hit['score']:>8.2f}  {hit['type']:<10} {hit['language']}  {hit['title']}  ({hit['slug']})"
            )
        self.stdout.write(
            f"{answer['total']} in all" + (", reduced: the engine does not answer" if answer["reduced"] else "")
        )
        if answer["suggestion"]:
            self.stdout.write(f"Did you mean: {answer['suggestion']}")

    def _user(self, email: str | None):
        if email is None:
            return AnonymousUser()
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody here has the address {email}.")
        return user


@contextmanager
def _asking(name: str | None) -> Iterator[None]:
    """Inside, the engine of this name answers. Raises CommandError where there is none."""
    before = settings.SEARCH_ENGINE
    settings.SEARCH_ENGINE = name or before
    try:
        engine()
        yield
    except ImproperlyConfigured as problem:
        raise CommandError(str(problem)) from None
    finally:
        settings.SEARCH_ENGINE = before
