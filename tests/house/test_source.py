"""Sizes, names, docstrings and suppressions, proved on the code and on samples that break each rule."""

from __future__ import annotations

import pytest

from tests.house import papers, rules
from tests.house.rules import Module
from tests.house.tree import ROOT, present, read

DOCUMENTED = '"""Why."""\n\n\ndef verb():\n    """What."""\n'


@pytest.fixture(scope="module")
def house() -> list[Module]:
    return [*rules.read_modules(ROOT), Module("wsgi", read("wsgi.py"))]


@pytest.fixture(scope="module")
def tests() -> list[Module]:
    return rules.read_modules(ROOT, "tests")


def test_no_file_is_longer_than_400_lines():
    assert papers.long_file_faults(ROOT, present()) == []


def test_no_function_is_longer_than_50_lines(house, tests):
    assert rules.long_function_faults(house + tests) == []


def test_no_folder_holds_more_than_20_modules(house, tests):
    assert rules.crowded_folder_faults(house + tests) == []


def test_every_file_is_named_after_what_it_does(house, tests):
    assert rules.lazy_name_faults(house + tests) == []


def test_every_module_and_public_name_says_what_it_is(house):
    assert rules.docstring_faults(house) == []


def test_at_most_two_lines_in_a_thousand_silence_a_checker(house, tests):
    assert rules.suppression_faults(house) == []
    assert rules.suppression_faults(tests) == []


def test_a_file_that_is_too_long_is_seen(tmp_path):
    (tmp_path / "long.css").write_text("a {}\n" * 401)
    (tmp_path / "long.md").write_text("a\n" * 401)
    (tmp_path / "short.py").write_text("a = 1\n" * 400)
    assert papers.long_file_faults(tmp_path, ["long.css", "long.md", "short.py"]) == [
        "long.css has 401 lines, at most 400"
    ]


def test_a_function_that_is_too_long_is_seen_with_its_decorators():
    body = "    pass\n" * 49
    assert rules.long_function_faults([Module("repo_service.a", f"def f():\n{body}")]) == []
    assert (
        len(rules.long_function_faults([Module("repo_service.a", f"class A:\n @once\n def f():\n{body}")]))
        == 1
    )


def test_a_migration_may_be_long():
    body = "    pass\n" * 90
    assert (
        rules.long_function_faults(
            [Module("repo_service.store.migrations.versions.0001", f"def upgrade():\n{body}")]
        )
        == []
    )


def test_a_crowded_folder_is_seen():
    modules = [
        Module("repo_service.a", "", is_package=True),
        *(Module(f"repo_service.a.m{n}", "") for n in range(20)),
    ]
    assert rules.crowded_folder_faults(modules) == []
    assert len(rules.crowded_folder_faults([*modules, Module("repo_service.a.one_more", "")])) == 1


@pytest.mark.parametrize("name", ["utils", "web.helpers", "store.blob_manager", "common.text", "misc_things"])
def test_a_name_that_says_nothing_is_seen(name):
    assert len(rules.lazy_name_faults([Module(f"repo_service.{name}", "")])) == 1


@pytest.mark.parametrize("name", ["store.commons", "services.managing", "web.help"])
def test_a_name_that_merely_resembles_one_is_let_through(name):
    assert rules.lazy_name_faults([Module(f"repo_service.{name}", "")]) == []


@pytest.mark.parametrize(
    "text", ["x = 1\n", DOCUMENTED + "def silent():\n    pass\n", DOCUMENTED + "class Silent:\n    pass\n"]
)
def test_a_name_without_docstring_is_seen(text):
    assert len(rules.docstring_faults([Module("repo_service.a", text)])) == 1


def test_private_names_and_inner_functions_need_no_docstring():
    text = DOCUMENTED + "def _private():\n    def inner():\n        pass\n"
    assert rules.docstring_faults([Module("repo_service.a", text)]) == []


@pytest.mark.parametrize(
    "comment", ["# noqa: E501", "#noqa", "# type: ignore[arg-type]", "# pragma: no cover", "# ruff: noqa"]
)
def test_a_third_suppression_in_a_thousand_lines_is_seen(comment):
    two = f"x = 1  {comment}\n" * 2 + "y = 2\n" * 998
    assert rules.suppression_faults([Module("repo_service.a", two)]) == []
    assert len(rules.suppression_faults([Module("repo_service.a", f"x = 1  {comment}\n{two}")])) == 3


def test_a_string_that_resembles_a_suppression_is_let_through():
    assert rules.suppressions(Module("repo_service.a", 'x = "# noqa"\n')) == []
