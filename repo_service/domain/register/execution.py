"""The words for what becomes of a decision or an action once it stands: to do, under way, done, dropped."""

from __future__ import annotations

from datetime import date

PROGRESS: dict[str, str] = {"todo": "À faire", "doing": "En cours", "done": "Faite", "dropped": "Abandonnée"}
OPEN = frozenset({"todo", "doing"})


def is_overdue(progress: str, deadline: date | None, today: date) -> bool:
    """Whether something that is still to be done should have been by yesterday."""
    return progress in OPEN and deadline is not None and deadline < today
