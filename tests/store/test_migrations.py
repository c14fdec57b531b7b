"""Every released schema comes up to date with what it holds, on each kind of database."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from repo_service.settings import Settings
from repo_service.store import audit, schema
from repo_service.store.work import Store
from tests.store.test_schema import nothing_yet

__all__ = ["nothing_yet"]
NOW = datetime(2026, 1, 1, 8, tzinfo=UTC).replace(tzinfo=None)
VERSIONS = [  # document, number, date told, states with their days
    ("DOC000000001", 1, "2019-05-05", [("published", "2024-01-02"), ("superseded", "2024-06-01")]),
    ("DOC000000001", 2, "2019-05-05", [("published", "2024-06-01")]),
    ("DOC000000001", 3, "2019-05-05", [("draft", "2024-07-01")]),
    ("DOC000000002", 1, "2019-05-05", [("draft", "2024-01-02"), ("published", "2024-02-02")]),
    ("DOC000000003", 1, "", [("published", "2024-01-02"), ("withdrawn", "2024-02-02")]),
    ("DOC000000004", 1, "", [("draft", "2024-01-02"), ("withdrawn", "2024-02-02")]),
    ("DOC000000005", 1, "", [("published", "2024-01-02")]),
]
READINGS = [  # reader, its version, how it ended; all of one file, the newest last
    ("text", 1, "read"), ("text", 2, "read"), ("text", 3, "unreadable"), ("pdf", 1, "no_text"),
    ("tesseract", 1, "read"), ("tesseract", 2, "read"), ("markdown", 1, "unreadable"), ("markdown", 2, "no_text"),
    ("docx", 1, "read"), ("docx", 2, "no_text"), ("odt", 1, "no_text"), ("odt", 2, "no_text"), ("odt", 3, "read"),
    ("odt", 4, "unreadable"),
]  # fmt: skip
VISIBILITY = {"DOC000000005": "public"}
EXPECTED = {
    "DOC000000001": {"network", "network@2024-06-01", "past@2019-05-05"},
    "DOC000000002": {"network", "network@2024-02-02"},
    "DOC000000003": {"network", "network@2024-01-02"},
    "DOC000000004": {"administrator", "secretary", "account:ACC000000001"},
    "DOC000000005": {"public"},
}


def fill_first_schema(store: Store) -> None:
    """What version 0.1.0 would have kept, in the tables that it had."""
    with store.engine.begin() as connection:

        def add(table: str, **row: object) -> None:
            names = ", ".join(row)
            marks = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)

        add("person", id=1, public_id="PER000000001", given="Camille", family="Ancienne", name_key="ancienne camille")
        add("account", id=1, public_id="ACC000000001", person_id=1, mail="a@exemple.fr", mail_key="a@exemple.fr",
            password_hash="", language="", demonstration=False, created_at=NOW)  # fmt: skip
        add("sign_in_session", token_hash="0" * 64, account_id=1, created_at=NOW, expires_at=NOW, user_agent="")
        add("blob", sha256="1" * 64, sha512="2" * 128, size=1, created_at=NOW)
        add("institution", public_id="INS000000001", name="Musée", name_key="musee", acronym="", kind="", city="")
        for place, name in enumerate(sorted(EXPECTED), start=1):
            last = [one for one in VERSIONS if one[0] == name][-1]
            current = 2 if name == "DOC000000001" else 1
            add("document", id=place, public_id=name, kind="other", visibility=VISIBILITY.get(name, "network"),
                author_id=1, created_at=NOW, withdrawn_reason="", access_number=1, current_number=current,
                latest_number=last[1], state="published", title="T", title_key="t", number="",
                language="fr")  # fmt: skip
            for token in EXPECTED[name]:
                if "@" not in token:
                    add("document_reader", document_id=place, token=token)
        for key, (name, number, told, states) in enumerate(VERSIONS, start=1):
            said = {"visibility": VISIBILITY.get(name, "network")} | ({"date": told} if told else {})
            details = json.dumps(said)
            add("version", id=key, document_id=int(name[-1]), number=number, blob_sha256="1" * 64, file_name="t.txt",
                media_type="text/plain", title="T", details=details, author_id=1, created_at=NOW, reason="",
                previous_hash="", hash="")  # fmt: skip
            for state, day in states:
                add("version_state", version_id=key, state=state, account_id=1, valid_from=day, recorded_at=NOW)
        for key, (reader, version, status) in enumerate(READINGS, start=1):
            add("extraction", id=key, blob_sha256="1" * 64, reader=reader, reader_version=version, status=status,
                reason="", content="{}", text="", leaks="[]", created_at=NOW)  # fmt: skip
        add("derivative", source_sha256="1" * 64, purpose="clean", sha256="1" * 64, created_at=NOW)


def test_the_first_schema_comes_up_to_date_with_all_it_holds(nothing_yet: Settings) -> None:
    nothing_yet.storage.mkdir(parents=True, exist_ok=True)
    store = Store(nothing_yet)
    schema.migrate(store, "0001")
    fill_first_schema(store)
    schema.migrate(store)
    assert schema.is_current(store)
    with store.reading() as uow:
        rows = uow.session.execute(
            text("SELECT public_id, token FROM document_reader JOIN document ON document.id = document_id")
        )
        found: dict[str, set[str]] = {}
        for name, token in rows:
            found.setdefault(name, set()).add(token)
        faults = [line for line in audit.document_faults(uow.session) if "lecteurs" in line]
        kept = uow.session.execute(text("SELECT mail, totp_secret FROM account")).one()
        replaced = uow.session.execute(text("SELECT id FROM extraction WHERE replaced_at IS NOT NULL ORDER BY id"))
        gone = [READINGS[key - 1] for key in replaced.scalars()]
        copy = uow.session.execute(text("SELECT sha256, maker, maker_version FROM derivative")).one()
    store.close()
    assert found == EXPECTED
    assert faults == []
    assert tuple(kept) == ("a@exemple.fr", "")
    assert gone == [
        ("text", 1, "read"), ("markdown", 1, "unreadable"), ("odt", 1, "no_text"), ("odt", 2, "no_text")
    ]  # fmt: skip
    assert tuple(copy) == ("1" * 64, "", 0)  # made by nobody knows which cleaner: made anew when files are read again


@pytest.mark.parametrize("times", [2])
def test_migrating_again_changes_nothing(nothing_yet: Settings, times: int) -> None:
    nothing_yet.storage.mkdir(parents=True, exist_ok=True)
    store = Store(nothing_yet)
    for _ in range(times):
        schema.migrate(store)
    assert schema.is_current(store)
    store.close()
