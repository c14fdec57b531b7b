"""A clock that tests move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from repo_service import clock


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets so many seconds pass; meanwhile time stands still."""
    now = [clock.now()]
    monkeypatch.setattr("repo_service.clock._system_time", lambda: now[0])

    def passed(seconds: float) -> None:
        now[0] += timedelta(seconds=seconds)

    return passed
