r"""Blocks to Markdown, for those who take a text elsewhere: an archive, another program, a mail.

Read again by a Markdown parser it gives the same words; where Markdown cannot say a thing (merged cells, superscripts,
emphasis inside a word) the words stay and the form goes. Specials are escaped so that both CommonMark and
Python-Markdown agree: by ``\`` where both know it, else by a character reference. Raw HTML is never written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from urllib.parse import quote

from repo_service.domain.passages import Block, Span

_INDENT = "    "  # Python-Markdown nests at four spaces
_BACKSLASHED = re.compile(r"([\\`*_{}\[\]#])")
_REFERENCES = {"<": "&lt;", ">": "&gt;", "|": "&#124;", "~": "&#126;"}
_ENTITY = re.compile(r"&(?=#|[A-Za-z])")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_OPENS_A_LINE = re.compile(r"^(\d+)([.)])|^([-+])")
_SAFE_TARGET = re.compile(r"(?:https?://|mailto:|doc:|#)\S+", re.IGNORECASE)
_LABEL_NUMBER = re.compile(r"\d{1,9}\.")
_BULLETS = frozenset("-–—•·*o▪■□●○◦‣⁃➢❖✓§+")


def to_markdown(blocks: Iterable[Block]) -> str:
    """The whole text, ending with a line feed; notes after it, then what is printed on every page, after a rule."""
    blocks = list(blocks)
    notes = [block for block in blocks if _sort(block) in {"footnote", "endnote"}]
    margins = [block for block in blocks if _sort(block) in {"header", "footer"}]
    flow = [block for block in blocks if block not in notes and block not in margins] if notes or margins else blocks
    writer = _Writer({_note_name(block) for block in notes} - {""})
    parts = writer.parts(flow)
    for name, group in groupby(notes, _note_name):
        parts += writer.note(name, list(group))
    if page := writer.parts(margins):
        parts += ["---", *page]
    return "\n\n".join(parts) + "\n" if parts else ""


def escaped(text: str) -> str:
    """Plain text as Markdown that means just these words, several lines allowed."""
    text = _ENTITY.sub("&amp;", _CONTROL.sub("", text))
    text = _BACKSLASHED.sub(r"\\\1", text)
    return "".join(_REFERENCES.get(char, char) for char in text)


def _sort(block: Block) -> str:
    return block.part.partition(" ")[0]


def _note_name(block: Block) -> str:
    return re.sub(r"[^A-Za-z0-9-]", "", block.part.partition(" ")[2])


class _Writer:
    """One text: knows which notes exist and which were referred to."""

    def __init__(self, notes: set[str]) -> None:
        self._notes = notes
        self._referred: set[str] = set()

    def parts(self, blocks: Sequence[Block]) -> list[str]:
        """The paragraphs, headings, lists and tables, to be set apart by an empty line."""
        shown = [block for block in blocks if block.text.strip() or block.cells or _says(block.label.strip())]
        result: list[str] = []
        for (kind, _), group in groupby(shown, lambda block: (block.kind, block.table)):
            run = list(group)
            if kind == "item":
                result.append(self._list(run))
            elif kind == "row":
                result.append(_table(run))
            else:
                result.extend(self._single(block) for block in run)
        return [part for part in result if part.strip()]

    def note(self, name: str, blocks: Sequence[Block]) -> list[str]:
        """A footnote, if the text refers to it; else its words, for a parser may drop what nothing refers to."""
        parts = self.parts(blocks)
        if name not in self._referred:
            return parts
        first, *rest = parts or [""]
        indented = [first.replace("\n", f"\n{_INDENT}"), *(_indented(part) for part in rest)]
        return [f"[^{name}]: " + "\n\n".join(indented)]

    def _single(self, block: Block) -> str:
        if block.kind == "code":
            longest = max((len(ticks) for ticks in re.findall("`+", block.text)), default=0)
            fence = "`" * max(3, longest + 1)
            return f"{fence}\n{_CONTROL.sub('', block.text)}\n{fence}"
        if block.kind == "heading":
            words = " ".join(self._inline(block).split("\n"))
            return f"{'#' * min(max(block.level, 1), 6)} {' '.join(words.split())}"
        return self._paragraph(block)

    def _paragraph(self, block: Block, keep_label: bool = True) -> str:
        lines = [_guarded(line) for line in self._inline(block, keep_label).split("\n") if line.strip()]
        return "  \n".join(lines)

    def _list(self, items: Sequence[Block]) -> str:
        depths = _depths(items)
        # Parsers disagree on a list of both sorts: its numbers are then written as words.
        mixed = {depth for depth, block in zip(depths, items, strict=True) if not _is_numbered(block)}
        lines = []
        for depth, block in zip(depths, items, strict=True):
            numbered = depth not in mixed
            words = self._paragraph(block, keep_label=not numbered and block.label.strip() not in _BULLETS)
            margin = _INDENT * depth
            marker = block.label.strip() if numbered else "-"
            lines.append(f"{margin}{marker} {words}".replace("\n", f"\n{margin}{_INDENT}"))
        return "\n".join(lines)

    def _inline(self, block: Block, keep_label: bool = True) -> str:
        text = block.text
        parts = []
        reached = 0
        for span in sorted(block.spans, key=lambda one: (one.start, one.kind != "link", -one.end)):
            start, end = _trimmed(text, span)
            if start < reached or start >= end:
                continue
            if marked := self._marked(text, start, end, span):
                parts += [escaped(text[reached:start]), marked]
                reached = end
        label = f"{escaped(block.label.strip())} " if keep_label and block.label.strip() else ""
        return label + re.sub(r"!(?=\[)", r"\\!", "".join(parts) + escaped(text[reached:]))  # no image: « ! » [link]

    def _marked(self, text: str, start: int, end: int, span: Span) -> str:
        """The span in Markdown, or nothing where Markdown could be misread."""
        words = text[start:end]
        if "\n" in words:
            return ""
        if span.kind == "link" and _SAFE_TARGET.fullmatch(span.target):
            return f"[{escaped(words)}]({quote(span.target, safe='/:?#@!$&+,;=%-.~', errors='replace')})"
        if span.kind == "sup" and (name := words.strip(" ()[]")) in self._notes:
            self._referred.add(name)
            return f"[^{name}]"
        if span.kind not in {"strong", "em", "code"} or not _stands_alone(text, start, end):
            return ""
        if span.kind == "code":
            return "" if re.search(r"[`|\\<&\[]", words) else f"`{_CONTROL.sub('', words)}`"
        mark = "**" if span.kind == "strong" else "*"
        return f"{mark}{escaped(words)}{mark}"


def _says(label: str) -> bool:
    """Whether a label without text is worth a line: « Décision 3 » is, a lone bullet or number is not."""
    return bool(label) and label not in _BULLETS and not _LABEL_NUMBER.fullmatch(label)


def _is_numbered(block: Block) -> bool:
    label = block.label.strip()
    return label.isascii() and bool(_LABEL_NUMBER.fullmatch(label))


def _depths(items: Sequence[Block]) -> list[int]:
    """The depth of each item from 0, without the gaps that levels may have."""
    open_levels: list[int] = []
    result = []
    for block in items:
        while open_levels and open_levels[-1] >= block.level:
            open_levels.pop()
        result.append(len(open_levels))
        open_levels.append(block.level)
    return result


def _trimmed(text: str, span: Span) -> tuple[int, int]:
    start, end = max(span.start, 0), min(span.end, len(text))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Emphasis opens and closes reliably only around whole words that begin and end with a letter or digit."""
    before, after = text[start - 1 : start], text[end : end + 1]
    inside = text[start].isalnum() and text[end - 1].isalnum()
    return inside and (not before or before.isspace()) and (not after or after.isspace() or after in ".,;:!?)")


