"""What a walk down the lines remembers, and the lists that it meets: « Décisions prises », « À faire », « décide : ».

The ground on which ``walking`` stands: it reads marks and sentences. Must not decide anything that is not in a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from repo_service.domain.minutes import actions, cues, deadlines, reading, votes
from repo_service.domain.minutes.context import others, points, support
from repo_service.domain.minutes.found import Form, Outcome, Votes
from repo_service.domain.minutes.ledger import Ledger
from repo_service.domain.minutes.people import owners, speaking
from repo_service.domain.minutes.people.persons import NAME, People
from repo_service.domain.minutes.reading import ENOUGH, Around, Marked, Seen
from repo_service.domain.minutes.sentences import Sentence, sentences
from repo_service.domain.minutes.texts import Stretch, flat
from repo_service.domain.minutes.voting import ballots, spread
from repo_service.domain.minutes.wording import state_of
from repo_service.domain.minutes.zones import Laid, Placed

_SOMEBODY = re.compile(rf"\W{{0,6}}(?P<who>{NAME})(?:(?:,| et) {NAME})?[ \u00a0][a-zà-ÿ]")
_INITIALS = re.compile(r"\W{0,6}(?!(?:CA|AG|CP|CS|CT|GT|CD|CM|BU|BM|OK|ON|PV|CR|SI|IL|LA|LE)\b)[A-Z]{2,3}(?:(?:,| "
                       r"et) [A-Z]{2,3})*"
                       r" [a-zà-ÿ]+(?:e|t|d|ent)\b")  # « JB et HT terminent le comptage »
_LINES_ABOVE = 6  # in which the voices of the candidates may be told
_LISTED = 60  # items of one list


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
        self.places = {id(one): number for number, one in enumerate(laid.placed)}
        self.informing = {number for number, point in enumerate(laid.points) if points.informs(point.title)}
        self.ledger = Ledger(meeting, voters)
        told = [one for one in laid.placed[: cues.TITLE_LINES] if one.zone in {"title", "attendance"} or one.heading]
        self.own = others.in_full(" ".join(one.stretch.folded.text[:300] for one in told))
        lines = [one.stretch for one in laid.placed if one.zone == "text" and one.stretch.column < 0]
        arrows = sum(1 for line in lines if reading.ARROW_FIRST.match(line.text))
        # Texts in which two lines of five begin with an arrow use it as a bullet.
        self.arrows_are_bullets = arrows >= cues.MANY_ARROWS and 5 * arrows > 2 * len(lines)
        self.in_present = speaking.in_present(lines)
        self.speakers = speaking.speakers(lines)
        self.mode = ""  # "decisions" or "actions": what every line of the list under a heading is
        self.claim: Marked | None = None  # a mark whose content is still to come
        self.claim_left = 0  # sentences in which it may come
        self.claim_first = False  # it stood alone: the next sentence is what it announces
        self.fallback: Sentence | None = None  # what a mark itself says, when nothing below does
        self.delegated = {number for number, point in enumerate(laid.points) if points.delegated(point.title)}
        self.listing: Listing | None = None  # « Le conseil décide : » before a list
        self.closed: Listing | None = None  # the list that has just ended without any item
        self.last: Sentence | None = None
        self.decided: tuple[Sentence, int] | None = None  # the last decision, and its point
        self.charged: actions.Task | None = None  # somebody who is in charge of it
        self.detail = 0  # the level of an item « … : » in a list of actions: what is deeper is part of it
        self.subject: Sentence | None = None  # what may have been put to the vote
        self.put_to_vote = False  # whether a sentence says so of ``subject``
        self.titled: Sentence | None = None  # the heading of the point
        self.subject_titled = False  # it is the heading of the point
        self.colon = False  # the line before ended with one: arrows below are bullets
        self.bullets = False
        self.bodied = 0  # sentences left in which « il » may be the body
        self.point = -1

    # --- What is found
    def seen(
        self, sentence: Sentence, *, body_before: bool = False, asked: bool = False, around: Around = reading.SURE
    ) -> Seen | None:
        """What the rules see in a sentence, believed or not."""
        return reading.seen(
            sentence, self.meeting, own=self.own, body_before=body_before, asked=asked, around=around
        )

    def around(self, one: Placed, sentence: Sentence, *, asked: bool) -> Around:
        """What stands around a sentence, for the wordings that need its support."""
        line = one.stretch
        following = next(sentences(line, sentence.end), None)
        below = self.below(one) if following is None else None
        after = following
        if after is None and below is not None:
            after = next(sentences(below.stretch), None)
        informs = one.point in self.informing or one.point in self.delegated
        told = support.around(
            after.folded.text if after else None, alone=following is None and sentence.number == 0 and not informs,
            asked=asked, series=self.ledger.just_decided(one.point),
        )  # fmt: skip
        return Around(min(told, 0.0) if informs else told, informs, self.in_present, self.spoken(sentence))

    def under_delegation(self, one: Placed) -> bool:
        """Whether an item stands in a list of what somebody decided alone, by the line above the list."""
        number = self.places[id(one)]
        for above in reversed(self.laid.placed[max(0, number - _LISTED) : number]):
            if above.point != one.point or not above.stretch.item:
                return above.stretch.text.rstrip().endswith(":") and points.delegated(above.stretch.text)
        return False

    def below(self, one: Placed) -> Placed | None:
        """The line after one in its point."""
        after = self.laid.placed[self.places[id(one)] + 1 :][:1]
        return after[0] if after and after[0].point == one.point and not after[0].heading else None

    def add(self, one: Placed, sentence: Sentence, rule: str, score: float, form: Form, state: Outcome, *,
            number: str = "", sort: str = "", wording: str = "", focus: int = 0, start: int = 0,
            end: int | None = None) -> None:  # fmt: skip
        """Write a decision into the ledger, under the point of the line."""
        self.decided, self.charged = (sentence, one.point), None
        self.subject, self.put_to_vote = None, False  # what was put to the vote before is settled
        self.ledger.add(sentence, one.point, self.words_of(one.point), rule, score, form, state, number=number,
                        sort=sort, wording=wording, focus=focus, start=start, end=end)  # fmt: skip
        text = flat(sentence.text[start:end])
        if state == "adopted" and ballots.elects(text) and votes.read(text).in_favour is None:
            count = ballots.voices(text, self._above(one, sentence))
            if count is not None:
                self.ledger.attach(Votes(in_favour=count, quote=sentence.quote()), one.point)

    def _above(self, one: Placed, sentence: Sentence) -> Iterator[str]:
        """The folded sentences before one in its point, the nearest first."""
        before = sentences(cut(one.stretch, sentence.start))
        yield from reversed([said.folded.text for said in before])
        number = self.places[id(one)]
        for above in reversed(self.laid.placed[max(0, number - _LINES_ABOVE) : number]):
            if above.point != one.point:
                return
            yield above.stretch.folded.text

    def vote(self, one: Placed, told: Votes, subject: Sentence | None, form: Form = "prose") -> None:
        """Write a vote into the ledger; ``subject``: what was put to it, where no decision tells."""
        self.ledger.vote(told, one.point, self.words_of(one.point), subject, form)

    def tasks_of(self, one: Placed, found: Iterable[Sentence]) -> None:
        """Write the actions of some sentences into the ledger."""
        for sentence in found:
            raw = sentence.text
            for task in (*actions.prose(raw, self.meeting, self.people), *actions.todo(raw, self.meeting, self.people)):
                if task.score >= ENOUGH:
                    moved = replace(task, start=task.start + sentence.start, end=task.end + sentence.start)
                    self.ledger.add_task(sentence.stretch, moved, self.words_of(one.point))

    def put(self) -> Sentence | None:
        """What a vote is about: what was said to be put to it, else the line just before when nobody speaks in it."""
        last = self.last
        if last is not None and spread.names_object(last.stretch.head, last.folded.text, last.number):
            return last
        if self.subject is None or self.put_to_vote or self.last is None:
            return self.subject or self.last
        text, line = self.last.folded.text, self.last.stretch
        named = line.item or line.block.kind == "heading" or line.bold or text.endswith(":")
        tells = cues.SPEAKS.search(text) or cues.VERB.search(text) or text.endswith((".", "?", ";"))
        vote = len(text) < cues.SAYS_ITSELF and cues.ANNOUNCES_VOTE.match(text)
        if named and len(text) < cues.NOMINAL and not tells and not vote:
            return self.last
        titled = self.subject_titled and sum(map(str.isalpha, self.subject.text)) >= cues.TELLING
        return self.subject if titled or cues.SPEAKS.search(text) or text.endswith(("?", ":")) else self.last

    def spoken(self, sentence: Sentence) -> bool:
        """« Laurent : le règlement est fixé par le bureau »: said by somebody in a debate that is told word by word."""
        match = speaking.SPEAKER.match(sentence.text[:60]) if sentence.number == 0 else None
        return match is not None and (match["who"] in self.speakers or self.people.known(match["who"]))

    def by_somebody(self, raw: str) -> bool:
        """« Boris compte les cartes » after an arrow: somebody who is there does something."""
        if _INITIALS.match(raw[:80]):
            return True
        match = _SOMEBODY.match(raw[:80])
        return match is not None and self.people.known(match["who"]) and not cues.OF_OFFICE.search(flat(raw))

    def words_of(self, point: int) -> str:
        """The title of a point, empty before the first."""
        return self.laid.points[point].title if 0 <= point < len(self.laid.points) else ""

    # --- Actions
    def listed_action(self, one: Placed) -> bool:
        """A line under « À faire »; ``False`` where it is none, and the list may have ended."""
        line = one.stretch
        item = line.item or bool(cues.ITEM.match(line.text))
        if (not item and len(line.text) > 200) or line.text.startswith("#") or cues.ENDS_LIST.match(line.folded.text):
            self.mode = ""
            return False
        if self.detail and item and line.block.level > self.detail:
            return True
        self.detail = 0
        if actions.followed_up(line.text):
            return True
        if line.text.rstrip().endswith(":"):
            if not (item and line.block.level == self._level_below(one) - 1):
                return True
            self.detail = line.block.level
        task = actions.listed(line, 0, self.meeting, self.people, "list of actions")
        followed = "suivi" in flat(self.words_of(one.point))  # what became of older ones, unless somebody is named
        if task is None or not (task.owners or (item and not followed)):
            return False
        self.ledger.add_task(line, task, self.words_of(one.point))
        return True

    def _level_below(self, one: Placed) -> int:
        """The level of the item that follows a line, 0 where none does."""
        number = self.places[id(one)] + 1
        after = self.laid.placed[number : number + 1]
        return after[0].stretch.block.level if after and after[0].stretch.item else 0

    def labelled_action(self, one: Placed, first: int, last: int) -> bool:
        """« Action : … », « A3 : … »."""
        line = one.stretch
        raw = line.text[first : first + 80]
        if not actions.LABEL.match(flat(raw)):
            task = actions.assigned(line, first, last, self.meeting, self.people) or self._owned(line, first, last)
            if task is not None:
                self.ledger.add_task(line, task, self.words_of(one.point))
            return task is not None
        match = cues.AFTER_LABEL.match(raw)
        start = first + (match.end() if match else 0)
        task = actions.listed(cut(line, last), start, self.meeting, self.people, "labelled action")
        if task is not None:
            self.ledger.add_task(line, task, self.words_of(one.point))
        return task is not None

    def _owned(self, line: Stretch, first: int, last: int) -> actions.Task | None:
        """« Finir le contrôle du lot 3 (Mounir, fin février) » as an item, outside of a list of actions."""
        item = first == 0 and (line.item or bool(cues.ITEM.match(line.text)))
        if not item or self.mode == "decisions" or not cues.TASKLIKE.match(flat(line.text[:last])):
            return None
        task = actions.listed(cut(line, last), 0, self.meeting, self.people, "item with an owner")
        return task if task is not None and task.owners and line.text.rstrip(" .;")[-1:] in ")]" else None

    def in_charge(self, one: Placed) -> bool:
        """« Pilote : R. Cuvelier », then « Échéance : 01/11 », below what was decided."""
        line, told = one.stretch, self.decided
        if told is None or told[1] != one.point or line.column >= 0 or len(line.text) > 160:
            return False
        if (match := actions.IN_CHARGE.match(line.folded.text)) is not None:
            content = line.text[line.folded.back(match.end()) :]
            who = owners.split(content)
            if not who or not all(owners.is_owner(name, self.people) for name in who):
                return not any(char.isalpha() for char in content)
            self.charged = actions.Task(told[0].start, told[0].end, who, None, "in charge", 0.85)
            if actions.TASK.match(told[0].folded.text):
                self._charge(one, self.charged)
            return True
        if self.charged is not None and (match := actions.DUE_BY.match(line.folded.text)) is not None:
            due = deadlines.whole(line.text[line.folded.back(match.end()) :], self.meeting)
            if due is not None:
                self._charge(one, replace(self.charged, due=due))
            self.charged = None
            return True
        return False

    def _charge(self, one: Placed, task: actions.Task) -> None:
        assert self.decided is not None
        if task.due is None or not self.ledger.due(task.due):
            self.ledger.add_task(self.decided[0].stretch, task, self.words_of(one.point))

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
        text = line.folded.text
        if not line.item and cues.OPENS.match(text[: cues.OPENED]) and len(text) < cues.OPENED:
            return False  # « DÉCIDE : » after « Le conseil, après en avoir délibéré, »
        return line.item or bool(cues.ITEM.match(line.text) or cues.BEGINS_WITH_ACT.match(text))

    def item_of_list(self, one: Placed, first: int, last: int) -> bool:
        """An item below « Le conseil décide : »: a decision when it says what is done, else a detail."""
        listing = self.listing
        assert listing is not None
        article = cues.ARTICLE.match(one.stretch.text[first:last])
        found = list(sentences(cut(one.stretch, last), first + (article.end() if article else 0)))
        text = found[0].folded.text if found else ""
        if votes.is_vote(text) and votes.read(text).told:  # « Adopté à l’unanimité », below what was decided
            self.close_list()
            return False
        every = bool(cues.ALL_OF_A_LIST.search(listing.sentence.folded.text)) or article is not None
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

    def carry_vote(self, one: Placed) -> None:
        """« Le conseil, après en avoir délibéré, par 12 voix, » stood in the line before « DÉCIDE : »."""
        before = self.closed
        if before is None or self.listing is None or self.places[id(one)] - self.places[id(before.one)] > 2:
            return
        told = votes.read(before.sentence.folded.text)
        self.listing.told = told if told.told else before.told

    def close_list(self) -> None:
        """A list has ended: without any item that does something, its sentence was the decision."""
        listing, self.listing = self.listing, None
        if listing is not None:
            self.closed = None if listing.items or listing.rule else listing
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
