"""How a decision is shown: its words without label and vote, and short; whether they refuse or put off."""

from __future__ import annotations

import re

from repo_service.domain.minutes.found import Outcome

_LONGEST = 140
_VOTED = re.compile(
    r"[\s,;(–—-]*(?:(?:est |sont )?(?:adopt|approuv|vot)ée?s?\s+)?(?:à l[’']unanimité(?: des [^.,;]{3,40})?|"
    r"par \S+ voix[^.;]*|à la majorité[^.;]*|"
    r"\((?:pour|contre|abst|\d+ (?:pour|voix))[^)]*\))[\s.)]*$",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"\b(?:n'est pas (?:retenu|accept|approuv|adopt|autoris|valid)|ne sont pas (?:retenu|accept|approuv|adopt)|"
    r"n'a pas ete (?:retenu|accept|approuv|adopt)|"
    r"(?:est|sont|a ete|ont ete) (?:donc )?(?:rejete|refuse|repousse|ecarte|abandonne)|rejete(?:e|s|es)?\b|"
    r"refuse(?:e|s|es)?\b|reponse negative|non retenu)|^(?:refus|rejet|non)\b(?! rep)"
)
_PUT_OFF = re.compile(
    r"^(?:report|ajourne|ajournement|en attente|sursis|a (?:rediscuter|revoir|reprendre|reexaminer|retravailler))\b|"
    r"\b(?:a|au|aux) (?:la |une )?(?:prochaine?|seance suivante|reunion suivante)\b|\b(?:est|sont|a ete|ont ete|"
    r"point|sujet|question)?[^.;]{0,10}\b(?:reportee?s?|ajournee?s?|renvoyee?s? (?:a|au)|differee?s?|"
    r"remise?s? (?:a la|au|a une)|"
    r"repoussee?s? (?:a|au))\b"
)


def state_of(text: str) -> Outcome:
    """What a folded label text does: refuses, puts off, else adopts."""
    if _REFUSED.search(text):
        return "rejected"
    return "postponed" if _PUT_OFF.search(text) else "adopted"


def short(words: str) -> str:
    """One line for a list: the sentence without its vote, cut at a word after some 140 characters."""
    words = " ".join(words.split()).strip(" -–•*→⇒")
    bare = _VOTED.sub("", words)
    words = (bare if len(bare) > 25 else words).rstrip(" .;:,")
    words = words[:1].upper() + words[1:]
    if len(words) <= _LONGEST:
        return words
    return words[: _LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
