"""What is in git, the lock files and the pages: nothing binary, generated or inline, no address."""

from __future__ import annotations

import pytest

from tests.house import papers
from tests.house.tree import (
    ROOT,
    every_requirement,
    git,
    present,
    project,
    read,
    run_time_requirements,
    tracked,
)

HASHES = "    --hash=sha256:" + "0" * 64 + " \\\n    --hash=sha256:" + "1" * 64 + "\n"
TOP_LEVEL = {
    "repo_service", "storage", "indexes", "templates", "tests", "docs", ".ci",
    "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE",
    "pyproject.toml", "wsgi.py", "Makefile", "requirements.lock", "requirements-dev.lock", ".gitignore",
}  # fmt: skip


def test_no_file_in_git_is_binary():
    assert papers.binary_faults(ROOT, tracked()) == []


def test_no_file_in_git_is_one_that_commands_make():
    assert git("ls-files", "-ci", "--exclude-standard") == []


def test_nothing_new_stands_at_the_top_level():
    assert {name.partition("/")[0] for name in present()} <= TOP_LEVEL


@pytest.mark.parametrize("folder", ["storage", "indexes"])
def test_a_data_folder_holds_no_data_in_git(folder):
    assert {name for name in tracked() if name.startswith(f"{folder}/")} == {
        f"{folder}/.gitignore",
        f"{folder}/README.md",
    }


def test_every_page_keeps_styles_and_scripts_out_of_line():
    pages = [
        name
        for name in present()
        if name.startswith(("templates/pages/", "repo_service/web/")) and name.endswith((".html", ".svg"))
    ]
    assert [f"{name} {fault}" for name in pages for fault in papers.inline_faults(read(name))] == []


def test_the_run_time_lock_holds_every_dependency_with_hashes_and_no_address():
    assert papers.lock_faults(read("requirements.lock"), run_time_requirements()) == []


def test_the_lock_of_the_tests_holds_every_dependency_with_hashes_and_no_address():
    assert papers.lock_faults(read("requirements-dev.lock"), every_requirement()) == []


def test_the_tests_use_the_very_versions_that_run():
    run = papers.locked_versions(read("requirements.lock"))
    tests = papers.locked_versions(read("requirements-dev.lock"))
    assert len(run) > 20
    assert run.items() <= tests.items()


def test_the_licence_file_is_the_licence_announced():
    assert project()["project"]["license"] == "Apache-2.0"
    assert "Apache License\n                           Version 2.0, January 2004" in read("LICENSE")


def test_a_binary_file_is_seen(tmp_path):
    (tmp_path / "a.bin").write_bytes(b"PK\x03\x04\x00\xff")
    (tmp_path / "b.md").write_text("é", "utf-8")
    assert papers.binary_faults(tmp_path, ["a.bin", "b.md"]) == [
        "a.bin: not UTF-8",
        "a.bin: holds a NUL byte",
    ]


@pytest.mark.parametrize(
    "page",
    [
        "<style>a{}</style>",
        '<p style="color:red">',
        "<script>go()</script>",
        '<button onclick="go()">',
        '<a href="javascript:go()">',
        '{% if a %}<p STYLE="x">{% endif %}',
        '<div {% if "x" > y %}class="b"{% endif %} onload={{ f("a") }}>',
        '<img src="a.png" onerror="x"/>',
    ],
)
def test_a_page_with_something_inline_is_seen(page):
    assert len(papers.inline_faults(page)) == 1


@pytest.mark.parametrize(
    "page",
    [
        '<script type="module" src="{{ asset("app.js") }}"></script>',
        '<script type="application/json">{{ data|tojson }}</script>',
        '<p class="style" data-on="x">onclick="a" style="b"</p>',
        "{# <style>only a remark</style> #}",
        '<link rel="stylesheet" href="{{ asset("style.css") }}">',
    ],
)
def test_a_page_with_nothing_inline_is_let_through(page):
    assert papers.inline_faults(page) == []


def test_the_line_of_something_inline_is_told_whatever_jinja_stands_before():
    assert papers.inline_faults("{# a\nb #}\n{{ x }}\n<style>") == ["line 4: inline <style>"]


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://example.org/simple",
        "-i //example.org/simple",
        "--extra-index-url //example.org",
        "--find-links wheels",
        "--trusted-host example.org",
        "nh3 @ https://example.org/nh3.whl",
        "nh3 @ file:///wheels/nh3.whl",
        "nh3==0.3.8",
        "nh3>=0.3",
    ],
)
def test_a_lock_with_an_address_or_without_hashes_is_seen(line):
    lock = f"flask==3.1.3 \\\n{HASHES}    # via repo-service\n"
    assert papers.lock_faults(lock, ["Flask>=3"]) == []
    assert papers.lock_faults(f"{lock}{line}\n", ["Flask>=3"]) != []


@pytest.mark.parametrize("requirement", ["Flask>=4", "nh3"])
def test_a_lock_older_than_its_project_is_seen(requirement):
    lock = f"flask==3.1.3 ; os_name == 'nt' \\\n{HASHES}"
    assert len(papers.lock_faults(lock, [requirement])) == 1
