"""What the lists of those present are called: « Étaient présents », « Absents excusés », « Pas là », « Ont participé ».

Patterns on folded text, and where in a line such a list begins. Must not read names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from repo_service.domain.minutes.texts import Folded, Stretch

Role = Literal["present", "excused", "absent", "invited"]
Kind = Role | Literal["proxy", "office", "other"]

_LONGEST = 6000
_WHOLE = 2500  # characters of a line that is none
_MARKS = " *_.-#+>"
_OTHER = re.compile(r"[A-ZÀ-Þ][^:,;.]{3,40} ?:")
_S = r"(?:(?:[.·•‧/-]|\()?(?:es?|s|x)\)?){0,3}"
_ARE = (
    r"(?:(?:s')?(?:etai(?:en)?t|sont|est|ont ete|etant|ont|a|avai(?:en)?t|sera|seront)(?: fait| fait savoir)? )?"
    r"(?:egalement |aussi |la |bien |notes? |portes? |declares? )?"
)
# Whose list it is: « les membres élus du conseil », « administrateurs (12) ».
_WHOSE = (
    r"(?:liste (?:des |de )?)?(?:\d{1,3} (?=present|absent|excus|represent))?"
    r"(?:(?:les |la |le |l'|\d{1,3} )?(?:membres?|administrat\w+|personn\w+|delegu\w+|represent\w+|titulaires?|"
    rf"suppleant{_S}|partenaires|adherent{_S}|elu{_S}|conseill\w+|collegues?|participant{_S}|autres|bureau|colleg\w+|"
    r"associ\w+|agents?|benevoles|parents|enseignant\w*|etudiant\w*|usagers|societaires|actionnaires|commissaires|"
    r"coll?ectivites|communes|structures|etablissements|experts?|ligue\w*|responsables?|presences?)"
    r"(?: (?:du|de la|de l'|des|de) [a-z' -]{2,40}?| (?!present|absent|excus|invit|represent)[a-z'-]{3,20}|"
    r" ?\(\d+\)){0,3} )?"
)
_OR = r"(?:,? (?:et|ou|mais|/|ayant) (?:non )?| ?/ ?|, )"
_PRESENT = rf"present{_S}(?: physiquement)?"
_AWAY = rf"(?:absent{_S}|excuse{_S}|represente{_S}|empeche{_S})"
# « … ayant donné procuration », « … avec pouvoir »: they are not there.
_GIVING = (
    r"(?:et )?(?:(?:ayant|ont|avaient|qui ont|qui avaient|a)(?: (?:donne|remis|confie))? |(?:donne|donnant) |avec )"
    r"(?:(?:un|une|leurs?|son|sa) )?(?:pouvoirs?|procurations?|mandats?)"
)
# What a list is called; the first row that matches says whose list it is.
ROLES: tuple[tuple[Kind, str], ...] = (
    ("excused", rf"{_WHOSE}{_ARE}(?:absent{_S}(?:{_OR}| )excuse{_S}|(?:excuse|represente){_S})(?:{_OR}{_AWAY})*"
        rf"(?: par (?:procuration|pouvoir|mandat)| {_GIVING})?"),
    ("excused", rf"{_WHOSE}{_ARE}absent{_S}(?:{_OR}| )(?:represente{_S}|excuse{_S}|motive{_S}|justifie{_S}|"
        rf"{_GIVING})"),
    ("excused", rf"{_WHOSE}(?<=[a-z)] ){_GIVING}"),
    ("excused", r"(?:n'ont pas pu|n'a pas pu|n'ont pu|ne pouvai(?:en)?t|ont prie|s'excusent|s'est excuse|"
        r"se sont excuse|(?:se sont|s'est|s'etai(?:en)?t) fait excuser|n'etai(?:en)?t pas (?:la|present|disponible)|"
        r"pas la\b|pas present|"
        r"(?:pas |in)dispo(?:nibles?)?\b|empechements?|empeche\w*|retenue?s?\b|avai(?:en)?t prevenu|"
        r"ont prevenu|excuses? de|manquai(?:en)?t|manquent)[^:,]{0,40}"),
    ("absent", rf"{_WHOSE}{_ARE}absent{_S}(?: non excuse{_S})?|absences?(?: (?:motivees?|excusees?|justifiees?))?"),
    ("proxy", r"(?:(?:ont|avai(?:en)?t|a|ayant) (?:donne|remis) (?:un |leurs? )?)?(?:pouvoirs?|procurations?|"
        r"mandats?)(?: (?:donnes?|recus?|remis))?"),
    ("invited", rf"{_WHOSE}{_ARE}(?:invite|convie){_S}(?: (?:permanents?|present{_S}|excuse{_S}))*|"
        rf"(?:personn\w+|personnalites?|intervenant\w*) (?:qualifiees? )?invite{_S}"),
    ("invited", rf"{_WHOSE}{_ARE}(?:present{_S}|participant{_S}|participai(?:en)?t|siegeai(?:en)?t|siegent) (?:a titre|"
        r"avec voix) (?:consultati(?:f|ve)|d'(?:invite|observat|expert)[a-z]*|gracieux)"),
    ("invited", r"(?:assist(?:aient|ait|ent|e)|participaient|participait) (?:egalement|aussi|en outre)[^:,]{0,50}"
        r"(?:, (?:avec|a) (?:voix|titre) [a-z]{4,16})?|"
        r"assist(?:ai(?:en)?t|ent|e)\b[^:,]{0,40}|"
        r"(?:avec|a|ayant) voix consultative|de passage|impetrant\S{0,4}|auditeurs?(?: libres?)?|"
        r"membres? (?:avec |a |ayant )?voix consultative|membres? sans droit de vote|observat(?:eur|rice)s?|"
        r"intervenant\w*(?: exterieurs?)?|personnes? (?:ressources?|exterieures?|auditionnees?)|"
        r"en presence de|(?:(?:est|sont|etai(?:en)?t) )?(?:egalement|aussi) presente?s?|"
        r"(?:personnes? )?(?:auditionne|entendu)e?s?|autres (?:personnes|participants)(?: presentes?)?|"
        r"representants? (?:des|de la|du) (?:societes?|fournisseurs?|prestataires?|editeurs?|candidats?|entreprises?)"),
    ("present", rf"{_WHOSE}{_ARE}{_PRESENT}(?: (?:a|en|ou|et|sur) (?:distance|represente{_S}|la reunion|visio\w*|"
        rf"seance|"
        rf"salle|distanciel|presentiel|site|place)|{_OR}(?:represente|excuse){_S})*"),
    ("present", r"avec|membres?"),
    ("present", rf"{_WHOSE}{_ARE}(?:participant{_S}|connecte{_S}|assistant{_S})|{_ARE}la\b|participa(?:ient|nts)|"
        r"(?:ont )?(?:participe|assiste|pris part)(?:nt|s)?(?: a)?|particip(?:aient|ait)\b|presences?|"
        r"autour de la table|"
        rf"liste (?:des )?(?:present{_S}|de presence|participant{_S})|(?:avec|a) voix deliberative|"
        r"membres? (?:avec |ayant )(?:voix|droit)[a-z ]*|en visio\w*|a distance|par telephone|siegeaient|composition|"
        r"(?:feuille|etat|tableau) de presences?|emargement|"
        r"en (?:presentiel|distanciel|ligne)|sur place|membres? (?:du|de la|de l') [a-z' -]{4,40}|titulaires|"
        r"suppleants|"
        r"(?:au |le )?bureau(?: de (?:l'assemblee|la seance|seance|vote))?|scrutat\w+|tour de table"),
    ("present", rf"(?:{_ARE})?arrive{_S} (?:en retard|en cours de (?:seance|reunion)|apres [^:,]{{3,30}}|plus tard)"),
    ("office", r"(?P<office>secretaire|secretariat|president|presidente|presidence|animat\w+|redact\w+|redige|"
        r"redaction|prise de notes?|rapporteure?|notes?)(?: de (?:la )?(?:seance|reunion|l'assemblee))?"
        r"(?: (?:par|assuree? par|et secretaire[a-z ]{0,20}))?"),
    ("other", r"(?:date|lieu|heure|horaires?|duree|salle|objet|diffusion|destinataires?|copie|ordre du jour|"
        r"prochaine reunion|quorum|documents?|rappel|points?)"),
)  # fmt: skip
_ANY_ROLE = "|".join(f"(?P<r{n}>{pattern})" for n, (_, pattern) in enumerate(ROLES))
_LABEL = re.compile(
    r"(?:(?<=^)|(?<=^[*_])|(?<=^[*_]{2})|(?<= [*_])|(?<= [*_]{2})|(?<=[.,;:)\]|*+#>] )|(?<= - )|(?<=[\w\\}] )|"
    r"(?<=\n))(?:" + _ANY_ROLE + ")"
    r"(?P<tail>(?: (?:du|de la|de l'|des|pour|au|a|aux|parmi|a titre|avec|ayant|le|les|en|et|suivants?|ce jour)\b[^:|"
    r"]{0,60}|"
    r" ?\([^)]{0,60}\)){0,2}) ?[*_]{0,3} ?(?P<colon>[:|])"
)
# A line that is a label and nothing else; other words may stand before what tells the role (« Élus étudiants (8) »).
_ALONE = re.compile(
    r"(?:\d{1,3} )?(?:" + _ANY_ROLE + r")(?: ?:? ?\([^)]{0,120}\)?| ?\d{1,3}|"
    r" (?:du|de la|des|pour|a|suivante?s?) [^:.]{0,60}|"
        r" suivante?s?)? ?[:.]?"
)
_ENDS_WITH_ROLE = re.compile(
    rf"[a-z][a-z' ()/\d-]{{2,70}} (?P<role>present|excuse|absent|invite|represente|participe(?:nt|s)? a la (?:reunion|"
    rf"seance))"
    rf"{_S} ?(?:\(\d+\))? ?:"
)
_SAID = re.compile(
    r"(?:(?:etai(?:en)?t|sont) )?(?P<role>present|excuse|absent|invite)e?s? (?:m\.|mme|mm\.|mmes|messieurs|mesdames)"
)
_COUNT = re.compile(r"\s*:?\s*\(?\d{1,3}\)?\s*[.;]?$")


def begun(line: Stretch) -> Iterator[tuple[Kind, str, str]]:
    """The lists that begin in a line: whose, an office, and what follows until the next one."""
    text = line.text[:_LONGEST]
    folded = line.folded if len(text) == len(line.text) else Folded(text)
    bare = folded.text.strip(_MARKS)
    if len(bare) < 90 and (alone := _ALONE.fullmatch(bare)):
        kind, office = _kind(alone)
        if kind != "office" or line.column == 0:  # « Rédaction | Anne Roy » in a table at the head
            yield kind, office, ""
        return
    if len(bare) < 110 and (ends := _ENDS_WITH_ROLE.fullmatch(bare)):
        yield _of_word("invited" if bare.startswith("invite") and ends["role"] == "present" else ends["role"]), "", ""
        return
    begins = frozenset(piece.at for piece in line.pieces)
    labels = list(_labels(text, folded, begins)) if ":" in folded.text else []
    whole = len(line.text) > _WHOLE  # all lines of a page in one: the lists may stand far into it
    labels = [m for m in labels if m.start() < (_WHOLE if whole else 400) or labels[0].start() < 40]
    if not labels or (labels[0].start() > 160 and not whole and "present" not in folded.text[:160]):
        if match := _SAID.match(folded.text):
            yield _of_word(match["role"]), "", text[folded.back(match[0].rfind(" ")) :]
        return
    for place, label in enumerate(labels):
        end = labels[place + 1].start() if place + 1 < len(labels) else len(folded.text)
        kind, office = _kind(label)
        start = folded.end(label.end())
        content = _until_label(text, start, folded.back(end), begins)
        yield kind, office, "" if _COUNT.fullmatch(content) else content


def _until_label(text: str, start: int, end: int, begins: frozenset[int]) -> str:
    """What follows a label, up to a line of its own that begins with another: « Début de séance : »."""
    cut = min((at for at in begins if start < at < end and _OTHER.match(text, at)), default=end)
    return text[start:cut]


def _labels(text: str, folded: Folded, begins: frozenset[int]) -> Iterator[re.Match[str]]:
    """The labels of a stretch; ``begins``: where its lines began before they were joined."""
    place = 0
    while match := _LABEL.search(folded.text, place):
        at = folded.back(match.start())
        opens = at in begins or _opens(text, at)
        place = match.end() if opens else match.start() + 1
        if opens:
            yield match


def _opens(text: str, place: int) -> bool:
    """Whether a label begins with a capital, or begins the line."""
    before = text[:place].rstrip()
    if text[place : place + 1].isupper() or not before.strip(_MARKS + "–•") or before.endswith(";"):
        return True
    return before.endswith(",") and bool(re.match(r"[ée]tai|sont ", text[place : place + 5]))


def _of_word(word: str) -> Kind:
    kinds: dict[str, Kind] = {"pre": "present", "par": "present", "inv": "invited", "abs": "absent"}
    return kinds.get(word[:3], "excused")


def _kind(match: re.Match[str]) -> tuple[Kind, str]:
    for number, (role, _) in enumerate(ROLES):
        if match[f"r{number}"] is not None:
            office = ""
            if role == "office":
                word = match["office"] or ""
                secretary = word.startswith(("secr", "red", "prise", "rapp", "note"))
                office = "secretary" if secretary else "chair" if word.startswith("pres") else ""
                role = "office" if office else "other"
            return role, office
    return "other", ""
