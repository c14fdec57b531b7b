"""The states of a version: what they are called, which ones show a text to its readers, who may go from where to where.

A state is never overwritten: each change adds a dated row. This module says only what is allowed.
"""

from __future__ import annotations

from repo_service.domain.kinds import KINDS

STATES: dict[str, str] = {
    "draft": "Brouillon",
    "review": "En relecture",
    "published": "Publié",
    "adopted": "Adopté",
    "superseded": "Remplacé",
    "repealed": "Abrogé",
    "withdrawn": "Retiré",
    "rejected": "Rejeté",
    "postponed": "Reporté",
    "amended": "Modifié",
    "expired": "Arrivé à terme",
}

PRIVATE = frozenset({"draft", "review"})  # seen by the author and the secretary of the body only
CURRENT = frozenset({"published", "adopted", "rejected", "postponed", "amended"})

_FROM: dict[str, frozenset[str]] = {
    "draft": frozenset({"review", "published", "adopted", "rejected", "postponed", "withdrawn"}),
    "review": frozenset({"draft", "published", "adopted", "rejected", "postponed", "withdrawn"}),
    "published": frozenset({"adopted", "superseded", "withdrawn"}),
    "adopted": frozenset({"superseded", "repealed", "amended", "expired", "withdrawn"}),
    "postponed": frozenset({"adopted", "rejected", "withdrawn"}),
    "amended": frozenset({"superseded", "repealed", "expired", "withdrawn"}),
    "withdrawn": frozenset({"published", "adopted"}),
}


def allowed(kind: str, current: str, target: str) -> bool:
    """Whether a version of ``kind`` in state ``current`` may be put into state ``target``."""
    return target in KINDS[kind].states and target in _FROM.get(current, frozenset())


def is_private(state: str) -> bool:
    """Whether only the author and the body's secretary may see a version in this state."""
    return state in PRIVATE
