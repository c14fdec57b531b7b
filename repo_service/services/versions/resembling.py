"""What a dropped file resembles, before it is saved as a document: the same file, the same text, or a near one.

Thousands are looked through by signature; the few that are nearest, among what the person may see, are compared word
for word, and that figure is told. What the person may not see changes nothing: it is left out before anything is
counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, NamedTuple

from repo_service.domain.comparison.changes import Comparison
from repo_service.domain.comparison.likeness import (
    FLOOR,
    NEAR,
    Choice,
    Said,
    likely,
    percent,
    same_wording,
    signature,
    wording,
)
from repo_service.domain.roles import Actor, tokens_of
from repo_service.errors import NotFound, RepoServiceError, TooLong
from repo_service.services import access, reading
from repo_service.services.intakes import Waiting
from repo_service.services.versions import comparing
from repo_service.services.versions.comparing import Key, Side
from repo_service.services.versions.signing import Catalogue
from repo_service.store import filing, likeness
from repo_service.store.documents import Document, Version
from repo_service.store.work import UnitOfWork

SHORTEST = 20  # words: of a shorter text nothing can be said but that it is the same
MOST_DOCUMENTS = 3  # that a dropped file is compared with word for word, of those that may be told to the person
CHUNK = 100  # signatures whose rights are asked at once


class Ranked(NamedTuple):
    """A version that may be told to the person, and how alike its text is by signature."""

    document: str
    number: int
    estimate: float
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Resembling:
    """A version that a dropped file resembles, and what the file therefore most likely is.

    ``sort``: "file" for the same bytes, "text" for the same words in another file, "near". ``comparison``: from the
    kept text to the dropped one; ``None`` for the same bytes and for texts too long to be compared.
    """

    side: Side
    sort: Literal["file", "text", "near"]
    percent: int
    comparison: Comparison | None
    likely: Choice
    may_edit: bool

    @property
    def is_withdrawn(self) -> bool:
        """Whether its document was withdrawn: only those who keep it are told."""
        return self.side.document.state == "withdrawn"


def resembling(
    uow: UnitOfWork, actor: Actor, catalogue: Catalogue, item: Waiting, insist: str = ""
) -> list[Resembling]:
    """The documents that a dropped file resembles, each by its version that does most, the most alike first; those that
    were withdrawn come last. The same bytes leave nothing else to be said.

    ``insist`` is a document that stands for itself by its newest version, however alike an older one is.
    """
    found = list(_same_file(uow, actor, item)) or list(_near(uow, actor, catalogue, item))

    def rank(one: Resembling) -> tuple[bool, int, int]:
        newest = one.side.document.public_id == insist
        return one.is_withdrawn, 0 if newest else -one.percent, -one.side.version.number

    best: dict[str, Resembling] = {}
    for one in sorted(found, key=rank):
        best.setdefault(one.side.document.public_id, one)
    return list(best.values())


def _same_file(uow: UnitOfWork, actor: Actor, item: Waiting) -> Iterator[Resembling]:
    """The newest version with these very bytes of each document."""
    places = sorted(likeness.keeping(uow.session, item.sha256, tokens_of(actor)), reverse=True)
    for one in _living_first(_told(uow, actor, places, 1.0)):
        side = comparing.side(uow, actor, one.document, one.number)[0]
        yield _resembling(actor, item, side, "file", 100, 1.0, None)


def _near(uow: UnitOfWork, actor: Actor, catalogue: Catalogue, item: Waiting) -> Iterator[Resembling]:
    wanted = signature(wording(item.extract.blocks))
    if wanted.words < SHORTEST:
        return
    for one in _living_first(_ranked(uow, actor, catalogue.nearest(uow, wanted, FLOOR))):
        side, key = comparing.side(uow, actor, one.document, one.number)
        yield from _compared(actor, item, side, key, one.estimate)
        newest = _newest(actor, side)  # it may be too new to be signed, and an estimate is none too exact
        if newest.number != one.number and newest.blob_sha256 != side.version.blob_sha256:
            yield from _compared(actor, item, *comparing.side(uow, actor, one.document, newest.number), 0.0)


def _living_first(ranked: Iterable[Ranked]) -> Iterator[Ranked]:
    """Of each document the first version, of ``MOST_DOCUMENTS`` at most: a withdrawn one has only the place that the
    living ones leave, however alike it is. No further one is looked at than is needed.
    """
    met: set[str] = set()
    withdrawn: list[Ranked] = []
    living = 0
    for one in ranked:
        if one.document in met:
            continue
        met.add(one.document)
        if one.withdrawn:
            withdrawn.append(one)
            continue
        yield one
        living += 1
        if living == MOST_DOCUMENTS:
            return
    yield from withdrawn[: MOST_DOCUMENTS - living]


def _newest(actor: Actor, side: Side) -> Version:
    """The newest version that the actor sees, drafts that were given up apart."""
    seen = [one for one in side.document.versions if access.sees_version(actor, side.document, one)]
    standing = [one for one in seen if filing.state_of(one) != "withdrawn"]
    return (standing or seen)[-1]


def _compared(actor: Actor, item: Waiting, side: Side, key: Key, estimate: float) -> Iterator[Resembling]:
    share, comparison = estimate, None
    with suppress(TooLong):
        comparison = comparing.comparison(side.blocks, item.extract.blocks, (key, item.reading))
        share = comparison.likeness
    if share >= NEAR:
        same = same_wording(side.blocks, item.extract.blocks)
        yield _resembling(actor, item, side, "text" if same else "near", percent(share, same), share, comparison)


def _ranked(uow: UnitOfWork, actor: Actor, nearest: list[tuple[int, float]]) -> Iterator[Ranked]:
    """The versions that the actor may be told of, the most alike first; of a text that several versions of a document
    have in common, the newest of them.
    """
    tokens = tokens_of(actor)
    for start in range(0, len(nearest), CHUNK):
        chunk = nearest[start : start + CHUNK]
        places: dict[int, list[tuple[str, int]]] = {}
        for extraction, public_id, number in likeness.bearing(uow.session, [row[0] for row in chunk], tokens):
            places.setdefault(extraction, []).append((public_id, number))
        for extraction, estimate in chunk:
            yield from _told(uow, actor, sorted(places.get(extraction, ()), reverse=True), estimate)


def _told(uow: UnitOfWork, actor: Actor, places: Iterable[tuple[str, int]], estimate: float) -> Iterator[Ranked]:
    """Of each document the first version that the actor sees; none of a withdrawn one that is not its to keep."""
    told: set[str] = set()
    for public_id, number in places:
        if public_id in told:
            continue
        with suppress(NotFound):
            document, _ = access.visible_version(uow, actor, public_id, number)
            told.add(public_id)
            withdrawn = document.state == "withdrawn"
            if not withdrawn or reading.keeps(actor, document):
                yield Ranked(public_id, number, estimate, withdrawn)


def _resembling(
    actor: Actor, item: Waiting, side: Side, sort: Literal["file", "text", "near"], told: int, share: float,
    comparison: Comparison | None,
) -> Resembling:  # fmt: skip
    document, version, details = side.document, side.version, side.version.details
    guessed = {name: guess.value for name, guess in item.guesses.items()}
    dropped = Said(
        guessed.get("kind", ""), guessed.get("title", ""), guessed.get("date", ""), guessed.get("number", ""),
        item.file_name,
    )  # fmt: skip
    kept = Said(
        document.kind, version.title, details.get("date", ""), details.get("number", ""), version.file_name
    )  # fmt: skip
    may_edit = document.state != "withdrawn"
    try:
        access.allow(actor, "edit", document)
    except RepoServiceError:
        may_edit = False
    choice = likely(dropped, kept, share, same_file=sort == "file", may_edit=may_edit)
    return Resembling(side, sort, told, comparison, choice, may_edit)


def looks_like(uow: UnitOfWork, actor: Actor, catalogue: Catalogue, passages: Iterable[str]) -> Document | None:
    """The living document, of those that the actor sees, that a text resembles most: to name it in a sentence."""
    wanted = signature(passages)
    if wanted.words < SHORTEST:
        return None
    for one in _ranked(uow, actor, catalogue.nearest(uow, wanted, NEAR)):
        if not one.withdrawn:
            return access.visible(uow, actor, one.document)
    return None
