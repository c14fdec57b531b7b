"""Names of bodies and institutions by identifier, for facets and for the choices of a form."""

from __future__ import annotations

from repo_service.store.people import governance
from repo_service.store.work import UnitOfWork


def names(uow: UnitOfWork) -> dict[str, str]:
    """Identifier -> name, bodies and institutions together."""
    return dict(bodies(uow)) | dict(institutions(uow))


def bodies(uow: UnitOfWork) -> list[tuple[str, str]]:
    """(identifier, name) of every body, by name."""
    return [(row.public_id, row.name) for row in governance.bodies(uow.session)]


def institutions(uow: UnitOfWork) -> list[tuple[str, str]]:
    """(identifier, name) of every institution, by name."""
    return [(row.public_id, row.name) for row in governance.institutions(uow.session)]


def body_id(uow: UnitOfWork, name: str) -> str:
    """The identifier of a body told by identifier, name or short name; what was told when there is none."""
    row = governance.body_named(uow.session, name) if name else None
    return row.public_id if row else name


def institution_id(uow: UnitOfWork, name: str) -> str:
    """The identifier of an institution told by identifier, name or acronym; what was told when there is none."""
    row = governance.institution_named(uow.session, name) if name else None
    return row.public_id if row else name
