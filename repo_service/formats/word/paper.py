"""What all parts of one Word file share while it is read: styles, lists, notes met, and what is counted or
left out.

Nothing here walks a part: ``story`` does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from repo_service.formats.package import Element
from repo_service.formats.word.counting import roman
from repo_service.formats.word.hiding import hidden_in, unread_branches
from repo_service.formats.word.names import attribute, child, local
from repo_service.formats.word.numbering import Numbering
from repo_service.formats.word.relations import Relation
from repo_service.formats.word.styles import Styles, row_is_hidden
from repo_service.formats.word.tally import Tally

_INSERTIONS = ("ins", "moveTo", "cellIns")
_DELETIONS = ("del", "moveFrom", "cellDel")
_FORMATTING = (
    *("rPrChange", "pPrChange", "sectPrChange", "numberingChange", "tblPrChange", "tblPrExChange", "tblGridChange"),
    *("trPrChange", "tcPrChange", "cellMerge", "customXmlInsRangeStart", "customXmlDelRangeStart"),
)
_BARE = ("delText", "delInstrText")  # deleted words; mostly within a deletion, which is what counts then
_KINDS = {
    **dict.fromkeys(_INSERTIONS, "insertion"),
    **dict.fromkeys((*_DELETIONS, *_BARE), "deletion"),
    **dict.fromkeys(_FORMATTING, "formatting"),
}
_TRACKED = tuple(f"{{*}}{name}" for name in _KINDS)
_NAMES = "|".join(_KINDS).encode()
_PREFIXED, _BARE_NAMES = (re.compile(sign + rb"(?:%s|vanish|specVanish)[\s/>]" % _NAMES) for sign in (b":", b"<"))


# Every name but that of an insertion holds one of these, or stands without a prefix: ten times as quick to look for.
_STEMS = (b":del", b":move", b":cell", b"Change", b"RangeStart", b"anish", b"xmlns=")
_INSERTION = re.compile(rb":ins[\s/>]")


def is_countable(data: bytes) -> bool:
    """Whether the bytes of a part may hold something to count or to refuse: a quick look before it is parsed."""
    plain = data.replace(b"\0", b"")  # as good as UTF-16 gets
    if any(sign in plain for sign in (b"hidden", b"visibility", b"display", b"<!")):
        return True
    if not any(stem in plain for stem in _STEMS) and not _INSERTION.search(plain):
        return False
    return _PREFIXED.search(plain) is not None or _BARE_NAMES.search(plain) is not None


@dataclass(slots=True, kw_only=True)
class Paper(Tally):
    """The state of reading one file. ``noted``: kind of note -> identifiers met, in order -> mark."""

    styles: Styles
    numbering: Numbering
    noted: dict[str, dict[str, str]] = field(default_factory=lambda: {"footnote": {}, "endnote": {}})
    sections: list[tuple[str, str]] = field(default_factory=list)  # (header or footer, relationship)
    diagrams: list[str] = field(default_factory=list)  # members that hold the words of diagrams
    hidden_anywhere: int = 0  # also in alternatives that are not read, which mostly repeat what is
    _counted: Counter[str] = field(default_factory=Counter)

    def note_mark(self, kind: str, identifier: str, *, custom: bool = False) -> str:
        """The mark of a note: [1], [2] … for footnotes, [i], [ii] … for endnotes, as Word counts by default.

        A note with a ``custom`` mark is not counted and gets ""; the mark is then written in the text itself.
        """
        met = self.noted[kind]
        if identifier not in met:
            if not custom:
                self._counted[kind] += 1
            number = self._counted[kind]
            printed = str(number) if kind == "footnote" else roman(number)
            met[identifier] = "" if custom else f"[{printed}]"
        return met[identifier]

    def count_changes(self, root: Element) -> None:
        """Count the tracked changes below ``root``, and what is hidden, be it where no word is read.

        A fallback mostly repeats its choice: of both, those changes count that are more.
        """
        unread = set(unread_branches(root))
        seen: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
        for change in root.iter(*_TRACKED):
            kind = _KINDS[local(change)]
            if local(change) in _BARE and _is_in_deletion(change):
                continue
            aside = bool(unread) and any(above in unread for above in change.iterancestors())
            seen[aside][kind] += 1
        found = seen[False] | seen[True]
        self.insertions += found["insertion"]
        self.deletions += found["deletion"]
        self.formatting += found["formatting"]
        self.hidden_anywhere += hidden_in(root, self.styles)

    def leaves_out(self, row: Element) -> bool:
        """Whether this is a table row that is deleted as a whole, or hidden: then it is counted."""
        if row_is_deleted(row):
            return True
        hidden = local(row) == "tr" and row_is_hidden(row)
        self.hidden += hidden
        return hidden


def _is_in_deletion(words: Element) -> bool:
    return next(words.iterancestors("{*}del", "{*}moveFrom"), None) is not None


def author_of(change: Element) -> str:
    """Who made a tracked change, and on which day: "Claire Martin, 2024-03-12"."""
    return ", ".join(filter(None, (attribute(change, "author"), attribute(change, "date")[:10])))


def mark_is_deleted(properties: Element) -> bool:
    """Whether the paragraph mark of this ``w:pPr`` is deleted or moved away: the paragraph flows into
    the next."""
    mark = child(properties, "rPr")
    return child(mark, "del") is not None or child(mark, "moveFrom") is not None


def row_is_deleted(row: Element) -> bool:
    """Whether this is a table row, and deleted as a whole."""
    return child(child(row, "trPr"), "del") is not None


Links = Mapping[str, Relation]
