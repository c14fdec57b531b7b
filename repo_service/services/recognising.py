"""What a prepared file tells of itself, recognised with the names of today's bodies and institutions."""

from __future__ import annotations

from repo_service import clock
from repo_service.domain.recognition import BodyName, Guesses, InstitutionName, recognise
from repo_service.services.documents import Prepared
from repo_service.store import governance
from repo_service.store.work import UnitOfWork


def recognised(uow: UnitOfWork, item: Prepared, timezone: str) -> Guesses:
    """Kind, title, date, body, institution, language and number, each with where it was found, or none."""
    return recognise(
        item.extract.blocks,
        item.extract.properties,
        item.file_name,
        [BodyName(b.public_id, b.name, b.short, ()) for b in governance.bodies(uow.session)],
        [InstitutionName(i.public_id, i.name, i.acronym, ()) for i in governance.institutions(uow.session)],
        clock.today(timezone),
    )
