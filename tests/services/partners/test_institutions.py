"""Partners: their list on any date, their card, who sees and who changes what of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from repo_service import identifiers
from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import Forbidden, NotFound, SignInRequired
from repo_service.services.partners import institutions, standing
from tests.conftest import TIMEZONE, World
from tests.services import acts
from tests.services.partners import council
from tests.services.partners.council import COORDINATOR, act, ask, day, faults, partner, span

OF_ROLE = {role: Actor(account="a", roles=frozenset({role})) for role in ("reader", "contributor", "secretary")}


def representative(public_id: str) -> Actor:
    """Who represents one partner."""
    return Actor(account="r", roles=frozenset({"representative"}), institutions=frozenset({public_id}))


def test_the_list_on_a_day_has_those_with_a_status_and_since_when(any_world: World) -> None:
    first = partner(any_world, "Alpha", start="2023-01-01")
    act(any_world, standing.set_status, first, "withdrawn", span("2025-01-01"))
    candidate = partner(any_world, "Beta", "candidate", "2024-06-01")
    thought_of = partner(any_world, "Gamma", "potential", "2024-06-01")
    days = ("2022-12-31", "2024-06-01")
    on = {text: ask(any_world, institutions.listing, day(text), actor=any_world.reader) for text in days}
    assert on["2022-12-31"] == []
    assert [(row.name, row.status, row.since) for row in on["2024-06-01"]] == [
        ("Alpha", "active", day("2023-01-01")),
        ("Beta", "candidate", day("2024-06-01")),
    ]
    assert ask(any_world, institutions.summary, first, day("2025-01-01"), actor=VISITOR).status == "withdrawn"
    public = ask(any_world, institutions.listing, day("2024-06-01"), actor=VISITOR)
    assert [row.name for row in public] == ["Alpha"]
    for actor, hidden in ((VISITOR, (candidate, thought_of)), (any_world.reader, (thought_of,))):
        for one in hidden:
            for verb in (institutions.card, institutions.summary):
                with pytest.raises(NotFound):
                    ask(any_world, verb, one, day("2024-06-01"), actor=actor)
    assert ask(any_world, institutions.card, thought_of, day("2024-06-01")).listed.status == "potential"


def test_who_governs_sees_those_without_a_status_too(world: World) -> None:
    assert ask(world, institutions.listing, day("2026-01-01"), actor=VISITOR) == []
    assert [row.status for row in ask(world, institutions.listing, day("2026-01-01"))] == [""]


def test_periods_that_touch_count_as_one_since(world: World) -> None:
    one = partner(world, start="2023-01-01")
    act(world, standing.end, one, "status", "2023-01-01", day("2024-01-01"))
    act(world, standing.set_status, one, "active", span("2024-01-01"))
    assert ask(world, institutions.summary, one, day("2025-01-01")).since == day("2023-01-01")


def test_a_visitor_sees_no_name_of_a_person(any_world: World) -> None:
    one = partner(any_world)
    said = {"family": "Morel", "given": "Ada", "mail": "ada@rade.example"}
    act(any_world, standing.add_office, one, "representative", said, span("2024-01-01"))
    seen = ask(any_world, institutions.card, one, day("2026-01-01"), actor=VISITOR)
    assert (seen.offices, seen.people, seen.notes) == ([], [], [])
    inside = ask(any_world, institutions.card, one, day("2026-01-01"), actor=OF_ROLE["reader"])
    assert council.names(inside.offices) == council.names(inside.people) == ["Ada Morel"]


def test_the_card_of_a_former_partner_s_person_is_the_public_one(world: World) -> None:
    one = partner(world)
    act(world, standing.add_office, one, "contact", {"family": "Morel"}, span("2024-01-01"))
    former = replace(OF_ROLE["reader"], former=True)
    assert ask(world, institutions.card, one, day("2026-01-01"), actor=former).offices == []


def test_notes_are_added_by_the_coordinator_and_seen_by_no_other(any_world: World) -> None:
    one, coordinator = partner(any_world), acts.person(any_world, "claire@exemple.fr", "coordinator")
    for words in ("Premier appel.", "Second appel.\r\nTrès long."):
        act(any_world, institutions.add_note, one, {"words": words}, TIMEZONE, actor=coordinator)
    seen = ask(any_world, institutions.card, one, day("2026-01-01")).notes
    assert [note.words for note in seen] == ["Second appel.\nTrès long.", "Premier appel."]
    for actor in (*OF_ROLE.values(), representative(one), VISITOR):
        assert ask(any_world, institutions.card, one, day("2026-01-01"), actor=actor).notes == []
        with pytest.raises((Forbidden, SignInRequired)):
            act(any_world, institutions.add_note, one, {"words": "Non."}, TIMEZONE, actor=actor)
    assert faults(lambda: act(any_world, institutions.add_note, one, {}, TIMEZONE, actor=coordinator)) == {"words"}


def test_a_representative_keeps_its_own_card_but_not_the_name(any_world: World) -> None:
    one, other = partner(any_world), partner(any_world, "Une autre")
    actor = representative(one)
    said = {"name": "Université de Rade", "kind": "museum", "website": "www.rade.example", "address": "1 quai\nRade"}
    act(any_world, institutions.edit, one, said, actor=actor)
    kept = ask(any_world, institutions.card, one, day("2026-01-01"))
    assert (kept.listed.kind, kept.website) == ("museum", "https://www.rade.example")
    assert kept.address == "1 quai\nRade"
    renamed = said | {"name": "Autre nom"}
    assert faults(lambda: act(any_world, institutions.edit, one, renamed, actor=actor)) == {"name"}
    with pytest.raises(Forbidden):
        act(any_world, institutions.edit, other, said, actor=actor)
    with pytest.raises(SignInRequired):
        act(any_world, institutions.edit, one, said, actor=VISITOR)
    assert council.recorded(any_world, "institution.edited") == [{"changed": ["address", "kind", "website"]}]


def test_a_representative_names_contacts_and_nobody_else(any_world: World) -> None:
    one = partner(any_world)
    actor = representative(one)
    act(any_world, standing.add_office, one, "contact", {"family": "Morel"}, span("2026-01-01"), actor=actor)
    other = partner(any_world, "Ailleurs")
    act(any_world, standing.add_office, other, "contact", {"family": "Loin"}, span("2026-01-01"))
    elsewhere = council.offices(any_world, other)[0].id
    for role in ("representative", "signatory", "president"):
        with pytest.raises(Forbidden):
            act(any_world, standing.add_office, one, role, {"family": "X"}, span("2026-01-01"), actor=actor)
    with pytest.raises(Forbidden):
        act(any_world, standing.set_status, one, "active", span("2026-02-01"), actor=actor)
    smuggled = {"person": elsewhere}
    assert faults(
        lambda: act(any_world, standing.add_office, one, "contact", smuggled, span("2026-01-01"), actor=actor)
    ) == {"person"}


def test_every_fault_of_a_card_is_told_at_once(any_world: World) -> None:
    said = {
        "name": " ", "kind": "castle", "website": "javascript:alert(1)", "acronym": "x" * 41, "city": "a\0b",
        "ror": "02en5vm53", "siret": "123",
    }  # fmt: skip
    assert faults(lambda: act(any_world, institutions.add, said, "friend", None)) == {
        "name", "kind", "website", "acronym", "city", "ror", "siret", "status", "start",
    }  # fmt: skip


@pytest.mark.parametrize("website", ["ftp://a.example", "https://", "https://user@a.example", "a b.example", "http://[::1"])
def test_a_website_that_is_none_is_refused(world: World, website: str) -> None:
    said = {"name": "Rade", "kind": "museum", "website": website}
    assert faults(lambda: act(world, institutions.add, said, "active", day("2026-01-01"))) == {"website"}


def test_two_partners_never_bear_one_name_in_another_case_or_form(any_world: World) -> None:
    partner(any_world, "École de l’Anse")
    for name in ("ECOLE DE L'ANSE", "E\u0301cole  de l’Anse"):
        assert faults(lambda name=name: partner(any_world, name)) == {"name"}


def test_a_kind_kept_in_french_is_shown_may_stay_and_becomes_a_code_when_it_is_one(any_world: World) -> None:
    said = {"name": "Université de Valmorin", "kind": "université"}
    act(any_world, institutions.edit, any_world.institution, said)
    assert ask(any_world, institutions.summary, any_world.institution, day("2026-01-01")).kind == "university"


def test_identifiers_are_kept_in_their_plain_form_and_taken_away_when_emptied(any_world: World) -> None:
    said = {"name": "Rade", "kind": "museum", "ror": "https://ror.org/02en5vm52", "siret": "732 829 320 00074"}
    one = act(any_world, institutions.add, said, "active", day("2026-01-01")).public_id
    seen = ask(any_world, institutions.summary, one, day("2026-01-01"), actor=VISITOR)
    assert seen.identifiers == {"ror": "02en5vm52", "siret": "73282932000074"}
    act(any_world, institutions.edit, one, said | {"siret": ""})
    assert ask(any_world, institutions.summary, one, day("2026-01-01")).identifiers == {"ror": "02en5vm52"}


def test_what_was_never_a_partner_is_not_found(any_world: World) -> None:
    for unknown in (identifiers.new(), "x", "\0", "é" * 99, any_world.body):
        with pytest.raises(NotFound):
            ask(any_world, institutions.card, unknown, day("2026-01-01"), actor=VISITOR)


def test_only_who_governs_adds_a_partner(world: World) -> None:
    for actor in (*OF_ROLE.values(), replace(COORDINATOR, read_only=True)):
        with pytest.raises(Forbidden):
            act(world, institutions.add, {"name": "X", "kind": "museum"}, "active", day("2026-01-01"), actor=actor)
    with pytest.raises(SignInRequired):
        act(world, institutions.add, {"name": "X", "kind": "museum"}, "active", day("2026-01-01"), actor=VISITOR)
