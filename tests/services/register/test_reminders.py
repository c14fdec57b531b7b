"""Mail that reminds people of what they are to do: on which mornings, whom, of what; through a real mail server."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from repo_service.domain.register.reminding import is_due
from repo_service.errors import Forbidden, LinkSpent, SignInRequired
from repo_service.mail import sender
from repo_service.services import installing
from repo_service.services.mailing import Letterhead
from repo_service.services.register import actions
from repo_service.services.register import reminders as reminding
from repo_service.store import log
from repo_service.store.outbox import MailMessage
from repo_service.store.people import accounts, governance
from repo_service.store.people.tables import Account
from repo_service.store.register import reminders
from repo_service.store.register.tables import Action, ActionOwner, Decision
from tests.conftest import TIMEZONE, World
from tests.mail import servers
from tests.services import acts
from tests.services.accounts import doors
from tests.services.register import chores
from tests.services.register.chores import Hands
from tests.services.searching import kept
from tests.services.searching.kept import SITE

TODAY = date(2026, 3, 10)  # the first morning
PARIS = ZoneInfo(TIMEZONE)


def remind(world: World) -> list[kept.Letter]:
    """Tell what is due, as the worker does; the messages that left now."""
    before = len(kept.letters(world))
    count = reminding.send_due(world.repository, sender(world.repository.settings))
    fresh = kept.letters(world)[before:]
    assert len(fresh) == count
    return fresh


def days_told(village: Hands, hand: list[datetime], mornings: int) -> list[int]:
    """On which of the next mornings somebody was reminded, counted from the first one."""
    told = []
    for count in range(mornings):
        kept.morning(hand)
        if remind(village.world):
            told.append(count)
    return told


def decision(village: Hands, review: date, title: str = "Le prêt dure six mois", **said: object) -> str:
    """File a decision of X that is to be looked at again; its identifier."""
    paper = village.world.file("Le prêt.", **{"kind": "decision", "title": title, "body": village.world.body, **said})
    with village.world.repository.store.writing() as uow:
        uow.session.execute(
            update(Decision).where(Decision.document_id == paper.id).values(review_on=review)
        )
    return paper.public_id


def midnight(day: date) -> datetime:
    """The instant at which a day begins in Paris."""
    return datetime.combine(day, time(), PARIS)


def recipients(letters: list[kept.Letter]) -> list[str]:
    """To whom letters went."""
    return sorted(one.recipient for one in letters)


# ------------------------------------------------------------------------------------------------ on which mornings


def test_a_mail_of_seven_in_the_morning_groups_what_is_due_soon_and_what_is_late(
    village: Hands, hand: list[datetime]
) -> None:
    late = chores.add(village.world, text="Relancer\nla presse", owner="Nadia Belkacem", deadline=date(2026, 2, 26))
    soon = chores.add(village.world, text="Réserver la salle", owner="Nadia Belkacem", deadline=date(2026, 3, 17))
    chores.add(village.world, text="Plus tard", owner="Nadia Belkacem", deadline=date(2026, 3, 18))
    chores.add(village.world, text="Sans date", owner="Nadia Belkacem")
    chores.add(village.world, text="À personne", owner="Le bureau", deadline=TODAY)
    done = chores.add(village.world, text="Déjà faite", owner="Nadia Belkacem", deadline=TODAY)
    chores.put(village.world, village["member"], done, "done")
    assert remind(village.world) == [], "what is noted by day is told the next morning"
    hand[0] = datetime.combine(TODAY, time(6, 59), PARIS)
    assert remind(village.world) == []
    hand[0] = datetime.combine(TODAY, time(7), PARIS)
    (letter,) = remind(village.world)
    assert letter.recipient == "member@exemple.fr"
    assert letter.text.count("\n- ") == 2
    said = "- Relancer la presse\n  pour le 26 février 2026 (en retard de 12 jours)\n"
    assert f"{said}  {SITE}/actions/{late}\n" in letter.text
    assert f"- Réserver la salle\n  pour le 17 mars 2026\n  {SITE}/actions/{soon}\n" in letter.text
    assert letter.stop.startswith(f"{SITE}/actions/stop/")
    kept.later(hand, 3600)
    assert remind(village.world) == []
    assert chores.row_of(village.world, late).owners[0].reminded_at == datetime.combine(TODAY, time(7), PARIS)


def test_each_of_several_owners_is_reminded_and_sees_it_among_ones_own(village: Hands, hand: list[datetime]) -> None:
    action = chores.add(village.world, owner="Nadia Belkacem + Paul Le Goff", deadline=TODAY)
    kept.morning(hand)
    assert recipients(remind(village.world)) == ["colleague@exemple.fr", "member@exemple.fr"]
    assert all(one.reminded_at for one in chores.row_of(village.world, action).owners)
    for name in ("member", "colleague"):
        assert [one.id for one in chores.listed(village.world, village[name], "mine")] == [action]
    assert chores.listed(village.world, village["stranger"], "mine") == []
    chores.put(village.world, village["colleague"], action, "done")
    assert chores.row_of(village.world, action).progress == "done"


def test_one_is_reminded_a_week_before_on_the_first_late_day_and_every_fortnight_until_it_is_done(
    village: Hands, hand: list[datetime]
) -> None:
    action = chores.add(village.world, owner="Nadia Belkacem", deadline=TODAY + timedelta(days=10))
    assert days_told(village, hand, 45) == [3, 11, 25, 39]
    chores.put(village.world, village["member"], action, "done")
    assert days_told(village, hand, 20) == []
    chores.put(village.world, village["member"], action, "doing")
    assert days_told(village, hand, 1) == [0]


def test_there_is_at_most_one_mail_a_day_and_a_deadline_that_moves_is_told_anew(
    village: Hands, hand: list[datetime]
) -> None:
    first = chores.add(village.world, owner="Nadia Belkacem", deadline=TODAY)
    assert days_told(village, hand, 1) == [0]
    with village.world.repository.store.writing() as uow:
        actions.edit(uow, village.world.administrator, TODAY, first, "Autre", "Nadia Belkacem", date(2026, 6, 1))
    chores.add(village.world, owner="Nadia Belkacem", deadline=TODAY)
    kept.later(hand, 5 * 3600)
    assert remind(village.world) == []
    assert days_told(village, hand, 1) == [0]
    hand[0] = datetime(2026, 5, 24, 8, tzinfo=PARIS)
    told = remind(village.world)[0].text
    assert "Autre" not in told
    kept.morning(hand)
    assert "Autre" in remind(village.world)[0].text


def test_the_rows_that_wait_are_those_that_the_rule_names(village: Hands) -> None:
    days = [TODAY + timedelta(days=count) for count in range(-40, 12)]
    lasts = [None, *(TODAY + timedelta(days=count) for count in range(-35, 1, 3))]
    wanted = set()
    with village.world.repository.store.writing() as uow:
        action = actions.add(uow, village.world.administrator, TODAY, village.world.body, "x", "Nadia Belkacem", None)
        person = action.owners[0].person_id
        for day in days:
            for last in lasts:
                told = datetime.combine(last, time(7), PARIS) if last else None
                row = Action(
                    public_id=f"{days.index(day):06}{lasts.index(last):06}", body_id=action.body_id, text="x",
                    author_id=action.author_id, created_at=action.created_at, deadline=day,
                    owners=[ActionOwner(person_id=person, reminded_at=told)],
                )  # fmt: skip
                uow.session.add(row)
                if is_due(day, last, TODAY, 7):
                    wanted.add(row.public_id)
        uow.session.flush()
        later = uow.now + timedelta(days=1)
        found = reminders.actions_of(uow.session, person, TODAY, midnight, later)
    assert {row.public_id for row in found} == wanted
    assert 100 < len(wanted) < len(days) * len(lasts)


# ------------------------------------------------------------------------------------------------------- whom


def test_closed_accounts_former_partners_and_printed_logins_are_never_written_to(
    village: Hands, hand: list[datetime]
) -> None:
    for owner in ("Nadia Belkacem", "Rose Partie", "Paul Le Goff", "Inès Roux"):
        chores.add(village.world, owner=owner, deadline=TODAY)
    doors.disable(village.world, "colleague@exemple.fr")
    doors.change(village.world, "stranger@exemple.fr", demonstration=True)
    kept.morning(hand)
    assert recipients(remind(village.world)) == ["member@exemple.fr"]
    with village.world.repository.store.reading() as uow:
        told = list(uow.session.scalars(select(ActionOwner.id).where(ActionOwner.reminded_at.is_not(None))))
        assert len(told) == 1
        assert len(list(uow.session.scalars(select(MailMessage)))) == 1, "nothing is ordered over and over"


def test_what_one_loses_before_the_mail_leaves_is_not_told(village: Hands, hand: list[datetime]) -> None:
    first = chores.add(village.world, text="À l’une", owner="Nadia Belkacem", deadline=TODAY)
    chores.add(village.world, text="À l’autre", owner="Paul Le Goff", deadline=TODAY)
    kept.morning(hand)
    reminding._order(village.world.repository)
    chores.put(village.world, village.world.administrator, first, "done")
    with village.world.repository.store.writing() as uow:
        account = accounts.by_mail(uow.session, "colleague@exemple.fr")
        assert account is not None
        account.disabled_at = uow.now
    assert remind(village.world) == []
    with village.world.repository.store.reading() as uow:
        assert list(uow.session.scalars(select(MailMessage))) == []


def test_mail_that_waits_for_its_server_tells_what_holds_when_it_leaves_and_once(
    village: Hands, hand: list[datetime]
) -> None:
    chores.add(village.world, owner="Nadia Belkacem", deadline=TODAY)
    kept.morning(hand)
    reminding._order(village.world.repository)
    kept.morning(hand)
    (letter,) = remind(village.world)
    assert "en retard d’un jour)" in letter.text
    kept.later(hand, 3600)
    assert remind(village.world) == []


def test_one_wants_no_reminders_and_wants_them_again(village: Hands, hand: list[datetime]) -> None:
    chores.add(village.world, owner="Nadia Belkacem", deadline=TODAY)
    store = village.world.repository.store
    for wanted, told in ((False, []), (True, [0])):
        for _ in range(2):
            with store.writing() as uow:
                reminding.want(uow, village["member"], wanted)
        with store.reading() as uow:
            assert reminding.is_stopped(uow, village["member"]) is not wanted
        assert days_told(village, hand, 1) == told
    with store.reading() as uow:
        acts_told = [row.action for row in log.after(uow.session, 0) if row.action.startswith("reminders.")]
    assert acts_told == ["reminders.stopped", "reminders.wanted"]
    for who, refusal in {"visitor": SignInRequired, "left": Forbidden, "token": Forbidden}.items():
        with store.writing() as uow, pytest.raises(refusal):
            reminding.want(uow, village[who], wanted=False)


def test_the_link_of_a_mail_ends_them_and_no_other_does(village: Hands, hand: list[datetime]) -> None:
    chores.add(village.world, owner="Nadia Belkacem", deadline=TODAY)
    kept.morning(hand)
    (letter,) = remind(village.world)
    key, secret = installing.secret_key(village.world.repository.settings), letter.stop.rpartition("/")[2]
    store = village.world.repository.store
    other = reminding.stop_link(key, Letterhead("x", SITE), village["stranger"].account).rpartition("/")[2]
    for wrong in ("", secret[:-1], secret + "x", "é\ud800", other.replace(other[:12], secret[:12]), "x." * 3000):
        with store.writing() as uow, pytest.raises(LinkSpent):
            reminding.stop(uow, key, wrong)
    for _ in range(2):
        with store.writing() as uow:
            reminding.stop(uow, key, secret)
    with store.reading() as uow:
        assert reminding.is_stopped(uow, village["member"])
        assert not reminding.is_stopped(uow, village["stranger"])


def test_nothing_leaves_while_the_site_does_not_know_its_address(village: Hands, hand: list[datetime]) -> None:
    chores.add(village.world, owner="Nadia Belkacem", deadline=TODAY)
    kept.morning(hand)
    village.world.repository.settings = replace(village.world.repository.settings, base_url="")
    assert remind(village.world) == []


def test_english_people_read_english(village: Hands, hand: list[datetime]) -> None:
    chores.add(village.world, owner="Nadia Belkacem", deadline=TODAY)
    with village.world.repository.store.writing() as uow:
        uow.session.execute(update(Account).where(Account.mail == "member@exemple.fr").values(language="en"))
    kept.morning(hand)
    assert "by 10 March 2026 (today)" in remind(village.world)[0].text


# ------------------------------------------------------------------------------------ decisions to be looked at again


def test_decisions_to_be_looked_at_again_are_told_to_the_secretaries_of_the_body_and_to_the_owner(
    village: Hands, hand: list[datetime]
) -> None:
    paper = decision(village, TODAY + timedelta(days=14))
    with village.world.repository.store.writing() as uow:
        person = governance.person(uow.session, village.persons["colleague"])
        assert person is not None
        uow.session.execute(update(Decision).values(owner_id=person.id))
    kept.morning(hand)
    letters = remind(village.world)
    assert recipients(letters) == ["colleague@exemple.fr", "secretary.of.x@exemple.fr", "secretary@exemple.fr"]
    for letter in letters:
        assert "Le prêt dure six mois\n  à réexaminer le 24 mars 2026\n" in letter.text
        assert f"{SITE}/documents/{paper}\n" in letter.text
        assert "confiée" not in letter.text
    assert days_told(village, hand, 13) == []
    assert days_told(village, hand, 3) == [1], "on the first day after"


def test_a_decision_that_one_may_not_see_or_that_is_over_is_told_to_nobody(
    village: Hands, hand: list[datetime]
) -> None:
    gone = decision(village, TODAY, "Retirée")
    decision(village, TODAY, "Restreinte", visibility="body", bodies=(village.world.body,))
    acts.put(village.world, gone, "withdrawn")
    with village.world.repository.store.writing() as uow:
        person = governance.person(uow.session, village.persons["stranger"])
        assert person is not None
        uow.session.execute(update(Decision).values(owner_id=person.id))
    kept.morning(hand)
    letters = remind(village.world)
    assert recipients(letters) == ["secretary.of.x@exemple.fr", "secretary@exemple.fr"]
    assert all("Restreinte" in one.text and "Retirée" not in one.text for one in letters)


def test_secretaries_by_mandate_are_told_too_and_one_mail_holds_actions_and_decisions(
    village: Hands, hand: list[datetime]
) -> None:
    with village.world.repository.store.writing() as uow:
        body = governance.body(uow.session, village.other)
        person = governance.person(uow.session, village.persons["member"])
        assert body is not None
        assert person is not None
        governance.add_mandate(uow, person, body, "secretary", None, None)
    decision(village, TODAY, "Du groupe", body=village.other)
    chores.add(village.world, owner="Nadia Belkacem", deadline=TODAY)
    kept.morning(hand)
    letters = {one.recipient: one.text for one in remind(village.world)}
    assert letters.keys() == {"member@exemple.fr", "secretary.of.y@exemple.fr", "secretary@exemple.fr"}
    assert chores.WORDS in letters["member@exemple.fr"]
    assert "Du groupe" in letters["member@exemple.fr"]


# --------------------------------------------------------------------------------------------------- a real server


def test_a_reminder_goes_through_a_mail_server_and_does_not_hold_up_the_news_of_searches(
    village: Hands, hand: list[datetime]
) -> None:
    world = village.world
    chores.add(world, text="Réserver la salle", owner="Nadia Belkacem", deadline=TODAY)
    kept.keep(world, village["member"], "q=pourpre")
    kept.later(hand)
    world.file("Le pourpre.", title="Nouveau")
    world.index()
    kept.morning(hand)
    with servers.office() as (office, port):
        asked = replace(world.repository.settings, smtp_url=f"smtp://127.0.0.1:{port}")
        assert reminding.send_due(world.repository, sender(asked)) == 1
        assert kept.tell(world, sender(asked)) == 1
    subjects = [str(message_from_bytes(one.content, policy=policy.default)["Subject"]) for one in office.taken]
    assert [one.rcpt_tos for one in office.taken] == [["member@exemple.fr"]] * 2
    assert "ce que vous avez à faire" in subjects[0]
    assert "du nouveau" in subjects[1]


def test_a_server_that_refuses_leaves_everything_to_be_told(village: Hands, hand: list[datetime]) -> None:
    world = village.world
    action = chores.add(world, owner="Nadia Belkacem", deadline=TODAY)
    kept.morning(hand)
    with servers.office({"DATA": "451 later"}) as (_, port):
        asked = replace(world.repository.settings, smtp_url=f"smtp://127.0.0.1:{port}")
        assert reminding.send_due(world.repository, sender(asked)) == 0
    assert chores.row_of(world, action).owners[0].reminded_at is None
    kept.later(hand, 61)
    assert len(remind(world)) == 1
