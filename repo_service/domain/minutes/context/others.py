"""What was decided by another body than the one that met, or on another day: neither is a decision of this meeting.

Must not weigh anything: it only says whether, and ``reading`` takes it from the score.
"""

from __future__ import annotations

import re
from datetime import date

from repo_service.domain import french_dates
from repo_service.domain.minutes.texts import flat

# The row of a decision that may tell what came before it without becoming a recall.
_PAST = re.compile(r"\b(?:a|ont|avait)(?: [a-z'-]+){0,3} ete\b|\b(?:a|ont|s'est|se sont)(?! (?:l'|la |le |cette |"
    r"son |sa |ses ))(?: [a-z]+){0,2} [a-z]+(?:e|i|u|is|it|ert)e?s?\b")

# Words after « le conseil », « le comité » that tell of another one, unless this body is called so.
_OTHERS = re.compile(
    r"(?<!\bau )(?<!\bdu )(?<!\baux )(?<!\bdes )(?<!\bde l')(?<!\ba l')"
    r"\b(?P<noun>conseil|comite|bureau|commission|groupe|assemblee|reseau|federation|association|congres|syndicat|"
    r"jury|cercle|consortium|copil|college|collectif) "
    r"(?P<of>national|nationale|federal|federale|regional|regionale|municipal|communautaire|academique|scientifique|"
    r"technique|de pilotage|directeur|syndical|editrice|gestionnaire|organisatrice|pedagogique|consultatif|"
    r"d'administration|de direction|executif|de l'universite|de la ville|de la commune|central|europeen|"
    r"international|allemand|belge|suisse|anglais|francais|canadien|espagnol|italien|voisine?|locale?|departemental|"
    r"de surveillance|des directeurs|"
    r"des maires|economique|de discipline|d'ecole|de laboratoire|de l'ufr|documentaire|restreint|d'acquisition)\b"
)
_NOUN = re.compile(r"\b(?:conseil|comite|bureau|commission|assemblee|groupe|jury|c\.?a\b|ca\b|ag\b|copil)\b")
# « La commission animation a rendu un avis » in the minutes of a council.
_PAST_SUBJECT = re.compile(r"\b(?:(?:la|le|une?) |l')(?P<noun>commission|bureau|jury|syndicat|conseil|groupe|"
                           r"assemblee|comite|federation|association)\b(?: "
                           r"[a-z'-]+){0,2},?"
                           r"(?: reunie? [^,]{3,40},)? (?:a|ont) ")
_OF_MORE = re.compile(r"\b(?:comite|conseil|bureau|commission|groupe|reseau|association)(?: [a-z'-]+){1,3} "
                      r"(?P<of>national|federal|regional|departemental|municipal|academique|communautaire|"
                      r"europeen)e?\b")
_BY = re.compile(rf"^[^;:.]{{0,50}}\bpar (?:le |la |l'|un |une ){_OTHERS.pattern}")
_BY_THAT_OF = re.compile(
    r"^[^;:.]{0,50}\bpar (?:le |la |l'|un |une )(?:conseil|ca|comite|bureau|commission|groupe|assemblee|ag|jury) "
    r"(?:du |des |de la |de l'|de |d')(?!membres|presents|adherents|participants|travail|pilotage|ce jour|"
    r"tous)(?P<of>[a-z]{3,})"
)
_THAT_OF = re.compile(
    r"(?<!\bau )(?<!\bdu )(?<!\bpar )\b(?:le|la|l') ?(?:conseil|comite|bureau|commission|assemblee|jury|college) "
    r"(?:du |des |de la |de l'|de |d')(?!membres|presents|adherents|participants|travail|pilotage|direction|gestion|"
    r"association|reseau|administration|l'|redaction|lecture\b(?! du)|suivi|ce |cette )(?P<of>[a-z]{4,})"
)
_LAST_MONTH = re.compile(
    r"\b(?:a|ont)(?: ete)?(?: [a-z]+ment)? (?!fix|prev|report|programm|repous|decal|ouv|organis|remis)[a-z]+(?:e|"
    r"i|u|is|it)e?s? "
    r"(?:(?:en|fin|debut|courant|des|mi-?) ?|au mois d[e'] ?|en (?=19|20))(?:(?:19|20)\d\d|janv|fevr|mars\b|avri|"
    r"mai\b|juin|juil|aout|sept|octo|nove|dece)"
    r"|\b(?:en|depuis) (?:19|20)\d\d,? [^.;]{0,40}\b(?:a|ont) (?!partir)"
)
_DATED = re.compile(
    r"\b(?:a|ont|avait|s'est)(?! (?:l'|la |le |cette |son |sa |"
    r"ses ))(?: [a-z]+){1,3}\b[^.;:]{0,50}\ble (?:[a-z]+ )?\d{1,2}(?:er)? (?:janv|fevr|mars|avri|mai|juin|juil|aout|"
    r"sept|octo|nove|dece)[a-z]*\b(?! prochain)|"
    r"^(?:le|depuis le|des le) \d{1,2}(?:er)? (?:janv|fevr|mars|avri|mai|juin|juil|aout|sept|octo|nove|"
    r"dece)[a-z]*\b[^.;]{0,80}\b(?:a|ont) |"
    r"\b(?:comite|conseil|bureau|copil|assemblee|reunion|seance) (?:[a-z']+ ){0,2}du \d{1,2}(?:er)? (?:janv|fevr|mars|"
    r"avri|mai|juin|juil|aout|sept|octo|nove|dece)[a-z]* (?:a|ont) "
)


