"""What a remark on a passage asks, as a sentence that people read and that tells its place again.

A remark is kept as words beside the wording of its passage, nothing else. The sentence therefore says enough to find
in that wording what is struck and where words come in: « Remplacer « deux » (2e fois) par « trois » ». Words within
the sentence have English quotation marks where they had French ones, which are the sentence's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

LONGEST = 4_000  # signs of each of the wordings that a sentence quotes
_COVERED = 300  # signs: a comment on more than that is on its passage
_FEWEST = 3  # words that say after what something is added
_INNER = str.maketrans("«»", "“”")
_OPEN, _CLOSE = "«\u00a0", "\u00a0»"
_QUOTED = r"«\u00a0([^«»]*)\u00a0»"
_COLON = "\u00a0: "
_HERE = "ce passage"
_ADDED = "l’ajout "  # of somebody else: it stands in no passage before the changes
_JOIN, _SPLIT = "Réunir ce passage au suivant", "Aller à la ligne"
_ADDS = {"insertion": "Ajouter", "moved_to": "Déplacer ici"}
_STRIKES = {"deletion": "Supprimer", "moved_from": "Déplacer d’ici"}
_WORD = re.compile(r"\S+")
_STRUCK = rf"(?:{_QUOTED}(?: \((\d+)e fois\))?|{_HERE})"
_REPLACING = re.compile(rf"Remplacer {_STRUCK} par {_QUOTED}")
_STRIKING = re.compile(rf"(?:{'|'.join(_STRIKES.values())}) {_STRUCK}")
_ADDING = re.compile(rf"(?:{'|'.join(_ADDS.values())}) {_QUOTED} (après|avant) {_QUOTED}")
_BESIDE = re.compile(rf"(?:{'|'.join(_ADDS.values())}) (après|avant) {_HERE} {_QUOTED}")
_COMMENTED = re.compile(rf"Sur {_QUOTED}{_COLON}(.*)", re.DOTALL)

Side = Literal["", "before", "after"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is asked of ``passage[start:end]``: words struck or commented there, and ``added`` words that come in.

    ``side``: the added words are a paragraph of their own before or after it. ``said``: the words of a comment.
    """

    start: int
    end: int
    added: str = ""
    side: Side = ""
    said: str = ""


def sentence(sort: str, text: str, passage: str, start: int, end: int) -> str:
    """What a remark asks: the arguments are those of a remark of a copy (``formats.base.Remark``)."""
    if sort == "comment":
        covered = passage[start:end]
        on = 0 < len(covered) <= _COVERED and covered.strip() != passage.strip()
        return f"Sur {_quoted(covered)}{_COLON}{text}" if on else text
    if sort in _STRIKES and start == end and not text.strip():
        return _JOIN
    if sort in _STRIKES:
        return f"{_STRIKES[sort]} {_struck(passage, start, end) if start < end else _ADDED + _quoted(text)}"
    if sort == "replacement":
        return f"Remplacer {_struck(passage, start, end)} par {_quoted(text.strip(chr(10)))}"
    return _addition(sort, text, passage, start)


def _addition(sort: str, text: str, passage: str, place: int) -> str:
    words = text.strip("\n")
    after = place > 0
    if not words.strip() and "\n" in text:
        return f"{_SPLIT} {_neighbour(passage, place)}" if passage else _SPLIT
    if (text.startswith("\n") and place == len(passage)) or (text.endswith("\n") and place == 0) or not passage:
        return f"{_ADDS[sort]} {'après' if after else 'avant'} {_HERE} {_quoted(words)}"
    return f"{_ADDS[sort]} {_quoted(words)} {_neighbour(passage, place)}"


def _neighbour(passage: str, place: int) -> str:
    """« après « … » » : the words before a place, as many as tell it from others; at the beginning those after it."""
    if not passage[:place].strip():
        words = list(_WORD.finditer(passage, place))[:_FEWEST]
        return f"avant {_quoted(passage[place : words[-1].end()] if words else '')}"
    words = list(_WORD.finditer(passage, 0, place))
    plain = passage.translate(_INNER)
    for number in range(min(_FEWEST, len(words)), len(words) + 1):
        start = words[-number].start()
        if plain.find(plain[start:place]) == start:
            return f"après {_quoted(passage[start:place])}"
    return f"après {_quoted(passage[:place])}"


def _struck(passage: str, start: int, end: int) -> str:
    words = passage[start:end]
    if words.strip() == passage.strip():
        return _HERE
    plain, wanted = passage.translate(_INNER), words.translate(_INNER)
    times = 1
    at = plain.find(wanted)
    while 0 <= at < start:
        times += 1
        at = plain.find(wanted, at + 1)
    return f"{_quoted(words)} ({times}e fois)" if times > 1 else _quoted(words)


def _quoted(words: str) -> str:
    cut = words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
    return f"{_OPEN}{cut.translate(_INNER)}{_CLOSE}"


def proposal(sort: str, sentence: str, passage: str) -> Proposal | None:
    """What ``sentence`` asks of a passage in this wording; ``None`` where it does not tell a place in it."""
    plain = passage.translate(_INNER)
    if sort == "comment":
        return _commented(sentence, plain)
    if sort == "replacement":
        found = _REPLACING.fullmatch(sentence)
        return _at(plain, found[1], found[2], found[3]) if found else None
    if sort in _STRIKES:
        found = _STRIKING.fullmatch(sentence)
        return _at(plain, found[1], found[2], "") if found else None
    if found := _BESIDE.fullmatch(sentence):
        place = len(plain) if found[1] == "après" else 0
        return Proposal(place, place, found[2], "after" if found[1] == "après" else "before")
    found = _ADDING.fullmatch(sentence)
    start = plain.find(found[3]) if found else -1
    if found is None or start < 0:
        return None
    place = start + len(found[3]) if found[2] == "après" else start
    return Proposal(place, place, found[1])


def _commented(sentence: str, plain: str) -> Proposal | None:
    found = _COMMENTED.fullmatch(sentence)
    start = plain.find(found[1]) if found else -1
    return Proposal(start, start + len(found[1]), said=found[2]) if found and start >= 0 else None


def _at(plain: str, struck: str | None, times: str | None, added: str) -> Proposal | None:
    """The place of the words that are struck; ``None``: the whole passage is."""
    if struck is None:
        return Proposal(0, len(plain), added)
    at = plain.find(struck) if struck else -1
    for _ in range(int(times) - 1 if times and len(times) < 5 else 0):
        at = plain.find(struck, at + 1) if at >= 0 else -1
    return Proposal(at, at + len(struck), added) if at >= 0 else None
