"""Chains of decisions: which ties are refused, and walks along those that stand. Every walk ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from repo_service.domain.register.force import ENDING, Life, Relation, Tie

RELATIONS: dict[Relation, tuple[str, str]] = {  # what the source does, what happens to the target
    "replaces": ("remplace", "remplacée par"),
    "amends": ("modifie", "modifiée par"),
    "repeals": ("abroge", "abrogée par"),
    "implements": ("applique", "appliquée par"),
}


def fault(lives: Mapping[str, Life], ties: Iterable[Tie], new: Tie) -> str:
    """Why a tie cannot be, as a French sentence; "" when it can. ``ties`` are those that stand already."""
    source, target = lives.get(new.source), lives.get(new.target)
    if source is None or target is None:
        return "Cette décision n’est pas au registre."
    if new.source == new.target:
        return "Une décision ne peut pas se remplacer ni se modifier elle-même."
    if new.day < source.adopted:
        return "La date d’effet précède l’adoption de la décision qui la produit. Vérifiez les deux dates."
    if new.day < target.adopted:
        return "La date d’effet précède l’adoption de la décision visée. Vérifiez les deux dates."
    if source.outcome != "adopted":
        return "Une décision qui n’a pas été adoptée n’a pas d’effet sur une autre."
    ties = list(ties)
    if any((tie.source, tie.relation, tie.target) == (new.source, new.relation, new.target) for tie in ties):
        return "Ce lien existe déjà."
    if new.source in reached(ties, new.target):
        return "Ce lien fermerait une boucle : la décision visée dépend déjà de celle-ci."
    return ""


def reached(ties: Iterable[Tie], start: str) -> frozenset[str]:
    """All that a decision acts on, itself apart, directly or through others."""
    targets: dict[str, list[str]] = {}
    for tie in ties:
        targets.setdefault(tie.source, []).append(tie.target)
    return _walk(targets, start)


def _walk(steps: Mapping[str, Iterable[str]], start: str) -> frozenset[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for step in steps.get(waiting.pop(), ()):
            if step not in seen and step != start:
                seen.add(step)
                waiting.append(step)
    return frozenset(seen)


def family(ties: Iterable[Tie], start: str) -> frozenset[str]:
    """All decisions tied to one, in whatever direction and through whatever others; itself included."""
    beside: dict[str, list[str]] = {}
    for tie in ties:
        beside.setdefault(tie.source, []).append(tie.target)
        beside.setdefault(tie.target, []).append(tie.source)
    return _walk(beside, start) | {start}


def succession(ties: Iterable[Tie], start: str) -> list[str]:
    """The line of replacements through a decision, oldest first: what it replaced, itself, what replaced it.

    Where several replaced one, or one replaced several, the first by day, then by identifier, is followed.
    """
    replacing = (tie for tie in ties if tie.relation == "replaces")
    kept = sorted(replacing, key=lambda tie: (tie.day, tie.source, tie.target))
    line, seen = [start], {start}
    for forward in (False, True):
        here = start
        while (step := _next(kept, here, forward)) and step not in seen:
            seen.add(step)
            line.append(step) if forward else line.insert(0, step)
            here = step
    return line


def _next(ties: Iterable[Tie], here: str, forward: bool) -> str | None:
    if forward:
        return next((tie.source for tie in ties if tie.target == here), None)
    return next((tie.target for tie in ties if tie.source == here), None)


@dataclass(frozen=True, slots=True)
class Strand:
    """One line of a drawn family: a decision, and its row from the top (oldest adoption first)."""

    life: Life
    row: int


def strands(lives: Iterable[Life]) -> list[Strand]:
    """The decisions of a family in the order in which they are drawn and listed."""
    ordered = sorted(lives, key=lambda life: (life.adopted, life.begins, life.id))
    return [Strand(life, row) for row, life in enumerate(ordered)]


def ends(relation: str) -> bool:
    """Whether a tie of this relation puts an end to its target."""
    return relation in ENDING
