"""Who was there: the lists at the head or the foot of minutes, in a line, as items, in a table; who votes for whom.

Only persons: an institution without a person is left out. Must not take anybody who only speaks in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from repo_service.domain.minutes.found import Attendee
from repo_service.domain.minutes.people import persons
from repo_service.domain.minutes.sentences import spans
from repo_service.domain.minutes.texts import Folded, Stretch
from repo_service.domain.minutes.zones import Placed

Role = Literal["present", "excused", "absent", "invited"]
Kind = Role | Literal["proxy", "office", "other"]

_LINES = 250  # stretches from the first one that may belong to the lists
_FOOT = 30
_LONGEST = 6000
_UNDER_TITLE, _FEWEST = 16, 3  # lines where a bare list of names may stand, and how many names make one
_S = r"(?:\(?[.·•-]?e?\)?[.·•-]?\(?s?\)?)"
_WHO = (
    r"(?:(?:les )?(?:membres?|administrateurs?|personnes?|delegue[es]*|representant[es]*|titulaires?|"
    r"suppleant[es]*|partenaires|adherents|elus|conseillers|"
    r"collegues|participants?|autres)(?: (?:du|de la|de l'|des) [a-z' ]{2,40}?)? )?"
)
_ARE = r"(?:(?:etait|etaient|sont|est|ont ete|etant) )?(?:egalement |aussi |la |bien )?"
# What a list is called; the first row that matches says whose list it is.
_ROLES: tuple[tuple[Kind, str], ...] = (
    ("excused", rf"{_WHO}{_ARE}absent{_S}(?:,? (?:et |ou )?|/ ?)excuse{_S}(?: (?:et|ou) represente{_S})?"),
    ("excused", rf"{_WHO}{_ARE}(?:absent|excuse){_S},? (?:mais |et |ou |ayant )?(?:represente{_S}|donne pouvoir)"),
    ("excused", rf"{_WHO}{_ARE}(?:excuse|represente){_S}(?: ou absent{_S}| et absent{_S}| / absent{_S})?"),
    ("excused", r"(?:n'ont pas pu|n'a pas pu|ne pouvai(?:t|ent)|ont prie|s'excusent|s'est excuse|"
        r"se sont excuse)[^:,]{0,40}"),
    ("absent", rf"{_WHO}{_ARE}absent{_S}(?: non excuse{_S})?"),
    ("proxy", r"(?:ont (?:donne|remis) (?:un )?)?(?:pouvoirs?|procurations?)(?: (?:donnes?|recus?|remis))?"),
    ("invited", rf"{_WHO}{_ARE}invite{_S}(?: (?:permanents?|present{_S}|excuse{_S}))?"),
    ("invited", r"(?:assist(?:aient|ait|ent|e)|participaient|participait) (?:egalement|aussi|en outre)?[^:,]{0,50}|"
        r"(?:avec|a) voix consultative|"
                r"membres? (?:avec |a |ayant )?voix consultative|membres? sans droit de vote|observat(?:eur|rice)s?|"
                r"personnes? invitees?|intervenante?s?|"
                r"en presence de|egalement present[es]*"),
    ("present", rf"{_WHO}{_ARE}present{_S}(?: (?:a|en|ou|et) (?:distance|represente{_S}|la reunion|visio\w*|seance|"
        rf"salle))*"),
    ("present", rf"{_ARE}la|participant{_S}|participa(?:ient|nts)|ont (?:participe|assiste|pris part)|assistaient|"
        rf"presences?|liste (?:des )?(?:present{_S}|de presence|"
                r"participants?)|(?:avec|a) voix deliberative|membres? (?:avec |ayant )(?:voix|droit)[a-z ]*|"
                r"en visio\w*|a distance|par telephone|siegeaient|"
                r"membres (?:du|de la) (?:bureau|comite|conseil|groupe|commission)|titulaires|suppleants"),
    ("office", r"(?P<office>secretaire|secretariat|president|presidente|presidence|animat\w+|redact\w+|redige|"
        r"redaction)(?: de (?:la )?(?:seance|reunion))?(?: par)?|rapporteure?"),
    ("other", r"(?:date|lieu|heure|horaires?|duree|salle|objet|diffusion|destinataires?|copie|ordre du jour|"
        r"prochaine reunion|quorum|documents?)"),
)  # fmt: skip
_LABEL = re.compile(
    r"(?:(?<=^)|(?<=[.;:)\]|] )|(?<= - )|(?<=[a-z0-9)\\}_*] )|(?<=\n))"
    + "(?:" + "|".join(f"(?P<r{n}>{pattern})" for n, (_, pattern) in enumerate(_ROLES)) + ")"
    + r"(?P<tail>(?: (?:du|de la|de l'|des|pour|au|a|aux|parmi|a titre|avec|ayant|le|en|et)\b[^:|]{0,60}|"
        r" ?\([^)]{0,60}\))*) ?(?P<colon>[:|])"
)  # fmt: skip
_ALONE = re.compile(
    "(?:" + "|".join(f"(?P<r{n}>{pattern})" for n, (_, pattern) in enumerate(_ROLES)) + r")(?: ?\([^)]{0,40}\)|"
    r" (?:du|de la|des|pour|a) [^:.]{0,60})? ?[:.]?"
)
_SPLIT = re.compile(r"\s*(?:[,;•▪|\n]|\s[-–—/](?=\s)|\s(?:et|ainsi que|&|puis)\s|(?<=\))\s(?=[A-ZÀ-Þ])|"
    r"(?<![A-Z])\.\s(?=[A-ZÀ-Þ]))\s*")
_PROXY = re.compile(
    r"(?P<from>[^,;()]{3,60}?)[ ,(]*(?:(?:a |ont |ayant |qui (?:a|avait|ont) )?(?:donn(?:e|é|ant|ait|"
    r"aient)s? )?(?:son |sa |un |leur )?(?:pouvoir|procuration|mandat)(?: donn[ée]e?)? ?(?:à|a|:|->|→|au)|"
    r"(?:est |était |etait )?repr[ée]sent[ée]e?s? par|→|->|par(?= [A-ZM]))[ :]*(?P<to>[^,;()]{3,60})"
)
_REVERSE = re.compile(r"(?P<to>[^,;()]{3,60}?),?\s*(?:qui repr[ée]sentait|repr[ée]sentant|pour le compte de|"
    r"porteur du pouvoir de|mandataire de)\s+(?P<from>[^,;()]{3,60})")
_AFTER_NAME = re.compile(r"\s*(?:pour|au titre|repr[ée]sentant|en remplacement|excus|absent|\d|à partir|jusqu|arriv|"
    r"par |qui |remplac|supplé|invit|en visio|sauf|du |de la |dit |à )")
_MARKUP = re.compile(r"\[([^\[\]]{1,60})\]\{[^{}]{0,40}\}")  # « Quentin [Gliech]{.smallcaps} »
_LEAD = re.compile(r"^[\s\-–•*▪→]*(?:(?:et|dont|avec|ainsi que|pour|le|la|les|:|\.)\s+)*")
_PLACE_FIRST = re.compile(r"^(?P<place>[^:]{2,90}?)\s*:\s*(?P<rest>\S.*)$", re.DOTALL)
_INSIDE = re.compile(r"[(\[]([^()\[\]]{0,200})[)\]]")
_CHAIR = re.compile(r"pr[ée]sident(?:e)?(?! (?:de la|du|d[’'])\b)|pr[ée]sident(?:e)? (?:du comit|de s[ée]ance)")
_PRESIDED = re.compile(r"sous la pr[ée]sidence (?:de |d[’'])(?P<name>" + persons.FULL_NAME + ")")


@dataclass
class _Lists:
    """The persons so far, by the words of their names; the first list that names somebody counts."""

    found: dict[frozenset[str], Attendee] = field(default_factory=dict)
    proxies: list[tuple[str, str]] = field(default_factory=list)

    def add(self, name: str, role: Role, place: str = "", office: str = "", quote_of: Stretch | None = None) -> None:
        words = frozenset(persons.words_of(name))
        if not words:
            return
        known = self.found.get(words)
        if known is None and office:
            known = next((one for own, one in self.found.items() if words <= own or own <= words), None)
            words = frozenset(persons.words_of(known.name)) if known else words
        if known is not None:
            changed = replace(known, office=known.office or office, place=known.place or place)
            self.found[words] = changed
            return
        quote = None
        if quote_of is not None and (at := quote_of.text.find(name)) >= 0:
            quote = quote_of.quote(at, at + len(name))
        self.found[words] = Attendee(persons.tidy(name), role, office, place, "", quote)


def read(placed: Sequence[Placed]) -> tuple[Attendee, ...]:
    """Everybody named in the lists, in order, with their roles, offices and proxies."""
    lists = _Lists()
    role: Kind = "other"
    office = ""
    quiet = 0
    began = -1
    for number, one in enumerate(placed):
        if began >= 0 and number > began + _LINES:
            break
        if one.zone in {"agenda", "annex"} or (began < 0 and number > 60 and number < len(placed) - _FOOT):
            role = "other"
            continue
        parts = list(_parts(one.stretch))
        if parts:
            began = began if began >= 0 else number
            for kind, office_, content in parts:
                role, office, quiet = kind, office_, 0
                if content.strip():
                    _take(lists, role, office, content, one.stretch)
            if role in {"office", "other"} and content.strip():
                role = "other"
            continue
        if role == "other":
            continue
        taken = _goes_on(one) and _take(lists, role, office, one.stretch.text, one.stretch)
        quiet = 0 if taken else quiet + 1
        if one.heading or quiet > 2 or (not taken and not _goes_on(one)):
            role = "other"
    _presided(lists, placed)
    if not lists.found:
        _under_the_title(lists, placed)
    return _with_proxies(lists)


def _goes_on(one: Placed) -> bool:
    """Whether a line may continue a list of names: no heading of a point, no sentence that tells something."""
    text = one.stretch.text
    if one.heading and not one.stretch.bold:
        return False
    told = re.search(r"\b(?:est|sont|a été|rappelle|présente|remercie|ouvre|propose|décide|approuve|indique|peut|"
        r"souhaite)\b", text)
    return len(text) < 1500 and not (told and "(" not in text[: told.start()] and len(text) > 40)


def _parts(line: Stretch) -> Iterator[tuple[Kind, str, str]]:
    """The lists that begin in a line: whose, and what follows until the next one."""
    text = line.text[:_LONGEST]
    folded = line.folded if len(text) == len(line.text) else Folded(text)
    bare = folded.text.strip(" *_.:-")
    if len(bare) < 90 and (alone := _ALONE.fullmatch(bare)):
        kind, office = _kind(alone)
        if kind not in {"office"}:
            yield kind, office, ""
        return
    head = folded.text[:160]
    marks = _LABEL.finditer(folded.text) if ":" in folded.text else iter(())
    labels = [mark for mark in marks if _capital(text, folded.back(mark.start()))]
    labels = [m for m in labels if m.start() < 400 or labels[0].start() < 40]
    if not labels or (labels[0].start() > 160 and "present" not in head):
        if match := re.match(r"(?:etaient |sont )?(?:presents?|excuse[es]*|absente?s?|invite[es]*) (?:m\.|mme|mm\.|"
            r"mmes|messieurs|mesdames)", folded.text):
            kind = "present" if "present" in match[0] else "invited" if "invit" in match[0] else "excused"
            yield kind, "", text[folded.back(match[0].rfind(" ")) :]
        return
    for place, label in enumerate(labels):
        end = labels[place + 1].start() if place + 1 < len(labels) else len(folded.text)
        kind, office = _kind(label)
        yield kind, office, text[folded.end(label.end()) : folded.back(end)]


def _capital(text: str, place: int) -> bool:
    """Whether a label begins with a capital, or begins the line."""
    return text[place : place + 1].isupper() or not text[:place].strip(" *_-–•>")


def _kind(match: re.Match[str]) -> tuple[Kind, str]:
    for number, (role, _) in enumerate(_ROLES):
        if match[f"r{number}"] is not None:
            office = ""
            if role == "office":
                word = match["office"] or ""
                office = "secretary" if word.startswith(("secr", "red")) else "chair" if word.startswith("pres") else ""
                role = "office" if office else "other"
            return role, office
    return "other", ""


def _take(lists: _Lists, role: Kind, office: str, content: str, line: Stretch) -> bool:
    """Take the names of a list; whether there were any."""
    if role == "other":
        return False
    content = _MARKUP.sub(r"\1", content[:_LONGEST]).replace("\\ ", ", ").replace(" / ", ", ")
    _proxies(lists, content)
    before = len(lists.found) + len(lists.proxies)
    if role == "proxy":
        return len(lists.proxies) > 0
    if role == "office":
        first = next((name for name, _, _ in _names(content[:200])), None)
        if first:
            lists.add(first, "present", "", office, line)
        return True
    any_ = False
    for name, place, absent in _names(content):
        any_ = True
        own: Role = "excused" if absent and role == "present" else role
        secretary = "secretary" if "secrétaire" in place and "séance" in place else ""
        lists.add(name, own, place, "chair" if _CHAIR.search(place) and own == "present" else secretary, line)
    return any_ or len(lists.found) + len(lists.proxies) > before


def _names(content: str) -> Iterator[tuple[str, str, bool]]:
    """The persons of a list: name, the words beside it, whether they are said to be away."""
    last: tuple[str, str, bool] | None = None
    prefix = ""
    for raw, bracket in _tokens(content):
        token = _LEAD.sub("", raw).strip(" .:*_–-")
        if match := _PLACE_FIRST.match(token):
            prefix, token = match["place"].strip(" -–"), match["rest"].strip()
        name, beside = _person(token)
        if name:
            if last:
                yield last
            words = ", ".join(filter(None, (beside, bracket))) or prefix
            last = (name, words, bool(re.search(r"\b(?:excus|absent)", words)))
        elif last and token and token[0].islower() and len(token) < 120:
            last = (last[0], ", ".join(filter(None, (last[1], token))), last[2])
        elif last and not token and bracket:
            last = (last[0], ", ".join(filter(None, (last[1], bracket))), last[2])
    if last:
        yield last


def _kept_whole(bracket: re.Match[str]) -> str:
    """The words of a bracket, set apart, with marks for what would cut them."""
    return "\x00" + re.sub(r"[,;]", "\x01", bracket[1]).replace(" et ", " \x02 ") + "\x00"


def _tokens(content: str) -> Iterator[tuple[str, str]]:
    """The parts of a list outside brackets, each with the words of the bracket that follows it."""
    plain = _INSIDE.sub(_kept_whole, content)
    for token in _SPLIT.split(plain):
        words, *inside = token.split("\x00")
        bracket = inside[0].replace("\x01", ",").replace("\x02", "et").strip() if inside else ""
        rest = "".join(inside[1:]).strip() if len(inside) > 1 else ""
        yield words, bracket
        if rest and len(rest) > 3:
            yield rest, ""


def _person(token: str) -> tuple[str, str]:
    """The name at the start of a token and what follows it."""
    token = re.sub(r"^(?:Mmes?|MM?\.?|Mlles?)\s+et\s+", "", token)
    match = re.match(persons.NAME, token)
    if not match:
        return "", ""
    name = persons.without_office(match[0].strip())
    rest = "" if name != match[0].strip() else token[match.end() :].strip()
    if not persons.is_person(name):
        return "", ""
    if rest and not (_AFTER_NAME.match(" " + rest) or rest[0].islower() or rest[0] in "(:-–=→"):
        return "", ""
    if rest and rest[0].islower() and re.match(r"(?:de|du|des|d[’'])\b", rest) and " " not in name:
        return "", ""
    return name, rest


def _proxies(lists: _Lists, content: str) -> None:
    plain = re.sub(r"\s*\(\s*", " ", content).replace(")", " ;")
    for part in re.split(r"[;\n]|,(?! (?:qui|repr|ayant|a donn))|(?<![A-ZM])\.\s| – | - ", plain):
        for pattern in (_PROXY, _REVERSE):
            if match := pattern.search(part):
                giver = _person(_LEAD.sub("", match["from"]).strip(" ,.:-–"))[0]
                holder = _person(match["to"].strip(" ,.:-–"))[0]
                if not giver:
                    giver = _last_person(match["from"])
                if giver and holder:
                    lists.proxies.append((giver, holder))
                break


def _last_person(words: str) -> str:
    found = [m[0].strip() for m in re.finditer(persons.NAME, words)]
    return next((name for name in reversed(found) if persons.is_person(name)), "")


def _under_the_title(lists: _Lists, placed: Sequence[Placed]) -> None:
    """A list of persons straight under the title, without any word for it: those present."""
    listed = [one.stretch for one in placed[:_UNDER_TITLE] if one.stretch.item and not one.heading]
    named = [(line, _person(line.text.strip(" -–•*"))) for line in listed]
    if len(named) >= _FEWEST and all(name and " " in name and not rest for _, (name, rest) in named):
        for line, (name, _) in named:
            lists.add(name, "present", "", "", line)


def _presided(lists: _Lists, placed: Sequence[Placed]) -> None:
    for one in placed[:40]:
        if match := _PRESIDED.search(one.stretch.text):
            lists.add(match["name"], "present", "", "chair", one.stretch)
            return


def _with_proxies(lists: _Lists) -> tuple[Attendee, ...]:
    for giver, holder in lists.proxies:
        words = frozenset(persons.words_of(giver))
        own = next((key for key in lists.found if words and (words <= key or key <= words)), None)
        if own is None:
            lists.found[words] = Attendee(persons.tidy(giver), "excused", proxy=persons.tidy(holder))
        else:
            one = lists.found[own]
            away: Role = "excused" if one.role == "present" else one.role
            lists.found[own] = replace(one, proxy=one.proxy or persons.tidy(holder), role=away)
    return tuple(lists.found.values())


def quorum(placed: Sequence[Placed]) -> bool | None:
    """Whether the text says that the quorum was reached; ``None`` where it does not say."""
    for one in placed[:120]:
        text = one.stretch.folded.text[:1500]
        if "quorum" not in text and "valablement" not in text:
            continue
        for start, end in spans(text):
            said = text[start:end]
            if re.search(r"quorum[^.]{0,60}(?:n'(?:est|etant|a|etait) pas|non atteint|pas atteint)", said):
                return False
            if re.search(r"quorum[^.]{0,80}(?:atteint|reuni|constate|verifie)|peut valablement|pu valablement|"
                r"valablement (?:deliberer|sieger)", said):
                return True
    return None
