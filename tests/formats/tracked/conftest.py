"""The office in which the files are opened."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.formats.tracked.office import Office, missing


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A LibreOffice for the whole run; none on the machine: a failure in CI, elsewhere the tests are skipped."""
    if why := missing():
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)
    office = Office(tmp_path_factory.mktemp("office"))
    yield office
    office.close()
