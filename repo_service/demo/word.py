"""Makes a true Word file from a source: python-docx gives the package and the styles, ``word_xml`` the body.

Footnotes and tracked changes are written by XML because python-docx has neither. The bytes depend on the source only.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from repo_service.demo.inline import typeset
from repo_service.demo.looks import LOOKS, Look
from repo_service.demo.sources import Numbering, Source
from repo_service.demo.word_xml import NAMESPACES, Writer
from repo_service.formats.shaping.fixed_zip import repack

_BULLETS = ("\u2022", "\u2013", "\u25aa")


def build(source: Source) -> bytes:
    """The .docx of ``source``."""
    look = LOOKS[source.meta.get("Apparence", "sobre")]
    document = docx.Document()
    _dress(document, look)
    _describe(document, source)
    writer = Writer(
        source,
        bullets=_bullets(document),
        counted=_numbering(document, source.numbering),
        headings=_numbering(document, Numbering()),
        shaded=look.shaded,
        relate=_hyperlinks(document),
    )
    end = document.element.body.sectPr
    for element in writer.body():
        end.addprevious(parse_xml(element.replace(">", f" {NAMESPACES}>", 1)))
    _add_comments(document, writer, source)
    if writer.notes:
        _add_footnotes(document, writer)
    _frame(document, source)
    buffer = io.BytesIO()
    document.save(buffer)
    return repack(buffer.getvalue())


def _dress(document: Any, look: Look) -> None:
    """A4, French, the look's font and colour; the styles that python-docx's template lacks."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(look.margin)
    section.top_margin = section.bottom_margin = Mm(25)
    styles = document.styles
    language = styles.element.find(f".//{qn('w:lang')}")
    language.set(qn("w:val"), "fr-FR")
    _font(styles["Normal"], look.font, look.size)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    for name, size in (("Title", 18), ("Heading 1", 14), ("Heading 2", 12), ("Heading 3", 11)):
        _font(styles[name], look.font, size)
        styles[name].font.color.rgb = RGBColor.from_string(look.colour)
    reference = styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER)
    reference.element.set(qn("w:styleId"), "FootnoteReference")
    reference.font.superscript = True
    note = styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH)
    note.element.set(qn("w:styleId"), "FootnoteText")
    note.base_style = styles["Normal"]
    note.font.size = Pt(look.size - 2)


def _font(style: Any, name: str, size: float) -> None:
    style.font.name = name
    style.font.size = Pt(size)
    fonts = style.element.rPr.find(qn("w:rFonts"))
    for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{attribute}"), None)  # a theme font wins over the named one


def _describe(document: Any, source: Source) -> None:
    """Document properties, with the source's date; no thumbnail (python-docx's own would stay otherwise)."""
    instant = datetime.combine(source.day, time(18), UTC)
    properties = document.core_properties
    properties.title = source.title
    properties.author = properties.last_modified_by = source.meta["Auteur"]
    properties.subject = source.meta.get("Instance", "")
    properties.keywords = source.meta.get("Mots-clés", "")
    properties.comments = ""
    properties.language = "fr-FR"
    properties.created = properties.modified = instant
    properties.revision = 3
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]


def _bullets(document: Any) -> int:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="{mark}"/>'
        '<w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{360 * (level + 1)}" w:hanging="240"/></w:pPr></w:lvl>'
        for level, mark in enumerate(_BULLETS)
    )
    return _define(document, levels)


def _numbering(document: Any, numbering: Numbering) -> int:
    """A real numbering definition; long labels are followed by a space, short ones by a tab."""
    padded = "%01" in numbering.pattern
    pattern = numbering.pattern.replace("%01", "%1")
    short = len(pattern) < 5
    form = "decimalZero" if padded else "decimal"
    level = (
        f'<w:lvl w:ilvl="0"><w:start w:val="{numbering.start}"/><w:numFmt w:val="{form}"/>'
        f'<w:suff w:val="{"tab" if short else "space"}"/><w:lvlText w:val="{pattern}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{360 if short else 0}" w:hanging="{360 if short else 0}"/></w:pPr>'
        f"{'' if short else '<w:rPr><w:b/></w:rPr>'}</w:lvl>"
    )
    return _define(document, level)


def _define(document: Any, levels: str) -> int:
    """Add an abstract definition and one instance of it; answers the instance's identifier."""
    root = document.part.numbering_part.element
    number = 1 + max(int(num.get(qn("w:numId"))) for num in root.findall(qn("w:num")))
    abstract = 100 + number
    kind = "multilevel" if levels.count("<w:lvl ") > 1 else "singleLevel"
    definition = (
        f'<w:abstractNum {NAMESPACES} w:abstractNumId="{abstract}"><w:multiLevelType w:val="{kind}"/>'
        f"{levels}</w:abstractNum>"
    )
    root.find(qn("w:num")).addprevious(
        parse_xml(definition)
    )  # the schema wants every definition before the first instance
    root.append(parse_xml(f'<w:num {NAMESPACES} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/></w:num>'))
    return number


def _hyperlinks(document: Any) -> Callable[[str], str]:
    def relate(address: str) -> str:
        return str(document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))

    return relate


def _add_comments(document: Any, writer: Writer, source: Source) -> None:
    """The comments part, filled through python-docx; the ranges already stand in the body under the same numbers."""
    if not writer.remarks:
        return
    for author, text in writer.remarks:
        comment = document.comments.add_comment(text, author, "".join(word[0] for word in author.split()))
        comment._comment_elm.set(qn("w:date"), f"{source.review[1]}T10:30:00Z")


def _add_footnotes(document: Any, writer: Writer) -> None:
    part = Part(
        PackURI("/word/footnotes.xml"),
        CONTENT_TYPE.WML_FOOTNOTES,
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + writer.footnotes().encode(),
        document.part.package,
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _frame(document: Any, source: Source) -> None:
    """Page header and footer, the latter ending in the page number."""
    section = document.sections[0]
    section.header.paragraphs[0].text = typeset(source.meta.get("En-tête", "Consortium Estran"))
    footer = section.footer.paragraphs[0]
    footer.text = typeset(source.meta.get("Pied de page", source.meta["Titre"])) + " \u2013 page "
    field = '<w:fldSimple {} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    footer._p.append(parse_xml(field.format(NAMESPACES)))
