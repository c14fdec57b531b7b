"""Turns a text that is cut into pieces, each kept, added or gone, into remarks on its passages. Knows no XML.

A passage is what was one paragraph (or one row of a table) before any change: a break between paragraphs that somebody
added does not end it, one that somebody struck does. So a paragraph that is added belongs to the passage beside it, and
remarks are found in the text that everybody has.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Literal

from repo_service.formats.base import Annotated, ReadFailure, Remark, RemarkSort

MOST_REMARKS = 10_000  # of one file
_SOFT_HYPHEN = "\u00ad"
_BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Change:
    """Who added or struck something, and when (ISO 8601, or empty). ``moved``: it stands elsewhere too."""

    author: str
    date: str
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text under one state. ``ends``: it is the break at the end of a paragraph. ``comments``: the keys of those
    that cover it.
    """

    text: str
    added: Change | None = None
    gone: Change | None = None
    ends: bool = False
    comments: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Note:
    """A comment of a file: its words, and the key of the comment that it replies to."""

    key: str
    author: str
    date: str
    text: str
    answers: str = ""


@dataclass(slots=True)
class Trace:
    """Where the walk over a file stands: the pieces of the present run of paragraphs, and what holds for the next."""

    pieces: list[Piece] = field(default_factory=list)
    added: list[Change] = field(default_factory=list)
    gone: list[Change] = field(default_factory=list)
    covering: dict[str, None] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)

    def add(self, text: str) -> None:
        """Take in text as it is printed."""
        if text := unicodedata.normalize("NFC", text.replace(_SOFT_HYPHEN, "")):
            self._put(Piece(text))

    def end(self, added: Change | None = None, gone: Change | None = None) -> None:
        """Take in the end of a paragraph, which may itself be added or gone."""
        self._put(Piece(_BREAK, added, gone, ends=True))

    @property
    def ended(self) -> bool:
        """Whether what was taken in last ended a passage."""
        return bool(self.pieces) and self.pieces[-1].ends and self.pieces[-1].added is None

    def _put(self, piece: Piece) -> None:
        added = piece.added or (self.added[-1] if self.added else None)
        gone = piece.gone or (self.gone[-1] if self.gone else None)
        self.pieces.append(replace(piece, added=added, gone=gone, comments=frozenset(self.covering)))

    @contextmanager
    def within(self, added: Change | None = None, gone: Change | None = None) -> Iterator[None]:
        """What is taken in meanwhile is added or gone."""
        places = [(stack, change) for stack, change in ((self.added, added), (self.gone, gone)) if change]
        for stack, change in places:
            stack.append(change)
        try:
            yield
        finally:
            for stack, _ in places:
                stack.pop()

    def begin_comment(self, key: str) -> None:
        """A comment covers what follows."""
        self.covering[key] = None
        self._meet(key)

    def end_comment(self, key: str) -> None:
        """It covers no more."""
        self.covering.pop(key, None)

    def refer(self, key: str) -> None:
        """A comment stands here; one that covers something has said so before."""
        if key not in self.met:
            self._meet(key)

    def _meet(self, key: str) -> None:
        self.met.add(key)
        self.pieces.append(Piece("", comments=frozenset((key,))))


@dataclass(slots=True)
class _Edit:
    """What one person changes at one place of a passage. ``joins``: the end of the passage is struck too."""

    kind: Literal["change", "from", "to"]
    author: str
    date: str
    start: int
    end: int
    added: str = ""
    gone: str = ""
    joins: bool = False

    @property
    def sort(self) -> RemarkSort:
        """As a remark is called."""
        if self.kind != "change":
            return "moved_from" if self.kind == "from" else "moved_to"
        if self.added and self.gone:
            return "replacement"
        return "insertion" if self.added else "deletion"

    @property
    def text(self) -> str:
        """The words that come in, else those that go."""
        return self.added or self.gone or (_BREAK if self.joins else "")


@dataclass(slots=True)
class _Passage:
    """A passage before and after, what is changed in it, and what is covered by comments: key -> (start, end)."""

    before: str
    after: str
    edits: list[_Edit]
    covered: dict[str, tuple[int, int]]
    place: int = -1  # among those that have words before


def annotated(runs: Iterable[Sequence[Piece]], notes: Iterable[Note]) -> Annotated:
    """The remarks of a file: ``runs`` are its paragraphs, in runs that nothing but paragraphs stands between, or a row
    of a table each.
    """
    passages = [_passage(pieces) for run in runs for pieces in _cut(run)]
    with_words = [passage for passage in passages if passage.before]
    for place, passage in enumerate(with_words):
        passage.place = place
    places: dict[str, int] = {}
    for number, passage in enumerate(passages):
        for key, (start, end) in passage.covered.items():
            if key not in places or (end > start and not _words_covered(passages[places[key]], key)):
                places[key] = number
    standing: dict[int, list[Note]] = {}
    for note in notes:
        standing.setdefault(places.get(note.key, -1), []).append(note)
    remarks = [_noted(note, None) for note in standing.get(-1, ())]
    for number, passage in enumerate(passages):
        remarks += _remarks(passages, number, passage, standing.get(number, ()))
    if len(remarks) > MOST_REMARKS:
        raise ReadFailure("too_long", "remarks")
    return Annotated(tuple(remarks), tuple(passage.before for passage in with_words))


