"""Decisions and actions of the rows of a table that was understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from repo_service.domain.minutes import deadlines, votes
from repo_service.domain.minutes.actions import DONE, TASK
from repo_service.domain.minutes.found import FoundAction, FoundDecision, Outcome, Quote, Votes
from repo_service.domain.minutes.people import owners
from repo_service.domain.minutes.people.persons import People
from repo_service.domain.minutes.rows import results
from repo_service.domain.minutes.rows.tables import ELECTED, EMPTY, Place, Table, tables
from repo_service.domain.minutes.texts import flat, quoted
from repo_service.domain.minutes.wording import OF_MINUTES, effects, state_of
from repo_service.domain.passages import Block

_TELLS = re.compile(r"\W*(?:pour|a titre d') ?(?:informations?|infos?|memoire)\b")  # a cell that decides nothing
_GIVEN_UP = re.compile(r"\W*(?:(?:idee|piste|demande|proposition|option)s? )?(?:abandonne|ecarte)e?s?\b|"
                       r"\W*(?:classee?s? )?sans suite\b")


@dataclass(frozen=True, slots=True)
class Row:
    """What one row holds; both may be empty (then nothing else is looked for in it either)."""

    block: Block
    decisions: tuple[FoundDecision, ...]
    actions: tuple[FoundAction, ...]


def read(blocks: Sequence[Block], under_actions: frozenset[int], meeting: date | None, people: People) -> list[Row]:
    """All rows of the tables of decisions and actions of a text; keys and points are given later."""
    result = []
    for table in tables(blocks, under_actions):
        heads = blocks[table.first]
        result.append(Row(heads, (), ()))
        for row in table.rows:
            decided, done = tuple(_decisions(table, row, meeting)), tuple(_actions(table, row, meeting, people))
            own = next((place.block for place in row.values() if not place.carried), None)
            if own is not None and own is not heads:
                result.append(Row(own, decided, done))
            elif own is not None:
                result[-1] = Row(own, decided, done)
    return result


def _cell(table: Table, row: dict[int, Place], name: str) -> Place | None:
    place = row.get(table.columns[name]) if name in table.columns else None
    return place if place and place.text.strip() else None


def _words(table: Table, row: dict[int, Place], name: str) -> str:
    place = _cell(table, row, name)
    return " ".join(place.text.split()) if place else ""


def _actions(table: Table, row: dict[int, Place], meeting: date | None, people: People) -> Iterator[FoundAction]:
    place = _cell(table, row, "action")
    who, when = _words(table, row, "who"), _words(table, row, "when")
    if place is None and "both" in table.columns and who:
        place = _cell(table, row, "both")
    if place is None and owners.split(who) and not table.recalled:
        decided = _cell(table, row, "decision")
        # With somebody in charge, and a day or a task in the infinitive, a decision is a thing to do.
        if decided is not None and ((when and "result" not in table.columns) or TASK.match(flat(decided.text))):
            place = decided
    if place is None or place.carried or EMPTY.match(flat(place.text)) or sum(map(str.isalpha, place.text)) < 4:
        return
    end = place.start + len(place.text)
    named = owners.split(who)
    due = deadlines.whole(when, meeting) if when else None
    if "who" not in table.columns:
        at, bracket, bracket_due = owners.bracketed(place.text, meeting, people)
        if at > 0:
            named, due, end = named or bracket, due or bracket_due, place.start + at
    quote = quoted(place.block, place.start, end)
    if quote is None:
        return
    state = flat(_words(table, row, "state"))
    yield FoundAction(
        key="", quote=quote, text=" ".join(quote.text.split())[:1000], form="table", rule="table of actions",
        score=0.95 if named or due else 0.85, owners=named, deadline=due.day if due else None,
        deadline_text=due.words if due else "", done=bool(DONE.match(state)),
    )  # fmt: skip


def _decisions(table: Table, row: dict[int, Place], meeting: date | None) -> Iterator[FoundDecision]:
    place = _cell(table, row, "decision") if not table.recalled else None
    if place is None and not table.recalled and "both" in table.columns and not _words(table, row, "who"):
        place = _cell(table, row, "both")
    if place is None or place.carried or EMPTY.match(flat(place.text)):
        return
    quote = quoted(place.block, place.start, place.start + len(place.text))
    if quote is None or sum(map(str.isalpha, quote.text)) < 2 or _TELLS.match(flat(quote.text)):
        return
    if table.elects:
        yield from _candidate(row, quote)
        return
    told = " ".join(filter(None, (flat(_words(table, row, name)) for name in ("result", "vote"))))
    if "result" in table.columns and EMPTY.match(flat(_words(table, row, "result"))):
        return  # nothing came of it: « pour information »
    state = results.result_of(flat(_words(table, row, "result"))) or _state(flat(quote.text), told)
    said = votes.merged(votes.read(f"vote : {told}", state) if told else Votes(), votes.read(flat(quote.text), state))
    said = votes.merged(said, _columns(table, row))
    if state == "adopted" and said.in_favour is not None and (said.against or 0) >= said.in_favour > 0:
        state = "rejected"
    sort = "approval" if state == "adopted" and OF_MINUTES.match(flat(quote.text)) else ""
    begins, ends = effects(quote.text, sort, meeting)
    number = re.sub(r"^(?:d[ée]cision|n ?[°o])\s*", "", _words(table, row, "number"), flags=re.IGNORECASE)
    yield FoundDecision(
        key="", quote=quote, title="", wording=" ".join(quote.text.split())[:4000], form="table",
        state=state, rule="table of decisions", score=0.93, number=number[:30],
        votes=replace(said, quote=quote) if said.told else said,
        point=_words(table, row, "point")[:200], sort=sort, effect_from=begins, effect_until=ends,
    )  # fmt: skip


def _candidate(row: dict[int, Place], quote: Quote) -> Iterator[FoundDecision]:
    """A row « Mme Petit | 45 | élue »."""
    cells = [flat(place.text) for place in row.values()]
    told = next(filter(None, map(ELECTED.match, cells)), None)
    if told is None:
        return
    count = next((int(words) for words in cells if words.isdecimal() and len(words) < 5), None)
    yield FoundDecision(
        key="", quote=quote, title="", wording=" ".join(quote.text.split())[:4000], form="table",
        state="rejected" if told["no"] else "adopted", rule="table of candidates", score=0.88,
        votes=Votes(in_favour=count, quote=quote) if count is not None else Votes(), sort="election",
    )  # fmt: skip


def _state(words: str, result: str) -> Outcome:
    """What a cell does; a column of results tells it better, and what is refused after a semicolon is another thing."""
    if result and (state := state_of(result)) != "adopted":
        return state
    first, _, rest = words.partition(" ; ")
    if _GIVEN_UP.match(words):
        return "rejected"
    return state_of(first if rest else words)


def _columns(table: Table, row: dict[int, Place]) -> Votes:
    """Counts that stand in columns of their own: Pour | Contre | Abstention."""
    counts = [_words(table, row, name) for name in ("for", "against", "abstention")]
    told = [int(words) if words.isdecimal() and len(words) < 5 else None for words in counts]
    return Votes(in_favour=told[0], against=told[1], abstention=told[2])
