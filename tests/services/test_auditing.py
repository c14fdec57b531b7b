"""The trail of acts, receipts, and who can see a document: what is told is what happened, to those it is for."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from repo_service import clock, identifiers
from repo_service.cli import cli
from repo_service.domain.roles import ROLES, VISITOR, Actor, Reason
from repo_service.errors import Forbidden, Gone, Invalid, NotFound, SignInRequired
from repo_service.services import checking, reading
from repo_service.services.accounts import signing_in
from repo_service.services.accounts.signing_in import Door
from repo_service.services.auditing import receipts, seeing, trail
from repo_service.services.auditing.acts import ACTS, GROUPS
from repo_service.services.auditing.trail import Asked, Page
from repo_service.services.repository import Repository
from repo_service.store import log, lookup
from repo_service.store.people import accounts, governance
from tests.conftest import TIMEZONE, World, hashed_password
from tests.services import acts
from tests.services.meetings import sittings
from tests.services.register import chores

DOOR = Door(TIMEZONE)


def page(world: World, actor: Actor | None = None, before: int | None = None, limit: int = 50, **asked: object) -> Page:
    """Acts as an administrator reads them."""
    wanted = Asked(**asked)  # type: ignore[arg-type]
    with world.repository.store.reading() as uow:
        return trail.trail_page(uow, actor or world.administrator, wanted, before, limit)


def actions(found: Page) -> list[str]:
    return [entry.row.action for entry in found.entries]


def lived_in(world: World) -> str:
    """A few acts of two people; the document they are about."""
    public_id = world.file("un", title="Charte du réseau").public_id
    acts.refile(world, public_id, "deux", actor=world.secretary, title="Charte du réseau")
    acts.put(world, public_id, "withdrawn", actor=world.secretary)
    return public_id


def test_acts_are_told_newest_first_and_page_after_page_each_once(any_world: World) -> None:
    lived_in(any_world)
    lived_in(any_world)
    seen, before = [], None
    while True:
        found = page(any_world, before=before, limit=4)
        seen += [entry.row.number for entry in found.entries]
        if (before := found.before) is None:
            break
    with any_world.repository.store.reading() as uow:
        assert seen == list(range(log.head(uow.session).number, 0, -1))


def test_each_filter_keeps_what_it_says(any_world: World) -> None:
    first, second = lived_in(any_world), lived_in(any_world)
    by_secretary = ["document.state", "document.versioned"]
    assert actions(page(any_world, what="documents", about=first)) == [*by_secretary, "document.filed"]
    assert actions(page(any_world, who="Secretary@exemple.fr", about=second.lower())) == by_secretary
    assert actions(page(any_world, who=any_world.secretary.account, about=first)) == by_secretary
    assert page(any_world, what="sign_ins").entries == []
    now = clock.now()
    assert page(any_world, since=now).entries == []
    assert len(page(any_world, until=now).entries) == len(page(any_world).entries)
    assert page(any_world, until=now - timedelta(days=1)).entries == []


def test_a_group_takes_in_whole_words_only(any_world: World) -> None:
    with any_world.repository.store.writing() as uow:
        for action in ("sign_in", "sign_in.failed", "sign_inside", "signXin.failed"):
            uow.log.record(action, any_world.reader.account)
    assert actions(page(any_world, what="sign_ins")) == ["sign_in.failed", "sign_in"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"what": "nothing"}, "what"),
        ({"who": "personne@exemple.fr"}, "who"),
        ({"who": "\0"}, "who"),
        ({"about": "4G8J"}, "about"),
        ({"since": clock.now(), "until": clock.now() - timedelta(days=1)}, "until"),
    ],
)
def test_what_cannot_be_followed_is_told_by_field(any_world: World, asked: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        page(any_world, **asked)
    assert list(refused.value.fields) == [field]


def test_the_log_is_for_administrators(any_world: World) -> None:
    for actor in (any_world.reader, any_world.secretary):
        with pytest.raises(Forbidden):
            page(any_world, actor)
        with pytest.raises(Forbidden):
            trail.export(any_world.repository.store, actor, Asked())
    with pytest.raises(SignInRequired):
        page(any_world, VISITOR)


def test_names_are_shown_and_not_kept(any_world: World) -> None:
    public_id = lived_in(any_world)
    with any_world.repository.store.writing() as uow:
        reader = any_world.reader.account
        uow.log.record("account.roles", any_world.administrator.account, reader, bodies=[any_world.body])
    roles, state = page(any_world).entries[:2]
    assert (roles.actor and roles.actor.name, roles.subject and roles.subject.name) == (
        "Camille Administrator", "Camille Reader",
    )  # fmt: skip
    assert roles.names[any_world.body].name == "Comité de pilotage"
    assert state.subject == trail.Named("document", "Charte du réseau")
    assert state.sentence == ACTS["document.state"]
    told = trail.data_text(state) + state.row.actor + state.row.subject
    assert "Camille" not in told
    assert public_id in told


def test_meetings_and_actions_are_named_and_lead_to_their_pages(any_world: World) -> None:
    meeting = sittings.meeting(chores.hands(any_world), date(2024, 3, 12))
    action = chores.add(any_world, text="Rédiger la convention")
    entries = {entry.row.subject: entry.subject for entry in page(any_world).entries}
    assert entries[meeting] == trail.Named("meeting", "Comité de pilotage, 2024-03-12")
    assert entries[action] == trail.Named("action", "Rédiger la convention")


def test_an_act_of_another_release_is_shown_by_its_name(any_world: World) -> None:
    with any_world.repository.store.writing() as uow:
        uow.log.record("moon.landed", "", "7K3M9QWX2B4T")
    (entry,) = page(any_world, limit=1).entries
    assert (entry.sentence, entry.actor, entry.subject) == ("moon.landed", None, None)


def test_an_export_is_told_with_its_filters_and_without_addresses(any_world: World) -> None:
    public_id = lived_in(any_world)
    store = any_world.repository.store
    found = list(trail.export(store, any_world.administrator, Asked(who="secretary@exemple.fr", about=public_id)))
    assert [entry.row.action for entry in found] == ["document.state", "document.versioned"]
    told = page(any_world, limit=1).entries[0].row
    assert (told.action, told.actor) == ("log.exported", any_world.administrator.account)
    assert told.data == {"who": any_world.secretary.account, "about": public_id}


def test_an_export_goes_over_many_rows_and_stops_where_it_is_told(world: World) -> None:
    store = world.repository.store
    with store.writing() as uow:
        for _ in range(1500):
            uow.log.record("sign_in", world.reader.account)
    numbers = [entry.row.number for entry in trail.export(store, world.administrator, Asked(what="sign_ins"))]
    assert numbers == list(range(1500, 0, -1))
    assert len(list(trail.export(store, world.administrator, Asked(), most=1200))) == 1200


def test_the_acts_on_a_document_are_for_who_may_edit_it(any_world: World) -> None:
    public_id = any_world.file("un").public_id
    hidden = any_world.file("deux", state="draft").public_id
    withdrawn = lived_in(any_world)
    with any_world.repository.store.reading() as uow:
        told = trail.of_document(uow, any_world.secretary, public_id)
        assert actions(told.page) == ["document.filed"]
        assert len(trail.of_document(uow, any_world.secretary, withdrawn).page.entries) == 3
        with pytest.raises(Forbidden):
            trail.of_document(uow, any_world.reader, public_id)
        with pytest.raises(Gone):
            trail.of_document(uow, any_world.reader, withdrawn)
        for unseen in (hidden, identifiers.new()):
            with pytest.raises(NotFound):
                trail.of_document(uow, any_world.reader, unseen)


def test_a_receipt_carries_the_file_the_version_its_act_and_the_head_of_the_log(any_world: World) -> None:
    public_id = any_world.file("un").public_id
    acts.refile(any_world, public_id, "deux")
    any_world.file("autre")
    with any_world.repository.store.reading() as uow:
        found = receipts.receipt(uow, any_world.secretary, public_id, 1)
        row = log.after(uow.session, found.act[0] - 1)[0] if found.act else None
    version = found.shown.version
    assert row is not None
    assert (row.action, row.subject, row.data["version"]) == ("document.filed", public_id, 1)
    assert (version.number, row.hash) == (1, found.act[1] if found.act else "")
    sent = found.shown.files[1]
    assert sent is not None
    assert sent.sha256 == row.data["blob"] == version.blob_sha256
    assert (found.number, found.hash) == checking.head(any_world.repository.store)


def test_a_receipt_is_for_who_may_edit_the_document(any_world: World) -> None:
    public_id = any_world.file("un").public_id
    acts.refile(any_world, public_id, "deux", state="draft")
    with any_world.repository.store.reading() as uow:
        assert receipts.receipt(uow, any_world.secretary, public_id, 2).shown.version.number == 2
        with pytest.raises(Forbidden):
            receipts.receipt(uow, any_world.reader, public_id, 1)
        for actor, number in ((any_world.reader, 2), (any_world.reader, 3), (VISITOR, 1)):
            with pytest.raises(NotFound):
                receipts.receipt(uow, actor, public_id, number)


def watching(world: World) -> Repository:
    """The same repository, where reading restricted documents is told."""
    made = Repository(replace(world.repository.settings, log_reading=True))
    made.__dict__["store"] = world.repository.store
    return made


def test_reading_is_told_of_restricted_documents_where_that_is_wanted(any_world: World) -> None:
    inside = any_world.file("un", visibility="body", bodies=(any_world.body,), body=any_world.body)
    draft = any_world.file("deux", state="draft", visibility="public")
    public, network = any_world.file("trois", visibility="public"), any_world.file("quatre")
    before = checking.head(any_world.repository.store)
    for document in (inside, draft, public, network):
        reading.record(any_world.repository, any_world.secretary, document, document.versions[0])
    assert checking.head(any_world.repository.store) == before
    for document in (public, network, inside, draft):
        reading.record(watching(any_world), any_world.secretary, document, document.versions[0])
    reading.record(watching(any_world), any_world.secretary, inside, inside.versions[0], download=True)
    told = page(any_world, what="reading").entries
    assert [(one.row.action, one.row.subject, one.row.actor, one.row.data) for one in told] == [
        ("document.downloaded", inside.public_id, any_world.secretary.account, {"version": 1}),
        ("document.read", draft.public_id, any_world.secretary.account, {"version": 1}),
        ("document.read", inside.public_id, any_world.secretary.account, {"version": 1}),
    ]
    any_world.index()
    assert acts.faults(any_world) == []


def test_check_prints_number_and_hash_of_the_head(world: World) -> None:
    lived_in(world)
    world.index()
    number, digest = checking.head(world.repository.store)
    settings = world.repository.settings
    where = {"REPO_SERVICE_STORAGE": str(settings.storage), "REPO_SERVICE_INDEXES": str(settings.indexes)}
    printed = CliRunner().invoke(cli, ["check"], env=where)
    assert printed.exit_code == 0, printed.output
    assert f"{number} lignes, tête {digest}" in printed.output


def test_the_groups_hold_every_act_but_that_of_the_demonstration() -> None:
    grouped = {act for act in ACTS for group in GROUPS.values() for start in group if f"{act}.".startswith(f"{start}.")}
    assert ACTS.keys() - grouped == {"demonstration.loaded"}
    starts = {start for group in GROUPS.values() for start in group}
    assert [start for start in starts if not any(f"{act}.".startswith(f"{start}.") for act in ACTS)] == []


# ------------------------------------------------------------------------------------------ who sees, and why


def crowd(world: World, chance: random.Random) -> None:
    """People of all sorts: roles, mandates, partners and accounts of yesterday, today and tomorrow."""
    today = clock.today(TIMEZONE)
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    spans: list[tuple[date | None, date | None]] = [
        (None, None), (yesterday, None), (today, tomorrow), (None, today), (tomorrow, None), (None, yesterday),
    ]  # fmt: skip
    with world.repository.store.writing() as uow:
        body = governance.add_body(uow, f"Groupe {chance.random()}", "", "operational", "")
        bodies = [body, *(row for row in governance.bodies(uow.session) if row.public_id == world.body)]
        partners = []
        for status in ("active", "withdrawn"):
            partner = governance.add_institution(uow, f"Partenaire {status} {chance.random()}", "", "université", "")
            governance.add_status(uow, partner, "active", None, None if status == "active" else yesterday)
            partners.append(partner)
        for _ in range(24):
            name = identifiers.new()
            account = accounts.add(uow, f"{name}@exemple.fr", "Sacha", name, hashed_password())
            for role in chance.sample(list(ROLES), chance.randint(0, 2)):
                accounts.add_grant(uow, account, role, chance.sample(bodies, chance.randint(0, 2)), chance.choice(
                    [yesterday, today, tomorrow]
                ))  # fmt: skip
            for _ in range(chance.randint(0, 2)):
                role = chance.choice(["member", "secretary", "chair"])
                governance.add_mandate(uow, account.person, chance.choice(bodies), role, *chance.choice(spans))
            if chance.random() < 0.5:
                governance.affiliate(uow, account.person, chance.choice(partners), *chance.choice(spans[:5]))
            account.demonstration = chance.random() < 0.1
            account.disabled_at = uow.now if chance.random() < 0.1 else None


def seen_by(world: World, public_id: str) -> set[str]:
    """The accounts that open a document when they sign in now."""
    found = set()
    with world.repository.store.reading() as uow:
        for account in accounts.everyone(uow.session):
            actor = signing_in.acting(uow, DOOR, account)
            if actor.signed_in and acts.sees(world, actor, public_id):
                found.add(account.public_id)
    return found


@pytest.mark.parametrize("seed", range(2))
def test_those_who_are_named_are_exactly_those_who_see(any_world: World, seed: int) -> None:
    crowd(any_world, random.Random(seed))
    inside = {"visibility": "body", "bodies": (any_world.body,)}
    filed = [
        any_world.file("un", actor=actor, body=body, **said).public_id
        for actor in (any_world.administrator, any_world.secretary)
        for body in (any_world.body, "")
        for said in ({}, inside, {"state": "draft"}, {"state": "review", **inside})
    ]
    given_up = any_world.file("deux", state="draft").public_id
    acts.put(any_world, given_up, "withdrawn")
    counts = set()
    for public_id in (*filed, given_up):
        with any_world.repository.store.reading() as uow:
            document = acts.latest(any_world, public_id)
            named = seeing.seers(uow, lookup.tokens(uow.session, document), DOOR)
        assert {seer.account for seer in named} == seen_by(any_world, public_id)
        assert all(seer.reasons for seer in named)
        counts.add(len(named))
    assert len(counts) >= 3


def audience(world: World, actor: Actor, public_id: str) -> seeing.Audience:
    with world.repository.store.reading() as uow:
        return seeing.audience(uow, actor, public_id, DOOR)


def test_the_reasons_are_those_of_the_visibility_and_the_state(any_world: World) -> None:
    body, secretary = any_world.body, any_world.secretary
    keepers = [Reason("secretaries", body), Reason("all_secretaries"), Reason("author", secretary.account)]
    cells: list[tuple[dict[str, object], list[Reason]]] = [
        ({"visibility": "public"}, [Reason("everybody")]),
        ({}, [Reason("partners"), Reason("former_partners")]),
        ({"visibility": "body", "bodies": (body,)}, [Reason("members", body), *keepers, Reason("administrators")]),
        ({"state": "draft"}, [*keepers, Reason("administrators")]),
    ]
    for said, expected in cells:
        public_id = any_world.file("un", actor=secretary, body=body, **said).public_id
        assert audience(any_world, secretary, public_id).everyone == expected


def test_names_are_told_of_restricted_documents_to_who_may_edit_them(any_world: World) -> None:
    member = acts.join(any_world, any_world.reader, any_world.body)
    inside = any_world.file("un", visibility="body", bodies=(any_world.body,), body=any_world.body).public_id
    told = audience(any_world, any_world.secretary, inside)
    assert {seer.name: [reason.sort for reason in seer.reasons] for seer in told.people or ()} == {
        "Camille Reader": ["members"],
        "Camille Secretary": ["all_secretaries"],
        "Camille Administrator": ["author", "administrators"],
    }
    shown = audience(any_world, member, inside)
    assert (shown.people, shown.mine) == (None, [Reason("members", any_world.body)])
    assert audience(any_world, any_world.administrator, any_world.file("deux").public_id).people is None
    for unseen in (inside, identifiers.new()):
        with pytest.raises(NotFound):
            audience(any_world, VISITOR, unseen)


def test_the_draft_that_waits_is_told_to_who_sees_it_only(any_world: World) -> None:
    public_id = any_world.file("un", visibility="public").public_id
    acts.refile(any_world, public_id, "deux", actor=any_world.secretary, state="draft")
    assert audience(any_world, any_world.reader, public_id).draft == []
    assert Reason("author", any_world.secretary.account) in audience(any_world, any_world.secretary, public_id).draft
    assert audience(any_world, VISITOR, public_id).everyone == [Reason("everybody")]


def test_a_withdrawn_document_is_gone_for_its_readers(any_world: World) -> None:
    public_id = lived_in(any_world)
    with pytest.raises(Gone):
        audience(any_world, any_world.reader, public_id)
    assert audience(any_world, any_world.secretary, public_id).document.state == "withdrawn"
