"""The walk down the lines of minutes, in which marks, sentences, votes and lists are told apart.

A mark (« Décision n° 3 ») claims what follows it, « Le conseil décide : » the list below, « À faire » the lines under
it. What is found is written into the ``Ledger``. Must not look back further than the point.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from repo_service.domain.minutes import actions, cues, reading, votes, zones
from repo_service.domain.minutes.context import others
from repo_service.domain.minutes.context.marking import Marks
from repo_service.domain.minutes.found import Form, Votes
from repo_service.domain.minutes.lists import Listing, believed, cut
from repo_service.domain.minutes.people.persons import People
from repo_service.domain.minutes.reading import Around, Seen
from repo_service.domain.minutes.rows import tabled
from repo_service.domain.minutes.sentences import Sentence, sentences
from repo_service.domain.minutes.texts import flat
from repo_service.domain.minutes.voting import named, spread
from repo_service.domain.minutes.wording import state_of
from repo_service.domain.minutes.zones import Laid, Placed
from repo_service.domain.passages import Block

_OPENING = frozenset({"adopted, said shortly", "ACTS"})  # « DÉCIDE à l’unanimité : » opens a list
_OPENING = frozenset({"adopted, said shortly", "ACTS", "after deliberation"})  # « DÉCIDE à l’unanimité : »
_BRACKETS = re.compile(r" ?\([^()]{0,200}\)")  # « (11 voix pour, 2 abstentions : Mme Petit et M. Vidal) »


class Walk(Marks):
    """One text being read; what was found is in ``ledger`` after ``run``."""

    def __init__(self, blocks: Sequence[Block], laid: Laid, meeting: date | None, people: People, voters: int) -> None:
        super().__init__(laid, meeting, people, voters)
        self.blocks = blocks
        # Points in which « Le conseil décide : » stands alone on its line: what stands above it is debate.
        self.formal = {one.point for one in laid.placed if self._opening(one.stretch.text, one.stretch.folded.text)}

    def run(self) -> None:
        """Walk down all lines; tables of decisions and actions are taken whole."""
        found = tabled.read(self.blocks, frozenset(self._rows_under_actions()), self.meeting, self.people)
        by_row = {id(row.block): row for row in found}
        done: set[int] = set()
        for one in self.laid.placed:
            block = one.stretch.block
            if self.ledger.full:
                break
            row = by_row.get(id(block))
            if row is not None and (one.zone != "annex" or row.actions):
                if id(block) not in done:
                    self._row(row, one)
                done.add(id(block))
            elif one.zone not in {"agenda", "annex"} and id(block) not in done:
                if one.stretch.column >= 0 and self._vote_row(one):
                    done.add(id(block))
                else:
                    self._step(one)
        self.close_list()
        self.give_up()
        self.ledger.settle()

    # --- Tables
    def _rows_under_actions(self) -> list[int]:
        under, listed = False, []
        for one in self.laid.placed:
            if one.heading:
                under = bool(actions.HEADING.match(one.stretch.head))
            elif under and one.stretch.column >= 0:
                listed.append(one.stretch.index)
        return listed

    def _row(self, row: tabled.Row, one: Placed) -> None:
        words = self.words_of(one.point)
        for task in row.actions:
            self.ledger.add_found_action(task, words)
        for decided in row.decisions:
            self.ledger.add_found(decided, words)

    def _vote_row(self, one: Placed) -> bool:
        """A row that tells a count: « Votent pour | 10 »."""
        self._enter(one)
        cells = [flat(cell.text) for cell in one.stretch.block.cells if cell.text.strip()]
        text = " : ".join(cells)
        if not 2 <= len(cells) <= 3 or len(text) > 120 or not any(cell.isdigit() for cell in cells[1:]):
            return False
        told = votes.read(text)
        if not (told.told or told.present is not None) or not votes.is_vote(text):
            return False
        self.vote(one, told, self.put())
        return True

    # --- Lines
    def _enter(self, one: Placed) -> None:
        if one.point != self.point:
            self.give_up()
            self.close_list()
            self.point = one.point
            self.ledger.next_point()
            self.last = self.subject = self.titled = None
            self.bodied = 0

    def _step(self, one: Placed) -> None:
        self._enter(one)
        line = one.stretch
        if one.heading:
            self.close_list()
            self.give_up()
            self.mode = ""
        names = one.zone == "attendance" and zones.LISTS.match(line.head)
        if names and not cues.APPOINTS.search(line.folded.text[:400]):
            return
        if actions.is_heading(line, heading=one.heading):
            self.mode, self.claim = "actions", None
            return
        if self.mode == "actions" and not one.heading and self.listed_action(one):
            return
        if self.in_charge(one):
            return
        for first, last in reading.parts(line):
            self._part(one, first, last)
        if actions.opens_list(line):
            self.mode, self.claim = "actions", None

    def _part(self, one: Placed, first: int, last: int) -> None:
        """A line, or the part of it from one arrow to the next."""
        line = one.stretch
        mark = reading.marked(line, first)
        self.bullets = bool(mark and mark.mark.name == "arrow") and (self.bullets or (self.colon and first == 0))
        self.colon = line.text.rstrip(" *_").endswith(":") and last == len(line.text)
        if mark is not None:
            self.marked(one, replace(mark, content=min(mark.content, last)), last)
            return
        if self.labelled_action(one, first, last):
            return
        if self.mode == "decisions" and self.listed_decision(one, first, last):
            return
        if self.listing is not None and self.is_item(line) and self.item_of_list(one, first, last):
            return
        self.close_list()
        for sentence in sentences(cut(line, last), first):
            self.sentence(one, sentence)

    # --- Sentences
    def sentence(self, one: Placed, sentence: Sentence) -> None:
        """Read a sentence without a mark: a vote, a decision, a task, or what is talked about."""
        text = sentence.folded.text
        self.ledger.next_sentence()
        if self._opens(one, sentence, text):
            return
        if sentence.number and self.labelled_action(one, sentence.start, sentence.end):
            return
        if self.claim is not None and one.point in self.formal and self.listing is None:
            if not cues.AMENDMENT.search(text):
                return  # the debate before the deliberation
        elif self.claim is not None and self.claimed(one, sentence):
            return
        if one.stretch.column >= 0 and len(text) < cues.BRIEF_CELL:
            return
        asked = self.last is not None and bool(cues.ASKS.search(self.last.folded.text))
        around = self.around(one, sentence, asked=asked)
        decided = self.seen(sentence, body_before=self.bodied > 0, asked=asked, around=around)
        shown = "tour de table" in text and spread.counted(text)
        unreal = (cues.NO_REAL_VOTE.search(text) and not shown) or cues.RECITAL.match(text)
        told = votes.read(text) if not unreal else Votes()
        told = replace(told, quote=sentence.quote()) if told.told else told
        says_more = believed(decided) and cues.has_content(text) and not votes.OF_ALL.search(text)
        alone = told.told and (named.stays_out(text) or (votes.is_vote(text) and not says_more))
        if alone and self._vote_alone(one, sentence, told, decided):
            return
        if decided is not None and believed(decided):
            if not self.ledger.confirms(sentence, one.point):
                self._decided(one, sentence, decided, around)
        elif text.endswith(":"):
            self._announces(one, sentence, text)
        elif self.ledger.waits and spread.follows(text):
            self.add(one, sentence, "put to the vote", cues.WEAK, "prose", state_of(text))
        elif told.told and not cues.DOUBTFUL.search(text):
            self._tells(one, sentence, told)
        self.tasks_of(one, [sentence])
        self.remember(sentence, text, titled=one.heading)

    def _opens(self, one: Placed, sentence: Sentence, text: str) -> bool:
        """« Le conseil délibère et », the last words of a line: the lines below tell what it does."""
        last = sentence.end >= len(one.stretch.text.rstrip())
        if not last or not self._opening(sentence.text, text):
            return False
        rule = self.seen(sentence) if text.endswith(":") else None
        told = rule is not None and rule.rule.name in _OPENING  # « …, à l’unanimité : »
        if rule is not None and believed(rule) and self.claim is None and not told:
            return False
        form: Form = "label" if self.claim is not None else "prose"
        self.listing = Listing(one, sentence, "", 0.0, form, self.claim.number if self.claim else "")
        self.carry_vote(one)
        self.last = sentence
        return True

    @staticmethod
    def _opening(raw: str, text: str) -> bool:
        if len(raw) <= cues.OPENED and cues.OPENS.match(text):
            return True
        if len(raw) > 2 * cues.OPENED:
            return False
        told = votes.read(text).told and spread.opens(text)
        return told or bool(cues.OPENS.match(spread.without(text)))

    def _vote_alone(self, one: Placed, sentence: Sentence, told: Votes, decided: Seen | None) -> bool:
        """« Pour : 12 », « Adopté à l’unanimité. »: the vote of what was decided, or a decision of its own."""
        if votes.OF_ALL.search(sentence.folded.text) and self.ledger.share(told, one.point):
            return True
        text = sentence.folded.text
        says = bool(cues.SAYS_ADOPTED.match(text) or spread.THING_ADOPTED.match(text))
        if says and decided is not None and believed(decided) and not self.ledger.attach(told, one.point):
            self._decided(one, sentence, decided)
            return True
        own = cues.VOTE_FOR.match(sentence.folded.text)
        self.vote(one, told, sentence if own else self.put())
        return True

    def _announces(self, one: Placed, sentence: Sentence, text: str) -> None:
        """« Le conseil : » before a list, « Vote pour l’approbation du PV : » before counts."""
        if cues.ONLY_BODY.fullmatch(text):
            self.listing = Listing(one, sentence, "", 0.0, "prose")
        elif cues.ANNOUNCES_VOTE.match(text) or spread.ANNOUNCES.match(text):
            subject = sentence if len(text) > cues.SAYS_ITSELF or cues.VOTE_OF.match(text) else self.put() or sentence
            self.ledger.announce(one.point, self.words_of(one.point), subject)

    def _tells(self, one: Placed, sentence: Sentence, told: Votes) -> None:
        """A sentence with a vote that no rule knows: « Le rapport moral recueille 12 voix pour et 1 abstention »."""
        text = sentence.folded.text
        counted = told.in_favour is not None and (told.against is not None or told.abstention is not None)
        if cues.TELLS_VOTE.match(text):
            itself = len(text) > 2 * cues.SAYS_ITSELF and cues.may_be_put(text)
            self.vote(one, told, sentence if itself else self.put())
        elif counted and len(text) < cues.BRIEF and not self._reports(sentence):
            self.vote(one, told, sentence)

    def _reports(self, sentence: Sentence) -> bool:
        """Whether a vote is recalled, or was taken by another body, or on another day."""
        text = sentence.folded.text
        recalled = bool(cues.RECALLS.search(spread.undated(text)))
        return recalled or others.of_another_body(text, 0, len(text), self.own) or others.of_another_day(
            sentence.text, text, self.meeting
        )

    def remember(self, sentence: Sentence, text: str, *, titled: bool = False) -> None:
        """Keep a sentence in mind: what may be put to a vote, what was said last, whether the body was named."""
        if cues.RECITAL.match(text) or (self.point < 0 and sentence.stretch.index < cues.TITLE_BLOCKS):
            return
        asked = bool(cues.PUT_TO_VOTE.search(text))
        if votes.is_vote(text) or not any(char.isalpha() for char in text):
            return  # « Nombre de votants 11 », a line of a table: not what is voted
        if titled and cues.may_be_put(text):
            self.titled = sentence
        if not cues.VOTE_LABEL.match(text) and (self.subject is None or asked):
            self.subject, self.put_to_vote, self.subject_titled = sentence, asked, titled
        self.last = sentence
        self.bodied = 3 if cues.BODY.search(text) else max(0, self.bodied - 1)

    def _decided(self, one: Placed, sentence: Sentence, decided: Seen, around: Around = reading.SURE) -> None:
        text = sentence.folded.text
        if decided.rule.name in reading.LISTING and not text.endswith(".") and cues.LISTS_DECISIONS.search(text):
            self.close_list()
            self.listing = Listing(one, sentence, decided.rule.name, decided.score, "prose")
            return
        folded = sentence.folded
        clauses = reading.clauses(sentence, decided, self.meeting, self.own)
        before = len(self.ledger.decisions)
        for clause in clauses:
            start = folded.back(clause.start) if clause.start else 0
            end = folded.end(clause.end) if clause.end < len(folded.text) else None
            seen = clause.seen
            self.add(one, sentence, seen.rule.name, seen.score, "prose", seen.rule.state, sort=seen.rule.sort,
                     focus=folded.back(max(seen.end - 1, 0)), start=start, end=end)  # fmt: skip
        if len(self.ledger.decisions) - before == len(clauses) > 1:
            led = votes.read(text[: clauses[0].seen.end]).told
            self.ledger.decisions[before:] = spread.levelled(self.ledger.decisions[before:], text, led=led)
