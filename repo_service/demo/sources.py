"""Reads the demonstration sources: a head of ``Nom : valeur`` lines, then a text in a small Markdown-like notation.

The notation is described for writers in ``templates/demonstration/README.md``. Nothing here makes a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from repo_service.demo.inline import Run, runs, typeset

BlockKind = Literal["title", "heading", "paragraph", "item", "table", "quote"]

KINDS = {
    "décision": "decision",
    "compte rendu": "minutes",
    "charte": "charter",
    "modèle": "template",
    "fiche pratique": "knowhow",
    "bilan": "report",
    "lettre d'information": "newsletter",
    "pièce": "other",
}
VISIBILITIES = {"public": "public", "partenaires": "network"}
STATES = {"publié": "published", "adopté": "adopted"}
SIGNED_COPY = "--- copie signée ---"  # what follows this line is printed on the signed copy only

REQUIRED = ("Fichier", "Nature", "Titre", "Date", "Visible par", "État", "Motif", "Auteur")
OPTIONAL = (
    *("Instance", "Partenaire", "Mots-clés", "Domaine", "Série", "En-tête", "Pied de page", "Apparence"),
    *("Numérotation", "Typographie", "Relecture", "Copie signée", "Annexes"),
)
_HEAD = re.compile(r"^---\n(.*?)\n---\n", re.DOTALL)
_NOTE = re.compile(r"^\[\^([\w-]+)\]:\s*")
_NUMBERING = re.compile(r"^(?P<pattern>.*%0?1.*?)(?:, à partir de (?P<start>\d+))?$")
_REVIEW = re.compile(r"^(?P<author>.+), (?P<day>\d{4}-\d{2}-\d{2})$")


class SourceError(ValueError):
    """A source that does not follow the notation: which file, and what to correct."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block. ``level`` is 1.. for headings and items, else 0; ``auto``: Word counts its number by itself."""

    kind: BlockKind
    runs: tuple[Run, ...] = ()
    level: int = 0
    auto: bool = False
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()  # of a table
    headed: bool = False  # whether the first row of a table is its header


@dataclass(frozen=True, slots=True)
class Numbering:
    """Automatic label of ``#.`` paragraphs: ``pattern`` holds ``%1``, or ``%01`` for two digits."""

    pattern: str = "%1."
    start: int = 1


@dataclass(frozen=True, slots=True)
class Source:
    """One source file, read. ``meta`` keeps the head as written; the properties give it in the words of the code."""

    path: Path
    meta: dict[str, str]
    text: str  # as written, without the head
    blocks: tuple[Block, ...]
    notes: dict[str, tuple[Run, ...]] = field(default_factory=dict)
    signature: tuple[Block, ...] = ()

    @property
    def file_name(self) -> str:
        """Name of the file to make; its suffix chooses the format."""
        return self.meta["Fichier"]

    @property
    def title(self) -> str:
        """The title, with French typography."""
        return typeset(self.meta["Titre"])

    @property
    def day(self) -> date:
        """Date of the meeting or of the text."""
        return date.fromisoformat(self.meta["Date"])

    @property
    def numbering(self) -> Numbering:
        """How ``#.`` paragraphs are labelled."""
        if "Numérotation" not in self.meta:
            return Numbering()
        found = _NUMBERING.match(self.meta["Numérotation"])
        if found is None:
            raise SourceError(f"{self.path}: Numérotation doit contenir %1 ou %01")
        return Numbering(typeset(found["pattern"]), int(found["start"] or 1))

    @property
    def review(self) -> tuple[str, str]:
        """Who proposed the tracked changes, and when (ISO 8601)."""
        found = _REVIEW.match(self.meta.get("Relecture", f"Relecture, {self.meta['Date']}"))
        if found is None:
            raise SourceError(f"{self.path}: Relecture s'écrit « Prénom Nom, AAAA-MM-JJ »")
        return found["author"], found["day"]

    def names(self, key: str) -> tuple[str, ...]:
        """The values of a head line that holds several, separated by commas."""
        return tuple(part.strip() for part in self.meta.get(key, "").split(",") if part.strip())


