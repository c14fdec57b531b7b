"""Sentences for the secretary about a text as a whole: two meetings in one file, a date that cannot be, odd votes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from repo_service.domain import french_dates
from repo_service.domain.french_dates import in_words
from repo_service.domain.minutes.found import FoundDecision
from repo_service.domain.minutes.zones import LISTS, Placed

_TITLE = re.compile(r"\b(?:compte[- ]?rendu|proces[- ]verbal|releve (?:de |des )?decisions|pv|cr|reunion|seance|"
    r"assemblee)\b")
_NOT_A_TITLE = re.compile(r"\b(?:approbation|adoption|validation|prochain|precedent|approuve|adopte)")
_EARLIEST = 1900
_NEAR = 14  # stretches from a title to its list of those present


def notices(
    placed: Sequence[Placed], meeting: date | None, said: date | None, today: date, decisions: Iterable[FoundDecision]
) -> tuple[str, ...]:
    """French sentences, none where all is well."""
    result = []
    days = meetings(placed)
    if len(days) > 1:
        result.append(f"Ce fichier semble contenir {len(days)} réunions ({_listed(days)}).")
    if meeting and meeting > today:
        result.append(f"La date de la réunion, {in_words(meeting, 'fr')}, est à venir.")
    elif meeting and meeting.year < _EARLIEST:
        result.append(f"La date de la réunion, {in_words(meeting, 'fr')}, est bien ancienne.")
    if meeting and said and said != meeting:
        one, other = in_words(said, "fr"), in_words(meeting, "fr")
        result.append(f"Le texte semble dater la réunion du {one}, et non du {other}.")
    odd = [one for one in decisions if one.votes.odd]
    if len(odd) == 1:
        result.append(f"Un vote est à vérifier : « {odd[0].title[:100]} ».")
    elif odd:
        result.append(f"{len(odd)} votes sont à vérifier, d’abord « {odd[0].title[:100]} ».")
    return tuple(result)


def meetings(placed: Sequence[Placed]) -> list[date]:
    """The days of the meetings that a file tells of: titles with a day, each with its list of those present."""
    found: list[date] = []
    for number, one in enumerate(placed):
        text = one.stretch.text
        if len(text) > 160 or one.zone == "agenda" or not any(char.isdigit() for char in text):
            continue
        folded = one.stretch.folded.text
        if not _TITLE.search(folded) or _NOT_A_TITLE.search(folded) or text.rstrip().endswith("."):
            continue
        days = french_dates.find(text)
        listed = any(LISTS.match(after.stretch.head) for after in placed[number : number + _NEAR])
        if days and listed and days[0][0] not in found:
            found.append(days[0][0])
    return found


def _listed(days: Sequence[date]) -> str:
    shown = [in_words(day, "fr") for day in days[:4]]
    return ", ".join(shown[:-1]) + " et " + shown[-1] if len(days) <= 4 else ", ".join(shown) + "…"
