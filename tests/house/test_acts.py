"""Every act that the code writes into the log has a sentence for people and a line in the page of the log."""

from __future__ import annotations

import ast
import importlib
import itertools
import re
from collections.abc import Iterator

import pytest

from tests.house import papers, rules
from tests.house.rules import Module
from tests.house.tree import ROOT, read


def acts(module: Module) -> Iterator[str]:
    """The names of acts that a module hands to ``….log.record``, to a ``_tell`` or ``_record`` of its own, or to that
    of documents.
    """
    values = {
        target.id: node.value
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(module.tree):
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if called == "tell" or called.endswith(("log.record", "_tell", "_record", "documents.tell")):
            assert isinstance(node, ast.Call)
            spelt = [one for one in node.args if isinstance(one, ast.Constant | ast.IfExp | ast.JoinedStr)]
            said = node.args[:1] if called.endswith("log.record") else spelt
            yield from (name for one in said for name in _names(one, values))


def _names(said: ast.expr, values: dict[str, ast.expr]) -> Iterator[str]:
    """What an expression may say: a literal, either side of a choice, a variable, an entry of a table with words
    around it. What comes as an argument is said by the caller; "?" is what cannot be read.
    """
    match said:
        case ast.Constant(value=str(name)):
            yield name
        case ast.IfExp(body=one, orelse=other):
            yield from (*_names(one, values), *_names(other, values))
        case ast.Name(id=name):
            yield from _names(values[name], values) if name in values else ()
        case ast.Subscript(value=ast.Name(id=name)) if isinstance(values.get(name), ast.Dict):
            yield from (found for entry in values[name].values for found in _names(entry, values))
        case ast.JoinedStr(values=parts):
            inner = [part.value if isinstance(part, ast.FormattedValue) else part for part in parts]
            found = [list(_names(part, values)) or ["?"] for part in inner]
            yield from ("".join(one) for one in itertools.product(*found))
        case ast.Call():
            yield "?"


def faults(modules: list[Module], table: set[str], page: str) -> list[str]:
    """Acts without a sentence or a line, and those that cannot be read."""
    found = {name: module.name for module in modules for name in acts(module)}
    unread = [f"{place} records an act whose name cannot be read" for name, place in found.items() if "?" in name]
    named = {name for name in found if "?" not in name}
    lacking = [f"{name} ({found[name]}): no sentence in ACTS" for name in sorted(named - table)]
    return unread + lacking + [f"{name}: no line in docs/log.md" for name in sorted(named) if f"`{name}`" not in page]


@pytest.fixture(scope="module")
def house() -> list[Module]:
    return rules.read_modules(ROOT)


def test_every_act_has_its_sentence_and_its_line(house):
    table = importlib.import_module("repo_service.services.auditing.acts").ACTS
    assert faults(house, set(table), read("docs/log.md")) == []


def test_the_page_tells_no_act_that_nobody_does(house):
    found = {name for module in house for name in acts(module)}
    cells = [f"`{row[0]}`" for row in papers.table_rows(read("docs/log.md"))]
    told = {name for cell in cells for name in re.findall(r"`([a-z_.]+)`", cell)}
    assert {name for name in told if "." in name} <= found


def test_every_act_is_found_in_the_code(house):
    found = {name for module in house for name in acts(module)}
    assert {"sign_in", "document.filed", "document.read", "document.downloaded", "demonstration.loaded"} <= found


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("uow.log.record('a.b', actor, 'subject')", ["a.b"]),
        ("_tell(uow, actor, 'a.c', document, version=1)", ["a.c"]),
        ("_record(uow, actor, row, 'a.d', span, role=role)", ["a.d"]),
        ("uow.log.record('a.c' if x else 'a.d')", ["a.c", "a.d"]),
        ("def f(download):\n act = 'a.c' if download else 'a.d'\n uow.log.record(act, actor)", ["a.c", "a.d"]),
        ("A = {'x': 'a.e', 'y': 'a.f'}\nlog.record(f'{A[x]}_ended')", ["a.e_ended", "a.f_ended"]),
        ("def f(action):\n log.record(action, 'nobody')\ncalled.record('x y')", []),
        ("log.record(f'a.{x}')", ["a.?"]),
        ("log.record('a.'.join(x))", ["?"]),
    ],
)
def test_the_names_of_acts_are_read_from_the_code(code, names):
    assert list(acts(Module("repo_service.x", code))) == names


def test_an_act_that_nobody_explained_is_seen():
    modules = [Module("repo_service.x", "log.record('a.b')\nlog.record('a.c')\nlog.record(f'{x}')")]
    assert faults(modules, {"a.b"}, "| `a.c` |") == [
        "repo_service.x records an act whose name cannot be read",
        "a.c (repo_service.x): no sentence in ACTS",
        "a.b: no line in docs/log.md",
    ]
