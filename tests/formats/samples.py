"""Builds one small file of each format at run time, with the French sentence that every reader must find."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

from docx import Document
from fpdf import FPDF

SENTENCE = "La Bibliothèque de l’Université prête 12 ouvrages."
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def zipped(members: dict[str, str | bytes]) -> bytes:
    """A zip of these members, in this order."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def relations(*entries: tuple[str, str, str]) -> str:
    """A relationships part of (identifier, last word of the type, target)."""
    lines = (f'<Relationship Id="{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for i, kind, target in entries)
    return f'{_DECLARATION}<Relationships xmlns="{_RELATIONS}">{"".join(lines)}</Relationships>'


def pdf(pages: list[list[str]] | None = None) -> bytes:
    """A PDF with one paragraph for each string."""
    document = FPDF()
    document.set_title("Compte rendu")
    document.set_author("Anne Morel")
    for paragraphs in pages or [["La Bibliothèque de l'Université prête 12 ouvrages."]]:
        document.add_page()
        document.set_font("helvetica", size=11)
        for text in paragraphs:
            document.multi_cell(0, 6, text, new_x="LMARGIN", new_y="NEXT")
            document.ln(6)
    return bytes(document.output())


def scanned_pdf() -> bytes:
    """A PDF with a drawing and no text."""
    document = FPDF()
    document.add_page()
    document.rect(20, 20, 60, 40)
    return bytes(document.output())


def _shape(text: str, placeholder: str = "") -> str:
    ph = f'<p:ph type="{placeholder}"/>' if placeholder else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"/><p:cNvSpPr/><p:nvPr>{ph}</p:nvPr></p:nvSpPr><p:spPr/>'
        f"<p:txBody><a:bodyPr/>{text}</p:txBody></p:sp>"
    )


def slide(*shapes: str) -> str:
    """The part of one slide."""
    return (
        f'{_DECLARATION}<p:sld xmlns:p="{_SLIDES}" xmlns:a="{_DRAWING}" xmlns:r="{_OFFICE}"><p:cSld><p:spTree>'
        f"{''.join(shapes)}</p:spTree></p:cSld></p:sld>"
    )


def paragraph(text: str, settings: str = "") -> str:
    """One paragraph of a slide, its words cut over two runs as PowerPoint does."""
    middle = len(text) // 2
    return f"<a:p>{settings}<a:r><a:t>{text[:middle]}</a:t></a:r><a:r><a:t>{text[middle:]}</a:t></a:r></a:p>"


