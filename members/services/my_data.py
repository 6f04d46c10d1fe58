"""A person's own data: all of it in one file, and its end."""

import io
import json
import zipfile

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from alliance.core import audit
from alliance.core.models import FORMER_DOMAIN, User
from alliance.core.personal_data import parts


def as_zip(person: User) -> bytes:
    """Return a ZIP with one JSON file a kind of data, and the person's files. Written into the log."""
    audit.record("my_data.exported", actor=person, subject=person)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts():
            words = json.dumps(part.export(person), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            archive.writestr(f"{part.name}.json", words)
            for name, file in part.files(person):
                with file.open("rb") as opened:
                    archive.writestr(f"files/{part.name}/{name}", opened.read())
    return content.getvalue()


@transaction.atomic
def forget(person: User) -> None:
    """The person is a former member without name, address or profile; what they contributed stays and counts.

    Raises `CannotForgetError` where something must be passed on first; then nothing has changed. A repeat changes nothing.
    """
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if not person.is_active:
        return
    for part in parts():
        if part.forget:
            part.forget(person)
    person.first_name = person.last_name = ""
    person.email = f"{person.pk}@{FORMER_DOMAIN}"
    person.country = person.institution = None
    person.is_active = person.is_staff = person.is_superuser = False
    person.joined_at = None
    person.set_unusable_password()
    person.groups.clear()
    person.user_permissions.clear()
    person.save()
    audit.record("my_data.forgotten", actor=person, subject=person)
