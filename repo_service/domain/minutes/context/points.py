"""What kind of point a heading opens: one that informs, or one that tells what somebody else decided.

Must not look at the lines below the heading.
"""

from __future__ import annotations

import re

from repo_service.domain.minutes.texts import flat

_NUMBERED = (
    r"^\W*(?:(?:point |partie |question )?(?:n ?[°o] ?)?"
    r"(?:\d{1,2}(?:[.-]\d{1,2})*|[ivx]{1,5}|[a-h]) ?[.:)/°-]+ ?)?"
)
# « Informations », « Actualités », « Tour de table »: what is told there was mostly decided elsewhere.
_INFORMS = re.compile(
    _NUMBERED
    + r"(?:points? d'|questions? (?:et|,) )?(?:informations?(?: (?:generales?|diverses?|du|de la|des|d[eu] "
      r"l[ae']?)[^.]{0,40})?"
    r"|infos?(?: diverses?)?|communications?(?: (?:du|de la|des)[^.]{0,40})?|actualites?(?: (?:du|de la|"
    r"des)[^.]{0,40})?|"
    r"nouvelles (?:du|de la|des)[^.]{0,40}|vie (?:du|de la|des)[^.]{0,40}|tour de table[^.]{0,30}|actus?\b.{0,20}|"
    r"suivi des (?:actions|decisions|deliberations)[^.]{0,30}|suites? (?:du|de la|des|donnees?)[^.]{0,40}|"
    r"(?:rapport|bilan) d'activites?[^.]{0,20}|echos?[^.]{0,30}|a savoir|en bref|agenda)\W*$"
)
# « Décisions prises par le Maire par délégation »: the council hears of them.
DELEGATED = re.compile(
    r"\b(?:decisions?|marches?|actes?|arretes?)\b[^.;:]{0,60}\b(?:delegation|delegations|l ?\.? ?2122-2[23]|"
    r"l ?\.? ?5211-10|en vertu de (?:sa|ses|la|l'article)|par delegue|deleguees?)|"
    r"\b(?:decisions?) (?:(?:prises?|signees?) par |du |de (?:la )?)(?:(?:m\.|mme|monsieur|madame) )?(?:le |la )?"
    r"(?:maire|president|presidente)\b|"
    r"\b(?:compte[- ]?rendu|usage|exercice|information)s? (?:des|de la|de sa) delegations?\b"
)


def informs(title: str) -> bool:
    """Whether a point only informs, by its title."""
    return bool(_INFORMS.match(flat(title)))


def delegated(title: str) -> bool:
    """Whether a title announces decisions that the mayor or the chair took alone, by delegation."""
    return bool(DELEGATED.search(flat(title[:300])))
