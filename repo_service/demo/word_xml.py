"""Turns the blocks of a source into WordprocessingML: the body, its footnotes and its tracked changes, as text.

``word.py`` puts the result into a package. Only XML is made here: no file, no style definition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from repo_service.demo.inline import Run
from repo_service.demo.sources import Block, Source

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_NOTE_CALL = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
_TABLE_WIDTH = 9070  # twentieths of a point: 16 cm, the text width of A4 with margins of 25 mm


@dataclass
class Writer:
    """Writes the blocks of one source; collects the (author, text) of remarks and the labels of notes, in order."""

    source: Source
    bullets: int  # numbering identifiers, made by ``word.py``
    counted: int
    headings: int
    shaded: str
    relate: Callable[[str], str]  # address of a hyperlink -> relationship identifier
    notes: list[str] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    _changes: int = 0

    def body(self) -> list[str]:
        """The blocks of the main text, one XML element each."""
        return [self._block(block) for block in self.source.blocks]

    def footnotes(self) -> str:
        """The footnotes part: the two separators that Word expects, then the notes that were called, from 1."""
        kept = [
            f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>'
            for kind, number, mark in (
                ("separator", -1, "separator"),
                ("continuationSeparator", 0, "continuationSeparator"),
            )
        ]
        call = f'<w:r>{_NOTE_CALL}<w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> </w:t></w:r>'
        for number, label in enumerate(tuple(self.notes), 1):
            text = call + self._runs(self.source.notes[label])
            kept.append(f'<w:footnote w:id="{number}">{_paragraph(text, style="FootnoteText")}</w:footnote>')
        return f"<w:footnotes {NAMESPACES}>{''.join(kept)}</w:footnotes>"

    def _block(self, block: Block) -> str:
        if block.kind == "table":
            return self._table(block)
        text = self._runs(block.runs)
        if block.kind == "title":
            return _paragraph(text, style="Title")
        if block.kind == "quote":
            return _paragraph(text, style="Quote")
        if block.kind == "heading":
            return _paragraph(text, style=f"Heading{block.level}", numbering=self.headings if block.auto else 0)
        if block.kind == "item":
            return _paragraph(text, style="ListParagraph", numbering=self.bullets, level=block.level - 1)
        return _paragraph(text, numbering=self.counted if block.auto else 0)

    def _table(self, block: Block) -> str:
        widths = _widths(block.rows)
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        rows = "".join(
            self._row(row, widths, header=block.headed and index == 0) for index, row in enumerate(block.rows)
        )
        looks = (
            '<w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/><w:tblLook w:val="04A0" w:firstRow="1"/>'
        )
        return f"<w:tbl><w:tblPr>{looks}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"

    def _row(self, row: Sequence[tuple[Run, ...]], widths: Sequence[int], *, header: bool) -> str:
        fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{self.shaded}"/>' if header else ""
        cells = ""
        for cell, width in zip(row, widths, strict=True):
            text = _paragraph(self._runs(cell, bold=header), tight=True)
            cells += f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}</w:tcPr>{text}</w:tc>'
        return f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if header else ''}{cells}</w:tr>"

    def _runs(self, parts: Iterable[Run], *, bold: bool = False) -> str:
        return "".join(self._run(part, bold=bold) for part in parts)

    def _run(self, part: Run, *, bold: bool) -> str:
        if part.note:
            self.notes.append(part.note)
            return f'<w:r>{_NOTE_CALL}<w:footnoteReference w:id="{len(self.notes)}"/></w:r>'
        form = ("<w:b/>" if part.bold or bold else "") + ("<w:i/>" if part.italic else "")
        if part.link:
            form += '<w:color w:val="0563C1"/><w:u w:val="single"/>'
        form = f"<w:rPr>{form}</w:rPr>" if form else ""
        if part.text == "\n":
            return f"<w:r>{form}<w:br/></w:r>"
        tag = "w:delText" if part.change == "deleted" else "w:t"
        text = f'<w:r>{form}<{tag} xml:space="preserve">{escape(part.text)}</{tag}></w:r>'
        if part.link:
            return f'<w:hyperlink r:id="{self.relate(part.link)}">{text}</w:hyperlink>'
        if part.remark:
            return self._remarked(text, part.remark)
        return self._changed(text, part) if part.change else text

    def _changed(self, text: str, part: Run) -> str:
        author, day = self.source.review
        self._changes += 1
        tag = "w:ins" if part.change == "inserted" else "w:del"
        about = f'w:id="{900 + self._changes}" w:author={quoteattr(author)} w:date="{day}T10:00:00Z"'
        return f"<{tag} {about}>{text}</{tag}>"

    def _remarked(self, text: str, remark: str) -> str:
        author, _, words = remark.partition(":")
        number = len(self.remarks)
        self.remarks.append((author.strip(), words.strip()))
        mark = f'<w:r><w:commentReference w:id="{number}"/></w:r>'
        return f'<w:commentRangeStart w:id="{number}"/>{text}<w:commentRangeEnd w:id="{number}"/>{mark}'


def _paragraph(text: str, *, style: str = "", numbering: int = 0, level: int = 0, tight: bool = False) -> str:
    form = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbering:
        form += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbering}"/></w:numPr>'
    if tight:
        form += '<w:spacing w:before="40" w:after="40"/>'
    return f"<w:p><w:pPr>{form}</w:pPr>{text}</w:p>" if form else f"<w:p>{text}</w:p>"


def _widths(rows: Sequence[Sequence[tuple[Run, ...]]]) -> list[int]:
    """Column widths shared out by the longest cell of each column, none under an eighth of an even share."""
    longest = [max(sum(len(run.text) for run in row[column]) for row in rows) for column in range(len(rows[0]))]
    weights = [min(max(length, 8), 60) for length in longest]
    return [_TABLE_WIDTH * weight // sum(weights) for weight in weights]
