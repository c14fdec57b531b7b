"""What the styles of a Word file mean: heading levels, list membership, bold, hidden.

Styles are understood by name: identifiers are localised (``Titre1``), names are not (``heading 1``). A
property that a style does not have comes from the style it is based on (ECMA-376 part 1, 17.7).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from repo_service.formats.package import Element
from repo_service.formats.word.names import NAMESPACES, attribute, child, integer, is_on, local, value

_HEADING = re.compile(r"(?:heading|titre|überschrift|título|titolo|kop)\s*([1-9])", re.IGNORECASE)
_CODE = re.compile(r"html preformatted|preformatted text|source code|source text|html code|verbatim|^code\b", re.I)
_MONOSPACED = re.compile(r"courier|consolas|mono\b|monospace|menlo|monaco", re.IGNORECASE)
_BODY_OUTLINE = 9
LOWEST_HEADING = 6
_FIRST_ROW_BIT = 0x20
_RUN_PROPERTIES = tuple(f"{{{space}}}rPr" for space in NAMESPACES)  # not those of a formula's run, which come first


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


class _Written(NamedTuple):
    """What one style says, or one and those it is based on. ``heading`` -1: nothing; ``veil``: as ``Styles.of_run``."""

    look: Look = PLAIN
    heading: int = -1
    number: str = ""
    lister: str = ""
    depth: int = -1
    code: bool = False
    first_row: bool = False
    veil: bool = False


_SILENT = _Written()
_MAY_HIDE = ("{*}vanish", "{*}specVanish", "{*}hidden")  # of styles without any of these, only those in use are read


def _written(style: Element) -> _Written:
    name, properties = value(style, "name"), child(style, "pPr")
    listing = child(properties, "numPr")
    parts = list(style.iterchildren("{*}tblStylePr"))
    return _Written(
        look=look(child(style, "rPr")),
        heading=heading_level(properties, name),
        number=value(listing, "numId"),
        lister=attribute(style, "styleId"),
        depth=integer(value(listing, "ilvl"), -1, 8),
        code=_CODE.search(name) is not None,
        first_row=any(attribute(part, "type") == "firstRow" for part in parts),
        veil=any(look(child(part, "rPr")).hidden or row_is_hidden(part) for part in parts) or row_is_hidden(style),
    )


def _based(nearer: _Written, farther: _Written) -> _Written:
    """``nearer``, and what it does not say from ``farther``, the style it is based on."""
    return _Written(
        look=_over(nearer.look, farther.look),
        heading=farther.heading if nearer.heading < 0 else nearer.heading,
        number=nearer.number or farther.number,
        lister=nearer.lister if nearer.number else farther.lister,
        depth=farther.depth if nearer.depth < 0 else nearer.depth,
        code=nearer.code or farther.code,
        first_row=nearer.first_row or farther.first_row,
        veil=nearer.veil or farther.veil,
    )


class Styles:
    """The styles of one file; every answer is worked out once."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._defaults: dict[str, str] = {}  # type of style -> the one that holds where none is named
        self._paragraphs: dict[str, ParagraphStyle] = {}
        self._looks: dict[str, Look] = {}
        self._all_hidden = False
        self.hide = False  # whether any of them does, so that runs must be asked though they say nothing
        self.language = ""
        self._said: dict[str, _Written] = {}
        self._veils: set[str] = set()  # styles of tables that hide, if any
        if root is None:
            return
        for style in root.iterchildren("{*}style"):
            identifier = attribute(style, "styleId")
            self._elements.setdefault(identifier, style)
            if attribute(style, "default", "0") not in {"0", "false"}:
                self._defaults[attribute(style, "type")] = identifier
        if next(root.iter(*_MAY_HIDE), None) is not None:
            for name in self._elements:  # in the order of the file, whoever asks first
                self._of(name)
        defaults = child(child(child(root, "docDefaults"), "rPrDefault"), "rPr")
        self.language = value(defaults, "lang")
        self._all_hidden = bool(look(defaults).hidden or self.character(self._defaults.get("character", "")).hidden)
        self._veils = {
            name
            for name, style in self._elements.items()
            if name in self._said and attribute(style, "type") == "table" and _hides(self._said[name])
        }
        self.hide = self._all_hidden or any(map(_hides, self._said.values()))

    def _of(self, identifier: str) -> _Written:
        """What a style says with those it is based on, each worked out once: a chain may be as long as the file. A
        style that is based on itself is based on nothing, where the loop is met first.
        """
        chain: dict[str, None] = {}
        while identifier in self._elements and identifier not in self._said and identifier not in chain:
            chain[identifier] = None
            identifier = value(self._elements[identifier], "basedOn")
        base = self._said.get(identifier, _SILENT)
        for name in reversed(chain):
            base = self._said[name] = _based(_written(self._elements[name]), base)
        return base

    def paragraph(self, identifier: str) -> ParagraphStyle:
        """The meaning of the paragraph style ``identifier``; "" and unknown ones mean the default style."""
        known = self._paragraphs.get(identifier)
        if known is None:
            name = identifier if identifier in self._elements else self._defaults.get("paragraph", "")
            said = self._of(name)
            heading = max(said.heading, 0)
            known = self._paragraphs[identifier] = ParagraphStyle(
                said.lister, heading, said.number, said.depth, said.code and heading < 1, bool(said.look.hidden)
            )
        return known

    def character(self, identifier: str) -> Look:
        """How a run in this character style looks."""
        known = self._looks.get(identifier)
        if known is None:
            said = self._of(identifier)
            known = self._looks[identifier] = said.look._replace(code=True) if said.code else said.look
        return known

    def of_run(self, run: Element, paragraph_hidden: bool) -> Look:
        """How a run looks, its character style included.

        ``hidden`` is a toggle: said by neither or by both styles, it is off; the run itself has the last word, and
        before it the defaults of the file (17.7.3). A table whose style hides anything, be it under a condition
        (first row, odd columns), is hidden whole where runs do not say otherwise: in doubt nothing is shown.
        """
        properties = next(run.iterchildren(*_RUN_PROPERTIES), None)
        veiled = self._all_hidden or self._under_veil(run)
        if properties is None:
            return _HIDDEN if paragraph_hidden or veiled else PLAIN
        own = look(properties)
        style = value(properties, "rStyle")
        styled = self.character(style) if style else PLAIN
        hidden = own.hidden if own.hidden is not None else veiled or bool(styled.hidden) != paragraph_hidden
        strong, em, _, code, vertical = own if styled is PLAIN else _over(own, styled)
        return Look(strong, em, hidden, code, vertical)

    def _under_veil(self, run: Element) -> bool:
        """Whether the style of a table around ``run`` hides."""
        if not self._veils:
            return False
        default = self._defaults.get("table", "")
        styles = (value(child(table, "tblPr"), "tblStyle") for table in run.iterancestors("{*}tbl"))
        return any((style if style in self._elements else default) in self._veils for style in styles)

    def marks_first_row(self, identifier: str) -> bool:
        """Whether the table style shows its first row unlike the others."""
        return self._of(identifier).first_row

    def number_of(self, identifier: str) -> str:
        """The list that a numbering style stands for."""
        return self.paragraph(identifier).number


def _hides(said: _Written) -> bool:
    return said.veil or bool(said.look.hidden)


def row_is_hidden(row: Element) -> bool:
    """Whether the ``w:trPr`` of a row, or of a style of tables, hides rows."""
    mark = child(child(row, "trPr"), "hidden")
    return mark is not None and is_on(mark)


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
