"""PDF with a text layer: by pdfium, and by pypdf for the few files that pdfium refuses.

A PDF knows letters and places, not paragraphs: ``lines`` puts those together again. A file without text is
a scan ("no_text") and is left to ``ocr``. Scripts, actions and attachments in the file are never looked at.
"""

from __future__ import annotations

import ctypes
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from repo_service.formats.base import MAX_CHARACTERS, Extract, Format, ReadFailure
from repo_service.formats.shaping import lines
from repo_service.formats.shaping.lines import Line

MAX_PAGES = 2_000
BUDGET = 7.0  # seconds of processor time: a long text is cut with a notice, not lost to the time limit
_DATE = re.compile(r"D?:?(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)(\d\d)?)?(?:([+-])(\d\d)'?(\d\d)?'?|Z)?")
_SIGNATURE = re.compile(rb"(?:\A|[\r\n\0])(?:\xef\xbb\xbf)?%PDF-\d")
_NAMES = {"Title": "title", "Author": "author", "Subject": "subject", "Keywords": "keywords"}
_DATES = {"CreationDate": "created", "ModDate": "modified"}


def iso_date(text: str) -> str:
    """A PDF date (ISO 32000-1, 7.9.4: ``D:20240312103000+01'00'``) in ISO 8601, or "" when it is none."""
    match = _DATE.match(text.strip())
    if not match:
        return ""
    year, month, day, hour, minute, second, sign, offset_hour, offset_minute = match.groups()
    date = f"{year}-{month or '01'}-{day or '01'}"
    if hour is None:
        return date
    zone = f"{sign}{offset_hour}:{offset_minute or '00'}" if sign else "Z" if "Z" in match.group() else ""
    return f"{date}T{hour}:{minute}:{second or '00'}{zone}"


def _properties(raw: dict[str, str]) -> dict[str, str]:
    found = {name: raw.get(key, "") for key, name in _NAMES.items()}
    found |= {name: iso_date(raw.get(key, "")) for key, name in _DATES.items()}
    return {name: value for name, value in found.items() if value.strip("\0 ")}


def _box(page: pypdfium2.PdfTextPage, index: int) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of the character at ``index`` of the page's text."""
    box = pdfium.FS_RECTF()
    at = pdfium.FPDFText_GetCharIndexFromTextIndex(page, index)
    if at < 0 or not pdfium.FPDFText_GetLooseCharBox(page, at, ctypes.byref(box)):
        return 0.0, 0.0, 0.0, 0.0
    return box.left, box.bottom, box.right, box.top


def _lines_of_page(page: pypdfium2.PdfTextPage, number: int) -> Iterator[Line]:
    text = page.get_text_range()
    for match in re.finditer("[^\r\n\ufffe]+\ufffe?", text):
        words = match.group().strip()
        if not words:
            continue
        first = match.start() + len(match.group()) - len(match.group().lstrip())
        left, bottom, _, top = _box(page, first)
        _, _, right, _ = _box(page, first + len(words) - 1)
        yield Line(re.sub("[ \t]+", " ", words), number, left, right, bottom, top - bottom)


def _open(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise ReadFailure("encrypted") from error
        raise


def _gather(document: pypdfium2.PdfDocument) -> tuple[list[Line], list[str]]:
    """The lines of a document, and what to say about pages that gave none."""
    found: list[Line] = []
    blank: list[int] = []
    unread: list[int] = []
    notices: list[str] = []
    total, characters, deadline = len(document), 0, time.process_time() + BUDGET
    for number in range(1, total + 1):
        if number > MAX_PAGES or characters > MAX_CHARACTERS or time.process_time() > deadline:
            notices.append(f"Texte très long : seules les {number - 1} premières pages sur {total} ont été lues.")
            break
        try:
            page = document[number - 1]
            text = page.get_textpage()
        except pypdfium2.PdfiumError:
            unread.append(number)
            continue
        on_page = list(_lines_of_page(text, number))
        text.close()
        page.close()
        characters += sum(len(line.text) for line in on_page)
        found += on_page
        if not on_page:
            blank.append(number)
    if found and blank:
        notices.append(f"Pages sans texte (images ou pages vides) : {_numbers(blank)}.")
    if unread:
        notices.append(f"Pages qui n’ont pas pu être lues : {_numbers(unread)}.")
    return found, notices


def _numbers(pages: list[int]) -> str:
    return ", ".join(map(str, pages[:20])) + ("…" if len(pages) > 20 else "")


def _read_by_pdfium(path: Path) -> Extract:
    with _open(path) as document:
        found, notices = _gather(document)
        properties = _properties(document.get_metadata_dict())
        if document.get_formtype() != pdfium.FORMTYPE_NONE:
            notices.append("Ce PDF est un formulaire : ce qui est saisi dans ses champs n’est pas lu.")
        if document.count_attachments():
            notices.append(f"Fichiers joints dans le PDF, non lus : {document.count_attachments()}.")
    return _extract(found, properties, notices)


def _extract(found: list[Line], properties: dict[str, str], notices: list[str]) -> Extract:
    kept, reduced = lines.without_furniture(found)
    if reduced:
        notices.append(lines.FURNITURE_NOTICE)
    blocks = tuple(lines.blocks_of(kept))
    status = "read" if blocks else "no_text"
    return Extract(status=status, blocks=blocks, properties=properties, notices=tuple(notices))  # type: ignore[arg-type]


def _read_by_pypdf(path: Path) -> Extract:
    """The words without their places. Everything that pypdf raises on a broken file is "damaged"."""
    import pypdf  # a third of a second, for one file in a hundred
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(path, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadFailure("encrypted")
        blocks = []
        for number, page in enumerate(reader.pages[:MAX_PAGES], start=1):
            blocks += lines.blocks_of_text(page.extract_text(), f"page {number}")
        properties = _properties({key.lstrip("/"): str(value) for key, value in (reader.metadata or {}).items()})
    except (PyPdfError, *_BROKEN) as error:
        raise ReadFailure("damaged", f"{type(error).__name__}: {error}"[:200]) from error
    if not blocks:
        return Extract(status="no_text", properties=properties)
    return Extract(blocks=tuple(blocks), properties=properties)


_BROKEN = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError),
    *(OSError, RecursionError, NotImplementedError, TypeError, ValueError),
)


def read(path: Path) -> Extract:
    """Reads a PDF page by page, in parts "page N"."""
    try:
        return _read_by_pdfium(path)
    except pypdfium2.PdfiumError:
        return _read_by_pypdf(path)


def recognise(head: bytes, names: tuple[str, ...]) -> bool:
    """``%PDF-`` at the beginning of a line within the first kilobyte, as readers of PDF accept."""
    return bool(_SIGNATURE.search(head, 0, 1024))


FORMAT = Format("pdf", 1, "application/pdf", ".pdf", "PDF", recognise, read)
