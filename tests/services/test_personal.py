"""Personal data: all that is held on somebody is handed over, and nothing that names a leaver remains."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from repo_service import clock, identifiers
from repo_service.cli import cli
from repo_service.domain.roles import SYSTEM, VISITOR, Actor
from repo_service.errors import Forbidden, Invalid, NotFound, SignInFailed, SignInRequired
from repo_service.services import personal, reading
from repo_service.services.accounts import signing_in
from repo_service.services.accounts.signing_in import Door
from repo_service.services.auditing import trail
from repo_service.services.auditing.trail import Asked
from repo_service.services.register import actions
from repo_service.services.searching import saved
from repo_service.services.versions import commenting
from repo_service.store import outbox, synonyms
from repo_service.store.base import Base
from repo_service.store.people import accounts, governance, sign_ins
from repo_service.store.people.candidatures import Candidature, CandidatureStep
from repo_service.store.people.tables import Account
from repo_service.store.register.tables import Attendance, Decision, DecisionTie, Meeting, Verdict
from tests.conftest import PASSWORD, TIMEZONE, World, hashed_password
from tests.services import acts

MAIL = "Éloïse.Kervadec@exemple.fr"
NAMES = ("Kervadec", "Éloïse", "éloïse", "06 12 34 56 78", "Firefox", "Mon ordinateur")
# column that refers to a person or an account -> the part of what is held that tells its rows
TOLD = {
    "account.person_id": "person", "affiliation.person_id": "affiliations", "mandate.person_id": "mandates",
    "office.person_id": "offices", "role_grant.account_id": "roles", "sign_in_session.account_id": "sessions",
    "api_token.account_id": "tokens", "single_use_link.account_id": "links", "recovery_code.account_id":
    "recovery_codes", "document.author_id": "documents", "version.author_id": "versions",
    "version_state.account_id": "states", "companion.author_id": "companions", "intake.owner_id": "intakes",
    "comment.author_id": "comments", "comment.resolved_by_id": "settled_comments",
    "saved_search.account_id": "saved_searches",
    "synonym_group.author_id": "synonyms",
    "meeting.author_id": "meetings", "attendance.person_id": "attendances", "action_owner.person_id": "actions",
    "action.author_id": "actions_noted", "progress_note.account_id": "progress_notes",
    "decision.owner_id": "decisions_to_carry_out", "decision_fact.account_id": "decisions_entered",
    "decision_tie.account_id": "decisions_tied", "verdict.account_id": "verdicts",
    "institution_note.account_id": "notes", "candidature_step.account_id": "candidature_answers",
}  # fmt: skip
BESIDE = {"brought_remarks"}  # a second part of a table that another part tells already
BY_ADDRESS = {"candidatures", "messages", "link_requests"}  # rows that know the person by address only
SECRETS = ("jeton secret", "lien secret", "connexion secrète", "SECRET2FACTEUR", "code-de-secours")


def leaver(world: World) -> Actor:
    """A secretary of whom every table holds something."""
    store = world.repository.store
    with store.writing() as uow:
        today = clock.day(uow.now, TIMEZONE)
        account = accounts.add(uow, MAIL, "Éloïse", "Kervadec", hashed_password())
        accounts.add_grant(uow, account, "secretary", [], today)
        body, institution = governance.body(uow.session, world.body), governance.institution(
            uow.session, world.institution
        )  # fmt: skip
        assert body is not None
        assert institution is not None
        person, later = account.person, today + timedelta(days=9)
        governance.add_status(uow, institution, "active", None, None)
        governance.affiliate(uow, person, institution, None, None)
        governance.add_mandate(uow, person, body, "secretary", date(2020, 1, 1), None)
        governance.add_mandate(uow, person, body, "chair", later, None)
        for since, until in ((date(2019, 1, 1), date(2020, 1, 1)), (date(2020, 1, 1), None)):
            governance.add_office(
                uow, institution, person, "contact", since, until, "Directrice", MAIL, "06 12 34 56 78"
            )
        governance.add_note(uow, institution, account, today, "Vu à la réunion.")
        synonyms.add(uow, account, ["élagage", "désherbage"])
        account.totp_secret = "SECRET2FACTEUR"
        sign_ins.open_session(uow, account, "connexion secrète", 14, "Firefox de Kervadec")
        sign_ins.add_token(uow, account, "jeton secret", "Mon ordinateur", ["read"], None)
        sign_ins.add_link(uow, account, "reset", "lien secret", "exemple.fr", "0" * 64, timedelta(minutes=15))
        sign_ins.replace_recovery_codes(uow, account, ["code-de-secours"])
        sign_ins.request_link(uow, "sign_in", MAIL, "https://exemple.fr", "fr", "", False)
        outbox.add(uow, "sign_in", MAIL, "Votre lien, Éloïse Kervadec", "Bonjour Kervadec, lien secret", "fr")
        _candidature(uow, account)
        uow.log.record("sign_in", account.public_id)
        actor = accounts.actor(uow.session, account, today)
    document = world.file("Le texte de Kervadec.", actor=actor, title="Un relevé").public_id
    with store.writing() as uow:
        said = commenting.comment(uow, actor, document, 1, "Une remarque de vive voix.")
        commenting.resolve(uow, actor, document, 1, said)
        saved.keep(uow, actor, world.repository.searcher, "q=Kervadec", "Kervadec, Éloïse", "daily")
    _register(world, actor)
    prepared = world.prepare("Une annexe.", "annexe.txt")
    acts.drop(world, world.prepare("À vérifier.", "depot.txt"), actor=actor)
    with store.writing() as uow:
        row = acts.latest(world, document)
        row = uow.session.merge(row)
        acts.documents.attach(uow, actor, row, prepared, "annex")
    return actor


def _register(world: World, actor: Actor) -> None:
    """A meeting, a decision and an action in which the person has a part."""
    paper = world.file("Le prêt.", kind="decision", title="Le prêt", body=world.body)
    with world.repository.store.writing() as uow:
        account = accounts.by_public_id(uow.session, actor.account)
        decision = uow.session.scalars(select(Decision).where(Decision.document_id == paper.id)).one()
        assert account is not None
        assert decision.body_id is not None
        decision.owner, decision.owner_id = "Mme Kervadec", account.person_id
        decision.facts[0].account_id = account.id
        meeting = Meeting(
            public_id=identifiers.new(), body_id=decision.body_id, day=date(2024, 3, 12), author_id=account.id,
            created_at=uow.now, changed_at=uow.now,
        )  # fmt: skip
        uow.session.add(meeting)
        uow.session.flush()
        uow.session.add_all([
            Attendance(meeting_id=meeting.id, person_id=account.person_id, name="Mme Éloïse Kervadec", role="present"),
            Attendance(meeting_id=meeting.id, name="Ada Morel", role="excused", proxy="Éloïse Kervadec"),
            DecisionTie(source_id=decision.id, relation="amends", target_id=decision.id, account_id=account.id,
                        recorded_at=uow.now),
            Verdict(document_id=paper.id, key="k", sort="decision", rule="r", score=900, verdict="discarded",
                    account_id=account.id, at=uow.now),
        ])  # fmt: skip
        action = actions.add(uow, actor, date(2024, 3, 12), world.body, "Relire", "Éloïse Kervadec", None)
        actions.progress(uow, actor, action.public_id, "doing", "Commencé.")


def _candidature(uow: Any, account: Account) -> None:
    row = Candidature(
        public_id=identifiers.new(), institution_name="Musée de la Mer", contact_given="Éloïse",
        contact_family="Kervadec", contact_function="Directrice", contact_mail=MAIL.upper(), message="Bonjour.",
        received_at=uow.now,
    )  # fmt: skip
    if hasattr(Candidature, "name_key"):
        row.name_key = "musee de la mer"
    uow.session.add(row)
    uow.session.flush()
    uow.session.add(
        CandidatureStep(
            candidature_id=row.id, state="accepted", day=date(2024, 1, 1), words="Bienvenue.", account_id=account.id,
            recorded_at=uow.now,
        )
    )  # fmt: skip


def held(world: World, actor: Actor, account: str = "") -> dict[str, Any]:
    with world.repository.store.reading() as uow:
        return personal.held_on(uow, actor, account or actor.account)


def anonymise(world: World, account: str, actor: Actor | None = None) -> None:
    with world.repository.store.writing() as uow:
        personal.anonymise(uow, actor or world.administrator, account, TIMEZONE)


def everything_kept(world: World) -> str:
    """Every value of every table but the texts drawn from files."""
    kept = []
    with world.repository.store.reading() as uow:
        for name, table in Base.metadata.tables.items():
            if name != "extraction":
                kept += [repr(tuple(row)) for row in uow.session.execute(select(table))]
    return "\n".join(kept)


def test_every_table_that_refers_to_a_person_is_handed_over(any_world: World) -> None:
    found = {
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in {"account", "person"}
    }
    assert found == set(TOLD), "a new table must be told by store/people/personal.py and be in this list"
    told = held(any_world, leaver(any_world))
    assert told.keys() == {"account", "log"} | set(TOLD.values()) | BY_ADDRESS | BESIDE
    assert {name for name, part in told.items() if not part} <= BESIDE


def test_what_is_handed_over_is_json_without_secrets(any_world: World) -> None:
    actor = leaver(any_world)
    told = json.dumps(held(any_world, actor), ensure_ascii=False)
    with any_world.repository.store.reading() as uow:
        account = accounts.by_public_id(uow.session, actor.account)
        assert account is not None
        hashes = [account.password_hash, *(accounts.secret_hash(secret) for secret in SECRETS)]
    assert [secret for secret in (*SECRETS, *hashes) if secret in told] == []
    assert all(name in told for name in ("Kervadec", MAIL, "06 12 34 56 78", "Firefox", "Mon ordinateur"))
    assert "Une remarque de vive voix." in told


def test_documents_bear_the_title_under_which_the_person_filed_them(any_world: World) -> None:
    actor = leaver(any_world)
    (filed,) = held(any_world, actor)["documents"]
    acts.edit(any_world, filed["id"], title="Un secret du comité", visibility="body", bodies=(any_world.body,))
    told = held(any_world, actor)
    assert told["documents"][0]["title"] == "Un relevé"
    assert "Un secret du comité" not in json.dumps(told, ensure_ascii=False)


def test_the_log_rows_are_those_of_the_person_as_actor_or_as_subject(any_world: World) -> None:
    with any_world.repository.store.writing() as uow:
        uow.log.record("sign_in", any_world.reader.account)
        uow.log.record("account.roles", any_world.administrator.account, any_world.reader.account)
        uow.log.record("sign_in", any_world.secretary.account)
    assert [row["action"] for row in held(any_world, any_world.reader)["log"]] == ["sign_in", "account.roles"]


def test_what_is_held_is_for_the_person_and_for_administrators(any_world: World) -> None:
    reader = any_world.reader.account
    assert held(any_world, any_world.administrator, reader) == held(any_world, any_world.reader)
    for actor, refusal in ((any_world.secretary, Forbidden), (VISITOR, SignInRequired)):
        with pytest.raises(refusal):
            held(any_world, actor, reader)
    with any_world.repository.store.reading() as uow, pytest.raises(SignInRequired):
        personal.held_on(uow, VISITOR, "")
    with pytest.raises(NotFound):
        held(any_world, any_world.administrator, identifiers.new())


def test_handing_over_is_told_by_the_log(any_world: World) -> None:
    with any_world.repository.store.writing() as uow:
        personal.export(uow, any_world.administrator, any_world.reader.account)
    with any_world.repository.store.reading() as uow:
        row = trail.trail_page(uow, any_world.administrator, Asked(what="exports")).entries[0].row
    assert (row.action, row.actor, row.subject, row.data) == (
        "person.exported", any_world.administrator.account, any_world.reader.account, {},
    )  # fmt: skip


def test_of_an_anonymised_person_no_name_nor_address_remains(any_world: World) -> None:
    actor = leaver(any_world)
    assert all(name in everything_kept(any_world) for name in NAMES)
    before = everything_kept(any_world).count("document.filed")
    anonymise(any_world, actor.account)
    kept = everything_kept(any_world)
    assert [name for name in (*NAMES, MAIL.lower()) if name in kept] == []
    assert kept.count("document.filed") == before
    any_world.index()
    assert acts.faults(any_world) == []


def test_an_anonymised_person_cannot_come_in_any_more(any_world: World) -> None:
    actor = leaver(any_world)
    store, door = any_world.repository.store, Door(TIMEZONE)
    anonymise(any_world, actor.account)
    with store.reading() as uow:
        assert not signing_in.session_actor(uow, door, "connexion secrète").signed_in
        assert not signing_in.token_actor(uow, door, "jeton secret").signed_in
        assert sign_ins.link(uow.session, "lien secret", "reset") is None
        assert outbox.due(uow.session, uow.now) == []
        account = accounts.by_public_id(uow.session, actor.account)
        assert account is not None
        assert accounts.actor(uow.session, account, clock.day(uow.now, TIMEZONE)).roles == frozenset()
        assert (account.password_hash, account.totp_secret) == ("", "")
        assert account.mail == f"anonyme-{actor.account}@anonyme.invalid"
        assert None not in {account.disabled_at, account.anonymised_at}
    for mail in (MAIL, account.mail):
        with pytest.raises(SignInFailed):
            signing_in.sign_in(store, door, mail, PASSWORD, "192.0.2.1", "Firefox")


def test_what_an_anonymised_person_did_is_shown_under_another_name(any_world: World) -> None:
    actor = leaver(any_world)
    document = held(any_world, actor)["documents"][0]["id"]
    anonymise(any_world, actor.account)
    with any_world.repository.store.reading() as uow:
        shown = reading.show(uow, any_world.reader, document)
        assert shown.version.author.person.name == "Ancien membre"
        told = trail.of_document(uow, any_world.administrator, document).page.entries
        assert {entry.actor.name for entry in told if entry.actor} == {"Ancien membre"}
        assert [block.text for block in shown.extract.blocks] == ["Le texte de Kervadec."]


def test_mandates_that_were_held_stay_and_none_goes_on(any_world: World) -> None:
    actor = leaver(any_world)
    anonymise(any_world, actor.account)
    today = clock.today(TIMEZONE).isoformat()
    told = held(any_world, any_world.administrator, actor.account)
    known = [row for row in told["mandates"] if row["retracted_at"] is None]
    assert [(row["role"], row["valid_from"], row["valid_until"]) for row in known] == [
        ("secretary", "2020-01-01", today)
    ]
    offices = [row for row in told["offices"] if row["retracted_at"] is None]
    assert {row["valid_until"] for row in offices} == {"2020-01-01", today}


def test_anonymising_is_for_administrators_and_spares_the_last_one(any_world: World) -> None:
    for actor, refusal in ((any_world.secretary, Forbidden), (VISITOR, SignInRequired)):
        with pytest.raises(refusal):
            anonymise(any_world, any_world.reader.account, actor)
    with pytest.raises(Invalid, match="dernier administrateur"):
        anonymise(any_world, any_world.administrator.account, SYSTEM)
    with pytest.raises(NotFound):
        anonymise(any_world, identifiers.new())
    anonymise(any_world, any_world.reader.account)
    with pytest.raises(Invalid, match="déjà anonyme"):
        anonymise(any_world, any_world.reader.account)
    other = acts.person(any_world, "autre@exemple.fr", "administrator")
    anonymise(any_world, any_world.administrator.account, other)


def test_two_people_may_be_anonymised(any_world: World) -> None:
    for actor in (any_world.reader, any_world.secretary):
        anonymise(any_world, actor.account)
    with any_world.repository.store.reading() as uow:
        names = uow.session.execute(text("SELECT family FROM person ORDER BY id")).scalars().all()
    assert list(names) == ["Administrator", "Ancien membre", "Ancien membre"]


def test_the_command_line_hands_over_and_anonymises(world: World) -> None:
    settings = world.repository.settings
    where = {"REPO_SERVICE_STORAGE": str(settings.storage), "REPO_SERVICE_INDEXES": str(settings.indexes)}
    run = CliRunner()
    printed = run.invoke(cli, ["user", "export", "reader@exemple.fr"], env=where)
    assert printed.exit_code == 0, printed.output
    assert json.loads(printed.output)["account"]["id"] == world.reader.account
    assert run.invoke(cli, ["user", "anonymise", "reader@exemple.fr"], env=where, input="n\n").exit_code != 0
    assert held(world, world.reader)["account"]["mail"] == "reader@exemple.fr"
    done = run.invoke(cli, ["user", "anonymise", "reader@exemple.fr", "--yes"], env=where)
    assert done.exit_code == 0, done.output
    assert held(world, world.administrator, world.reader.account)["person"]["family"] == "Ancien membre"


def test_what_is_held_on_somebody_without_an_account_is_handed_over_too(any_world: World) -> None:
    store = any_world.repository.store
    with store.writing() as uow:
        partner = governance.institution(uow.session, any_world.institution)
        body = governance.body(uow.session, any_world.body)
        assert partner is not None
        assert body is not None
        person = governance.add_person(uow, "Denise", "Pellen", partner)
        governance.add_mandate(uow, person, body, "member", date(2024, 1, 1), None)
        governance.add_office(uow, partner, person, "contact", None, None, "", "denise@exemple.fr")
    said: dict[str, Any] = {}
    for wanted in ("Denise Pellen", person.public_id, "Denise@exemple.fr"):
        with store.writing() as uow:
            said[wanted] = personal.export_of(uow, SYSTEM, wanted)
    by_name = said["Denise Pellen"]
    assert by_name == said[person.public_id] | {"log": by_name["log"]}
    assert by_name["person"]["family"] == "Pellen"
    assert [row["body"] for row in by_name["mandates"]] == ["Comité de pilotage"]
    assert [row["mail"] for row in by_name["offices"]] == ["denise@exemple.fr"]
    assert [row["mail"] for row in said["Denise@exemple.fr"]["offices"]] == ["denise@exemple.fr"]
    with store.writing() as uow:
        assert personal.export_of(uow, SYSTEM, "reader@exemple.fr")["account"]["id"] == any_world.reader.account
        for unknown in ("personne@exemple.fr", "Personne Inconnue"):
            with pytest.raises(Invalid):
                personal.export_of(uow, SYSTEM, unknown)
        with pytest.raises(Forbidden):
            personal.export_of(uow, any_world.secretary, "Denise Pellen")
