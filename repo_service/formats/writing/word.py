"""Makes a Word file of a few blocks: a letter, an agenda. Its bytes depend on what is given only.

Styles and numbering are Word's own, so that whoever goes on working on the file finds what they expect.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from repo_service.domain.passages import Block
from repo_service.formats.shaping.fixed_zip import repack

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SUFFIX = ".docx"
_FONT, _COLOUR = "Calibri", RGBColor(0x17, 0x59, 0x4A)
_LONGEST_PROPERTY = 255  # python-docx's limit, and Word's
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_COLUMN, _SECOND_COLUMN = Mm(38), Mm(122)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the text: its ``title`` for the properties, the top and the foot of each page; when what it
    tells was changed last. The foot ends in the number of the page.
    """

    title: str
    header: str
    footer: str
    instant: datetime


def write(blocks: Iterable[Block], frame: Frame) -> bytes:
    """The .docx: A4, in French. A heading of level 1 is the title; an item with a label is numbered by Word; a
    paragraph with a level stands under the item before it; rows that follow each other are a table of two columns.
    """
    document = docx.Document()
    dress(document)
    describe(document, frame)
    for is_row, group in groupby(blocks, lambda block: block.kind == "row"):
        if is_row:
            _table(document, list(group))
        else:
            for block in group:
                _paragraph(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return repack(buffer.getvalue())


def _paragraph(document: Any, block: Block) -> None:
    if block.kind == "heading":
        style = "Title" if block.level == 1 else f"Heading {block.level - 1}"
    elif block.kind == "item":
        style = "List Number" if block.label else "List Bullet"
    else:
        style = "List Continue" if block.level else "Normal"
    paragraph = document.add_paragraph(writable(block.text), style=style)
    if block.kind == "heading" and block.level > 1:
        paragraph.paragraph_format.keep_with_next = True


def _table(document: Any, rows: list[Block]) -> None:
    """What a meeting is: the name of each thing in bold, then the thing."""
    width = max(len(row.cells) for row in rows)
    table = document.add_table(rows=0, cols=width, style="Table Grid")
    table.autofit = False
    for row in rows:
        cells = table.add_row().cells
        for place, (cell, said) in enumerate(zip(cells, row.cells, strict=False)):
            cell.width = _SECOND_COLUMN if place else _FIRST_COLUMN
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
            paragraph.add_run(writable(said.text)).bold = place == 0
    for place, column in enumerate(table.columns):
        column.width = _SECOND_COLUMN if place else _FIRST_COLUMN
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def dress(document: Any) -> None:
    """The paper and the styles of the house: A4, in French, titles in the colour of the pages."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(25)
    styles = document.styles
    styles.element.find(f".//{qn('w:lang')}").set(qn("w:val"), "fr-FR")
    for name, size in (("Normal", 11), ("Title", 22), ("Heading 1", 14), ("Heading 2", 12)):
        style = styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        fonts = style.element.rPr.find(qn("w:rFonts"))
        for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{attribute}"), None)  # a theme font wins over the named one
        if name != "Normal":
            style.font.color.rgb = _COLOUR
    styles["Normal"].paragraph_format.space_after = Pt(6)


def describe(document: Any, frame: Frame) -> None:
    """Properties, top and foot of the pages. Nobody is named as author; no picture of the package stays."""
    properties = document.core_properties
    properties.title = writable(frame.title)[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.created = properties.modified = frame.instant.astimezone(UTC)
    properties.language = "fr-FR"
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]
    section = document.sections[0]
    section.header.paragraphs[0].text = writable(frame.header)
    footer = section.footer.paragraphs[0]
    footer.text = writable(frame.footer) + " \u2013 page\u00a0"
    footer._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'))


def writable(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return _UNWRITABLE.sub("", text)
