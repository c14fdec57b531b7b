"""Reads scans with tesseract, where it is installed: slow work for the background, never for a request.

Runs inside the isolated child. Pages are rendered by pdfium and handed over in memory; nothing is written
to disk.
"""

from __future__ import annotations

import math
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

from repo_service.domain.passages import Block
from repo_service.formats import image
from repo_service.formats.base import Extract, ReadFailure
from repo_service.formats.shaping import lines

NAME = "tesseract"  # of this reader, in extractions
READERS = frozenset({"pdf", "png", "jpeg", "tiff", "webp"})  # formats whose files without text are scans
PAGE_SECONDS = 60
MAX_PAGES = 200
MOST_SECONDS = PAGE_SECONDS * 60.0  # for one file
DOTS_PER_INCH = 300
MAX_PIXELS = 30_000_000  # A4 at 300 dots per inch has 8.7 million


def available() -> bool:
    """Whether tesseract is installed on this machine."""
    return shutil.which("tesseract") is not None


def run(program: str, *arguments: str, given: bytes = b"", seconds: float) -> bytes:
    """What an outside program answers to ``given`` on its standard output; ``b""`` where it is not
    installed.

    ``ReadFailure("damaged")`` when it fails, ``subprocess.TimeoutExpired`` after ``seconds``.
    """
    found = shutil.which(program)
    if found is None:
        return b""
    command = [found, *arguments]
    done = subprocess.run(command, input=given, capture_output=True, timeout=seconds, check=False)  # noqa: S603
    if done.returncode:
        raise ReadFailure("damaged", done.stderr.decode("utf-8", "replace")[-200:])
    return done.stdout


def languages() -> frozenset[str]:
    """The languages that the installed tesseract knows; empty without tesseract."""
    listed = run("tesseract", "--list-langs", seconds=30).decode("utf-8", "replace")
    return frozenset(line.strip() for line in listed.splitlines()[1:])


def _recognised(picture: bytes, language: str) -> str:
    """The text on one picture. ``subprocess.TimeoutExpired`` after a minute."""
    arguments = ("stdin", "stdout", "-l", language, "--dpi", str(DOTS_PER_INCH))
    return run("tesseract", *arguments, given=picture, seconds=PAGE_SECONDS).decode("utf-8", "replace")


def _page_pictures(path: Path) -> Iterator[bytes]:
    """Each page of a PDF as a grey picture (PGM, the plainest format there is)."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise ReadFailure("damaged", str(error)) from error
    with document:
        for number in range(min(len(document), MAX_PAGES)):
            page = document[number]
            width, height = page.get_size()
            scale = min(DOTS_PER_INCH / 72, math.sqrt(MAX_PIXELS / max(1.0, width * height)))
            bitmap = page.render(scale=scale, grayscale=True)
            rows = memoryview(bitmap.buffer)
            pixels = b"".join(
                bytes(rows[y * bitmap.stride : y * bitmap.stride + bitmap.width]) for y in range(bitmap.height)
            )
            yield b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + pixels
            bitmap.close()
            page.close()


def _pictures(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        head = file.read(1024)
    if b"%PDF-" in head:
        yield from _page_pictures(path)
        return
    width, height = image.dimensions(path)
    if width * height > MAX_PIXELS * 4:
        raise ReadFailure("bomb", f"{width} x {height} pixels")
    yield path.read_bytes()


def read(path: Path, language: str = "fra") -> Extract:
    """The words of a scan, in parts "page N". ``ReadFailure("unsupported")`` without tesseract."""
    known = languages()
    if language not in known:
        raise ReadFailure("unsupported", f"tesseract has no {language}")
    chosen = "+".join((language, "eng")) if language != "eng" and "eng" in known else language
    blocks: list[Block] = []
    notices = ["Texte reconnu automatiquement sur un document numérisé : des erreurs sont possibles."]
    number = 0
    for picture in _pictures(path):
        try:
            text = _recognised(picture, chosen)
        except subprocess.TimeoutExpired:
            number += 1
            notices.append(f"Page {number} : la reconnaissance a pris trop de temps.")
            continue
        for page in text.removesuffix("\f").split("\f"):  # a TIFF may hold several pages
            number += 1
            blocks += lines.blocks_of_text(page, f"page {number}")
    if number == MAX_PAGES:
        notices.append(f"Seules les {MAX_PAGES} premières pages ont été lues.")
    return Extract(status="read" if blocks else "no_text", blocks=tuple(blocks), notices=tuple(notices))
