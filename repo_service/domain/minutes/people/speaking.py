"""How minutes are told: who speaks in them word by word, and whether they are told in the present or in the past."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from repo_service.domain.minutes.texts import Stretch, flat

SPEAKER = re.compile(r"\W{0,6}(?P<who>[A-ZÀ-Þ][a-zà-ÿ]+(?:[- ][A-ZÀ-Þ][\w.]*)?|[A-Z]{2,3})(?: \([^()]{1,40}\))? "
                      r"?: ?(?=\S)")
_NOSPEAKERS = frozenset(
    ("vote", "votes", "decision", "resolution", "pour", "contre", "abstention", "abstentions", "objet", "note",
     "action", "actions", "question", "reponse", "date", "lieu", "point", "annexe", "article", "proposition",
     "resultat", "conclusion", "bilan", "budget", "rappel", "remarque", "avis", "total", "montant", "ca", "ag", "cp",
     "gt", "cs", "ok", "oui", "non", "conseil", "comite", "bureau", "commission")
)  # fmt: skip
_SPEAKS_OFTEN = 3  # lines


def speakers(lines: Sequence[Stretch]) -> frozenset[str]:
    """The names that several lines begin with, before a colon: « Manu : non. »."""
    told = Counter(match["who"] for line in lines if (match := SPEAKER.match(line.text[:60])))
    return frozenset(
        who for who, count in told.items() if count >= _SPEAKS_OFTEN and flat(who).split()[0] not in _NOSPEAKERS
    )


# How minutes tell: « M. Petit rappelle », « il est décidé », or « M. Petit a rappelé », « il a été décidé ».
_TELLS = (
    r"(?:decid|approuv|adopt|valid|propos|rappell?|present|demand|indiqu|precis|soulign|expos|expliqu|inform|"
    r"accept|vot|"
    r"regrett|souhait|remerci|annonc|estim)"
)
_TOLD_IN_PAST = re.compile(rf"\b(?:a|ont)(?: ete)?(?: [a-z]+ment)? {_TELLS}e{{1,2}}s?\b")
_TOLD_IN_PRESENT = re.compile(rf"(?<!\ba )(?<!\bont )(?<!\bete )\b{_TELLS}e(?:nt)?\b")
_LINES_LOOKED_AT = 400


def in_present(lines: Sequence[Stretch]) -> bool:
    """Whether minutes are told in the present tense."""
    texts = [line.folded.text[:2000] for line in lines[:_LINES_LOOKED_AT]]
    past = sum(len(_TOLD_IN_PAST.findall(text)) for text in texts)
    present = sum(len(_TOLD_IN_PRESENT.findall(text)) for text in texts)
    return present > 3 * past and present > _SPEAKS_OFTEN
