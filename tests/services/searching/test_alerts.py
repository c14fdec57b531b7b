"""Mail that tells what is new in kept searches: on which mornings, to whom, and of what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.errors import LinkSpent
from repo_service.services import installing
from repo_service.services.mailing import Letterhead
from repo_service.services.searching import alerts, saved
from repo_service.store import log
from repo_service.store.people import accounts, governance
from tests.conftest import TIMEZONE, World, hashed_password
from tests.services import acts
from tests.services.accounts import doors
from tests.services.searching import kept
from tests.services.searching.kept import SITE


@given(
    st.integers(1_577_836_800, 2_051_222_400).map(lambda second: datetime.fromtimestamp(second, UTC)),
    st.sampled_from([TIMEZONE, "Pacific/Auckland", "America/Cayenne", "UTC"]),
)
def test_a_turn_began_at_the_last_seven_o_clock_of_a_day_or_of_a_monday(now: datetime, timezone: str) -> None:
    for frequency, days in (("daily", 1), ("weekly", 7)):
        began = alerts.turns(now, timezone)[frequency]
        local = began.astimezone(ZoneInfo(timezone))
        assert began <= now
        assert (local + timedelta(days=days)).astimezone(UTC) > now
        assert local.time() == time(7)
        assert frequency == "daily" or local.weekday() == 0


def test_what_is_new_or_changed_is_told_the_next_morning_once(town: World, hand: list[datetime]) -> None:
    old = town.file("Le pourpre ancien.", title="Ancien").public_id
    kept.later(hand)
    row = kept.keep(town, town.reader, "q=pourpre", "Le pourpre")
    kept.keep(town, town.secretary, "q=introuvable")
    kept.later(hand)
    new = town.file("Le pourpre nouveau.", title="Nouveau")
    town.file("Le vert nouveau.", title="Autre")
    assert kept.tell(town) == 0, "not before the morning"
    kept.morning(hand)
    assert kept.tell(town) == 1
    (letter,) = kept.letters(town)
    assert letter.recipient == "reader@exemple.fr"
    assert f"- Nouveau\n  {SITE}/documents/{new.public_id}\n" in letter.text
    assert "Le pourpre – 1 document\n" in letter.text
    assert "Ancien" not in letter.text
    assert kept.told_at(town, row) == hand[0]
    assert kept.tell(town) == 0
    kept.morning(hand)
    assert kept.tell(town) == 0, "nothing new, no mail"
    acts.edit(town, old, title="Ancien repris")
    kept.morning(hand)
    assert kept.tell(town) == 1
    assert "- Ancien repris\n" in kept.letters(town)[-1].text


def test_once_a_week_is_on_monday_and_one_message_holds_all_that_is_due(town: World, hand: list[datetime]) -> None:
    kept.keep(town, town.reader, "q=pourpre", "Chaque jour", "daily")
    kept.keep(town, town.reader, "q=pourpre+nouveau", "Chaque lundi", "weekly")
    kept.keep(town, town.reader, "q=nouveau", "Jamais", "never")
    kept.later(hand)
    town.file("Le pourpre nouveau.", title="Nouveau")
    told = []
    for _ in range(7):
        kept.morning(hand)
        told.append(kept.tell(town))
        kept.later(hand, 3600)
        town.file("Le pourpre nouveau, encore.", title="Encore")
    assert told == [1] * 7
    for letter in kept.letters(town)[:-1]:
        assert "Chaque jour" in letter.text
        assert "Chaque lundi" not in letter.text
    last = kept.letters(town)[-1].text
    assert last.index("Chaque jour – 1 document\n") < last.index("Chaque lundi – 7 documents\n")
    assert "Jamais" not in last


def test_what_the_person_may_see_when_it_is_sent_is_told_and_nothing_else(town: World, hand: list[datetime]) -> None:
    group = acts.body(town, "Groupe")
    kept.keep(town, town.reader, "q=pourpre")
    kept.later(hand)
    for title, said in {
        "Ouvert": {}, "Réservé": {"visibility": "body", "bodies": (group,)}, "Projet": {"state": "draft"},
        "Restreint ensuite": {}, "Retiré ensuite": {}, "Ouvert ensuite": {"visibility": "body", "bodies": (group,)},
    }.items():  # fmt: skip
        named = town.file("Le pourpre.", title=title, **said).public_id
        if title == "Restreint ensuite":
            restricted = named
        if title == "Retiré ensuite":
            withdrawn = named
        if title == "Ouvert ensuite":
            opened = named
    kept.later(hand)
    acts.edit(town, restricted, title="Restreint ensuite", visibility="body", bodies=(group,))
    acts.put(town, withdrawn, "withdrawn")
    acts.edit(town, opened, title="Ouvert ensuite")
    kept.morning(hand)
    assert kept.tell(town) == 1
    lines = {line for line in kept.letters(town)[0].text.splitlines() if line.startswith("- ")}
    assert lines == {"- Ouvert", "- Ouvert ensuite"}
    assert "– 2 documents\n" in kept.letters(town)[0].text


def test_closed_accounts_and_those_who_want_nothing_are_passed_over(town: World, hand: list[datetime]) -> None:
    row = kept.keep(town, town.reader, "q=pourpre")
    kept.keep(town, town.secretary, "q=pourpre", frequency="never")
    kept.later(hand)
    town.file("Le pourpre.", title="Nouveau")
    doors.disable(town, "reader@exemple.fr")
    kept.morning(hand)
    before = kept.told_at(town, row)
    assert kept.tell(town) == 0
    assert kept.told_at(town, row) == before
    doors.change(town, "reader@exemple.fr", disabled_at=None, demonstration=True)
    assert kept.tell(town) == 0, "a login that is good on this machine alone"


def test_who_asks_again_is_not_told_of_what_came_while_nothing_was_wanted(town: World, hand: list[datetime]) -> None:
    row = kept.keep(town, town.reader, "q=pourpre", frequency="never")
    kept.later(hand)
    town.file("Le pourpre.", title="Entre-temps")
    kept.morning(hand, 30)
    with town.repository.store.writing() as uow:
        saved.change(uow, town.reader, row.public_id, "Pourpre", "daily")
    kept.later(hand)
    town.file("Le pourpre.", title="Depuis")
    with town.repository.store.writing() as uow:
        saved.change(uow, town.reader, row.public_id, "Pourpre", "weekly")
        saved.change(uow, town.reader, row.public_id, "Pourpre", "daily")
    kept.morning(hand)
    assert kept.tell(town) == 1
    (letter,) = kept.letters(town)
    assert "Depuis" in letter.text
    assert "Entre-temps" not in letter.text


def test_without_a_public_address_nothing_is_told_and_nothing_lost(town: World, hand: list[datetime]) -> None:
    kept.keep(town, town.reader, "q=pourpre")
    kept.later(hand)
    town.file("Le pourpre.", title="Nouveau")
    kept.morning(hand)
    known = town.repository.settings
    town.repository.settings = replace(known, base_url="")
    assert kept.tell(town) == 0
    town.repository.settings = known
    assert kept.tell(town) == 1


def test_at_most_twenty_documents_are_named_and_the_others_counted(town: World, hand: list[datetime]) -> None:
    kept.keep(town, town.reader, "q=pourpre&kind=other", "Pourpre")
    for number in range(23):
        kept.later(hand)
        town.file("Le pourpre.", title=f"Texte {number:02}")
    kept.morning(hand)
    assert kept.tell(town) == 1
    text = kept.letters(town)[0].text
    assert [line[2:] for line in text.splitlines() if line.startswith("- ")] == [
        f"Texte {number:02}" for number in range(22, 2, -1)
    ]
    assert "Pourpre – 23 documents\n" in text
    assert f"et 3 autres, dans la recherche entière\u00a0:\n{SITE}/search?kind=other&q=pourpre\n" in text


@pytest.mark.parametrize("language", ["", "en"])
def test_a_title_stays_one_line_of_plain_text(town: World, hand: list[datetime], language: str) -> None:
    doors.change(town, "reader@exemple.fr", language=language)
    kept.keep(town, town.reader, "q=pourpre", "{{ stop }}")
    kept.later(hand)
    title = "Un\u2028titre\u202e {{ link }}\x85Bcc: tous@exemple.fr\x0bfin"
    town.file("Le pourpre.", title=title)
    kept.morning(hand)
    assert kept.tell(town) == 1
    (letter,) = kept.letters(town)
    assert "- Un titre {{ link }} Bcc: tous@exemple.fr fin\n" in letter.text
    assert "{{ stop }} – 1 document\n" in letter.text
    assert letter.text.startswith("Hello" if language else "Bonjour")
    assert "titre" not in letter.subject


def test_the_link_ends_the_messages_and_nothing_else_and_a_forged_one_does_nothing(
    town: World, hand: list[datetime]
) -> None:
    row = kept.keep(town, town.reader, "q=pourpre")
    kept.keep(town, town.reader, "q=vert", frequency="weekly")
    kept.keep(town, town.secretary, "q=pourpre")
    kept.later(hand)
    town.file("Le pourpre.", title="Nouveau")
    kept.morning(hand)
    assert kept.tell(town) == 2
    key = installing.secret_key(town.repository.settings)
    letter = next(one for one in kept.letters(town) if one.recipient == "reader@exemple.fr")
    assert letter.stop in letter.text.splitlines()
    secret = letter.stop.removeprefix(f"{SITE}/searches/stop/")
    other = alerts.stop_link("une autre clé", Letterhead("", SITE), town.secretary.account).rpartition("/")[2]
    for forged in (other, secret[:-1], f"{town.secretary.account}.{secret.partition('.')[2]}", "", ".", "é\ud800"):
        with town.repository.store.writing() as uow, pytest.raises(LinkSpent):
            alerts.stop(uow, key, forged)
    for _ in range(2):
        with town.repository.store.writing() as uow:
            alerts.stop(uow, key, secret)
    assert {one.frequency for one in kept.mine(town, town.reader)} == {"never"}
    assert [one.frequency for one in kept.mine(town, town.secretary)] == ["daily"]
    assert row.name in [one.name for one in kept.mine(town, town.reader)]
    with town.repository.store.reading() as uow:
        assert [one.subject for one in log.after(uow.session, 0, ["search.stopped"])] == [town.reader.account]


def test_a_role_that_demands_a_second_factor_is_not_held_by_a_mail_box(town: World, hand: list[datetime]) -> None:
    kept.keep(town, town.administrator, "q=pourpre")
    kept.later(hand)
    town.file("Le pourpre.", title="Projet", actor=town.secretary, state="draft")
    town.file("Le pourpre.", title="Pour tous")
    town.repository.__dict__["door"] = doors.DEMANDING
    kept.morning(hand)
    assert kept.tell(town) == 1
    assert "Projet" not in kept.letters(town)[0].text


def test_of_a_partner_that_left_nobody_is_told_what_came_after(town: World, hand: list[datetime]) -> None:
    left = hand[0].date() + timedelta(days=30)
    with town.repository.store.writing() as uow:
        account = accounts.add(uow, "parti@exemple.fr", "Alix", "Parti", hashed_password())
        partner = governance.add_institution(uow, "Musée parti", "MP", "musée", "")
        governance.add_status(uow, partner, "active", None, left)
        governance.add_status(uow, partner, "withdrawn", left, None)
        governance.affiliate(uow, account.person, partner, None, None)
        accounts.add_grant(uow, account, "reader", [], date(2020, 1, 1))
        actor = accounts.actor(uow.session, account, hand[0].date())
    kept.keep(town, actor, "q=pourpre")
    kept.later(hand)
    then = town.file("Le pourpre.", title="Alors", kind="charter", state="adopted").public_id
    kept.morning(hand)
    assert kept.tell(town) == 1
    kept.morning(hand, 40)
    town.file("Le pourpre.", title="Après")
    acts.put(town, then, "repealed")
    kept.morning(hand)
    assert kept.tell(town) == 0
    late = town.file("Le pourpre.", title="Retrouvé", date=date(2025, 5, 5)).public_id
    kept.morning(hand)
    assert kept.tell(town) == 1, "a text of when it was in, filed since"
    assert late in kept.letters(town)[-1].text
