"""What the styles of an ODT file mean: headings, lists, bold, hidden. Styles are told family by family, name by name.

A property that a style does not have comes from its parent (ODF 1.3 part 3, 16.2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from repo_service.formats.opendocument.lists import ListStyle, list_style
from repo_service.formats.opendocument.names import first, get, name
from repo_service.formats.package import Element

LOWEST_HEADING = 6
_HEADING = re.compile(r"title|titre|(?:heading|titre)\s*([1-9])", re.IGNORECASE)
_CODE = re.compile(r"preformatted|source.?(?:text|code)|^code\b", re.IGNORECASE)
_MONOSPACED = re.compile(r"courier|consolas|mono\b|monospace|menlo|monaco", re.IGNORECASE)
_BOLD = frozenset({"bold", "600", "700", "800", "900"})
_DEEPEST = 40  # parents; a loop of styles ends here


class Look(NamedTuple):
    """How text looks; ``None`` where a style does not say. ``vertical``: sup, sub or base."""

    strong: bool | None = None
    em: bool | None = None
    hidden: bool | None = None
    code: bool | None = None
    vertical: str | None = None


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class Style:
    """One style as it is written; ``master`` names a master page, or is ""."""

    parent: str = ""
    title: str = ""
    look: Look = PLAIN
    master: str = ""


class Styles:
    """The styles of one file. ``add`` takes any child of ``office:styles`` or ``office:automatic-styles``."""

    def __init__(self) -> None:
        self._styles: dict[tuple[str, str], Style] = {}
        self._lists: dict[str, ListStyle] = {}
        self._looks: dict[tuple[str, str], Look] = {}
        self.outline: ListStyle = ListStyle(())
        self.masters: dict[str, None] = {}  # master pages that some paragraph style begins
        self.language = ""

    def copy(self) -> Styles:
        """The same styles, to which those of one part can be added without touching the others."""
        twin = Styles()
        twin._styles, twin._lists = dict(self._styles), dict(self._lists)
        twin.outline, twin.masters, twin.language = self.outline, dict(self.masters), self.language
        return twin

    def add(self, element: Element) -> None:
        """Take in one style, list style, outline style or set of defaults."""
        sort = name(element)
        if sort == "style:style":
            key = (get(element, "style:family"), get(element, "style:name"))
            self._styles[key] = style = _style(element)
            if style.master:
                self.masters[style.master] = None
        elif sort == "text:list-style":
            self._lists[get(element, "style:name")] = list_style(element)
        elif sort == "text:outline-style":
            self.outline = list_style(element)
        elif sort == "style:default-style" and get(element, "style:family") == "paragraph":
            properties = first(element, "style:text-properties")
            if properties is not None:
                parts = (get(properties, "fo:language"), get(properties, "fo:country"))
                self.language = "-".join(part for part in parts if part and part != "none")

    def list_style(self, wanted: str) -> ListStyle | None:
        """The list style of this name."""
        return self._lists.get(wanted)

    def heading(self, style: str) -> int:
        """The heading level 1..6 that a paragraph style gives even to a ``text:p``, else 0."""
        for link in self._chain("paragraph", style):
            if found := _HEADING.fullmatch(link.title):
                return min(int(found[1] or 1), LOWEST_HEADING)
        return 0

    def is_code(self, style: str) -> bool:
        """Whether a paragraph style is one of program text."""
        return any(_CODE.search(link.title) for link in self._chain("paragraph", style))

    def look(self, family: str, style: str) -> Look:
        """How text in a style of this family ("text", "paragraph") looks, parents included."""
        known = self._looks.get((family, style))
        if known is None:
            known = PLAIN
            for link in self._chain(family, style):
                known = over(known, link.look)
            self._looks[family, style] = known
        return known

    def _chain(self, family: str, style: str) -> list[Style]:
        chain: list[Style] = []
        while (found := self._styles.get((family, style))) is not None and len(chain) < _DEEPEST:
            chain.append(found)
            style = found.parent
        return chain


def over(nearer: Look, farther: Look) -> Look:
    """``nearer``, and what it does not say from ``farther``."""
    return Look(
        farther.strong if nearer.strong is None else nearer.strong,
        farther.em if nearer.em is None else nearer.em,
        farther.hidden if nearer.hidden is None else nearer.hidden,
        farther.code if nearer.code is None else nearer.code,
        farther.vertical if nearer.vertical is None else nearer.vertical,
    )


def _style(element: Element) -> Style:
    written = get(element, "style:display-name") or get(element, "style:name").replace("_20_", " ")
    return Style(
        parent=get(element, "style:parent-style-name"),
        title=written,
        look=_look(first(element, "style:text-properties")),
        master=get(element, "style:master-page-name"),
    )


def _look(properties: Element) -> Look:
    if properties is None:
        return PLAIN
    weight, slant = get(properties, "fo:font-weight"), get(properties, "fo:font-style")
    shown, place = get(properties, "text:display"), get(properties, "style:text-position")
    font = get(properties, "style:font-name") or get(properties, "fo:font-family")
    return Look(
        strong=weight in _BOLD if weight else None,
        em=slant in {"italic", "oblique"} if slant else None,
        hidden=shown == "none" if shown else None,
        code=_MONOSPACED.search(font) is not None if font else None,
        vertical=_vertical(place) if place else None,
    )


def _vertical(position: str) -> str:
    """sup, sub or base from ``style:text-position``: a word or a percentage, then a size (20.384)."""
    word = position.split()[0] if position.split() else ""
    if word in {"super", "sub"}:
        return "sup" if word == "super" else "sub"
    sign = word.rstrip("%")
    if sign in {"0", ""}:
        return "base"
    return "sub" if sign.startswith("-") else "sup"
