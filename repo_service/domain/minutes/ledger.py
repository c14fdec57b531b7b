"""The book that the walk down the lines writes into: decisions, with the votes that belong to them, and actions.

A vote joins the decision just before it in the same point; a vote told first waits for its decision; a vote that no
sentence decides makes a decision of what was put to it. Must not look beyond the point.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from repo_service.domain import french_dates
from repo_service.domain.minutes import cues, deadlines, votes
from repo_service.domain.minutes.actions import Task
from repo_service.domain.minutes.context import echoes
from repo_service.domain.minutes.found import Form, FoundAction, FoundDecision, Outcome, Quote, Votes
from repo_service.domain.minutes.sentences import Sentence
from repo_service.domain.minutes.texts import Stretch, flat
from repo_service.domain.minutes.voting import ballots, spread
from repo_service.domain.minutes.wording import OF_MINUTES, effects

MOST = 5000  # findings of each sort in one text
_NEAR = 6  # sentences after a decision in which its vote may be told
_WAITS = 5  # sentences that a vote waits for its decision
_ECHOES = 2  # sentences back in which an agreement only says again what follows


class Ledger:
    """``decisions`` and ``actions`` in the order of the text."""

    def __init__(self, meeting: date | None, voters: int) -> None:
        self.meeting, self.voters = meeting, voters
        self.decisions: list[FoundDecision] = []
        self.actions: list[FoundAction] = []
        self._keys, self._action_keys = echoes.Keys(meeting, "d"), echoes.Keys(meeting, "a")
        self._open: echoes.Open | None = None
        self._waiting: echoes.Waiting | None = None

    @property
    def full(self) -> bool:
        """Whether nothing more is taken."""
        return len(self.decisions) >= MOST or len(self.actions) >= MOST

    @property
    def waits(self) -> bool:
        """Whether a vote was told whose decision is still to come."""
        return self._waiting is not None and self._waiting.told.told

    def just_decided(self, point: int) -> bool:
        """Whether something was decided just before, in the same point."""
        return self._open is not None and self._open.point == point and self._open.since <= 1

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
        if quote is None or (self.decisions and echoes.overlap(self.decisions[-1].quote, quote)):
            return False
        if form == "prose" and (self._follows(rule, point, sentence) or self._refuses(point, state, sentence)):
            return False
        self._drop_before(point, form, state, sentence)
        if rule != "put to the vote":
            self._drop_put(point, sort, quote)
        text = flat(sentence.text[start:end]) if start or end is not None else sentence.folded.text
        told = votes.read(text, state)
        told = replace(told, quote=quote) if told.told else told
        told, first = self._with_waiting(told, sentence, point)
        if not told.told:
            told = self._shared(rule, point)
            first = told.told
        self.settle()
        words = " ".join((wording or sentence.text[start:end]).split())
        sort = sort or ("approval" if state == "adopted" and OF_MINUTES.match(text) else "")
        begins, ends = effects(words, sort, self.meeting)
        self.decisions.append(
            FoundDecision(
                key=self._keys.of(point_words, quote.text), quote=quote, title="", wording=words[:4000],
                form=form, state=state, rule=rule, score=round(min(score, 0.99), 3),
                votes=votes.fits(told, state, self.voters), number=number, point=point_words, sort=sort,
                about=self._about(words) if sort == "approval" else None, effect_from=begins, effect_until=ends,
            )
        )  # fmt: skip
        self._open = echoes.Open(len(self.decisions) - 1, point, line=sentence.stretch.index, told_first=first)
        return True

    def _with_waiting(self, told: Votes, sentence: Sentence, point: int) -> tuple[Votes, bool]:
        """The vote of a decision together with the one told before it, when that was meant; whether there was one."""
        subject = self._waiting.subject if self._waiting else None
        apart = subject is not None and subject.stretch is not sentence.stretch
        if subject and apart and echoes.is_item(sentence) and echoes.is_item(subject):
            self.settle()  # two items, each with its counts below
        if self._waiting and self._waiting.point == point:
            before = self._waiting.told
            if told.in_favour is None or before.in_favour is None or told.in_favour == before.in_favour:
                told = votes.merged(told, before)
                self._waiting = None
                return told, before.told
        return told, False

    def _drop_before(self, point: int, form: Form, state: Outcome, sentence: Sentence) -> None:
        """The decision before is none, now that this one is told."""
        self._drop_echo(point, form, sentence)
        self._drop_title(point, state, sentence)

    def _drop_echo(self, point: int, form: Form, sentence: Sentence) -> None:
        """« Tout le monde suit Anne. » before « => tableur partagé »: the mark says what was decided."""
        open_ = self._open
        if open_ is None or open_.point != point or open_.since > _ECHOES or open_.index != len(self.decisions) - 1:
            return
        before = self.decisions[-1]
        alone = before.rule in {"carries it", "everybody agrees"} and bool(echoes.SO.search(sentence.folded.text))
        if before.form == "prose" and ((form != "prose" and before.rule in echoes.AGREES) or alone):
            self.decisions.pop()
            self._open = None

    def _drop_title(self, point: int, state: Outcome, sentence: Sentence) -> None:
        """« Résolution n° 2. Création d’une catégorie. » before the votes and « la résolution n’est pas adoptée »: the
        title says what was put, and its vote is told of the sentence that refuses it.
        """
        open_ = self._open
        if open_ is None or open_.point != point or state != "rejected" or open_.index != len(self.decisions) - 1:
            return
        before = self.decisions[-1]
        nominal = before.form == "label" and before.state == "adopted" and not cues.VERB.search(flat(before.quote.text))
        if nominal and echoes.OF_WHAT_WAS_PUT.search(sentence.folded.text):
            self.decisions.pop()
            self._open = None
            self._waiting = echoes.Waiting(before.votes, point, None, before.form) if before.votes.told else None

    def _refuses(self, point: int, state: Outcome, sentence: Sentence) -> bool:
        """« Résolution n° 4 : le mandat est limité à six ans. » then « la résolution n’est pas adoptée »: the label
        says in full what was put, and is what was refused.
        """
        open_, text = self._open, sentence.folded.text
        if open_ is None or open_.point != point or state != "rejected" or not echoes.OF_A_RESOLUTION.search(text):
            return False
        before = self.decisions[open_.index]
        if before.form != "label" or before.state != "adopted" or not cues.VERB.search(flat(before.quote.text)):
            return False
        told = votes.merged(before.votes, votes.read(text, state))
        self.decisions[open_.index] = replace(before, state=state, votes=told)
        return True

    def _follows(self, rule: str, point: int, sentence: Sentence) -> bool:
        """« La cotisation reste donc à 45 euros » after what was decided."""
        open_ = self._open
        near = open_ is not None and open_.point == point and open_.since <= _ECHOES
        return near and rule in echoes.FOLLOWING and bool(echoes.FOLLOWS.search(sentence.folded.text))

    def _drop_put(self, point: int, sort: str, quote: Quote) -> None:
        """« Élection du secrétaire » with counts, before « M. Petit est élu secrétaire »: the sentence decides."""
        open_ = self._open
        if open_ is None or open_.point != point or open_.since > _ECHOES or open_.index != len(self.decisions) - 1:
            return
        before = self.decisions[-1]
        shared = set(echoes.WORDS.findall(flat(quote.text))) & set(echoes.WORDS.findall(flat(before.quote.text)))
        if before.rule == "put to the vote" and (sort == "election" or shared - echoes.COMMON):
            self.decisions.pop()
            self._open = None

    def add_found(self, decision: FoundDecision, point_words: str) -> None:
        """Write down a decision of a table."""
        key = self._keys.of(point_words, decision.quote.text)
        told = votes.fits(decision.votes, decision.state, self.voters)
        self.decisions.append(replace(decision, key=key, point=decision.point or point_words, votes=told))

    def add_task(self, line: Stretch, task: Task, point_words: str, form: Form = "prose") -> None:
        """Write an action down, and which decision orders it when they share their words."""
        quote = line.quote(task.start, task.end)
        if quote is None or (self.actions and echoes.overlap(self.actions[-1].quote, quote)):
            return
        decision = self.decisions[-1].key if self.decisions and echoes.overlap(self.decisions[-1].quote, quote) else ""
        self.actions.append(
            FoundAction(
                key=self._action_keys.of(point_words, quote.text), quote=quote,
                text=" ".join(quote.text.split())[:1000], form=form, rule=task.rule,
                score=round(task.score, 3), owners=task.owners,
                deadline=task.due.day if task.due else None, deadline_text=task.due.words if task.due else "",
                point=point_words, decision=decision, done=task.done,
            )
        )  # fmt: skip

    def due(self, due: deadlines.Deadline) -> bool:
        """Give the last action, which somebody was put in charge of, its deadline."""
        if not self.actions or self.actions[-1].rule != "in charge" or self.actions[-1].deadline_text:
            return False
        self.actions[-1] = replace(self.actions[-1], deadline=due.day, deadline_text=due.words)
        return True

    def add_found_action(self, action: FoundAction, point_words: str) -> None:
        """Write down an action of a table."""
        self.actions.append(replace(action, key=self._action_keys.of(point_words, action.text), point=point_words))

    # --- Votes
    def vote(self, told: Votes, point: int, words: str, subject: Sentence | None, form: Form = "prose") -> None:
        """A vote alone: it joins the one that waits, or the decision just before; else it waits itself."""
        waiting = self._waiting
        same = waiting is not None and (waiting.announced or waiting.subject is subject or not waiting.told.told)
        if waiting is not None and waiting.point == point and same and not echoes.twice(waiting.told, told):
            if waiting.announced and subject is not None and told.quote is not None and told.quote == subject.quote():
                waiting.subject = subject  # « Résultat du vote : », then « Pour le changement : 13 »
            waiting.told, waiting.since = votes.merged(waiting.told, told), 0
            return
        if waiting is not None and not same:
            self.settle()
        if not self._names_another(subject) and self.attach(told, point):
            return
        self.settle()
        if told.told:
            self._waiting = echoes.Waiting(told, point, subject, form, words)

    def _names_another(self, subject: Sentence | None) -> bool:
        """Whether the heading or item just above a vote stands below the last decision: « + Quitus », then counts."""
        if self._open is None or subject is None:
            return False
        named = echoes.is_item(subject) or subject.stretch.block.kind == "heading"
        return named and subject.stretch.index > self._open.line

    def announce(self, point: int, words: str, subject: Sentence, form: Form = "prose") -> None:
        """« Vote pour l’approbation du PV : » – counts that follow wait for what they decide."""
        self.settle()
        self._waiting = echoes.Waiting(Votes(), point, subject, form, words, announced=True)

    def attach(self, told: Votes, point: int) -> bool:
        """Give a vote to the decision before it in the same point, unless that has counts of its own."""
        open_ = self._open
        if open_ is None or open_.point != point or open_.since > _NEAR:
            return False
        decision = self.decisions[open_.index]
        if echoes.same(decision.votes, told) and open_.since <= _ECHOES:
            return True  # its label took it along already
        if echoes.twice(decision.votes, told) or (decision.votes.unanimous and open_.since > 2):
            return False
        if open_.since > 1 and echoes.contradicts(told, decision.state):
            return False  # it belongs to what follows
        if not decision.votes.told:
            open_.with_it = tuple(spread.run(self.decisions, open_.index))
        for index in open_.with_it:
            before = self.decisions[index]
            shared = votes.fits(votes.merged(before.votes, told), before.state, self.voters)
            self.decisions[index] = replace(before, votes=shared)
        both = votes.fits(votes.merged(decision.votes, told), decision.state, self.voters)
        if (decision.rule == "put to the vote" or decision.form == "label") and echoes.lost(both):
            decision = replace(decision, state="rejected")
        self.decisions[open_.index] = replace(decision, votes=both)
        open_.since = min(open_.since, 2)
        return True

    def share(self, told: Votes, point: int) -> bool:
        """Give a vote « sur chacun des trois points » to all decisions of the list just before."""
        open_ = self._open
        if open_ is None or open_.point != point or open_.since > _NEAR:
            return False
        rule = self.decisions[open_.index].rule
        for index in range(open_.index, -1, -1):
            one = self.decisions[index]
            if one.rule != rule or one.point != self.decisions[open_.index].point or one.votes.told:
                break
            self.decisions[index] = replace(one, votes=votes.fits(told, one.state, self.voters))
        return self.decisions[open_.index].votes.told

    def _shared(self, rule: str, point: int) -> Votes:
        """The vote told at the beginning of a row of « SOLLICITE …, DIT … », which holds for each."""
        before = self._open
        if rule != "ACTS" or before is None or before.point != point or before.since > 1:
            return Votes()
        last = self.decisions[before.index]
        return last.votes if last.rule in {"ACTS", "item of what is decided"} and before.told_first else Votes()

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
        if ballots.another(text, flat(before.quote.text)):
            return False
        told = votes.read(text, before.state)
        barely = echoes.BARE.match(text) and len(text) < echoes.BARELY and open_.since <= 2 * _ECHOES
        if barely and echoes.same(before.votes, told):
            return True
        twice = echoes.twice(before.votes, told) or (before.votes.unanimous and told.unanimous)
        if twice or (self._waiting is not None and self._waiting.told.told):
            return False
        fewest = 1 if len(text) < 70 and open_.since <= 1 and not before.votes.told else 2
        shared = set(echoes.WORDS.findall(text)) & set(echoes.WORDS.findall(flat(before.quote.text)))
        same = bool(echoes.ANAPHORA.match(text)) or (len(shared - echoes.COMMON) >= fewest and told.told)
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
        if not (counted or told.unanimous or told.majority) or not cues.may_be_put(waiting.subject.folded.text):
            return
        state: Outcome = "rejected" if echoes.lost(told) else "adopted"
        score = 0.66 if counted else 0.58
        if self.add(waiting.subject, waiting.point, waiting.words, "put to the vote", score, waiting.form, state):
            decision = self.decisions[-1]
            both = votes.merged(decision.votes, told)
            self.decisions[-1] = replace(decision, votes=votes.fits(both, state, self.voters))

    def _about(self, words: str) -> date | None:
        days = [day for day, _, _ in french_dates.find(words[:600]) if self.meeting is None or day < self.meeting]
        return days[0] if days else None
