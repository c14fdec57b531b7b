"""When somebody is reminded of a day by which something is to be done: pure, in days where the consortium lives."""

from __future__ import annotations

from datetime import date, timedelta

ACTIONS_AHEAD = 7  # days before the deadline of an action from which its owner is reminded
REVIEWS_AHEAD = 14  # the same for the day on which a decision is to be looked at again
AGAIN_AFTER = 14  # days between two reminders of what is overdue


def threshold(deadline: date, today: date, ahead: int) -> date:
    """A reminder that was sent on this day or later still does; one from before it is to be repeated.

    Before the deadline it is the day from which one reminds; afterwards the first day on which the thing is overdue,
    then ``AGAIN_AFTER`` days ago. A deadline that moves is thus reminded of anew, with nothing to be noted.
    """
    if deadline >= today:
        return deadline - timedelta(days=ahead)
    return max(deadline + timedelta(days=1), today - timedelta(days=AGAIN_AFTER - 1))


def is_due(deadline: date | None, last: date | None, today: date, ahead: int) -> bool:
    """Whether a reminder is due ``today``; ``last`` is the day of the last one."""
    if deadline is None or deadline > today + timedelta(days=ahead):
        return False
    return last is None or last < threshold(deadline, today, ahead)
