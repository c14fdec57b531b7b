"""Real French texts, and what people do to them: strategies of random edits for the properties of comparisons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from repo_service.domain.comparison.wording import plain
from repo_service.domain.passages import Block, Cell, Span
from repo_service.formats import markdown
from repo_service.formats.shaping.normal import normal

SOURCES = Path(__file__).resolve().parents[3] / "templates" / "demonstration" / "textes"
Text = tuple[Block, ...]
Edit = Callable[[st.DrawFn, list[Block]], None]


def _read(name: str) -> Text:
    _, _, source = (SOURCES / name).read_text("utf-8").split("---\n", 2)  # the head is for the demonstration
    return normal(markdown.extract(source)).blocks


TEXTS: dict[str, Text] = {path.name: _read(path.name) for path in sorted(SOURCES.glob("*.md"))}
LINES = sorted({block.text for text in TEXTS.values() for block in text if block.kind == "paragraph"})
WORDS = sorted({word for line in LINES for word in line.split()})
NEW_WORDS = ("amarante", "brindille", "cormoran", "falun", "goémon", "isobathe", "jusant", "noroît", "pignot", "ressac")


def reworded(block: Block, text: str) -> Block:
    """The block with another wording; its spans would mark other words and go."""
    cells = tuple(Cell(part) for part in text.split(" | ")) if block.cells else ()
    return replace(block, text=text, spans=(), cells=cells)


def _change_words(draw: st.DrawFn, blocks: list[Block]) -> None:
    at = draw(st.integers(0, len(blocks) - 1))
    words = blocks[at].text.split(" ")
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(words) - 1))
        if words[place] == "|":
            continue
        new = [draw(st.sampled_from(WORDS))]
        words[place : place + 1] = draw(st.sampled_from([new, [], [words[place], *new], [words[place]] * 2]))
        words = words or new
    blocks[at] = reworded(blocks[at], " ".join(words))


def _insert(draw: st.DrawFn, blocks: list[Block]) -> None:
    line = draw(st.sampled_from(LINES))
    blocks.insert(draw(st.integers(0, len(blocks))), Block("paragraph", line))


def _remove(draw: st.DrawFn, blocks: list[Block]) -> None:
    at = draw(st.integers(0, len(blocks) - 1))
    del blocks[at : at + draw(st.integers(1, 3))]


def _move(draw: st.DrawFn, blocks: list[Block]) -> None:
    at = draw(st.integers(0, len(blocks) - 1))
    size = draw(st.integers(1, 5))
    moved, blocks[at : at + size] = blocks[at : at + size], []
    to = draw(st.integers(0, len(blocks)))
    blocks[to:to] = moved


def _copy(draw: st.DrawFn, blocks: list[Block]) -> None:
    at = draw(st.integers(0, len(blocks) - 1))
    blocks.insert(draw(st.integers(0, len(blocks))), blocks[at])


def _split(draw: st.DrawFn, blocks: list[Block]) -> None:
    at = draw(st.integers(0, len(blocks) - 1))
    words = blocks[at].text.split(" ")
    if len(words) > 1 and not blocks[at].cells:
        cut = draw(st.integers(1, len(words) - 1))
        parts = " ".join(words[:cut]), " ".join(words[cut:])
        blocks[at : at + 1] = [reworded(blocks[at], part) for part in parts]


def _join(draw: st.DrawFn, blocks: list[Block]) -> None:
    at = draw(st.integers(0, len(blocks) - 1))
    if at + 1 < len(blocks) and not blocks[at].cells and not blocks[at + 1].cells:
        blocks[at : at + 2] = [reworded(blocks[at], f"{blocks[at].text} {blocks[at + 1].text}")]


def look(draw: Callable[..., Block], block: Block) -> Block:
    """The block with other looks and the same words."""
    looks = [replace(block, spans=(), label="7."), replace(block, spans=(Span(0, len(block.text), "strong"),))]
    if not block.cells:
        looks += [replace(block, kind="item", level=2), replace(block, kind="heading", level=5)]
    return draw(st.sampled_from(looks))


def _look(draw: st.DrawFn, blocks: list[Block]) -> None:
    at = draw(st.integers(0, len(blocks) - 1))
    blocks[at] = look(draw, blocks[at])


def _type(draw: st.DrawFn, blocks: list[Block]) -> None:
    at = draw(st.integers(0, len(blocks) - 1))
    blocks[at] = typed(blocks[at])


def typed(block: Block) -> Block:
    """The block as another keyboard would have typed it; the very same where that makes no difference."""
    for sign, other in (("'", "’"), ("’", "'"), (" – ", " - "), (" ;", "\u00a0;"), (" :", "\u202f:")):
        if sign in block.text:
            return reworded(block, block.text.replace(sign, other))
    return block


def _columns(draw: st.DrawFn, blocks: list[Block]) -> None:
    """A column more, a column less, or two columns exchanged, in one row or in all."""
    rows = [place for place, block in enumerate(blocks) if block.cells]
    if not rows:
        return
    chosen = rows if draw(st.booleans()) else [draw(st.sampled_from(rows))]
    sort, column = draw(st.sampled_from(["more", "less", "exchange"])), draw(st.integers(0, 3))
    for place in chosen:
        cells = list(blocks[place].cells)
        if sort == "more":
            cells.insert(column, Cell(draw(st.sampled_from([*NEW_WORDS, ""]))))
        elif sort == "less" and len(cells) > 1:
            del cells[min(column, len(cells) - 1)]
        else:
            cells.append(cells.pop(0))
        blocks[place] = replace(
            blocks[place], text=" | ".join(cell.text for cell in cells), cells=tuple(cells), spans=()
        )


EDITS: tuple[Edit, ...] = (_change_words, _insert, _remove, _move, _copy, _split, _join, _look, _type, _columns)


@st.composite
def originals(draw: st.DrawFn, least: int = 1) -> Text:
    """A passage of a few blocks or the whole of a real text."""
    text = TEXTS[draw(st.sampled_from(sorted(TEXTS)))]
    size = draw(st.one_of(*[st.integers(least, 12)] * 3, st.just(len(text))))
    start = draw(st.integers(0, len(text) - size))
    return text[start : start + size]


@st.composite
def edited(draw: st.DrawFn, text: Text, most: int = 6) -> Text:
    """The text after some random edits; it may be empty in the end."""
    blocks = list(text)
    for _ in range(draw(st.integers(0, most))):
        if blocks:
            draw(st.sampled_from(EDITS))(draw, blocks)
    return tuple(blocks)


@st.composite
def revisions(draw: st.DrawFn) -> tuple[Text, Text]:
    """A text and what became of it."""
    before = draw(originals())
    return before, draw(edited(before))


@st.composite
def histories(draw: st.DrawFn, most: int = 6) -> list[Text]:
    """A text and its versions, oldest first; now and then an earlier one comes back."""
    texts = [draw(originals())]
    for _ in range(draw(st.integers(0, most))):
        back = draw(st.integers(0, 9)) == 0
        texts.append(draw(st.sampled_from(texts)) if back else draw(edited(texts[-1], most=4)))
    return texts


def distinct(text: Text) -> Text:
    """The text with the first only of passages of one wording, sorts of apostrophes and dashes apart."""
    first: dict[object, Block] = {}
    for block in text:
        first.setdefault((block.part, block.kind == "row", plain(block.text)), block)
    return tuple(first.values())
