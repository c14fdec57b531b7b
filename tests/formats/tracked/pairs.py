"""Pairs of texts whose comparison is written: one for each kind of change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from repo_service.domain.passages import Block, Cell, Span

Pair = tuple[list[Block], list[Block]]
SHARE = "Les bibliothèques partenaires mettent en commun leurs acquisitions et leur catalogage."
OWN = "Chaque établissement garde la propriété des documents qu’il a acquis avant son adhésion au réseau."
MEET = "Le comité de pilotage se réunit quatre fois par an, à l’invitation de sa présidente."
PAY = "Les dépenses communes sont réparties entre les partenaires selon leur taille."


def p(text: str, *spans: Span, part: str = "body", label: str = "") -> Block:
    """A paragraph."""
    return Block("paragraph", text, spans=spans, part=part, label=label)


def h(text: str, level: int = 1) -> Block:
    """A heading."""
    return Block("heading", text, level)


def li(label: str, text: str, level: int = 1) -> Block:
    """A list item."""
    return Block("item", text, level, label)


def tr(table: int, *cells: str | Cell) -> Block:
    """A row."""
    made = tuple(Cell(cell) if isinstance(cell, str) else cell for cell in cells)
    return Block("row", " | ".join(cell.text for cell in made), cells=made, table=table)


TABLE = [tr(1, "Partenaire", "Agents"), tr(1, "Valmorin", "12"), tr(1, "Estran", "40"), tr(1, "Kerbrat", "7")]


def _in_table(number: int, rows: Iterable[Block]) -> list[Block]:
    return [replace(row, table=number) for row in rows]


def _wider(rows: Iterable[Block], word: str) -> list[Block]:
    return [tr(1, *(cell.text for cell in row.cells), f"{word} {number}") for number, row in enumerate(rows)]


KINDS: dict[str, Pair] = {
    "nothing": ([p(MEET)], [p(MEET)]),
    "two empty texts": ([], []),
    "all is new": ([], [h("Charte"), p(MEET), p(PAY)]),
    "all is gone": ([h("Charte"), p(MEET), p(PAY)], []),
    "words changed": ([p(MEET), p(PAY)], [p(MEET.replace("quatre", "six")), p(PAY)]),
    "added at the beginning": ([p(MEET)], [h("Titre"), p(PAY), p(MEET)]),
    "added at the end": ([p(MEET)], [p(MEET), p(PAY)]),
    "removed at the end": ([p(MEET), h("Dépenses"), p(PAY)], [p(MEET)]),
    "removed before a heading": ([p(OWN), p(PAY), h("Réunions"), p(MEET)], [p(OWN), h("Réunions"), p(MEET)]),
    "heading removed": ([p(OWN), h("Réunions", 2), p(MEET)], [p(OWN), p(MEET)]),
    "split": ([p(f"{SHARE} {OWN}"), p(PAY)], [p(SHARE), p(OWN), p(PAY)]),
    "split in three": ([p(f"{SHARE} {OWN} {MEET}")], [p(SHARE), p(OWN), p(MEET)]),
    "joined": ([p(SHARE), p(OWN), p(PAY)], [p(f"{SHARE} {OWN}"), p(PAY)]),
    "split before a table": ([p(f"{SHARE} {OWN}"), *TABLE], [p(SHARE), p(OWN), *TABLE]),
    "joined after a table": ([*TABLE, p(SHARE), p(OWN)], [*TABLE, p(f"{SHARE} {OWN}")]),
    "last and first words cut": ([p(f"{MEET} Voilà."), p(f"Puis {PAY}")], [p(MEET), p(PAY)]),
    "last and first words added": ([p(MEET), p(PAY)], [p(f"{MEET} Voilà."), p(f"Puis {PAY}")]),
    "last word changed before what is added": (
        [p(f"{MEET} Voilà."), p(PAY)], [p(f"{MEET} Bref"), p("Sans objet."), p(PAY)],
    ),
    "last word cut before what is removed": ([p(f"{MEET} Voilà."), p("Sans objet."), p(PAY)], [p(MEET), p(PAY)]),
    "items split": ([li("1.", f"{SHARE} {OWN}"), li("2.", PAY)], [li("1.", SHARE), li("2.", OWN), li("3.", PAY)]),
    "moved": ([p(SHARE), p(OWN), p(MEET), p(PAY)], [p(OWN), p(MEET), p(PAY), p(SHARE)]),
    "two moved": ([p(SHARE), p(OWN), h("A"), p(MEET), p(PAY)], [h("A"), p(MEET), p(SHARE), p(PAY), p(OWN)]),
    "short heading moved": (
        [p(MEET), h("Titre II", 2), p(OWN), p(PAY)], [p(MEET), p(OWN), h("Titre II", 2), h("Annexe"), p(PAY)],
    ),
    "moved and changed": (
        [p(SHARE), p(OWN), p(MEET), p(PAY)], [p(OWN), p(MEET), p(PAY), p(SHARE.replace("acquisitions", "achats"))],
    ),
    "items counted anew": ([li("1.", MEET), li("2.", PAY)], [li("1.", OWN), li("2.", MEET), li("3.", PAY)]),
    "label lost": ([li("–", MEET), p(PAY)], [p(MEET), p(PAY)]),
    "paragraph made a heading": ([p("Organisation du réseau"), p(MEET)], [h("Organisation du réseau", 2), p(MEET)]),
    "looks": (
        [p(MEET, Span(3, 9, "strong"), Span(13, 21, "link", "https://estran.example/a"))],
        [p(MEET, Span(3, 9, "em"), Span(13, 21, "link", "https://estran.example/a"))],
    ),
    "words and looks": (
        [p(MEET, Span(3, 21, "strong"))], [p(MEET.replace("comité", "conseil"), Span(3, 22, "em"), Span(3, 10, "sup"))],
    ),
    "code": ([Block("code", "a\tb\n  c\nd")], [Block("code", "a\tb\n  c e\nd")]),
    "lines in a paragraph": ([p("Une rue\nUne ville")], [p("Une rue\nUn port\nUne ville")]),
    "notes and margins": (
        [p("En-tête", part="header"), p(f"{MEET}[1]", Span(len(MEET), len(MEET) + 3, "sup")),
         p("Voir les statuts.", part="footnote 1", label="[1]")],
        [p("Nouvel en-tête", part="header"), p(f"{MEET}[1]", Span(len(MEET), len(MEET) + 3, "sup")),
         p("Voir la convention.", part="footnote 1", label="[1]"), p("Pied", part="footer")],
    ),
    "cell changed": ([p(PAY), *TABLE, p(MEET)], [p(PAY), *TABLE[:1], tr(1, "Valmorin", "13"), *TABLE[2:], p(MEET)]),
    "row added": ([*TABLE[:3], p(MEET)], [*TABLE, p(MEET)]),
    "rows removed": ([p(PAY), *TABLE, p(MEET)], [p(PAY), TABLE[0], TABLE[3], p(MEET)]),
    "row moved": ([p(PAY), *TABLE, p(MEET)], [p(PAY), TABLE[0], TABLE[3], TABLE[1], TABLE[2], p(MEET)]),
    "row added after what is gone": ([*TABLE[:3], p(PAY), h("A")], [*TABLE, h("A")]),
    "table added": ([p(PAY), p(MEET)], [p(PAY), *TABLE, p(MEET)]),
    "table removed": ([p(PAY), *TABLE, p(MEET)], [p(PAY), p(MEET)]),
    "only a table added": ([], TABLE),
    "only a table removed": (TABLE, []),
    "table instead of a paragraph": ([p(PAY), p(OWN)], [p(PAY), *TABLE]),
    "paragraph added before a table": ([p(PAY), *TABLE], [p(PAY), p(OWN), *TABLE]),
    "paragraph removed before a table": ([p(PAY), p(OWN), *TABLE], [p(PAY), *TABLE]),
    "paragraph removed between tables": (
        [*TABLE, p(OWN), *_in_table(2, TABLE[:2])], [*TABLE, *_in_table(2, TABLE[:2])],
    ),
    "paragraph put into a table": ([*TABLE], [*TABLE[:2], p(OWN), *_in_table(2, TABLE[2:])]),
    "column added": ([p(PAY), *TABLE, p(MEET)], [p(PAY), *_wider(TABLE, "salle"), p(MEET)]),
    "column removed": ([p(PAY), *_wider(TABLE, "salle"), p(MEET)], [p(PAY), *TABLE, p(MEET)]),
    "row without a word removed": ([TABLE[0], tr(1, "", ""), *TABLE[1:]], TABLE),
    "row added across a merged cell": (
        [tr(1, Cell("A", rowspan=2), "b"), tr(1, "c"), tr(1, "d", "e")],
        [tr(1, Cell("A", rowspan=3), "b"), tr(1, "x y"), tr(1, "c"), tr(1, "d", "e")],
    ),
    "row removed across a merged cell": (
        [tr(1, Cell("A", rowspan=3), "b"), tr(1, "c"), tr(1, "f g h"), tr(1, "d", "e")],
        [tr(1, Cell("A", rowspan=2), "b"), tr(1, "f g h"), tr(1, "d", "e")],
    ),
    "merged cell taken apart": (
        [tr(1, Cell("A", rowspan=2), "b"), tr(1, "c"), tr(1, "d", "e")],
        [tr(1, "A", "b"), tr(1, "A", "c"), tr(1, "d", "e")],
    ),
    "cells merged": (
        [*TABLE, tr(1, "Ensemble", "59")], [*TABLE, tr(1, Cell("Ensemble : 59 agents", colspan=2))],
    ),
    "table too wide for Word": (
        [p(PAY), tr(1, *(f"mot {n}" for n in range(70)))], [p(PAY), tr(1, *(f"mot {n}" for n in range(1, 71)))],
    ),
    "what XML cannot hold": ([p("a\x00b \x0b c\ud800 \ufffe<&>")], [p("a\x00b \x0b d\ud800 \ufffe<&>\x1b")]),
}  # fmt: skip
