"""Find what minutes tell: decisions, votes, actions, attendance, dates. Proposals with their passages, never more.

Pure and linear: a text is walked down once; sentences and lists have bounds. The rules are ``domain.decisions`` (what
decides), ``guards`` (what unmakes it), ``votes``, ``tables``, ``actions``, ``attendance``; this module only joins them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from repo_service.domain.minutes import heads, statutes, zones
from repo_service.domain.minutes.found import Findings
from repo_service.domain.minutes.notices import notices
from repo_service.domain.minutes.people import attendance
from repo_service.domain.minutes.people.persons import People
from repo_service.domain.minutes.texts import stretches
from repo_service.domain.minutes.walking import Walk
from repo_service.domain.minutes.wording import short
from repo_service.domain.passages import Block

_LISTED = 3  # persons from whom a list of those present may tell how many vote
FINDER = 3  # grows whenever rules change what is found: what was kept is then found anew


def find(
    blocks: Sequence[Block],
    *,
    day: date | None = None,
    body: str = "",
    today: date,
    names: Sequence[tuple[str, str]] = (),
) -> Findings:
    """All that is found in minutes. ``day`` and ``body`` where they are known; ``names``: given and family names of
    known persons. In a charter, an agenda or an invitation that was taken for minutes nothing is found.
    """
    laid = zones.lay_out(stretches(blocks))
    people_there = attendance.read(laid.placed)
    present = [one for one in people_there if one.role == "present"]
    said, day_quote = heads.meeting_day(blocks, today)
    meeting = day or said
    named = body or heads.body(laid.placed)
    place, begins, ends = heads.times(laid.placed)
    if statutes.is_no_minutes(laid.placed, present=len(present)):
        told = "Ce texte ressemble à une charte, à une convocation ou à un ordre du jour : rien n’y a été cherché."
        return Findings(day=meeting, body=named, notices=(told,))
    people = People([one.name for one in people_there], names, [one.place for one in people_there])
    listed = sum(1 for one in present if not one.office)
    voters = len(present) + sum(1 for one in people_there if one.proxy) if listed >= _LISTED else 0
    walk = Walk(blocks, laid, meeting, people, voters)
    walk.run()
    decisions = [replace(one, title=short(one.quote.text, one.point)) for one in walk.ledger.decisions]
    return Findings(
        day=meeting,
        day_quote=day_quote if said == meeting else None,
        body=named,
        place=place,
        begins=begins,
        ends=ends,
        next=heads.next_meeting(laid.placed, meeting),
        attendance=people_there,
        quorum=attendance.quorum(laid.placed),
        points=laid.points,
        agenda=laid.agenda[:200],
        decisions=tuple(decisions),
        actions=tuple(walk.ledger.actions),
        notices=notices(laid.placed, meeting, said, today, decisions),
    )
