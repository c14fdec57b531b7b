"""What a Word file hides: rows, drawings, runs of text and of formulas. The reader leaves out and counts what this says
is hidden, and the copy for readers lacks it. Nothing here changes a part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from repo_service.formats.package import Element
from repo_service.formats.word.names import NAMESPACES, child, local, value
from repo_service.formats.word.styles import Styles, row_is_hidden

_MATH = (
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
)
RUNS = tuple(f"{{{space}}}r" for space in (*NAMESPACES, *_MATH))
_VML = "{urn:schemas-microsoft-com:vml}*"
_MARKS = ("{*}docPr", "{*}cNvPr")
_HOLDERS = frozenset({"drawing", "pict", "object"})
_UNSEEN = re.compile(r"(?:^|;)\s*(?:visibility\s*:\s*hidden|display\s*:\s*none)", re.IGNORECASE)
_ON = frozenset({"1", "true", "on"})
TEXTUAL = frozenset(
    {"t", "sym", "tab", "ptab", "br", "cr", "noBreakHyphen", "drawing", "pict", "object", "ruby"}
    | {"footnoteReference", "endnoteReference", "AlternateContent"}
)


def has_words(run: Element) -> bool:
    """Whether a run holds anything that is printed (the marks and codes of fields are not)."""
    return any(local(inner) in TEXTUAL for inner in run)


def shape_is_hidden(shape: Element) -> bool:
    """Whether an element within a drawing is hidden in the selection pane of Word, or by its style in VML.

    DrawingML says so in the properties of the shape that every shape, picture and frame has (20.4.2.5).
    """
    if str(shape.get("hidden", "")).lower() in _ON or _UNSEEN.search(shape.get("style", "")):
        return True
    marks = [*shape.iterchildren(*_MARKS), *shape.iterfind("{*}nvPicPr/{*}cNvPr")]
    return any(str(mark.get("hidden", "")).lower() in _ON for mark in marks)


def hidden_rows(root: Element) -> list[Element]:
    """The rows below ``root`` that are hidden."""
    return [row for row in root.iter("{*}tr") if row_is_hidden(row)]


def hidden_shapes(root: Element) -> list[Element]:
    """The elements of drawings below ``root`` that are hidden, outer ones before those within."""
    marked = [mark.getparent() for mark in root.iter(*_MARKS)]
    owners = [owner.getparent() if local(owner) == "nvPicPr" else owner for owner in marked if owner is not None]
    shapes = [*owners, *root.iter(_VML, "{*}anchor", "{*}inline")]
    return [shape for shape in dict.fromkeys(shapes) if shape_is_hidden(shape) and _is_drawn(shape)]


def _is_drawn(shape: Element) -> bool:
    return any(local(above) in _HOLDERS for above in shape.iterancestors())


def hidden_runs(root: Element, styles: Styles) -> list[Element]:
    """The runs below ``root`` that are hidden and hold something that would be printed."""
    if not styles.hide and next(root.iter("{*}vanish", "{*}specVanish"), None) is None:
        return []  # nearly all files: their runs need no look
    found = []
    for run in root.iter(*RUNS):
        paragraph = next(run.iterancestors("{*}p"), None)
        if styles.of_run(run, hides(paragraph, styles)).hidden and has_words(run):
            found.append(run)
    return found


def hides(paragraph: Element | None, styles: Styles) -> bool:
    """Whether the style of a paragraph hides its runs."""
    return paragraph is not None and styles.paragraph(value(child(paragraph, "pPr"), "pStyle")).hidden


def unread_branches(root: Element) -> Iterator[Element]:
    """The branches of alternatives below ``root`` that are not the one ``names.chosen`` gives: they travel too."""
    for alternatives in root.iter("{*}AlternateContent"):
        branches = [*alternatives.iterchildren("{*}Choice"), *alternatives.iterchildren("{*}Fallback")]
        yield from branches[1:]


def hidden_in(root: Element, styles: Styles) -> int:
    """How many rows, shapes and runs below ``root`` are hidden."""
    return len(hidden_rows(root)) + len(hidden_shapes(root)) + len(hidden_runs(root, styles))


def formula_run_is_deleted(run: Element) -> bool:
    """Whether the run of a formula carries a deletion or a move away, as itself or in its properties."""
    marks = ("{*}del", "{*}moveFrom")
    properties = run.iterchildren(*(f"{{{space}}}rPr" for space in NAMESPACES))
    return any(next(place.iterchildren(*marks), None) is not None for place in (run, *properties))
