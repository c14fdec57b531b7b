"""Makes the Word file of a comparison. Its bytes depend on what is compared only."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from repo_service.domain.comparison.changes import Comparison
from repo_service.domain.passages import Block
from repo_service.formats.package import Element
from repo_service.formats.shaping.fixed_zip import repack
from repo_service.formats.tracked.flow import Flow
from repo_service.formats.tracked.grid import Row, cells_of, in_tables, narrowed
from repo_service.formats.tracked.marking import Marker
from repo_service.formats.tracked.paragraphs import CODE, CODE_FONT, NOTE, empty_line, writable, write_line
from repo_service.formats.tracked.separating import separated
from repo_service.formats.tracked.tables import write_table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SUFFIX = ".docx"
_LONGEST_PROPERTY = 255  # python-docx's limit, and Word's
_REGIONS = {"fr": "fr-FR", "en": "en-GB", "de": "de-DE", "es": "es-ES", "it": "it-IT", "pt": "pt-PT", "nl": "nl-NL"}


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself: its ``title`` and a ``summary`` of the changes, which head each page too; by whom
    (``author``) and when every change was made; the language of the text (BCP 47).
    """

    title: str
    summary: str
    author: str
    instant: datetime
    language: str = "fr"


def write(before: Sequence[Block], after: Sequence[Block], comparison: Comparison, about: About) -> bytes:
    """The .docx in which accepting every change gives ``after``, and rejecting every change ``before``."""
    document = docx.Document()
    _dress(document, about.language)
    _describe(document, about)

    @cache
    def relate(address: str) -> str:
        return str(document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))

    body = document.element.body
    end = body.sectPr
    body.remove(end)
    _fill(body, Flow(before, after, comparison), Marker(writable(about.author), about.instant, relate))
    body.append(end)
    buffer = io.BytesIO()
    document.save(buffer)
    return repack(buffer.getvalue())


def printed(blocks: Iterable[Block]) -> list[str]:
    """The lines of a text as they stand in the file, in order, labels before their words, cells one after another.

    Lines without a word are left out.
    """
    texts: list[str] = []
    for block in narrowed(blocks):
        texts += cells_of(block) if block.kind == "row" else [f"{block.label} {block.text}".strip()]
    return [line.strip() for text in texts for line in writable(text).split("\n") if line.strip()]


def _fill(body: Element, flow: Flow, marker: Marker) -> None:
    """Append the text. It ends in an empty paragraph that stays, for the end of the last one may be a change.

    It is made where it stays: bringing elements over from another tree takes longer than making them.
    """
    for _, parts in groupby(separated(flow.parts()), type):
        rows = []
        for part in parts:
            if isinstance(part, Row):
                rows.append(part)
            else:
                write_line(body, part, marker)
        for number, table in enumerate(in_tables(rows)):
            if number:
                empty_line(body)
            write_table(body, table, marker)
    empty_line(body)


def _dress(document: Any, language: str) -> None:
    """A4, the language of the text, and the styles that the template lacks."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(25)
    styles = document.styles
    spoken = styles.element.find(f".//{qn('w:lang')}")
    spoken.set(qn("w:val"), _REGIONS.get(language, language) or "fr-FR")
    code = styles.add_style(CODE, WD_STYLE_TYPE.PARAGRAPH)
    code.base_style = styles["Normal"]
    code.font.name, code.font.size = CODE_FONT, Pt(9)
    note = styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH)
    note.element.set(qn("w:styleId"), NOTE)
    note.base_style = styles["Normal"]
    note.font.size = Pt(9)


def _describe(document: Any, about: About) -> None:
    """Document properties and page header. Nobody is named but by the changes; no picture of the template stays."""
    title, summary = writable(about.title), writable(about.summary)
    instant = about.instant.astimezone(UTC)
    properties = document.core_properties
    properties.title, properties.subject = title[:_LONGEST_PROPERTY], summary[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.created = properties.modified = instant
    properties.language = about.language
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]
    header = document.sections[0].header
    header.paragraphs[0].text = title
    if summary:
        header.add_paragraph(summary, style="Header")
