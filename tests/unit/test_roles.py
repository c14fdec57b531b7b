"""Who may do what: the table, what follows from dated facts, and which tokens people and documents carry."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.periods import Period
from repo_service.domain.roles import (
    GRANTABLE,
    PERMISSIONS,
    READING,
    ROLES,
    VISITOR,
    Actor,
    Fact,
    WorkedAt,
    acting,
    may,
    opening_tokens,
    readers_of,
    speaks_for,
    tokens_of,
)

TODAY = date(2026, 11, 27)
YEAR = timedelta(days=365)
ALWAYS = WorkedAt(Period(), (Period(),))


def person(*facts: Fact, worked: list[WorkedAt] | None = None, day: date = TODAY) -> Actor:
    """What somebody with these facts may act as."""
    return acting("ACCOUNT", "Sacha Exemple", "fr", facts, [ALWAYS] if worked is None else worked, day)


def role(*names: str) -> Actor:
    """Somebody who was given these roles."""
    return person(*(Fact("grant", name) for name in names))


def test_every_role_and_action_of_the_tables_is_known() -> None:
    assert all(allowed <= set(ROLES) for allowed in PERMISSIONS.values())
    assert PERMISSIONS.keys() >= READING
    assert all(set(given) <= set(ROLES) - {"visitor"} for given in GRANTABLE.values())


def test_nobody_gives_a_role_above_the_own_one() -> None:
    ranks = list(ROLES)
    for holder, gives in GRANTABLE.items():
        assert all(ranks.index(one) < ranks.index(holder) for one in gives - {"administrator"})
        assert "administrator" not in gives or holder == "administrator"


@pytest.mark.parametrize("name", [name for name in ROLES if name != "visitor"])
def test_a_role_may_what_its_rows_say(name: str) -> None:
    actor = role(name)
    assert {action for action in PERMISSIONS if actor.can(action)} == {
        action for action, allowed in PERMISSIONS.items() if name in allowed or "visitor" in allowed
    }


def test_several_roles_add_up_and_the_highest_names_the_person() -> None:
    actor = role("contributor", "coordinator")
    assert actor.role == "coordinator"
    assert actor.can("write_knowhow")
    assert actor.can("govern")
    assert VISITOR.role == "visitor"


def test_a_read_only_token_changes_nothing_whatever_the_role() -> None:
    actor = Actor("ACCOUNT", roles=frozenset({"administrator"}), read_only=True)
    assert {action for action in PERMISSIONS if actor.can(action)} == READING
    assert actor.grantable == frozenset()


def test_the_mandate_of_a_secretary_makes_a_secretary_of_that_body() -> None:
    actor = person(Fact("grant", "reader"), Fact("mandate", "secretary", "BODY"), Fact("mandate", "member", "OTHER"))
    assert actor.roles == {"reader", "secretary"}
    assert (actor.bodies, actor.member_of) == ({"BODY"}, {"BODY", "OTHER"})
    assert speaks_for(actor, "BODY")
    assert not speaks_for(actor, "OTHER")


def test_an_office_makes_a_representative_and_signing_does_not() -> None:
    actor = person(Fact("grant", "reader"), Fact("office", "representative", "A"), Fact("office", "signatory", "B"))
    assert actor.roles == {"reader", "representative"}
    assert actor.institutions == {"A"}


def test_a_secretary_named_for_all_bodies_serves_all_even_with_a_mandate_in_one() -> None:
    actor = person(Fact("grant", "secretary"), Fact("mandate", "secretary", "BODY"))
    assert actor.bodies == frozenset()
    assert "secretary" in tokens_of(actor)


def test_a_person_of_no_partner_is_bound_to_none() -> None:
    assert not person(Fact("grant", "reader"), worked=[]).former


def left(on: date) -> WorkedAt:
    """Works where the partner was in for two years, until ``on``."""
    return WorkedAt(Period(), (Period(on - 2 * YEAR, on),))


def test_on_the_day_its_partner_leaves_a_person_only_keeps_reading() -> None:
    facts = [Fact("grant", "secretary"), Fact("mandate", "secretary", "BODY"), Fact("office", "representative", "A")]
    before = person(*facts, worked=[left(TODAY + timedelta(days=1))])
    after = person(*facts, worked=[left(TODAY)])
    assert before.can("file")
    assert not before.former
    assert after.former
    assert (after.roles, after.member_of, after.bodies, after.institutions) == ({"reader"}, set(), set(), set())
    assert {action for action in PERMISSIONS if after.can(action)} == {"read"}
    assert after.was_in == (Period(TODAY - 2 * YEAR, TODAY),)


def test_who_serves_the_whole_consortium_keeps_that_role_alone() -> None:
    actor = person(
        Fact("grant", "administrator"), Fact("grant", "secretary"), Fact("mandate", "member", "BODY"),
        worked=[left(TODAY)],
    )
    assert not actor.former
    assert (actor.roles, actor.member_of) == ({"administrator"}, set())


def test_one_active_partner_is_enough() -> None:
    assert not person(Fact("grant", "reader"), worked=[left(TODAY), ALWAYS]).former


def test_whoever_left_the_institution_keeps_nothing() -> None:
    gone = WorkedAt(Period(None, TODAY), (Period(),))
    actor = person(Fact("grant", "reader"), worked=[gone])
    assert actor.former
    assert actor.was_in == ()
    assert tokens_of(actor) == {"public"}


def test_a_candidate_reads_what_is_public() -> None:
    assert tokens_of(person(Fact("grant", "reader"), worked=[WorkedAt(Period())])) == {"public"}


def test_without_a_role_an_account_is_a_visitor() -> None:
    assert tokens_of(person()) == {"public"}


def test_what_a_former_partner_kept_opens_but_is_listed_only_where_nothing_came_after() -> None:
    kept = frozenset({"network@2025-01-01", "past@2024-01-01"})
    actor = Actor("ACCOUNT", roles=frozenset({"reader"}), former=True, kept=kept)
    assert tokens_of(actor) == {"public", "network@2025-01-01"}
    assert opening_tokens(actor) == {"public"} | kept


def test_a_text_for_all_partners_tells_when_its_versions_were_adopted() -> None:
    days = [date(2025, 1, 1), date(2024, 1, 1), date(2023, 1, 1)]
    assert readers_of("network", (), "AUTHOR", "published", "", days) == {
        "network", "network@2025-01-01", "past@2024-01-01", "past@2023-01-01",
    }  # fmt: skip
    assert readers_of("public", (), "AUTHOR", "published", "", days) == {"public"}
    assert not any("@" in token for token in readers_of("network", (), "AUTHOR", "draft", "", days))
    assert not any("@" in token for token in readers_of("body", ("B",), "AUTHOR", "published", "", days))


CASES = [  # role, bodies served, kind, author, bodies of the document -> edit, withdraw
    ("reader", (), "knowhow", "ACCOUNT", (), False, False),
    ("representative", (), "minutes", "ACCOUNT", (), False, False),
    ("contributor", (), "knowhow", "ACCOUNT", (), True, True),
    ("contributor", (), "knowhow", "OTHER", (), True, False),
    ("contributor", (), "knowhow", "OTHER", ("B",), False, False),
    ("contributor", (), "minutes", "ACCOUNT", (), False, False),
    ("secretary", ("B",), "minutes", "OTHER", ("B",), True, True),
    ("secretary", ("B",), "minutes", "OTHER", ("C",), False, False),
    ("secretary", ("B",), "minutes", "ACCOUNT", ("C",), True, True),
    ("secretary", ("B",), "minutes", "OTHER", (), True, True),
    ("secretary", (), "minutes", "OTHER", ("C",), True, True),
    ("coordinator", (), "report", "OTHER", (), True, True),
    ("coordinator", (), "minutes", "OTHER", ("B",), False, False),
    ("coordinator", (), "minutes", "ACCOUNT", ("B",), True, True),
    ("administrator", (), "minutes", "OTHER", ("B",), True, True),
]


@pytest.mark.parametrize(("name", "served", "kind", "author", "bodies", "edits", "withdraws"), CASES)
def test_who_may_change_which_document(
    name: str, served: tuple[str, ...], kind: str, author: str, bodies: tuple[str, ...], edits: bool, withdraws: bool
) -> None:
    actor = person(*(Fact("grant", name, body) for body in served or ("",)))
    assert may(actor, "edit", author=author, bodies=bodies, kind=kind) is edits
    assert may(actor, "withdraw", author=author, bodies=bodies, kind=kind) is withdraws


FACTS = st.builds(
    Fact, st.sampled_from(["grant", "mandate", "office"]), st.sampled_from([*ROLES, "member", "chair", "signatory"]),
    st.sampled_from(["", "B", "C"]),
)  # fmt: skip
DATES = st.none() | st.integers(-900, 900).map(lambda n: TODAY + timedelta(days=n))
WORKED_AT = st.lists(st.builds(Period, DATES, DATES), max_size=3).map(tuple)
WORK = st.builds(WorkedAt, st.builds(Period, DATES, DATES), WORKED_AT)


@given(st.lists(FACTS, max_size=5), st.lists(WORK, max_size=3))
def test_leaving_never_gives_a_right_and_nothing_after_it_is_kept(facts: list[Fact], worked: list[WorkedAt]) -> None:
    full, found = person(*facts), person(*facts, worked=worked)
    assert {action for action in PERMISSIONS if found.can(action)} <= {a for a in PERMISSIONS if full.can(a)}
    assert tokens_of(found) <= tokens_of(full)
    assert all(period.is_possible and period.end is not None and period.end <= TODAY for period in found.was_in)
