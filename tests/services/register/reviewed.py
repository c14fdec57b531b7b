"""Minutes that are dropped and judged, so that a test reads as what a secretary does."""

from __future__ import annotations

from datetime import date
from typing import Any

from repo_service.domain.roles import Actor
from repo_service.services.register import accepting, proposing
from repo_service.services.register.accepting import Wanted
from repo_service.services.register.proposing import Proposal, Review
from tests.conftest import TIMEZONE, World

MINUTES = """# Compte rendu du comité de pilotage du 12 mars 2024

Présents : Hélène Vasseur (UVM, présidente), Nadia Belkacem (UVM), Philippe Ardouin (UJB), Florence Kessler (LIMES).

Excusé : Bruno Castel (UVM).

## 1. Projet pilote

Le comité décide de lancer le projet pilote des périodiques à compter du 1er avril 2024, à l'unanimité.

## 2. Prêt

**Décision n° 7 :** la durée du prêt entre partenaires est de quatre semaines. Adoptée par 3 voix pour et 1 abstention.

## 3. Formation

Faute de temps, le point sur la formation est reporté à la réunion de juin.

## Actions

| Action | Qui | Pour le |
|---|---|---|
| Rédiger la convention | Nadia Belkacem | 31 mai 2024 |
| Relancer l'école d'art | Philippe Ardouin | prochaine réunion |

Prochaine réunion : mardi 18 juin 2024 à 9 h 30.
"""


def file(world: World, text: str = MINUTES, day: str = "2024-03-12", **said: Any) -> str:
    """Minutes of the steering committee; their identifier."""
    told = {"kind": "minutes", "title": f"Compte rendu du {day}", "date": date.fromisoformat(day), "body": world.body}
    return world.file(text, name="cr.md", **(told | said)).public_id


def review(world: World, public_id: str, actor: Actor | None = None) -> Review:
    """The review page."""
    with world.repository.store.reading() as uow:
        return proposing.review(uow, actor or world.secretary, public_id, TIMEZONE)


def accept(world: World, public_id: str, *wanted: Wanted, actor: Actor | None = None) -> list[str]:
    """Accept proposals; the decisions made."""
    repository = world.repository
    found = review(world, public_id, actor).found
    texts = accepting.wordings(found, wanted)
    prepared = accepting.prepare(repository.store, repository.reader, texts)
    with repository.store.writing() as uow:
        return accepting.accept(uow, actor or world.secretary, public_id, wanted, prepared, TIMEZONE)


def accept_all(world: World, public_id: str, actor: Actor | None = None) -> list[str]:
    """Accept all that waits."""
    return accept(
        world, public_id, *(Wanted(one.found.key) for one in review(world, public_id, actor).waiting), actor=actor
    )


def discard(world: World, public_id: str, *keys: str, actor: Actor | None = None) -> int:
    """Discard proposals."""
    with world.repository.store.writing() as uow:
        return accepting.discard(uow, actor or world.secretary, public_id, keys, TIMEZONE)


def take_back(world: World, public_id: str, key: str) -> None:
    """Have a discarded one wait again."""
    with world.repository.store.writing() as uow:
        accepting.take_back(uow, world.secretary, public_id, key)


def named(found: Review, words: str) -> Proposal:
    """The proposal whose quote holds these words."""
    return next(one for one in (*found.decisions, *found.actions) if words in one.found.quote.text)
