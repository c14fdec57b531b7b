"""Filing and changing documents: what appears together, what becomes current, who may read it, what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text

from repo_service.domain.documents import NewDocument
from repo_service.domain.roles import Actor
from repo_service.errors import Conflict, Forbidden, Gone, Invalid, NotFound, SignInRequired
from repo_service.services import documents, reading
from repo_service.services.versions.describing import keeping
from repo_service.store import audit, filing, log
from tests.conftest import TIMEZONE, World
from tests.services import acts

TABLES = ("document", "version", "version_state", "extraction", "blob", "document_reader", "log")


def counts(world: World) -> dict[str, int]:
    """Rows in each table that filing writes to."""
    with world.repository.store.reading() as uow:
        return {table: uow.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in TABLES}


def states(world: World, public_id: str) -> list[str]:
    """The state of each version, oldest first."""
    return [filing.state_of(version) for version in acts.latest(world, public_id).versions]


def test_version_extraction_state_readers_and_log_row_appear_together(any_world: World) -> None:
    document = any_world.file("Le comité.", date=date(2024, 3, 12), body=any_world.body)
    kept = acts.latest(any_world, document.public_id)
    assert counts(any_world) == dict.fromkeys(TABLES, 1) | {"document_reader": 2}
    assert acts.tokens(any_world, kept.public_id) == {"network"}
    assert acts.days(any_world, kept.public_id) == {"network@2024-03-12"}
    assert (kept.current_number, kept.latest_number, kept.state) == (1, 1, "published")
    assert (kept.title, kept.day, kept.language) == ("Un titre", date(2024, 3, 12), "fr")
    assert kept.body is not None
    assert kept.body.public_id == any_world.body
    assert kept.versions[0].details == {
        "kind": "other", "date": "2024-03-12", "body": any_world.body, "language": "fr", "visibility": "network",
    }  # fmt: skip
    with any_world.repository.store.reading() as uow:
        row = log.after(uow.session, 0)[0]
        assert (row.action, row.actor, row.subject) == (
            "document.filed",
            any_world.administrator.account,
            kept.public_id,
        )
        assert row.data["blob"] == kept.versions[0].blob_sha256
        assert log.head(uow.session).access_number == kept.access_number == 1


@pytest.mark.parametrize("step", ["add_document", "add_version", "set_state", "refresh", "keep_extraction", "seal"])
def test_nothing_appears_when_any_step_of_filing_fails(
    any_world: World, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fails(*_: object) -> None:
        raise OSError(step)

    monkeypatch.setattr(filing, step, fails)
    with pytest.raises(OSError, match=step):
        any_world.file("Le comité.")
    assert counts(any_world) == dict.fromkeys(TABLES, 0)


def test_versions_are_chained_by_their_hashes(any_world: World) -> None:
    public_id = any_world.file("un").public_id
    acts.refile(any_world, public_id, "deux")
    acts.edit(any_world, public_id, title="Trois")
    versions = acts.latest(any_world, public_id).versions
    assert [version.previous_hash for version in versions] == ["", versions[0].hash, versions[1].hash]
    assert list(audit.version_faults(acts.latest(any_world, public_id))) == []


def test_a_new_version_supersedes_the_ones_before(any_world: World) -> None:
    public_id = any_world.file("un", kind="charter").public_id
    acts.refile(any_world, public_id, "deux")
    acts.refile(any_world, public_id, "trois")
    assert states(any_world, public_id) == ["superseded", "superseded", "adopted"]
    assert acts.latest(any_world, public_id).current_number == 3


def test_a_draft_on_top_of_a_published_version_leaves_it_current(any_world: World) -> None:
    public_id = any_world.file("un", title="Premier").public_id
    acts.refile(any_world, public_id, "deux", title="Second", state="draft")
    document = acts.latest(any_world, public_id)
    assert (document.current_number, document.latest_number, document.title) == (1, 2, "Premier")
    assert states(any_world, public_id) == ["published", "draft"]
    assert acts.tokens(any_world, public_id) == {"network"}


def test_publishing_the_draft_makes_it_current_and_supersedes_the_other(any_world: World) -> None:
    public_id = any_world.file("un", title="Premier").public_id
    acts.refile(any_world, public_id, "deux", title="Second", state="draft")
    acts.put(any_world, public_id, "published")
    document = acts.latest(any_world, public_id)
    assert (document.current_number, document.title) == (2, "Second")
    assert states(any_world, public_id) == ["superseded", "published"]


def test_a_document_of_drafts_only_shows_its_last_one_to_its_keepers(any_world: World) -> None:
    secretary = any_world.secretary
    public_id = any_world.file("un", actor=secretary, state="draft", body=any_world.body).public_id
    acts.refile(any_world, public_id, "deux", state="review", body=any_world.body)
    document = acts.latest(any_world, public_id)
    assert (document.current_number, document.state) == (2, "review")
    expected = {"administrator", "secretary", f"account:{secretary.account}", f"secretary:{any_world.body}"}
    assert acts.tokens(any_world, public_id) == expected


@pytest.mark.parametrize(("visibility", "token"), [("public", "public"), ("network", "network")])
def test_a_published_document_carries_the_token_of_its_visibility(
    any_world: World, visibility: str, token: str
) -> None:
    assert acts.tokens(any_world, any_world.file("un", visibility=visibility).public_id) == {token}


def test_visibility_body_names_the_members_of_each_body_and_the_keepers(any_world: World) -> None:
    other = acts.body(any_world, "Groupe catalogage")
    public_id = any_world.file("un", visibility="body", bodies=(any_world.body, other)).public_id
    account = f"account:{any_world.administrator.account}"
    keepers = {"administrator", "secretary", account, f"secretary:{other}", f"secretary:{any_world.body}"}
    assert acts.tokens(any_world, public_id) == keepers | {f"body:{any_world.body}", f"body:{other}"}
    acts.edit(any_world, public_id, visibility="body", bodies=(other,))
    assert acts.tokens(any_world, public_id) == keepers - {f"secretary:{any_world.body}"} | {f"body:{other}"}
    acts.edit(any_world, public_id, visibility="network")
    assert acts.tokens(any_world, public_id) == {"network"}
    acts.edit(any_world, public_id, visibility="body", bodies=(any_world.body,))
    assert f"body:{any_world.body}" in acts.tokens(any_world, public_id)


def test_a_version_that_moved_since_it_was_seen_is_a_conflict(any_world: World) -> None:
    public_id = any_world.file("un").public_id
    acts.refile(any_world, public_id, "deux", expected=1)
    for late in (
        lambda: acts.refile(any_world, public_id, "trois", expected=1),
        lambda: acts.edit(any_world, public_id, expected=1),
    ):
        with pytest.raises(Conflict):
            late()
    assert acts.latest(any_world, public_id).latest_number == 2


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("title", {"title": " \n\t "}),
    ("title", {"title": "\0"}),
    ("title", {"title": "x" * 301}),
    ("kind", {"kind": "roman"}),
    ("state", {"state": "oublié"}),
    ("state", {"state": "repealed"}),
    ("state", {"state": "withdrawn"}),
    ("visibility", {"visibility": "secret"}),
    ("visibility", {"visibility": "body"}),
    ("language", {"language": "tlh"}),
    ("body", {"body": "000000000000"}),
    ("body", {"visibility": "body", "bodies": ("000000000000",)}),
    ("institution", {"institution": "000000000000"}),
    ("date", {"date": date(999, 12, 31)}),
    ("date", {"date": date(2201, 1, 1)}),
    ("reason", {"reason": "x" * 501}),
    ("keywords", {"keywords": "x" * 501}),
    ("number", {"number": "x" * 61}),
    ("domain", {"domain": "x" * 201}),
]


@pytest.mark.parametrize(("field", "said"), WRONG)
def test_a_value_that_cannot_stand_is_told_under_its_field(world: World, field: str, said: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        world.file("un", **said)
    assert set(refused.value.fields) == {field}
    assert counts(world)["document"] == 0


def test_every_wrong_field_is_told_at_once(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        world.file("un", title="", language="tlh", body="000000000000")
    assert set(refused.value.fields) == {"title", "language", "body"}


def test_text_is_tidied_of_what_no_database_holds(any_world: World) -> None:
    said = {"title": "Le\0 titre\ud800\n long", "keywords": "a\0b", "number": "7\x07", "reason": "\0"}
    version = any_world.file("un", **said).versions[0]
    assert (version.title, version.details["keywords"], version.details["number"]) == ("Le titre long", "a b", "7")


def test_a_text_with_nul_characters_is_kept_and_filed(any_world: World) -> None:
    public_id = any_world.file(b"Le comit\xc3\xa9\0 de pilotage\0").public_id
    with any_world.repository.store.reading() as uow:
        assert "comité" in " ".join(
            block.text for block in reading.show(uow, any_world.reader, public_id).extract.blocks
        )


@pytest.mark.parametrize("change", ["edit", "refile"])
def test_a_change_needs_a_reason(world: World, change: str) -> None:
    public_id = world.file("un").public_id
    with pytest.raises(Invalid) as refused:
        acts.edit(world, public_id, reason=" ") if change == "edit" else acts.refile(world, public_id, "x", reason=" ")
    assert set(refused.value.fields) == {"reason"}


def test_editing_metadata_adds_a_version_with_the_same_file_and_its_companions(any_world: World) -> None:
    public_id = any_world.file("un", "texte.txt").public_id
    first = acts.attach(any_world, public_id, "Signé.", "signed", "copie.txt")
    acts.edit(any_world, public_id, title="Autre", keywords="fonds")
    before, after = acts.latest(any_world, public_id).versions
    assert (after.blob_sha256, after.file_name, after.media_type) == (
        before.blob_sha256,
        before.file_name,
        before.media_type,
    )
    assert (before.title, after.title, after.details["keywords"]) == ("Un titre", "Autre", "fonds")
    assert [(row.role, row.file_name) for row in after.companions] == [("signed", "copie.txt")]
    assert after.companions[0].public_id != first == before.companions[0].public_id


def test_a_new_file_comes_without_the_companions_of_the_old_one(any_world: World) -> None:
    public_id = any_world.file("un").public_id
    acts.attach(any_world, public_id, "Signé.", "signed")
    acts.refile(any_world, public_id, "deux")
    assert [len(version.companions) for version in acts.latest(any_world, public_id).versions] == [1, 0]


def test_a_new_file_never_changes_the_kind(world: World) -> None:
    public_id = world.file("un", kind="charter").public_id
    acts.refile(world, public_id, "deux", kind="minutes")
    assert acts.latest(world, public_id).kind == "charter"


def test_links_of_the_current_version_replace_those_of_the_one_before(any_world: World) -> None:
    target = any_world.file("cible", title="Règlement").public_id
    source = any_world.file(f"Voir [[{target}|le règlement]] et [[Statuts]].", "page.md").public_id
    assert acts.link_targets(any_world, source) == sorted([target, "statuts"])
    acts.refile(any_world, source, "Voir [[Charte]].", name="page.md")
    assert acts.link_targets(any_world, source) == ["charte"]


def test_links_of_a_draft_count_once_it_is_published(any_world: World) -> None:
    source = any_world.file("Voir [[Statuts]].", "page.md").public_id
    acts.refile(any_world, source, "Voir [[Charte]].", name="page.md", state="draft")
    assert acts.link_targets(any_world, source) == ["statuts"]
    acts.put(any_world, source, "published")
    assert acts.link_targets(any_world, source) == ["charte"]


def test_withdrawing_needs_a_reason_and_leaves_a_tombstone(any_world: World) -> None:
    public_id = any_world.file("un", title="Ancien").public_id
    with pytest.raises(Invalid) as refused:
        acts.put(any_world, public_id, "withdrawn", reason=" ")
    assert set(refused.value.fields) == {"reason"}
    acts.put(any_world, public_id, "withdrawn", reason="Fait double emploi")
    with any_world.repository.store.reading() as uow:
        tombstone = reading.tombstone(uow, any_world.reader, public_id)
        assert (tombstone.title, tombstone.reason) == ("Ancien", "Fait double emploi")
    with pytest.raises(Gone):
        acts.edit(any_world, public_id)
    with pytest.raises(Gone):
        acts.refile(any_world, public_id, "deux")


def test_withdrawing_takes_a_waiting_draft_along_without_showing_it(any_world: World) -> None:
    public_id = any_world.file("un", title="Publié").public_id
    acts.refile(any_world, public_id, "deux", title="Secret", state="draft")
    acts.put(any_world, public_id, "withdrawn")
    assert states(any_world, public_id) == ["withdrawn", "withdrawn"]
    document = acts.latest(any_world, public_id)
    assert (document.state, document.title, document.current_number) == ("withdrawn", "Publié", 1)


def test_a_draft_that_was_withdrawn_before_anybody_saw_it_stays_unseen(any_world: World) -> None:
    public_id = any_world.file("un", title="Secret", state="draft").public_id
    acts.put(any_world, public_id, "withdrawn")
    assert not acts.sees(any_world, any_world.reader, public_id)
    assert acts.sees(any_world, any_world.administrator, public_id)


def test_a_withdrawn_document_that_is_published_again_shows_what_it_showed(any_world: World) -> None:
    public_id = any_world.file("un", title="Publié").public_id
    acts.refile(any_world, public_id, "deux", title="Secret", state="draft")
    acts.put(any_world, public_id, "withdrawn")
    acts.put(any_world, public_id, "published")
    document = acts.latest(any_world, public_id)
    assert (document.state, document.title, document.withdrawn_reason) == ("published", "Publié", "")
    with any_world.repository.store.reading() as uow:
        assert [v.number for v in reading.show(uow, any_world.reader, public_id).versions] == [1]
    acts.edit(any_world, public_id, title="Repris")
    versions = acts.latest(any_world, public_id).versions
    assert versions[2].blob_sha256 == versions[0].blob_sha256


@pytest.mark.parametrize(("kind", "state"), [("other", "adopted"), ("charter", "published"), ("other", "superseded")])
def test_a_state_that_the_kind_does_not_know_or_that_nobody_sets_by_hand_is_refused(
    world: World, kind: str, state: str
) -> None:
    public_id = world.file("un", kind=kind, state="draft").public_id
    with pytest.raises(Invalid) as refused:
        acts.put(world, public_id, state)
    assert set(refused.value.fields) == {"state"}


def test_readers_and_visitors_file_and_change_nothing(world: World) -> None:
    public_id = world.file("un", visibility="public").public_id
    for actor, error in ((world.reader, Forbidden), (Actor(), SignInRequired)):
        for act in (
            lambda actor=actor: world.file("deux", actor=actor),
            lambda actor=actor: acts.edit(world, public_id, actor=actor),
            lambda actor=actor: acts.put(world, public_id, "withdrawn", actor=actor),
            lambda actor=actor: acts.refile(world, public_id, "deux", actor=actor),
        ):
            with pytest.raises(error):
                act()


def test_a_secretary_of_one_body_leaves_the_documents_of_another_alone(world: World) -> None:
    other = acts.body(world, "Groupe catalogage")
    secretary = acts.person(world, "autre@exemple.fr", "secretary", other)
    theirs = world.file("un", body=world.body).public_id
    with pytest.raises(Forbidden):
        acts.edit(world, theirs, actor=secretary)
    own = world.file("deux", body=other).public_id
    acts.edit(world, own, actor=secretary, body=other)


def test_a_companion_needs_a_known_role(world: World) -> None:
    public_id = world.file("un").public_id
    with pytest.raises(Invalid) as refused:
        acts.attach(world, public_id, "x", "souvenir")
    assert set(refused.value.fields) == {"role"}


def test_a_companion_of_a_version_that_one_may_not_see_is_not_found(world: World) -> None:
    public_id = world.file("un").public_id
    acts.refile(world, public_id, "deux", state="draft")
    companion = acts.attach(world, public_id, "Annexe du brouillon.")
    with world.repository.store.reading() as uow:
        assert reading.companion(uow, world.administrator, public_id, companion).file_name
        with pytest.raises(NotFound):
            reading.companion(uow, world.reader, public_id, companion)


def test_what_a_change_does_not_say_is_kept_from_the_version_before(world: World) -> None:
    public_id = world.file(
        "un", title="Titre", date=date(2024, 3, 12), body=world.body, number="2024-03", keywords="fonds", language="en",
        visibility="public",
    ).public_id  # fmt: skip
    document = acts.latest(world, public_id)
    kept = keeping(document, NewDocument(kind="other", title=""))
    assert (kept.title, kept.date, kept.body) == ("Titre", date(2024, 3, 12), world.body)
    assert (kept.number, kept.keywords, kept.language, kept.visibility) == ("2024-03", "fonds", "en", "public")


def test_a_card_keeps_only_what_it_does_not_ask_and_leaves_a_draft_a_draft(world: World) -> None:
    public_id = world.file("un", number="7", domain="fonds", keywords="x", state="draft").public_id
    kept = keeping(acts.latest(world, public_id), NewDocument(kind="other", title="Neuf"), card=True)
    assert (kept.title, kept.number, kept.domain, kept.keywords) == ("Neuf", "7", "", "")
    with world.repository.store.writing() as uow:
        said = replace(kept, reason="Titre corrigé")
        documents.edit(uow, world.administrator, public_id, None, said, TIMEZONE)
    assert states(world, public_id) == ["draft", "draft"]


def test_the_day_of_a_state_is_that_of_the_consortium_not_of_greenwich(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("repo_service.clock._system_time", lambda: datetime(2024, 3, 11, 23, 30, tzinfo=UTC))
    version = world.file("un").versions[0]
    assert version.states[0].valid_from == date(2024, 3, 12)
    assert TIMEZONE == "Europe/Paris"
