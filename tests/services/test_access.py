"""Who sees what: the mask of a search follows the database at once, and a hidden document answers as none does."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from sqlalchemy import text

from repo_service import identifiers
from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import Forbidden, NotFound, SignInRequired
from repo_service.services import access, documents, reading
from repo_service.services.access import AccessMap
from tests.conftest import World
from tests.services import acts


def masked(world: World, actor: Actor, known: AccessMap | None = None) -> frozenset[str]:
    """The identifiers in the actor's mask."""
    with world.repository.store.reading() as uow:
        return frozenset((known or world.repository.access).mask(uow, actor).ids)


def everyone(world: World) -> dict[str, Actor]:
    """One person of each sort."""
    body = acts.body(world, "Groupe catalogage")
    return {
        "visitor": VISITOR,
        "reader": world.reader,
        "member": acts.join(world, acts.person(world, "membre@exemple.fr", "reader"), world.body),
        "secretary": world.secretary,
        "its secretary": acts.person(world, "celle-ci@exemple.fr", "secretary", world.body),
        "other secretary": acts.person(world, "autre@exemple.fr", "secretary", body),
        "administrator": world.administrator,
    }


CELLS: list[tuple[str, dict[str, object], set[str]]] = [
    (
        "public",
        {"visibility": "public"},
        {"visitor", "reader", "member", "secretary", "its secretary", "other secretary"},
    ),
    ("network", {}, {"reader", "member", "secretary", "its secretary", "other secretary"}),
    ("body", {"visibility": "body"}, {"member", "secretary", "its secretary"}),
    ("draft", {"state": "draft"}, {"secretary", "its secretary"}),
    ("public draft", {"state": "draft", "visibility": "public"}, {"secretary", "its secretary"}),
]


@pytest.mark.parametrize(("said", "expected"), [cell[1:] for cell in CELLS], ids=[cell[0] for cell in CELLS])
def test_each_person_finds_and_opens_exactly_what_is_theirs(
    any_world: World, said: dict[str, object], expected: set[str]
) -> None:
    people = everyone(any_world)
    bodies = (any_world.body,) if said.get("visibility") == "body" else ()
    public_id = any_world.file("un", body=any_world.body, bodies=bodies, **said).public_id
    expected = expected | {"administrator"}
    assert {name for name, actor in people.items() if acts.sees(any_world, actor, public_id)} == expected
    assert {name for name, actor in people.items() if public_id in masked(any_world, actor)} == expected


def test_an_author_sees_the_draft_it_filed_and_no_other_secretary_does(any_world: World) -> None:
    people = everyone(any_world)
    public_id = any_world.file("un", actor=people["other secretary"], state="draft").public_id
    assert acts.sees(any_world, people["other secretary"], public_id)
    assert not acts.sees(any_world, people["its secretary"], public_id)


def test_who_writes_a_draft_upon_somebody_elses_document_sees_it(any_world: World) -> None:
    other = everyone(any_world)["other secretary"]
    public_id = any_world.file("un").public_id
    acts.refile(any_world, public_id, "deux", actor=other, state="draft")
    with any_world.repository.store.reading() as uow:
        assert [v.number for v in reading.show(uow, other, public_id).versions] == [2, 1]
        assert [v.number for v in reading.show(uow, any_world.reader, public_id).versions] == [1]
        with pytest.raises(NotFound):
            access.visible_version(uow, any_world.reader, public_id, 2)


def test_a_restriction_takes_effect_at_once_without_an_indexer(any_world: World) -> None:
    public_id = any_world.file("zinzolin").public_id
    any_world.index()
    assert acts.found(any_world, any_world.reader, "zinzolin") == [public_id]
    acts.edit(any_world, public_id, visibility="body", bodies=(any_world.body,))
    found = acts.find(any_world, any_world.reader, "zinzolin")
    assert (found.total, found.results, found.facets.get("kind", {})) == (0, (), {})


def test_a_withdrawn_document_leaves_every_mask_and_comes_back(any_world: World) -> None:
    public_id = any_world.file("un").public_id
    assert public_id in masked(any_world, any_world.reader)
    acts.put(any_world, public_id, "withdrawn")
    assert masked(any_world, any_world.administrator) == masked(any_world, any_world.reader) == frozenset()
    acts.put(any_world, public_id, "published")
    assert masked(any_world, any_world.reader) == {public_id}


def test_joining_a_body_opens_its_documents_and_leaving_closes_them(any_world: World) -> None:
    public_id = any_world.file("un", visibility="body", bodies=(any_world.body,)).public_id
    assert masked(any_world, any_world.reader) == frozenset()
    member = acts.join(any_world, any_world.reader, any_world.body)
    assert masked(any_world, member) == {public_id}
    assert masked(any_world, any_world.reader) == frozenset()


