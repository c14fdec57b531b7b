"""Decisions put into the register by the doors that people use, so that a test reads as what they do."""

from __future__ import annotations

from datetime import date
from typing import Any

from repo_service import clock
from repo_service.domain.roles import Actor
from repo_service.services.register import listing, tying
from repo_service.services.register.listing import Asked, Entry, Register
from tests.conftest import TIMEZONE, World
from tests.services import acts


def decide(world: World, title: str, day: str, body: str = "", **more: Any) -> str:
    """A decision of a day, filed with its wording; its identifier."""
    said = {"kind": "decision", "title": title, "date": date.fromisoformat(day), "body": body}
    return world.file(f"{title}.", **(said | more)).public_id


def tie(world: World, source: str, relation: str, target: str, day: str = "", actor: Actor | None = None) -> None:
    """One decision does something to another."""
    with world.repository.store.writing() as uow:
        when = date.fromisoformat(day) if day else None
        tying.tie(uow, actor or world.administrator, source, relation, target, when, TIMEZONE)


def untie(world: World, source: str, relation: str, target: str) -> None:
    """It was not so."""
    with world.repository.store.writing() as uow:
        tying.untie(uow, world.administrator, source, relation, target, TIMEZONE)


def register(world: World, actor: Actor | None = None, **asked: Any) -> Register:
    """The register as it is asked for."""
    for name in ("on", "known"):
        if isinstance(asked.get(name), str):
            asked[name] = date.fromisoformat(asked[name])
    with world.repository.store.reading() as uow:
        return listing.listing(uow, actor or world.administrator, Asked(**asked), TIMEZONE)


def entry(world: World, identifier: str, on: str = "", actor: Actor | None = None) -> Entry:
    """One decision as it stands."""
    with world.repository.store.reading() as uow:
        day = date.fromisoformat(on) if on else clock.day(uow.now, TIMEZONE)
        return listing.told(uow, actor or world.administrator, identifier, day).entry


def holding(world: World, on: str, actor: Actor | None = None) -> set[str]:
    """The identifiers of what binds on a day."""
    return {one.id for one in register(world, actor, on=on).entries}


def state(world: World, identifier: str) -> str:
    """The state of the document."""
    return acts.latest(world, identifier).state
