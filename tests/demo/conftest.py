"""The demonstration, built once for all tests of this folder."""

from __future__ import annotations

import pytest

from repo_service.demo import consortium
from repo_service.demo.consortium import Consortium, DemoFile
from repo_service.demo.sources import Source


@pytest.fixture(scope="session")
def story() -> Consortium:
    return consortium.consortium()


@pytest.fixture(scope="session")
def files(story: Consortium) -> list[DemoFile]:
    return list(story.files())


@pytest.fixture(scope="session")
def demo_sources() -> list[Source]:
    return consortium.ordered_sources()
