"""What a correction may not change: the state of a text, who reads it, in whose name it stands."""

from __future__ import annotations

import pytest

from repo_service.domain.documents import NewDocument
from repo_service.domain.roles import Actor
from repo_service.domain.states import CURRENT
from repo_service.errors import Invalid
from repo_service.services import documents
from repo_service.store import filing
from tests.conftest import TIMEZONE, World
from tests.services import acts


def states(world: World, public_id: str) -> list[str]:
    """The state of each version, oldest first."""
    return [filing.state_of(version) for version in acts.latest(world, public_id).versions]


@pytest.mark.parametrize(
    ("kind", "start", "path"),
    [
        ("minutes", "draft", ()),
        ("minutes", "", ()),
        ("charter", "", ("repealed",)),
        ("decision", "rejected", ()),
        ("decision", "", ("amended",)),
    ],
)
def test_correcting_a_card_or_a_file_changes_no_state(
    world: World, kind: str, start: str, path: tuple[str, ...]
) -> None:
    public_id = world.file("un", kind=kind, state=start).public_id
    for state in path:
        with world.repository.store.writing() as uow:
            documents.change_state(uow, world.administrator, public_id, None, state, TIMEZONE)
    before = states(world, public_id)[-1]
    with world.repository.store.writing() as uow:
        said = NewDocument(kind=kind, title="Titre corrigé", reason="faute de frappe")
        documents.edit(uow, world.administrator, public_id, None, said, TIMEZONE)
    acts.refile(world, public_id, "deux")
    assert states(world, public_id)[-2:] == [before if before not in CURRENT else "superseded", before]


def test_approved_minutes_stand_as_they_are_until_their_correction_is_approved(world: World) -> None:
    public_id = world.file("un", kind="minutes", title="CR").public_id
    acts.put(world, public_id, "adopted")
    acts.edit(world, public_id, kind="minutes", title="Compte rendu")
    assert states(world, public_id)[-1] == "adopted", "the card alone was corrected"
    acts.refile(world, public_id, "deux", kind="minutes")
    assert states(world, public_id)[-2:] == ["adopted", "review"]
    assert acts.latest(world, public_id).current_number == 2


@pytest.mark.parametrize(
    ("kind", "state", "wanted", "then"),
    [
        ("other", "", "minutes", "published"),
        ("other", "", "charter", "adopted"),
        ("charter", "", "knowhow", "published"),
        ("other", "draft", "charter", "draft"),
    ],
)
def test_a_wrong_kind_is_corrected_and_what_was_published_stays_so(
    world: World, kind: str, state: str, wanted: str, then: str
) -> None:
    public_id = world.file("un", kind=kind, state=state).public_id
    with world.repository.store.writing() as uow:
        said = NewDocument(kind=wanted, title="Titre", reason="mauvaise nature")
        documents.edit(uow, world.administrator, public_id, None, said, TIMEZONE)
    assert acts.latest(world, public_id).kind == wanted
    assert states(world, public_id)[-1] == then
    world.index()
    assert acts.faults(world) == []


def test_a_state_that_the_new_kind_does_not_know_keeps_the_old_one(world: World) -> None:
    public_id = world.file("un", kind="decision", state="rejected").public_id
    said = NewDocument(kind="report", title="Titre", reason="mauvaise nature")
    with pytest.raises(Invalid) as refusal, world.repository.store.writing() as uow:
        documents.edit(uow, world.administrator, public_id, None, said, TIMEZONE)
    assert set(refusal.value.fields) == {"kind"}
    assert acts.latest(world, public_id).kind == "decision"


def test_a_draft_changes_nobody_who_may_read_before_it_is_published(world: World) -> None:
    public_id = world.file("un", visibility="network").public_id
    acts.refile(world, public_id, "deux", state="draft", visibility="public")
    assert acts.latest(world, public_id).visibility == "network"
    with world.repository.store.writing() as uow:
        documents.change_state(uow, world.administrator, public_id, None, "published", TIMEZONE)
    assert acts.latest(world, public_id).visibility == "public"


def test_a_secretary_files_in_the_name_of_its_own_bodies_only(world: World) -> None:
    served = Actor(world.secretary.account, "S", frozenset({"secretary"}), bodies=frozenset({"AUTRE"}))
    prepared = world.prepare("un")
    with pytest.raises(Invalid) as refusal, world.repository.store.writing() as uow:
        documents.file(uow, served, prepared, NewDocument("other", "Titre", body=world.body), TIMEZONE)
    assert set(refusal.value.fields) == {"body"}


def test_nothing_is_filed_in_a_state_that_only_a_life_can_give(world: World) -> None:
    with pytest.raises(Invalid):
        world.file("un", kind="decision", state="expired")
