"""The one type of instants: aware going in, UTC coming out, the same bytes on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import StatementError

from repo_service.domain.periods import Period
from repo_service.services.repository import Repository
from repo_service.store.base import UTCDateTime
from repo_service.store.people import governance
from repo_service.store.people.tables import InstitutionStatus, SignInAttempt

INSTANT = datetime(2024, 3, 12, 14, 30, 5, 123456, tzinfo=timezone(timedelta(hours=1)))


def test_a_naive_instant_is_refused(any_repository: Repository) -> None:
    with pytest.raises(StatementError, match="aware"), any_repository.store.writing() as uow:
        uow.session.add(SignInAttempt(key="0" * 64, at=datetime(2024, 3, 12)))  # noqa: DTZ001


def test_an_instant_comes_back_in_utc_to_the_microsecond(any_repository: Repository) -> None:
    with any_repository.store.writing() as uow:
        uow.session.add(SignInAttempt(key="0" * 64, at=INSTANT))
    with any_repository.store.reading() as uow:
        kept = uow.session.query(SignInAttempt).one().at
        assert kept == INSTANT
        assert kept.utcoffset() == timedelta(0)
        bare = uow.session.execute(text("SELECT at FROM sign_in_attempt")).scalar_one()
        assert str(bare) == "2024-03-12 13:30:05.123456"


@given(st.datetimes(timezones=st.timezones()))
def test_every_instant_survives_the_way_in_and_out(instant: datetime) -> None:
    kind = UTCDateTime()
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        try:
            bound = kind.process_bind_param(instant, dialect)
        except OverflowError:
            return  # outside the years that Python knows
        assert bound is not None
        assert bound.tzinfo is None
        assert kind.process_result_value(bound, dialect) == instant.astimezone(UTC)


def test_no_instant_stays_none() -> None:
    assert UTCDateTime().process_bind_param(None, sqlite.dialect()) is None
    assert UTCDateTime().process_result_value(None, sqlite.dialect()) is None


@pytest.mark.parametrize(
    ("start", "end", "holds"),
    [
        (None, None, True),
        (date(2024, 3, 12), None, True),
        (date(2024, 3, 13), None, False),
        (None, date(2024, 3, 12), False),
        (None, date(2024, 3, 13), True),
    ],
)
def test_a_dated_fact_holds_from_its_first_day_until_the_day_before_its_end(
    any_repository: Repository, start: date | None, end: date | None, holds: bool
) -> None:
    day = date(2024, 3, 12)
    with any_repository.store.reading() as uow:
        governance.add_status(uow, governance.add_institution(uow, "Valmorin", "", "", ""), "active", start, end)
        found = uow.session.scalars(select(InstitutionStatus).where(InstitutionStatus.holds_on(day))).all()
        assert bool(found) is holds
    assert Period(start, end).covers(day) is holds
