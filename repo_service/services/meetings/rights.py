"""Who may know of a meeting and who may change it; and how two people who change one at once do not undo each other.

A hidden meeting and one that never was answer alike. What stands in a meeting that may be known has rights of its own.
"""

from __future__ import annotations

import hashlib

from repo_service import identifiers
from repo_service.domain.register.meetings import VISIBILITIES
from repo_service.domain.roles import Actor, holds_meetings
from repo_service.errors import Conflict, Forbidden, Invalid, NotFound
from repo_service.services import access
from repo_service.store.people import governance
from repo_service.store.people.tables import Body
from repo_service.store.register import meetings
from repo_service.store.register.tables import Meeting
from repo_service.store.work import UnitOfWork


def visibilities(actor: Actor) -> tuple[str, ...]:
    """Which meetings the actor may know of: visitors and partners that have left, public ones only."""
    return VISIBILITIES if actor.can("see_people") else ("public",)


def visible(uow: UnitOfWork, actor: Actor, public_id: str) -> Meeting:
    """The meeting, if the actor may know of it. Raises ``NotFound``."""
    access.allow(actor, "read")
    identifier = identifiers.normalise(public_id)
    row = meetings.meeting(uow.session, identifier, visibilities(actor)) if identifier else None
    if row is None:
        raise NotFound()
    return row


def held(uow: UnitOfWork, actor: Actor, public_id: str) -> Meeting:
    """The meeting, if the actor may change it: a secretary of its body, or an administrator."""
    access.allow(actor, "hold_meetings")
    row = visible(uow, actor, public_id)
    if not holds_meetings(actor, row.body.public_id):
        raise Forbidden("Seul le secrétariat de cette instance tient ses réunions : rien n’a été changé.")
    return row


def own_bodies(uow: UnitOfWork, actor: Actor) -> list[Body]:
    """The bodies whose meetings the actor holds, by name."""
    access.allow(actor, "hold_meetings")
    return [row for row in governance.bodies(uow.session) if holds_meetings(actor, row.public_id)]


def own_body(uow: UnitOfWork, actor: Actor, public_id: str) -> Body:
    """One of them. ``Invalid`` for any other, whether it is or not."""
    wanted = identifiers.normalise(public_id)
    row = next((one for one in own_bodies(uow, actor) if one.public_id == wanted), None)
    if row is None:
        raise Invalid(fields={"body": "Choisissez une instance dont vous tenez le secrétariat."})
    return row


def mark(*said: object) -> str:
    """A short word for what somebody saw, which its form gives back: another one means that it was changed since."""
    return hashlib.sha256("\0".join(map(str, said)).encode()).hexdigest()[:12]


def unmoved(seen: str, now: str) -> None:
    """Raise ``Conflict`` unless what was seen still stands."""
    if seen != now:
        raise Conflict("Quelqu’un a changé cela entre-temps. Rien n’est perdu : vérifiez, puis enregistrez de nouveau.")
