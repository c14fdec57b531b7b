"""Candidatures: written without an account, slowed down, answered by the coordinator, never lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from repo_service import clock, identifiers
from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import Forbidden, Invalid, NotFound, SignInRequired, TooManyAttempts
from repo_service.services.partners import candidatures, institutions, standing
from repo_service.services.partners.candidatures import Shown
from repo_service.store import outbox
from repo_service.store.outbox import MailMessage
from repo_service.store.people import accounts, governance
from tests.conftest import TIMEZONE, World
from tests.services import acts
from tests.services.partners import council
from tests.services.partners.council import HEAD, act, ask, day, faults, partner, span, status_on

SAID = {
    "name": "Conservatoire des voiliers", "acronym": "CDV", "kind": "association", "city": "Anse",
    "website": "voiliers.example", "given": "Maëlle", "family": "Quintric", "function": "Documentaliste",
    "mail": "maelle@voiliers.example", "message": "Bonjour,\r\nnous voulons venir.",
}  # fmt: skip


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Says what day it is."""

    def say(text: str, minutes: int = 0) -> None:
        instant = datetime.fromisoformat(f"{text}T10:00").replace(tzinfo=UTC) + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "_system_time", lambda: instant)

    return say


def write(world: World, address: str = "192.0.2.1", trap: str = "", language: str = "fr", **said: str) -> None:
    """Send the public form."""
    act(world, candidatures.receive, SAID | said, trap, address, language, HEAD, TIMEZONE, actor=VISITOR)


def received(world: World, **said: str) -> str:
    """A candidature that has arrived; its identifier."""
    write(world, **said)
    return ask(world, candidatures.listing)[0].public_id


def accept(world: World, public_id: str, start: str = "2026-03-01", actor: Any = None, **said: str) -> bool:
    """The coordinator accepts."""
    who = actor or council.COORDINATOR
    return act(world, candidatures.accept, public_id, said, day(start) if start else None, HEAD, TIMEZONE, actor=who)


def put(world: World, public_id: str, state: str, words: str = "Pas encore.") -> None:
    """The coordinator answers otherwise."""
    act(world, candidatures.put, public_id, state, {"words": words}, TIMEZONE)


def shown(world: World, public_id: str) -> Shown:
    """What the coordinator reads."""
    return ask(world, candidatures.shown, public_id, TIMEZONE)


def mails(world: World) -> list[MailMessage]:
    """What waits in the outbox."""
    with world.repository.store.reading() as uow:
        return list(uow.session.scalars(select(outbox.MailMessage).order_by(outbox.MailMessage.id)))


def test_what_was_written_is_kept_recorded_and_thanked_for(any_world: World) -> None:
    one = received(any_world, language="en")
    row = shown(any_world, one).row
    assert (row.institution_name, row.website, row.message) == (
        "Conservatoire des voiliers", "https://voiliers.example", "Bonjour,\nnous voulons venir.",
    )  # fmt: skip
    assert [step.state for step in shown(any_world, one).steps] == ["received"]
    assert [(mail.purpose, mail.recipient, mail.language) for mail in mails(any_world)] == [
        ("candidature_received", "maelle@voiliers.example", "en"),
        ("candidature_arrived", "administrator@exemple.fr", "fr"),
    ]
    assert f"/candidatures/{one}" in mails(any_world)[1].text
    with any_world.repository.store.reading() as uow:
        assert candidatures.waiting(uow, any_world.administrator) == 1
        assert candidatures.waiting(uow, any_world.reader) == 0
    assert council.recorded(any_world, "candidature.received") == [{}]


def test_every_fault_of_the_form_is_told_at_once(any_world: World) -> None:
    wrong = {"name": "", "kind": "castle", "family": " ", "mail": "nobody", "message": "x" * 5001, "given": "a\0b"}
    assert faults(lambda: write(any_world, **wrong)) == set(wrong)
    assert mails(any_world) == []


