"""Who was there: the lists at the head or the foot of minutes, in a line, as items, in a table; who votes for whom.

Only persons: an institution without a person is left out. Must not take anybody who only speaks in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from repo_service.domain.minutes.found import Attendee
from repo_service.domain.minutes.people import persons, roll
from repo_service.domain.minutes.people.labels import Kind, Role, begun
from repo_service.domain.minutes.people.names import initials, names, person, plain
from repo_service.domain.minutes.sentences import spans
from repo_service.domain.minutes.texts import Stretch, flat
from repo_service.domain.minutes.zones import Placed

_LINES = 250  # stretches from the first one that may belong to the lists
_FOOT = 30
_ANNOUNCES = 40  # characters of a line that ends with a colon, and names no institution
_RUNS_ON = 300  # characters of a list after which a sentence may follow it
_LONGEST = 6000
_UNDER_TITLE, _FEWEST = 16, 3  # lines where a bare list of names may stand, and how many names make one
_TOLD_IN = 45  # stretches in which sentences tell who came
_PROXY = re.compile(
    r"(?P<from>[^,;()]{3,60}?)[ ,(]*(?:\b(?:a |ont |ayant |qui (?:a|avait|ont) )?(?:donn(?:e|é|ant|ait|"
    r"aient)s? )?(?:son |sa |un |leur )?(?:pouvoir|procuration|mandat)(?: donn[ée]e?)? ?(?:à|a|:|->|→|au)|"
    r"(?:est |était |etait )?repr[ée]sent[ée]e?s? par|→|->|par(?= [A-ZM]))[ :]*(?P<to>[^,;()]{3,60})"
)
_REVERSE = re.compile(r"(?P<to>[^,;()]{3,60}?),?\s*(?:qui repr[ée]sentait|repr[ée]sentant|pour le compte de|"
    r"porteur du pouvoir de|mandataire de)\s+(?P<from>[^,;()]{3,60})")
_OF_TO = re.compile(r"^\W*(?:[Pp]rocuration|[Pp]ouvoir)s? de (?P<from>[^,;()]{3,50}?) à (?P<to>[^,;()]{3,60})")
# Under « Pouvoirs : » no verb is needed.
_SHORTLY = re.compile(r"^\W*(?P<from>[^,;()]{3,50}?)(?:,? par [a-zé]+)? à (?P<to>[^,;()]{3,60})")
_LEAD = re.compile(r"^[\s\-–•*▪→]*(?:(?:et|dont|avec|ainsi que|pour|le|la|les|:|\.)\s+)*")
_CHAIR = re.compile(r"(?<!vice-)(?<!vice )(?<!Vice-)pr[ée]sident(?:e)?(?! (?:de la|du|d[’'])\b)|"
    r"pr[ée]sident(?:e)? (?:du comit|de s[ée]ance)")
_UNTICKED = re.compile(r"^\s*\[ ?\]\s*\S")
_NAMES = rf"(?<!\w)(?>{persons.NAME})(?:(?:,| et|, et| ainsi que) (?>{persons.NAME})){{0,12}}"
_APART = r"(?:,? \([^()]{2,60}\)|, [^,.;:]{3,60},)?"
_WAS = r"(?:est|sont|étai(?:en)?t|s[’']étai(?:en)?t|s[’']est|se sont|a été|ont été|sera|ayant été)"
# Sentences of the head that tell who came or did not, and who presides and keeps the minutes.
_TOLD: tuple[tuple[Role, str, re.Pattern[str]], ...] = (
    ("excused", "", re.compile(rf"(?P<names>{_NAMES}){_APART},? {_WAS}(?: tous| toutes| également)?(?: fait)? "
        r"(?:excus|absent|empêch)")),
    ("excused", "", re.compile(rf"(?:[Ss][’'](?:est|était) fait|"
        rf"[Ss][’']étaient fait) excuser ?:? (?P<names>{_NAMES})")),
    ("present", "chair", re.compile(rf"(?:[Ss]ous la présidence|[Pp]résidée?s?|[Aa]nimée?s?) (?:de |d[’']|"
        rf"par )(?:la présidente? |le président )?"
        rf"(?P<names>{persons.FULL_NAME})")),
    ("present", "chair", re.compile(rf"(?P<names>(?<!\w){persons.NAME}){_APART} (?:préside|a présidé|présidait|"
        rf"assur\w+ la présidence|"
        r"(?:est|a été) (?:désigné|élu|nommé)e? (?:comme )?présidente? de (?:la )?séance)")),
    ("present", "secretary", re.compile(
        rf"(?P<names>(?<!\w){persons.NAME}){_APART} (?:(?:(?:est|a été|était|fut) (?:donc |ensuite )?)?(?:désigné|"
        rf"nommé|élu|choisi)e?"
        r"(?: comme| en qualité de| pour être| aux fonctions de|,)?(?: la| le)? secrétaire\b|(?:a bien voulu |"
        r"accepte d[’'])?"
        r"(?:assur\w+|prend\w*|rempli\w+|tien\w+)(?: également| aussi)? (?:le secrétariat|les fonctions de secrétaire|"
        r"les notes|la plume|des notes)|(?:en )?est (?:le|la) secrétaire\b|(?:agit|fait fonction|faisait fonction) "
        r"(?:à titre |comme |de |en tant que )*(?:de )?secrétaire|rédige (?:ce|le) (?:rapport|compte|pv))")),
    ("present", "secretary", re.compile(rf"(?:secrétariat (?:de (?:la )?séance )?(?:est |a été )?assuré par|"
        rf"désigne(?:nt)? comme secrétaire(?: de séance)?) "
        rf"(?P<names>(?<!\w){persons.NAME})")),
    ("present", "", re.compile(rf"(?:[ÉéE]tai(?:en)?t|[Ss]ont) présente?s? (?P<names>{_NAMES})")),
    ("excused", "", re.compile(rf"(?:[ÉéE]tai(?:en)?t|[Ss]ont) (?:absent|excusé)e?s? (?P<names>{_NAMES})")),
    ("invited", "", re.compile(rf"(?P<names>{_NAMES}){_APART} (?:étai(?:en)?t|est|sont) (?:présent|invité)e?s? "
        r"(?:également|aussi|à titre)")),
)  # fmt: skip
_TOLD_HINT = re.compile(
    r"présent|excus|absent|empêch|présid|secrétai|notes|la plume|également|aussi|titre|rédige|animé"
)
# « Mme Roy donne pouvoir à M. Petit », « Procuration de Mme Roy à M. Petit », outside of the lists.
_GIVES = re.compile(r"\b(?:donn[ée]e?(?:nt|s)?|donnant|remis) (?:son |leur |un |une )?(?:pouvoir|procuration)\b|"
    r"^\W*(?:[Pp]rocuration|[Pp]ouvoir)s? de [A-Z]")
_MADE_OF = re.compile(r"[Bb]ureau[^.:;]{0,40} (?:composée?|constituée?|formée?) (?:de |d[’'])(?P<names>.*)$", re.DOTALL)


@dataclass
class _Lists:
    """The persons so far, by the words of their names; the first list that names somebody counts."""

    found: dict[frozenset[str], Attendee] = field(default_factory=dict)
    proxies: list[tuple[str, str]] = field(default_factory=list)
    short: bool = False  # a list names by initials: « SG, MF, JW »

    def known(self, name: str) -> frozenset[str] | None:
        """The words under which somebody of this name, or of a part of it, was found."""
        words = frozenset(persons.words_of(name))
        return next((own for own in self.found if words <= own or own <= words), None) if words else None

    def add(self, name: str, role: Role, place: str = "", office: str = "", quote_of: Stretch | None = None) -> None:
        words = frozenset(persons.words_of(name))
        if not words:
            return
        known = self.found.get(words)
        if known is None and office:
            words = self.known(name) or words
            known = self.found.get(words)
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
    rolled, done = roll.entries(placed)
    for entry in rolled:
        office = "chair" if _CHAIR.search(entry.beside) and entry.role == "present" else ""
        lists.add(entry.name, entry.role, entry.beside, office, entry.line)
        _proxies(lists, f"{entry.name}, {entry.beside}")
    role: Kind = "other"
    office = ""
    quiet = 0
    began = 0 if rolled else -1
    for number, one in enumerate(placed):
        if id(one.stretch.block) in done:
            continue
        if began >= 0 and number > began + _LINES:
            break
        if one.zone in {"agenda", "annex"} or (began < 0 and number > 60 and number < len(placed) - _FOOT):
            role = "other"
            continue
        parts = list(begun(one.stretch))
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
        taken = _goes_on(one) and _take(lists, role, office, one.stretch.text, one.stretch, alone=True)
        if role == "office":
            role = "other"  # one line for an office: « Rédaction | Anne Roy »
            continue
        quiet = 0 if taken else quiet + 1
        if (one.heading and not taken) or quiet > 2 or (not taken and not _goes_on(one)):
            role = "other"
    _sentences(lists, placed)
    if not lists.found:
        _under_the_title(lists, placed)
    if not any(one.role == "present" and not one.office for one in lists.found.values()):
        _by_institution(lists, placed)
    return _with_proxies(lists)


_TELLS = re.compile(
    r"\b(?:est|sont|a été|étant|rappelle|présente|remercie|ouvre|propose|décide|approuve|indique|peut|souhaite|ont|"
    r"fait|"
    r"accueille|constate|était|étaient|aura|demande)\b"
)


_NUMBERED = re.compile(r"\W*(?:[Pp]oint )?(?:\d{1,2}|[IVX]{2,4})\s?[.)°/–-]+\s?(?=[^\W\d_])")


def _goes_on(one: Placed) -> bool:
    """Whether a line may continue a list of names: no heading of a point, no sentence that tells something."""
    text = one.stretch.text
    announces = text.rstrip().endswith(":") and len(text) > _ANNOUNCES  # « Nouveaux adhérents de l’année : »
    opens_point = one.heading and _NUMBERED.match(text)  # « **1. Signalement** »
    if (one.heading and not one.stretch.bold) or text.startswith("#") or announces or opens_point:
        return False
    told = _TELLS.search(text)
    away = told is not None and re.match(r"\s*(?:excus|absent|repr|invit|présente?s?\b)", text[told.end() :])
    return len(text) < 1500 and not (told and not away and "(" not in text[: told.start()] and len(text) > 40)


def _take(lists: _Lists, role: Kind, office: str, content: str, line: Stretch, *, alone: bool = False) -> bool:
    """Take the names of a list; whether there were any. ``alone``: it is a line below the label."""
    if role == "other":
        return False
    content = plain(content[:_LONGEST]).replace("\\ ", ", ").replace(" / ", ", ")
    # « Présents : 26 M. Thévenot, … », « 8 personnes dont Anne Roy »
    content = re.sub(r"^\W*\d{1,3}(?:\s[a-zé]{4,14}\sdont)?(?=\s+[A-ZÀ-Þ])", "", content)
    if not alone and len(content) > _RUNS_ON:
        content = _list_only(content)
    _proxies(lists, content, shortly=role in {"proxy", "excused"})
    before = len(lists.found) + len(lists.proxies)
    if role == "proxy":
        if alone and line.item and len(lists.found) + len(lists.proxies) == before:
            _proxy_item(lists, content, line)
        return len(lists.proxies) > 0 or len(lists.found) > before
    if role == "office":
        if first := next(names(content[:200], short=lists.short), None):
            lists.add(first.name, "present", "", office, line)
        return True
    item = alone and (line.item or not re.search(r"[,;•]| et ", content))
    any_ = False
    lists.short = lists.short or (not alone and initials(content))
    for one in names(content, item=item, short=lists.short):
        if alone and not item and not any_ and not _names_first(content):
            return False
        any_ = True
        away = one.away or (alone and bool(_UNTICKED.match(line.text)))
        own: Role = "excused" if away and role == "present" else role
        secretary = "secretary" if "secrétaire" in one.beside and "séance" in one.beside else ""
        chair = "chair" if _CHAIR.search(one.beside) and own == "present" else secretary
        lists.add(one.name, own, one.beside, chair, line)
    return any_ or len(lists.found) + len(lists.proxies) > before


def _list_only(content: str) -> str:
    """A list without the sentences that run on after it, where a whole page stands in one line."""
    last = 0
    for start, end in spans(content):
        if last and not _names_first(content[start:end]):
            break
        last = end
    return content[:last]


def _proxy_item(lists: _Lists, content: str, line: Stretch) -> None:
    """« René Mages (Christophe Combelles) » under « Pouvoirs »: who is away, and who votes for him."""
    match = re.match(r"\s*(?P<from>[^()]{3,60}?)\s*\((?:à |pour |par )?(?P<to>[^()]{3,60})\)", content)
    giver = person((match["from"] if match else content).strip(" .,-"))[0]
    holder = person(match["to"].strip())[0] if match else ""
    if giver and holder:
        lists.proxies.append((giver, holder))
    elif giver and " " in giver:
        lists.add(giver, "excused", "", "", line)


def _names_first(content: str) -> bool:
    """Whether a line below a label begins with a person and not with a sentence about one."""
    words = re.split(r"[,;(]| et ", _LEAD.sub("", content))[0].strip(" .*_")
    words = words.partition(":")[2].strip() or words
    name, rest = person(words)
    return bool(name) and len(rest.split()) < 7


def _proxies(lists: _Lists, content: str, *, shortly: bool = False) -> None:
    words = content.replace("(", " ").replace(")", " ;")
    plain = re.sub(r"[ \t\u00a0]{2,}", " ", words)  # many spaces in a row would be tried in every way
    for part in re.split(r"[;\n]|,(?! (?:qui|repr|ayant|a donn|pouv|procu|excus))|(?<![A-ZM])\.\s| – | - ", plain):
        for pattern in (_OF_TO, _PROXY, _REVERSE, _SHORTLY) if shortly else (_OF_TO, _PROXY, _REVERSE):
            if match := pattern.search(part):
                giver = person(_LEAD.sub("", match["from"]).strip(" ,.:-–"))[0]
                holder = person(match["to"].strip(" ,.:-–"))[0]
                if not giver:
                    giver = _last_person(match["from"])
                if giver and holder:
                    lists.proxies.append((giver, holder))
                break


def _last_person(words: str) -> str:
    found = [m[0].strip() for m in re.finditer(persons.NAME, words)]
    return next((name for name in reversed(found) if persons.is_person(name)), "")


def _under_the_title(lists: _Lists, placed: Sequence[Placed]) -> None:
    """A list of persons near the title, without any word for it: those present; or one that says of each who came."""
    listed = [one.stretch for one in placed[:_UNDER_TITLE] if one.stretch.item and not one.heading]
    named = [(line, person(line.text.strip(" -–•*"))) for line in listed]
    if len(named) >= _FEWEST and all(name and " " in name and not rest for _, (name, rest) in named):
        for line, (name, _) in named:
            lists.add(name, "present", "", "", line)
    answers = [(one.stretch, match) for one in placed[:_TOLD_IN] if (match := _ANSWER.match(one.stretch.text[:120]))]
    if len(answers) >= _FEWEST:
        for line, match in answers:
            if name := person(match["name"].strip())[0]:
                away = flat(match["answer"]).startswith(("abs", "exc"))
                lists.add(name, "excused" if away else "present", "", "", line)


def _by_institution(lists: _Lists, placed: Sequence[Placed]) -> None:
    """« Pour la Ville : Anne Blin, Jean Roy », « Métropole : Paul Petit »: who is there, without a word for it."""
    told: list[tuple[Stretch, str, list[str]]] = []
    for one in placed[:_UNDER_TITLE]:
        match = _OF_PLACE.match(one.stretch.text[:600])
        if match is None or one.heading or one.stretch.column >= 0 or any(True for _ in begun(one.stretch)):
            continue
        named = [found.name for found in names(match["names"])]
        parts = [part for part in re.split(r",| et ", re.sub(r"\([^()]*\)", "", match["names"])) if part.strip()]
        if named and len(named) == len(parts) and all(" " in name for name in named):
            told.append((one.stretch, match["place"].strip(" *"), named))
    if len(told) >= 2:
        for line, place, named in told:
            for name in named:
                lists.add(name, "present", place, "", line)


_OF_PLACE = re.compile(r"[\s•*-]*(?P<place>[^:]{3,70}?)\s*:\s*(?P<names>[A-ZÀ-Þ][^:]{5,400})$")
# « Siméon, présent ! », « Claire : excusée ».
_ANSWER = re.compile(
    rf"^[\s•*-]*(?P<name>{persons.NAME})\s*[,:–(-]+\s*(?P<answer>(?i:pr[ée]sente?|absente?|excus[ée]e?|en visio))"
)


def _sentences(lists: _Lists, placed: Sequence[Placed]) -> None:
    """What sentences of the head tell of who came: « MM. Vialle et Barrois s’étaient fait excuser »."""
    for one in placed[:_TOLD_IN]:
        text = plain(one.stretch.text[:1500])
        if one.zone in {"agenda", "annex"} or one.stretch.column >= 0:
            continue
        if made := _MADE_OF.search(text):
            end = next((last for first, last in spans(made["names"])), 0)
            for named in names(re.sub(r"(?<=,) (?:et )?de (?=[A-Z])", " ", made["names"][:end])):
                lists.add(named.name, "present", named.beside, "", one.stretch)
        if _GIVES.search(text) and not any(True for _ in begun(one.stretch)):
            _proxies(lists, text)
        if not _TOLD_HINT.search(text):
            continue
        for role, office, pattern in _TOLD:
            for match in pattern.finditer(text):
                for named in names(match["names"]):
                    full = " " in named.name or bool(lists.known(named.name))
                    if full:
                        lists.add(named.name, role, "", office, one.stretch)


def _with_proxies(lists: _Lists) -> tuple[Attendee, ...]:
    for giver, holder in lists.proxies:
        words = frozenset(persons.words_of(giver))
        near = (key for key in lists.found if words and (words <= key or key <= words))
        own = words if words in lists.found else next(near, None)
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
