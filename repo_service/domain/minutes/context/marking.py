"""What marks announce: « Décision n° 3 : », « Délibération n° 12 », an arrow. The part of the walk that believes them.

A strong mark decides by itself, a weak one (an arrow, « Conclusion : ») needs words that decide or a remark that is
none. Must not look at lines without a mark, but for those that a mark alone on its line claims.
"""

from __future__ import annotations

from dataclasses import replace

from repo_service.domain.minutes import actions, cues, reading, votes
from repo_service.domain.minutes.context import echoes
from repo_service.domain.minutes.found import Outcome
from repo_service.domain.minutes.lists import Listing, Lists, believed, cut
from repo_service.domain.minutes.reading import Marked, Seen
from repo_service.domain.minutes.sentences import Sentence, sentences
from repo_service.domain.minutes.texts import flat
from repo_service.domain.minutes.wording import state_of
from repo_service.domain.minutes.zones import Placed


class Marks(Lists):
    """The lines that begin with a mark; ``sentence`` and ``remember`` are the business of the whole walk."""

    def sentence(self, one: Placed, sentence: Sentence) -> None:
        """Read a sentence without a mark."""
        raise NotImplementedError

    def remember(self, sentence: Sentence, text: str, *, titled: bool = False) -> None:
        """Keep a sentence in mind for those below it."""
        raise NotImplementedError

    def marked(self, one: Placed, mark: Marked, last: int) -> None:
        """A line with a mark: what it announces there, or claims of what follows."""
        line = one.stretch
        if not mark.mark.weak and (one.point in self.delegated or (line.item and self.under_delegation(one))):
            return  # the mayor decided it, the council only hears of it
        if mark.mark.many:
            if not (one.point < 0 and one.zone == "title"):
                self.mode = "decisions"
            return
        answers = mark.mark.weak and cues.ANSWERS.match(flat(line.text[mark.content : last]))
        if not answers and sum(char.isalnum() for char in line.text[mark.content : last]) < cues.FEWEST_SIGNS:
            if mark.mark.name == "decision alone":
                self.close_list()
                self.listing = Listing(one, Sentence(line, 0, last, 0), "", 0.0, "label", mark.number)
                self.carry_vote(one)
            self.claim, self.claim_left, self.claim_first = mark, cues.CLAIMS, True
            self.fallback = None
            return
        found = list(sentences(cut(line, last), mark.content))
        if mark.mark.weak:
            self._announced(one, mark, found, last)
            return
        decided = self.seen(found[0])
        if not believed(decided) and self._claims(mark, found):
            for sentence in found[1:]:
                self.sentence(one, sentence)
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
        if not (ordinal or named or proposed) or (ordinal and not nominal and self._adopted_at_once(found)):
            return False
        self.fallback = None if ordinal or proposed else found[0]
        self.claim, self.claim_first = mark, False
        self.claim_left = cues.CLAIMS_OF_HEADINGS if ordinal or resolves else cues.CLAIMS
        self.subject = found[0]
        return True

    @staticmethod
    def _adopted_at_once(found: list[Sentence]) -> bool:
        """« Troisième résolution. Le déficit est imputé sur la réserve. Adopté à l’unanimité. »: the first decides."""
        whole = cues.VERB.search(found[0].folded.text)
        return len(found) > 1 and bool(whole) and bool(echoes.BARE.match(found[1].folded.text))

    def _labelled(self, one: Placed, mark: Marked, found: list[Sentence], decided: Seen | None) -> None:
        """What a strong mark announces: its first sentence, and the others as far as they are set in bold with it."""
        first = found[0]
        text = first.folded.text
        sure = believed(decided)
        if cues.NO_SUBJECT.match(text) and not cues.has_content(text):
            return  # « Résolution 1 | Pour | Contre »: the head of a table of votes
        if (cues.NO_CONTENT.match(text) and not sure) or cues.NOTHING_DECIDED.search(text):
            return
        if text.rstrip().endswith(":"):
            self.listing = Listing(one, first, mark.mark.name, mark.mark.score, "label", mark.number)
            return
        strong = first.stretch.strong_end(first.start)
        rest = [s for s in found[1:] if s.start < strong] if strong > first.end else found[1:]
        others = [s for s in found[1:] if s not in rest or votes.is_vote(s.folded.text)]
        kept = [first, *(s for s in rest if s not in others)]
        state = decided.rule.state if decided and decided.score > cues.HALF_SEEN else self._state(text)
        sort = decided.rule.sort if sure and decided else ""
        self.add(one, first, mark.mark.name, mark.mark.score, "label", state, number=mark.number, sort=sort,
                 wording=" ".join(s.text for s in kept))  # fmt: skip
        self.last = first
        self.tasks_of(one, kept)
        for sentence in others:
            self.sentence(one, sentence)

    def _announced(self, one: Placed, mark: Marked, found: list[Sentence], last: int) -> None:
        """What a weak mark (an arrow, « Conclusion : ») announces; perhaps another mark, or an action."""
        if self.labelled_action(one, mark.content, last):
            return
        second = reading.marked(one.stretch, mark.content)
        if second is not None and not second.mark.weak and not second.mark.many:
            self.marked(one, second, last)
            return
        self._weak(one, mark, found[0], found[-1].end)
        for sentence in found[1:]:
            self.sentence(one, sentence)

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
        elif mark.mark.name == "tick" or self._answers_nobody(mark) or self.bullets or self.arrows_are_bullets:
            return
        elif not (cues.is_remark(text) or (decided and decided.doubt) or self.by_somebody(first.text)):
            self.add(one, first, mark.mark.name, cues.WEAK, "label", self._state(text))

    @staticmethod
    def _state(text: str) -> Outcome:
        """What a label does: something that is not renewed ends by a decision, where nobody asked for more."""
        return "adopted" if cues.NOT_RENEWED.search(text) else state_of(text)

    def _answers_nobody(self, mark: Marked) -> bool:
        """« Réponse : la salle est chauffée »: without a proposal before, it only informs."""
        return mark.mark.name == "answer told" and not (self.last and cues.ASKS.search(self.last.folded.text))

    def claimed(self, one: Placed, sentence: Sentence) -> bool:
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
        decided = self.seen(sentence, around=self.around(one, sentence, asked=False))
        sure = believed(decided)
        told = votes.read(text)
        if told.told and votes.is_vote(text) and not sure:
            self.claim = None
            self.vote(one, replace(told, quote=sentence.quote()), self.put(), "label")
            return True
        if not sure and self._names_it(sentence, mark):
            return False
        if not sure and not self._next_is_it(one, mark, text):
            return False
        self.claim = None
        if text.endswith(":"):
            self.listing = Listing(one, sentence, mark.mark.name, 0.9, "label", mark.number)
            return True
        state = decided.rule.state if sure and decided else self._state(text)
        sort = decided.rule.sort if sure and decided else ""
        self.add(one, sentence, mark.mark.name, 0.95 if sure else 0.88, "label", state, number=mark.number, sort=sort)
        self.tasks_of(one, [sentence])
        self.remember(sentence, text)
        return True

    def _names_it(self, sentence: Sentence, mark: Marked) -> bool:
        """Whether the line below « Délibération n° 5 » only names its subject, and what follows it decides."""
        text = sentence.folded.text
        first = self.claim_first and self.claim_left == cues.CLAIMS - 1
        if not first or mark.mark.name not in {"numbered decision", "decision alone", "ordinal resolution"}:
            return False
        alone = sentence.number == 0 and sentence.end >= len(sentence.stretch.text.rstrip())
        if cues.OBJECT.match(text):
            self.fallback = sentence
        elif not (alone and len(text) < cues.METADATA and not text.endswith(".") and not cues.VERB.search(text)):
            return False
        self.claim_first, self.claim_left = False, cues.CLAIMS_OF_HEADINGS
        return True

    def _next_is_it(self, one: Placed, mark: Marked, text: str) -> bool:
        """Whether the sentence after a mark that stood alone is its content, though no rule knows it."""
        if mark.mark.name == "ordinal resolution" or cues.NO_CONTENT.match(text) or cues.PROPOSAL.search(text):
            return False
        first = self.claim_first and self.claim_left == cues.CLAIMS - 1 and not one.heading
        return first or (self.claim_first and mark.mark.name in {"decision alone", "decision"})
