"""A version and a kept file are written once: nothing changes or deletes their rows, on no road through the program."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from repo_service.errors import Damaged
from repo_service.store.documents import Blob, Companion, Version
from tests.conftest import World
from tests.house.rules import read_modules
from tests.house.tree import ROOT
from tests.services import acts

KEPT = {"Version", "Blob", "VersionState", "Companion"}


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [(Version, name, "x") for name in ("title", "reason", "hash", "previous_hash", "file_name", "media_type")]
    + [(Version, "details", {}), (Version, "number", 7), (Blob, "size", 1), (Blob, "sha512", "0")],
)
def test_a_kept_row_cannot_be_changed(world: World, table: Any, column: str, value: object) -> None:
    world.file("un")
    with pytest.raises(Damaged), world.repository.store.writing() as uow:
        setattr(uow.session.scalars(select(table)).first(), column, value)
    world.index()
    assert acts.faults(world) == []


@pytest.mark.parametrize("table", [Version, Blob])
def test_a_kept_row_cannot_be_deleted(world: World, table: Any) -> None:
    world.file("un")
    with pytest.raises((Damaged, IntegrityError)), world.repository.store.writing() as uow:
        uow.session.delete(uow.session.scalars(select(table)).first())
    world.index()
    assert acts.faults(world) == []


def test_that_a_file_was_erased_by_law_may_be_noted(world: World) -> None:
    world.file("un")
    with world.repository.store.writing() as uow:
        blob = uow.session.scalars(select(Blob)).one()
        blob.redacted_at = uow.now
    with world.repository.store.reading() as uow:
        assert uow.session.scalars(select(Blob)).one().redacted_at is not None


def test_further_rows_around_a_version_leave_it_as_it_is(world: World) -> None:
    public_id = world.file("un", kind="minutes").public_id
    before = acts.latest(world, public_id).versions[0]
    acts.put(world, public_id, "adopted")
    acts.attach(world, public_id, "Une annexe.")
    acts.refile(world, public_id, "deux", kind="minutes")
    after = acts.latest(world, public_id).versions[0]
    columns = [column.key for column in Version.__mapper__.column_attrs]
    assert [getattr(before, name) for name in columns] == [getattr(after, name) for name in columns]
    assert len(after.states) > len(before.states)


def statements(tree: ast.AST) -> list[str]:
    """Statements and calls that change or delete rows of what is kept."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name.split(".")[-1] in {"update", "delete"} and node.args and ast.unparse(node.args[0]) in KEPT:
                found.append(ast.unparse(node))
            if name.endswith("session.delete"):
                found.append(ast.unparse(node))
    return found


def test_no_statement_of_the_program_changes_or_deletes_what_is_kept() -> None:
    told = {module.name for module in read_modules(ROOT) if statements(module.tree)}
    assert told == {"repo_service.store.intakes"}  # a dropped file, before it is a document
    assert statements(ast.parse("s.execute(update(Version).values(a=1)); s.execute(delete(Companion))"))
    assert Companion.__name__ in KEPT


def test_the_sweep_alone_deletes_files_and_only_those_without_a_row_that_names_them() -> None:
    calls = {
        module.name
        for module in read_modules(ROOT)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("delete_rows")
    }
    assert calls == {"repo_service.services.sweeping"}


def test_no_address_deletes(app: Flask) -> None:
    assert not any("DELETE" in rule.methods for rule in app.url_map.iter_rules())
