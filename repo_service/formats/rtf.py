"""RTF, through striprtf; notes, headers and footers, which striprtf leaves out, are cut from the source
first, and so are deleted and hidden text, which it would show.

RTF is 7-bit text with escapes, so the source is read as Latin-1 and every byte above stays what it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from striprtf.striprtf import rtf_to_text

from repo_service.domain.passages import BODY, Block, Cell
from repo_service.formats import plain
from repo_service.formats.base import MAX_CHARACTERS, Extract, Format, ReadFailure
from repo_service.formats.shaping.visible import visible

MAX_APART = 2_000
_APART = re.compile(r"\{\\(footnote|header[lrf]?|footer[lrf]?)(?![a-z])")
_BRACE = re.compile(r"\\.|[{}]", re.S)
_PICTURE = re.compile(r"\{(?:\\\*)?\\(?:pict|object|themedata|datastore)(?![a-z])")
_INFO = {"title": "title", "author": "author", "subject": "subject", "keywords": "keywords"}
_TIME = re.compile(r"\{\\(creatim|revtim)\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
_convert: Callable[..., str] = rtf_to_text
_FAILURES = (AttributeError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError)
_CODE_POINT = re.compile(r"\\\\|\\u(-?\d{5,})")  # an escaped backslash, or a sign by its number


def _group_end(source: str, start: int) -> int:
    """Where the group that opens at ``start`` ends (after its brace), at the latest the end of the source."""
    depth = 0
    for match in _BRACE.finditer(source, start):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end()
    return len(source)


def _without(source: str, opening: re.Pattern[str]) -> tuple[str, list[tuple[str, str]]]:
    """``source`` without the groups that ``opening`` begins; and those, as (what it caught, content)."""
    kept, apart, position = [], [], 0
    while match := opening.search(source, position):
        end = _group_end(source, match.start())
        kept.append(source[position : match.start()])
        apart.append((match[1] if match.lastindex else "", source[match.end() : end - 1]))
        position = end
    return "".join((*kept, source[position:])), apart


def _possible(sign: re.Match[str]) -> str:
    """A sign whose number no alphabet has becomes the one that stands for it: one torn number costs one sign."""
    number = sign[1]
    return sign[0] if number is None or (len(number) < 8 and -0x10000 <= int(number) <= 0x10FFFF) else "\\u65533"


def _text(source: str) -> str:
    try:
        return _convert(_CODE_POINT.sub(_possible, source), errors="replace")
    except _FAILURES as error:
        raise ReadFailure("damaged", f"{type(error).__name__}: {error}"[:200]) from error


def _rows_and_paragraphs(text: str, part: str) -> Iterator[Block]:
    """One block for each printed paragraph; striprtf ends every cell with a bar."""
    table, in_table = 0, False
    for line in text.split("\n"):
        is_row = line.rstrip().endswith("|")
        if is_row:
            table += not in_table
            cells = tuple(Cell(cell.strip()) for cell in line.rstrip().removesuffix("|").split("|"))
            yield Block("row", " | ".join(cell.text for cell in cells), cells=cells, table=table, part=part)
        elif line.strip():
            yield from plain.blocks_of(line.strip(" \t"), part)
        in_table = is_row


def _apart(apart: list[tuple[str, str]], preamble: str) -> Iterator[Block]:
    """The blocks of notes, headers and footers, each read as a small document of its own."""
    notes = 0
    for word, content in apart[:MAX_APART]:
        notes += word == "footnote"
        part = f"footnote {notes}" if word == "footnote" else word[:6]
        yield from _rows_and_paragraphs(_text(f"{preamble}{content}}}"), part)


def _properties(source: str) -> dict[str, str]:
    start = source.find("{\\info")
    if start < 0:
        return {}
    info = source[start : min(_group_end(source, start), start + 100_000)]
    preamble = source[:start].partition("{\\colortbl")[0][:20_000]
    found = {}
    for word, name in _INFO.items():
        at = info.find(f"{{\\{word} ")
        if at >= 0:
            content = info[at + len(word) + 3 : _group_end(info, at) - 1]
            found[name] = _text(f"{preamble} {content}}}").strip()
    for word, year, month, day in _TIME.findall(info):
        found["created" if word == "creatim" else "modified"] = f"{year}-{int(month):02}-{int(day):02}"
    return {name: value for name, value in found.items() if value}


def read(path: Path) -> Extract:
    """Reads an RTF file; a missing last brace (a file cut short) is said."""
    if path.stat().st_size > 5 * MAX_CHARACTERS:
        raise ReadFailure("too_long", "RTF")
    source = path.read_bytes().decode("latin-1")
    notices = []
    if _group_end(source, 0) == len(source) and not source.rstrip("\0 \r\n").endswith("}"):
        notices.append("Ce fichier semble incomplet : sa fin manque.")
    source, _ = _without(source, _PICTURE)
    source, leaks = visible(source)
    source, apart = _without(source, _APART)
    properties = _properties(source)
    preamble = source[: max(0, source.find("{\\colortbl"))][:20_000] or "{\\rtf1\\ansi\\ansicpg1252 "
    blocks = (*_rows_and_paragraphs(_text(source), BODY), *_apart(apart, preamble))
    return Extract(blocks=blocks, properties=properties, leaks=leaks, notices=tuple(notices))


def recognise(head: bytes, names: tuple[str, ...]) -> bool:
    """The signature of RTF."""
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf")


FORMAT = Format("rtf", 3, "application/rtf", ".rtf", "RTF", recognise, read, leaks=True)
