"""Accepts the tracked changes of one part of a Word file and takes hidden text, comments and names out of it.

Works on the tree of the part in place. What is left reads, through ``story``, exactly as the part did
before: each rule here mirrors one there.
"""

from __future__ import annotations

from collections.abc import Iterator

from repo_service.formats.package import Element
from repo_service.formats.word.hiding import (
    RUNS,
    TEXTUAL,
    formula_run_is_deleted,
    hidden_in,
    hidden_rows,
    hidden_runs,
    hidden_shapes,
    hides,
)
from repo_service.formats.word.names import NAMESPACES, attribute, child, chosen, local
from repo_service.formats.word.numbering import Numbering
from repo_service.formats.word.paper import Paper, mark_is_deleted, row_is_deleted
from repo_service.formats.word.prose import Prose
from repo_service.formats.word.runs import Runs
from repo_service.formats.word.styles import Styles

_INSERTED = ("{*}ins", "{*}moveTo")
_DELETED = ("{*}del", "{*}moveFrom")
_WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "smartTag"})
_NEED_A_PARAGRAPH = frozenset({"tc", "txbxContent", "hdr", "ftr", "footnote", "endnote", "body"})
_TRACES = tuple(
    f"{{*}}{name}"
    for name in (
        *("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tblGridChange"),
        *("trPrChange", "tcPrChange", "numberingChange", "cellIns", "cellMerge", "delText", "delInstrText"),
        *("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"),
        *("customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd"),
        *("customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd"),
        *("customXmlMoveToRangeStart", "customXmlMoveToRangeEnd"),
        *("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"),
        *("rsids", "trackRevisions", "attachedTemplate"),
    )
)
_NAMES = frozenset({"author", "initials", "userId"})
_WORD_RUNS = tuple(f"{{{space}}}r" for space in NAMESPACES)


def accept(root: Element, styles: Styles) -> None:
    """Make ``root`` the part that its readers see."""
    _drop_doubtful(root, styles)
    _drop_deleted(root)
    _drop_hidden(root, styles)
    for inserted in list(root.iter(*_INSERTED)):
        _unwrap(inserted)
    for paragraph in list(root.iter("{*}p")):
        if mark_is_deleted(child(paragraph, "pPr")):
            _join(paragraph, styles)
    for trace in list(root.iter(*_TRACES)):
        _remove(trace)
    for element in root.iter("{*}*"):
        for name in [name for name in element.attrib if _is_personal(name)]:
            del element.attrib[name]


def _is_personal(name: str) -> bool:
    space, _, plain = name.rpartition("}")
    return space[1:] in NAMESPACES and (plain in _NAMES or plain.startswith("rsid"))


def _drop_doubtful(root: Element, styles: Styles) -> None:
    """Where the branch that is read hides something or lacks something deleted, the others may show it: they go."""
    for alternatives in list(root.iter("{*}AlternateContent")):
        read = chosen(alternatives)
        branches = [*alternatives.iterchildren("{*}Choice", "{*}Fallback")]
        if len(branches) > 1 and (next(read.iter(*_DELETED), None) is not None or hidden_in(read, styles)):
            for branch in branches:
                if branch is not read:
                    _remove(branch)


def _drop_deleted(root: Element) -> None:
    for cell in [mark.getparent().getparent() for mark in root.iter("{*}cellDel")]:
        _remove(cell)
    for row in [row for row in root.iter("{*}tr") if row_is_deleted(row)]:
        _remove_row(row)
    for run in [run for run in root.iter(*RUNS) if run.tag not in _WORD_RUNS and formula_run_is_deleted(run)]:
        _remove(run)
    for deleted in list(root.iter(*_DELETED)):
        properties = deleted.getparent()
        marks_paragraph = local(properties) == "rPr" and local(properties.getparent()) == "pPr"
        if not marks_paragraph:
            _remove(deleted)


def _remove_row(row: Element) -> None:
    """Remove a row, what wraps nothing but it, and its table when that was its last row."""
    container = row.getparent()
    if container is None:
        return  # within one that is gone already
    _remove(row)
    while local(container) in _WRAPPERS and next(container.iter("{*}tr"), None) is None:
        row, container = container, container.getparent()
        _remove(row)
    if local(container) == "tbl" and next(container.iter("{*}tr"), None) is None:
        holder = container.getparent()
        _remove(container)
        if local(holder) == "tc" and next(holder.iterchildren("{*}p"), None) is None:
            holder.append(holder.makeelement(_sibling_tag(holder, "p")))


