"""How a decision is shown: its words without label and vote, and short; whether they refuse or put off."""

from __future__ import annotations

import re
from datetime import date

from repo_service.domain.minutes import deadlines
from repo_service.domain.minutes.found import Outcome
from repo_service.domain.minutes.texts import flat
from repo_service.domain.minutes.wordings.briefly import BRIEFLY
from repo_service.domain.minutes.wordings.refusing import REFUSING

_LONGEST = 140
_LONGEST_POINT = 80
_BARE = 25  # signs that a sentence keeps when its vote is cut off
_FULL = 60  # signs from which it is taken to say by itself what it is about
_REFERS = re.compile(
    r"(?:ils?|elles?|ce|cela|ca|cet|cette|ces|celles?|celui|ceux|le tout|l'ensemble|son|sa|ses|en son|"
    r"(?:les? |l')autres?)\b|c'|"
    r"[^.]{0,40}\b(?:cette|ce|cet|ces) (?:proposition|point|demande|question|texte|projet|modification)"
)
_NO_SUBJECT = re.compile(
    r"releves? (?:de|des) |(?:comptes?[- ]rendus?|proces[- ]verb\w+|decisions?|pv|cr)$|divers|questions? |"
    r"points? (?:divers|a)|informations?|ordre du jour|liste|recapitul|resolutions?$|deliberations?$|actions?$|"
    r"suites?\b|debat|discussion|echanges?$|votes?\b|conclusion"
)
_NUMBERED = re.compile(
    r"^\s*(?:(?:point|article)\s+)?(?:n[°o]\s*)?(?:[IVX]+|\d+(?:[.\-]\d+)*(?: (?:bis|ter|quater|quinquies))?|[A-Za-z])"
    r"\s*[.)°:–-]+\s*"
)
_SMALL = re.compile(  # words that need no capital but at the beginning
    r"l[ea]s?|[ldcsn]['’]\w+|une?|des?|du|ils?|elles?|on|nous|ce|cet|cette|ces|son|sa|ses|leurs?|par|pas|plus|en|oui|non|"
    r"avec|sous|sans|faute|moyennant|aucune?|chaque|personne|report|examen|deux|trois|quatre|avis|accord|à|après|"
    r"\w+é(?:e|s|es)?", re.IGNORECASE,
)
_VOTED = re.compile(
    r"[\s,;(–—-]*(?:(?:est |sont )?(?:adopt|approuv|vot)ée?s?\s+)?(?:à l[’']unanimité(?: des [^.,;]{3,40})?|"
    r"par \S+ voix[^.;]*|à la majorité[^.;]*|"
    r"\((?:pour|contre|abst|\d+ (?:pour|voix))[^)]*\))[\s.)]*$",
    re.IGNORECASE,
)
_PREAMBLE = re.compile(  # « Aucune observation n’étant formulée, le compte rendu est adopté »
    r"^(?:en l[’']absence d|sans|faute d|aucune?)[^,.;]{0,60}(?:observation|remarque|objection|question|opposition|"
    r"intervention|commentaire)s?[^,.;]{0,60},\s*(?=\S.{12})",
    re.IGNORECASE,
)
_PREDICATE = re.compile(r"^.{1,60}\b(?:est|sont)\s+(?=(?:adopt|approuv|valid|rejet|report|amend)é)", re.IGNORECASE)
_REFUSED = re.compile(
    r"\b(?:n'est pas (?:retenu|accept|approuv|adopt|autoris|valid)|ne sont pas (?:retenu|accept|approuv|adopt)|"
    r"n'a pas ete (?:retenu|accept|approuv|adopt)|"
    r"(?:est|sont|a ete|ont ete) (?:donc )?(?:rejete|refuse|repousse|ecarte|abandonne)|rejete(?:e|s|es)?\b|"
    r"refuse(?:e|s|es)?\b|reponse negative|non retenu|se prononcer? contre|avis defavorable)|^(?:refus|rejet|"
    r"non|pas (?:retenu|valide|(?:de |d')(?:derog|"
    r"suite|financ|subvention|prise|adhe|partic|renouv|recond|prolong|augment|rembours|achat|abonn|"
    r"accord)[a-z]*))\b(?! rep)"
)
_PUT_OFF = re.compile(
    r"^(?:report|ajourne|ajournement|en attente|sursis|a (?:rediscuter|revoir|reprendre|reexaminer|retravailler))\b|"
    r"\b(?:a|au|aux) (?:la |une )?(?:prochaine?|seance suivante|reunion suivante)\b|\b(?:est|sont|a ete|ont ete|"
    r"point|sujet|question)?[^.;]{0,10}\b(?:reportee?s?|ajournee?s?|renvoyee?s? (?:a|au)|differee?s?|"
    r"remise?s? (?:a la|au(?! plus tard)|a une)|"
    r"repoussee?s? (?:a|au))\b"
)

