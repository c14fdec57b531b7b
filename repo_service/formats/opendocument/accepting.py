"""Accepts the tracked changes of one part of an ODT file and takes hidden text and comments out of it.

Works on the tree of the part in place. What is left reads, through ``story``, exactly as the part did before: each
rule here mirrors one there and in ``flow``.
"""

from __future__ import annotations

from repo_service.formats.opendocument.names import clark, get, name
from repo_service.formats.opendocument.styles import PLAIN, Look, Styles, over
from repo_service.formats.package import Element

_TRACES = tuple(
    clark(short)
    for short in (
        *("text:tracked-changes", "text:change", "text:change-start", "text:change-end"),
        *("office:annotation", "office:annotation-end"),
    )
)
_HIDING = tuple(clark(f"text:{plain}") for plain in ("hidden-text", "hidden-paragraph", "conditional-text"))
_SETTING = tuple(clark(f"text:{plain}") for plain in ("variable-set", "user-field-get", "user-field-input"))
_PARAGRAPHS = (clark("text:p"), clark("text:h"))


def accept(root: Element, styles: Styles) -> None:
    """Make ``root`` the part that its readers see; ``styles`` are those in force in it."""
    for trace in list(root.iter(*_TRACES)):
        remove(trace)
    for section in list(root.iter(clark("text:section"))):
        if get(section, "text:display") == "none":
            remove(section)
    for field in list(root.iter(*_HIDING, *_SETTING)):
        if is_hidden(field):
            remove(field)
    for paragraph in list(root.iter(*_PARAGRAPHS)):
        if styles.look("paragraph", get(paragraph, "text:style-name")).hidden:
            _empty(paragraph)
        else:
            _drop_hidden(paragraph, PLAIN, styles)


def is_hidden(field: Element) -> bool:
    """Whether this is a field whose words are not shown."""
    if field.tag in _SETTING:
        return get(field, "text:display") == "none" and bool("".join(field.itertext()).strip())
    return field.tag in _HIDING and get(field, "text:is-hidden") == "true"


def remove(element: Element) -> None:
    """Take ``element`` out and leave the text that follows it in its place."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    element.tail = None
    parent.remove(element)


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