def _guarded(line: str) -> str:
    """What would open a list, a rule, a heading or a definition at the start of a line is made plain."""
    line = line.strip()
    line = _OPENS_A_LINE.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", line)
    if line[:1] in {"=", ":"}:
        line = f"&#{ord(line[0])};{line[1:]}"
    return re.sub(r"^(\[\^[^\]]*\]):", r"\1&#58;", line)


def _indented(part: str) -> str:
    return "\n".join(_INDENT + line if line else line for line in part.split("\n"))


def _table(rows: Sequence[Block]) -> str:
    """A pipe table; a merged cell is written once and leaves empty cells where it reached."""
    grid = _grid(rows)
    width = max(len(row) for row in grid)
    has_head = bool(rows[0].cells) and all(cell.header for cell in rows[0].cells)
    head = grid.pop(0) if has_head else []
    written = [head, *grid]
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in written]
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)


def _grid(rows: Sequence[Block]) -> list[list[str]]:
    reaching: dict[int, int] = {}  # column -> rows still covered by a cell above
    grid = []
    for row in rows:
        line: list[str] = []
        texts = [(cell.text, max(cell.colspan, 1), max(cell.rowspan, 1)) for cell in row.cells] or [(row.text, 1, 1)]
        covered = {column for column, left in reaching.items() if left > 0}
        reaching = {column: left - 1 for column, left in reaching.items() if left > 1}
        for text, columns, height in texts:
            while len(line) in covered:
                line.append("")
            columns = min(columns, 100)
            reaching.update({len(line) + extra: height - 1 for extra in range(columns) if height > 1})
            line += [_cell(text), *[""] * (columns - 1)]
        grid.append(line)
    return grid


def _cell(text: str) -> str:
    return " ".join(_guarded(escaped(" ".join(text.split()))).split())
