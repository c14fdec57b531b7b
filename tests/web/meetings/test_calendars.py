"""Calendars of meetings, read by somebody else's reader of iCalendar; and who finds what in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service import clock
from repo_service.formats.isolate import Reader
from repo_service.services.meetings import agendas, keeping
from repo_service.services.meetings.keeping import Typed
from repo_service.store.people import accounts
from repo_service.store.register.tables import Meeting
from repo_service.web.exports import ics
from repo_service.web.exports.ics import Event
from tests.conftest import TIMEZONE, hashed_password, with_token
from tests.web.conftest import Site, open_site

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = "Budget, points ; divers\nAccents é\u00a0: « \\o/ » 🎻 " + "très long " * 30


def event(**more: Any) -> Event:
    """A meeting with odd signs in all its words."""
    said: dict[str, Any] = {
        "uid": "a@repo-service", "day": date(2026, 7, 14), "begins": "09:30", "ends": "12:00", "summary": TEXT,
        "description": TEXT, "place": "Salle 1, 2e ; étage", "url": "https://exemple.fr/meetings/a", "changed": NOW,
        "created": NOW, "sequence": 3, "category": "Comité, élargi", **more,
    }  # fmt: skip
    return Event(**said)


def parsed(content: bytes) -> list[icalendar.Event]:
    """The events that another program reads."""
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def test_another_program_reads_what_was_meant() -> None:
    content = ics.calendar("Réunions du consortium", [event()], TIMEZONE)
    calendar = icalendar.Calendar.from_ical(content)
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    assert calendar["NAME"] == "Réunions du consortium"
    (one,) = parsed(content)
    assert one["UID"] == "a@repo-service"
    assert one.decoded("DTSTART") == datetime(2026, 7, 14, 9, 30, tzinfo=ZoneInfo(TIMEZONE))
    assert one.decoded("DTEND") == datetime(2026, 7, 14, 12, tzinfo=ZoneInfo(TIMEZONE))
    assert (str(one["SUMMARY"]), str(one["DESCRIPTION"])) == (TEXT, TEXT)
    assert str(one["LOCATION"]) == "Salle 1, 2e ; étage"
    assert (one["SEQUENCE"], one["STATUS"]) == (3, "CONFIRMED")
    assert one.decoded("DTSTAMP") == NOW
    assert one["CATEGORIES"].to_ical().decode() == "Comité\\, élargi"


def test_lines_end_as_they_must_and_none_is_longer_than_75_octets() -> None:
    content = ics.calendar("é" * 200, [event()], TIMEZONE)
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) == 75
    for line in lines:
        line.decode()  # no character is cut in two


def test_a_meeting_without_an_hour_is_a_whole_day_and_one_without_an_end_has_none() -> None:
    day, hour = parsed(ics.calendar("x", [event(begins="", ends=""), event(ends="")], TIMEZONE))
    assert (day.decoded("DTSTART"), day.decoded("DTEND")) == (date(2026, 7, 14), date(2026, 7, 15))
    assert "DTEND" not in hour


def test_a_cancelled_meeting_says_so_and_takes_no_time() -> None:
    (one,) = parsed(ics.calendar("x", [event(cancelled=True)], TIMEZONE))
    assert (one["STATUS"], one["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


@given(st.text(max_size=300))
def test_any_words_come_through_on_lines_that_fit(text: str) -> None:
    content = ics.calendar("x", [event(summary=text)], TIMEZONE)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    shown = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", "", text.replace("\r\n", "\n").replace("\r", "\n"))
    assert str(parsed(content)[0].get("SUMMARY", "")) == shown


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, empty_storage: Path, reader: Reader) -> Iterator[Site]:
    """A site with a public meeting, one for partners, one that is long over, one that was cancelled."""
    site = open_site(tmp_path_factory.mktemp("calendars"), empty_storage, reader)
    world, today = site.world, clock.today(TIMEZONE)
    with world.repository.store.writing() as uow:
        for title, day, visibility in (
            ("Ouverte", today + timedelta(days=9), "public"),
            ("Des partenaires", today + timedelta(days=10), "network"),
            ("Très ancienne", today - timedelta(days=900), "public"), ("Annulée", today + timedelta(days=11), "public"),
        ):  # fmt: skip
            typed = Typed(day, "9 h", title=title, visibility=visibility, link="https://visio.exemple.fr/x")
            row = keeping.add(uow, world.administrator, world.body, typed, today)
            agendas.add_points(uow, world.administrator, row.public_id, "Budget\nDivers")
        keeping.cancel(uow, world.administrator, row.public_id)
    yield site
    world.repository.store.close()


def summaries(content: bytes) -> list[str]:
    """What a calendar shows."""
    return [str(one["SUMMARY"]) for one in parsed(content)]


def test_a_visitor_s_calendar_holds_public_meetings_and_no_address_of_a_video_conference(site: Site) -> None:
    answer = site.visitor.get("/feeds/meetings.ics")
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert summaries(answer.data) == ["CoPil – Ouverte", "Annulée\u00a0: CoPil – Annulée"]
    assert "visio" not in answer.text
    assert "1. Budget" in str(parsed(answer.data)[0]["DESCRIPTION"])


def test_a_partner_s_calendar_holds_all_of_them(site: Site) -> None:
    for path in ("/feeds/meetings.ics", f"/feeds/bodies/{site.world.body}/meetings.ics"):
        answer = site.reader.get(path)
        assert "CoPil – Des partenaires" in summaries(answer.data)
        assert "visio.exemple.fr" in "".join(str(one["DESCRIPTION"]) for one in parsed(answer.data))
    assert site.reader.get("/feeds/bodies/ZZZ/meetings.ics").status_code == 404


def test_what_did_not_change_is_not_sent_again(site: Site) -> None:
    answer = site.visitor.get("/feeds/meetings.ics")
    again = site.visitor.get("/feeds/meetings.ics", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_names_of_meetings_stay_when_they_move(site: Site) -> None:
    before = {str(one["UID"]): int(one["SEQUENCE"]) for one in parsed(site.reader.get("/feeds/meetings.ics").data)}
    with site.world.repository.store.writing() as uow:
        row = uow.session.query(Meeting).filter_by(title="Des partenaires").one()
        typed = Typed(row.day, "10 h", title=row.title, link=row.link)
        keeping.edit(uow, site.world.administrator, row.public_id, typed, keeping.mark(row), clock.today(TIMEZONE))
    after = {str(one["UID"]): int(one["SEQUENCE"]) for one in parsed(site.reader.get("/feeds/meetings.ics").data)}
    assert before.keys() == after.keys()
    assert sum(after.values()) == sum(before.values()) + 1


def secret_address(site: Site, mail: str = "reader@exemple.fr") -> str:
    """The address that the page gives, as a path."""
    client = site.browser(mail)
    answer = client.post("/meetings/calendar", data=with_token(client, "/meetings"))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found = re.search(r"<code>https?://[^/]+(/feeds/meetings/[^<]+\.ics)</code>", answer.text)
    assert found, answer.text
    return found[1]


def test_the_secret_address_shows_a_program_what_its_owner_may_know(site: Site) -> None:
    answer = site.app.test_client().get(secret_address(site))
    assert "CoPil – Des partenaires" in summaries(answer.data)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    narrowed = site.app.test_client().get(f"{secret_address(site)}?body={site.world.body}")
    assert len(parsed(narrowed.data)) == 3


def test_a_wrong_address_and_one_that_is_over_answer_alike(site: Site) -> None:
    world = site.world
    with world.repository.store.writing() as uow:
        accounts.add_grant(
            uow, accounts.add(uow, "calendrier@exemple.fr", "Ali", "Agenda", hashed_password()), "reader", [],
            clock.today(TIMEZONE),
        )  # fmt: skip
    address = secret_address(site, "calendrier@exemple.fr")
    program = site.app.test_client()
    assert program.get(address).status_code == 200
    other = address.replace("/feeds/meetings/", "/feeds/meetings/0")
    wrong = program.get(other)
    with world.repository.store.writing() as uow:
        account = accounts.by_mail(uow.session, "calendrier@exemple.fr")
        assert account is not None
        account.password_hash = "another"
    changed = program.get(address)
    assert [answer.status_code for answer in (wrong, changed)] == [404, 404]
    assert wrong.text.replace(other, address) == changed.text


def test_no_secret_is_given_to_who_is_nobody(site: Site) -> None:
    form = with_token(site.visitor, "/sign-in")
    assert site.visitor.post("/meetings/calendar", data=form).status_code == 401