def test_a_machine_that_fills_the_trap_is_thanked_and_nothing_is_kept(any_world: World) -> None:
    write(any_world, trap="https://spam.example")
    assert ask(any_world, candidatures.listing) == []
    assert mails(any_world) == []


def test_a_sixth_candidature_of_an_hour_from_one_address_waits(
    any_world: World, at: Callable[..., None]
) -> None:
    for minutes in range(5):
        at("2026-02-01", minutes)
        write(any_world)
    at("2026-02-01", 6)
    with pytest.raises(TooManyAttempts):
        write(any_world)
    write(any_world, address="192.0.2.2")
    at("2026-02-01", 61)
    write(any_world)
    assert len(ask(any_world, candidatures.listing)) == 7


def test_fifty_of_an_hour_are_enough_from_everywhere(world: World) -> None:
    for number in range(50):
        write(world, address=f"192.0.2.{number}", trap="x")
    with pytest.raises(TooManyAttempts):
        write(world, address="198.51.100.1")


def test_only_who_governs_reads_and_answers(any_world: World) -> None:
    one = received(any_world)
    for role in ("reader", "contributor", "representative", "secretary"):
        actor = Actor(account="a", roles=frozenset({role}))
        with pytest.raises(Forbidden):
            ask(any_world, candidatures.listing, actor=actor)
        with pytest.raises(Forbidden):
            accept(any_world, one, actor=actor)
    with pytest.raises(SignInRequired):
        ask(any_world, candidatures.shown, one, TIMEZONE, actor=VISITOR)
    for unknown in (identifiers.new(), "\0", any_world.body):
        with pytest.raises(NotFound):
            shown(any_world, unknown)


def test_an_accepted_one_is_candidate_from_its_arrival_then_active(
    any_world: World, at: Callable[..., None]
) -> None:
    at("2026-02-01")
    one = received(any_world)
    at("2026-02-20")
    assert accept(any_world, one, words="Bienvenue.")
    made = shown(any_world, one)
    assert [(step.state, step.day, step.words) for step in made.steps][1:] == [
        ("accepted", day("2026-02-20"), "Bienvenue.")
    ]
    seen = [status_on(any_world, made.institution, on) for on in ("2026-01-31", "2026-02-01", "2026-03-01")]
    assert seen == ["", "candidate", "active"]
    card = ask(any_world, institutions.card, made.institution, day("2026-03-01"))
    assert card.website == "https://voiliers.example"
    assert [(line.code, line.name, line.function, line.mail) for line in card.offices] == [
        ("contact", "Maëlle Quintric", "Documentaliste", "maelle@voiliers.example")
    ]
    assert council.names(card.people) == ["Maëlle Quintric"]
    assert [mail.purpose for mail in mails(any_world)] == ["candidature_received", "invitation"]
    with any_world.repository.store.reading() as uow:
        account = accounts.by_mail(uow.session, "maelle@voiliers.example")
        assert account is not None
        assert accounts.actor(uow.session, account, day("2026-03-01")).roles == {"reader"}
    with pytest.raises(Invalid):
        accept(any_world, one)


def test_acceptance_goes_on_where_the_address_has_an_account(any_world: World) -> None:
    acts.person(any_world, "maelle@voiliers.example", "reader")
    one = received(any_world)
    assert not accept(any_world, one)
    accepted = shown(any_world, one)
    assert accepted.state == "accepted"
    assert [mail.purpose for mail in mails(any_world)] == ["candidature_received", "candidature_arrived"]
    with any_world.repository.store.reading() as uow:
        account = accounts.by_mail(uow.session, "maelle@voiliers.example")
        assert account is not None
        people = [person.id for _, person, place in governance.affiliations(uow.session)
                  if place.public_id == accepted.institution]  # fmt: skip
        assert people == [account.person_id]  # nobody else of this name was made


def test_an_acceptance_before_the_arrival_is_active_at_once(any_world: World, at: Callable[..., None]) -> None:
    at("2026-02-01")
    one = received(any_world)
    accept(any_world, one, "2026-01-01")
    partner_id = shown(any_world, one).institution
    assert [status_on(any_world, partner_id, on) for on in ("2025-12-31", "2026-01-01")] == ["", "active"]


