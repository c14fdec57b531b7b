"""The lines of a comparison, or of one text with notes in its margin, as HTML: headings, lists and tables keep their
form. Tags are literals of this file and of ``marking``; everything else is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from repo_service.domain.comparison.changes import CellChange, Piece, PieceKind
from repo_service.domain.passages import Block, Cell
from repo_service.web import language, rendering
from repo_service.web.comparison.laying import Fold, Line, row_runs
from repo_service.web.comparison.marking import Ink, mark, marked

_NOTHING = Markup("")
_WIDEST = 1000  # HTML's own limit of colspan
_LIST = {"ul": Markup("<ul>"), "ol": Markup('<ol class="labelled" role="list">')}
_DEEPEST_LIST = 9


@dataclass(frozen=True, slots=True)
class Margin:
    """What stands beside lines: a note (empty: none), the attributes of their element, the name of the column that
    notes take in a table.
    """

    note: Callable[[Line], Markup]
    attributes: Callable[[Line], Markup]
    column: str = ""


def _unfolded(fold: Fold) -> tuple[str, Markup]:
    raise ValueError(f"nothing is folded here: {fold.size} lines")


@dataclass
class Drawing:
    """One drawing. ``fold`` says what a fold is called and where its words are read when it does not carry them;
    ``names`` are those of the two columns, where there are two.
    """

    margin: Margin
    fold: Callable[[Fold], tuple[str, Markup]] = _unfolded
    gaps: dict[str, dict[int, tuple[int, ...]]] = field(default_factory=dict)
    heads: dict[int, Block] = field(default_factory=dict)
    names: tuple[str, str] | None = None
    _tables: int = 0

    def draw(self, items: Sequence[Line | Fold]) -> Markup:
        """The lines in order."""
        return _NOTHING.join(self._parts(items))

    def _parts(self, items: Sequence[Line | Fold]) -> Iterator[Markup]:
        run: list[Line] = []
        for item in items:
            if isinstance(item, Line):
                run.append(item)
                continue
            yield from self._lines(run)
            run = []
            yield self._fold(item)
        yield from self._lines(run)

    def _fold(self, item: Fold) -> Markup:
        summary, elsewhere = self.fold(item)
        if not item.lines:
            return Markup('<p class="fold">{} {}</p>').format(summary, elsewhere)
        names, self.names = self.names, None
        inside = _NOTHING.join(self._lines(item.lines))
        self.names = names
        return Markup('<details class="fold"><summary>{}</summary>{}</details>').format(summary, inside)

    def _lines(self, lines: Sequence[Line]) -> Iterator[Markup]:
        tables = {run.start: run for run in row_runs(lines)}
        order = 0
        while order < len(lines):
            if order in tables:
                yield self._table(lines[order : tables[order].stop])
                order = tables[order].stop
            elif self.names:
                yield self._pair(lines[order])
                order += 1
            else:
                stop = order
                while stop < len(lines) and (lines[stop].block.kind == "item") == (lines[order].block.kind == "item"):
                    if stop in tables:
                        break
                    stop += 1
                run = lines[order:stop]
                yield from self._list(run) if run[0].block.kind == "item" else map(self._single, run)
                order = stop

    def _single(self, line: Line) -> Markup:
        note, attributes = self.margin.note(line), self.margin.attributes(line)
        if line.change.kind == "departed":
            return Markup('<p class="gone"%s>%s</p>') % (attributes, note)
        content = _NOTHING.join(_form(line, part, order) for order, part in enumerate(contents(line)))
        if not (note or attributes):
            return content
        return Markup('<div class="change"%s>%s%s</div>') % (attributes, note, content)

    def _pair(self, line: Line) -> Markup:
        """Both texts side by side. A list is one item long here, so that what belongs together stands together; what
        moved stands on the left where it was, and on the right where it is.
        """
        old = () if line.change.kind == "same" and line.change.moved else line.before
        note, attributes = self.margin.note(line), self.margin.attributes(line)
        sides = []
        for shown, name, block in zip(("old", "new"), self.names or ("", ""), (old, line.after), strict=True):
            told = Markup('<p class="kind">{}</p>').format(name) if line.stop and block else _NOTHING
            parts = contents(line, shown) if block else []
            drawn = _NOTHING.join(_form_alone(line, block[0], part, shown) for part in parts)
            sides.append(Markup("<div>%s%s</div>") % (told, drawn))
        look = Markup(" change") if note or attributes else _NOTHING
        return Markup('<div class="pair%s"%s>%s%s</div>') % (look, attributes, note, _NOTHING.join(sides))

    def _list(self, lines: Sequence[Line]) -> Iterator[Markup]:
        open_lists: list[tuple[int, str]] = []
        for line in lines:
            note, attributes = self.margin.note(line), self.margin.attributes(line)
            departed = line.change.kind == "departed"
            note = Markup('<span class="gone">%s</span>') % note if departed else note
            parts = [_NOTHING] if departed else contents(line)
            for order, part in enumerate(parts):
                level = min(max(line.block.level, 1), _DEEPEST_LIST)
                tag = "ul" if rendering.is_bullet(line.block.label) else "ol"
                while open_lists and open_lists[-1][0] >= level and open_lists[-1] != (level, tag):
                    yield Markup("</li></%s>") % open_lists.pop()[1]
                if open_lists and open_lists[-1][0] == level:
                    yield Markup("</li>")
                else:
                    open_lists.append((level, tag))
                    yield _LIST[tag]
                label = _NOTHING if tag == "ul" or departed else _labels(line, order)
                yield Markup("<li%s>%s%s%s") % (
                    attributes if not order else _NOTHING, note if not order else _NOTHING, label, part,
                )  # fmt: skip
        while open_lists:
            yield Markup("</li></%s>") % open_lists.pop()[1]

    def _table(self, lines: Sequence[Line]) -> Markup:
        """Tables stay whole also where there are two columns: half a page is too narrow for a table, and its cells tell
        what came and went.
        """
        self._tables += 1
        notes = [self.margin.note(line) for line in lines]
        noted = any(notes)
        count = 0
        while count < len(lines) and _is_head(lines[count]):
            count += 1
        rows = [self._row(line, notes[place], noted, place < count) for place, line in enumerate(lines)]
        head = rows[:count]
        if not head and (known := self.heads.get(lines[0].block.table)):
            head = [self._row(Line(lines[0].change, (), (known,)), _NOTHING, noted, True, repeated=True)]
        top = Markup("<thead>%s</thead>") % _NOTHING.join(head) if head else _NOTHING
        body = Markup("<tbody>%s</tbody>") % _NOTHING.join(rows[count:]) if rows[count:] else _NOTHING
        label = f"{language.rendering_words().table} {self._tables}"
        opening = Markup('<div class="table" tabindex="0" role="region" aria-label="{}"><table>').format(label)
        return opening + top + body + Markup("</table></div>")

    def _row(self, line: Line, note: Markup, noted: bool, in_head: bool, repeated: bool = False) -> Markup:
        if line.change.kind == "departed":
            return Markup('<tr%s><td class="gone" colspan="%d">%s</td></tr>') % (
                self.margin.attributes(line), 1 + max(sum(cell.colspan for cell in _cells(line.block)), 1), note,
            )  # fmt: skip
        first = _NOTHING
        if noted and in_head and not note:
            first = Markup('<th scope="col">{}</th>').format(self.margin.column)
        elif noted:
            first = Markup("<td>%s</td>") % note
        if repeated:
            drawn = [_cell(cell, Ink().styled(cell.text), True) for cell in _cells(line.block)]
        else:
            drawn = list(self._cells(line, in_head))
        attributes = _NOTHING if repeated else self.margin.attributes(line)
        return Markup("<tr%s>%s%s</tr>") % (attributes, first, _NOTHING.join(drawn))

    def _cells(self, line: Line, in_head: bool) -> Iterator[Markup]:
        """The cells of a row; an empty one stands for each that reaches down from a row above."""
        change = line.change
        told = change.cells or tuple(_whole(line))
        side = "after" if line.after else "before"
        places = change.after if line.after else change.before
        gaps = self.gaps.get(side, {}).get(places[0], ()) if places else ()
        for one in told:
            at = one.after if side == "after" else one.before
            if at is not None and at < len(gaps):
                yield from [Markup("<td></td>")] * gaps[at]
            old, new = _at(line.before, one.before), _at(line.after, one.after)
            before = Ink.of_cell(line.before[0], one.before or 0) if old else Ink()
            after = Ink.of_cell(line.after[0], one.after or 0) if new else Ink()
            yield _cell(new or old or Cell(""), _NOTHING.join(marked(one.pieces, before, after)), in_head)


def contents(line: Line, shown: str = "both") -> list[Markup]:
    """The wording of a line, one item a passage; ``shown`` as ``marking.marked`` has it."""
    kind = line.change.kind
    if line.change.pieces:
        return marked(line.change.pieces, Ink.of(line.before), Ink.of(line.after), shown)
    blocks = line.before if shown == "old" or not line.after else line.after
    found = [Ink.of([block]).styled(block.text) for block in blocks]
    if kind in {"added", "removed"}:
        return [mark("in" if kind == "added" else "out", part) if part else part for part in found]
    return found


def gaps(blocks: Sequence[Block]) -> dict[int, tuple[int, ...]]:
    """For each row below a merged cell, by its place: how many columns that reach down from above stand before each of
    its cells.
    """
    found: dict[int, tuple[int, ...]] = {}
    table, reach = 0, dict[int, int]()
    for place, block in enumerate(blocks):
        if block.kind != "row" or block.table != table:
            table, reach = block.table, {}
        if not any(reach.values()) and all(cell.rowspan == 1 for cell in block.cells):
            continue
        column, skipped, below = 0, [], {at: rows - 1 for at, rows in reach.items() if rows > 1}
        for cell in block.cells:
            start = column
            while reach.get(column):
                column += 1
            skipped.append(column - start)
            width = min(cell.colspan, _WIDEST)
            if cell.rowspan > 1:
                below |= dict.fromkeys(range(column, column + width), cell.rowspan - 1)
            column += width
        found[place], reach = tuple(skipped), below
    return found


def heads(blocks: Sequence[Block]) -> dict[int, Block]:
    """The first row of each table that names its columns."""
    found: dict[int, Block] = {}
    for block in blocks:
        if block.kind == "row" and block.cells and all(cell.header for cell in block.cells):
            found.setdefault(block.table, block)
    return found


def _form(line: Line, content: Markup, order: int) -> Markup:
    """One passage in its form; a heading at its level."""
    block = line.block
    if block.kind == "code":
        return Markup("<pre><code>%s</code></pre>") % content
    return _paragraph(block, _labels(line, order) + content, line.level)


def _form_alone(line: Line, block: Block, content: Markup, shown: str) -> Markup:
    """The same in one of two columns, as ``block`` has it: a list item is a list of its own, and a heading that is
    shown in both is none in the first for those who walk through headings.
    """
    if block.kind == "code":
        return Markup("<pre><code>%s</code></pre>") % content
    if block.kind == "item":
        is_bullet = rendering.is_bullet(block.label)
        tag = "ul" if is_bullet else "ol"
        return Markup("%s<li>%s%s</li></%s>") % (_LIST[tag], _NOTHING if is_bullet else _label(block), content, tag)
    return _paragraph(block, _label(block) + content, line.level if shown == "new" else 0)


def _paragraph(block: Block, content: Markup, level: int) -> Markup:
    if block.kind == "heading" and level:
        number = min(level + 2, 6)
        return Markup("<h%d>%s</h%d>") % (number, content, number)
    name = Markup(' class="heading"') if block.kind == "heading" else _NOTHING
    return Markup("<p%s>%s</p>") % (name, content)


def _label(block: Block) -> Markup:
    label = rendering.clean(block.label)
    return Markup('<span class="label">%s</span> ') % label if label.strip() else _NOTHING


def _labels(line: Line, order: int = 0) -> Markup:
    """The label of the passage at ``order``; where passages were numbered anew, with the one that it replaces."""
    old, new = (side[order].label if order < len(side) else "" for side in (line.before, line.after))
    kind = line.change.kind
    if old == new or (rendering.is_bullet(old) and rendering.is_bullet(new)):
        return _label(line.block)
    if (not line.before and kind != "added") or (not line.after and kind != "removed"):
        return _label(line.block)  # of a text that is compared with nothing
    parts = [(name, rendering.clean(label)) for name, label in (("out", old), ("in", new))]
    marks = [mark(name, Markup("%s") % label) for name, label in parts if label.strip()]
    return Markup('<span class="label">%s</span> ') % Markup(" ").join(marks) if marks else _NOTHING


def _is_head(line: Line) -> bool:
    cells = line.block.cells
    return bool(cells) and all(cell.header and cell.rowspan == 1 for cell in cells)


def _cells(row: Block) -> tuple[Cell, ...]:
    return row.cells or (Cell(row.text),)


def _at(row: tuple[Block, ...], column: int | None) -> Cell | None:
    return _cells(row[0])[column] if row and column is not None and column < len(_cells(row[0])) else None


def _whole(line: Line) -> Iterator[CellChange]:
    """The cells of a row that is there on one side only, or the same on both."""
    kind: PieceKind = "in" if line.change.kind == "added" else "out" if line.change.kind == "removed" else "same"
    for place, cell in enumerate(_cells(line.block)):
        pieces = (Piece(kind, cell.text),) if cell.text else ()
        yield CellChange(place if line.before else None, place if line.after else None, pieces)


def _cell(cell: Cell, content: Markup, in_head: bool) -> Markup:
    width = min(cell.colspan, _WIDEST)
    size = Markup(' colspan="%d"') % width if width > 1 else _NOTHING
    if not cell.header or not content:
        return Markup("<td%s>%s</td>") % (size, content)
    return Markup('<th scope="%s"%s>%s</th>') % ("col" if in_head else "row", size, content)
