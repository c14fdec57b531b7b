"""``check``: silent on a sound repository, one line for each thing that was edited, lost or put in past the program."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import text

from repo_service.services import checking, documents, sweeping
from repo_service.store import log
from tests.conftest import World
from tests.services import acts


@pytest.fixture
def lived_in(any_world: World) -> World:
    """A repository with a bit of everything, indexed."""
    body = acts.body(any_world, "Groupe catalogage")
    charter = any_world.file("# Charte\n\nVoir [[Un titre]].", "charte.md", kind="charter", title="Charte").public_id
    acts.refile(any_world, charter, "# Charte\n\nArticle premier.", name="charte.md", title="Charte du réseau")
    acts.refile(any_world, charter, "# Charte\n\nArticle deux.", name="charte.md", title="Charte", state="draft")
    acts.attach(any_world, charter, "Signé.", "signed", "copie.txt")
    kept = any_world.file("Relevé.", visibility="body", bodies=(body,), body=any_world.body).public_id
    acts.edit(any_world, kept, title="Relevé", visibility="body", bodies=(body,), institution=any_world.institution)
    gone = any_world.file("Périmé.", title="Périmé").public_id
    acts.put(any_world, gone, "withdrawn", "Remplacé par la charte")
    any_world.file("Brouillon.", state="draft", title="Brouillon")
    any_world.index()
    return any_world


def spoil(world: World, statement: str, **values: object) -> None:
    """Change a row past the program."""
    with world.repository.store.writing() as uow:
        assert uow.session.execute(text(statement), values).rowcount > 0  # type: ignore[attr-defined]


def test_a_sound_repository_has_no_fault(lived_in: World) -> None:
    assert acts.faults(lived_in) == []


def test_an_empty_repository_has_no_fault(any_world: World) -> None:
    any_world.index()
    assert acts.faults(any_world) == []


def test_the_head_that_is_printed_is_that_of_the_log(lived_in: World) -> None:
    number, digest = checking.head(lived_in.repository.store)
    with lived_in.repository.store.reading() as uow:
        assert log.after(uow.session, number - 1)[0].hash == digest


CHARTER = "document_id = (SELECT id FROM document WHERE kind = 'charter')"


EDITED = [
    ("UPDATE log SET actor = '000000000000' WHERE number = 3", "journal, ligne 3"),
    ("DELETE FROM log WHERE number = 3", "journal, ligne 4"),
    ("DELETE FROM log WHERE number = (SELECT max(number) FROM log)", "dernière ligne"),
    ("UPDATE log_head SET hash = '0'", "dernière ligne"),
    (f"UPDATE version SET title = 'Autre' WHERE number = 2 AND {CHARTER}", "version 2 : la ligne a été modifiée"),
    (f"UPDATE version SET reason = 'Autre' WHERE number = 1 AND {CHARTER}", "version 1 : la ligne a été modifiée"),
    (f"UPDATE version SET media_type = 'text/html' WHERE number = 1 AND {CHARTER}", "version 1 : la ligne"),
    (f"UPDATE version SET file_name = 'a.exe' WHERE number = 1 AND {CHARTER}", "version 1 : la ligne"),
    (f"UPDATE version SET details = '{{}}' WHERE number = 1 AND {CHARTER}", "version 1 : la ligne"),
    (f"UPDATE version SET created_at = '2020-01-01 00:00:00.000000' WHERE number = 1 AND {CHARTER}", "version 1"),
    (f"UPDATE version SET number = 7 WHERE number = 3 AND {CHARTER}", "la suite des versions est rompue"),
    (f"UPDATE version SET hash = '0' WHERE number = 1 AND {CHARTER}", "la suite des versions est rompue"),
    ("UPDATE document SET title = 'Autre' WHERE kind = 'charter'", "la colonne title"),
    ("UPDATE document SET title_key = 'autre' WHERE kind = 'charter'", "la colonne title_key"),
    ("UPDATE document SET state = 'repealed' WHERE kind = 'charter'", "la colonne state"),
    ("UPDATE document SET current_number = 1 WHERE kind = 'charter'", "la colonne current_number"),
    ("UPDATE document SET latest_number = 2 WHERE kind = 'charter'", "la colonne latest_number"),
    ("UPDATE document SET day = '2024-01-01' WHERE kind = 'charter'", "la colonne day"),
    ("UPDATE document SET number = '7' WHERE kind = 'charter'", "la colonne number"),
    ("UPDATE document SET language = 'en' WHERE kind = 'charter'", "la colonne language"),
    ("UPDATE document SET body_id = (SELECT max(id) FROM body) WHERE kind = 'charter'", "la colonne body"),
    ("UPDATE document SET institution_id = (SELECT id FROM institution) WHERE kind = 'charter'", "institution"),
    ("UPDATE document SET kind = 'other' WHERE kind = 'charter'", "ce n’est plus ce que le journal en dit"),
    ("UPDATE document SET kind = 'other' WHERE kind = 'charter'", "sa nature n’est pas celle de sa dernière version"),
    ("UPDATE document SET visibility = 'public' WHERE kind = 'charter'", "ce n’est plus ce que le journal"),
    ("UPDATE document SET visibility = 'public' WHERE kind = 'charter'", "ses lecteurs ne suivent pas"),
    ("UPDATE document SET created_at = '2020-01-01 00:00:00.000000' WHERE kind = 'charter'", "le journal en dit"),
    ("UPDATE document SET withdrawn_reason = 'Autre' WHERE state = 'withdrawn'", "le journal en dit"),
    ("UPDATE document SET author_id = (SELECT max(id) FROM account) WHERE kind = 'charter'", "le journal en dit"),
    ("DELETE FROM document_reader WHERE token = 'network'", "ses lecteurs ne suivent pas"),
    ("INSERT INTO document_reader SELECT id, 'public' FROM document WHERE state = 'draft'", "ses lecteurs"),
    ("UPDATE body_reader SET body_id = (SELECT min(id) FROM body)", "ses lecteurs ne suivent pas"),
    ("UPDATE version_state SET state = 'published' WHERE state = 'draft'", "le journal en dit"),
    ("UPDATE version_state SET state = 'published' WHERE state = 'superseded'", "le journal en dit"),
    ("UPDATE version_state SET valid_from = '2020-01-01' WHERE state = 'superseded'", "le journal en dit"),
    ("DELETE FROM version_state WHERE state = 'superseded'", "le journal en dit"),
    ("DELETE FROM companion", "le journal en dit"),
    ("UPDATE companion SET file_name = 'autre.txt'", "le journal en dit"),
    ("UPDATE companion SET blob_sha256 = (SELECT min(sha256) FROM blob)", "le journal en dit"),
    ("UPDATE blob SET size = size + 1", "a été modifié ou abîmé"),
    ("UPDATE blob SET sha512 = '0'", "a été modifié ou abîmé"),
]


class Undone(Exception):
    """Takes back what a test did to the rows."""


def told_after(world: World, statement: str) -> list[str]:
    """What ``check`` would say if this change had been committed."""
    said: list[str] = []
    with suppress(Undone), world.repository.store.writing() as uow:
        assert uow.session.execute(text(statement)).rowcount > 0, statement  # type: ignore[attr-defined]
        said += checking.row_faults(uow, world.repository.searcher, world.repository.history)
        said += [told for _, told in checking.file_faults(uow.blobs, checking.files(uow))]
        raise Undone
    return said


def test_an_edited_row_is_found(lived_in: World) -> None:
    for statement, told in EDITED:
        said = told_after(lived_in, statement)
        assert any(told in fault for fault in said), (statement, said)
    assert acts.faults(lived_in) == []


def test_a_document_that_was_deleted_past_the_program_is_missed(lived_in: World) -> None:
    gone = "document_id = (SELECT id FROM document WHERE title = 'Brouillon')"
    for statement in (
        f"DELETE FROM version_state WHERE version_id = (SELECT id FROM version WHERE {gone})",
        f"DELETE FROM version WHERE {gone}",
        f"DELETE FROM document_reader WHERE {gone}",
        "DELETE FROM document WHERE title = 'Brouillon'",
    ):
        spoil(lived_in, statement)
    assert any("le journal le connaît et il n’est plus là" in fault for fault in acts.faults(lived_in))


def test_a_last_version_that_was_deleted_with_care_is_missed(lived_in: World) -> None:
    draft = f"(SELECT id FROM version WHERE number = 3 AND {CHARTER})"
    with lived_in.repository.store.writing() as uow:
        for statement in (
            f"DELETE FROM companion WHERE version_id = {draft}",
            f"DELETE FROM version_state WHERE version_id = {draft}",
            f"DELETE FROM version WHERE id = {draft}",
            "UPDATE document SET latest_number = 2 WHERE kind = 'charter'",
        ):
            uow.session.execute(text(statement))
    assert any("ce n’est plus ce que le journal en dit" in fault for fault in acts.faults(lived_in))


def test_a_document_without_versions_is_told(lived_in: World) -> None:
    spoil(
        lived_in,
        "INSERT INTO document (public_id, kind, visibility, author_id, created_at, withdrawn_reason, access_number,"
        " current_number, latest_number, state, title, title_key, number, language) SELECT '000000000000', kind,"
        " visibility, author_id, created_at, '', 0, 0, 0, 'draft', '', '', '', 'fr' FROM document"
        " WHERE kind = 'charter'",
    )
    assert any("000000000000 : aucune version" in fault for fault in acts.faults(lived_in))


def test_a_flipped_bit_in_a_kept_file_is_found(lived_in: World) -> None:
    blobs = lived_in.repository.store.blobs
    name = next(blobs.all())
    content = bytearray(blobs.path(name).read_bytes())
    content[0] ^= 1
    blobs.path(name).write_bytes(content)
    assert acts.faults(lived_in) == [f"fichier {name} : a été modifié ou abîmé"]


def test_a_lost_file_is_found(lived_in: World) -> None:
    blobs = lived_in.repository.store.blobs
    name = next(blobs.all())
    blobs.path(name).unlink()
    assert acts.faults(lived_in) == [f"fichier {name} : est absent du disque"]


def test_files_are_verified_while_everybody_may_write(lived_in: World, monkeypatch: pytest.MonkeyPatch) -> None:
    blobs, store = lived_in.repository.store.blobs, lived_in.repository.store
    verify = blobs.verify
    free: list[bool] = []

    def verified(*said: Any) -> str:
        free.append(store.engine.pool.checkedout() == 0)  # type: ignore[attr-defined]
        return verify(*said)

    monkeypatch.setattr(blobs, "verify", verified)
    assert acts.faults(lived_in) == []
    assert len(free) == len(list(blobs.all()))
    assert all(free)


def test_a_file_that_was_swept_while_the_others_were_verified_is_no_fault(
    lived_in: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = lived_in.repository.store.blobs
    dropped = lived_in.prepare("Reçu, lu, puis abandonné.")
    with lived_in.repository.store.writing() as uow:
        documents.keep(uow, dropped)
    verify = blobs.verify

    def verified(sha256: str, *said: Any) -> str:
        sweeping.sweep(lived_in.repository.store, grace=-1)
        return verify(sha256, *said)

    assert acts.faults(lived_in) == []
    monkeypatch.setattr(blobs, "verify", verified)
    assert acts.faults(lived_in) == []
    assert not blobs.exists(dropped.blob.sha256)


def test_a_file_that_no_row_names_is_told_when_the_sweep_should_have_taken_it(lived_in: World) -> None:
    blobs = lived_in.repository.store.blobs
    kept = blobs.put(b"recu, jamais depose")
    assert acts.faults(lived_in) == []
    os.utime(blobs.path(kept.sha256), (1, 1))
    told = f"fichier {kept.sha256} : aucune ligne ne le nomme et le ménage ne l’a pas emporté"
    assert acts.faults(lived_in) == [told]


def test_an_index_behind_the_log_is_told(lived_in: World) -> None:
    document = lived_in.file("Nouveau.", title="Nouveau")
    told = acts.faults(lived_in)
    assert any("en retard sur le journal" in fault for fault in told)
    assert any(document.public_id in fault and "n’y est pas" in fault for fault in told)
    lived_in.index()
    assert acts.faults(lived_in) == []


def test_an_entry_of_the_index_without_a_document_is_told(lived_in: World) -> None:
    document = lived_in.file("Nouveau.", title="Nouveau").public_id
    lived_in.index()
    spoil(lived_in, "UPDATE document SET state = 'withdrawn' WHERE public_id = :id", id=document)
    assert f"index : l’entrée {document} ne correspond à aucun document" in acts.faults(lived_in)


def test_a_missing_index_is_told(lived_in: World) -> None:
    shutil.rmtree(lived_in.repository.settings.indexes)
    assert [fault for fault in acts.faults(lived_in) if fault.startswith("index")] == [
        "index : absent ou abîmé ; il sera reconstruit au prochain démarrage de l’indexeur",
        "index des versions : absent ou abîmé ; il sera reconstruit au prochain démarrage de l’indexeur",
    ]


def test_wordings_that_the_index_of_all_versions_lacks_or_has_too_many_are_told(lived_in: World) -> None:
    kept = lived_in.file("Nouveau.", title="Nouveau").public_id
    gone = lived_in.file("Autre.", title="Autre").public_id
    lived_in.index()
    assert acts.faults(lived_in) == []
    spoil(lived_in, "UPDATE document SET state = 'withdrawn' WHERE public_id = :id", id=gone)
    spoil(lived_in, "UPDATE extraction SET status = 'failed' WHERE text = 'Nouveau.'")
    told = [fault for fault in acts.faults(lived_in) if fault.startswith("index des versions")]
    assert told == [
        f"index des versions : le document {key} n’y est pas comme il le faut" for key in sorted((kept, gone))
    ]


def test_a_damaged_index_is_told(lived_in: World) -> None:
    for path in lived_in.repository.settings.indexes.rglob("*.toc"):
        path.write_bytes(b"abime")
    lived_in.repository.__dict__.pop("searcher", None)
    assert any(fault.startswith("index") for fault in acts.faults(lived_in))
