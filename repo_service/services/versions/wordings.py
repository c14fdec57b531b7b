"""The wordings that ever stood in a document: what the index of all versions holds, and what a hit is checked with.

A wording is a passage as it is worded, wherever it stands in a version: the digits of its anchor name it. The titles
that a document bore are wordings too. Only versions that readers saw count: never a draft, and none that is withdrawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from repo_service.domain.documents import PassageEntry, is_blank
from repo_service.domain.passages import fold
from repo_service.search import BoundedCache
from repo_service.services import reading
from repo_service.store import filing, wordings
from repo_service.store.documents import Document, Version
from repo_service.store.wordings import Drawn
from repo_service.store.work import UnitOfWork

DIGITS = slice(2, 12)  # of an anchor, without what tells repeats apart
_remembered: BoundedCache[dict[str, Wording]] = BoundedCache(32 << 20)


@dataclass(frozen=True, slots=True)
class Wording:
    """A passage of one version; ``anchor`` is where it stands first, empty for a title. ``label`` is not in ``text``.

    ``heading``: the folded text of a heading, empty for anything else.
    """

    text: str
    anchor: str = ""
    label: str = ""
    heading: str = ""

    @property
    def words(self) -> str:
        """All that is read there."""
        return f"{self.label} {self.text}" if self.label else self.text


def is_told(version: Version) -> bool:
    """Whether the wordings of a version are searched: readers saw it, and it is not withdrawn."""
    return not filing.is_hidden(version) and filing.state_of(version) != "withdrawn"


class Texts:
    """The wordings of versions. ``epoch`` names the database: texts are then remembered for the next search; without it
    only the last one is, so that a whole repository can be gone through.
    """

    def __init__(self, uow: UnitOfWork, versions: Iterable[Version], epoch: str = "") -> None:
        self._uow = uow
        self._epoch = epoch
        self._last: tuple[int, dict[str, Wording]] = (0, {})
        self._drawn = wordings.drawn(uow.session, {version.blob_sha256 for version in versions})

    def of(self, version: Version) -> dict[str, Wording]:
        """By digits, what stands in a version: its title, then its passages but headings that only repeat the title."""
        title = fold(version.title)
        drawn = self._best(version)
        found = {_digits_of_title(title): Wording(version.title)}
        for digits, wording in (self._passages(drawn) if drawn else {}).items():
            if not wording.heading or wording.heading != title:
                found[digits] = wording
        return found

    def _best(self, version: Version) -> Drawn | None:
        """The reading that the page of a version shows."""
        reader = reading.reader_of(version.media_type)
        rows = self._drawn.get(version.blob_sha256, [])
        return max(rows, key=lambda row: (row.reader == reader, row.key), default=None)

    def _passages(self, drawn: Drawn) -> dict[str, Wording]:
        if self._last[0] == drawn.key:
            return self._last[1]
        key = (self._epoch, drawn)
        known = _remembered.get(key) if self._epoch else None
        if known is None:
            known = _passages(wordings.blocks(self._uow.session, drawn.key))
            if self._epoch:
                _remembered.put(key, known, sum(400 + 2 * len(one.text) for one in known.values()))
        self._last = (drawn.key, known)
        return known


def _digits_of_title(folded: str) -> str:
    return hashlib.sha256(f"title\0{folded}".encode()).hexdigest()[:10]


def _passages(blocks: Sequence[dict[str, Any]]) -> dict[str, Wording]:
    found: dict[str, Wording] = {}
    for block in blocks:
        digits, text = block["anchor"][DIGITS], block["text"]
        if digits not in found and not is_blank(text):
            heading = fold(text) if block["kind"] == "heading" else ""
            found[digits] = Wording(text, block["anchor"], block.get("label", ""), heading)
    return found


@dataclass(slots=True)
class _Stood:
    last: Wording
    labels: dict[str, None] = field(default_factory=dict)
    versions: list[int] = field(default_factory=list)


def entries(uow: UnitOfWork, ids: list[str] | None, after: int = 0) -> Iterator[PassageEntry]:
    """What the index of all versions holds of some documents, or of all, with a key ``after`` this one; those of one
    document follow one another.
    """
    for chunk in wordings.histories(uow.session, ids, after=after):
        for document in chunk:
            yield from _entries(uow, document)


def _entries(uow: UnitOfWork, document: Document) -> Iterator[PassageEntry]:
    told = [version for version in document.versions if is_told(version)]
    texts = Texts(uow, told)
    stood: dict[str, _Stood] = {}
    for version in told:
        for digits, wording in texts.of(version).items():
            known = stood.setdefault(digits, _Stood(wording))
            known.last = wording
            known.versions.append(version.number)
            if wording.label:
                known.labels[wording.label] = None
    body, institution = document.body, document.institution
    for digits, one in stood.items():
        earlier = [label for label in one.labels if label != one.last.label]
        yield PassageEntry(
            id=f"{document.public_id}/{digits}", version=one.versions[-1], kind=document.kind,
            title="" if one.last.anchor else one.last.text, text=" ".join([*earlier, one.last.words]),
            body=body.public_id if body else "", body_name=f"{body.name} {body.short}" if body else "",
            institution=institution.public_id if institution else "", date=document.day,
            document=document.public_id, versions=told_runs(one.versions),
        )  # fmt: skip


def told_runs(numbers: Sequence[int]) -> str:
    """Ascending numbers as the index keeps them: 1, 2, 3 and 5 are "1-3 5"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] + 1 == number:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
