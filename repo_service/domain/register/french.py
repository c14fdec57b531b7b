"""What the register says in French sentences, for papers that leave it: these are in French whoever asks for them.

Pages say the same in the language of their reader (``web.register_words``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from repo_service.domain.french_dates import in_words
from repo_service.domain.register.columns import OUTCOMES
from repo_service.domain.register.force import STATUSES, Standing

_COUNTED = (  # key of the vote, one, several
    ("for", "voix pour", "voix pour"),
    ("against", "voix contre", "voix contre"),
    ("abstention", "abstention", "abstentions"),
    ("not_voting", "personne ne prend pas part au vote", "personnes ne prennent pas part au vote"),
)
_ENDED = frozenset({"superseded", "repealed", "expired", "with_term"})


def standing(told: Standing) -> str:
    """How a decision stands: « En vigueur depuis le 12 mars 2024 », « Remplacée, en vigueur du … au … »."""
    words, period = STATUSES[told.status], told.period
    if period is None or period.start is None:
        return words
    start, last = day(period.start), day(period.end - timedelta(days=1)) if period.end else ""
    if told.status in _ENDED and last:
        held = f"du {start} au {last}"
        return f"{words}, {held}" if told.status == "with_term" else f"{words}, en vigueur {held}"
    if told.status == "deferred":
        return f"{words}, applicable à partir du {start}"
    if told.holds:
        return f"{words} depuis le {start}" + (f", jusqu’au {last}" if last else "")
    return words


def taken(outcome: str, adopted: date) -> str:
    """What became of it, and when: « adoptée le 12 mars 2024 »; « en projet, du … » where nothing was decided."""
    words = OUTCOMES[outcome]
    return f"{words}, du {day(adopted)}" if outcome == "proposed" else f"{words} le {day(adopted)}"


def votes(told: Mapping[str, Any]) -> str:
    """What is known of the vote: « à l’unanimité », « 4 voix pour, 1 abstention »; "" for nothing."""
    parts = ["à l’unanimité"] if told.get("unanimous") else []
    for key, one, several in _COUNTED:
        count = told.get(key)
        if count is not None:
            parts.append(f"{count}\u00a0{several if count >= 2 else one}")  # in French two is the first plural
    if told.get("weighted"):
        parts.append("voix pondérées")
    if told.get("majority"):
        parts.append(str(told["majority"]))
    if told.get("secret"):
        parts.append("à bulletin secret")
    return ", ".join(parts)


def day(when: date) -> str:
    """A day whose parts are not torn apart at the end of a line."""
    return in_words(when, "fr").replace(" ", "\u00a0")
