"""Which of the dates of a document is that of the meeting, or of the text.

Must not take the date of an approval, of another meeting or of a deadline, nor a day that contradicts the month
given in the title: no date is better than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from repo_service.domain import french_dates
from repo_service.domain.passages import fold
from repo_service.domain.recognition import rules
from repo_service.domain.recognition.lines import Guess, Layout, Line

_SIGNED_AT_THE_END = {"charter", "decision", "other", "report"}
_QUIET = {"charter", "report", "knowhow", "newsletter"}  # their prose may tell of any day
_LINES = 45
_FAR_FUTURE = timedelta(days=400)
_SOON = timedelta(days=31)
_ENOUGH = 1.7


def choose(layout: Layout, title: Sequence[Line], others: Sequence[Line], kind: str, today: date) -> Guess | None:
    """The date believed most, as ISO 8601; of a meeting that nothing else dates, the day its minutes were written."""
    lines = [*title, *others[:_LINES], *layout.margins, layout.file_name]
    if kind in _SIGNED_AT_THE_END:
        lines += layout.end
    named = [*title, layout.file_name]
    best: tuple[float, Guess] | None = None
    for line, day, points in _believed(lines, kind):
        points -= 3.0 * (day > today + _SOON)
        possible = day <= today + _FAR_FUTURE and (not _is_meeting(kind) or _in_month_named(day, named))
        if points >= _ENOUGH and possible and (best is None or points > best[0]):
            best = (points, line.guess(day.isoformat()))
    if best or kind != "minutes":
        return best[1] if best else None
    return _when_written(others, named, today)


def _is_meeting(kind: str) -> bool:
    return not kind or kind in rules.OF_A_MEETING


def _in_month_named(day: date, lines: Iterable[Line]) -> bool:
    """Whether ``day`` is in the month that a title without a day gives (« Réunion plénière – février 2025 »)."""
    months = [month for line in lines for month in french_dates.months(line.text)]
    return not months or any(month.first <= day <= month.last for month in months)


def _when_written(lines: Sequence[Line], named: Sequence[Line], today: date) -> Guess | None:
    """« Brest, le 8 avril 2024 », unless the title gives another year (« PV AG 2023 »)."""
    years = {year for line in named for year in re.findall(r"(?<!\d)20\d\d(?!\d)", line.text)}
    for line in lines[:_LINES]:
        for day, start, _ in french_dates.find(line.text):
            placed = rules.PLACE_AND_DATE.match(fold(line.text[:start] + "|")[:-1])
            if placed and day <= today and _in_month_named(day, named) and (not years or str(day.year) in years):
                return line.guess(day.isoformat())
    return None


def _believed(lines: Iterable[Line], kind: str) -> Iterator[tuple[Line, date, float]]:
    announced = ""
    for line in lines:
        for day, points in _dated(line, announced, kind):
            yield line, day, points
        announced = line.folded if len(line.text) < 60 and not french_dates.find(line.text) else ""


def _dated(line: Line, announced: str, kind: str) -> Iterator[tuple[date, float]]:
    """The dates of a line that may be the one and how much each is believed. ``announced``: the line above"""
    meeting = _is_meeting(kind)
    excluded = rules.NOT_OF_THE_MEETING if meeting else rules.NOT_OF_THE_TEXT
    then_not = rules.THEN_NOT if meeting else rules.THEN_POSTPONED
    reached, refused, was_excluded = 0, False, False
    found = french_dates.find(line.text)
    for place, (day, start, end) in enumerate(found):
        gap = line.text[reached:start]
        before, after = fold(gap[-110:] + "|")[:-1], fold(line.text[end : end + 80])
        if reached and rules.LIST_OF_DATES.match(fold(gap)):
            refused = was_excluded
        else:
            context = before if before.strip() or reached else announced
            refused = bool(excluded.search(context) or then_not.match(after))
            following = line.text[end : found[place + 1][1]] if place + 1 < len(found) else ""
            is_period = rules.TO_ANOTHER_DAY.match(fold(following)) or (
                reached and rules.TO_ANOTHER_DAY.match(fold(gap))
            )
            refused = refused or bool(is_period)
        reached, was_excluded = end, refused
        if not refused:
            yield day, _belief(line, before or announced, after, (end - start) / len(line.text), kind)


def _belief(line: Line, before: str, after: str, share: float, kind: str) -> float:
    points = {"title": 8.0, "margin": 3.5, "file_name": 3.2, "end": 1.0}.get(line.zone, 0.0)
    if line.zone not in {"head", "margin", "end"}:
        return points
    meeting = _is_meeting(kind)
    says = rules.SAYS_MEETING if meeting else rules.UPDATED if kind == "knowhow" else rules.SIGNED
    told = bool(says.search(before)) or (meeting and bool(rules.THEN_MET.match(after)))
    timed = bool(rules.THEN_A_TIME.match(after))
    told_apart = share > 0.3 and not (meeting and line.text.endswith("."))
    early = line.index < 8 and (told_apart or (kind not in _QUIET and (told or timed or not meeting)))
    points += 4.0 * told + 2.0 * timed + 3.0 * (share > 0.6 and line.index < 15) + 2.0 * early
    points -= 2.0 * line.numbered + 0.03 * line.index
    if rules.PLACE_AND_DATE.match(before) and not says.search(before):
        points += -5.0 if kind in rules.OF_A_MEETING else 6.0
    return points
