"""The files of the demonstration are read and recognised as what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from repo_service import formats
from repo_service.demo.consortium import Consortium, DemoFile
from repo_service.domain.recognition.guessing import BodyName, Guesses, InstitutionName, recognise


@pytest.fixture(scope="session")
def recognised(
    story: Consortium, files: list[DemoFile], tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[DemoFile, Guesses]]:
    """Every minutes of the demonstration with what is recognised in its file."""
    bodies = [BodyName(body.name, body.name, body.short_name) for body in story.bodies]
    institutions = [InstitutionName(each.name, each.name, each.acronym) for each in story.institutions]
    folder = tmp_path_factory.mktemp("files")
    result = []
    for file in (file for file in files if file.kind == "minutes"):
        path: Path = folder / file.file_name
        path.write_bytes(file.content)
        form = formats.recognise(path, file.file_name)
        assert form
        read = form.read(path)
        today = max(file.date for file in files)
        result.append((file, recognise(read.blocks, read.properties, file.file_name, bodies, institutions, today)))
    return result


def test_the_minutes_give_their_kind_their_meeting_and_their_body(recognised: list[tuple[DemoFile, Guesses]]) -> None:
    assert len(recognised) >= 28
    for file, found in recognised:
        seen = [guess and guess.value for guess in (found.kind, found.date, found.body, found.language)]
        assert seen == ["minutes", file.date.isoformat(), file.body, "fr"], file.file_name


def test_no_two_minutes_are_given_the_same_title(recognised: list[tuple[DemoFile, Guesses]]) -> None:
    titles = [found.title.value for _, found in recognised if found.title]
    assert len(set(titles)) == len(recognised)
