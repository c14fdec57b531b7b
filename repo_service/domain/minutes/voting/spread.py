"""Votes that hold for more than one decision, and sentences that tell a vote before what it decides.

« Le Conseil, par 13 voix pour et 2 contre (…) : » opens a list; « Adopté à l’unanimité » below the verbs of one
deliberation holds for each of them. Must not share a vote between decisions that were voted on one by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from repo_service.domain.minutes import lexicon
from repo_service.domain.minutes.found import FoundDecision, Outcome, Votes
from repo_service.domain.minutes.voting.numbers import N

_COUNTED = (
    rf"{N.replace('?P<n>', '?:')}(?: (?:voix|votes?|suffrages?|membres?|personnes?|presents|elue?s?))?"
    r"(?: (?:exprimee?s?|votant|se prononcant))?(?: d)?[ ']*(?:pour|contre|abst\w*|oui|non|favorables?|defavorables?)\b"
)
# What tells a vote within a sentence, with the small words that lead to it.
_VOTE = re.compile(
    r"\([^()]{0,300}\)|"
    r"(?:\b(?:et|par|avec|a|mais|soit|dont|moins)\b|[, ])*(?:"
    r"\b(?:l')?unanimite(?: (?:absolue|(?:des|de ses|de tous les|moins|sauf) [a-z' ]{2,60}?(?=[,:;(.]|$|"
    r" et (?:apres|\d))))?|"
    r"\bunanimement\b|\b(?:la )?(?:tres )?(?:grande |large |forte )?majorite(?: (?:absolue|simple|des [a-z' ]{2,40}?"
    r"(?=[,:;(.]|$)))?|"
    rf"{_COUNTED}(?: ?[:=])?(?: \d{{1,3}}\b)?|\b(?:pour|contre|abst\w*|votants|votes?) ?[:=] ?\d{{1,3}}\b|"
    r"\bmain levee\b|\b(?:bulletins?|scrutin) secrets?\b|\bscrutin public\b)"
)
_BODY_ALONE = re.compile(
    rf"^\W*(?:(?:vu|apres|sur|oui|entendu|considerant)\b[^:]{{0,200}}, ?)?{lexicon.BODY}(?: [a-z' -]{{0,60}})?"
    r"(?:,? (?:apres|oui|entendu)\b[^:]{0,120})?[ ,:;-]*$"
)
_ACTS = re.compile(rf"\b{lexicon.ACTS}\b")
_TITLES = re.compile(r"\b(mm?|mmes?)\.")
_SO = re.compile(r"^\W*(?:donc|ainsi|par consequent|en consequence|des lors|du coup|c'est donc|ce sera|ca sera|"
    r"on (?:[a-z]+ )?"
                 r"donc|la majorite)\b")
# « Cette proposition est acceptée à l’unanimité »: it says itself what is decided.
THING_ADOPTED = re.compile(
    r"\W*(?:cette|cet|ces|la|le|les) (?:[a-z' ]{0,30})?(?:proposition|motion|suggestion|demande|option|solution|"
    r"candidature)s?"
    r"(?: [a-z' -]{2,40})? (?:est|sont|a ete|ont ete) (?:donc |ainsi |alors )?(?:adopte|approuve|accepte|valide|"
    r"vote|rejete|"
    r"refuse|retenu|repousse|ecarte)"
)
_COUNTS = re.compile(rf"{_COUNTED}|\b(?:pour|contre) ?: ?\d")
ANNOUNCES = re.compile(r"\W*(?:avis (?:du|de l'|de la|des) [^:.]{3,80}|scrutin|decompte|mise? (?:aux voix|au vote)|"
    r"on vote|nous votons|"
                       r"les voix|consultation|suffrages) ?[^:.]{0,60}:\s*$")
# « B. Vendre le véhicule. Pour : 12 … »: the words before a vote that say what is voted.
_OBJECT = re.compile(r"\W*(?:(?:point|article|question|resolution|proposition) )?(?:[a-h]|\d{1,2}|[ivx]{1,4})"
    r" ?[.)/°:-]+ ?[^\W\d_]")
_OF_A_YEAR = re.compile(r"\b(?:budgets?|comptes?|exercices?|programmes?|tarifs?|rapports?|annee|bilans?|plans?|"
    r"primitif|annuels?|"
                        r"administratifs?|financiers?|d'activites?|previsionnels?) (?:de |pour |de l'annee )?20\d\d\b")
_NOMINAL = 110
_LISTED = frozenset(("ACTS", "item of what is decided"))
_PRONOUN = "it does"  # « Il autorise le maire à la signer »: it goes on with what the body did just before
_AT_END = re.compile(r", ?(?:le tout |et ce,? )?a l'unanimite(?: des [a-z ,]{2,40})?\W*$")


def without(text: str) -> str:
    """A folded sentence without what tells of a vote: what else does it say?"""
    return re.sub(r"[ ,]*,[ ,]*", ", ", _VOTE.sub(" ", _TITLES.sub(r"\1", text))).strip(" ,")


def opens(text: str) -> bool:
    """Whether a sentence with a vote says besides only which body voted: what it does stands below."""
    bare = without(text)
    return bool(_BODY_ALONE.match(bare)) and not _ACTS.search(bare)


def undated(text: str) -> str:
    """The same without the year of what is voted: « le budget 2022 » recalls nothing."""
    return _OF_A_YEAR.sub(" ", text)


def counted(text: str) -> bool:
    """Whether a sentence counts at least two sides: a show of opinions that does so is a vote."""
    return len(_COUNTS.findall(text)) > 1


def names_object(line: str, text: str, number: int) -> bool:
    """Whether the first sentence of a line, both folded, only names what is voted: « B. Vendre le véhicule. »."""
    return number == 0 and len(text) < _NOMINAL and bool(_OBJECT.match(line))


def follows(text: str) -> bool:
    """Whether a sentence tells what comes of the vote just before it: « Donc il y aura de la bière »."""
    return bool(_SO.match(text))


def run(decisions: Sequence[FoundDecision], last: int) -> list[int]:
    """The decisions before ``last`` that belong to the same deliberation, and tell no vote yet."""
    one, found = decisions[last], []
    for index in range(last - 1, -1, -1):
        before = decisions[index]
        if before.point != one.point or before.votes.told:
            break
        if one.rule != _PRONOUN and not (one.rule in _LISTED and before.rule in _LISTED):
            break
        found.append(index)
        one = before
    return found


def levelled(decisions: Sequence[FoundDecision], text: str, *, led: bool) -> list[FoundDecision]:
    """The decisions of the clauses of one sentence: a vote told at its beginning or its end is that of each.

    ``led``: it stands before the first verb, « Le conseil, à l’unanimité, RETIENT l’offre et AUTORISE le maire »; but
    « A est adopté et B l’est à l’unanimité » tells of B only.
    """
    told = [one.votes.told for one in decisions]
    states: set[Outcome] = {one.state for one in decisions}
    if len(decisions) < 2 or len(states) > 1 or sum(told) != 1:
        return list(decisions)
    index = told.index(True)
    shared = led if index == 0 else index == len(decisions) - 1 and bool(_AT_END.search(text))
    votes: Votes = decisions[index].votes
    return [replace(one, votes=votes) for one in decisions] if shared else list(decisions)
