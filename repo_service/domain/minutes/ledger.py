"""The book that the walk down the lines writes into: decisions, with the votes that belong to them, and actions.

A vote joins the decision just before it in the same point; a vote told first waits for its decision; a vote that no
sentence decides makes a decision of what was put to it. Must not look beyond the point.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from repo_service.domain import french_dates
from repo_service.domain.minutes import deadlines, lexicon, votes
from repo_service.domain.minutes.actions import Task
from repo_service.domain.minutes.found import Form, FoundAction, FoundDecision, Outcome, Quote, Votes
from repo_service.domain.minutes.sentences import Sentence
from repo_service.domain.minutes.texts import Stretch, flat
from repo_service.domain.minutes.wording import short

MOST = 5000  # findings of each sort in one text
_NEAR = 6  # sentences after a decision in which its vote may be told
_WAITS = 5  # sentences that a vote waits for its decision
_ANAPHORA = re.compile(
    rf"^\W*(?:(?:cette|ce|cet|ces) {lexicon.PROPOSED_THING}s?\b|(?:la |les )?(?:resolution|deliberation|motion|"
    rf"proposition|decision)s? (?:est|sont|a ete|ont ete|mise|"
    r"ainsi|:)|(?:adoptee?s?|approuvee?s?|acceptee?s?|votee?s?|validee?s?|rejetee?s?)\b|(?:elle|il|elles|ils) (?:est|"
    r"sont)\b|(?:avis|proposition|motion|resolution) "
    r"(?:adopt|approuv|accept|vot|valid)|l'assemblee (?:approuve|adopte) (?:cette|la) (?:resolution|proposition))"
)
_WORDS = re.compile(r"[a-z]{5,}")
_COMMON = frozenset(
    ("conseil", "comite", "assemblee", "generale", "decision", "approuve", "adopte", "unanimite", "membres", "reunion",
     "adoptee", "approuvee", "administration")
)


@dataclass
class _Open:
    """A decision that may still get a vote: where it stands, and how many sentences ago it was."""

    index: int
    point: int
    since: int = 0


@dataclass
class _Waiting:
    """A vote told before what it decides; what was put to it, when a sentence or a heading says so."""

    told: Votes
    point: int
    subject: Sentence | None
    form: Form
    words: str = ""  # of the point
    since: int = 0


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


class Ledger:
    """``decisions`` and ``actions`` in the order of the text."""

    def __init__(self, meeting: date | None, voters: int) -> None:
        self.meeting, self.voters = meeting, voters
        self.decisions: list[FoundDecision] = []
        self.actions: list[FoundAction] = []
        self._keys, self._action_keys = Keys(meeting, "d"), Keys(meeting, "a")
        self._open: _Open | None = None
        self._waiting: _Waiting | None = None

    @property
    def full(self) -> bool:
        """Whether nothing more is taken."""
        return len(self.decisions) >= MOST or len(self.actions) >= MOST

    @property
    def waits(self) -> bool:
        """Whether a vote was told whose decision is still to come."""
        return self._waiting is not None and self._waiting.told.told

    def next_point(self) -> None:
        """A heading: votes and decisions before it have nothing to do with what follows."""
        self.settle()
        self._open = None

    def next_sentence(self) -> None:
        """Count how far the last decision and the last vote lie back."""
        if self._open is not None:
            self._open.since += 1
        if self._waiting is not None:
            self._waiting.since += 1
            if self._waiting.since > _WAITS:
                self.settle()

    def add(
        self,
        sentence: Sentence,
        point: int,
        point_words: str,
        rule: str,
        score: float,
        form: Form,
        state: Outcome,
        *,
        focus: int = 0,
        number: str = "",
        sort: str = "",
        wording: str = "",
        start: int = 0,
        end: int | None = None,
    ) -> bool:
        """Write a decision down; ``False`` where the decision before has these words already.

        ``focus``, ``start``, ``end``: offsets in the sentence of the word that decides, and of the clause to quote.
        """
        quote = sentence.quote(start, end, focus)
        if quote is None or (self.decisions and overlap(self.decisions[-1].quote, quote)):
            return False
        text = flat(sentence.text[start:end]) if start or end is not None else sentence.folded.text
        told = votes.read(text, state)
        told = replace(told, quote=quote) if told.told else told
        if self._waiting and self._waiting.point == point:
            before = self._waiting.told
            if told.in_favour is None or before.in_favour is None or told.in_favour == before.in_favour:
                told = votes.merged(told, before)
                self._waiting = None
        self.settle()
        words = " ".join((wording or sentence.text[start:end]).split())
        begins, ends = deadlines.effects(words, self.meeting)
        self.decisions.append(
            FoundDecision(
                key=self._keys.of(point_words, quote.text), quote=quote, title=short(quote.text), wording=words[:4000],
                form=form, state=state, rule=rule, score=round(min(score, 0.99), 3),
                votes=votes.fits(told, state, self.voters), number=number, point=point_words, sort=sort,
                about=self._about(words) if sort == "approval" else None, effect_from=begins, effect_until=ends,
            )
        )  # fmt: skip
        self._open = _Open(len(self.decisions) - 1, point)
        return True

    def add_found(self, decision: FoundDecision, point_words: str) -> None:
        """Write down a decision of a table."""
        key = self._keys.of(point_words, decision.quote.text)
        told = votes.fits(decision.votes, decision.state, self.voters)
        self.decisions.append(replace(decision, key=key, point=decision.point or point_words, votes=told))

    def add_task(self, line: Stretch, task: Task, point_words: str, form: Form = "prose") -> None:
        """Write an action down, and which decision orders it when they share their words."""
        quote = line.quote(task.start, task.end)
        if quote is None or (self.actions and overlap(self.actions[-1].quote, quote)):
            return
        decision = self.decisions[-1].key if self.decisions and overlap(self.decisions[-1].quote, quote) else ""
        self.actions.append(
            FoundAction(
                key=self._action_keys.of(point_words, quote.text), quote=quote,
                text=" ".join(quote.text.split())[:1000], form=form, rule=task.rule,
                score=round(task.score, 3), owners=task.owners,
                deadline=task.due.day if task.due else None, deadline_text=task.due.words if task.due else "",
                point=point_words, decision=decision, done=task.done,
            )
        )  # fmt: skip

    def add_found_action(self, action: FoundAction, point_words: str) -> None:
        """Write down an action of a table."""
        self.actions.append(replace(action, key=self._action_keys.of(point_words, action.text), point=point_words))

    # --- Votes
    def vote(self, told: Votes, point: int, words: str, subject: Sentence | None, form: Form = "prose") -> None:
        """A vote alone: it joins the one that waits, or the decision just before; else it waits itself."""
        waiting = self._waiting
        if waiting is not None and waiting.point == point and not _twice(waiting.told, told):
            waiting.told, waiting.since = votes.merged(waiting.told, told), 0
            return
        if self.attach(told, point):
            return
        self.settle()
        if told.told:
            self._waiting = _Waiting(told, point, subject, form, words)

    def announce(self, point: int, words: str, subject: Sentence, form: Form = "prose") -> None:
        """« Vote pour l’approbation du PV : » – counts that follow wait for what they decide."""
        self.settle()
        self._waiting = _Waiting(Votes(), point, subject, form, words)

    def attach(self, told: Votes, point: int) -> bool:
        """Give a vote to the decision before it in the same point, unless that has counts of its own."""
        open_ = self._open
        if open_ is None or open_.point != point or open_.since > _NEAR:
            return False
        decision = self.decisions[open_.index]
        if _same(decision.votes, told):
            return True  # its label took it along already
        if _twice(decision.votes, told) or (decision.votes.unanimous and open_.since > 2):
            return False
        both = votes.fits(votes.merged(decision.votes, told), decision.state, self.voters)
        if decision.rule == "put to the vote" and _lost(both):
            decision = replace(decision, state="rejected")
        self.decisions[open_.index] = replace(decision, votes=both)
        open_.since = min(open_.since, 2)
        return True

    def confirms(self, sentence: Sentence, point: int) -> bool:
        """Whether a sentence says again, with its vote, what was decided just before; takes the vote then."""
        open_ = self._open
        if open_ is None or len(sentence.text) > 170 or open_.point != point:
            return False
        before = self.decisions[open_.index]
        text = sentence.folded.text
        if open_.since > (20 if before.form == "label" and re.match(r"\W*(?:cette|la) (?:resolution|"
            r"deliberation)\b", text) else 3):
            return False
        told = votes.read(text, before.state)
        if _twice(before.votes, told) or (self._waiting is not None and self._waiting.told.told):
            return False
        fewest = 1 if len(text) < 70 and open_.since <= 1 and not before.votes.told else 2
        shared = set(_WORDS.findall(text)) & set(_WORDS.findall(flat(before.quote.text)))
        same = bool(_ANAPHORA.match(text)) or (len(shared - _COMMON) >= fewest and told.told)
        if not same or not (told.told or before.form == "label" or "resolution" in text or "deliberation" in text):
            return False
        open_.since = 0
        return self.attach(told, point)

    def settle(self) -> None:
        """A vote that waited in vain decides what was put to it."""
        waiting, self._waiting = self._waiting, None
        if waiting is None or waiting.subject is None:
            return
        told = waiting.told
        counted = told.in_favour is not None
        if not (counted or told.unanimous or told.majority):
            return
        state: Outcome = "rejected" if _lost(told) else "adopted"
        score = 0.66 if counted else 0.58
        if self.add(waiting.subject, waiting.point, waiting.words, "put to the vote", score, waiting.form, state):
            decision = self.decisions[-1]
            both = votes.merged(decision.votes, told)
            self.decisions[-1] = replace(decision, votes=votes.fits(both, state, self.voters))

    def _about(self, words: str) -> date | None:
        days = [day for day, _, _ in french_dates.find(words[:600]) if self.meeting is None or day < self.meeting]
        return days[0] if days else None


def _lost(told: Votes) -> bool:
    return told.in_favour is not None and told.against is not None and told.against >= told.in_favour


def _same(one: Votes, other: Votes) -> bool:
    """Whether ``other`` tells nothing that ``one`` does not tell alike."""
    counts = ((one.in_favour, other.in_favour), (one.against, other.against), (one.abstention, other.abstention))
    return other.told and all(b is None or a == b for a, b in counts) and (one.unanimous or not other.unanimous)


def _twice(one: Votes, other: Votes) -> bool:
    """Whether both tell the same count."""
    pairs = ((one.in_favour, other.in_favour), (one.against, other.against), (one.abstention, other.abstention))
    return any(a is not None and b is not None for a, b in pairs)


def overlap(one: Quote, other: Quote) -> bool:
    """Whether two quotes share at least half of the shorter."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return one.anchor == other.anchor and 2 * shared >= min(len(one.text), len(other.text)) > 0
