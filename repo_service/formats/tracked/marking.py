"""Names what WordprocessingML needs to say of a change: who made it, when, and a number of its own (ECMA-376 part 1,
17.13.5).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lxml import etree

from repo_service.formats.package import Element
from repo_service.formats.tracked.cutting import Fate
from repo_service.formats.word.names import TRANSITIONAL

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = {"w": TRANSITIONAL, "r": RELATIONS}
SIMPLE = {"out": "del", "in": "ins"}
MOVED = {"out": "moveFrom", "in": "moveTo"}


def w(name: str) -> str:
    """The qualified name of ``w:name``."""
    return f"{{{TRANSITIONAL}}}{name}"


def under(parent: Element, name: str, /, **attributes: str | int) -> Element:
    """A new last child ``w:name`` of ``parent``."""
    return etree.SubElement(parent, w(name), {w(key): str(value) for key, value in attributes.items()})


@dataclass
class Marker:
    """Marks changes with one author and one instant. ``relate`` gives the identifier of a link's address."""

    author: str
    instant: datetime
    relate: Callable[[str], str]
    _last: int = field(default=0, init=False)
    _moves: dict[str, int] = field(default_factory=dict, init=False)

    def about(self) -> dict[str, str]:
        """The attributes of one more change."""
        self._last += 1
        instant = self.instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
        return {"id": str(self._last), "author": self.author, "date": f"{instant}Z"}

    def mark(self, parent: Element, fate: Fate, move: str = "") -> Element:
        """An element under ``parent`` that says that its content, or its parent, is of this fate."""
        return under(parent, (MOVED if move else SIMPLE)[fate], **self.about())

    def move_begins(self, parent: Element, fate: Fate, move: str) -> str:
        """Mark where a move takes away or brings; gives what ``move_ends`` asks for."""
        about = self.about()
        under(parent, f"{MOVED[fate]}RangeStart", **about, name=move)
        return about["id"]

    def move_ends(self, parent: Element, fate: Fate, identifier: str) -> None:
        """Mark the end of what a move takes away or brings."""
        under(parent, f"{MOVED[fate]}RangeEnd", id=identifier)
