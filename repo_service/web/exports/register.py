"""The register as a table: the cells of one decision, in the order of ``domain.register.columns``.

Words are French whoever asks, for the schema lists them; addresses are made by whoever knows the site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from repo_service.domain.register import columns
from repo_service.domain.register.columns import BETWEEN, EXECUTION, NAMES, OUTCOMES, READERS, TIES, YES
from repo_service.domain.register.force import STATUSES
from repo_service.domain.register.scdl import COLUMNS as SCDL_COLUMNS
from repo_service.services.register.leaving import Row
from repo_service.web.exports import spreadsheet

MEDIA_TYPE = "text/csv"
LEFT_OUT = ("identifiant", "numero", "titre", "instance", "adoptee_le", "domaine", "raison", "adresse")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a document is read (by its identifier), and where a version of it (its number, an anchor)."""

    document: Callable[[str], str]
    version: Callable[[str, int, str], str]


def table(rows: Iterable[Row], day: date, known: date | None, at: Addresses, separator: str) -> Iterator[str]:
    """The whole register as CSV; ``day`` and ``known`` are those that were asked."""
    return spreadsheet.table(NAMES, (cells(row, day, known, at) for row in rows), separator)


def cells(row: Row, day: date, known: date | None, at: Addresses) -> list[str]:
    """One line. Every column is named: one that is forgotten here is an error, not an empty cell."""
    told = _card(row, at) | _time(row, day, known) | _votes(row) | _source(row, at)
    told |= {name: BETWEEN.join(row.ties.get((relation, acts), ())) for relation, acts, name, _ in TIES}
    return [spreadsheet.cell(told[name]) for name in columns.NAMES]


def _card(row: Row, at: Addresses) -> dict[str, str]:
    line = row.entry.line
    return {
        "identifiant": line.id, "numero": line.number, "titre": line.title, "texte": row.text or "",
        "instance": line.body_name, "domaine": line.domain, "chargee": row.owner,
        "execution": EXECUTION.get(line.progress, ""), "a_reexaminer_le": _iso(line.review_on), "point": line.point,
        "visible_par": READERS.get(line.visibility, line.visibility), "langue": row.language,
        "version": str(line.version), "empreinte_texte": row.sha256, "adresse": at.document(line.id),
    }  # fmt: skip


def _time(row: Row, day: date, known: date | None) -> dict[str, str]:
    life, standing = row.entry.life, row.entry.standing
    period = standing.period
    return {
        "adoptee_le": _iso(life.adopted), "issue": OUTCOMES[life.outcome], "etat": STATUSES[standing.status],
        "etat_au": _iso(day), "connu_le": _iso(known), "en_vigueur_du": _iso(period.start if period else None),
        "en_vigueur_jusqu_au": _iso(period.end - timedelta(days=1) if period and period.end else None),
    }  # fmt: skip


def _votes(row: Row) -> dict[str, str]:
    told: dict[str, Any] = row.entry.line.votes
    counts = {
        "voix_pour": "for", "voix_contre": "against", "abstentions": "abstention", "sans_part_au_vote": "not_voting",
        "votants_presents": "present",
    }  # fmt: skip
    marks = {"unanimite": "unanimous", "voix_ponderees": "weighted", "bulletin_secret": "secret"}
    cells = {name: "" if told.get(key) is None else str(told[key]) for name, key in counts.items()}
    cells |= {name: YES if told.get(key) else "" for name, key in marks.items()}
    return cells | {"majorite": str(told.get("majority") or "")}


def _source(row: Row, at: Addresses) -> dict[str, str]:
    minutes, passage = row.entry.line.minutes, row.passage
    return {
        "reunion": row.entry.line.meeting, "reunion_du": _iso(row.meeting_day), "compte_rendu": minutes,
        "compte_rendu_adresse": at.document(minutes) if minutes else "",
        "passage": passage.quote if passage else "",
        "passage_adresse": at.version(minutes, passage.version, passage.anchor) if minutes and passage else "",
    }  # fmt: skip


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def scdl(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """The SCDL file: commas, UTF-8 without a mark, as its validators want it; nothing in it is a formula either."""
    names = [column.name for column in SCDL_COLUMNS]
    return spreadsheet.table(names, ([spreadsheet.cell(cell) for cell in row] for row in rows), ",", mark="")


def left_out(rows: Iterable[tuple[Row, str]], at: Addresses, separator: str) -> Iterator[str]:
    """The decisions that another file left out, each with the sentence that says why."""
    return spreadsheet.table(LEFT_OUT, (_named(row, why, at) for row, why in rows), separator)


def _named(row: Row, why: str, at: Addresses) -> list[str]:
    line = row.entry.line
    told = (
        line.id, line.number, line.title, line.body_name, _iso(row.entry.life.adopted), line.domain, why,
        at.document(line.id),
    )  # fmt: skip
    return [spreadsheet.cell(text) for text in told]
