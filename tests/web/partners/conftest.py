"""Who keeps partners and bodies."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.services import acts
from tests.web.conftest import Site


@pytest.fixture(scope="module")
def coordinator(site: Site) -> FlaskClient:
    """The coordinator's browser."""
    acts.person(site.world, "coordinator@exemple.fr", "coordinator")
    return site.browser("coordinator@exemple.fr")