@pytest.mark.parametrize(
    ("status", "since", "on_arrival"),
    [("potential", "2025-01-01", "candidate"), ("withdrawn", "2025-01-01", "candidate"),
     ("candidate", "2025-01-01", "candidate"), ("potential", "2026-02-10", "")],
)  # fmt: skip
def test_a_known_partner_keeps_its_history(
    any_world: World, at: Callable[..., None], status: str, since: str, on_arrival: str
) -> None:
    known = partner(any_world, status=status, start=since)
    at("2026-02-01")
    one = received(any_world)
    accept(any_world, one, institution=known)
    assert shown(any_world, one).institution == known
    assert status_on(any_world, known, "2026-02-01") == on_arrival
    assert status_on(any_world, known, "2026-03-01") == "active"
    assert status_on(any_world, known, since) == status


def test_an_acceptance_that_cannot_be_changes_nothing(any_world: World, at: Callable[..., None]) -> None:
    at("2026-02-01")
    active, later = partner(any_world), partner(any_world, "Plus tard", "active", "2027-01-01")
    one = received(any_world)
    partner(any_world, "CONSERVATOIRE des voiliers", "potential")
    for said, fields in (
        ({"institution": active}, {"institution"}),
        ({"institution": later}, {"start"}),
        ({"institution": "nobody"}, {"institution"}),
        ({}, {"institution"}),
        ({"institution": active, "start": ""}, {"start"}),
        ({"institution": active, "words": "x" * 2001}, {"words"}),
    ):
        assert faults(lambda said=said: accept(any_world, one, **said)) == fields
    assert shown(any_world, one).state == "received"
    assert council.offices(any_world, active) == []


def test_a_namesake_is_offered_and_never_taken_for_the_same_person(any_world: World) -> None:
    known = partner(any_world)
    act(any_world, standing.affiliate, known, {"given": "MAELLE", "family": "Quintric"}, span("2024-01-01"))
    first, second = received(any_world), received(any_world, name="Un second établissement", mail="b@b.example")
    offered = shown(any_world, first).namesakes
    assert [choice.name for choice in offered] == ["MAELLE Quintric"]
    accept(any_world, first)
    held = council.offices(any_world, shown(any_world, first).institution)
    assert held[0].id != offered[0].id
    accept(any_world, second, person=offered[0].id)
    assert council.offices(any_world, shown(any_world, second).institution)[0].id == offered[0].id


def test_a_person_who_bears_another_name_cannot_be_smuggled_in(any_world: World) -> None:
    known = partner(any_world)
    act(any_world, standing.affiliate, known, {"family": "Autre"}, span("2024-01-01"))
    other = ask(any_world, institutions.card, known, day("2025-01-01")).people[0].id
    one = received(any_world)
    assert faults(lambda: accept(any_world, one, person=other)) == {"person"}


def test_nobody_is_discarded_a_refused_one_can_be_taken_up_and_accepted(any_world: World) -> None:
    one = received(any_world)
    for state in ("dormant", "received", "refused"):
        put(any_world, one, state)
    assert [row.state for row in ask(any_world, candidatures.listing, "refused")] == ["refused"]
    accept(any_world, one)
    steps = [step.state for step in shown(any_world, one).steps]
    assert steps == ["received", "dormant", "received", "refused", "accepted"]
    assert council.recorded(any_world, "candidature.state") == [
        {"state": state} for state in ("dormant", "received", "refused")
    ]


@pytest.mark.parametrize("state", ["accepted", "received", "deleted", ""])
def test_an_answer_that_does_not_exist_is_refused(world: World, state: str) -> None:
    one = received(world)
    with pytest.raises(Invalid):
        put(world, one, state)


def test_a_refusal_says_why(world: World) -> None:
    one = received(world)
    for state in ("refused", "dormant"):
        assert faults(lambda state=state: put(world, one, state, "")) == {"words"}
    put(world, one, "refused", "Trop tôt.")
    put(world, one, "received", "")
