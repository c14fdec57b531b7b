"""How well what was found in minutes agrees with their labels: matching, counting, nothing else.

A label matches what was found in the same block where their words overlap by at least half of the shorter; each is
matched once. Must not read files, and must not be kind: a decision whose state is wrong counts as wrong and as missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from repo_service.domain.minutes.found import Findings, FoundAction, FoundDecision, Quote, Votes
from repo_service.domain.minutes.people.persons import words_of
from repo_service.domain.passages import Block, fold

_SMALL = {"et", "avec", "puis", "le", "la", "les", "l", "de", "du", "des", "m", "mme", "mm", "mmes"}
_COUNTS = (("for", "in_favour"), ("against", "against"), ("abstention", "abstention"), ("not_voting", "not_voting"))
# What is measured, and the targets: precision, recall.
TARGETS: dict[str, tuple[float, float]] = {
    "décisions annoncées ou en tableau": (0.95, 0.90),
    "décisions en phrases": (0.85, 0.75),
    "votes": (0.95, 0.90),
    "actions en tableau": (0.95, 0.90),
    "actions en tableau : qui": (0.90, 0.90),
    "actions en tableau : quand": (0.90, 0.90),
    "actions en phrases": (0.75, 0.60),
    "date de la réunion": (0.98, 0.98),
    "présences": (0.90, 0.90),
}
ANNOUNCED, IN_PROSE, VOTES, TABLE, WHO, WHEN, PROSE_ACTIONS, DAY, ATTENDANCE = TARGETS


@dataclass
class Count:
    """``right_found`` of ``found`` are right; ``right`` of ``wanted`` labels were found."""

    found: int = 0
    right_found: int = 0
    wanted: int = 0
    right: int = 0

    @property
    def precision(self) -> float:
        """1.0 where nothing was found."""
        return self.right_found / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """1.0 where nothing was wanted."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def missed(self) -> int:
        """Labels that nothing right was found for."""
        return self.wanted - self.right

    def add(self, found: int, right_found: int, wanted: int, right: int) -> None:
        """Count some more."""
        self.found += found
        self.right_found += right_found
        self.wanted += wanted
        self.right += right


