"""Persons as minutes name them: « Mme Kerbrat », « H. Vidalenc », « Françoise Delcambre », « Le Goff », « Antoine ».

Must not know anybody: a name is told by its shape, and by the lists of the meeting itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from repo_service.domain.minutes.people.given import is_given
from repo_service.domain.minutes.texts import flat

_UP = "A-ZÀ-ÖØ-ÞŒ"
LOW = _LOW = "a-zà-öø-ÿœ"
_CIVIL = (
    r"(?:M\.|MM\.?|M(?=\s[A-Z])|Mr\.?|Mmes?\.?|Mlles?\.?|Monsieur|Madame|Messieurs|Mesdames|Dre?\.?|Pre?\.?|Mgr\.?|"
    r"Mes?(?=\s[A-Z]))"
)
_WORD = rf"[{_UP}][{_LOW}{_UP}]+(?:(?:[’']|--?)[{_UP}{_LOW}]+)*|[{_UP}][’'][{_UP}][{_LOW}{_UP}]+"
_INITIAL = rf"[{_UP}](?:\.-?[{_UP}])?\.(?:-[{_UP}]\.)?"
_PARTICLE = (
    r"(?:de la|de|du|des|d’|d'|von|van|der|den|el|ben|le|la|Le|La|El|Ben|Van|Von|De|Du|Des|Di|Da|LE|LA|DE|DU|"
    r"DES|EL|BEN|VAN|VON|DI)"
)
_PART = rf"(?>{_WORD}|{_INITIAL})"  # atomic: half a word is no name, and nothing is tried twice
_GAP = r"[ \u00a0\u202f]"
NAME = (
    rf"(?:{_CIVIL}{_GAP}(?:{_PARTICLE}{_GAP})?|"
    rf"MM?\.(?=[{_UP}]))?{_PART}(?:{_GAP}?(?:{_PARTICLE}{_GAP})?{_PART}){{0,4}}"
)
FULL_NAME = (
    rf"(?:{_CIVIL}{_GAP}(?:{_PARTICLE}{_GAP})?{_PART}(?:{_GAP}(?:{_PARTICLE}{_GAP})?{_PART}){{0,3}}|"
    rf"(?:{_INITIAL}{_GAP}?|{_WORD}{_GAP})(?:{_PARTICLE}{_GAP})?{_PART}(?:{_GAP}{_PART}){{0,2}})"
)
_NAME = re.compile(NAME)
_TITLED = re.compile(rf"^(?:{_CIVIL}{_GAP}|MM?\.(?=[{_UP}]))")
_BEFORE_OFFICE = re.compile(
    rf"^(?!{_CIVIL}{_GAP})((?:[{_UP}][{_LOW}]+(?:-[{_UP}][{_LOW}]+)*{_GAP}){{1,2}}(?:(?:{_PARTICLE}){_GAP})?[{_UP}’'-]{{3,}}){_GAP}(?=\S)"
)
CIVILITY = re.compile(r"^(?:mm?\. *|(?:mm|mr\.?|mmes?\.?|mlles?\.?|monsieur|madame|messieurs|mesdames|dre?\.?|pre?\.?|"
    r"mgr\.?|me|"
    r"m) +)(?=\w\w)")
# Words with a capital that open a line of an attendance list, or a sentence, and are no names.
_NO_NAME_WORDS = """
    bibliotheque bibliotheques mediatheque mediatheques universite universites service services ville mairie
    direction association ecole musee archives centre reseau comite conseil bureau assemblee groupe commission
    institut laboratoire departement region communaute departementale bu scd bm bdp cdi ens inspe directeur
    directrice president presidente vice-president vice-presidente secretaire tresorier tresoriere responsable
    membre membres invite invites invitee present presents presente presentes excuse excuses excusee excusees absent
    absents absente absentes represente pouvoir pouvoirs procuration procurations ordre lieu date heure salle et le
    la les l un une des du de aucun aucune neant voix quorum total college titulaires titulaire suppleants suppleant
    personnel personnels enseignants etudiants lecteurs usagers elus elue elu collectivites partenaires partenaire
    observateur observatrice observateurs janvier fevrier mars avril mai juin juillet aout septembre octobre
    novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche nom noms prenom prenoms fonction fonctions
    structure etablissement organisme qualite signature emargement participants participant excuses site pole
    section federation union syndicat maison espace consortium point points debut fin seance reunion compte rendu
    proces verbal pour par en au aux avec sans dont ainsi egalement coordinateur coordinatrice chef cheffe adjoint
    adjointe charge chargee documentaliste bibliothecaire conservateur conservatrice archiviste ingenieur doctorant
    doctorante etudiant etudiante maire rectorat academie fondation societe cabinet editeur madame monsieur mesdames
    messieurs mme m mm mmes mlle dr pr il elle on nous vous ils elles ce cette ces son sa ses leur leurs qui que
    quand apres avant lors suite merci oui non rien tout tous toute toutes chaque chacun decision decisions action
    actions vote votes pour contre abstention abstentions unanimite rapport budget projet visio visioconference
    distance zoom teams telephone sont est etaient etait ont neuf huit sept six cinq quatre trois deux dix onze
    douze quinze vingt approbation adoption validation election ouverture cloture information informations corpus
    absence absences presence presences applaudissements certaines certains plusieurs autre autres aussi sur depart
    arrivee departement metropole commune communes mission ministere prefecture region agence office parc museum
    conservatoire architecture vice premiere deuxieme troisieme quatrieme resolution resolutions proces-verbal
    compte-rendu numero lycee college hopital chu cnrs note notes remarque rappel
    municipal municipaux municipale communal communale regional regionale general generale poste code montant clients
    encadrants lettres balade moral financier ordinaire extraordinaire experts observation observations collectif
    adherents benevoles inscrits permanents convoques deliberation deliberations convocation exercice conseiller
    conseillere conseillers conseilleres signatures mails relecture pv associations echevin bourgmestre societaires
    redaction redacteur redactrice redige signalement catalogage numerisation animation animateur animatrice
    secretariat diffusion preambule introduction"""
_NO_NAMES = frozenset(_NO_NAME_WORDS.split())


_STUCK = re.compile(rf"^(MM?\.)(?=[{_UP}])")  # « M.PARIS »
_MAY_OPEN = frozenset(
    {"m", "mm", "mr", "mme", "mmes", "mlle", "dr", "pr", "madame", "monsieur", "messieurs", "mesdames", "le", "la"}
)


def is_person(words: str) -> bool:
    """Whether some words, without the place beside them, can be a person: two names, a title with one, or one name."""
    if not _NAME.fullmatch(words):
        return False
    told = [flat(word) for word in re.split(r"[\s\u00a0]+", _STUCK.sub(r"\1 ", words))]
    own = [word for word in told if word.rstrip(".") not in _NO_NAMES]
    if not own or told[0].rstrip(".") in _NO_NAMES - _MAY_OPEN:
        return False
    words = _TITLED.sub("", words)
    letters = re.sub(r"[^A-Za-zÀ-ÿ]", "", words)
    acronym = len(told) == 1 and letters.isupper() and (len(letters) <= 5 or not re.search(r"[AEIOUYÀÉÈ]", letters))
    return len(letters) > 2 and not acronym and not (len(told) == 1 and "." in words and not _JOINED.fullmatch(words))


_JOINED = re.compile(rf"(?:[{_UP}]\.-?){{1,2}}[{_UP}][{_LOW}{_UP}’'-]{{2,}}")  # « A.Blin »
_FAMILY = re.compile(rf"[{_UP}’'-]{{6,}}")  # « Hervé MARTIN QUINQUIS »; what is shorter is an acronym
_PARTICLE_LAST = re.compile(r"\b(?:VAN|VON|DE|DU|LE|LA|DA|DI|EL|BEN|SAINT|DOS)$")
_OFFICE = re.compile(
    rf"{_GAP}(?i:maires?|adjointe?s?|d[ée]l[ée]gu[ée]e?s?|pr[ée]sidente?s?|vice-pr[ée]sidente?s?|conseill[eè]re?s?|"
    r"secr[ée]taires?|tr[ée]sori[eè]re?s?|directeurs?|directrices?|responsables?|repr[ée]sentante?s?|membres?|"
    r"titulaires?|suppl[ée]ante?s?|universit[ée]|association|m[ée]tropole|mairie|excus[ée]e?s?|absente?s?|"
    r"pr[ée]sente?s?|invit[ée]e?s?|procurations?|pouvoirs?)$"
)


def without_office(words: str) -> str:
    """« Paul BACHELLERIE DREAL PACA » without what follows the family name in capitals, « M. ROBERT Henri Adjoint »."""
    match = _BEFORE_OFFICE.match(words)
    if match and not _FAMILY.fullmatch(words[match.end() :]) and not _PARTICLE_LAST.search(match[1]):
        words = match[1]
    while cut := _OFFICE.search(words):
        words = words[: cut.start()]
    return words


_ONE_OF = {
    "MM.": "M.", "MM": "M.", "Mmes": "Mme", "Mmes.": "Mme", "Mlles": "Mlle", "Messieurs": "M.", "Mesdames": "Mme",
}  # fmt: skip


def tidy(words: str) -> str:
    """A name without its title where more than one word is left: « Mme Brigitte Lamoureux », but « Mme Kerbrat »."""
    words = " ".join(words.split())
    if match := _TITLED.match(words):
        left = words[match.end() :]
        title = match[0].strip()
        if " " in left:
            return left
        return f"{_ONE_OF.get(title, title)} {left}"
    return words


def same(one: str, other: str) -> bool:
    """Whether two ways of naming may mean one person: the same words, in any order, titles left out."""
    return set(words_of(one)) == set(words_of(other))


def words_of(name: str) -> list[str]:
    """The folded words of a name, without its title."""
    plain = CIVILITY.sub("", flat(name))
    return [word for word in re.split(r"[^\w]+", plain) if word]


_SHORT = re.compile(r"[A-ZÀ-Þ]{2,4}")
# What offices, services and papers are called shortly: nobody’s initials.
_SERVICES = """
    BU BM BDP SCD DSI DRH DGS DGA DST RH RSSI DPO CDI CA AG CS BNF BPI IST SI UMR CFDT CGT FO FSU SNU ENT PEB ONG SA
    RAS NC HS TP AN"""
NO_INITIALS = frozenset(_SERVICES.split())
_PAPERS = frozenset(("PV", "CR", "OJ", "GT", "CP", "CT", "AO", "OK"))


def _initials(name: str, beside: str) -> Iterator[str]:
    """« SG » of a list of initials, of the bracket beside a name, or made of the name itself."""
    if _SHORT.fullmatch(name):
        yield name
    parts = [part for part in re.split(r"[\s-]+", CIVILITY.sub("", name)) if part[:1].isupper()]
    own = "".join(part[0] for part in parts)
    for word in _SHORT.findall(beside):
        if len(parts) > 1 and word[0] == own[:1]:
            yield word
    given = [part for part in parts if len(part) < 3]  # « M.-L. Delpuech » is MLD too
    if 2 <= len(own) <= 3 and not (given and (own in NO_INITIALS | _PAPERS or parts[-1] in given)):
        yield own


class People:
    """Those who are known in this meeting, by every single word that names them."""

    def __init__(
        self, names: Iterable[str], known: Sequence[tuple[str, str]] = (), places: Iterable[str] = ()
    ) -> None:
        self.words: set[str] = set()
        self.initials: set[str] = set()  # « SG », as a list has it, or of « Solène Guivarch (SG) »
        for name, beside in zip_longest(names, places, fillvalue=""):
            self.words.update(word for word in words_of(name) if len(word) > 2)
            self.initials.update(_initials(name, beside))
        for given, family in known:
            self.words.update(word for word in words_of(f"{given} {family}") if len(word) > 2)
        self.words -= {"les", "des", "van", "von", "ben", "pour", "par"} | _NO_NAMES

    def known(self, words: str) -> bool:
        """Whether one of the words is a name of somebody in the lists, or all are given names."""
        if words.strip() in self.initials:
            return True
        return any(word in self.words for word in words_of(words)) or is_given(flat(words.strip()))
