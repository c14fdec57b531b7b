"""What an ODT file hides beside styles: sections, paragraphs, rows, frames, fields and ranges of bookmarks; and what
fields keep beside what they show. The reader leaves out and counts what is named here, the copy for readers lacks it.
"""

from __future__ import annotations

from repo_service.formats.opendocument.names import clark, get, name
from repo_service.formats.package import Element

_FIELDS = frozenset(
    f"text:{plain}"
    for plain in (
        *("hidden-text", "conditional-text", "placeholder", "expression"),
        *("variable-set", "variable-get", "variable-input", "user-field-get", "user-field-input"),
    )
)
_KEPT = tuple(
    clark(short)
    for short in (
        *("text:string-value", "text:string-value-if-true", "text:string-value-if-false", "text:description"),
        "office:string-value",
    )
)
_PARAGRAPHS = (clark("text:p"), clark("text:h"))
DECLARATIONS = (clark("text:user-field-decl"), clark("text:variable-decl"))
SCRIPT = "text:script"


def is_hidden(element: Element) -> bool:
    """Whether a section, row, shape or field is hidden as a whole, as its last application left it.

    LibreOffice writes ``text:is-hidden`` where a condition was met (ODF 1.3 part 3, 19.815), and ``draw:display`` for
    shapes switched off.
    """
    sort = name(element)
    if sort == "text:section":
        return get(element, "text:display") == "none" or get(element, "text:is-hidden") == "true"
    if sort == "table:table-row":
        return get(element, "table:visibility") in {"collapse", "filter"}
    if sort.startswith("draw:"):
        return get(element, "draw:display") == "none"
    if sort in {"text:hidden-text", "text:conditional-text"} and get(element, "text:is-hidden") == "true":
        return True
    return sort == SCRIPT or (sort in _FIELDS and get(element, "text:display") == "none")


def paragraph_is_hidden(paragraph: Element) -> bool:
    """Whether a field of the paragraph itself hides it (``text:hidden-paragraph``, 7.7.11)."""
    for field in paragraph.iter(clark("text:hidden-paragraph")):
        if get(field, "text:is-hidden") == "true" and next(field.iterancestors(*_PARAGRAPHS), None) is paragraph:
            return True
    return False


def is_field(element: Element) -> bool:
    """Whether this is a field that keeps values of its own."""
    return name(element) in _FIELDS


def keeps_more(field: Element) -> bool:
    """Whether a field keeps words other than those it shows: its other branch, its value, what is asked there."""
    shown = " ".join("".join(field.itertext()).split())
    return any((kept := " ".join(str(field.get(key, "")).split())) and kept != shown for key in _KEPT)


def hides_after(mark: Element) -> str:
    """The name of the bookmark that hides what follows ``mark``, up to its end; or ""."""
    hides = name(mark) == "text:bookmark-start" and get(mark, "loext:hidden") == "true"
    return get(mark, "text:name") if hides else ""