def test_a_hidden_document_and_none_answer_with_the_same_words(any_world: World) -> None:
    hidden = any_world.file("un", state="draft").public_id
    said = set()
    with any_world.repository.store.reading() as uow:
        for named in (hidden, hidden.lower(), identifiers.new(), "", "n’importe quoi", "0" * 500, "../etc", "\0"):
            with pytest.raises(NotFound) as refused:
                access.visible(uow, any_world.reader, named)
            said.add((type(refused.value), str(refused.value), str(refused.value.params), str(refused.value.fields)))
    assert len(said) == 1


@pytest.mark.parametrize("verb", ["show", "original", "companion", "tombstone", "edit", "withdraw"])
def test_every_verb_answers_not_found_for_a_hidden_document(any_world: World, verb: str) -> None:
    hidden = any_world.file("un", visibility="body", bodies=(any_world.body,)).public_id
    companion = acts.attach(any_world, hidden, "Annexe.")
    store, reader = any_world.repository.store, any_world.reader
    verbs: dict[str, Callable[[], object]] = {
        "show": lambda: reading.show(store_uow, reader, hidden),
        "original": lambda: reading.original(store_uow, reader, hidden),
        "companion": lambda: reading.companion(store_uow, reader, hidden, companion),
        "tombstone": lambda: reading.tombstone(store_uow, reader, hidden),
        "edit": lambda: acts.edit(any_world, hidden, actor=reader),
        "withdraw": lambda: acts.put(any_world, hidden, "withdrawn", actor=reader),
    }
    with store.reading() as store_uow, pytest.raises(NotFound):
        verbs[verb]()


def test_asking_to_act_without_a_role_asks_to_sign_in_or_forbids(world: World) -> None:
    with pytest.raises(SignInRequired):
        access.allow(VISITOR, "file")
    with pytest.raises(Forbidden):
        access.allow(world.reader, "file")
    access.allow(world.secretary, "file")


def test_a_mask_is_the_same_object_until_access_changes(world: World) -> None:
    world.file("un")
    with world.repository.store.reading() as uow:
        first = world.repository.access.mask(uow, world.reader)
        assert world.repository.access.mask(uow, world.reader) is first
        assert world.repository.access.mask(uow, VISITOR).key != first.key
    world.file("deux")
    with world.repository.store.reading() as uow:
        assert world.repository.access.mask(uow, world.reader).key != first.key


def test_another_database_under_the_same_map_forgets_what_it_knew(world: World) -> None:
    world.file("un")
    assert len(masked(world, world.reader)) == 1
    with world.repository.store.writing() as uow:
        uow.session.execute(text("UPDATE log_head SET epoch = 'another'"))
        uow.session.execute(text("DELETE FROM document_reader"))
    assert masked(world, world.reader) == frozenset()


def walk(world: World, people: list[Actor], known: AccessMap, dice: random.Random) -> None:
    """One random act, then the incremental map must equal a fresh one for everybody."""
    with world.repository.store.reading() as uow:
        ids = sorted(AccessMap().mask(uow, world.administrator).ids)
    visibility = dice.choice(["public", "network", "body"])
    said = {"visibility": visibility, "bodies": (world.body,) if visibility == "body" else ()}
    act = dice.choice(["file", "file draft", "edit", "edit draft", "withdraw", "mandate"])
    if act == "mandate" and len(people) < 7:
        people.append(acts.join(world, people[1], world.body))
    elif not ids or act.startswith("file"):
        world.file("un", state="draft" if "draft" in act else "", **said)
    elif act == "withdraw":
        acts.put(world, dice.choice(ids), "withdrawn")
    else:
        acts.edit(world, dice.choice(ids), state="draft" if "draft" in act else "", **said)
    for actor in people:
        assert masked(world, actor, known) == masked(world, actor, AccessMap())


@pytest.mark.parametrize("seed", range(3))
def test_the_map_brought_up_to_date_equals_one_made_anew(any_world: World, seed: int) -> None:
    people = [VISITOR, any_world.reader, any_world.secretary, any_world.administrator]
    known, dice = AccessMap(), random.Random(seed)
    for _ in range(12):
        walk(any_world, people, known, dice)


def test_a_file_that_stands_in_a_hidden_draft_is_not_told_as_kept(any_world: World) -> None:
    people = everyone(any_world)
    public_id = any_world.file("publié", body=any_world.body).public_id
    draft = acts.refile(any_world, public_id, "brouillon", state="draft", body=any_world.body)
    with any_world.repository.store.reading() as uow:
        assert access.holding(uow, people["other secretary"], draft.blob_sha256) is None
        held = access.holding(uow, people["its secretary"], draft.blob_sha256)
        assert held is not None
        assert held.public_id == public_id


def test_acting_for_an_account_that_is_gone_asks_to_sign_in(world: World) -> None:
    ghost = Actor(account="000000000000", roles=frozenset({"administrator"}))
    with world.repository.store.writing() as uow, pytest.raises(SignInRequired):
        documents.account_of(uow, ghost)
