"""What the words of a decision say that it does to others, named by their numbers: « la décision n° 2024-08 est
modifiée », « abroge la délibération COPIL-2025-003 ». Only numbers that the register knows are believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from repo_service.domain.passages import fold
from repo_service.domain.register.force import Relation

_WORD = re.compile(r"[a-z0-9](?:[a-z0-9/_.-]*[a-z0-9])?")
_SIGN = r"(?:n ?[°º]s?|nos?\b|numeros?\b)"
_NAMES = re.compile(rf"\b(?:decisions?|deliberations?|resolutions?)\b(?: {_SIGN})?|\b{_SIGN}")
_NAMED_WITHIN = 90  # signs between « décisions n° » and the last number of their list
_ENDS = re.compile(r"[.;!?](?=\s|$)")
_POINTED = re.compile(r"\b(?:n|no|art|al|cf|m)\.$")  # a point that ends no sentence
_VERBS: tuple[tuple[Relation, str], ...] = (  # the order counts: « annule et remplace » replaces
    ("replaces", r"remplac\w*|se substitu\w*"),
    ("repeals", r"abrog\w*|annul\w*|rapporte(?:e|s|es|r)?\b|(?:met|mis|mise|mettre) fin a\b"),
    ("amends", r"modifi\w*|complet(?:e|ee|er|es|ees)\b|prolong\w*|rectifi\w*|amend(?:e|ee|er|es|ees)\b"),
    ("implements", r"en (?:application|execution) d|appliqu(?:e|er|ent|ant)\b|met(?:tre|tant)? en oeuvre\b"),
)
_ACTS = tuple(  # before « la décision »
    (relation, re.compile(rf"\b(?:{verb})(?:(?! par\b)[^,;:]){{0,40}}$")) for relation, verb in _VERBS
)
_SUFFERS = tuple(  # after its number, unless something else is spoken of in between
    (relation, re.compile(
        rf"(?:(?!, (?:l[ae]s?|l'|il|on|une?|ce|cette|chaque)\b)[^;:]){{0,90}}?"
        rf"\b(?:est|sont|a ete|ont ete|se trouve|sera|seront) (?:donc |ainsi |desormais )?(?:{verb})"
    ))
    for relation, verb in _VERBS if relation != "implements"  # « la décision n° 3 est appliquée » : by whoever
)  # fmt: skip
_PLACES = re.compile(r"\b(?:par|vu|selon|suivant|considerant|conformement a|depuis|dans|avant|apres) "
                     r"(?:la |les |une |notre |l')?[^,;:]{0,20}$")  # fmt: skip
_DENIES = re.compile(r"(?:\bsans |\b(?:ne|n'|ni) ?(?:\w+ ){0,2})$")


@dataclass(frozen=True, slots=True)
class Reference:
    """``relation``: what the decision does to the one of this number (as the register writes it)."""

    relation: Relation
    number: str


def references(text: str, numbers: Iterable[str]) -> list[Reference]:
    """What a text says that it does to decisions among ``numbers``, in its order, one thing to each."""
    known: dict[str, list[tuple[str, str]]] = {}
    for number in numbers:
        folded = fold(number)
        if words := _WORD.findall(folded):
            known.setdefault(words[-1], []).append((folded, number))
    found: dict[str, Reference] = {}
    for clause in _clauses(fold(text)):
        for start, end, number in _named(clause, known):
            relation = _relation(clause, start, end)
            if relation and number not in found:
                found[number] = Reference(relation, number)
    return list(found.values())


def _clauses(folded: str) -> Iterator[str]:
    start = 0
    for end in _ENDS.finditer(folded):
        if not _POINTED.search(folded[max(0, end.start() - 4) : end.end()]):
            yield folded[start : end.start()]
            start = end.end()
    yield folded[start:]


def _named(clause: str, known: dict[str, list[tuple[str, str]]]) -> Iterator[tuple[int, int, str]]:
    """The numbers of decisions in a clause: where « la décision » stands, where the number ends, the number as the
    register writes it; of two that end alike, the longer one.
    """
    for word in _WORD.finditer(clause):
        fitting = [one for one in known.get(word[0], ()) if _stands(clause, one[0], word.end())]
        if fitting:
            folded, number = max(fitting, key=lambda one: len(one[0]))
            start = word.end() - len(folded)
            if names := list(_NAMES.finditer(clause, max(0, start - _NAMED_WITHIN), start)):
                yield names[-1].start(), word.end(), number


def _stands(clause: str, folded: str, end: int) -> bool:
    start = end - len(folded)
    return start >= 0 and clause[start:end] == folded and not (start and clause[start - 1].isalnum())


def _relation(clause: str, start: int, end: int) -> Relation | None:
    """What is done to the decision that is named from ``start`` to ``end``; ``None`` for a mention alone."""
    before, after = clause[:start], clause[end:]
    for relation, acts in _ACTS:
        if (found := acts.search(before)) and not _DENIES.search(before[: found.start()]):
            return relation
    if not _PLACES.search(before):
        for relation, suffers in _SUFFERS:
            if suffers.match(after):
                return relation
    return None
