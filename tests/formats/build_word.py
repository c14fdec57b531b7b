"""Makes Word files for the tests: a file of python-docx whose body and parts are then replaced by raw XML."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
ROOTS = {
    "numbering": "numbering",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "comments",
    "header": "hdr",
    "footer": "ftr",
    "people": "people",
}


def wml(root: str, inner: str) -> str:
    """A whole WordprocessingML part."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {NAMESPACES}>{inner}</w:{root}>'


def r(text: str, look: str = "") -> str:
    """A run; ``look`` is the inside of its ``w:rPr``."""
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(content: str, *, style: str = "", properties: str = "") -> str:
    """A paragraph of plain text, or of raw XML when ``content`` begins with ``<``."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner = content if content.startswith("<") else r(content) if content else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{inner}</w:p>"


def item(text: str, number: int = 1, depth: int = 0) -> str:
    """A paragraph in a list."""
    listing = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return p(text, properties=listing)


def tc(content: str, properties: str = "") -> str:
    """A cell."""
    inner = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row."""
    inner = "".join(cell if cell.startswith("<") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def tbl(*rows: str, properties: str = "") -> str:
    """A table."""
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(rows)}</w:tbl>"


def ins(inner: str, author: str = "Claire Martin", day: str = "2024-03-12") -> str:
    """A tracked insertion."""
    return f'<w:ins w:id="1" w:author="{author}" w:date="{day}T10:00:00Z">{inner}</w:ins>'


def deleted(text: str) -> str:
    """A tracked deletion."""
    return f'<w:del w:id="2" w:author="Paul Roux"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


DELETED_MARK = '<w:rPr><w:del w:id="3" w:author="Paul Roux"/></w:rPr>'


def sdt(inner: str) -> str:
    """A content control."""
    return f'<w:sdt><w:sdtPr><w:alias w:val="Champ"/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'


def text_box(inner: str) -> str:
    """A run that holds a text box twice, as Word writes it: for new readers, and in VML for old ones."""
    shape = f"<wps:wsp><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></wps:wsp>"
    graphic = f"<a:graphic><a:graphicData>{shape}</a:graphicData></a:graphic>"
    new = f"<w:drawing><wp:inline>{graphic}</wp:inline></w:drawing>"
    old = f"<w:pict><v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict>"
    choice = f'<mc:Choice Requires="wps">{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    return f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>"


def level(depth: int, notation: str, text: str, more: str = "", start: int = 1) -> str:
    """A level of an abstract list."""
    inner = f'<w:start w:val="{start}"/><w:numFmt w:val="{notation}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{depth}">{inner}</w:lvl>'


def numbering(*lists: str) -> str:
    """Abstract lists 0, 1, … (their levels or other content) and a list n + 1 for each."""
    abstract = [f'<w:abstractNum w:abstractNumId="{n}">{x}</w:abstractNum>' for n, x in enumerate(lists)]
    numbers = [f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(len(lists))]
    return "".join(abstract + numbers)


def style(identifier: str, name: str, inner: str = "", kind: str = "paragraph") -> str:
    """A style with an identifier that says nothing."""
    return f'<w:style w:type="{kind}" w:styleId="{identifier}"><w:name w:val="{name}"/>{inner}</w:style>'


@cache
def _template() -> dict[str, bytes]:
    """That of python-docx, without its hundred styles of tables: reading these would take most of the time."""
    file = io.BytesIO()
    docx.Document().save(file)
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name in ("word/styles.xml", "word/stylesWithEffects.xml"):
        members[name] = re.sub(rb'<w:style w:type="table".*?</w:style>', b"", members[name], flags=re.DOTALL)
    return members


@dataclass
class WordFile:
    """A Word file to be. ``parts`` maps a kind ("numbering", "header2") to the inside of its root.

    ``styles`` and ``properties`` are appended to the styles and the core properties; ``links`` maps a relationship
    to an external address; ``members`` are further or replaced members of the zip.
    """

    body: str = ""
    parts: dict[str, str] = field(default_factory=dict)
    styles: str = ""
    properties: str | None = None
    links: dict[str, str] = field(default_factory=dict)
    members: dict[str, str | bytes] = field(default_factory=dict)

    def save(self, path: Path) -> Path:
        """Write it to ``path``."""
        members: dict[str, str | bytes] = dict(_template())
        members["word/document.xml"] = wml("document", f"<w:body>{self.body}</w:body>")
        relations = [
            f'<Relationship Id="{identifier}" Type="{R}/hyperlink" Target="{target}" TargetMode="External"/>'
            for identifier, target in self.links.items()
        ]
        types = []
        for name, inner in self.parts.items():
            kind = re.sub(r"\d+$", "", name)
            members[f"word/{name}.xml"] = wml(ROOTS[kind], inner)
            if kind != "numbering":  # the template has one
                relations.append(f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{name}.xml"/>')
                media = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
                types.append(f'<Override PartName="/word/{name}.xml" ContentType="{media}"/>')
        _append(members, "word/_rels/document.xml.rels", "</Relationships>", "".join(relations))
        _append(members, "[Content_Types].xml", "</Types>", "".join(types))
        _append(members, "word/styles.xml", "</w:styles>", self.styles)
        if self.properties is not None:
            members["docProps/core.xml"] = _core(self.properties)
        members |= self.members
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return path


def _append(members: dict[str, str | bytes], name: str, end: str, more: str) -> None:
    text = members[name]
    assert isinstance(text, bytes)
    members[name] = text.decode().replace(end, more + end)


def _core(inner: str) -> str:
    spaces = (
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    )
    return f"<cp:coreProperties {spaces}>{inner}</cp:coreProperties>"
