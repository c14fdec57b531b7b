"""Which language a text is in, told from its most common small words. No guess is better than a wrong one.

Minutes may be a title and a list of names: the months and the words of every meeting count as small words too.
"""

from __future__ import annotations

import re
from collections import Counter

from repo_service.domain.passages import fold

NAMES: dict[str, tuple[str, ...]] = {  # what people call the language of a text, in French and in English
    "fr": ("français", "french"), "en": ("anglais", "english"), "de": ("allemand", "german"),
    "es": ("espagnol", "spanish"), "it": ("italien", "italian"),
}  # fmt: skip
_LOOKED_AT = 20_000  # characters: the language of a document shows in its first pages
_ENOUGH = 3  # small words of the winning language
_LEAD = 1.5  # times the second language

# Folded (no accents); words that two of these languages share are left out, for they tell nothing.
_SMALL_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "fr": "le les des du et est sont une pour par sur dans avec qui que au aux ce cette ces nous "
        "vous il elle ils "
        "pas ne plus ou leur leurs ete sera etre fait afin lors ainsi entre dont chaque l d qu n "
        "compte rendu releve ordre jour proces presents seance assemblee groupe travail membres etaient "
        "janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre",
        "en": "the of and to is are was were be been for with that this these those from by at it "
        "its their has have "
        "not will would shall which who they we you an or all any "
        "meeting held attendees january february march april june july august september october november december",
        "de": "der die das und ist sind nicht ein eine einer eines mit von zu zum zur auf fur im dem "
        "den sich auch "
        "wird werden wurde bei nach aus uber als oder wir",
        "es": "el los las y es una por para con del al como mas pero sus este esta son ser fue ha "
        "han lo muy entre se "
        "segun tambien sobre hasta desde nuestro",
        "it": "il lo gli e di che per con del della delle dei nel nella sono non una un alla al da "
        "dal come piu anche "
        "questo questa stato essere ha si ed",
    }.items()
}


def guess(text: str) -> str | None:
    """The language as "fr", "en", "de", "es" or "it"; ``None`` for a text too short or too mixed to tell."""
    counts = Counter(re.findall(r"[a-z]+", fold(text[:_LOOKED_AT])))
    hits = {
        language: sum(counts[word] for word in words if word in counts)
        for language, words in _SMALL_WORDS.items()
    }
    (best, most), (_, second) = sorted(hits.items(), key=lambda item: item[1], reverse=True)[:2]
    return best if most >= _ENOUGH and most >= _LEAD * second else None
