"""The register for files: what each reader's file tells, how a year is printed, what a strict file leaves out."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import update

from repo_service import clock
from repo_service.domain.register.scdl import COLUMNS, Collectivity, faults
from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import NotFound
from repo_service.formats.writing.book import Book
from repo_service.services.register import correcting, leaving, listing, printing
from repo_service.services.register.correcting import Card
from repo_service.services.register.leaving import Published, Row
from repo_service.services.register.listing import Asked
from repo_service.store.register.tables import Meeting
from tests.conftest import TIMEZONE, World
from tests.services import acts
from tests.services.register import decided, reviewed

US = Collectivity("Consortium Estran", "73282932000074")


def taken(world: World, actor: Actor, **asked: Any) -> list[Row]:
    """What a file of somebody holds."""
    said = Asked(**({"state": "all"} | asked))
    return list(leaving.everything(world.repository.store, actor, said, TIMEZONE).rows)


def named(rows: list[Row], title: str) -> Row:
    """The row of the decision with this title."""
    return next(row for row in rows if row.entry.line.title == title)


def published(world: World, actor: Actor, us: Collectivity = US) -> Published:
    """The strict file of somebody."""
    return leaving.published(world.repository.store, actor, TIMEZONE, lambda one: f"https://m.fr/{one}", us)


def printed(world: World, actor: Actor, year: int) -> Book:
    """The paper of a year."""
    with world.repository.store.reading() as uow:
        return printing.yearly(uow, actor, year, TIMEZONE, "Estran")


def words(book: Book) -> str:
    """All that a paper says."""
    parts = [book.title, *book.below]
    for chapter in book.chapters:
        parts += [chapter.title, chapter.opening]
        for piece in chapter.pieces:
            parts += [piece.heading, *piece.text, *(f"{name}: {said}" for name, said in piece.lines)]
    return "\n".join(parts).replace("\u00a0", " ")


def test_a_row_tells_the_wording_its_hash_its_ties_and_who_keeps_it(any_world: World) -> None:
    world = any_world
    old = decided.decide(world, "Le prêt dure trois semaines", "2024-03-12", world.body)
    new = decided.decide(world, "Le prêt dure quatre semaines", "2025-01-10", world.body, visibility="public")
    decided.tie(world, new, "replaces", old)
    with world.repository.store.writing() as uow:
        correcting.correct(uow, world.administrator, new, Card(None, None, None, "Nadia Belkacem", ""), TIMEZONE)
    rows = taken(world, world.reader)
    row = named(rows, "Le prêt dure quatre semaines")
    assert row.text == "Le prêt dure quatre semaines."
    assert row.sha256 == hashlib.sha256("Le prêt dure quatre semaines.".encode()).hexdigest()
    assert row.owner == "Nadia Belkacem"
    assert row.ties == {("replaces", True): ("COPIL-2024-001",)}
    assert named(rows, "Le prêt dure trois semaines").ties == {("replaces", False): ("COPIL-2025-001",)}
    (seen,) = taken(world, VISITOR)
    assert (seen.entry.id, seen.owner, seen.ties) == (new, "", {})


def test_a_passage_is_told_to_who_reads_the_minutes(any_world: World) -> None:
    world = any_world
    minutes = reviewed.file(world, state="published")
    reviewed.accept_all(world, minutes)
    row = next(row for row in taken(world, world.reader) if row.passage and "quatre semaines" in row.passage.quote)
    assert row.entry.line.minutes == minutes
    assert row.passage is not None
    assert (row.passage.version, row.passage.anchor[:2]) == (1, "p-")
    acts.edit(world, row.entry.id, visibility="public", kind="decision", title=row.entry.line.title)
    seen = next(one for one in taken(world, VISITOR) if one.entry.id == row.entry.id)
    assert (seen.entry.line.minutes, seen.passage) == ("", None)


def test_a_meeting_is_told_to_who_may_know_of_it(any_world: World) -> None:
    world = any_world
    minutes = reviewed.file(world, state="published", visibility="public")
    reviewed.accept_all(world, minutes)
    for row in taken(world, world.reader):
        acts.edit(world, row.entry.id, visibility="public", kind="decision", title=row.entry.line.title)
    with world.repository.store.writing() as uow:
        uow.session.execute(update(Meeting).values(visibility="network"))
    hidden = [(row.entry.line.meeting, row.meeting_day) for row in taken(world, VISITOR)]
    assert set(hidden) == {("", None)}
    told = {(bool(row.entry.line.meeting), row.meeting_day) for row in taken(world, world.reader)}
    with world.repository.store.writing() as uow:
        uow.session.execute(update(Meeting).values(visibility="public"))
    assert {(bool(row.entry.line.meeting), row.meeting_day) for row in taken(world, VISITOR)} == told


def test_a_decision_hidden_while_the_file_is_written_is_left_out(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = any_world
    monkeypatch.setattr(leaving, "BATCH", 1)
    ids = [decided.decide(world, f"Décision {n}", f"2024-03-1{n}", visibility="public") for n in range(3)]
    rows = leaving.everything(world.repository.store, VISITOR, Asked(), TIMEZONE).rows
    assert next(rows).entry.id == ids[2]
    acts.edit(world, ids[1], visibility="network", kind="decision", title="Décision 1")
    assert [row.entry.id for row in rows] == [ids[0]]


def test_of_a_withdrawn_decision_its_card_is_told_and_no_text(any_world: World) -> None:
    world = any_world
    decision = decided.decide(world, "Une erreur", "2024-03-12", world.body, visibility="public")
    acts.put(world, decision, "withdrawn", "Erreur de dépôt")
    (row,) = taken(world, VISITOR)
    assert (row.entry.standing.status, row.text, row.sha256, row.passage) == ("annulled", None, "", None)


def test_the_filters_of_the_register_hold(any_world: World) -> None:
    world = any_world
    decided.decide(world, "Une", "2023-03-12", world.body)
    decided.decide(world, "Deux", "2024-03-12", world.body)
    assert [row.entry.line.title for row in taken(world, world.reader, year=2023, page=7)] == ["Une"]
    assert taken(world, world.reader, on=date(2022, 1, 1)) == []
    assert [row.entry.line.title for row in taken(world, world.reader, on=date(2023, 5, 1), state="")] == ["Une"]


def test_what_was_said_last_of_a_decision_moves_it_up(any_world: World, hand: list[datetime]) -> None:
    world = any_world
    old = decided.decide(world, "L’ancienne", "2024-03-12", world.body)
    new = decided.decide(world, "La nouvelle", "2025-03-12", world.body)
    hand[0] = datetime(2026, 4, 1, 8, tzinfo=UTC)
    with world.repository.store.writing() as uow:
        correcting.correct(
            uow, world.administrator, old, Card(date(2024, 5, 1), None, None, "", "Relu"), TIMEZONE
        )
    with world.repository.store.reading() as uow:
        rows = leaving.newest(uow, world.reader, Asked(), TIMEZONE, 50)
        assert leaving.newest(uow, world.reader, Asked(), TIMEZONE, 1) == rows[:1]
    assert [row.entry.id for row in rows] == [old, new]
    assert rows[0].changed == hand[0]


def test_a_tie_to_a_hidden_decision_changes_nothing(any_world: World, hand: list[datetime]) -> None:
    world = any_world
    open_one = decided.decide(world, "La publique", "2024-03-12", world.body, visibility="public")
    hidden = decided.decide(world, "La réservée", "2025-03-12", world.body)
    before = taken(world, VISITOR)
    hand[0] = datetime(2026, 4, 1, 8, tzinfo=UTC)
    decided.tie(world, hidden, "replaces", open_one)
    assert taken(world, VISITOR) == before
    assert taken(world, world.reader)[1].changed == hand[0]


def test_the_strict_file_holds_public_decisions_and_names_the_others(any_world: World) -> None:
    world = any_world
    said = {"visibility": "public", "domain": "Signalement"}
    for title, day, more in (
        ("Écrite", "2024-03-12", {}), ("Sans domaine", "2024-03-13", {"domain": ""}),
        ("Ailleurs", "2024-03-14", {"domain": "Astronomie"}), ("Rejetée", "2024-03-15", {"state": "rejected"}),
        ("Réservée", "2024-03-16", {"visibility": "network"}),
    ):  # fmt: skip
        decided.decide(world, title, day, world.body, **(said | more))
    found = published(world, world.reader)
    assert [row[[one.name for one in COLUMNS].index("DELIB_OBJET")] for row in found.rows] == ["Écrite"]
    assert [(one.row.entry.line.title, one.reason) for one in found.left_out] == [
        ("Sans domaine", "no_domain"), ("Ailleurs", "domain"), ("Rejetée", "not_adopted"), ("Réservée", "not_public"),
    ]  # fmt: skip
    seen = published(world, VISITOR)
    assert seen.rows == found.rows
    assert [one.row.entry.line.title for one in seen.left_out] == ["Sans domaine", "Ailleurs", "Rejetée"]
    assert published(world, world.reader, Collectivity("Estran", "")).rows == ()


def test_a_number_that_two_bodies_gave_out_names_neither(any_world: World) -> None:
    world = any_world
    other = acts.body(world, "Groupe numérique")
    said = {"visibility": "public", "domain": "Budget", "number": "2024-1"}
    ids = [decided.decide(world, "Une", "2024-03-12", body, **said) for body in (world.body, other)]
    rows = published(world, VISITOR).rows
    assert sorted(row[2] for row in rows) == sorted(ids)
    assert all(faults(row) == [] for row in rows)


def test_a_year_is_printed_by_body_as_it_stood_on_its_last_day(any_world: World) -> None:
    world = any_world
    group = acts.body(world, "Assemblée générale")
    decided.decide(world, "Le bureau est élu", "2024-10-10", group)
    first = decided.decide(world, "Le prêt dure trois semaines", "2024-03-12", world.body)
    later = decided.decide(world, "Le prêt dure quatre semaines", "2025-01-10", world.body)
    decided.decide(world, "Sans instance aucune", "2024-02-01")
    decided.tie(world, later, "replaces", first)
    book = printed(world, world.reader, 2024)
    assert [chapter.title for chapter in book.chapters] == ["Sans instance", "Assemblée générale", "Comité de pilotage"]
    text = words(book)
    assert "3 décisions\nArrêté au 31 décembre 2024" in text
    assert "COPIL-2024-001 – Le prêt dure trois semaines" in text
    assert "État: En vigueur avec terme, du 12 mars 2024 au 9 janvier 2025" in text
    assert "Remplacée par: COPIL-2025-001" in text
    assert "quatre semaines" not in text
    with world.repository.store.reading() as uow:
        assert printing.years(uow, world.reader, TIMEZONE) == [2025, 2024]


def test_the_year_that_runs_is_printed_as_of_today(any_world: World, hand: list[datetime]) -> None:
    decided.decide(any_world, "Une", "2026-01-10", any_world.body)
    book = printed(any_world, any_world.reader, 2026)
    assert "État au 9 mars 2026" in words(book)
    assert clock.day(book.instant, TIMEZONE) == date(2026, 3, 9)


def test_a_year_in_which_a_person_sees_nothing_is_no_year(any_world: World) -> None:
    decided.decide(any_world, "Une", "2024-03-12", any_world.body)
    for year in (2024, 2023, 0, 99999, 2150):
        with pytest.raises(NotFound):
            printed(any_world, VISITOR, year)
    with pytest.raises(NotFound):
        printing.paper(printed(any_world, any_world.reader, 2024), 2024, "odt")


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_paper_has_the_same_bytes_each_time(any_world: World, form: str) -> None:
    decided.decide(any_world, "Une", "2024-03-12", any_world.body)
    made = [printing.paper(printed(any_world, any_world.reader, 2024), 2024, form) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0].file_name == f"registre-2024.{form}"


def test_a_file_of_more_than_one_batch_holds_each_decision_once(any_world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(leaving, "BATCH", 2)
    for number in range(5):
        decided.decide(any_world, f"Décision {number}", f"2024-03-1{number}", any_world.body)
    titles = [row.entry.line.title for row in taken(any_world, any_world.reader)]
    assert titles == [f"Décision {number}" for number in (4, 3, 2, 1, 0)]
    former = replace(any_world.reader, former=True, kept=frozenset())
    assert taken(any_world, former) == []


def test_the_register_is_not_changed_by_being_taken(any_world: World) -> None:
    decided.decide(any_world, "Une", "2024-03-12", any_world.body)
    with any_world.repository.store.reading() as uow:
        before = listing.book(uow, any_world.reader)
    taken(any_world, any_world.reader)
    with any_world.repository.store.reading() as uow:
        assert listing.book(uow, any_world.reader).lines == before.lines