def read(path: Path) -> Source:
    """Read one source (UTF-8). Raises ``SourceError`` with the file and the fault."""
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    head = _HEAD.match(text)
    if head is None:
        raise SourceError(f"{path}: l'en-tête entre deux lignes --- manque")
    meta = _meta(path, head[1])
    body = text[head.end() :].strip("\n") + "\n"
    dress = str if meta.get("Typographie") == "brute" else typeset
    shown, _, signature = body.partition(SIGNED_COPY)
    notes: dict[str, tuple[Run, ...]] = {}
    blocks = tuple(_blocks(dress(shown), notes))
    called = {run.note for run in _all_runs(blocks) if run.note}
    if called != notes.keys():
        raise SourceError(f"{path}: notes appelées et notes écrites diffèrent : {sorted(called ^ notes.keys())}")
    return Source(path, meta, body, blocks, notes, tuple(_blocks(dress(signature), {})))


def _meta(path: Path, head: str) -> dict[str, str]:
    meta = {}
    for line in head.splitlines():
        name, colon, value = line.partition(" : ")
        if not colon or name.strip() not in (*REQUIRED, *OPTIONAL):
            raise SourceError(f"{path}: ligne d'en-tête inconnue : {line!r}")
        meta[name.strip()] = value.strip()
    if missing := [name for name in REQUIRED if not meta.get(name)]:
        raise SourceError(f"{path}: il manque dans l'en-tête : {', '.join(missing)}")
    for name, table in (("Nature", KINDS), ("Visible par", VISIBILITIES), ("État", STATES)):
        if meta[name] not in table:
            raise SourceError(f"{path}: {name} vaut {meta[name]!r}, attendu : {', '.join(table)}")
    return meta


def _blocks(text: str, notes: dict[str, tuple[Run, ...]]) -> Iterator[Block]:
    for chunk in re.split(r"\n\s*\n", text.strip("\n")):
        lines = chunk.splitlines()
        if not chunk.strip():
            continue
        if found := _NOTE.match(chunk):
            notes[found[1]] = runs(_joined(lines)[found.end() :])
        elif lines[0].startswith("|"):
            yield _table(lines)
        else:
            yield from _lines(lines)


def _table(lines: list[str]) -> Block:
    """A table; an empty header row says that it has none."""
    rows = tuple(_rows(lines))
    headed = any(rows[0])
    return Block("table", rows=rows if headed else rows[1:], headed=headed)


def _rows(lines: list[str]) -> Iterator[tuple[tuple[Run, ...], ...]]:
    for line in lines:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not all(re.fullmatch(r":?-{3,}:?", cell) for cell in cells):
            yield tuple(runs(cell.replace("\\\\", "\n")) for cell in cells)


_OPENING = re.compile(
    r"^(?P<marks>#{1,4} )(?P<auto>#\. )?|^(?P<counted>#\. )|^(?P<indent> *)- |^(?P<quote>> )|^(?P<typed>\d+\. )"
)


def _lines(lines: list[str]) -> Iterator[Block]:
    """Blocks of a chunk without empty lines: a marked line opens a block, any other line continues the one before."""
    pending: list[str] = []
    for line in lines:
        if pending and _OPENING.match(line):
            yield _block(pending)
            pending = []
        pending.append(line)
    if pending:
        yield _block(pending)


def _block(lines: list[str]) -> Block:
    text = _joined(lines)
    opening = _OPENING.match(text)
    if opening is None or opening["typed"]:
        return Block("paragraph", runs(text))
    content = runs(text[opening.end() :])
    if opening["counted"]:
        return Block("paragraph", content, auto=True)
    if opening["quote"]:
        return Block("quote", content)
    if opening["marks"] is None:
        return Block("item", content, level=len(opening["indent"]) // 2 + 1)
    depth = len(opening["marks"]) - 2
    return Block("heading" if depth else "title", content, level=depth, auto=bool(opening["auto"]))


def _joined(lines: list[str]) -> str:
    """One paragraph from its lines; a line ending in a backslash breaks there."""
    text = ""
    for line in lines:
        text += line[:-1].rstrip() + "\n" if line.endswith("\\") else line.rstrip() + " "
    return text.rstrip()


def _all_runs(blocks: tuple[Block, ...]) -> Iterator[Run]:
    for block in blocks:
        yield from block.runs
        for row in block.rows:
            for cell in row:
                yield from cell
