"""One notice, told where its reader looks: a row on the site and a mail, in the reader's language, after the commit.

notify("join_request_accepted", to=[person], context={"country": "CL"}, path="/es/my/")
"""

from collections.abc import Iterable

from alliance.core import mail
from alliance.core.models import Notice, User


def notify(
    kind: str, *, to: Iterable[User], context: dict | None = None, path: str = "", reply_to: str = ""
) -> list[Notice]:
    """Each person has the notice once, and a mail waits for each in the outbox. ``path`` has no language: it is put before it.

    People who are not active are told nothing. ``context`` holds JSON values, read by ``templates/emails/<kind>.*``.
    """
    people = list({person.pk: person for person in to if person.is_active}.values())
    notices = Notice.objects.bulk_create(
        Notice(person=person, kind=kind, context=context or {}, path=path) for person in people
    )
    for person in people:
        mail.send_later(
            kind,
            to=person.email,
            language=person.language,
            context={**(context or {}), "name": person.get_full_name()},
            reply_to=reply_to,
            path=f"/{person.language}{path}" if path else "",
        )
    return notices
