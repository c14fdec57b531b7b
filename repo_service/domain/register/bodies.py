"""Bodies that take the place of others: renamed (one after another), merged (several with the same one after them).

Which successions are refused, and walks along those that stand. Every walk ends, whatever the rows say: also where
they close a loop, which only another program could have written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from repo_service.domain.periods import Period, clashing

EARLIEST = 1900  # a year before which no consortium had bodies
LATEST = 2200


@dataclass(frozen=True, slots=True)
class Succession:
    """On the days of ``period``, ``successor`` stands for ``body`` (identifiers both)."""

    body: str
    successor: str
    period: Period


def fault(known: Iterable[Succession], new: Succession) -> dict[str, str]:
    """Why a succession cannot be: the field of the form (``successor`` or ``day``), and a French sentence; empty when
    it can. ``known`` are those that stand already.
    """
    known = list(known)
    if new.period.start is None or not EARLIEST <= new.period.start.year <= LATEST:
        return {"day": "Cette date n’est pas possible."}
    if new.body == new.successor:
        return {"successor": "Une instance ne se succède pas à elle-même : choisissez-en une autre."}
    if clashing(new.period, [one.period for one in known if one.body == new.body]):
        return {
            "day": "Une autre instance lui succède déjà sur ces jours. Rien n’est changé : "
            "mettez d’abord fin à l’autre ligne, ou retirez-la si elle est fausse."
        }
    if _leads(known, new.successor, new.body, new.period, frozenset()):
        return {
            "successor": "Cela fermerait une boucle : celle que vous choisissez a elle-même celle-ci pour suite. "
            "Rien n’est changé : vérifiez laquelle vient après l’autre."
        }
    return {}


def _leads(known: list[Succession], start: str, target: str, period: Period, seen: frozenset[str]) -> bool:
    """Whether on some day of ``period`` the walk from ``start`` comes to ``target``."""
    if start == target:
        return True
    beyond = ((one.successor, one.period.common(period)) for one in known if one.body == start)
    return any(
        both is not None and step not in seen and _leads(known, step, target, both, seen | {start})
        for step, both in beyond
    )


def walk(known: Iterable[Succession], body: str, day: date) -> Iterator[Succession]:
    """The successions from a body on, as they hold on ``day``: to its successor, from that to the next …"""
    steps = {one.body: one for one in known if one.period.covers(day)}
    seen = {body}
    while (step := steps.get(body)) is not None and step.successor not in seen:
        yield step
        body = step.successor
        seen.add(body)


def standing(known: Iterable[Succession], body: str, day: date) -> str:
    """The body that stands for another on ``day``: the last one after it, else itself."""
    last = body
    for step in walk(known, body, day):
        last = step.successor
    return last


def taken_over(known: Iterable[Succession], body: str, day: date) -> frozenset[str]:
    """The bodies whose place a body has taken on ``day``, those before these included; never itself."""
    holding = [one for one in known if one.period.covers(day)]
    found: set[str] = set()
    waiting = [body]
    while waiting:
        here = waiting.pop()
        before = {one.body for one in holding if one.successor == here} - found - {body}
        found |= before
        waiting.extend(before)
    return frozenset(found)


def kin(known: Iterable[Succession], body: str) -> frozenset[str]:
    """All bodies tied to one by successions of any day, before, after or beside it; itself included."""
    known = list(known)
    found, waiting = {body}, [body]
    while waiting:
        here = waiting.pop()
        beside = {one.successor for one in known if one.body == here} | {o.body for o in known if o.successor == here}
        waiting.extend(beside - found)
        found |= beside
    return frozenset(found)
