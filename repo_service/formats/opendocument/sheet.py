"""What all parts of one ODT file share while it is read: styles, tracked changes, notes and comments met.

Nothing here walks a part: ``story`` does.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from repo_service.domain.passages import Block
from repo_service.formats.base import Comment
from repo_service.formats.opendocument.hiding import DECLARATIONS, hides_after, keeps_more
from repo_service.formats.opendocument.lists import Counting
from repo_service.formats.opendocument.names import SPACES, first, get, name
from repo_service.formats.opendocument.styles import Styles
from repo_service.formats.package import Element
from repo_service.formats.word.tally import Tally

_FORMATTING = "text:format-change"
_DC = f"{{{SPACES['dc']}}}"


@dataclass(slots=True, kw_only=True)
class Sheet(Tally):
    """The state of reading one file. ``authors`` maps a tracked insertion to who made it."""

    styles: Styles
    authors: dict[str, str] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)
    notes: dict[str, list[list[Block]]] = field(default_factory=lambda: {"footnote": [], "endnote": []})
    lists: dict[str, Counting] = field(default_factory=dict)  # by xml:id, for text:continue-list
    last_lists: dict[str, Counting] = field(default_factory=dict)  # by style, for text:continue-numbering
    outline: Counting = field(default_factory=Counting)
    hiding: set[str] = field(default_factory=set)  # bookmarks within whose range the reading stands, and that hide it
    declared: dict[str, str] = field(default_factory=dict)  # user fields that were not shown yet, and their values

    def take_changes(self, tracked: Element) -> None:
        """Learn and count the changes of a ``text:tracked-changes``; deleted text lives in there and is not read."""
        for region in tracked:
            identifier = get(region, "text:id") or get(region, "xml:id")
            for change in region:
                sort = name(change)
                if sort == "text:insertion":
                    self.insertions += 1
                    self.authors[identifier] = author_of(change)
                elif sort == "text:deletion":
                    self.deletions += 1
                elif sort == _FORMATTING:
                    self.formatting += 1

    def take_bookmark(self, mark: Element) -> None:
        """Learn that a range which is hidden begins or ends at ``mark``, if it does."""
        if begun := hides_after(mark):
            self.hiding.add(begun)
            self.hidden += 1
        elif self.hiding and name(mark) == "text:bookmark-end":
            self.hiding.discard(get(mark, "text:name"))

    def declare(self, fields: Element) -> None:
        """Learn the values of user fields; those that no field shows by the end are hidden."""
        for declared in fields.iterchildren(*DECLARATIONS):
            if value := " ".join(get(declared, "office:string-value").split()):
                self.declared[get(declared, "text:name")] = value

    def show(self, field: Element) -> None:
        """Learn what a field shows of what is declared, and count it when it keeps more."""
        wanted = get(field, "text:name")
        if self.declared.get(wanted) == " ".join("".join(field.itertext()).split()):
            del self.declared[wanted]
        self.hidden += keeps_more(field)

    def take_comment(self, annotation: Element, text: str) -> None:
        """Keep a comment apart from the text."""
        self.comments.append(Comment(_said(annotation, "creator"), _said(annotation, "date"), text))


def author_of(change: Element) -> str:
    """Who made a tracked change, and on which day: "Claire Martin, 2024-03-12"."""
    info = first(change, "office:change-info")
    if info is None:
        return ""
    return ", ".join(filter(None, (_said(info, "creator"), _said(info, "date")[:10])))


def _said(element: Element, what: str) -> str:
    return str(element.findtext(f"{_DC}{what}") or "")
