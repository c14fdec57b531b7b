"""Restoring makes a new version of an old one: nothing that came between goes away, nothing hidden comes out."""

from __future__ import annotations

from datetime import date

import pytest

from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import Conflict, Forbidden, Gone, Invalid, NotFound, SignInRequired
from repo_service.services.versions import restoring
from repo_service.store import filing, log
from repo_service.store.documents import Version
from tests.conftest import TIMEZONE, World
from tests.services import acts


def restore(
    world: World, public_id: str, number: int, actor: Actor | None = None, expected: int | None = None,
    reason: str = "Version rétablie",
) -> Version:  # fmt: skip
    with world.repository.store.writing() as uow:
        return restoring.restore(uow, actor or world.administrator, public_id, number, expected, reason, TIMEZONE)


def three(world: World) -> str:
    """A charter of three versions."""
    public_id = world.file(
        "un [[Annexe]]", "un.md", kind="charter", title="Charte", date=date(2024, 3, 12), keywords="prêt",
    ).public_id  # fmt: skip
    acts.attach(world, public_id, "Signée.", "signed", "copie.txt")
    acts.refile(world, public_id, "deux", name="deux.md", kind="charter", title="Charte du réseau")
    acts.edit(world, public_id, kind="charter", title="Charte du réseau", visibility="public")
    return public_id


def test_file_card_and_companions_come_back_as_a_new_version(any_world: World) -> None:
    public_id = three(any_world)
    made = restore(any_world, public_id, 1, expected=3)
    document = acts.latest(any_world, public_id)
    first, last = document.versions[0], document.versions[-1]
    assert (made.number, len(document.versions), document.current_number) == (4, 4, 4)
    assert (last.blob_sha256, last.file_name, last.title) == (first.blob_sha256, first.file_name, "Charte")
    assert last.details == first.details
    assert [one.blob_sha256 for one in last.companions] == [one.blob_sha256 for one in first.companions]
    assert last.reason == "Version rétablie"
    assert (document.title, document.visibility, document.day) == ("Charte", "network", date(2024, 3, 12))
    assert [filing.state_of(one) for one in document.versions] == ["superseded"] * 3 + ["adopted"]
    assert acts.link_targets(any_world, public_id) == ["annexe"]
    with any_world.repository.store.reading() as uow:
        row = log.after(uow.session, log.head(uow.session).number - 1)[0]
    assert (row.action, row.data["version"], row.data["restored"]) == ("document.restored", 4, 1)
    any_world.index()
    assert acts.faults(any_world) == []
    assert acts.found(any_world, any_world.reader, "signée") == [public_id]


def test_what_was_a_draft_stays_one(world: World) -> None:
    public_id = world.file("un", title="Public").public_id
    acts.refile(world, public_id, "deux", state="draft")
    restore(world, public_id, 1)
    document = acts.latest(world, public_id)
    assert [filing.state_of(one) for one in document.versions] == ["published", "draft", "draft"]
    assert document.current_number == 1


def test_the_kind_comes_back_too(world: World) -> None:
    public_id = world.file("un", kind="other").public_id
    acts.edit(world, public_id, kind="charter")
    restore(world, public_id, 1)
    document = acts.latest(world, public_id)
    assert (document.kind, document.state) == ("other", "published")


BLANK = ("", "  ", "\u00a0", "\u200b\u200d", "\u202f \ufeff", "\t\n", "\u3164\u2800", "\u2028", "\u00ad")


@pytest.mark.parametrize("reason", BLANK)
def test_a_reason_that_nobody_could_read_is_refused(world: World, reason: str) -> None:
    public_id = three(world)
    with pytest.raises(Invalid) as refused:
        restore(world, public_id, 1, reason=reason)
    assert set(refused.value.fields) == {"reason"}
    assert acts.latest(world, public_id).latest_number == 3


def test_the_last_version_has_nothing_to_restore(world: World) -> None:
    public_id = three(world)
    with pytest.raises(Invalid):
        restore(world, public_id, 3)


def test_a_version_that_is_not_there_or_not_to_be_seen_is_not_found(any_world: World) -> None:
    public_id = any_world.file("un", body=any_world.body).public_id
    acts.refile(any_world, public_id, "deux", body=any_world.body, state="draft")
    acts.put(any_world, public_id, "withdrawn")  # the whole document
    for number in (0, 4, -1, 10**30):
        with pytest.raises((NotFound, Gone)):
            restore(any_world, public_id, number)
    other = any_world.file("un").public_id
    for number in (0, 2, -1, 10**30):
        with pytest.raises(NotFound):
            restore(any_world, other, number)


def test_the_draft_of_another_body_is_not_restored(any_world: World) -> None:
    body = acts.body(any_world, "Groupe catalogage")
    public_id = any_world.file("un", body=body).public_id
    acts.refile(any_world, public_id, "secret", body=any_world.body, state="draft")
    acts.refile(any_world, public_id, "trois", body=body)
    served = acts.person(any_world, "s@exemple.fr", "secretary", "Groupe catalogage")
    with pytest.raises(NotFound):
        restore(any_world, public_id, 2, actor=served)
    assert restore(any_world, public_id, 1, actor=served).number == 4


def test_a_withdrawn_document_is_not_restored(world: World) -> None:
    public_id = three(world)
    acts.put(world, public_id, "withdrawn")
    with pytest.raises(Gone):
        restore(world, public_id, 1)


def test_a_file_that_was_erased_is_not_restored(world: World) -> None:
    public_id = three(world)
    with world.repository.store.writing() as uow:
        row = acts.latest(world, public_id).versions[0].blob
        blob = uow.session.merge(row)
        blob.redacted_at = uow.now
    with pytest.raises(Gone):
        restore(world, public_id, 1)


def test_restoring_needs_the_right_to_edit_and_the_version_one_saw(world: World) -> None:
    public_id = three(world)
    for actor, error in ((world.reader, Forbidden), (VISITOR, SignInRequired)):
        with pytest.raises(error):
            restore(world, public_id, 1, actor=actor)
    with pytest.raises(Conflict):
        restore(world, public_id, 1, expected=2)


def test_one_restores_nothing_into_the_name_of_a_body_that_one_does_not_serve(world: World) -> None:
    body = acts.body(world, "Groupe catalogage")
    public_id = world.file("un", body=world.body).public_id
    acts.refile(world, public_id, "deux", body=body)
    served = acts.person(world, "s@exemple.fr", "secretary", "Groupe catalogage")
    with pytest.raises(Invalid) as refused:
        restore(world, public_id, 1, actor=served)
    assert set(refused.value.fields) == {"body"}


def test_the_page_before_says_what_would_change(world: World) -> None:
    public_id = three(world)
    with world.repository.store.reading() as uow:
        told = restoring.proposed(uow, world.administrator, public_id, 1)
    assert {(one.name, one.base, one.mine) for one in told.fields} == {
        ("date", "", "2024-03-12"), ("keywords", "", "prêt"), ("visibility", "public", "network"),
        ("title", "Charte du réseau", "Charte"),
    }  # fmt: skip
