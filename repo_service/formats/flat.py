"""Word and OpenDocument files written as one XML file: recognised so that they are not taken for plain text, which
would show their XML and their deleted words. They are not read, and cannot be cleaned.

Flat OPC holds the parts of a package in ``pkg:part`` (its older cousin, WordprocessingML of 2003, is known here too);
flat ODF is ``office:document`` (ODF 1.3 part 3, 3.1.2).
"""

from __future__ import annotations

import re
from pathlib import Path

from repo_service.formats import plain
from repo_service.formats.base import Extract, Format, ReadFailure

_PREFIX = r"<(?:[\w.-]{1,60}:)?"
_OPC = re.compile(
    _PREFIX + r"(?:package\b[^<]*schemas\.microsoft\.com/office/2006/xmlPackage"
    r"|wordDocument\b[^<]*schemas\.microsoft\.com/office/word/2003/wordml)"
    r"|<(?:pkg:package|w:wordDocument)[\s>]"
)
_ODF = re.compile(_PREFIX + r"document\b[^<]*urn:oasis:names:tc:opendocument:xmlns:office:|<office:document[\s>]")
_ROOT = re.compile(r"<[^!?]")


def _has_root(head: bytes, root: re.Pattern[str]) -> bool:
    """Whether the first element that a file opens is ``root``; its beginning may be in any encoding of XML."""
    if not plain.looks_like_text(head):
        return False
    text = re.sub(r"<!--.*?-->", "", plain.decode(head, cut=True).lstrip("\ufeff"), flags=re.DOTALL)
    first = _ROOT.search(text)
    return bool(first and text.lstrip().startswith("<") and root.match(text, first.start()))


def _is_opc(head: bytes, names: tuple[str, ...]) -> bool:
    return not names and _has_root(head, _OPC)


def _is_odf(head: bytes, names: tuple[str, ...]) -> bool:
    return not names and _has_root(head, _ODF)


def _read(path: Path) -> Extract:
    raise ReadFailure("unsupported", "one XML file")


def _clean(source: Path, target: Path) -> None:
    """Never gives a copy; a format with this verb is known as one whose files may leak."""
    raise ReadFailure("unsupported", "one XML file")


FORMATS = (
    Format("flat-opc", 1, "application/xml", ".xml", "Word (XML)", _is_opc, _read, _clean),
    Format(
        "flat-odf",
        1,
        "application/vnd.oasis.opendocument.text-flat-xml",
        ".fodt",
        "OpenDocument (XML)",
        _is_odf,
        _read,
        _clean,
    ),
)
