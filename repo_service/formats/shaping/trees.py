"""Taking elements out of a tree without losing the text around them."""

from __future__ import annotations

from repo_service.formats.package import Element


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
