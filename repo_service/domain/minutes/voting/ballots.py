"""Elections: the voices that each candidate got, told before it is said who is elected.

« Ont obtenu : M. Petit, 10 voix ; Mme Roy, 6 voix. », then « M. Petit est proclamé président » in another paragraph.
Must not take the voices of somebody else: a family name, or all names, must be those of the elected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from repo_service.domain.minutes.voting.numbers import N, number

_ELECTS = re.compile(r"\b(?:re)?(?:elue?s?|proclame[es]*|declaree?s? elue?s?|designee?s?)\b")
_OF_ELECTION = re.compile(r"\b(?:re)?elue?s?\b|\bproclame[es]*\b")
# Counts with a name before or after them.
_TALLIES = (
    re.compile(r"(?P<who>(?:[^;.:\d]|(?<=\bmm)\.|(?<=\b[a-z])\.){3,80}?)"
               r"(?: ?[,:=(–-] ?| (?:a |ont )?(?:obtien\w*|obtenu|recueill\w+|totalis\w+|recoi\w+|recu)(?: chacune?)? )"
               + N + r" (?:voix|suffrages|votes)\b(?! (?:contre|d'abst|sur))"),
    re.compile(N + r" (?:voix|suffrages|votes) (?:pour|a|en faveur d[eu]|sont allees a) "
               r"(?P<who>(?:m\.|mme|mlle|monsieur|madame)? ?[a-z][a-z' -]{2,60})"),
)  # fmt: skip
_WORD = re.compile(r"[a-z][a-z'-]{2,}")
_NO_NAME_WORDS = """
    monsieur madame messieurs mesdames mme mmes mlle les des est sont elu elue elus elues president presidente vice
    vice-president vice-presidente tresorier tresoriere secretaire adjoint adjointe seance ont obtenu voix obtient
    proclame proclamee syndicat conseil comite bureau candidat candidate majorite absolue ayant resultats tour premier
    deuxieme second membre membres une aux par avec pour titulaire suppleant suppleante delegue deleguee maire que qui
    suffrages exprimes bulletins votants nombre est-elu il elle ils elles"""
_NO_NAMES = frozenset(_NO_NAME_WORDS.split())
_OFFICE = re.compile(r"\b(?:vice[- ])?(?:president|tresori|secretair|rapporteu|coordinat|delegu|supplean|administrat)|"
                     r"\badjoint")


def _names(text: str) -> set[str]:
    return set(_WORD.findall(text)) - _NO_NAMES


def elects(text: str) -> bool:
    """Whether a folded sentence says that somebody is elected."""
    return bool(_OF_ELECTION.search(text))


def another(text: str, before: str) -> bool:
    """Whether two folded sentences elect different persons, or to different offices: the second says nothing again."""
    one, other = _ELECTS.search(text), _OF_ELECTION.search(before)
    if one is None or other is None:
        return False
    offices, told = (set(_OFFICE.findall(words)) for words in (text[one.end() :], before[other.end() :]))
    if offices and told and not offices & told:
        return True
    names = _names(text[: one.start()])
    return bool(names) and not names & _names(before[: other.start()])


def voices(text: str, earlier: Iterable[str]) -> int | None:
    """How many voices the one whom a folded sentence elects got, as sentences before it tell, the nearest first."""
    found = _OF_ELECTION.search(text)
    names = _names(text[: found.start()].partition(",")[0]) if found else set()
    if not names:
        return None
    for said in earlier:
        if "voix" not in said and "suffrages" not in said:
            continue
        for pattern in _TALLIES:
            for match in pattern.finditer(said[:600]):
                who = _names(match["who"])
                if who and (who <= names or names <= who):
                    return number(match["n"])
    return None
