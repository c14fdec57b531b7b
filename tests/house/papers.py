"""Checkers for what surrounds the code: README, tables in docs, lock files, pages, file sizes.

Like ``rules``, each takes text and returns faults, one readable line each; nothing is read from disk here
except by ``broken_link_faults`` and ``long_file_faults``, which are about files.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from html.parser import HTMLParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CODE_SUFFIXES = {".py", ".js", ".css", ".html"}
INDEX_ADDRESS = re.compile(
    r"https?:|file:|git\+|(?:^|\s)(?:-i|-f|--(?:extra-)?index(?:-url)?|--find-links|--trusted-host)\b",
    re.MULTILINE,
)
LOCKED = re.compile(
    r"^([A-Za-z0-9._-]+)==([^\s;\\]+)[^\n]*\\\n((?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)
FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
PROGRAM = r"(?:repo-service|python[\d.]* -m repo_service)"


# ------------------------------------------------------------------------------------------- commands


def code_in(text: str) -> list[str]:
    """Lines of fenced blocks, and the inline code between back quotes."""
    blocks = [line for block in FENCE.findall(text) for line in block.splitlines()]
    return blocks + re.findall(r"`([^`\n]+)`", FENCE.sub("", text))


def make_words(makefile: str) -> set[str]:
    """The targets of a Makefile."""
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", makefile, re.MULTILINE))


def make_word_faults(text: str, makefile: str) -> list[str]:
    """``make`` words used in a text that the Makefile does not know."""
    used = {word for line in code_in(text) for word in re.findall(r"(?:^|[\s/])make (?:-s )?([a-z]+)", line)}
    return [f"make {word}: no such word in the Makefile" for word in sorted(used - make_words(makefile))]


def command_faults(text: str, commands: Mapping[str, Collection[str]]) -> list[str]:
    """Subcommands and their options used in a text that the program (name -> its options) does not know."""
    faults = set()
    for line in code_in(text):
        for name, rest in re.findall(PROGRAM + r" ([a-z][a-z-]*)([^|;&#]*)", line):
            if name not in commands:
                faults.add(f"repo-service {name}: no such command")
                continue
            unknown = set(re.findall(r"(?<!\S)--[a-z-]+", rest)) - set(commands[name]) - {"--help"}
            faults |= {f"repo-service {name} {option}: no such option" for option in unknown}
    return sorted(faults)


# --------------------------------------------------------------------------------------------- tables


def table_rows(text: str) -> list[list[str]]:
    """The cells of every Markdown table row, back quotes taken off, without heads' rules."""
    lines = [line.strip().strip("|") for line in text.splitlines() if line.lstrip().startswith("|")]
    rows = [[cell.strip().strip("`") for cell in line.split("|")] for line in lines]
    return [row for row in rows if not all(set(cell) <= set("-: ") for cell in row)]


def setting_faults(text: str, settings: Iterable[tuple[str, str, str]]) -> list[str]:
    """What to change in ``text`` for its table to hold (full name, default, help) of the code."""
    written = {cells[0]: cells for cells in table_rows(text) if cells[0].startswith("REPO_SERVICE_")}
    rows = {name: setting_row(name, default, what) for name, default, what in settings}
    faults = [
        f"add or correct: {row}" for name, row in rows.items() if written.get(name) != table_rows(row)[0]
    ]
    return faults + [f"remove: {name}" for name in written if name not in rows]


def setting_row(name: str, default: str, what: str) -> str:
    """One line of the table of settings."""
    return f"| `{name}` | {f'`{default}`' if default else ''} | {what} |"


def dependency_faults(text: str, requirements: Iterable[str]) -> list[str]:
    """Dependencies without a line of five filled cells in ``text``, and lines without a dependency."""
    required = {canonicalize_name(Requirement(line).name): line for line in requirements}
    written = {canonicalize_name(row[0]): row for row in table_rows(text) if row[0] != "package"}
    faults = [f"{name}: no line" for name in required if name not in written]
    faults += [f"{name}: not in pyproject.toml" for name in written if name not in required]
    return faults + [
        f"{name}: a cell is empty" for name, row in written.items() if len(row) != 5 or not all(row)
    ]


def broken_link_faults(page: Path) -> list[str]:
    """Relative links of a Markdown page that lead to no file."""
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)\s#]+)", FENCE.sub("", page.read_text("utf-8")))
    return [f"{page.name}: {link} leads nowhere" for link in links if not (page.parent / link).exists()]


# ----------------------------------------------------------------------------------------- lock files


def locked_versions(lock: str) -> dict[str, str]:
    """Canonical name -> version of each entry that carries hashes."""
    return {canonicalize_name(name): version for name, version, _ in LOCKED.findall(lock)}


def lock_faults(lock: str, requirements: Iterable[str]) -> list[str]:
    """Index addresses, entries without hashes, requirements that are absent or locked outside their range."""
    faults = [
        f"names an index or an address: {line}" for line in lock.splitlines() if INDEX_ADDRESS.search(line)
    ]
    versions = locked_versions(lock)
    entries = re.findall(r"^([A-Za-z0-9._-]+) *(?:==|@|>=|\\)", lock, re.MULTILINE)
    faults += [
        f"{name}: no exact version with hashes" for name in entries if canonicalize_name(name) not in versions
    ]
    for requirement in map(Requirement, requirements):
        version = versions.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            faults.append(f"{requirement}: locked as {version}; run `make lock`")
    return faults


# ---------------------------------------------------------------------------------------------- pages


class _Inline(HTMLParser):
    """Collects what a strict Content-Security-Policy would refuse to run or to paint."""

    DATA = ("application/json", "application/ld+json", "application/opensearchdescription+xml")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") not in self.DATA):
            self.found.append(f"line {self.getpos()[0]}: inline <{tag}>")
        for name, value in given.items():
            if (
                name == "style"
                or re.fullmatch(r"on[a-z]+", name)
                or value.strip().lower().startswith("javascript:")
            ):
                self.found.append(f"line {self.getpos()[0]}: <{tag} {name}=…>")


def inline_faults(template: str) -> list[str]:
    """Inline styles, scripts, event handlers and ``javascript:`` links of a page, Jinja left out."""

    def keep_lines(jinja: re.Match[str]) -> str:
        return " " + "\n" * jinja.group().count("\n")

    parser = _Inline()
    parser.feed(re.sub(r"\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\}", keep_lines, template, flags=re.DOTALL))
    parser.close()
    return parser.found


# ---------------------------------------------------------------------------------------------- files


def long_file_faults(root: Path, files: Iterable[str], limit: int = 400) -> list[str]:
    """Source files (Python, JavaScript, CSS, pages) longer than ``limit`` lines; migrations are history."""
    sizes = {
        name: (root / name).read_text("utf-8").count("\n")
        for name in files
        if Path(name).suffix in CODE_SUFFIXES and "/migrations/" not in name
    }
    return [f"{name} has {size} lines, at most {limit}" for name, size in sizes.items() if size > limit]


def binary_faults(root: Path, files: Iterable[str]) -> list[str]:
    """Files that hold a NUL byte or are not UTF-8: samples are built at run time."""
    faults = []
    for name in files:
        content = (root / name).read_bytes()
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            faults.append(f"{name}: not UTF-8")
        if b"\0" in content:
            faults.append(f"{name}: holds a NUL byte")
    return faults
