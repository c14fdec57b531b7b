"""Finds words in drawings of a Word file: text boxes, watermarks, drawn text; says what holds words
elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from repo_service.formats.package import Element
from repo_service.formats.word.hiding import hidden_shapes, shape_is_hidden
from repo_service.formats.word.names import chosen, local, relation

_WORDS = ("{*}txbxContent", "{*}textpath", "{*}chart", "{*}relIds", "{*}OLEObject", "{*}t")
DRAWING_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def found_in(drawing: Element) -> Iterator[tuple[str, Element | str]]:
    """What ``drawing`` holds, outermost only, in order.

    ("box", the ``txbxContent``), ("text", words drawn without a box), ("diagram", its relationship),
    ("chart", ""), ("object", ""), ("hidden", "") for what is not shown, with or without
    words. Of alternatives only the chosen one is looked at.
    """
    if next(drawing.iter(*_WORDS), None) is None and not hidden_shapes(drawing):
        return
    for inner in drawing:
        name = local(inner)
        if shape_is_hidden(inner):
            yield "hidden", ""
        elif name == "txbxContent":
            yield "box", inner
        elif name == "textpath":
            yield "text", str(inner.get("string", ""))
        elif name == "p" and inner.tag.startswith(DRAWING_TEXT):
            yield "text", drawn_text(inner)
        elif name == "chart":
            yield "chart", ""
        elif name == "relIds":
            yield "diagram", relation(inner, "dm")
        elif name == "OLEObject":
            yield "object", ""
        elif name == "AlternateContent":
            for part in chosen(inner):
                yield from found_in(part)
        else:
            yield from found_in(inner)


def drawn_text(paragraph: Element) -> str:
    """The words of a DrawingML paragraph (``a:p``)."""
    return "".join(str(text.text or "") for text in paragraph.iter(f"{DRAWING_TEXT}t"))
