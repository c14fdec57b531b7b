"""What a query may cost, and the sentences that say so: each limit is here, and nowhere else.

Whatever is over one ends in ``BadQuery``, whose sentence tells what to do; nothing here knows how a query is read or
evaluated.
"""

from __future__ import annotations

import time

from repo_service.errors import TooSlow

MAX_CHARACTERS = 1_000
MAX_TERMS = 64  # words, values of fields, all together
MAX_PHRASE = 32  # words between quotation marks
MAX_DEPTH = 32  # parentheses that are open at once
MIN_START = 2  # letters before a star or a question mark
MAX_PATTERN_TERMS = 1_000  # words of the visible documents that one pattern stands for
MAX_PREFIX_TERMS = 20_000  # the same for a beginning of words, whose postings are neighbours
MAX_YEARS = 200  # from the first to the last
MIN_WEIGHT, MAX_WEIGHT = 0.1, 10.0
MAX_SECONDS = 2.0  # of evaluation
SPELLING_SECONDS = 1.0  # of looking for slips, which an answer waits for

TOO_LONG = "Cette recherche est trop longue : %(limit)s caractères au plus. Gardez les mots parlants."
TOO_MANY = "Cette recherche compte trop de mots : %(limit)s au plus. Gardez les plus parlants."
LONG_PHRASE = "Un passage entre guillemets compte %(limit)s mots au plus. Raccourcissez-le."
TOO_DEEP = "Cette recherche emboîte trop de parenthèses : %(limit)s au plus. Enlevez-en, rien n’est perdu."
BAD_STAR = (
    "L’étoile et le point d’interrogation tiennent lieu de lettres après le début d’un mot, au moins deux lettres, par "
    "exemple « conserv* » ou « décisi?n ». Enlevez les autres étoiles."
)
STARRED_FIELD = "L’étoile cherche dans tous les champs à la fois. Enlevez « %(field)s: » devant le mot étoilé."
WIDE_STAR = "Trop de mots commencent comme « %(start)s ». Écrivez plus de lettres avant l’étoile."
BAD_WEIGHT = "Un poids va de 0,1 à 10, par exemple « charte^2 ». Corrigez « ^%(weight)s »."
TOO_SLOW = (
    "Cette recherche est trop large : elle a été arrêtée après %(seconds)s secondes, et rien n’est perdu. "
    "Ajoutez un mot précis, ou enlevez des étoiles."
)


class Deadline:
    """When an evaluation must have ended; asked between its steps."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() > self._end

    def check(self) -> None:
        """Raises ``BadQuery`` once the time is over."""
        if self.is_over:
            raise TooSlow(TOO_SLOW, seconds=f"{self._seconds:g}")