def _drop_hidden(root: Element, styles: Styles) -> None:
    for row in hidden_rows(root):
        _remove_row(row)
    for shape in hidden_shapes(root):
        holder = shape.getparent()
        _remove(shape)
        if local(holder) in {"drawing", "pict"} and not len(holder):
            _remove(holder)
    for run in hidden_runs(root, styles):
        _remove(run)


def _join(paragraph: Element, styles: Styles) -> None:
    """Move what is left of a paragraph without a mark into the next one, or give it a mark again at the
    end."""
    following = next(_following(paragraph), None)
    properties = child(paragraph, "pPr")
    if following is None:
        _keep_alone(paragraph, properties, styles)
        return
    place = 1 if child(following, "pPr") is not None else 0
    content = [inner for inner in paragraph if inner is not properties]
    if hides(paragraph, styles) != hides(following, styles):
        for inner in content:
            _say_visible(inner)
    for offset, inner in enumerate(content):
        following.insert(place + offset, inner)
    _remove(paragraph)


def _keep_alone(paragraph: Element, properties: Element, styles: Styles) -> None:
    words = any(local(inner) in TEXTUAL for inner in paragraph.iter("{*}*"))
    holder = paragraph.getparent()
    others = any(inner is not paragraph for inner in holder.iterchildren("{*}p"))
    if not words and (others or local(holder) not in _NEED_A_PARAGRAPH):
        _remove(paragraph)
        return
    mark = child(properties, "rPr")
    for deleted in list(mark.iterchildren(*_DELETED)):
        _remove(deleted)
    if not _has_text(paragraph, styles):
        _take_out_of_list(properties)


def _has_text(paragraph: Element, styles: Styles) -> bool:
    """Whether the paragraph itself, without its text boxes, would give a block."""
    prose = Prose()
    runs = Runs(Paper(styles=styles, numbering=Numbering(None, styles.number_of)), {}, lambda drawing: None)
    runs.read(paragraph, prose, hides(paragraph, styles))
    return bool(prose.finished()[0])


def _take_out_of_list(properties: Element) -> None:
    """An empty paragraph that is kept only for its place must not be counted by a list (list 0 is none)."""
    for listing in list(properties.iterchildren("{*}numPr")):
        _remove(listing)
    listing = properties.makeelement(_sibling_tag(properties, "numPr"))
    number = properties.makeelement(_sibling_tag(properties, "numId"))
    number.set(_sibling_tag(properties, "val"), "0")
    listing.append(number)
    properties.insert(1 if child(properties, "pStyle") is not None else 0, listing)


def _following(paragraph: Element) -> Iterator[Element]:
    """The next paragraph of the same text, through wrappers and not across a table, if there is one."""
    element = paragraph
    while True:
        following = element.getnext()
        while following is not None:
            name = local(following)
            if name == "p":
                yield following
                return
            if name == "tbl":
                return
            inner = next(iter(following), None) if name in _WRAPPERS else None
            following = following.getnext() if inner is None else inner
            element = element if following is None else following
        element = element.getparent()
        if element is None or local(element) not in _WRAPPERS:
            return


def _say_visible(element: Element) -> None:
    """Write on the runs below ``element`` that they are not hidden, whatever the style they come under."""
    for run in [run for space in NAMESPACES for run in element.iter(f"{{{space}}}r")]:
        look = child(run, "rPr")
        if look is None:
            look = run.makeelement(_sibling_tag(run, "rPr"))
            run.insert(0, look)
        if child(look, "vanish") is None:
            visible = run.makeelement(_sibling_tag(run, "vanish"))
            visible.set(_sibling_tag(run, "val"), "0")
            look.append(visible)


def _sibling_tag(element: Element, name: str) -> str:
    return f"{{{str(element.tag)[1:].partition('}')[0]}}}{name}"


def _unwrap(element: Element) -> None:
    """Put the children of ``element`` in its place; a mere mark has none and is gone."""
    parent = element.getparent()
    place = parent.index(element)
    for offset, inner in enumerate(list(element)):
        parent.insert(place + offset, inner)
    parent.remove(element)


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def referenced_notes(root: Element, kind: str) -> set[str]:
    """The identifiers of the notes of this ``kind`` (footnote, endnote) that ``root`` still refers to."""
    return {attribute(element, "id") for element in root.iter(f"{{*}}{kind}Reference")}


def drop_notes(root: Element, wanted: set[str]) -> None:
    """Remove from a part of notes those that nothing refers to; separators have a type and stay."""
    for note in list(root):
        if attribute(note, "type", "normal") == "normal" and attribute(note, "id") not in wanted:
            _remove(note)
