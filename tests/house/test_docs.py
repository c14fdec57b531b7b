"""What is written for people agrees with the code: README, settings, dependencies, changelog, links."""

from __future__ import annotations

import importlib

import click
import pytest

from tests.house import papers
from tests.house.tree import ROOT, every_requirement, present, read

MAKE = ".PHONY: run\nPORT ?= 1\nrun: ## serve\n\t@x\ndry-run:\n\ty\n"
HOUSE_WORDS = {"run", "test", "lint", "fix", "bench", "docs", "check", "release", "help", "lock"}


def pages() -> list[str]:
    return [
        name for name in present() if name.endswith(".md") and not name.startswith(("templates/", "tests/"))
    ]


def commands() -> dict[str, set[str]]:
    """Each subcommand of the program with its long options, groups under their own name."""
    program = importlib.import_module("repo_service.cli").cli
    context = click.Context(program)
    loaded = {name: program.get_command(context, name) for name in program.list_commands(context)}
    return {name: set(_options(command)) for name, command in loaded.items()}


def _options(command: click.Command) -> list[str]:
    inner = list(command.commands.values()) if isinstance(command, click.Group) else []
    return [
        opt
        for each in [command, *inner]
        for param in each.params
        for opt in [*param.opts, *param.secondary_opts]
    ]


def settings() -> list[tuple[str, str, str]]:
    module = importlib.import_module("repo_service.settings")
    return [(module.PREFIX + row.name, row.default, row.help) for row in module.SETTINGS]


def test_the_readme_is_short():
    assert read("README.md").count("\n") <= 150


def test_the_makefile_knows_the_words_of_the_house():
    assert papers.make_words(read("Makefile")) == HOUSE_WORDS


@pytest.mark.parametrize("page", pages())
def test_every_make_word_in_the_pages_exists(page):
    assert papers.make_word_faults(read(page), read("Makefile")) == []


@pytest.mark.parametrize("page", pages())
def test_every_command_in_the_pages_exists(page):
    assert papers.command_faults(read(page), commands()) == []


@pytest.mark.parametrize("page", pages())
def test_every_link_in_the_pages_leads_somewhere(page):
    assert papers.broken_link_faults(ROOT / page) == []


def test_the_table_of_settings_is_the_one_in_the_code():
    assert papers.setting_faults(read("docs/settings.md"), settings()) == []


def test_every_dependency_is_explained():
    assert papers.dependency_faults(read("docs/dependencies.md"), every_requirement()) == []


def test_the_changelog_names_the_version_being_made():
    assert "## " in read("CHANGELOG.md")


def test_an_unknown_make_word_is_seen():
    text = "Type `make run`, then:\n```\nmake dance PORT=1\nmake -s run\n```\nWe make tea.\n"
    assert papers.make_words(MAKE) == {"run", "dry-run"}
    assert papers.make_word_faults(text, MAKE) == ["make dance: no such word in the Makefile"]


def test_an_unknown_command_and_an_unknown_option_are_seen():
    block = (
        "```\nrepo-service serve --host 0.0.0.0 --speed 3 | tee --append\npython3 -m repo_service fly\n```\n"
    )
    text = block + "`repo-service init --help`"
    known = {"serve": {"--host"}, "init": set()}
    assert papers.command_faults(text, known) == [
        "repo-service fly: no such command",
        "repo-service serve --speed: no such option",
    ]


def test_a_setting_that_is_absent_stale_or_different_is_seen():
    head = "| name | default | what |\n|---|---|---|\n"
    table = head + "| `REPO_SERVICE_A` | `1` | first |\n| `REPO_SERVICE_OLD` | | gone |\n"
    code = [("REPO_SERVICE_A", "1", "first"), ("REPO_SERVICE_B", "", "uses `x`")]
    faults = papers.setting_faults(table, code)
    assert faults == ["add or correct: | `REPO_SERVICE_B` |  | uses `x` |", "remove: REPO_SERVICE_OLD"]
    assert (
        papers.setting_faults(table, [("REPO_SERVICE_A", "2", "first"), ("REPO_SERVICE_OLD", "", "gone")])
        != []
    )


def test_the_rows_proposed_for_settings_satisfy_the_check():
    table = "\n".join(papers.setting_row(*row) for row in settings())
    assert papers.setting_faults(table, settings()) == []


def test_a_dependency_without_a_line_and_a_line_without_a_dependency_are_seen():
    head = "| package | for | licence | last release | instead |\n|---|---|---|---|---|\n"
    table = head + "| Flask | a | b | c | d |\n| Old | a | b | c | |\n"
    assert papers.dependency_faults(table, ["flask>=3", "nh3"]) == [
        "nh3: no line",
        "old: not in pyproject.toml",
        "old: a cell is empty",
    ]


def test_a_link_that_leads_nowhere_is_seen(tmp_path):
    page = tmp_path / "a.md"
    page.write_text(
        "[self](a.md#top) [lost](docs/b.md) [web](https://example.org/)\n```\n[code](c.md)\n```\n"
    )
    assert papers.broken_link_faults(page) == ["a.md: docs/b.md leads nowhere"]
