"""What people do in a discussion, each act in a transaction of its own; and two versions of a charter to discuss."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from repo_service.domain.roles import Actor
from repo_service.services import reading
from repo_service.services.versions import commenting
from repo_service.services.versions.commenting import Discussion, Overview, Thread
from repo_service.store import log
from tests.conftest import World
from tests.services import acts

FIRST = """# Charte du réseau

Le comité se réunit deux fois par an, à Valmorin.

Chaque partenaire désigne un correspondant pour la conservation.

Les frais sont partagés à parts égales.

Adopté.

Adopté.
"""
SECOND = """# Charte du réseau

Préambule ajouté par l’assemblée générale.

Adopté.

Chaque partenaire désigne un correspondant pour la conservation.

Le comité se réunit trois fois par an, à Valmorin ou ailleurs.

Adopté.

Adopté.
"""
MEETS, NAMES, COSTS = "Le comité se réunit", "Chaque partenaire désigne", "Les frais sont"


def charter(world: World, text: str = FIRST, **said: Any) -> str:
    return world.file(text, "charte.md", title="Charte", kind="charter", **said).public_id


def next_version(world: World, document: str, text: str = SECOND, **said: Any) -> None:
    acts.refile(world, document, text, name="charte.md", title="Charte", kind="charter", **said)


def anchor(world: World, document: str, start: str, number: int = 1, place: int = 0) -> str:
    with world.repository.store.reading() as uow:
        blocks = reading.show(uow, world.administrator, document, number).extract.blocks
    return [block.anchor for block in blocks if block.text.startswith(start)][place]


def say(world: World, actor: Actor, document: str, text: str = "Pourquoi ?", number: int = 1, **on: str) -> str:
    with world.repository.store.writing() as uow:
        return commenting.comment(uow, actor, document, number, text, **on)


def do(world: World, verb: Callable[..., None], actor: Actor, document: str, comment: str, number: int = 1) -> None:
    with world.repository.store.writing() as uow:
        verb(uow, actor, document, number, comment)


def read(world: World, actor: Actor, document: str, number: int = 1) -> Discussion:
    with world.repository.store.reading() as uow:
        return commenting.discussion(uow, actor, document, number)


def only(world: World, document: str, number: int = 1) -> Thread:
    (thread,) = read(world, world.reader, document, number).threads
    return thread


def seen(world: World, actor: Actor, document: str, number: int = 1) -> Overview | None:
    with world.repository.store.reading() as uow:
        return commenting.overview(uow, actor, reading.show(uow, actor, document, number))


def told(world: World) -> list[tuple[str, str, dict[str, Any]]]:
    with world.repository.store.reading() as uow:
        return [(r.action, r.actor, r.data) for r in log.after(uow.session, 0) if r.action.startswith("comment")]
