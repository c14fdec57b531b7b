"""Who may look at whom: the floors of the house, proved on the code and on samples that break each rule."""

from __future__ import annotations

import sys

import pytest

from tests.house import rules
from tests.house.rules import Module
from tests.house.tree import ROOT


@pytest.fixture(scope="module")
def house() -> list[Module]:
    return rules.read_modules(ROOT)


def sample(name: str, text: str, *, folder: bool = False) -> Module:
    return Module(f"repo_service.{name}", text, folder)


def test_the_whole_package_is_measured(house):
    names = {module.name for module in house}
    assert {
        "repo_service",
        "repo_service.errors",
        "repo_service.domain",
        "repo_service.formats.base",
    } <= names


def test_imports_only_go_down(house):
    assert rules.floor_faults(house) == []


def test_no_modules_import_one_another_in_a_circle(house):
    assert rules.cycle_faults(house) == []


def test_no_two_folders_import_each_other(house):
    assert rules.mutual_faults(house) == []


def test_no_import_of_the_project_hides_in_a_function(house):
    assert rules.hidden_import_faults(house) == []


def test_foreign_packages_stay_in_their_rooms(house):
    assert rules.guest_faults(house) == []


def test_the_rules_of_the_consortium_are_pure_python(house):
    assert rules.pure_domain_faults(house, sys.stdlib_module_names) == []


def test_only_the_clock_knows_the_time(house):
    assert rules.clock_faults(house) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("domain.kinds", "from repo_service.store import documents"),
        ("domain.kinds", "from repo_service import store"),
        ("domain.kinds", "from ..services import finding"),
        ("domain.kinds", "import repo_service.web.login"),
        ("errors", "from repo_service.domain.kinds import KINDS"),
        ("store.blobs", "from repo_service.search.index import Index"),
        ("formats.docx", "from repo_service import store"),
        ("web.pages.home", "from repo_service.search import query"),
        ("services.finding", "from repo_service.web.login import account"),
        ("services.finding", "from repo_service.cli import main"),
        ("web.pages.home", "from repo_service import demo"),
        ("web.pages.home", "from repo_service.app import create_app"),
        ("services.finding", "if TYPE_CHECKING:\n    from repo_service.web import login"),
        ("services.finding", "def late():\n    from repo_service.web import login"),
        ("attic.boxes", "import json"),
    ],
)
def test_an_import_that_goes_up_or_sideways_is_seen(name, text):
    assert len(rules.floor_faults([sample(name, text)])) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "domain.kinds",
            "from repo_service import errors\nfrom .passages import Passage\nimport dataclasses",
        ),
        ("store.blobs", "from repo_service.store.base import Base\nfrom repo_service.domain import kinds"),
        (
            "services.finding",
            "from repo_service.store import documents\nfrom repo_service.search import query",
        ),
        ("web.pages.home", "from repo_service.services import finding\nfrom repo_service.web import login"),
        ("cli.main", "from repo_service.app import create_app\nfrom repo_service import demo, worker"),
    ],
)
def test_an_import_that_goes_down_is_let_through(name, text):
    assert rules.floor_faults([sample(name, text)]) == []


def test_a_relative_import_is_read_from_where_it_stands():
    module = sample("web", "from .pages import home\nfrom .. import errors", folder=True)
    assert [arrow.target for arrow in rules.arrows(module)] == [
        "repo_service.web.pages.home",
        "repo_service.errors",
    ]


def test_a_circle_of_three_modules_is_seen_once():
    ring = [
        sample("store.a", "from repo_service.store import b"),
        sample("store.b", "from repo_service.store.c import thing"),
        sample("store.c", "def f():\n    import repo_service.store.a"),
        sample("store.d", "from repo_service.store import a"),
    ]
    assert rules.cycle_faults(ring) == [
        "circle: repo_service.store.a repo_service.store.b repo_service.store.c"
    ]


def test_a_circle_through_types_only_is_let_through():
    ring = [sample("store.a", "from . import b"), sample("store.b", "if TYPE_CHECKING:\n    from . import a")]
    assert rules.cycle_faults(ring) == []


def test_two_folders_that_import_each_other_without_a_circle_are_seen():
    house = [
        sample("web.api.a", "from repo_service.web.pages import b"),
        sample("web.pages.b", ""),
        sample("web.pages.c", "from repo_service.web.api import d"),
        sample("web.api.d", ""),
    ]
    assert rules.cycle_faults(house) == []
    assert rules.mutual_faults(house) == ["repo_service.web.api and repo_service.web.pages import each other"]


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    from repo_service import clock",
        "class A:\n    async def f(self):\n        if 1:\n            from . import b",
    ],
)
def test_an_import_of_the_project_inside_a_function_is_seen(text):
    assert len(rules.hidden_import_faults([sample("store.a", text)])) == 1


def test_an_import_of_the_standard_library_inside_a_function_is_let_through():
    assert rules.hidden_import_faults([sample("store.a", "def f():\n    import json")]) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("services.finding", "from whoosh.query import Term"),
        ("services.documents", "import sqlalchemy as sa"),
        ("cli.users", "from sqlalchemy.orm import Session"),
        ("cli.users", "from alembic import command"),
        ("web.feeds", "from lxml import etree"),
        ("web.security", "import flask_login"),
        ("web.login_page", "import flask_login"),
        ("services.documents", "from flask import request"),
    ],
)
def test_a_foreign_package_outside_its_room_is_seen(name, text):
    assert len(rules.guest_faults([sample(name, text)])) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("search.query", "import whoosh"),
        ("web.login", "import flask_login"),
        ("formats.docx", "from lxml import etree"),
    ],
)
def test_a_foreign_package_in_its_room_is_let_through(name, text):
    assert rules.guest_faults([sample(name, text)]) == []


@pytest.mark.parametrize(
    "text",
    ["import numpy", "from pathlib import Path", "import subprocess", "from urllib.request import urlopen"],
)
def test_a_rule_that_touches_the_world_is_seen(text):
    assert len(rules.pure_domain_faults([sample("domain.kinds", text)], sys.stdlib_module_names)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\nx = datetime.now()",
        "import datetime\nx = datetime.datetime.now(datetime.UTC)",
        "import datetime as dt\nx = dt.date.today()",
        "from datetime import date as day\nx = day.today()",
        "from time import time\nx = time()",
        "import time\nfield(default_factory=time.time)",
    ],
)
def test_a_module_that_asks_the_system_for_the_time_is_seen(text):
    assert len(rules.clock_faults([sample("services.documents", text)])) == 1


def test_measuring_a_delay_is_let_through():
    text = "import time\nx = time.monotonic()\nfrom repo_service.clock import now\nz = self.date.today()"
    assert (
        rules.clock_faults([sample("services.documents", text), sample("clock", "import time\ntime.time()")])
        == []
    )
