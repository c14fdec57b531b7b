"""The walk down the lines of minutes, in which marks, sentences, votes and lists are told apart.

A mark (« Décision n° 3 ») claims what follows it, « Le conseil décide : » the list below, « À faire » the lines under
it. What is found is written into the ``Ledger``. Must not look back further than the point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from repo_service.domain.minutes import actions, cues, guards, reading, votes, zones
from repo_service.domain.minutes.found import Form, Votes
from repo_service.domain.minutes.lists import Listing, Lists, believed, cut
from repo_service.domain.minutes.people.persons import People
from repo_service.domain.minutes.reading import Marked, Seen
from repo_service.domain.minutes.rows import tabled
from repo_service.domain.minutes.sentences import Sentence, sentences
from repo_service.domain.minutes.texts import flat
from repo_service.domain.minutes.wording import state_of
from repo_service.domain.minutes.zones import Laid, Placed
from repo_service.domain.passages import Block


class Walk(Lists):
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
            self.last = self.subject = None
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

    def _part(self, one: Placed, first: int, last: int) -> None:
        """A line, or the part of it from one arrow to the next."""
        line = one.stretch
        mark = reading.marked(line, first)
        self.bullets = bool(mark and mark.mark.name == "arrow") and (self.bullets or (self.colon and first == 0))
        self.colon = line.text.rstrip(" *_").endswith(":") and last == len(line.text)
        if mark is not None:
            self._marked(one, replace(mark, content=min(mark.content, last)), last)
            return
        if self.labelled_action(one, first, last):
            return
        if self.mode == "decisions" and self.listed_decision(one, first, last):
            return
        if self.listing is not None and self.is_item(line) and self.item_of_list(one, first, last):
            return
        self.close_list()
        for sentence in sentences(cut(line, last), first):
            self._sentence(one, sentence)

    # --- Marks
    def _marked(self, one: Placed, mark: Marked, last: int) -> None:
        line = one.stretch
        if mark.mark.many:
            if not (one.point < 0 and one.zone == "title"):
                self.mode = "decisions"
            return
        answers = mark.mark.weak and cues.ANSWERS.match(flat(line.text[mark.content : last]))
        if not answers and sum(char.isalnum() for char in line.text[mark.content : last]) < cues.FEWEST_SIGNS:
            if mark.mark.name == "decision alone":
                self.close_list()
                self.listing = Listing(one, Sentence(line, 0, last, 0), "", 0.0, "label", mark.number)
            self.claim, self.claim_left, self.claim_first = mark, cues.CLAIMS, True
            return
        found = list(sentences(cut(line, last), mark.content))
        if mark.mark.weak:
            self._announced(one, mark, found, last)
            return
        decided = self.seen(found[0])
        if not believed(decided) and self._claims(mark, found):
            for sentence in found[1:]:
                self._sentence(one, sentence)
            return
        self._labelled(one, mark, found, decided)

    def _claims(self, mark: Marked, found: list[Sentence]) -> bool:
        """Whether a mark only names its subject (« Délibération n° 5 – Tarifs »), and what follows decides."""
        text = found[0].folded.text
        ordinal = mark.mark.name == "ordinal resolution"
        resolves = bool(cues.RESOLVES.match(found[0].stretch.folded.text))
        nominal = len(text) < cues.NOMINAL and len(found) == 1 and not text.endswith(".") and not cues.VERB.search(text)
        named = nominal and (resolves or mark.mark.name == "numbered decision")
        proposed = bool(cues.PROPOSAL.search(text))
        if not (ordinal or named or proposed):
            return False
        self.fallback = None if ordinal or proposed else found[0]
        self.claim, self.claim_first = mark, False
        self.claim_left = cues.CLAIMS_OF_HEADINGS if ordinal or resolves else cues.CLAIMS
        self.subject = found[0]
        return True

    def _labelled(self, one: Placed, mark: Marked, found: list[Sentence], decided: Seen | None) -> None:
        """What a strong mark announces: its first sentence, and the others as far as they are set in bold with it."""
        first = found[0]
        text = first.folded.text
        sure = believed(decided)
        if (cues.NO_CONTENT.match(text) and not sure) or cues.NOTHING_DECIDED.search(text):
            return
        if text.rstrip().endswith(":"):
            self.listing = Listing(one, first, mark.mark.name, mark.mark.score, "label", mark.number)
            return
        strong = first.stretch.strong_end(first.start)
        rest = [s for s in found[1:] if s.start < strong] if strong > first.end else found[1:]
        others = [s for s in found[1:] if s not in rest or votes.is_vote(s.folded.text)]
        kept = [first, *(s for s in rest if s not in others)]
        state = decided.rule.state if decided and decided.score > cues.HALF_SEEN else state_of(text)
        sort = decided.rule.sort if sure and decided else ""
        self.add(one, first, mark.mark.name, mark.mark.score, "label", state, number=mark.number, sort=sort,
                 wording=" ".join(s.text for s in kept))  # fmt: skip
        self.last = first
        self.tasks_of(one, kept)
        for sentence in others:
            self._sentence(one, sentence)

    def _announced(self, one: Placed, mark: Marked, found: list[Sentence], last: int) -> None:
        """What a weak mark (an arrow, « Conclusion : ») announces; perhaps another mark, or an action."""
        if self.labelled_action(one, mark.content, last):
            return
        second = reading.marked(one.stretch, mark.content)
        if second is not None and not second.mark.weak and not second.mark.many:
            self._marked(one, second, last)
            return
        self._weak(one, mark, found[0], found[-1].end)
        for sentence in found[1:]:
            self._sentence(one, sentence)

    def _weak(self, one: Placed, mark: Marked, first: Sentence, end: int) -> None:
        """An action, a vote, a decision, or a mere remark after an arrow."""
        text = first.folded.text
        decided = self.seen(first)
        task = actions.listed(cut(one.stretch, end), first.start, self.meeting, self.people, "arrow with an owner")
        told = replace(votes.read(text), quote=first.quote())
        alone = votes.is_vote(text) and told.told
        if alone and (not cues.SAYS_ADOPTED.match(text) or self.ledger.attach(told, one.point)):
            self.vote(one, told, self.put())
        elif decided is not None and believed(decided):
            self.add(one, first, f"{mark.mark.name}: {decided.rule.name}", min(0.97, decided.score + 0.1), "label",
                     decided.rule.state, sort=decided.rule.sort)  # fmt: skip
            self.tasks_of(one, [first])
        elif task is not None and task.owners:
            self.ledger.add_task(one.stretch, task, self.words_of(one.point))
        elif mark.mark.name == "tick" or self._answers_nobody(mark):
            return
        elif not (self.bullets or cues.is_remark(text) or (decided and decided.doubt) or self.by_somebody(first.text)):
            self.add(one, first, mark.mark.name, cues.WEAK, "label", state_of(text))

    def _answers_nobody(self, mark: Marked) -> bool:
        """« Réponse : la salle est chauffée »: without a proposal before, it only informs."""
        return mark.mark.name == "answer told" and not (self.last and cues.ASKS.search(self.last.folded.text))

    # --- Sentences
    def _sentence(self, one: Placed, sentence: Sentence) -> None:
        text = sentence.folded.text
        self.ledger.next_sentence()
        if self._opens(one, sentence, text):
            return
        if sentence.number and self.labelled_action(one, sentence.start, sentence.end):
            return
        if self.claim is not None and one.point in self.formal and self.listing is None:
            return
        if self.claim is not None and self._claimed(one, sentence):
            return
        if one.stretch.column >= 0 and len(text) < cues.BRIEF_CELL:
            return
        asked = self.last is not None and bool(cues.ASKS.search(self.last.folded.text))
        decided = self.seen(sentence, body_before=self.bodied > 0, asked=asked)
        told = votes.read(text) if not cues.NO_REAL_VOTE.search(text) else Votes()
        told = replace(told, quote=sentence.quote()) if told.told else told
        alone = told.told and votes.is_vote(text) and not (believed(decided) and cues.has_content(text))
        if alone and self._vote_alone(one, sentence, told, decided):
            return
        if decided is not None and believed(decided):
            if not self.ledger.confirms(sentence, one.point):
                self._decided(one, sentence, decided)
        elif text.endswith(":"):
            self._announces(one, sentence, text)
        elif told.told and not cues.DOUBTFUL.search(text):
            self._tells(one, sentence, told)
        self.tasks_of(one, [sentence])
        self._remember(sentence, text, titled=one.heading)

    def _opens(self, one: Placed, sentence: Sentence, text: str) -> bool:
        """« Le conseil délibère et », the last words of a line: the lines below tell what it does."""
        last = sentence.end >= len(one.stretch.text.rstrip())
        if not last or not self._opening(sentence.text, text):
            return False
        rule = self.seen(sentence) if text.endswith(":") else None
        if rule is not None and believed(rule) and self.claim is None:
            return False
        form: Form = "label" if self.claim is not None else "prose"
        self.listing = Listing(one, sentence, "", 0.0, form, self.claim.number if self.claim else "")
        self.last = sentence
        return True

    @staticmethod
    def _opening(raw: str, text: str) -> bool:
        return len(raw) <= cues.OPENED and bool(cues.OPENS.match(text))

    def _vote_alone(self, one: Placed, sentence: Sentence, told: Votes, decided: Seen | None) -> bool:
        """« Pour : 12 », « Adopté à l’unanimité. »: the vote of what was decided, or a decision of its own."""
        if votes.OF_ALL.search(sentence.folded.text) and self.ledger.share(told, one.point):
            return True
        says = bool(cues.SAYS_ADOPTED.match(sentence.folded.text))
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
        elif cues.ANNOUNCES_VOTE.match(text):
            subject = sentence if len(text) > cues.SAYS_ITSELF or cues.VOTE_OF.match(text) else self.put() or sentence
            self.ledger.announce(one.point, self.words_of(one.point), subject)

    def _tells(self, one: Placed, sentence: Sentence, told: Votes) -> None:
        """A sentence with a vote that no rule knows: « Le rapport moral recueille 12 voix pour et 1 abstention »."""
        text = sentence.folded.text
        counted = told.in_favour is not None and (told.against is not None or told.abstention is not None)
        if cues.TELLS_VOTE.match(text):
            self.vote(one, told, sentence if len(text) > 2 * cues.SAYS_ITSELF else self.put())
        elif counted and len(text) < cues.BRIEF and not cues.RECALLS.search(text) and not self._of_others(sentence):
            self.vote(one, told, sentence)

    def _of_others(self, sentence: Sentence) -> bool:
        """Whether a vote was taken by another body, or on another day."""
        text = sentence.folded.text
        return guards.of_another_body(text, 0, len(text), self.own) or guards.of_another_day(
            sentence.text, text, self.meeting
        )

    def _remember(self, sentence: Sentence, text: str, *, titled: bool = False) -> None:
        if cues.RECITAL.match(text) or (self.point < 0 and sentence.stretch.index < cues.TITLE_BLOCKS):
            return
        asked = bool(cues.PUT_TO_VOTE.search(text))
        if not cues.VOTE_LABEL.match(text) and (self.subject is None or asked):
            self.subject, self.put_to_vote, self.subject_titled = sentence, asked, titled
        self.last = sentence
        self.bodied = 3 if cues.BODY.search(text) else max(0, self.bodied - 1)

    def _decided(self, one: Placed, sentence: Sentence, decided: Seen) -> None:
        text = sentence.folded.text
        if decided.rule.name in reading.LISTING and not text.endswith(".") and cues.LISTS_DECISIONS.search(text):
            self.close_list()
            self.listing = Listing(one, sentence, decided.rule.name, decided.score, "prose")
            return
        folded = sentence.folded
        for clause in reading.clauses(sentence, decided, self.meeting, self.own):
            start = folded.back(clause.start) if clause.start else 0
            end = folded.end(clause.end) if clause.end < len(folded.text) else None
            seen = clause.seen
            self.add(one, sentence, seen.rule.name, seen.score, "prose", seen.rule.state, sort=seen.rule.sort,
                     focus=folded.back(max(seen.end - 1, 0)), start=start, end=end)  # fmt: skip

    def _claimed(self, one: Placed, sentence: Sentence) -> bool:
        """Whether a sentence is what the mark above announced."""
        mark = self.claim
        assert mark is not None
        text = sentence.folded.text
        self.claim_left -= 1
        if self.claim_left >= cues.CLAIMS:
            self.fallback = None
        if self.claim_left < 0:
            self.give_up()
            return False
        decided = self.seen(sentence)
        sure = believed(decided)
        told = votes.read(text)
        if told.told and votes.is_vote(text) and not sure:
            self.claim = None
            self.vote(one, replace(told, quote=sentence.quote()), self.put(), "label")
            return True
        if not sure and not self._next_is_it(one, mark, text):
            return False
        self.claim = None
        if text.endswith(":"):
            self.listing = Listing(one, sentence, mark.mark.name, 0.9, "label", mark.number)
            return True
        state = decided.rule.state if sure and decided else state_of(text)
        sort = decided.rule.sort if sure and decided else ""
        self.add(one, sentence, mark.mark.name, 0.95 if sure else 0.88, "label", state, number=mark.number, sort=sort)
        self.tasks_of(one, [sentence])
        self._remember(sentence, text)
        return True

    def _next_is_it(self, one: Placed, mark: Marked, text: str) -> bool:
        """Whether the sentence after a mark that stood alone is its content, though no rule knows it."""
        if mark.mark.name == "ordinal resolution" or cues.NO_CONTENT.match(text) or cues.PROPOSAL.search(text):
            return False
        first = self.claim_first and self.claim_left == cues.CLAIMS - 1 and not one.heading
        return first or (self.claim_first and mark.mark.name in {"decision alone", "decision"})
