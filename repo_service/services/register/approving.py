"""The life of minutes after they are filed: circulated to the members, approved at a later meeting, then frozen.

Circulated minutes are published for the members of their body, « à approuver ». Their approval is a decision of a later
meeting, tied to the very version it approved; it opens them, and what was decided in them, to all partners. Opening
anything to everybody stays an act of its own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from repo_service.domain.documents import NewDocument
from repo_service.domain.roles import Actor
from repo_service.errors import Invalid
from repo_service.services import documents
from repo_service.services.versions import describing
from repo_service.store import filing
from repo_service.store.documents import Document, Version
from repo_service.store.register import decisions
from repo_service.store.register.tables import Decision
from repo_service.store.work import UnitOfWork

_WHY = "Compte rendu approuvé"


def to_approve(uow: UnitOfWork, decision: Document, about: date | None) -> Document | None:
    """The minutes of the same body that a decision approves: those of the day ``about``; where it names none, the last
    ones before its own day. ``None`` unless exactly one is meant and waits for its approval.
    """
    if decision.body_id is None or decision.day is None:
        return None
    day = about or decisions.last_minutes(uow.session, decision.body_id, decision.day)
    rows = decisions.minutes_of(uow.session, decision.body_id, day) if day else []
    found = [one for one in rows if _waits(one)]
    return found[0] if len(found) == 1 else None


def _waits(minutes: Document) -> bool:
    """Whether minutes wait for their approval: circulated, or approved before and corrected since."""
    if minutes.kind != "minutes" or minutes.state == "withdrawn":
        return False
    latest = filing.state_of(filing.working(minutes))
    return latest == "published" or (latest == "review" and minutes.state == "adopted")


def approve(uow: UnitOfWork, actor: Actor, decision: Decision, minutes: Document, timezone: str) -> None:
    """Tie a decision to the minutes that it approves; they become adopted, and open to all partners.

    ``Invalid`` for minutes that are not circulated, and for a decision that is not of a later day.
    """
    document = decision.document
    if not _waits(minutes):
        raise Invalid("Ce compte rendu n’est pas à approuver : il est approuvé déjà, ou n’a pas été diffusé.")
    if minutes.day and document.day and document.day <= minutes.day:
        raise Invalid("Un compte rendu s’approuve à une réunion qui suit la sienne.")
    documents.change_state(uow, actor, minutes.public_id, None, "adopted", timezone)
    version = filing.current(minutes)
    decisions.add_approval(uow, decision, version)
    decision.sort = "approval"
    uow.log.record("minutes.approved", actor.account, minutes.public_id, decision=document.public_id)
    open_to_partners(uow, actor, minutes, timezone)


def open_to_partners(uow: UnitOfWork, actor: Actor, minutes: Document, timezone: str) -> None:
    """What only the members of a body could read is for all partners from now on: the minutes, and their decisions."""
    approved = decisions.approvals_of(uow.session, [version.id for version in minutes.versions])
    for document in (minutes, *(row.document for row in decisions.of_minutes(uow.session, minutes))):
        if document.visibility != "body" or document.state == "withdrawn":
            continue
        latest = filing.working(document)
        new = replace(described(latest, document), visibility="network", bodies=(), reason=_WHY)
        version = documents.edit(uow, actor, document.public_id, None, new, timezone)
        if document is minutes:  # the same text under a wider card: approved as the version before it was
            decisions.add_approval(uow, approved[latest.id], version)


def described(version: Version, document: Document) -> NewDocument:
    """All that a version says of its document."""
    return describing.described(describing.card(version, document.kind))
