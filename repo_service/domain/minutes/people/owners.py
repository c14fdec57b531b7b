"""Who is to do something: persons, groups, services, « chaque partenaire »; and the brackets that name them.

Must not split a name: owners are parted at « et », commas, « + », « / » only.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from repo_service.domain.minutes import deadlines
from repo_service.domain.minutes.deadlines import Deadline
from repo_service.domain.minutes.people import persons
from repo_service.domain.minutes.texts import flat

_SPLIT = re.compile(r"\s*(?:[,;+&\n]|\s/\s|/(?=[A-Z])|\bet\b|\bavec\b)\s*")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,120})[)\]][\s.;]*$")
_NOBODY = re.compile(r"^(?:\W*|a definir|a determiner|a designer|nc|ras|neant|tbd|\?+|non attribue|en attente)$")
_OR_ANOTHER = re.compile(r"\s*\([a-zà-ÿ][^()]*\)$")  # « Mickaël (ou Benjamin) », « Johan (à confirmer) »
# Owners that are no persons, folded; the article belongs to them.
GROUP = (
    r"(?:(?:le|la|les|l'|au|aux|notre|chaque) ?(?:groupe|services?|porteurs|pilotes?|service|secretariat|secretaire|"
    r"president|presidente|"
    r"vice-presidente?|tresorier|tresoriere|"
    r"bureau|directeur|directrice|direction|coordinateur|coordinatrice|coordination|comite|commission|cellule|equipe|"
    r"mediatheque|bibliotheque|"
    r"bibliotheques|mediatheques|partenaires?|membres|animateur|animatrice|sous-groupe|gt|scd|bu|dsi|redaction|"
    r"redactrice|redacteur|administrateur|"
    r"responsable|responsables|ville|universite|mairie|correspondants|interesses|etablissements?|referents?|"
    r"prestataire|editeur|site|section|atelier|pole|"
    r"adherents|documentalistes|bibliothecaires|collegues|conservatrice|conservateur|stagiaire|charge[e]? de)|"
    r"un (?:petit )?groupe|une (?:commission|delegation|equipe)|chaque [a-z-]+|chacune?|tous|toutes|les (?:uns|deux|"
    r"trois)|tout le monde)"
)
_GROUP = re.compile(rf"^{GROUP}\b")
_ACTS = re.compile(r"[a-z'-]{3,}(?:er|ir|re|oir)\b .")
# Institutions beside the one that meets: minutes tell what they do, and charge them seldom.
_OUTSIDE = re.compile(
    r"(?:la|le|l'|les) ?(?:mairie|ville|universite|region|departement|metropole|prefecture|ministere|rectorat|etat|"
    r"etablissement|communaute|agglomeration|drac|academie|commune|etablissements|villes|tutelles?|banque|editeurs?)\b|"
    r"(?:la|le) (?:commission|conseil|comite|service) [a-z' -]*\b(?:culture|consultative|universitaire|departemental|"
    r"regional|national|permanente|europeen|d'administration)"
)


def outside(words: str) -> bool:
    """Whether an owner is an institution that does not sit here: « la mairie », « la commission culture »."""
    return bool(_OUTSIDE.match(flat(words)))




def split(words: str) -> tuple[str, ...]:
    """The owners of « C. Hennebelle et M. Lescure », « X + Y »; nobody for « à définir »."""
    words = _OR_ANOTHER.sub("", words.strip(" .:;–-*_"))
    if _NOBODY.match(flat(words)):
        return ()
    parts = [" ".join(part.split()) for part in _SPLIT.split(words)]
    return tuple(part for part in parts if any(char.isalpha() for char in part))


def is_owner(words: str, people: persons.People) -> bool:
    """Whether some words name somebody who can be charged: a person, a known word, a group, an acronym."""
    words = words.strip(" .:;–-*_")
    if not words or len(words) > 80:
        return False
    told = flat(words)
    if _GROUP.match(told):
        return len(told.split()) < 9
    if _ACTS.match(told) and not people.known(words.split()[0]):
        return False  # « Contacter Paul »
    if people.known(words) and len(words.split()) <= 4:
        return True
    if re.fullmatch(r"@[\w.-]+", words):
        return True
    if re.fullmatch(r"[A-Z]{2,6}(?: [A-Z][\w-]+)?", words):
        return True
    return persons.is_person(words) and (len(words.split()) > 1 or not (words.isupper() or people.words))


_LED = re.compile(r"^(?:pour (?:le |la )?|d[’']ici (?:le |la |au )?|au plus tard (?:le )?|avant (?:le |la |l[’'])?)"
    r"(?=[\w])")


def bare(due: Deadline) -> Deadline:
    """A deadline without the small words before it: « avant fin mars » is « fin mars »."""
    return replace(due, words=_LED.sub("", due.words) or due.words)


def bracketed(text: str, meeting: date | None, people: persons.People) -> tuple[int, tuple[str, ...], Deadline | None]:
    """Owner and deadline of the bracket that ends a line (« X + Y, fin juin »), and where it begins; -1 without one."""
    match = _BRACKETS.search(text)
    if not match:
        return -1, (), None
    owners: list[str] = []
    due: Deadline | None = None
    for part in re.split(r"\s*[,;:]\s*|\s[–-]\s", match[1]):
        found = deadlines.within(f"({part}", meeting) or None
        if found is not None and (found.day or not is_owner(part, people)):
            due = bare(Deadline(found.day, part.strip(), 0, 0))
        elif all(is_owner(one, people) for one in split(part)) and split(part):
            owners.extend(split(part))
    return (match.start(), tuple(owners), due) if owners or due else (-1, (), None)
