"""Two people send a version at the same instant: one wins, the other is told, nothing is half kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from repo_service.domain.documents import NewDocument
from repo_service.errors import Conflict, Gone, RepoServiceError
from repo_service.services import documents
from repo_service.services.versions import restoring
from tests.conftest import TIMEZONE, World
from tests.services import acts


def at_once(*acts_: Callable[[], Any]) -> list[Any]:
    """What each of some acts, begun together in threads of their own, gave or raised."""
    start, told = threading.Barrier(len(acts_)), [None] * len(acts_)

    def run(place: int, act: Callable[[], Any]) -> None:
        start.wait()
        try:
            told[place] = act()
        except RepoServiceError as error:
            told[place] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts_)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_of_several_versions_sent_at_once_exactly_one_wins(any_world: World) -> None:
    world, store = any_world, any_world.repository.store
    public_id = world.file("un").public_id
    acts.refile(world, public_id, "deux")
    new = NewDocument("other", "Un titre", reason="Relu")
    prepared = [world.prepare(f"texte de {name}", f"{name}.txt") for name in ("a", "b", "c")]

    def filed(item: documents.Prepared) -> int:
        with store.writing() as uow:
            return documents.add_version(uow, world.administrator, public_id, 2, item, new, TIMEZONE).number

    def edited() -> int:
        with store.writing() as uow:
            return documents.edit(uow, world.secretary, public_id, 2, new, TIMEZONE).number

    def restored() -> int:
        with store.writing() as uow:
            return restoring.restore(uow, world.secretary, public_id, 1, 2, "Rétablie", TIMEZONE).number

    told = at_once(*(lambda item=item: filed(item) for item in prepared), edited, restored)
    assert [one for one in told if not isinstance(one, Conflict)] == [3], told
    assert acts.latest(world, public_id).latest_number == 3
    world.index()
    assert acts.faults(world) == []


def test_of_a_withdrawal_and_new_versions_sent_at_once_exactly_one_wins(any_world: World) -> None:
    world, store = any_world, any_world.repository.store
    public_id = world.file("un").public_id
    new = NewDocument("other", "Un titre", reason="Relu")
    prepared = world.prepare("deux", "b.txt")

    def filed() -> str:
        with store.writing() as uow:
            documents.add_version(uow, world.administrator, public_id, 1, prepared, new, TIMEZONE)
            return "published"

    def edited() -> str:
        with store.writing() as uow:
            documents.edit(uow, world.secretary, public_id, 1, new, TIMEZONE)
            return "published"

    def withdrawn() -> str:
        with store.writing() as uow:
            return documents.change_state(uow, world.secretary, public_id, 1, "withdrawn", TIMEZONE, "Non").state

    told = at_once(withdrawn, filed, edited)
    (won,) = [one for one in told if isinstance(one, str)]
    assert all(isinstance(one, str | (Gone if won == "withdrawn" else Conflict)) for one in told), told
    document = acts.latest(world, public_id)
    assert (document.state, document.latest_number) == (won, 1 if won == "withdrawn" else 2)
    world.index()
    assert acts.faults(world) == []
