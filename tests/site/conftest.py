"""Small content files, and what they refer to."""

import json

import pytest

from tests.content import real_content  # noqa: F401 - pytest finds the fixture in this namespace
from tests.factories.core import CountryFactory
from tests.factories.evidence import term


@pytest.fixture
def references(db):
    """The country and the terms that small content files name."""
    CountryFactory(code="CL")
    for code in (
        "level:primary",
        "technology:radio_tv",
        "technology:tablet",
        "context:rural",
        "organisation_type:educational_institution",
        "evidence_kind:monitoring_data",
        "programme_stage:renewal",
        "programme_status:active",
    ):
        term(code)


@pytest.fixture
def folder(tmp_path, references):
    """Writes content files and returns their folder: rows under ``name``, other files by their path."""

    def write(rows=None, name="practices.json", **files):
        if rows is not None:
            files[name] = rows
        for path, content in files.items():
            target = tmp_path / path
            target.parent.mkdir(exist_ok=True)
            if isinstance(content, bytes):
                target.write_bytes(content)
            else:
                text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
                target.write_text(text, encoding="utf-8")
        return tmp_path

    return write
