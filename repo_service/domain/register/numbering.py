"""Numbers of the register, by a pattern of each body that a secretary can read: ``COPIL-AAAA-NNN``.

``AAAA`` (or ``AA``) is the year, a run of ``N`` the counter with at least as many digits; both count only where no
letter touches them, so that the N of CONSEIL is a letter. Without a year the counter never starts anew.
"""

from __future__ import annotations

import re
from datetime import date

from repo_service.domain.passages import fold

LONGEST = 60  # signs of a pattern
_YEAR = re.compile(r"(?<![^\W\d_])AA(?:AA)?(?![^\W\d_])")
_COUNTER = re.compile(r"(?<![^\W\d_])N+(?![^\W\d_])")
_SIGNS = re.compile(r"[\w .,/°()-]+")


def default(short: str) -> str:
    """The pattern of a body that has none: its short name in capitals, the year, three digits."""
    name = re.sub(r"[^a-z0-9]", "", fold(short)).upper() or "DECISION"
    return f"{name[:20]}-AAAA-NNN"


def fault(pattern: str) -> str:
    """What is wrong with a pattern, as a French sentence; "" when nothing is."""
    if len(pattern) > LONGEST or not _SIGNS.fullmatch(pattern):
        return "Employez des lettres, des chiffres, des espaces et les signes - / . , ( ) : 60 au plus."
    if len(_COUNTER.findall(pattern)) != 1:
        return "Écrivez une fois le compteur, par exemple NNN : COPIL-AAAA-NNN."
    if len(_YEAR.findall(pattern)) > 1:
        return "Écrivez l’année une seule fois : AAAA."
    return ""


def series(pattern: str, day: date) -> str:
    """What shares one counter: the pattern with its year filled in."""
    return _YEAR.sub(lambda found: f"{day.year:04d}"[-len(found[0]) :], pattern)


def printed(of_series: str, count: int) -> str:
    """The number as it is printed: ``COPIL-2026-014``."""
    return _COUNTER.sub(lambda found: str(count).zfill(len(found[0])), of_series)


def counted(of_series: str, number: str) -> int | None:
    """The place of a printed number in its series, however its letters are typed; ``None`` for one of another."""
    found = _COUNTER.search(of_series)
    if found is None:
        return None
    frame = fold(f"{of_series[: found.start()]}#{of_series[found.end() :]}")  # no pattern holds that sign
    match = re.fullmatch(re.escape(frame).replace(r"\#", "([0-9]{1,9})"), fold(number))
    return int(match[1]) if match and int(match[1]) else None


def sort_key(number: str) -> tuple[str | int, ...]:
    """Numbers in the order in which people count: 2 before 10."""
    key = fold(number)
    parts = re.split(r"([0-9]+)", key)
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts))
