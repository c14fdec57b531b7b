"""Those who vote by name: « Mme Roy s’abstient », « Contre : MM. A et B », « M. Petit quitte la salle et ne vote pas ».

Must not take a name for a count where a number is told: ``votes`` asks for names last.
"""

from __future__ import annotations

import re

CIVIL = r"(?:mm?\.|mmes?|mlles?|monsieur|madame|messieurs|mesdames|dre?\.)"
# What a list of names is made of: the full stop of « M. » and of « J. » ends nothing.
_IN = r"(?:[^;.:()\d]|(?<=\bmm)\.|(?<=\b[a-z])\.|(?<=\bdr)\.)"
_NOT_TAKING = (
    r"(?:ne (?:prend|prendra|prenant|prennent|participe|participent|participera) pas (?:part )?(?:au|a ce|aux) (?:vote|"
    r"votes|scrutin|deliberation)|n'(?:a|ayant|ont|ayant) pas (?:pris |participe )(?:part )?(?:au|a ce) (?:vote|"
    r"scrutin)|"
    r"(?:quitt|sort)[a-z]* (?:de )?(?:la )?(?:salle|seance)[a-z ]{0,12} et (?:ne )?(?:vote|participe|prend)[a-z]* pas|"
    r"(?:quitt|sort|se retir)[a-z]* (?:de )?(?:la )?(?:salle|seance)? ?(?:pour|pendant|durant|lors d[eu]|"
    r"au moment d[eu]|"
    r"avant) ?(?:le|la|l')? ?(?:vote|scrutin|deliberation)|ne vote pas\b|ne votent pas\b)"
)
ALONE = (
    ("abstention", re.compile(r"\b(?:s'abstient|s'abstenant|s'est abstenue?)\b(?! (?:de|d')| ?[:=])|"
        r"\babstention (?:de|d'|du) (?!vote)")),
    ("not_voting", re.compile(rf"\b{_NOT_TAKING}")),
    ("against", re.compile(rf"\b{CIVIL} [a-z' -]{{2,40}} (?:a vote|vote|votant|s'est prononcee?) contre\b")),
)  # fmt: skip
# « Abstentions : Mme Roy, M. Petit », « S’abstient : Mme Roy », « Ne prennent pas part au vote : Mme Roy, M. Petit »
_LABELS = (
    ("abstention", r"abstentions?|s'abst(?:ient|iennent)|s'est abstenue?|se sont abstenue?s?|se sont abstenus"),
    ("not_voting", r"ne pren(?:d|nent|ant) pas part(?: au vote)?|n'(?:a|ont) pas pris part(?: au vote)?|nppv|"
                   r"ne participent? pas au vote|non[- ]participations?|refus de (?:vote|prendre part au vote)"),
    ("against", r"(?:a vote |ont vote |votes? |votent |voix )?contre|oppositions?|dissidences?|opposee?s?"),
    ("in_favour", r"(?:ont vote|votent|a vote|vote) pour"),
)  # fmt: skip
_BY_LABEL = tuple(
    (name, re.compile(rf"\b(?:{words}) ?[:(=]+ ?(?P<who>{CIVIL} {_IN}{{2,200}})")) for name, words in _LABELS
)
_SEVERAL = re.compile(
    rf"(?P<who>\b{CIVIL} {_IN}{{2,100}}?),? (?:(?P<away>s'abstiennent|s'abstenant|se sont abstenus)|"
    rf"(?P<out>{_NOT_TAKING}))"
)
_PLURAL = re.compile(r"prennent|participent|n'ont|votent|quittent|sortent|retirent|prenant")
_NOBODY = re.compile(r"\b(?:personne|nul|qui) $")
# Several of whom it is not said how many: « les nouveaux membres ne prenant pas part au vote ».
_SEVERAL_UNTOLD = re.compile(
    rf"\b(?:les|des|ces|leurs|plusieurs|certaine?s|quelques|ceux|celles) (?!{CIVIL})(?:(?! et )[^.;:,()]){{0,80}}$|"
    r"\b(?:ceux-ci|celles-ci|ils|elles|certaine?s|lesquel(?:le)?s) $"
)
_SINGULAR = re.compile(r"(?:ne (?:prend|prendra|participe|participera|vote)|n'a|s'abstient|s'est|sort|quitte)\b")
_AND = re.compile(r",| et ")


# A sentence that tells only who did not vote, or not with the others: « B. Roy s’abstient, ayant dirigé la thèse ».
_ONLY = re.compile(
    rf"^\W*(?!(?:le|la|les|l'|un|une) ?(?:conseil|comite|assemblee|bureau|commission|ca|ag)\b)(?:(?!(?:que|qu|si)\b)"
    rf"[a-z.'-]+ )"
    rf"{{0,6}}[a-z.'-]+(?:,[^,;:]{{3,80}},)? (?:s'abstient|s'abstiennent|s'est abstenue?|"
    rf"se sont abstenue?s?|{_NOT_TAKING}|"
    rf"se retire|sort de la salle|quitte la salle et {_NOT_TAKING})\b[^.;:]{{0,90}}\W*$"
)


def stays_out(text: str) -> bool:
    """Whether a folded sentence says of somebody only that he abstains or takes no part: it decides nothing."""
    return len(text) < 220 and bool(_ONLY.match(text))


def _persons(who: str) -> int:
    return 1 + len(_AND.findall(who.strip(" ,")))


def count(counts: dict[str, int], text: str) -> None:
    """Add those who are named and not counted to ``counts``."""
    for kind, pattern in _BY_LABEL:
        if match := pattern.search(text):
            counts.setdefault(kind, _persons(match["who"]))
    several = _SEVERAL.search(text)
    if several and (several["away"] or _PLURAL.search(several["out"])) and (more := _persons(several["who"])) > 1:
        counts.setdefault("abstention" if several["away"] else "not_voting", more)
    for name, pattern in ALONE:
        found = pattern.search(text)
        if name in counts or found is None or _NOBODY.search(text[: found.start()]):
            continue
        if _SINGULAR.match(found[0]) or not _SEVERAL_UNTOLD.search(text[: found.start()]):
            counts[name] = 1
