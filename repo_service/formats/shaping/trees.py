"""Taking elements out of a tree without losing the text around them."""

from __future__ import annotations

from repo_service.formats.package import Element


def put_text(text: str, parent: Element, before: Element | None) -> None:
    """Put ``text`` into ``parent``, after its child ``before``, or first of all."""
    if not text:
        return  # an empty element stays written as one
    if before is None:
        parent.text = (parent.text or "") + text
    else:
        before.tail = (before.tail or "") + text


def remove(element: Element) -> None:
    """Take ``element`` out and leave the text that follows it in its place."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    put_text(element.tail or "", parent, before)
    element.tail = None
    parent.remove(element)
