"""The register of one year as a paper to sign and to keep: every decision taken in it that the reader sees, by body,
and how each stood on the last day of the year, or stands today.

A register is a French paper, in whatever language its reader uses the pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby
from zoneinfo import ZoneInfo

from repo_service import clock
from repo_service.domain.register import chains, french
from repo_service.domain.register.columns import EXECUTION
from repo_service.domain.roles import Actor
from repo_service.domain.typography import typeset
from repo_service.errors import NotFound
from repo_service.formats.writing import book_pdf, book_word
from repo_service.formats.writing.book import Book, Chapter, Piece
from repo_service.services.register import leaving, listing
from repo_service.services.register.leaving import BATCH, Row
from repo_service.services.register.listing import Asked
from repo_service.store.work import UnitOfWork

FORMS = {"docx": book_word, "pdf": book_pdf}
NO_BODY = "Sans instance"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file made for one person."""

    content: bytes
    file_name: str
    media_type: str


def years(uow: UnitOfWork, actor: Actor, timezone: str) -> list[int]:
    """The years in which the actor sees that something was decided, the newest first."""
    return [year for year, _ in listing.listing(uow, actor, Asked(state="all"), timezone).years]


def paper(book: Book, year: int, form: str) -> Paper:
    """A book in one of the ``FORMS``: it takes its time, so no transaction should be open. ``NotFound`` for others."""
    if form not in FORMS:
        raise NotFound()
    return Paper(FORMS[form].write(book), f"registre-{year}{FORMS[form].SUFFIX}", FORMS[form].MEDIA_TYPE)


def yearly(uow: UnitOfWork, actor: Actor, year: int, timezone: str, site_name: str) -> Book:
    """The register of a year. ``NotFound`` for one in which the actor sees no decision."""
    today = clock.day(uow.now, timezone)
    day = min(_last_of(year), today)
    found = listing.listing(uow, actor, Asked(on=day, state="all", year=year), timezone)
    if not found.chosen:
        raise NotFound()
    shown = listing.book(uow, actor)
    ties, entries = leaving.tied(shown), listing.sequence(found.chosen)
    rows = [
        row for start in range(0, len(entries), BATCH)
        for row in leaving.batch(uow, actor, entries[start : start + BATCH], ties, {})
    ]  # fmt: skip
    title = f"Registre des décisions {year}"
    count = f"{len(rows)}\u00a0{'décisions' if len(rows) > 1 else 'décision'}"
    closed = "Arrêté au" if day == _last_of(year) else "État au"
    noon = datetime.combine(day, time(12), ZoneInfo(timezone)).astimezone(UTC)
    return Book(
        title, site_name, (count, f"{closed} {french.day(day)}"), "Sommaire", f"{site_name} – {title}", noon,
        tuple(_chapters(rows)),
    )  # fmt: skip


def _last_of(year: int) -> date:
    """The last day of a year. ``NotFound`` where the calendar has no such year."""
    try:
        return date(year, 12, 31)
    except (ValueError, OverflowError) as error:
        raise NotFound() from error


def _chapters(rows: Iterable[Row]) -> list[Chapter]:
    found = []
    for name, group in groupby(rows, lambda row: row.entry.line.body_name):
        pieces = tuple(_piece(row) for row in group)
        count = f"{len(pieces)}\u00a0{'décisions' if len(pieces) > 1 else 'décision'}"
        found.append(Chapter(name or NO_BODY, count, pieces))
    return found


def _piece(row: Row) -> Piece:
    line, life, standing = row.entry.line, row.entry.life, row.entry.standing
    heading = f"{line.number}\u00a0– {line.title}" if line.number else line.title
    lines = [
        ("Décision", french.taken(life.outcome, life.adopted)),
        ("Vote", french.votes(line.votes)),
        ("Réunion", french.day(row.meeting_day) if row.meeting_day else ""),
        ("Point", line.point),
        ("État", french.standing(standing)),
        *((chains.RELATIONS[relation][0 if acts else 1].capitalize(), ", ".join(names))
          for (relation, acts), names in sorted(row.ties.items(), key=lambda one: (not one[0][1], one[0][0]))),
        ("Exécution", EXECUTION.get(line.progress, "")),
        ("À réexaminer", f"le {french.day(line.review_on)}" if line.review_on else ""),
    ]  # fmt: skip
    return Piece(
        typeset(heading), _paragraphs(row), tuple((name, typeset(said)) for name, said in lines if said)
    )


def _paragraphs(row: Row) -> tuple[str, ...]:
    """The wording; nothing where it only repeats the title above it."""
    parts = tuple(typeset(part) for part in (row.text or "").split("\n") if part.strip())
    title = typeset(row.entry.line.title)
    return () if len(parts) == 1 and parts[0].rstrip(" .") == title.rstrip(" .") else parts