# What the title of minutes calls shortly: « COPIL du 12 mars » is the comité de pilotage.
_SHORT = (
    (r"co-?pil", "comite de "
                 "pilotage"), (r"c\.? ?a\.?", "conseil d'administration"), (r"c\.? ?m\.?", "conseil municipal"),
    (r"c\.? ?s\.?", "conseil comite syndical scientifique"),
    (r"c\.? ?t\.?", "comite technique"), (r"cotech", "comite technique"),
    (r"codir|c\.? ?d\.?", "comite conseil directeur de direction documentaire"),
    (r"c\.? ?c\.?", "conseil communautaire"),
    (r"comex|be|bex", "comite bureau executif"), (r"bn", "bureau national"), (r"cr", "conseil regional"),
    (r"(?:commune|mairie|ville) d(?=')|(?:commune|mairie|ville) de", "conseil municipal"),
    (r"(?:communaute|agglomeration|metropole|intercommunal|communautaire|epci)[a-z]*",
     "conseil communautaire bureau communautaire"),
)  # fmt: skip


def in_full(own: str) -> str:
    """The folded title of minutes with the bodies that it only names by their initials written out."""
    told = [words for short, words in _SHORT if re.search(rf"\b{short}(?=[ ,.:;()_/-]|\d|$)", own)]
    return " ".join((own, *told))


def of_another_body(text: str, start: int, end: int, own: str, *, active: bool = True) -> bool:
    """Whether what decides in ``text[start:end]`` is a body called otherwise than this one.

    ``own``: folded words of the title of the minutes; ``active``: the words that decide name who does.
    """
    if not own:
        return False
    subject = text[max(0, start - 60) : end]
    if active:
        named = (*_OTHERS.finditer(subject), *_OF_MORE.finditer(subject))
        past = _PAST_SUBJECT.search(subject) if _NOUN.search(own) else None
        if _NOUN.search(own):
            named = (*named, *_THAT_OF.finditer(subject))
        if any(match["of"] not in own for match in named) or (past and past["noun"] not in own):
            return True
    agent = _BY.search(text[end : end + 120]) or _BY_THAT_OF.search(text[end : end + 120])
    return agent is not None and agent["of"] not in own


_MONTHS = ("janv", "fevr", "mars", "avri", "mai", "juin", "juil", "aout", "sept", "octo", "nove", "dece")
_DONE_IN = re.compile(
    r"\b(?:a|ont) ete (?!fix|prev|report|programm|repous|decal|ouv|organis|remis)[a-z]+(?:e|i|u|is|it)e?s? "
    rf"(?!de |d'|que )[^.;:,]{{0,50}} en ({'|'.join(_MONTHS)})[a-z]*(?=[ .]*$| par |[,;])"
)


# « adoptée par l’assemblée générale du 16 juin »
_BY_DATED = re.compile(
    r"\b(?:par|lors de|a) (?:le |la |l'|cette )?(?:conseil|comite|assemblee|bureau|commission|ag|ca|copil)"
    r"(?: [a-z']+){0,3} du "
    r"(?P<day>\d{1,2})(?:er)? (?P<month>janv|fevr|mars|avri|mai|juin|juil|aout|sept|octo|nove|dece)[a-z]*"
)
_OPENS_DATED = re.compile(
    r"^\W*(?:[^,;:.]{0,40} : )?(?:en (?:sa |la |date )|lors (?:de (?:sa |la |l')|du )|par (?:sa |une |la )?"
    r"(?:deliberation|decision|arrete|courrier|lettre|acte)|a la (?:seance|reunion)|au cours de (?:sa |la "
    r"))[^;:.]{0,60}$|"
    r"\b(?:en date|(?:seance|reunion|conseil|"
    r"comite|bureau|assemblee generale|ag|ca|deliberation)(?: n ?[°o] ?[\w/-]{1,14})?) du $"
)


def of_another_day(raw: str, text: str, meeting: date | None) -> bool:
    """Whether a sentence in the past tense dates what was decided from before the meeting."""
    if not _PAST.search(text):
        return False
    if _DATED.search(text) or _LAST_MONTH.search(text):
        return True
    if meeting is None:
        return False
    if by := _BY_DATED.search(text):
        return (int(by["day"]), _MONTHS.index(by["month"]) + 1) != (meeting.day, meeting.month)
    if (month := _DONE_IN.search(text)) and _MONTHS.index(month[1][:4].strip()) < meeting.month - 1:
        return True
    for day, start, _ in french_dates.find(raw[:600]):
        before = raw[max(0, start - 14) : start].lower()
        if day < meeting and _OPENS_DATED.search(flat(raw[:start]) + " "):
            return True
        if day < meeting and re.search(r"(?:\ble |\ben |, |depuis |^)\s*$", before):
            return True
    return bool(re.search(r"\b(?:le|du|au) \d{1,2}(?:er)? [a-z]+ dernier\b", text))
