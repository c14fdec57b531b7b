"""What the book of decisions asks of its entries: keys, votes that wait, whether a sentence only says again.

Pure tables and comparisons on which ``ledger`` stands. Must not write anything into the book.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from repo_service.domain.minutes import lexicon
from repo_service.domain.minutes.found import Form, Outcome, Quote, Votes
from repo_service.domain.minutes.sentences import Sentence
from repo_service.domain.minutes.texts import flat

# Rows that say that all agreed, and not to what.
AGREES = frozenset(
    ("agreement", "everybody agrees", "agreed, said shortly", "carries it", "yes, as people speak", "no objection",
     "after discussion", "decides to put off", "we do", "we decide", "will come back to it")
)
SO = re.compile(r"\bdonc\b|\bainsi\b|^\W*(?:ce qui|cela) donne")
ANAPHORA = re.compile(
    rf"^\W*(?:(?:cette|ce|cet|ces) {lexicon.PROPOSED_THING}s?\b|(?:la |les )?(?:resolution|deliberation|motion|"
    rf"proposition|decision)s? (?:est|sont|a ete|ont ete|mise|"
    r"ainsi|:)|(?:adoptee?s?|approuvee?s?|acceptee?s?|votee?s?|validee?s?|rejetee?s?)\b|(?:elle|il|elles|ils) (?:est|"
    r"sont)\b|(?:avis|proposition|motion|resolution) "
    r"(?:adopt|approuv|accept|vot|valid)|l'assemblee (?:approuve|adopte) (?:cette|la) (?:resolution|proposition))"
)
# « La majorité n’étant pas réunie, la résolution n’est pas adoptée »: it refuses what a title before it named.
OF_WHAT_WAS_PUT = re.compile(
    r"\b(?:la|cette|le|ce) (?:resolution|deliberation|motion|proposition|projet|amendement|candidature|demande) "
    r"(?:n'est (?:donc )?pas|n'a pas ete|est (?:donc )?(?:rejete|repousse|refuse|ecarte))"
)
OF_A_RESOLUTION = re.compile(
    r"\b(?:la|cette) (?:resolution|deliberation|motion) (?:n'est (?:donc )?pas|n'a pas ete|est (?:donc )?rejetee)"
)
WORDS = re.compile(r"[a-z]{5,}")
# « Adopté à la majorité, dissidence : Mme Petit » after the counts.
BARE = re.compile(r"\W*(?:adopte|approuve|accepte|valide|vote|rejete|refuse)e?s?\b")
BARELY = 90
# Rows of the state of things, which after a decision tell what follows from it.
FOLLOWING = frozenset(
    ("amount", "stays", "from now on", "passes to", "settled", "things as they are", "set, said shortly",
     "after discussion", "we do", "takes a seat", "costs borne")
)  # fmt: skip
FOLLOWS = re.compile(r"\b(?:donc|de ce fait|par consequent|en consequence|des lors|du coup)\b")
COMMON = frozenset(
    ("conseil", "comite", "assemblee", "generale", "decision", "approuve", "adopte", "unanimite", "membres", "reunion",
     "adoptee", "approuvee", "administration")
)


@dataclass
class Open:
    """A decision that may still get a vote: where it stands, and how many sentences ago it was."""

    index: int
    point: int
    since: int = 0
    line: int = 0
    told_first: bool = False  # its vote stood before it
    with_it: tuple[int, ...] = ()  # the decisions before it that its vote holds for too


@dataclass
class Waiting:
    """A vote told before what it decides; what was put to it, when a sentence or a heading says so."""

    told: Votes
    point: int
    subject: Sentence | None
    form: Form
    words: str = ""  # of the point
    since: int = 0
    announced: bool = False


class Keys:
    """Keys of one text: of two findings with the same words under the same point the second gets ``-2``."""

    def __init__(self, meeting: date | None, letter: str) -> None:
        self._meeting = meeting.isoformat() if meeting else ""
        self._letter = letter
        self._seen: Counter[str] = Counter()

    def of(self, point: str, words: str) -> str:
        """The key of some words under a point; the number of the point does not count, so that it may change."""
        told = f"{self._meeting}\0{flat(point)}\0{flat(words)}"
        digest = f"{self._letter}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"
        self._seen[digest] += 1
        return f"{digest}-{self._seen[digest]}" if self._seen[digest] > 1 else digest


def is_item(sentence: Sentence) -> bool:
    """Whether a sentence stands in a list."""
    return sentence.stretch.item


def lost(told: Votes) -> bool:
    """Whether as many were against as in favour, or more."""
    return told.in_favour is not None and told.against is not None and told.against >= told.in_favour


def contradicts(told: Votes, state: Outcome) -> bool:
    """Whether a vote was won though nothing was adopted, or lost though something was."""
    carried = told.in_favour is not None and told.against is not None and told.in_favour > told.against
    return (state != "rejected" and lost(told)) or (state != "adopted" and carried)


def same(one: Votes, other: Votes) -> bool:
    """Whether ``other`` tells nothing that ``one`` does not tell alike."""
    counts = ((one.in_favour, other.in_favour), (one.against, other.against), (one.abstention, other.abstention),
              (one.not_voting, other.not_voting))  # fmt: skip
    return other.told and all(b is None or a == b for a, b in counts) and (one.unanimous or not other.unanimous)


def twice(one: Votes, other: Votes) -> bool:
    """Whether both tell the same count."""
    pairs = ((one.in_favour, other.in_favour), (one.against, other.against), (one.abstention, other.abstention))
    return any(a is not None and b is not None for a, b in pairs)


def overlap(one: Quote, other: Quote) -> bool:
    """Whether two quotes share at least half of the shorter."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return one.anchor == other.anchor and 2 * shared >= min(len(one.text), len(other.text)) > 0