def pptx() -> bytes:
    """Two slides whose file names are not in their order, a table, a list, notes."""
    table = (
        '<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr><a:tc gridSpan="2"><a:txBody>'
        f'{paragraph("Titre du tableau")}</a:txBody></a:tc><a:tc hMerge="1"><a:txBody><a:p/></a:txBody></a:tc></a:tr>'
        f"<a:tr><a:tc><a:txBody>{paragraph('Montant')}</a:txBody></a:tc><a:tc><a:txBody>{paragraph('12 000')}"
        "</a:txBody></a:tc></a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )
    numbered = paragraph("Premier point", '<a:pPr><a:buAutoNum type="arabicPeriod"/></a:pPr>')
    numbered += paragraph("Second point", '<a:pPr><a:buAutoNum type="arabicPeriod"/></a:pPr>')
    notes = slide(_shape(paragraph("Dire merci aux équipes"), "body"), _shape(paragraph("1"), "sldNum"))
    presentation = (
        f'{_DECLARATION}<p:presentation xmlns:p="{_SLIDES}" xmlns:r="{_OFFICE}"><p:sldIdLst>'
        '<p:sldId id="256" r:id="rId2"/><p:sldId id="257" r:id="rId1"/></p:sldIdLst></p:presentation>'
    )
    return zipped(
        {
            "[Content_Types].xml": f"{_DECLARATION}<Types/>",
            "_rels/.rels": relations(("r1", "officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": presentation,
            "ppt/_rels/presentation.xml.rels": relations(
                ("rId1", "slide", "slides/slide1.xml"), ("rId2", "slide", "slides/slide2.xml")
            ),
            "ppt/slides/slide1.xml": slide(_shape(numbered), table),
            "ppt/slides/slide2.xml": slide(_shape(paragraph(SENTENCE)), _shape(paragraph("Bilan du pilote"), "title")),
            "ppt/slides/_rels/slide2.xml.rels": relations(("n", "notesSlide", "../notesSlides/notesSlide1.xml")),
            "ppt/notesSlides/notesSlide1.xml": notes,
        }
    )


def xlsx(rows: str = "", merged: str = "") -> bytes:
    """One sheet « Budget »: words, a date (style 1), a number; ``rows`` are added as XML."""
    inline = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{SENTENCE}</t></is></c>'
    inline += '<c r="B1" t="inlineStr"><is><t>Date</t></is></c></row>'
    inline += '<row r="3"><c r="A3"><v>12.5</v></c><c r="B3" s="1"><v>45363</v></c></row>'
    sheet = f'{_DECLARATION}<worksheet xmlns="{_SHEETS}"><sheetData>{inline}{rows}</sheetData>{merged}</worksheet>'
    styles = (
        f'{_DECLARATION}<styleSheet xmlns="{_SHEETS}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
    )
    book = (
        f'{_DECLARATION}<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Budget" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    return zipped(
        {
            "[Content_Types].xml": f"{_DECLARATION}<Types/>",
            "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": relations(
                ("rId1", "worksheet", "worksheets/sheet1.xml"), ("s", "styles", "styles.xml")
            ),
            "xl/worksheets/sheet1.xml": sheet,
            "xl/styles.xml": styles,
        }
    )


def odt() -> bytes:
    """A text of OpenDocument."""
    heading = '<text:h text:outline-level="1">Prêt</text:h>'
    return _opendocument("text", f"<office:text>{heading}<text:p>{SENTENCE}</text:p></office:text>")


def ods() -> bytes:
    """A workbook of OpenDocument."""
    sheet = (
        '<office:spreadsheet><table:table table:name="Budget">'
        f'<table:table-row><table:table-cell office:value-type="string"><text:p>{SENTENCE}</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet>"
    )
    return _opendocument("spreadsheet", sheet)


def _opendocument(kind: str, body: str) -> bytes:
    """A package whose type comes first and is not compressed, as the format asks."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'{_DECLARATION}<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0"><office:body>{body}</office:body></office:document-content>'
    )
    manifest = f'{_DECLARATION}<manifest:manifest xmlns:manifest="{office}:manifest:1.0"/>'
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        archive.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


def rtf() -> bytes:
    """RTF as Word writes it: code page escapes, a Unicode escape, a note, a table row, a title."""
    return (
        rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Calibri;}}{\colortbl;\red0\green0\blue0;}"
        rb"{\info{\title Convention}{\author Anne Morel}{\creatim\yr2024\mo3\dy12\hr10\min0}}"
        rb"\pard La Biblioth\'e8que de l\u8217?Universit\'e9 pr\'eate 12 ouvrages.{\footnote Voir la note.}\par "
        rb"\trowd\cellx1000\cellx2000\intbl Montant\cell 12 000\cell\row\pard Fin.\par}"
    )


def eml() -> bytes:
    """A message with both wordings and an attachment."""
    message = EmailMessage()
    message["Subject"] = "Réunion du comité"
    message["From"] = "Anne Morel <anne@exemple.fr>"
    message["To"] = "comite@exemple.fr"
    message["Date"] = "Tue, 12 Mar 2024 10:30:00 +0100"
    message.set_content(f"Bonjour,\n\n{SENTENCE}\n")
    message.add_alternative(f"<p>Bonjour en HTML,</p><p>{SENTENCE}</p>", subtype="html")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="ordre du jour.pdf")
    return message.as_bytes()


def docx() -> bytes:
    """Word, written by python-docx."""
    document = Document()
    document.add_heading("Prêt", 1)
    document.add_paragraph(SENTENCE)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def ole(stream: str) -> bytes:
    """The smallest OLE file (MS-CFB) that announces one stream, which is empty."""
    magic, none = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0xFFFFFFFE
    sizes = (62, 3, 0xFFFE, 9, 6)
    head = struct.pack("<8s16s5H6x8I", magic, bytes(16), *sizes, 0, 1, 1, 0, 4096, none, 0, none)
    head += struct.pack("<I109I", 0, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    entries = b""
    for name, kind, child in (("Root Entry", 5, 1), (stream, 2, 0xFFFFFFFF)):
        raw = (name + "\0").encode("utf-16-le")
        links = (0xFFFFFFFF, 0xFFFFFFFF, child)
        entries += struct.pack("<64sHBB3I36xIQ", raw, len(raw), kind, 1, *links, none, 0)
    return head[:512].ljust(512, b"\0") + table + entries.ljust(512, b"\0")


def png(width: int = 2, height: int = 2) -> bytes:
    """A white PNG; its size is only announced when it is large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + b"\xff" * width for _ in range(height)) if width * height < 10**6 else b""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def jpeg() -> bytes:
    """The headers of a JPEG of 640 by 480."""
    return (
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\0\x0b\x08"
        + struct.pack(">HH", 480, 640)
        + b"\1\1\x11\0\xff\xd9"
    )


def tiff() -> bytes:
    """A TIFF directory of 640 by 480."""
    entries = struct.pack("<HHII", 256, 3, 1, 640) + struct.pack("<HHII", 257, 3, 1, 480)
    return b"II*\0" + struct.pack("<IH", 8, 2) + entries + bytes(4)


def webp() -> bytes:
    """The extended header of a WebP of 640 by 480."""
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + (639).to_bytes(3, "little") + (479).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(body)) + body


HTML = f"""<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Fiche</title><script>alert("volé")</script>
</head><body onload="alert(1)"><h1>Prêt</h1><p>{SENTENCE}</p></body></html>"""
MARKDOWN = f"""---
title: Prêt entre bibliothèques
---
# Prêt

{SENTENCE} Voir [[Charte|la charte]] et **ceci**.
"""
SVG = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><text>Plan</text></svg>'

_PACKAGE = "http://schemas.microsoft.com/office/2006/xmlPackage"
FLAT_OPC = f"""{_DECLARATION}
<?mso-application progid="Word.Document"?>
<pkg:package xmlns:pkg="{_PACKAGE}"><pkg:part pkg:name="/word/document.xml"/>{SENTENCE}</pkg:package>"""
FLAT_ODF = f"""{_DECLARATION}
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:body>{SENTENCE}</office:body></office:document>"""

SAMPLES: dict[str, Callable[[], bytes]] = {
    "docx": docx,
    "odt": odt,
    "pdf": pdf,
    "pptx": pptx,
    "xlsx": xlsx,
    "ods": ods,
    "rtf": rtf,
    "eml": eml,
    "html": HTML.encode,
    "markdown": MARKDOWN.encode,
    "text": SENTENCE.encode,
    "encrypted": lambda: ole("EncryptedPackage"),
    "doc": lambda: ole("WordDocument"),
    "xls": lambda: ole("Workbook"),
    "png": png,
    "jpeg": jpeg,
    "tiff": tiff,
    "webp": webp,
    "svg": SVG.encode,
    "flat-opc": FLAT_OPC.encode,
    "flat-odf": FLAT_ODF.encode,
}


def write(folder: Path, name: str, content: bytes) -> Path:
    """The path of a new file with this content."""
    path = folder / name
    path.write_bytes(content)
    return path
