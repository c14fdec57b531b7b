"""What the styles of a Word file mean: heading levels, list membership, bold, hidden.

Styles are understood by name: identifiers are localised (``Titre1``), names are not (``heading 1``). A
property that a style does not have comes from the style it is based on (ECMA-376 part 1, 17.7).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from repo_service.formats.package import Element
from repo_service.formats.word.names import attribute, child, integer, is_on, local, value

_HEADING = re.compile(r"(?:heading|titre|überschrift|título|titolo|kop)\s*([1-9])", re.IGNORECASE)
_CODE = re.compile(r"html preformatted|preformatted text|source code|source text|html code|verbatim|^code\b", re.I)
_MONOSPACED = re.compile(r"courier|consolas|mono\b|monospace|menlo|monaco", re.IGNORECASE)
_BODY_OUTLINE = 9
LOWEST_HEADING = 6
_FIRST_ROW_BIT = 0x20


class Look(NamedTuple):
    """How a run looks, ``None`` where its source does not say. ``vertical`` is sup, sub or base."""

    strong: bool | None = None
    em: bool | None = None
    hidden: bool | None = None
    code: bool | None = None
    vertical: str | None = None


PLAIN = Look()
_HIDDEN = Look(hidden=True)


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """``heading`` is 1..6 or 0; ``number`` a list or "", ``depth`` its level from 0 or -1 if unsaid.

    ``lister`` is the style of the chain that names the list: a level may belong to it.
    """

    lister: str = ""
    heading: int = 0
    number: str = ""
    depth: int = -1
    code: bool = False
    hidden: bool = False


def look(properties: Element) -> Look:
    """What a ``w:rPr`` itself says (``None`` says nothing)."""
    if properties is None or not len(properties):
        return PLAIN
    strong = em = hidden = code = vertical = None
    for element in properties:
        name = local(element)
        if name == "b":
            strong = is_on(element)
        elif name == "i":
            em = is_on(element)
        elif name in {"vanish", "specVanish"}:
            hidden = is_on(element) or bool(hidden)
        elif name == "vertAlign":
            vertical = {"superscript": "sup", "subscript": "sub"}.get(attribute(element, "val"), "base")
        elif name == "rFonts" and (font := attribute(element, "ascii") or attribute(element, "hAnsi")):
            code = _MONOSPACED.search(font) is not None
    return Look(strong, em, hidden, code, vertical)


def _over(nearer: Look, farther: Look) -> Look:
    return Look(
        farther.strong if nearer.strong is None else nearer.strong,
        farther.em if nearer.em is None else nearer.em,
        farther.hidden if nearer.hidden is None else nearer.hidden,
        farther.code if nearer.code is None else nearer.code,
        farther.vertical if nearer.vertical is None else nearer.vertical,
    )


class Styles:
    """The styles of one file; every answer is worked out once."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._default_paragraph = ""
        self._paragraphs: dict[str, ParagraphStyle] = {}
        self._looks: dict[str, Look] = {}
        self._first_rows: dict[str, bool] = {}
        self.language = ""
        if root is None:
            return
        for style in root.iterchildren("{*}style"):
            identifier = attribute(style, "styleId")
            self._elements.setdefault(identifier, style)
            if attribute(style, "type") == "paragraph" and attribute(style, "default", "0") not in {
                "0",
                "false",
            }:
                self._default_paragraph = identifier
        defaults = child(child(child(root, "docDefaults"), "rPrDefault"), "rPr")
        self.language = value(defaults, "lang")

    def paragraph(self, identifier: str) -> ParagraphStyle:
        """The meaning of the paragraph style ``identifier``; "" and unknown ones mean the default style."""
        known = self._paragraphs.get(identifier)
        if known is None:
            name = identifier if identifier in self._elements else self._default_paragraph
            known = self._paragraphs[identifier] = self._worked_out(name)
        return known

    def character(self, identifier: str) -> Look:
        """How a run in this character style looks."""
        known = self._looks.get(identifier)
        if known is None:
            known = PLAIN
            for style in self._chain(identifier):
                known = _over(known, look(child(style, "rPr")))
                if _CODE.search(value(style, "name")):
                    known = known._replace(code=True)
            self._looks[identifier] = known
        return known

    def of_run(self, run: Element, paragraph_hidden: bool) -> Look:
        """How a run looks, its character style included.

        ``hidden`` is a toggle: said by neither or by both styles, it is off; the run itself has the
        last word (17.7.3).
        """
        properties = child(run, "rPr")
        if properties is None:
            return _HIDDEN if paragraph_hidden else PLAIN
        own = look(properties)
        style = value(properties, "rStyle")
        styled = self.character(style) if style else PLAIN
        hidden = own.hidden if own.hidden is not None else bool(styled.hidden) != paragraph_hidden
        strong, em, _, code, vertical = own if styled is PLAIN else _over(own, styled)
        return Look(strong, em, hidden, code, vertical)

    def marks_first_row(self, identifier: str) -> bool:
        """Whether the table style shows its first row unlike the others."""
        known = self._first_rows.get(identifier)
        if known is None:
            known = self._first_rows[identifier] = any(
                attribute(part, "type") == "firstRow"
                for style in self._chain(identifier)
                for part in style.iterchildren("{*}tblStylePr")
            )
        return known

    def number_of(self, identifier: str) -> str:
        """The list that a numbering style stands for."""
        return self.paragraph(identifier).number

    def _chain(self, identifier: str) -> list[Element]:
        chain: list[Element] = []
        while (style := self._elements.get(identifier)) is not None and style not in chain:
            chain.append(style)
            identifier = value(style, "basedOn")
        return chain

    def _worked_out(self, identifier: str) -> ParagraphStyle:
        heading, number, lister, depth, code = -1, "", "", -1, False
        seen = PLAIN
        for style in self._chain(identifier):
            name = value(style, "name")
            properties = child(style, "pPr")
            if heading < 0:
                heading = heading_level(properties, name)
            listing = child(properties, "numPr")
            if listing is not None:
                if not number:
                    number, lister = value(listing, "numId"), attribute(style, "styleId")
                depth = integer(value(listing, "ilvl"), -1, 8) if depth < 0 else depth
            code = code or _CODE.search(name) is not None
            seen = _over(seen, look(child(style, "rPr")))
        hidden = bool(seen.hidden)
        return ParagraphStyle(lister, max(heading, 0), number, depth, code and heading < 1, hidden)


def heading_level(properties: Element, name: str = "") -> int:
    """The level 1..6 said by a ``w:pPr`` or the name of a style; 0 when it says none, -1 when it is
    silent."""
    outline = value(properties, "outlineLvl")
    if outline:
        level = integer(outline, _BODY_OUTLINE)
        return min(level + 1, LOWEST_HEADING) if 0 <= level < _BODY_OUTLINE else 0
    if found := _HEADING.fullmatch(name.strip()):
        return min(int(found[1]), LOWEST_HEADING)
    return 1 if name.strip().lower() in {"title", "titre"} else -1


def first_row_wanted(properties: Element) -> bool:
    """Whether a ``w:tblPr`` asks for the look of a first row (``w:tblLook``, both notations)."""
    wish = child(properties, "tblLook")
    if wish is None:
        return False
    if explicit := attribute(wish, "firstRow"):
        return explicit not in {"0", "false", "off"}
    try:
        return bool(int(attribute(wish, "val", "0"), 16) & _FIRST_ROW_BIT)
    except ValueError:
        return False
