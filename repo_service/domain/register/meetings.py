"""A meeting by pure rules: hours as people type them, who counts for the quorum, which two titles name one point.

Whose mandate holds on the day is asked elsewhere; here everybody who may be counted is given.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from repo_service.domain.passages import fold

ROLES: dict[str, str] = {"present": "Présent", "excused": "Excusé", "absent": "Absent", "invited": "Invité"}
VISIBILITIES = ("network", "public")
QUORUMS: dict[str, str] = {  # what a body may ask for, and the words that follow « le quorum »
    "": "",
    "1/4": "le quart",
    "1/3": "le tiers",
    "1/2": "la moitié",
    "2/3": "les deux tiers",
    "3/4": "les trois quarts",
}
_HOUR = re.compile(r"(\d{1,2})(?:[h:]|heures?)?(\d\d)?(?:mn|min|minutes)?", re.ASCII)
_NUMBER = re.compile(
    r"^(?:point\s+)?(?:n[o°]\s*)?(?:[0-9]{1,2}(?:\.[0-9]{1,2})*|[ivx]{1,5}|[a-h])\s*[.)°:\u2013\u2014-]+\s*"
)
_TITLES = frozenset(("m", "mm", "mme", "mmes", "mlle", "dr", "pr", "me", "monsieur", "madame", "docteur", "professeur"))


def hour(typed: str) -> str | None:
    """An hour as it is kept, "09:30", from « 9 h 30 », "9:30", « 14 heures »; "" for nothing, ``None`` for what is no
    hour.
    """
    said = "".join(fold(typed).split())
    if not said:
        return ""
    found = _HOUR.fullmatch(said)
    if found is None or (found[2] and said.isdigit()):
        return None
    hours, minutes = int(found[1]), int(found[2] or 0)
    return f"{hours:02d}:{minutes:02d}" if hours < 24 and minutes < 60 else None


def hour_words(kept: str) -> str:
    """The same as it is written in a French sentence: « 9 h 30 », « 14 h »."""
    hours, _, minutes = kept.partition(":")
    if not hours:
        return ""
    return f"{int(hours)}\u00a0h" + (f"\u00a0{minutes}" if minutes != "00" else "")


def point_key(title: str) -> str:
    """What two titles of one point have in common: the words, without a printed number before or a sign after."""
    key = fold(title)
    return _NUMBER.sub("", key).strip(" .:;,-\u2013\u2014") or key


def name_words(name: str) -> tuple[str, ...]:
    """The words of a person's name, folded, without what one is addressed by: ("claire", "le", "goff")."""
    words = re.findall(r"[^\W\d_]+", fold(name))
    return tuple(words[1:] if len(words) > 1 and words[0] in _TITLES else words)


def same_name(one: str, other: str) -> bool:
    """Whether two names may well be the same person's: all words of the shorter are in the longer, an initial standing
    for a given name, and the longer ends or begins with one of them that is no initial.
    """
    short, long = sorted((name_words(one), name_words(other)), key=len)
    if not short or not any(len(word) > 1 for word in short):
        return False
    left = list(long)
    for word in sorted(short, key=len, reverse=True):
        match = next((each for each in left if _same_word(word, each)), "")
        if not match:
            return False
        left.remove(match)
    return long[-1] in short or (long[0] in short and len(short) == len(long))


def _same_word(one: str, other: str) -> bool:
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody with a mandate on the day of the meeting."""

    person: str
    name: str


@dataclass(frozen=True, slots=True)
class Met:
    """Somebody noted at a meeting; ``person`` is empty where nobody known is meant."""

    name: str
    role: str
    person: str = ""
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class Quorum:
    """Of ``members`` seats ``counted`` are present or represented, where ``part`` of them is asked for."""

    part: str
    members: int
    counted: int

    @property
    def reached(self) -> bool:
        """Whether they are enough."""
        asked = fraction(self.part)
        return asked is not None and self.members > 0 and Fraction(self.counted, self.members) >= asked


def fraction(part: str) -> Fraction | None:
    """The part of the members that a body asks for; ``None`` for none, and for what is no part."""
    over, _, under = part.partition("/")
    if not (over.isdigit() and under.isdigit() and len(part) <= 9) or not 0 < int(over) <= int(under):
        return None
    return Fraction(int(over), int(under))


def quorum(part: str, seats: Collection[Seat], attendance: Iterable[Met]) -> Quorum | None:
    """The quorum of a meeting; ``None`` where none is asked, nobody sits, or nobody's presence is noted.

    A member counts once: as present, or through a proxy whose holder is there.
    """
    noted = list(attendance)
    if fraction(part) is None or not seats or not any(one.role in {"present", "excused", "absent"} for one in noted):
        return None
    there = [one for one in noted if one.role == "present"]
    counted = sum(1 for seat in {one.person: one for one in seats}.values() if _counts(seat, noted, there))
    return Quorum(part, len({one.person for one in seats}), counted)


def _counts(seat: Seat, noted: list[Met], there: list[Met]) -> bool:
    rows = [one for one in noted if (one.person == seat.person if one.person else fold(one.name) == fold(seat.name))]
    if any(one.role == "present" for one in rows):
        return True
    others = [one.name for one in there if one.person != seat.person]
    return any(one.proxy and any(same_name(one.proxy, name) for name in others) for one in rows)
