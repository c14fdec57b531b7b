"""What a walk down the lines remembers, and the lists that it meets: « Décisions prises », « À faire », « décide : ».

The ground on which ``walking`` stands: it reads marks and sentences. Must not decide anything that is not in a list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from repo_service.domain.minutes import actions, cues, reading, votes
from repo_service.domain.minutes.found import Form, Outcome, Votes
from repo_service.domain.minutes.ledger import Ledger
from repo_service.domain.minutes.people.persons import People
from repo_service.domain.minutes.reading import ENOUGH, Marked, Seen
from repo_service.domain.minutes.sentences import Sentence, sentences
from repo_service.domain.minutes.texts import Stretch, flat
from repo_service.domain.minutes.wording import state_of
from repo_service.domain.minutes.zones import Laid, Placed


@dataclass
class Listing:
    """« Le conseil décide : » – what the items below it are part of. ``rule`` is empty where only the body is named."""

    one: Placed
    sentence: Sentence
    rule: str
    score: float
    form: Form
    number: str = ""
    items: int = 0
    told: Votes | None = None


class Lists:
    """The state of a walk, and how it reads the lines of lists."""

    def __init__(self, laid: Laid, meeting: date | None, people: People, voters: int) -> None:
        self.laid, self.meeting, self.people = laid, meeting, people
        self.ledger = Ledger(meeting, voters)
        self.own = " ".join(one.stretch.folded.text[:300] for one in laid.placed[: cues.TITLE_LINES])
        self.mode = ""  # "decisions" or "actions": what every line of the list under a heading is
        self.claim: Marked | None = None  # a mark whose content is still to come
        self.claim_left = 0  # sentences in which it may come
        self.claim_first = False  # it stood alone: the next sentence is what it announces
        self.fallback: Sentence | None = None  # what a mark itself says, when nothing below does
        self.listing: Listing | None = None  # « Le conseil décide : » before a list
        self.last: Sentence | None = None
        self.subject: Sentence | None = None  # what may have been put to the vote
        self.bodied = 0  # sentences left in which « il » may be the body
        self.point = -1

    # --- What is found
    def seen(self, sentence: Sentence, *, body_before: bool = False, asked: bool = False) -> Seen | None:
        """What the rules see in a sentence, believed or not."""
        return reading.seen(sentence, self.meeting, own=self.own, body_before=body_before, asked=asked)

    def add(self, one: Placed, sentence: Sentence, rule: str, score: float, form: Form, state: Outcome, *,
            number: str = "", sort: str = "", wording: str = "", focus: int = 0, start: int = 0,
            end: int | None = None) -> None:  # fmt: skip
        """Write a decision into the ledger, under the point of the line."""
        self.ledger.add(sentence, one.point, self.words_of(one.point), rule, score, form, state, number=number,
                        sort=sort, wording=wording, focus=focus, start=start, end=end)  # fmt: skip

    def vote(self, one: Placed, told: Votes, subject: Sentence | None, form: Form = "prose") -> None:
        """Write a vote into the ledger; ``subject``: what was put to it, where no decision tells."""
        self.ledger.vote(told, one.point, self.words_of(one.point), subject, form)

    def tasks_of(self, one: Placed, found: Iterable[Sentence]) -> None:
        """Write the actions of some sentences into the ledger."""
        for sentence in found:
            for task in actions.prose(sentence.text, self.meeting, self.people):
                if task.score >= ENOUGH:
                    moved = replace(task, start=task.start + sentence.start, end=task.end + sentence.start)
                    self.ledger.add_task(sentence.stretch, moved, self.words_of(one.point))

    def words_of(self, point: int) -> str:
        """The title of a point, empty before the first."""
        return self.laid.points[point].title if 0 <= point < len(self.laid.points) else ""

    # --- Actions
    def listed_action(self, one: Placed) -> bool:
        """A line under « À faire »; ``False`` where it is none, and the list may have ended."""
        line = one.stretch
        item = line.item or bool(cues.ITEM.match(line.text))
        if (not item and len(line.text) > 200) or cues.ENDS_LIST.match(line.folded.text):
            self.mode = ""
            return False
        if line.text.rstrip().endswith(":"):
            return True
        task = actions.listed(line, 0, self.meeting, self.people, "list of actions")
        if task is None or not (item or task.owners):
            return False
        self.ledger.add_task(line, task, self.words_of(one.point))
        return True

    def labelled_action(self, one: Placed, first: int, last: int) -> bool:
        """« Action : … », « A3 : … »."""
        line = one.stretch
        raw = line.text[first : first + 80]
        if not actions.LABEL.match(flat(raw)):
            return False
        match = cues.AFTER_LABEL.match(raw)
        start = first + (match.end() if match else 0)
        task = actions.listed(cut(line, last), start, self.meeting, self.people, "labelled action")
        if task is not None:
            self.ledger.add_task(line, task, self.words_of(one.point))
        return task is not None

    # --- Decisions
    def listed_decision(self, one: Placed, first: int, last: int) -> bool:
        """A line under « Décisions prises »: a list item, or a short paragraph in which nobody speaks."""
        line = one.stretch
        found = list(sentences(cut(line, last), first))
        if one.heading or not found or line.text.rstrip().endswith(":"):
            return False
        text = found[0].folded.text
        brief = len(found) < 3 and len(line.text) < 300 and text.endswith((".", ";")) and not cues.SPEAKS.search(text)
        item = line.item or bool(cues.ITEM.match(line.text)) or brief
        if not item or votes.is_vote(text) or cues.NO_CONTENT.match(text):
            return False
        decided = self.seen(found[0])
        if not believed(decided) and self._is_task(one, found[0], last):
            return True
        state = decided.rule.state if decided and decided.score > cues.HALF_SEEN else state_of(text)
        self.add(one, found[0], "list of decisions", 0.88, "label", state, wording=line.text[first:last])
        self.tasks_of(one, found[:1])
        for sentence in found[1:]:
            if votes.is_vote(sentence.folded.text):
                self.ledger.attach(votes.read(sentence.folded.text), one.point)
        return True

    def _is_task(self, one: Placed, sentence: Sentence, last: int) -> bool:
        """Whether a line of a list of decisions charges somebody: « Actualiser le standard (A. Gallais) »."""
        prose = any(True for _ in actions.prose(sentence.text, self.meeting, self.people))
        if not prose and not cues.TASKLIKE.match(sentence.folded.text):
            return False
        line = cut(one.stretch, last)
        task = actions.listed(line, sentence.start, self.meeting, self.people, "list of decisions")
        if task is None or not task.owners:
            return False
        self.ledger.add_task(one.stretch, task, self.words_of(one.point))
        return True

    def is_item(self, line: Stretch) -> bool:
        """A list item, or a line that begins with what the body does: « Approuve le compte administratif »."""
        return line.item or bool(cues.ITEM.match(line.text) or cues.BEGINS_WITH_ACT.match(line.folded.text))

    def item_of_list(self, one: Placed, first: int, last: int) -> bool:
        """An item below « Le conseil décide : »: a decision when it says what is done, else a detail."""
        listing = self.listing
        assert listing is not None
        found = list(sentences(cut(one.stretch, last), first))
        text = found[0].folded.text if found else ""
        every = bool(cues.ALL_OF_A_LIST.search(listing.sentence.folded.text))
        if not (every or cues.DONE_IN_A_LIST.match(text)) or sum(char.isalpha() for char in text) < cues.FEWEST_LETTERS:
            self.close_list()
            return bool(found) and not believed(self.seen(found[0]))
        form: Form = "label" if self.claim is not None or listing.form == "label" else "prose"
        number = listing.number if listing.items == 0 else ""
        self.add(one, found[0], "item of what is decided", 0.85, form, state_of(text), number=number)
        self.tasks_of(one, found[:1])
        if listing.items == 0 and (told := votes.read(listing.sentence.folded.text)).told:
            listing.told = told
        if listing.told is not None:
            self.ledger.attach(listing.told, one.point)
        listing.items += 1
        self.claim = None
        return True

    def close_list(self) -> None:
        """A list has ended: without any item that does something, its sentence was the decision."""
        listing, self.listing = self.listing, None
        if listing is not None and listing.items == 0 and listing.rule:
            state = state_of(listing.sentence.folded.text)
            self.add(listing.one, listing.sentence, listing.rule, listing.score, listing.form, state,
                     number=listing.number)  # fmt: skip
            self.claim = None

    def give_up(self) -> None:
        """Nothing below a numbered heading decided: the heading itself says what was decided."""
        claim, fallback = self.claim, self.fallback
        self.claim = self.fallback = None
        if claim is not None and fallback is not None and not self.ledger.waits:
            state = state_of(fallback.folded.text)
            self.ledger.add(fallback, self.point, self.words_of(self.point), claim.mark.name, 0.7, "label", state,
                            number=claim.number)  # fmt: skip


def believed(seen: Seen | None) -> bool:
    """Whether a rule saw something that is to be shown."""
    return seen is not None and seen.score >= ENOUGH


def cut(line: Stretch, end: int) -> Stretch:
    """The stretch up to ``end``."""
    if end >= len(line.text):
        return line
    return Stretch(line.text[:end], line.pieces, line.index, line.column, line.first)
