"""Votes told in other words, told again as the grammar of ``votes`` reads them: « pour : 9 », « contre : 0 ; ».

A readable table: pattern, replacement, example. Must not count anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from repo_service.domain.minutes.voting.numbers import WORDS, N

Replacement = str | Callable[[re.Match[str]], str]


def _with_colons(match: re.Match[str]) -> str:
    return f"pour : {match[1]} ; contre : {match[2]}" + (f" ; abstention : {match[3]}" if match[3] else "")


def _nobody(match: re.Match[str]) -> str:
    return f" {'abstention' if match['what'] == 'abstention' or match['away'] else 'contre'} : 0 ;"


# Of whom a folded text may speak after « contre 3 à »: not « à la majorité », « à main levée ».
_SOMEBODY = (
    r"(?:m\.|mm\.|mmes?\b|mlles?\b|monsieur|madame|dre?\b|(?:son|sa|l'autre|ses) [a-z]+|"
    r"(?!la |le |l'|les |main|bulletin|titre|compter|partir|ce |cette |cet |un |une |ces |mi-)[a-z'-]+(?:[ .,;:]|$))"
)

TABLE: tuple[tuple[re.Pattern[str], Replacement, str], ...] = (
    (re.compile(rf"\b(\d+) ?\({WORDS}\)|\b{WORDS} ?\((\d+)\)(?= )"), lambda match: match[1] or match[2],
     "9 (neuf) voix pour et deux (2) contre"),
    (re.compile(rf"({N}) mandats?(?= (?:pour|contre|et|en faveur|favorables?|defavorables?|sur)\b|[ ,;.)]*$)"),
     r"\1 voix", "adopté par 35 mandats contre 24 et 4 abstentions"),
    (re.compile(rf"({N}) (?:voix|suffrages?) ?[,:;(–-]+ ?((?:re)?elue?s?)\b"), r"\g<3> par \1 voix",
     "Denis Arnoult, 58 voix, élu"),
    (re.compile(r"[«\"*] ?(pour|contre|abstentions?|oui|non|blancs?) ?[»\"*]"), r"\1", "7 « pour », 1 « abstention »"),
    (re.compile(r"\bp ?[:=] ?(\d+)\W+c ?[:=] ?(\d+)(?:\W+a(?:bst?)? ?[:=] ?(\d+))?\b"), _with_colons,
     "P : 12, C : 1, A : 0"),
    (re.compile(r"\bpour ?/ ?contre ?/ ?abst\w*\W{1,4}(\d+) ?[/-] ?(\d+) ?[/-] ?(\d+)\b"), _with_colons,
     "Pour/Contre/Abstention : 12/0/3"),
    (re.compile(r"^\W*(?:votes? ?:? ?)?pour (\d+)[ ,;]+contre (\d+)(?:[ ,;]+abst\w* (\d+))?(?=\W|$)"), _with_colons,
     "Vote : pour 12, contre 0, abstention 2"),
    (re.compile(r"\boui ?:? ?(\d+)[ ,;/-]+non ?:? ?(\d+)(?:[ ,;/-]+abst\w* ?:? ?(\d+))?(?=\W|$)"), _with_colons,
     "OUI 12 NON 3"),
    (re.compile(rf"({N})(?: (?:membres?|personnes?|elue?s?|voix|conseillers?))? (?:votant|ayant vote|se prononcant|"
                rf"s'etant prononcee?s?|votent|ont vote|a vote|vote) (pour|contre)\b"), r"\1 \g<3>",
     "par huit voix, deux membres votant contre"),
    (re.compile(rf"({N}) voix,? (?:et |puis )?contre {N.replace('<n>', '<other>')}(?: voix)? "
                rf"(?:a |au |pour |en faveur d[eu] |en faveur d'|obtenues par )(?={_SOMEBODY})"), r"\1 voix ; ",
     "élue par 7 voix contre 3 à M. Petit"),
    (re.compile(r"\b(?:sans|aucune) opposition\b(?! (?:a|au|aux|de|du|des|entre)\b)"), " contre : 0 ;",
     "accepté par 4 voix, sans opposition"),
    (re.compile(r"\b(?:sans|pas|ni)(?: une?| de| d'| aucune?| la moindre)? ?(?:seule? )?(?:voix |votes? )?"
                r"(?P<what>contre|abstention)s?\b(?P<away>)|"
                r"\b(?:personne|nul) (?:ne (?:vote|s'est prononcee?) |n'(?:est|a vote) )?contre\b|"
                r"\b(?:personne|nul) ne s'abstient\b"), _nobody,
     "il n’y a ni vote contre ni abstention"),
)  # fmt: skip


def plainly(text: str) -> str:
    """The same folded text, its votes told plainly."""
    for pattern, replacement, _ in TABLE:
        text = pattern.sub(replacement, text)
    return text