_CONDITION = re.compile(  # « renouvelable si l'ouvrage n'est pas réservé » refuses nothing
    r"\b(?:si|s'ils?|tant que|lorsqu(?:e|')|quand|(?:a condition|pourvu|pour|afin|bien|parce) qu(?:e|')|"
    r"puisqu(?:e|')|au cas ou)\b[^,.;:]*"
)
_NOT_ADOPTED = (*REFUSING, *(row for row in BRIEFLY if row.state == "rejected" and not row.after_question))


def state_of(text: str) -> Outcome:
    """What a folded label text does: refuses, puts off, else adopts."""
    text = _CONDITION.sub(" ", text)
    if _REFUSED.search(text):
        return "rejected"
    for row in _NOT_ADOPTED:
        if row.name != "ACTS" and row.pattern.search(text):
            return row.state
    return "postponed" if _PUT_OFF.search(text) else "adopted"


_HOLDS = re.compile(
    r"\b(?:a compter|a partir|a dater|des |depuis|effet|effective?|applicable|en vigueur|valable|jusqu|immediat|"
    r"aussitot|"
    r"maintenant|ce jour|expire|fin le|pour (?:une (?:duree|periode)|un mandat)|pour [a-z\d]+ (?:ans?|annees?|mois)|"
    r"(?:renouvelee?|prolongee?|reconduite?)s? (?:de|d')|du [^.;]{3,30} au )"
)
OF_MINUTES = re.compile(r"^\W*(?:approbation )?(?:(?:le|les|du|des|l'|de la) )?(?:comptes?[- ]?rendus?|proces[- "
                        r"]verb|pv\b|cr\b)")


def effects(words: str, sort: str, meeting: date | None) -> tuple[date | None, date | None]:
    """From when and until when a decision holds; the days that only name a meeting do not count."""
    told = flat(words[:4000])
    if sort == "approval" or OF_MINUTES.match(told) or not _HOLDS.search(told):
        return None, None
    return deadlines.effects(words, meeting)


def short(words: str, point: str = "") -> str:
    """One line for a list: the sentence without its vote, cut at a word after some 140 characters. What does not say by
    itself what it is about (« Adopté à l’unanimité ») begins with the title of its ``point``.
    """
    words = _PREAMBLE.sub("", " ".join(words.split()).strip(" ,;:-–•*→⇒=>"))
    bare = _VOTED.sub("", words)
    words = (bare if len(bare) > _BARE else words).rstrip(" .;:,")
    words = words[:1].upper() + words[1:]
    about = _subject(point)
    if about and (_is_bare(words, about) or _lacks_the_day(words, about)):
        words = _PREDICATE.sub("", words) if _lacks_the_day(words, about) else words
        first = words.split(" ", 1)[0].strip(",;:.")
        begins = words[:1].lower() if _SMALL.fullmatch(first) else words[:1]
        words = f"{about}\u00a0: {begins}{words[1:]}"
    if len(words) <= _LONGEST:
        return words
    return words[: _LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _subject(point: str) -> str:
    """The title of a point without its number; empty for one that names no subject."""
    text = _NUMBERED.sub("", " ".join(point.split())).strip(" .:–-")
    if not 3 < len(text) <= _LONGEST_POINT or _NO_SUBJECT.match(flat(text)):
        return ""
    return text.capitalize() if text.isupper() and len(text) > 5 else text


def _is_bare(words: str, about: str) -> bool:
    """Whether a sentence is short, or begins with a word that refers back, and shares no words with its point."""
    told, wanted = _stems(words), _stems(about)
    if wanted and 2 * len(told & wanted) >= len(wanted):
        return False
    return len(words) < _FULL or bool(_REFERS.match(flat(words)))


def _lacks_the_day(words: str, about: str) -> bool:
    """Whether a short sentence repeats its point without the day or the number that the point tells."""
    return len(words) < _FULL and any(map(str.isdigit, about)) and not any(map(str.isdigit, words))


def _stems(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"[a-z]{4,}", flat(text))}