def _words_covered(passage: _Passage, key: str) -> bool:
    start, end = passage.covered[key]
    return end > start


def _cut(run: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The passages of a run: each with the break that ended it before anything was changed."""
    pieces: list[Piece] = []
    for piece in run:
        pieces.append(piece)
        if piece.ends and piece.added is None:
            yield pieces
            pieces = []
    if pieces:
        yield pieces


def _passage(pieces: Sequence[Piece]) -> _Passage:
    whole = "".join(piece.text for piece in pieces if piece.added is None and not piece.ends)
    after = "".join(piece.text for piece in pieces if piece.gone is None).strip()
    before = whole.strip()
    lead = len(whole) - len(whole.lstrip())
    edits, place = _Edits(), 0
    covered: dict[str, tuple[int, int]] = {}
    for piece in pieces:
        ahead = place
        if piece.added is None and not piece.ends:
            place += len(piece.text)
        edits.take(piece, ahead, place)
        for key in piece.comments:
            covered[key] = (covered[key][0] if key in covered else ahead, place)
    moved = {key: (_within(start - lead, before), _within(end - lead, before)) for key, (start, end) in covered.items()}
    for edit in edits.done():
        edit.start, edit.end = _within(edit.start - lead, before), _within(edit.end - lead, before)
    return _Passage(before, after, [edit for edit in edits.done() if _says_something(edit, before)], moved)


def _within(place: int, text: str) -> int:
    return max(0, min(place, len(text)))


def _says_something(edit: _Edit, before: str) -> bool:
    """Whether it is more than white space at the ends of a passage, or an empty paragraph: nobody reads these."""
    if edit.text.strip() or edit.start < edit.end:
        return True
    if edit.sort == "deletion":
        return edit.joins and bool(before)
    return edit.sort == "insertion" and 0 < edit.start < len(before)


class _Edits:
    """Gathers the changes of a passage: those of one person at one place are one, whatever the order of the pieces."""

    def __init__(self) -> None:
        self._done: list[_Edit] = []
        self._open: dict[tuple[str, str], _Edit] = {}

    def take(self, piece: Piece, start: int, end: int) -> None:
        """Take in the next piece, which stood from ``start`` to ``end`` before."""
        if piece.added is None and piece.gone is None:
            if piece.text:
                self._open = {}
            return
        if piece.added is not None:
            edit = self._of(piece.added, "to", start)
            edit.added += piece.text
        if piece.gone is not None:
            edit = self._of(piece.gone, "from", start)
            edit.joins = edit.joins or piece.ends
            edit.gone += "" if piece.ends else piece.text
            edit.end = end

    def _of(self, change: Change, way: Literal["from", "to"], start: int) -> _Edit:
        kind: Literal["change", "from", "to"] = way if change.moved else "change"
        edit = self._open.get((kind, change.author))
        if edit is None or edit.end != start:
            edit = _Edit(kind, change.author, change.date, start, start)
            self._open[kind, change.author] = edit
            self._done.append(edit)
        return edit

    def done(self) -> list[_Edit]:
        """All of them, in their order."""
        return self._done


def _remarks(
    passages: Sequence[_Passage], number: int, passage: _Passage, notes: Iterable[Note]
) -> Iterator[Remark]:
    """What is said on a passage, in its order. What is added where nothing was stands beside its neighbour."""
    said = [_noted(note, passage) for note in notes]
    said += [
        _on(passage, Remark(edit.sort, edit.author, edit.date, edit.text), edit.start, edit.end)
        for edit in passage.edits
    ]
    for remark in sorted(said, key=lambda one: one.start):
        yield remark if passage.before else _beside(passages, number, remark)


def _noted(note: Note, passage: _Passage | None) -> Remark:
    remark = Remark("comment", note.author, note.date, note.text, key=note.key, answers=note.answers)
    if passage is None:
        return remark
    return _on(passage, remark, *passage.covered[note.key])


def _on(passage: _Passage, remark: Remark, start: int, end: int) -> Remark:
    return replace(
        remark, passage_before=passage.before, passage=passage.after, start=start, end=end, place=passage.place
    )


def _beside(passages: Sequence[_Passage], number: int, remark: Remark) -> Remark:
    """The same remark on the passage before, else on the one after: words that come in say on which side they go."""
    words = remark.text.strip(_BREAK) if remark.sort in {"insertion", "replacement", "moved_to"} else ""
    for near in range(number - 1, -1, -1):
        if before := passages[near].before:
            text = f"{_BREAK}{words}" if words else remark.text
            return _on(passages[near], replace(remark, text=text), len(before), len(before))
    for near in range(number + 1, len(passages)):
        if passages[near].before:
            text = f"{words}{_BREAK}" if words else remark.text
            return _on(passages[near], replace(remark, text=text), 0, 0)
    return remark
