"""Accepts the tracked changes of one part of an ODT file and takes hidden text and comments out of it.

Works on the tree of the part in place. What is left reads, through ``story``, exactly as the part did before: each
rule here mirrors one there and in ``flow``.
"""

from __future__ import annotations

from repo_service.formats.opendocument.flow import TRANSPARENT, is_apart
from repo_service.formats.opendocument.hiding import hides_after, is_field, is_hidden, paragraph_is_hidden
from repo_service.formats.opendocument.names import clark, get, name
from repo_service.formats.opendocument.styles import PLAIN, Look, Styles, over
from repo_service.formats.package import Element
from repo_service.formats.shaping.trees import put_text, remove

_TRACES = tuple(
    clark(short)
    for short in (
        *("text:tracked-changes", "text:change", "text:change-start", "text:change-end"),
        *("office:annotation", "office:annotation-end"),
    )
)
_DECLARATIONS = (clark("text:user-field-decls"), clark("text:variable-decls"))
_TABLE_PARTS = frozenset({"table:table-header-rows", "table:table-rows", "table:table-row-group"})
_PARAGRAPHS = (clark("text:p"), clark("text:h"))


def accept(root: Element, styles: Styles) -> None:
    """Make ``root`` the part that its readers see; ``styles`` are those in force in it."""
    for trace in list(root.iter(*_TRACES)):
        remove(trace)
    for paragraph in list(root.iter(*_PARAGRAPHS)):
        if styles.look("paragraph", get(paragraph, "text:style-name")).hidden or paragraph_is_hidden(paragraph):
            _empty(paragraph)
    for element in [element for element in root.iter("{*}*") if is_hidden(element)]:
        _remove_whole(element)
    _drop_bookmarked(root, set(), inline=False)
    for paragraph in list(root.iter(*_PARAGRAPHS)):
        _drop_hidden(paragraph, PLAIN, styles)
    for field in [field for field in root.iter("{*}*") if is_field(field)]:
        _unwrap(field)
    for declarations in list(root.iter(*_DECLARATIONS)):
        remove(declarations)


def _remove_whole(element: Element) -> None:
    """Remove what is hidden, and the table of which it was the last row."""
    holder = element.getparent()
    remove(element)
    if name(element) != "table:table-row" or holder is None:
        return
    while name(holder) in _TABLE_PARTS and not len(holder):
        element, holder = holder, holder.getparent()
        remove(element)
    if name(holder) == "table:table" and next(holder.iter(clark("table:table-row")), None) is None:
        remove(holder)


def _unwrap(field: Element) -> None:
    """Put the text that a field shows in its place: what else it could show is gone with it."""
    parent, place = field.getparent(), field.getprevious()
    if parent is None:
        return
    put_text(field.text or "", parent, place)
    where = parent.index(field)
    for offset, inner in enumerate(list(field)):
        parent.insert(where + offset, inner)
    remove(field)


def _drop_bookmarked(element: Element, hiding: set[str], *, inline: bool) -> None:
    """Blank the ranges of bookmarks that hide; ``hiding`` are those that the walk stands in."""
    if inline and hiding:
        element.text = None
    for inner in list(element):
        begun = hides_after(inner)
        if begun:
            hiding.add(begun)
        elif name(inner) == "text:bookmark-end":
            hiding.discard(get(inner, "text:name"))
        apart = inline and is_apart(inner)  # no range leads out of it
        within = inner.tag in _PARAGRAPHS or (inline and not apart)
        gone = bool(begun or (inline and hiding and name(inner) not in TRANSPARENT))
        if not gone:
            _drop_bookmarked(inner, set() if apart else hiding, inline=within)
        if inline and hiding:
            inner.tail = None
        if gone:
            remove(inner)


def _empty(paragraph: Element) -> None:
    """A hidden paragraph keeps its place, which its list counts, and nothing else."""
    paragraph.text = None
    for inner in list(paragraph):
        inner.tail = None
        paragraph.remove(inner)


def _drop_hidden(element: Element, look: Look, styles: Styles) -> None:
    for inner in list(element):
        if inner.tag in _PARAGRAPHS:
            continue  # of a note or a frame: it has its turn
        nearer = look
        if name(inner) == "text:span":
            nearer = over(styles.look("text", get(inner, "text:style-name")), look)
        if nearer.hidden and not look.hidden:
            remove(inner)
        else:
            _drop_hidden(inner, nearer, styles)
