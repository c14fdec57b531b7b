"""Says lines and their runs in WordprocessingML; elements stand in the order of the schema (ECMA-376 part 1, annex A).

An end of a paragraph that is deleted joins it to the next one; so a line that was split bears the inserted end on its
first part, one that was joined the deleted end on its first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from repo_service.domain.passages import BODY, Block
from repo_service.formats.package import Element
from repo_service.formats.tracked.cutting import Marks, Run
from repo_service.formats.tracked.flow import Line
from repo_service.formats.tracked.marking import RELATIONS, Marker, under, w
from repo_service.formats.word.relations import safe_link

NOTE, CODE = "FootnoteText", "Code"  # styles that ``writing`` adds
CODE_FONT = "Courier New"
_HEADINGS = 9
_STEP = 360  # twentieths of a point by which a list goes in, level by level
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
_BREAKS = re.compile("(\r\n|[\r\n\t\u2028\u2029\x0b\x0c\x85])")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PARTS = {"header": "Header", "footer": "Footer", "footnote": NOTE, "endnote": NOTE}


def write_line(parent: Element, line: Line, marker: Marker) -> None:
    """Append a paragraph to ``parent``."""
    paragraph = under(parent, "p")
    properties = under(paragraph, "pPr")
    shown = line.before if line.end == "out" or line.after is None else line.after
    _look(properties, shown)
    if line.end != "same":
        marker.mark(under(properties, "rPr"), line.end, line.move)
    elif line.before and line.after and _form(line.before) != _form(line.after):
        _look(under(under(properties, "pPrChange", **marker.about()), "pPr"), line.before)
    if not len(properties):
        paragraph.remove(properties)
    if not line.move or line.end == "same":
        write_runs(paragraph, line.runs, marker)
        return
    identifier = marker.move_begins(paragraph, line.end, line.move)
    write_runs(paragraph, line.runs, marker, line.move)
    marker.move_ends(paragraph, line.end, identifier)


def _form(block: Block) -> tuple[str, int]:
    """The style of a passage, and by how much it goes in."""
    sort = block.part.partition(" ")[0]
    if block.kind == "heading" and sort == BODY:
        return f"Heading{min(max(block.level, 1), _HEADINGS)}", 0
    if block.kind == "item":
        return "ListParagraph", _STEP * min(max(block.level, 1), _HEADINGS)
    return (CODE if block.kind == "code" else _PARTS.get(sort, "")), 0


def _look(properties: Element, block: Block | None) -> None:
    style, indent = _form(block) if block else ("", 0)
    if style:
        under(properties, "pStyle", val=style)
    if indent:
        under(properties, "ind", left=indent, hanging=_STEP // 2)


def write_runs(paragraph: Element, runs: Iterable[Run], marker: Marker, move: str = "") -> None:
    """Append runs to a paragraph; deleted ones, inserted ones and links in what contains them."""
    for run in runs:
        text = writable(run.text)
        if not text:
            continue
        place = paragraph
        if address := _address(run.marks):
            place = under(place, "hyperlink")
            place.set(f"{{{RELATIONS}}}id", marker.relate(address))
        if run.fate != "same":
            place = marker.mark(place, run.fate, move)
        _run(place, run, text, marker, is_deleted=run.fate == "out" and not move)


def writable(text: str) -> str:
    """The text without what XML cannot hold; every kind of line end is a line feed."""
    return _FORBIDDEN.sub("", _BREAKS.sub(_plain_break, text))


def _plain_break(found: re.Match[str]) -> str:
    return "\t" if found[0] == "\t" else "\n"


def _run(place: Element, run: Run, text: str, marker: Marker, *, is_deleted: bool) -> None:
    element = under(place, "r")
    former = run.former if run.fate == "same" else run.marks
    linked = bool(_address(run.marks))
    if run.marks or former:
        properties = under(element, "rPr")
        _looks(properties, run.marks, linked)
        if _shown(former) != _shown(run.marks):
            _looks(under(under(properties, "rPrChange", **marker.about()), "rPr"), former, linked)
    for part in re.split("([\n\t])", text):
        if part in {"\n", "\t"}:
            under(element, "br" if part == "\n" else "tab")
        elif part:
            words = under(element, "delText" if is_deleted else "t")
            words.set(_SPACE, "preserve")
            words.text = part


def _address(marks: Marks) -> str:
    """Where a link leads that may stand in a file: to the web or to a mailbox."""
    return next((address for kind, target in marks if kind == "link" and (address := safe_link(writable(target)))), "")


def _shown(marks: Marks) -> frozenset[str]:
    """What a look shows beside links, which cannot be tracked."""
    return frozenset(kind for kind, _ in marks if kind != "link")


def _looks(properties: Element, marks: Marks, linked: bool) -> None:
    kinds = _shown(marks)
    if "code" in kinds:
        under(properties, "rFonts", ascii=CODE_FONT, hAnsi=CODE_FONT, cs=CODE_FONT)
    if "strong" in kinds:
        under(properties, "b")
    if "em" in kinds:
        under(properties, "i")
    if linked:
        under(properties, "color", val="0563C1")
        under(properties, "u", val="single")
    if kinds & {"sup", "sub"}:
        under(properties, "vertAlign", val="superscript" if "sup" in kinds else "subscript")


def empty_line(parent: Element) -> Element:
    """Append a paragraph without a word: between two tables, which would grow together, and at the end."""
    return etree.SubElement(parent, w("p"))
