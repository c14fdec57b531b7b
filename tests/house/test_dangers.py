"""What no module may do, so that nothing that a stranger sends is ever run, and nobody outside is asked for anything.

Each danger has a list of the only modules that know it, with the reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house import rules
from tests.house.rules import Module
from tests.house.tree import ROOT, project

# What is called or imported -> the modules that may, and why.
ONLY: dict[str, dict[str, str]] = {
    # code made of text, in Python, templates and shells
    "eval": {}, "exec": {}, "compile": {}, "__import__": {},
    "os.system": {}, "os.popen": {}, "shell=True": {},
    "flask.render_template_string": {},
    "from_string": {"services.mailing": "the operator's own texts, in a sandbox", "demo.word": "a colour"},
    # objects made of bytes
    "pickle": {"search.index.contents": "the index's own table, after its checksum"},
    "marshal": {}, "shelve": {}, "yaml": {}, "dill": {},
    # questions made of text
    "sqlalchemy.text": {
        "store.base": "the default of columns that came later", "store.people": "conditions of indexes",
        "store.migrations": "the same", "store.work": "how connections behave",
        "store.schema": "whether a migration is under way",
    },
    "literal_column": {}, "xpath": {},
    # connections that this program opens
    "smtplib": {"mail.smtp": "the server of the settings"},
    "authlib": {"web.pages.federation": "the provider of the settings"},
    "requests": {}, "httpx": {}, "urllib.request": {}, "ftplib": {}, "ldap3": {},
    "http.client": {"cli.bench": "measures the service on this machine"},
    "socket": {"cli.bench": "a free port of this machine", "cli.connections": "hears out who was refused"},
    # weak chance and weak sums
    "random": {"cli.bench": "made-up texts, the same in every run"}, "hashlib.md5": {}, "hashlib.sha1": {},
    "uuid": {"store.migrations": "names a database, no secret"},
}  # fmt: skip
METHODS = {"from_string", "xpath"}  # known by their last word, whatever they are called on


def dangers(module: Module) -> Iterator[str]:
    """The dangers of the table in one module, each as "name:line danger"."""
    names = _imported(module.tree)
    for node in ast.walk(module.tree):
        found: list[str] = []
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found += [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Call):
            called = _called(node.func, names)
            found += [called, *{called.rpartition(".")[2]} & METHODS]
            found += ["shell=True" for word in node.keywords if word.arg == "shell"]
        for name in found:
            danger = next((one for one in ONLY if name == one or name.startswith(one + ".")), "")
            if danger and not _may(module, danger):
                yield f"{module.name}:{getattr(node, 'lineno', 0)} {danger}"


def _may(module: Module, danger: str) -> bool:
    place = module.name.partition(".")[2]
    return any(place == one or place.startswith(one + ".") for one in ONLY[danger])


def _imported(tree: ast.Module) -> dict[str, str]:
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _called(node: ast.expr, names: dict[str, str]) -> str:
    """The dotted name of what is called, through the names under which it was imported."""
    if isinstance(node, ast.Attribute):
        return f"{_called(node.value, names)}.{node.attr}"
    return names.get(node.id, node.id) if isinstance(node, ast.Name) else ""


def built(module: Module) -> Iterator[str]:
    """Texts put together on the spot where the database is asked: its parameters must be bound. Left out: numbers of
    this program that say how connections behave.
    """
    if module.name == "repo_service.store.work":
        return
    names = _imported(module.tree)
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = _called(node.func, names).rpartition(".")[2]
        first = node.args[0]
        joined = isinstance(first, ast.JoinedStr) or (
            isinstance(first, ast.BinOp) and any(isinstance(one, ast.Constant) for one in (first.left, first.right))
        )
        if joined and name in {"text", "execute", "exec_driver_sql", "executescript"}:
            yield f"{module.name}:{node.lineno} {name}"


def test_dangerous_doors_stay_with_the_few_modules_that_need_them() -> None:
    house = rules.read_modules(ROOT)
    assert [fault for module in house for fault in dangers(module)] == []


def test_every_exception_is_still_needed() -> None:
    house = {module.name.partition(".")[2] for module in rules.read_modules(ROOT)}
    places = {place for known in ONLY.values() for place in known}
    assert {one for one in places if not any(name == one or name.startswith(one + ".") for name in house)} == set()


def test_no_question_to_the_database_is_put_together_from_text() -> None:
    assert [fault for module in rules.read_modules(ROOT) for fault in built(module)] == []


def test_the_rules_of_the_linter_on_security_are_on() -> None:
    chosen = project()["tool"]["ruff"]["lint"]
    assert "S" in chosen["select"]
    assert {rule for rule in chosen["ignore"] if rule.startswith("S")} == {"S101"}
    assert [place for place, off in chosen["per-file-ignores"].items() if "S" in off] == ["tests/**"]


@pytest.mark.parametrize(
    "text",
    [
        "eval(x)", "import pickle", "from pickle import loads", "import os\nos.system(x)", "run(x, shell=True)",
        "from sqlalchemy import text\ntext('SELECT 1')", "tree.xpath(x)", "from urllib.request import urlopen",
        "import urllib.request as r", "import requests", "import random", "import hashlib\nhashlib.md5(b'')",
        "from hashlib import sha1\nsha1(b'')", "environment.from_string(x)",
    ],
)  # fmt: skip
def test_a_danger_is_seen(text: str) -> None:
    assert list(dangers(Module("repo_service.services.finding", text)))


@pytest.mark.parametrize("text", ["import re\nre.compile(x)", "from secrets import token_urlsafe", "query.execute(x)"])
def test_what_only_resembles_one_is_let_through(text: str) -> None:
    assert not list(dangers(Module("repo_service.services.finding", text)))


def test_a_question_put_together_is_seen() -> None:
    asked = ['execute(f"SELECT {x}")', 'execute("SELECT " + x)', 'text("SELECT %s" % x)']
    assert [len(list(built(Module("repo_service.store.people.tables", text)))) for text in asked] == [1, 1, 1]
