"""Two registers that differ by decisions that a person may not see: every file, feed and list is the same to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from repo_service import clock
from repo_service.formats.isolate import Reader
from tests.conftest import World
from tests.services import acts
from tests.services.register import decided, reviewed
from tests.web.conftest import Site, open_site
from tests.web.rights.feeds import Request
from tests.web.rights.test_two_worlds import ask, open_copy

FILTERS = ("", "?on=2024-12-31", "?known=2099-01-01&state=all", "?state=in_force", "?year=2024", "?q=zinzolin")
PATHS = (
    "/exports/register/decisions.csv", "/exports/register/scdl.csv", "/exports/register/scdl-left-out.csv",
    "/feeds/decisions.atom", "/decisions", "/exports/register",
)  # fmt: skip
NOW = datetime(2099, 3, 9, 9, 30, tzinfo=UTC)  # after all that is done in either world


@pytest.fixture(scope="module")
def common(
    tmp_path_factory: pytest.TempPathFactory, empty_storage: Path, reader: Reader
) -> Iterator[tuple[Path, Site]]:
    """What both registers hold: public decisions, and one for partners."""
    root = tmp_path_factory.mktemp("registers")
    site = open_site(root, empty_storage, reader)
    world = site.world
    said = {"visibility": "public", "domain": "Signalement"}
    for number in range(4):
        decided.decide(world, f"Décision zinzolin {number}", f"202{3 + number % 2}-05-1{number}", world.body, **said)
    decided.decide(world, "Pour les partenaires", "2024-07-01", world.body)
    yield root / "repository", site
    world.repository.store.close()


def _hide(world: World) -> None:
    """What a visitor may not know: decisions of partners with ties onto public ones, of another year and body too."""
    first = decided.register(world, world.administrator, state="all").chosen[-1].id
    group = acts.body(world, "Groupe secret")
    secret = decided.decide(world, "Zinzolin secret", "2025-01-10", group, number="Z-1", domain="Signalement")
    decided.tie(world, secret, "repeals", first)
    decided.decide(world, "Zinzolin ancien", "1998-01-10", group, domain="Secret")
    minutes = reviewed.file(world, state="published")
    reviewed.accept_all(world, minutes)


def _draft(world: World) -> None:
    """What a reader may not know: a draft, and a decision of a body of which it is no member."""
    group = acts.body(world, "Groupe secret")
    decided.decide(world, "Zinzolin en projet", "2025-01-10", world.body, state="draft")
    decided.decide(world, "Zinzolin entre nous", "1998-01-10", group, visibility="body", bodies=(group,))


def requests(site: Site) -> list[Request]:
    """Every file with every filter, for pages and for programs."""
    asked: list[Request] = []
    for start in ("", "/api/v1"):
        asked += [
            (f"{start}{path}{query}", {}) for path in PATHS for query in FILTERS
            if not start or path != "/exports/register"
        ]  # fmt: skip
        asked += [
            (f"{start}/exports/register/{year}.{form}", {})
            for year in (1998, 2023, 2024, 2025) for form in ("docx", "pdf")
        ]  # fmt: skip
    asked += [("/feeds/decisions.atom", {"If-None-Match": "*"}), (f"/decisions?body={site.world.body}", {})]
    return asked


@pytest.mark.parametrize(("secret", "person"), [(_hide, "visitor"), (_draft, "visitor"), (_draft, "reader")])
def test_what_a_person_may_not_see_changes_no_file(
    secret: object, person: str, common: tuple[Path, Site], tmp_path: Path, reader: Reader,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    root, site = common
    without = open_copy(root, tmp_path / "without", reader, site.world)
    holding = open_copy(root, tmp_path / "with", reader, site.world)
    assert callable(secret)
    secret(holding.world)
    monkeypatch.setattr(clock, "_system_time", lambda: NOW)
    asked = requests(without)
    answers = [ask(one, person, asked) for one in (without, holding)]
    different = [path for (path, _), one, other in zip(asked, *answers, strict=True) if one != other]
    partners = [ask(one, "reader", asked) for one in (without, holding)]
    for one in (without, holding):
        one.world.repository.store.close()
    assert different == []
    assert (partners[0] != partners[1]) is (secret is _hide)
