"""A request that names two things is allowed for both, or answers as if the second one never was."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from repo_service import identifiers
from repo_service.formats.isolate import Reader
from repo_service.services.accounts import sessions
from repo_service.store import log
from tests.web.rights.stage import PEOPLE, PROGRAMS_ONLY, RIGHTS, Stage, make_stage

BROWSERS = [person for person in PEOPLE if person not in PROGRAMS_ONLY]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, empty_storage: Path, reader: Reader) -> Iterator[Stage]:
    """Everybody and everything."""
    stage = make_stage(tmp_path_factory.mktemp("two"), empty_storage, reader)
    yield stage
    stage.site.world.repository.store.close()


@pytest.mark.parametrize("person", BROWSERS)
def test_the_companion_of_one_document_does_not_come_out_under_another(person: str, stage: Stage) -> None:
    for document in RIGHTS:
        asked = f"/documents/{stage.ids['public']}/companions/{stage.companions[document]}"
        expected = 200 if document == "public" else 404
        assert stage.browsers[person].get(asked).status_code == expected, document


def test_nobody_files_in_the_name_of_a_body_that_is_not_the_own_one(stage: Stage) -> None:
    client = stage.site.app.test_client()
    for field in ("body", "institution"):
        for wanted in (stage.other_body, identifiers.new()):
            said = {"kind": "minutes", "title": "Titre", field: wanted, "file": (io.BytesIO(b"Texte."), "texte.txt")}
            answer = client.post("/api/v1/documents", headers=stage.programs["secretary"], data=said)
            assert answer.status_code == 422, (field, wanted)
            assert field in answer.json["fields"]


def test_nobody_shows_a_document_to_a_body_that_is_not_the_own_one(stage: Stage) -> None:
    said = {
        "kind": "minutes", "title": "Titre", "body": stage.other_body, "visibility": "body",
        "file": (io.BytesIO(b"Texte."), "texte.txt"),
    }  # fmt: skip
    answer = stage.site.app.test_client().post("/api/v1/documents", headers=stage.programs["secretary"], data=said)
    assert answer.status_code == 422


def test_nobody_moves_a_document_into_the_name_of_another_body(stage: Stage) -> None:
    client, path = stage.site.app.test_client(), f"/api/v1/documents/{stage.ids['network']}"
    headers = stage.programs["secretary"] | {"If-Match": '"1"'}
    answer = client.patch(path, headers=headers, json={"body": stage.other_body, "reason": "Instance"})
    assert (answer.status_code, list(answer.json["fields"])) == (422, ["body"])


@pytest.mark.parametrize("person", [name for name in BROWSERS if name != "reader of B"])
def test_nobody_ends_the_session_of_somebody_else(person: str, stage: Stage) -> None:
    store = stage.site.world.repository.store
    with store.reading() as uow:
        theirs = [row.public_id for row, _ in sessions.own(uow, stage.actors["reader of B"], "")]
        before = log.head(uow.session).number
    for public_id in theirs:
        path = f"/account/sessions/{public_id}/end"
        answer = stage.browsers[person].post(path, data={"csrf_token": stage.token(person)})
        assert answer.status_code in {401, 404}
    with store.reading() as uow:
        assert [row.public_id for row, _ in sessions.own(uow, stage.actors["reader of B"], "")] == theirs
        assert log.head(uow.session).number == before
    assert theirs
