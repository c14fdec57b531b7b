"""Real texts of the demonstration, read from the Word files that are made of them, and revised at random."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from repo_service.demo import sources, word
from repo_service.domain.passages import Block, Cell, anchored
from repo_service.formats import docx
from tests.formats.tracked.pairs import OWN, PAY, h, li, p, tr

SOURCES = Path(__file__).parents[3] / "templates" / "demonstration"
TEXTS = (
    "textes/charte-v1", "textes/charte-v3", "textes/convention-v2", "textes/statuts", "bilans/rapport-2025-2026",
    "copil/2024-03-12", "annexes/liste-abonnements",
)  # fmt: skip
_WORDS = ("", "désormais", "et", "l’annexe 2", "chaque année,")


@cache
def text(name: str) -> tuple[Block, ...]:
    """A text by its name ("textes/charte-v1")."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "text.docx"
        file.write_bytes(word.build(sources.read(SOURCES / f"{name}.md")))
        return tuple(anchored(docx.read(file).blocks))


def part(name: str, random: Random) -> list[Block]:
    """A few pages of a text, from anywhere in it."""
    blocks = text(name)
    start = random.randrange(max(1, len(blocks) - 30))
    return anchored(blocks[start : start + 40])


def revised(blocks: Sequence[Block], random: Random) -> list[Block]:
    """The text after some acts of somebody who revises it."""
    made = list(blocks)
    for _ in range(random.randint(3, 15)):
        if made:
            random.choice(_ACTS)(made, random.randrange(len(made)), random)
    return anchored(_numbered(made))


def _numbered(blocks: Iterable[Block]) -> list[Block]:
    """Tables numbered in order: rows between which something stands now make two tables."""
    made: list[Block] = []
    count = last = 0
    for block in blocks:
        count += block.table not in (0, last)
        last = block.table
        made.append(replace(block, table=count if block.table else 0))
    return made


def _row(block: Block, cells: Sequence[Cell]) -> Block:
    return replace(block, text=" | ".join(cell.text for cell in cells), cells=tuple(cells), spans=())


def _with(block: Block, wording: str) -> Block:
    """The passage in another wording; a row gets it in its last cell."""
    if block.kind == "row":
        return _row(block, [*block.cells[:-1], replace(block.cells[-1], text=wording)])
    return replace(block, text=wording, spans=tuple(span for span in block.spans if span.end <= len(wording)))


def _reword(blocks: list[Block], place: int, random: Random) -> None:
    block = blocks[place]
    words = re.split(r"(\s+)", block.cells[-1].text if block.kind == "row" else block.text)
    for _ in range(random.randint(1, 4)):
        words[random.randrange(0, len(words), 2)] = random.choice(_WORDS)
    blocks[place] = _with(block, re.sub(" +", " ", "".join(words)).strip() or "Réservé.")


def _split(blocks: list[Block], place: int, random: Random) -> None:
    block = blocks[place]
    gaps = [found.start() for found in re.finditer(r"(?<=\S) (?=\S)", block.text)]
    if block.kind != "row" and gaps:
        gap = random.choice(gaps)
        rest = replace(block, text=block.text[gap + 1 :], spans=())
        blocks[place : place + 1] = [_with(block, block.text[:gap]), rest]


def _join(blocks: list[Block], place: int, random: Random) -> None:
    pair = blocks[place : place + 2]
    if len(pair) == 2 and all(block.kind != "row" for block in pair):
        blocks[place : place + 2] = [_with(pair[0], f"{pair[0].text} {pair[1].text}")]


def _move(blocks: list[Block], place: int, random: Random) -> None:
    end = place + random.randint(1, 3)
    taken = blocks[place:end]
    del blocks[place:end]
    target = random.randrange(len(blocks) + 1)
    blocks[target:target] = taken


def _remove(blocks: list[Block], place: int, random: Random) -> None:
    del blocks[place : place + random.randint(1, 2)]


def _add(blocks: list[Block], place: int, random: Random) -> None:
    blocks.insert(place, random.choice([p(PAY), h("Dispositions finales", 2), li("a)", OWN), p("Sans objet.")]))


def _add_rows(blocks: list[Block], place: int, random: Random) -> None:
    block = blocks[place]
    if block.kind == "row":
        blocks.insert(place, _row(block, [replace(cell, text=f"{cell.text} bis".strip()) for cell in block.cells]))
    else:
        number = 1 + max(block.table for block in blocks)
        blocks[place:place] = [tr(number, "Fonds", "Années"), tr(number, "Cartes", "1870-1914")]


def _change_columns(blocks: list[Block], place: int, random: Random) -> None:
    table, more = blocks[place].table, random.random() < 0.5
    for index, block in enumerate(blocks):
        if table and block.table == table and (more or len(block.cells) > 1):
            blocks[index] = _row(block, (*block.cells, Cell(f"colonne {index}")) if more else block.cells[:-1])


def _relabel(blocks: list[Block], place: int, random: Random) -> None:
    if blocks[place].kind != "row":
        blocks[place] = replace(blocks[place], label=random.choice(["", "–", "7.", "Article 3"]))


_ACTS: tuple[Callable[[list[Block], int, Random], None], ...] = (
    _reword, _reword, _reword, _split, _join, _move, _move, _remove, _add, _add_rows, _change_columns, _relabel,
)  # fmt: skip
