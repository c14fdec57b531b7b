"""Acts of who keeps partners and bodies, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from repo_service.domain.roles import Actor
from repo_service.errors import Invalid
from repo_service.services.mailing import Letterhead
from repo_service.services.partners import bodies, institutions
from repo_service.services.partners.facts import Line
from repo_service.services.partners.standing import Span
from repo_service.store import log
from tests.conftest import World

HEAD = Letterhead("Le consortium", "https://consortium.example")
COORDINATOR = Actor(account="coordinator0", roles=frozenset({"coordinator"}))
Answer = TypeVar("Answer")


def day(text: str) -> date:
    """A day in ISO 8601."""
    return date.fromisoformat(text)


def span(start: str = "", end: str = "") -> Span:
    """The days from one to before another."""
    return Span(day(start) if start else None, day(end) if end else None)


def act(world: World, verb: Callable[..., Answer], *said: Any, actor: Actor = COORDINATOR, **more: Any) -> Answer:
    """One verb, committed."""
    with world.repository.store.writing() as uow:
        return verb(uow, actor, *said, **more)


def ask(world: World, verb: Callable[..., Answer], *said: Any, actor: Actor = COORDINATOR) -> Answer:
    """One question."""
    with world.repository.store.reading() as uow:
        return verb(uow, actor, *said)


def faults(verb: Callable[[], object]) -> set[str]:
    """The fields that a refused verb names."""
    try:
        verb()
    except Invalid as error:
        return set(error.fields)
    return set()


def partner(world: World, name: str = "Université de Rade", status: str = "active", start: str = "2024-01-01") -> str:
    """A new partner; its identifier."""
    said = {"name": name, "kind": "university"}
    return act(world, institutions.add, said, status, day(start)).public_id


def body(world: World, name: str = "Groupe des archives") -> str:
    """A new body; its identifier."""
    return act(world, bodies.add, {"name": name, "kind": "operational"}).public_id


def status_on(world: World, public_id: str, on: str) -> str:
    """What a partner is on a day."""
    return ask(world, institutions.summary, public_id, day(on)).status


def offices(world: World, public_id: str, on: str = "2026-01-01", actor: Actor = COORDINATOR) -> list[Line]:
    """Who holds an office for a partner, as seen by somebody."""
    return ask(world, institutions.card, public_id, day(on), actor=actor).offices


def seat(world: World, public_id: str, role: str, family: str, start: str, end: str = "", **more: str) -> None:
    """Somebody new sits in a body."""
    act(world, bodies.add_mandate, public_id, role, {"family": family, **more}, span(start, end))


def names(lines: list[Line]) -> list[str]:
    """Whom facts are about."""
    return [line.name for line in lines]


def recorded(world: World, action: str) -> list[dict[str, Any]]:
    """The data of all acts of one name."""
    with world.repository.store.reading() as uow:
        return [row.data for row in log.after(uow.session, 0, [action])]

