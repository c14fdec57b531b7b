"""Two people changed the same thing at once: put both changes together, and show where they cannot both stand.

Pure: texts and tables of words in, a ``Merge`` out. Nothing that somebody wrote is ever left out: what both changed in
two ways is kept in both, one after the other, until a person chooses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from repo_service.domain.comparison.matching import in_order

PartKind = Literal["same", "theirs", "mine", "agreed", "conflict"]
_Run = tuple[PartKind, list[list[str]]]  # base, theirs, mine


@dataclass(frozen=True, slots=True)
class Part:
    """A run of lines: as it was, as the other person left it, as I left it. ``kind`` says whose lines stand: unchanged,
    changed by one, changed by both in the same way ("agreed") or in two ways ("conflict").
    """

    kind: PartKind
    base: tuple[str, ...]
    theirs: tuple[str, ...]
    mine: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands in the merged text; of a conflict both, kept apart as paragraphs are."""
        if self.kind == "conflict":
            apart = ("",) if self.theirs and self.mine and self.theirs[-1] and self.mine[0] else ()
            return self.theirs + apart + self.mine
        return self.mine if self.kind == "mine" else self.theirs


@dataclass(frozen=True, slots=True)
class Merge:
    """Both changes of a text in one, line by line."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The merged text: every line that either of the two wrote is in it."""
        return "\n".join(line for part in self.parts for line in part.lines)

    @property
    def conflicts(self) -> tuple[Part, ...]:
        """The places where the two do not agree."""
        return tuple(part for part in self.parts if part.kind == "conflict")


def merged(base: str, theirs: str, mine: str) -> Merge:
    """Merge two changes of ``base``. A place is in conflict when both changed it, or lines that touch each other."""
    lines = [text.split("\n") for text in (base, theirs, mine)]
    to_theirs, to_mine = (dict(in_order(lines[0], other)) for other in lines[1:])
    parts: list[_Run] = []
    at, ends = (0, 0, 0), tuple(len(one) for one in lines)
    anchors = [(i, to_theirs[i], to_mine[i]) for i in range(ends[0]) if i in to_theirs and i in to_mine]
    for anchor in (*anchors, ends):
        if anchor != at:
            _add(parts, [one[i:j] for one, i, j in zip(lines, at, anchor, strict=True)])
        if anchor != ends:
            _add(parts, [[lines[0][anchor[0]]]] * 3)
            at = (anchor[0] + 1, anchor[1] + 1, anchor[2] + 1)
    return Merge(tuple(Part(kind, *(tuple(one) for one in said)) for kind, said in parts))


def _add(parts: list[_Run], said: list[list[str]]) -> None:
    """Put down what a run of lines was and became; unchanged lines that follow one another are one run."""
    kind = side(*said)
    if parts and kind == "same" == parts[-1][0]:
        for lines, more in zip(parts[-1][1], said, strict=True):
            lines.extend(more)
    else:
        parts.append((kind, [list(one) for one in said]))


def side(base: object, theirs: object, mine: object) -> PartKind:
    """Who changed something that had three values: before, with the other person, with me."""
    if theirs == mine:
        return "same" if theirs == base else "agreed"
    return "theirs" if mine == base else "mine" if theirs == base else "conflict"


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a card that two people changed at once."""

    name: str
    kind: PartKind
    base: str
    theirs: str
    mine: str

    @property
    def value(self) -> str:
        """What stands without a choice: of a conflict, what the other person saved already."""
        return self.mine if self.kind == "mine" else self.theirs


def fields(base: Mapping[str, str], theirs: Mapping[str, str], mine: Mapping[str, str]) -> tuple[Field, ...]:
    """The lines of ``mine``, in its order, each with what became of it."""
    found = []
    for name, said in mine.items():
        was, other = base.get(name, ""), theirs.get(name, "")
        found.append(Field(name, side(was, other, said), was, other, said))
    return tuple(found)
