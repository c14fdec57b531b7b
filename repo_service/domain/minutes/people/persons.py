"""Persons as minutes name them: « Mme Kerbrat », « H. Vidalenc », « Françoise Delcambre », « Le Goff », « Antoine ».

Must not know anybody: a name is told by its shape, and by the lists of the meeting itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from repo_service.domain.minutes.texts import flat

_UP = "A-ZÀ-ÖØ-ÞŒ"
_LOW = "a-zà-öø-ÿœ"
_CIVIL = (
    r"(?:M\.|MM\.?|M(?=\s[A-Z])|Mr\.?|Mmes?\.?|Mlles?\.?|Monsieur|Madame|Messieurs|Mesdames|Dr\.?|Pr\.?|"
    r"Me(?=\s[A-Z]))"
)
_WORD = rf"[{_UP}][{_LOW}{_UP}]+(?:[’'-][{_UP}{_LOW}]+)*|[{_UP}]’[{_UP}][{_LOW}]+|[{_UP}]'[{_UP}][{_LOW}]+"
_INITIAL = rf"[{_UP}](?:\.-?[{_UP}])?\.(?:-[{_UP}]\.)?"
_PARTICLE = (
    r"(?:de la|de|du|des|d’|d'|von|van|der|den|el|ben|le|la|Le|La|El|Ben|Van|Von|De|Du|Des|Di|Da|LE|LA|DE|DU|"
    r"DES|EL|BEN|VAN|VON|DI)"
)
_PART = rf"(?:{_WORD}|{_INITIAL})"
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
    rf"^((?:[{_UP}][{_LOW}]+(?:-[{_UP}][{_LOW}]+)*{_GAP}){{1,2}}(?:(?:{_PARTICLE}){_GAP})?[{_UP}’'-]{{3,}}){_GAP}(?=\S)"
)
CIVILITY = re.compile(r"^(?:mm?\. *|(?:mm|mr\.?|mmes?\.?|mlles?\.?|monsieur|madame|messieurs|mesdames|dr\.?|pr\.?|me|"
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
    distance zoom teams telephone"""
_NO_NAMES = frozenset(_NO_NAME_WORDS.split())


_MAY_OPEN = frozenset({"m", "mm", "mme", "mmes", "mlle", "dr", "pr", "madame", "monsieur", "le", "la"})


def is_person(words: str) -> bool:
    """Whether some words, without the place beside them, can be a person: two names, a title with one, or one name."""
    if not _NAME.fullmatch(words):
        return False
    told = [flat(word) for word in re.split(r"[\s\u00a0]+", words)]
    own = [word for word in told if word.rstrip(".") not in _NO_NAMES]
    if not own or told[0].rstrip(".") in _NO_NAMES - _MAY_OPEN:
        return False
    letters = re.sub(r"[^A-Za-zÀ-ÿ]", "", words)
    acronym = len(told) == 1 and letters.isupper() and (len(letters) <= 5 or not re.search(r"[AEIOUYÀÉÈ]", letters))
    return len(letters) > 2 and not acronym and not (len(told) == 1 and "." in words)


def without_office(words: str) -> str:
    """« Paul BACHELLERIE DREAL PACA » without what follows the family name in capitals."""
    match = _BEFORE_OFFICE.match(words)
    return match[1] if match else words


def tidy(words: str) -> str:
    """A name without its title where more than one word is left: « Mme Brigitte Lamoureux », but « Mme Kerbrat »."""
    words = " ".join(words.split())
    if match := _TITLED.match(words):
        left = words[match.end() :]
        title = match[0].strip()
        if " " in left:
            return left
        single = {"MM.": "M.", "MM": "M.", "Mmes": "Mme", "Mmes.": "Mme", "Mlles": "Mlle"}.get(title, title)
        return f"{single} {left}"
    return words


def same(one: str, other: str) -> bool:
    """Whether two ways of naming may mean one person: the same words, in any order, titles left out."""
    return set(words_of(one)) == set(words_of(other))


def words_of(name: str) -> list[str]:
    """The folded words of a name, without its title."""
    plain = CIVILITY.sub("", flat(name))
    return [word for word in re.split(r"[^\w]+", plain) if word]


class People:
    """Those who are known in this meeting, by every single word that names them."""

    def __init__(self, names: Iterable[str], known: Sequence[tuple[str, str]] = ()) -> None:
        self.words: set[str] = set()
        for name in names:
            self.words.update(word for word in words_of(name) if len(word) > 2)
        for given, family in known:
            self.words.update(word for word in words_of(f"{given} {family}") if len(word) > 2)
        self.words -= {"les", "des", "van", "von", "ben", "pour", "par"} | _NO_NAMES

    def known(self, words: str) -> bool:
        """Whether one of the words is a name of somebody in the lists."""
        return any(word in self.words for word in words_of(words))
