"""The names of a list of persons: « Mmes Dargaud et De Brito (ATSEM) », « Odile Fontanier, Lansac », « A – B – C ».

Must not take the places beside the names for persons: what stands after a dash or a comma in an item is beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from repo_service.domain.minutes.people import persons
from repo_service.domain.minutes.texts import flat


@dataclass(frozen=True, slots=True)
class Named:
    """One person of a list; ``beside``: the words that stand with the name; ``away``: they say that it is absent."""

    name: str
    beside: str
    away: bool = False


_GAP = r"[ \u00a0\u202f]"
_DASH = re.compile(r"(?:\s[-–—/]{1,3}\s?|[-–—]{1,2}\s)")
_SPLIT = re.compile(
    r"\s*(?:[,;•▪|\n]|\s\*\s?|\s\+\s|\s(?:et|ainsi que|&|puis)\s|(?<=\))\s(?=[A-ZÀ-Þ])|(?<![A-Z])\.\s(?=[A-ZÀ-Þ])|"
    r"\s[-–—](?=[A-ZÀ-Þ][a-zà-ÿ]))\s*"
)
_TITLES = r"(?:Mmes?|Mlles?|MM?\.|Monsieur|Madame|Messieurs|Mesdames)"
# « … directeur du SCD Mme Farrugia »: a title that no small word leads to begins the next person.
_NEXT = re.compile(
    rf"(?<=[{persons.LOW}A-Z)])(?<!\bpar)(?<!\b[àÀ])(?<!\bde)(?<!\bdu)(?<!\bpour)(?<!\bavec)(?<!\bet)(?<!\bchez)"
    rf"(?<!\bpouvoir)(?<!\bprocuration)(?<!\bdonné)(?<!\bdont){_GAP}+(?={_TITLES}{_GAP}?[A-ZÀ-Þ])"
)
_LEAD = re.compile(r"^[\s\-–—•*▪→◦]*(?:\[[ xX]?\]\s*)?"
    r"(?:(?:et|dont|avec|ainsi que|pour|de(?=\s+M)|le|la|les|:|\.)\s+)*")
_PLACE_FIRST = re.compile(r"^(?P<place>[^:]{2,90}?)\s*:\s*(?P<rest>\S.*)$", re.DOTALL)
_INSIDE = re.compile(r"[(\[]([^()\[\]]{0,200})[)\]]")
_AFTER_NAME = re.compile(r"\s*(?:pour|au titre|repr[ée]sentant|en remplacement|excus|absent|\d|à partir|jusqu|arriv|"
    r"par |qui |remplac|supplé|invit|en visio|sauf|du |de la |dit |à |pr[ée]sent|ayant|a donn|donn)")
_MARKUP = re.compile(r"\[([^\[\]]{1,60})\]\{[^{}]{0,40}\}")  # « Quentin [Gliech]{.smallcaps} »
_STARS = re.compile(r"\*\*|__|\\\*|(?<=\w)\*{1,4}(?=[\s,;.)]|$)")
_UPPER_PARTICLE = re.compile(rf"(?:d[eu]s?|d[’']|l[ea]|DE|DU|DES|LE|LA|EL|VAN|VON|Van|"
    rf"Von){_GAP}?(?:LA{_GAP})?(?=[A-ZÀ-Þ]{{3}})")
_INITIAL_LAST = re.compile(rf"(?!(?:Mmes?|Mlles?|Mr|Dre?|Pre?|Me|Monsieur|Madame){_GAP})"
    rf"[A-ZÀ-Þ][a-zà-ÿ]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)*{_GAP}[A-ZÀ-Þ](?![\w’']|\.{_GAP}?[A-ZÀ-Þ])|"
    rf"(?:(?:DE|DU|LE|LA|DES|D[’']){_GAP}?)*[A-ZÀ-Þ][A-ZÀ-Þ’'-]+{_GAP}(?:[A-ZÀ-Þ](?:[a-z])?\.?-?){{1,2}}(?!\w)|"
    rf"[A-ZÀ-Þ]{_GAP}[A-ZÀ-Þ][\w-]{{2,}}(?!\w)")
_AWAY = re.compile(r"\b(?:excus|absent|repr[ée]sent[ée]e? par|empêch)")
_OFFICES = re.compile(
    r"^(?:maire|adjoint|president|vice|secretaire|tresori|directeur|directrice|responsable|membre|charg|conseill|"
    r"coordin|animat|represent|delegu|professeur|enseignant|etudiant|bibliothec|archiviste|documentaliste|"
    r"conservat|titulaire|suppleant|inspect|elue?\b|admin|referent|rapporteu|doctorant|ingenieur|stagiaire|consult)"
)
_TITLES_TOGETHER = re.compile(r"^(?:Mmes?|MM?\.?|Mlles?|Mesdames|Messieurs)\s*(?:et|,|/|-)\s*(?=M)")
_NAME = re.compile(persons.NAME)
_CAPITALS = re.compile(rf"(?:{_TITLES} )?[A-ZÀ-Þ’'-]{{6,}}")
_SHORT = re.compile(r"[A-ZÀ-Þ]{2,5}")
_OF = re.compile(r"(?:de|du|des|d[’'])\b")
_ROLL_FROM = 3  # names in capitals from which short ones are names too
# « SG, MF, JW »: a list of initials; what offices and services are called shortly is none.
_INITIALS = re.compile(r"[A-ZÀ-Þ]{2,3}")
_SEVERAL_TITLED = re.compile(r"(?:Mmes|MM|Mlles|Messieurs|Mesdames)\b")
_OWN_TITLE = re.compile(rf"{_TITLES}(?!\w)")


def plain(content: str) -> str:
    """The words of a list without marks of type: « [Adam]{.smallcaps} », « **Anne Blin** », a star for a note."""
    return _STARS.sub("", _MARKUP.sub(r"\1", content))


def initials(content: str) -> bool:
    """Whether a list is one of initials: « SG, MF, AK (congés) »."""
    tokens = [raw.strip(" .:*_") for raw, _ in _tokens(plain(content), item=False) if raw.strip()]
    short = [token for token in tokens if _is_initials(token)]
    return len(short) >= _ROLL_FROM and len(short) >= len(tokens) - 1


def _is_initials(token: str) -> bool:
    return bool(_INITIALS.fullmatch(token)) and token not in persons.NO_INITIALS


def names(content: str, *, item: bool = False, short: bool = False) -> Iterator[Named]:
    """The persons of a list. ``item``: one line of several, so that what follows its first name may be a place.

    ``short``: the lists of this meeting name by initials.
    """
    content = plain(content)
    tokens = list(_tokens(content, item=item))
    roll = sum(bool(_CAPITALS.fullmatch(token[0].strip(" .:"))) for token in tokens) >= _ROLL_FROM
    short = short or initials(content)
    titled = False  # « Mmes ROY, PETIT »: the title holds for those who follow
    last: Named | None = None
    prefix = ""
    for raw, bracket in tokens:
        token = _LEAD.sub("", raw).strip(" .:*_–-…")
        titled = bool(_SEVERAL_TITLED.match(token)) or (titled and not _OWN_TITLE.match(token))
        capitals = roll or titled
        if match := _PLACE_FIRST.match(token):
            told = person(match["place"].strip(), capitals=capitals)[0]
            if told and _AWAY.match(match["rest"]):
                token = f"{match['place']} {match['rest']}"
            else:
                prefix, token = match["place"].strip(" -–"), match["rest"].strip()
        name, beside = person(token, capitals=capitals)
        if not name and short and _is_initials(token):
            name = token
        if name and item and last is not None and " " in last.name and " " not in name:
            name, beside = "", ""  # « Karim Ouazzani, Saint-Fiacre »
            token = token[:1].lower() + token[1:]
        if name:
            if last:
                yield last
            words = ", ".join(filter(None, (beside, bracket))) or prefix
            last = Named(name, words, bool(_AWAY.search(words)))
        elif last and token and token[0].islower() and len(token) < 120:
            beside = ", ".join(filter(None, (last.beside, token)))
            last = Named(last.name, beside, last.away or bool(_AWAY.match(token)))
        elif last and not token and bracket:
            last = Named(last.name, ", ".join(filter(None, (last.beside, bracket))), last.away)
    if last:
        yield last


def _dashed(content: str, *, item: bool) -> str:
    """Dashes parted: between persons they are commas; in an item with one person the rest is beside it."""
    parts = [part for part in _DASH.split(content) if part.strip()]
    if len(parts) < 2:
        return content
    full = [bool(person(_LEAD.sub("", part).strip(" .,;:"))[0].count(" ")) for part in parts]
    if not item or (len(parts) > 2 and 2 * sum(full) > len(parts)):
        return " , ".join(parts)
    if full[1] and not person(_LEAD.sub("", parts[0]).strip(" .,;:"))[0]:
        parts[:2] = [parts[1], parts[0]]  # « Lansac – Odile Fontanier »
    return f"{parts[0]} ({' '.join(parts[1:]).translate(_BARE)})"


_BARE = str.maketrans("()[]", "    ")


def _tokens(content: str, *, item: bool) -> Iterator[tuple[str, str]]:
    """The parts of a list outside brackets, each with the words of the bracket that follows it."""
    plain = _INSIDE.sub(_kept_whole, _dashed(content, item=item))
    plain = _NEXT.sub(" , ", plain)
    for token in _SPLIT.split(plain):
        words, *inside = token.split("\x00")
        bracket = inside[0].replace("\x01", ",").replace("\x02", "et").strip() if inside else ""
        rest = "".join(inside[1:]).strip() if len(inside) > 1 else ""
        yield words, bracket
        if rest and len(rest) > 3:
            yield rest, ""


def _kept_whole(bracket: re.Match[str]) -> str:
    """The words of a bracket, set apart, with marks for what would cut them."""
    inside = re.sub(r"[,;]", "\x01", bracket[1]).replace(" et ", " \x02 ")
    return "\x00" + re.sub(r"(?<=\s)[-–—*](?=\s)|\.(?=\s)", "", inside).replace("\n", " ") + "\x00"


def person(token: str, *, capitals: bool = False) -> tuple[str, str]:
    """The name at the start of a token and what follows it; empty when it begins with no person.

    ``capitals``: it stands in a list of family names in capitals, so that a short one is no acronym.
    """
    token = _TITLES_TOGETHER.sub("", token)
    particle = _UPPER_PARTICLE.match(token)
    match = _INITIAL_LAST.match(token) or _NAME.match(token, particle.end() if particle else 0)
    if not match:
        return "", ""
    raw = token[: match.end()].strip()
    name = persons.without_office(raw)
    rest = "" if name != raw else token[match.end() :].strip()
    short = capitals and _SHORT.fullmatch(name)
    if not (persons.is_person(name) or particle or short or _INITIAL_LAST.fullmatch(name)):
        return "", ""
    if rest and not (_AFTER_NAME.match(" " + rest) or rest[0].islower() or rest[0] in "(:-–=→\"«*/"):
        return "", ""
    single = " " not in name and name[1:2].islower()
    if rest and rest[0].islower() and single and not (_AFTER_NAME.match(rest) or _OFFICES.match(flat(rest))):
        return "", ""
    return ("", "") if " " not in name and _OF.match(rest) else (name, rest)
