"""The only place that asks what time it is; tests replace ``_system_time`` to say it themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def _system_time() -> datetime:
    return datetime.now(UTC)


def now() -> datetime:
    """The present instant, aware, in UTC, to the microsecond."""
    return _system_time()


def day(instant: datetime, timezone: str) -> date:
    """The day of an instant where the consortium lives (``REPO_SERVICE_TIMEZONE``): rights and texts change at its
    midnight.
    """
    return instant.astimezone(ZoneInfo(timezone)).date()


def today(timezone: str) -> date:
    """The present day where the consortium lives."""
    return day(now(), timezone)