@dataclass
class Tally:
    """The counts of one set of texts, by what is measured, and each mistake in a line (for those who may see them)."""

    counts: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in TARGETS})
    mistakes: list[str] = field(default_factory=list)
    texts: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words of a label stand: the anchor of a block and offsets in its text."""

    anchor: str
    start: int
    end: int

    def overlaps(self, quote: Quote) -> bool:
        """Whether a quote shares at least half of the shorter of both."""
        shared = min(self.end, quote.end) - max(self.start, quote.start)
        return self.anchor == quote.anchor and 2 * shared >= min(self.end - self.start, quote.end - quote.start) > 0


def places_of(words: str, blocks: Sequence[Block]) -> list[Place]:
    """Where some words stand, in order: exactly, else with other spaces and line ends; nothing where they do not."""
    found = []
    for block in blocks:
        at = block.text.find(words)
        while at >= 0 and words:
            found.append(Place(block.anchor, at, at + len(words)))
            at = block.text.find(words, at + len(words))
    return found or list(_spaced_otherwise(words, blocks))


def _spaced_otherwise(words: str, blocks: Sequence[Block]) -> Iterator[Place]:
    wanted = "".join(words.split())
    for block in blocks:
        offsets = [place for place, char in enumerate(block.text) if not char.isspace()]
        packed = "".join(block.text[place] for place in offsets)
        if wanted and (at := packed.find(wanted)) >= 0:
            yield Place(block.anchor, offsets[at], offsets[at + len(wanted) - 1] + 1)


def score(tally: Tally, name: str, blocks: Sequence[Block], labels: dict[str, Any], found: Findings) -> None:
    """Count one text into ``tally``. ``labels`` is the table of its TOML file."""
    tally.texts += 1
    _decisions(tally, name, blocks, labels.get("decisions", []), found.decisions)
    _actions(tally, name, blocks, labels.get("actions", []), found.actions)
    if labels.get("minutes", True):
        _day(tally, name, labels, found)
        _attendance(tally, name, labels, found)


Pair = tuple[dict[str, Any] | None, Any]


def matched(blocks: Sequence[Block], labels: Iterable[dict[str, Any]], found: Sequence[Any]) -> list[Pair]:
    """Labels with what was found for them; either side is ``None`` where there is no other."""
    free = list(found)
    pairs: list[Pair] = []
    for label in labels:
        places = places_of(label["quote"], blocks)
        near = [one for one in free if any(place.overlaps(one.quote) for place in places)]
        best = min(near, key=lambda one: _distance(one.quote, places), default=None)
        if best is not None:
            free.remove(best)
        pairs.append((label, best))
    return pairs + [(None, one) for one in free]


def _distance(quote: Quote, places: Sequence[Place]) -> tuple[int, int]:
    """How far a quote is from the first place that it overlaps: words that stand twice are matched in their order."""
    return min((number, abs(quote.start - place.start)) for number, place in enumerate(places) if place.overlaps(quote))


def _decisions(
    tally: Tally, name: str, blocks: Sequence[Block], labels: list[dict[str, Any]], found: Sequence[FoundDecision]
) -> None:
    for label, one in matched(blocks, labels, found):
        right = label is not None and one is not None and label.get("state", "adopted") == one.state
        if label is not None:
            form = IN_PROSE if label.get("form", "prose") == "prose" else ANNOUNCED
            tally.counts[form].add(0, 0, 1, right)
        if one is not None:
            form = IN_PROSE if one.form == "prose" else ANNOUNCED
            tally.counts[form].add(1, right, 0, 0)
        if not right:
            tally.mistakes.append(_told(name, "décision", label, one, one and f"{one.rule} {one.state} "
                f"{one.score:.2f}"))
        _votes(tally, name, label, one)


def _votes(tally: Tally, name: str, label: dict[str, Any] | None, one: FoundDecision | None) -> None:
    """Votes of decisions that were labelled; those of what is no decision are counted there already."""
    if label is None:
        return
    wanted = label.get("votes") or {}
    said = _said(one.votes) if one is not None else {}
    kept = {key: value for key, value in wanted.items() if key in dict(_COUNTS) or (key == "unanimous" and value)}
    right = bool(kept) and kept == said
    tally.counts[VOTES].add(bool(said), bool(said) and right, bool(kept), right)
    if (kept or said) and not right:
        tally.mistakes.append(f"{name}: vote voulu {kept} trouvé {said} : {label['quote'][:80]}")


def _said(votes: Votes) -> dict[str, Any]:
    told: dict[str, Any] = {key: getattr(votes, field) for key, field in _COUNTS if getattr(votes, field) is not None}
    return told | ({"unanimous": True} if votes.unanimous else {})


def _actions(
    tally: Tally, name: str, blocks: Sequence[Block], labels: list[dict[str, Any]], found: Sequence[FoundAction]
) -> None:
    for label, one in matched(blocks, labels, found):
        both = label is not None and one is not None
        if label is not None:
            tally.counts[TABLE if label.get("form") == "table" else PROSE_ACTIONS].add(0, 0, 1, both)
        if one is not None:
            tally.counts[TABLE if one.form == "table" else PROSE_ACTIONS].add(1, both, 0, 0)
        if label is not None and one is not None and label.get("form") == "table":
            _who_and_when(tally, name, label, one)
        if not both:
            tally.mistakes.append(_told(name, "action", label, one, one and f"{one.rule} {one.owners}"))


def _who_and_when(tally: Tally, name: str, label: dict[str, Any], one: FoundAction) -> None:
    wanted, said = owner_words(label.get("owner", "")), owner_words(" ".join(one.owners))
    right = bool(wanted) and wanted == said
    tally.counts[WHO].add(bool(said), right, bool(wanted), right)
    day: date | None = label.get("deadline")
    same = day is not None and day == one.deadline
    tally.counts[WHEN].add(one.deadline is not None, same, day is not None, same)
    if (wanted or said) and not right:
        tally.mistakes.append(f"{name}: qui voulu {label.get('owner')} trouvé {one.owners}")
    if (day or one.deadline) and not same:
        tally.mistakes.append(f"{name}: quand voulu {day} trouvé {one.deadline} « {one.deadline_text} »")


def owner_words(owner: str) -> set[str]:
    """The folded words of an owner, order and small words left out."""
    words = "".join(char if char.isalnum() else " " for char in fold(owner)).split()
    return {word for word in words if word not in _SMALL}


def _day(tally: Tally, name: str, labels: dict[str, Any], found: Findings) -> None:
    wanted = labels.get("date")
    right = wanted is not None and wanted == found.day
    tally.counts[DAY].add(found.day is not None, right, wanted is not None, right)
    if wanted != found.day:
        tally.mistakes.append(f"{name}: date voulue {wanted} trouvée {found.day}")


def _attendance(tally: Tally, name: str, labels: dict[str, Any], found: Findings) -> None:
    wanted = set(_roles(labels.get))
    people = {"present": found.of_role("present"), "invited": found.of_role("invited"),
              "excused": found.of_role("excused") + found.of_role("absent")}  # fmt: skip
    said = set(_roles(people.get))
    right = len(wanted & said)
    tally.counts[ATTENDANCE].add(len(said), right, len(wanted), right)
    if wanted != said:
        missing = [" ".join(sorted(words)) + f" ({role})" for role, words in wanted - said]
        more = [" ".join(sorted(words)) + f" ({role})" for role, words in said - wanted]
        tally.mistakes.append(f"{name}: présences manquées {sorted(missing)} en trop {sorted(more)}")


def _roles(names_of: Callable[[str, list[str]], Any]) -> Iterator[tuple[str, frozenset[str]]]:
    for role in ("present", "excused", "invited"):
        for person in names_of(role, []):
            yield role, frozenset(words_of(person))


def _told(name: str, what: str, label: dict[str, Any] | None, one: Any, how: object) -> str:
    if label is None:
        return f"{name}: {what} en trop [{how}] « {one.quote.text[:200]} »"
    if one is None:
        return f"{name}: {what} manquée ({label.get('form')}, {label.get('state', '')}) « {label['quote'][:200]} »"
    return f"{name}: {what} {label.get('state')} trouvée {how} « {label['quote'][:120]} »"
