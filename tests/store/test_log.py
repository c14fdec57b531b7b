"""The chain of the log, and the pages that tell how to verify it without this program."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from repo_service.services.repository import Repository
from repo_service.store import audit, filing, log
from repo_service.store.documents import Companion, Document, Version, VersionState
from repo_service.store.people.tables import Account
from tests.conftest import World

DOCS = Path(__file__).resolve().parents[2] / "docs"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def examples(page: str) -> list[tuple[str, str]]:
    """The bytes and the hash of each worked example on a page."""
    words = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(r"```json\n(.*?)\n```.*?```\n([0-9a-f]{64})\n```", words, re.DOTALL)


def chain(repository: Repository) -> list[bool]:
    """For each row of the log whether it follows the one before."""
    with repository.store.reading() as uow:
        number, digest, found = 0, "", []
        for row in audit.whole_log(uow.session):
            found.append(log.follows(row, number, digest))
            number, digest = row.number, row.hash
        return found


@pytest.mark.parametrize("page", ["log.md", "versions.md"])
def test_the_bytes_in_the_pages_have_the_hashes_that_stand_below_them(page: str) -> None:
    found = examples(page)
    assert len(found) >= 2
    for content, digest in found:
        assert hashlib.sha256(content.encode()).hexdigest() == digest
        assert log.canonical(json.loads(content)) == content.encode()


def test_the_rows_in_the_page_of_the_log_are_a_chain_of_this_program() -> None:
    number, digest = 0, ""
    for content, expected in examples("log.md"):
        row = json.loads(content)
        row["at"] = datetime.fromisoformat(row["at"])
        assert log.row_hash(row) == expected
        made = log.LogRow(**row, hash=expected)
        assert log.follows(made, number, digest)
        number, digest = made.number, made.hash


def account(public_id: str) -> Account:
    return Account(public_id=public_id)


def test_the_versions_in_the_page_are_hashed_and_sealed_so_by_this_program() -> None:
    *versions, (sealed, seal) = examples("versions.md")
    told: dict[str, Any] = json.loads(sealed)
    author = account(told["author"])
    document = Document(
        public_id=told["id"], kind=told["kind"], visibility=told["visibility"], author=author,
        created_at=datetime.fromisoformat(told["created_at"]), withdrawn_reason=told["withdrawn_reason"],
    )  # fmt: skip
    previous = ""
    for content, expected in versions:
        row = json.loads(content)
        assert row.pop("author") == author.public_id
        assert row.pop("previous") == previous
        row |= {"created_at": datetime.fromisoformat(row["created_at"]), "blob_sha256": row.pop("blob")}
        version = Version(**row, previous_hash=previous, hash=expected)
        assert filing.version_hash(version, author.public_id) == expected
        document.versions.append(version)
        previous = expected
    for number, state, _, start, _, recorded, _ in told["states"]:
        document.versions[number - 1].states.append(
            VersionState(
                state=state, account=author, valid_from=date.fromisoformat(start),
                recorded_at=datetime.fromisoformat(recorded),
            )
        )  # fmt: skip
    for number, public_id, blob, role, file_name, media_type, _, at in told["companions"]:
        document.versions[number - 1].companions.append(
            Companion(
                public_id=public_id, blob_sha256=blob, role=role, file_name=file_name, media_type=media_type,
                author=author, created_at=datetime.fromisoformat(at),
            )
        )  # fmt: skip
    assert filing.seal(document, told["bodies"]) == seal


@given(st.dictionaries(st.text(max_size=8), JSON, max_size=4))
def test_the_canonical_form_depends_on_the_content_only(value: dict[str, Any]) -> None:
    turned = dict(reversed(list(value.items())))
    assert log.canonical(value) == log.canonical(turned)
    assert json.loads(log.canonical(value).decode("utf-8", "surrogatepass")) == value


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2020-01-01 00:00:00.000000"),
        ("actor", "000000000000"),
        ("action", "document.state"),
        ("subject", "000000000000"),
        ("data", '{"version": 2}'),
        ("previous_hash", "0" * 64),
        ("hash", "0" * 64),
        ("number", 77),
    ],
)
def test_an_edited_row_breaks_the_chain(any_world: World, column: str, value: object) -> None:
    for content in ("un", "deux", "trois"):
        any_world.file(content)
    assert chain(any_world.repository) == [True, True, True]
    with any_world.repository.store.writing() as uow:
        uow.session.execute(text(f"UPDATE log SET {column} = :value WHERE number = 2"), {"value": value})
    assert not all(chain(any_world.repository))


def test_a_removed_row_breaks_the_chain(any_world: World) -> None:
    for content in ("un", "deux", "trois"):
        any_world.file(content)
    with any_world.repository.store.writing() as uow:
        uow.session.execute(text("DELETE FROM log WHERE number = 2"))
    assert chain(any_world.repository) == [True, False]


def test_rows_after_a_number_come_oldest_first_and_can_be_chosen_by_action(any_world: World) -> None:
    ids = [any_world.file(content).public_id for content in ("un", "deux", "trois")]
    with any_world.repository.store.reading() as uow:
        assert [row.subject for row in log.after(uow.session, 1)] == ids[1:]
        assert [row.subject for row in log.after(uow.session, 0, limit=2)] == ids[:2]
        assert log.after(uow.session, 0, actions=["document.state"]) == []


def test_an_instant_on_a_whole_second_is_hashed_the_same_after_a_reread(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("repo_service.clock._system_time", lambda: datetime(2024, 3, 12, 13, 30, tzinfo=UTC))
    any_world.file("un")
    assert chain(any_world.repository) == [True]
