"""Finds every sentence that people may read on a screen, wherever it stands in the code, and updates the catalogue.

Templates and calls of gettext are read by Babel. Sentences of errors and notices stand in the code as plain strings and
are translated at the door, so they are found by their look: they begin and end as a sentence does. Nothing of
the program is imported or run here. ``.ci/messages`` runs this as a program.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = ROOT / "repo_service" / "locales" / "en" / "LC_MESSAGES" / "messages.po"
ROOMS = (
    "errors.py", "domain/register", "domain/minutes/notices.py", "domain/minutes/votes.py", "services", "store",
    "search", "formats", "web",
)  # fmt: skip
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2),
}  # fmt: skip
REASONS = ROOT / "repo_service" / "formats" / "base.py"
HEADER = r"""# English sentences of Repo Service, beside the French ones of the code.
# .ci/messages adds and removes msgid; only msgstr is written by hand.
msgid ""
msgstr ""
"Language: en\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
_SENTENCE = re.compile(r"(?:[A-ZÀ-Þ«]|[LD]’|%\(|\d).* .*(?:[.?!]|%\(\w+\)s)", re.DOTALL)


def python_files(*rooms: str) -> list[Path]:
    """The Python files of some rooms of the package, in order."""
    places = [ROOT / "repo_service" / room for room in rooms]
    return [file for place in places for file in ([place] if place.is_file() else sorted(place.rglob("*.py")))]


def sentences(source: str) -> Iterator[str]:
    """The strings of a Python file that look like a sentence; docstrings and what gettext is given are left out."""
    tree = ast.parse(source)
    passed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            passed.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            passed |= {id(part) for part in node.values}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            passed |= {id(part) for part in node.args}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in passed else None
        if isinstance(text, str) and "%d" not in text and _SENTENCE.fullmatch(text):
            yield text


def filled_sentences(source: str) -> Iterator[str]:
    """Sentences with something put into them (f-strings, ``%d``), each place written ``%s``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "%s" for part in node.values)
            if _SENTENCE.fullmatch(text.replace("%s", "0")):
                yield text
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "%d" in node.value:
            yield node.value.replace("%d", "%s")


def reasons() -> list[str]:
    """The values of ``REASONS``: why a file could not be read."""
    for node in ast.parse(REASONS.read_text("utf-8")).body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "REASONS":
            assert node.value is not None
            return list(ast.literal_eval(node.value).values())
    raise AssertionError("formats/base.py has no REASONS")


def extracted() -> Catalog:
    """Every message of the program, as French sentences without translation."""
    catalog = Catalog(project="Repo Service", fuzzy=False)
    pages = sorted((ROOT / "templates" / "pages").glob("*.html"))
    for method, files in (("jinja2", pages), ("python", python_files("web"))):
        for file in files:
            options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"} if method == "jinja2" else {}
            found = extract(method, io.BytesIO(file.read_bytes()), keywords=KEYWORDS, options=options)
            for _, message, _, _ in found:
                _add(catalog, message, file)
    for file in python_files(*ROOMS):
        for text in sentences(file.read_text("utf-8")):
            _add(catalog, text, file)
    for text in reasons():
        _add(catalog, text, REASONS)
    return catalog


def _add(catalog: Catalog, message: str | tuple[str, ...], file: Path) -> None:
    catalog.add(message, locations=[(file.relative_to(ROOT).as_posix(), 1)])


def english() -> Catalog:
    """The English catalogue as it stands in git."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def write(catalog: Catalog) -> None:
    """Put the catalogue down, in an order that depends on nothing but the sentences."""
    body = io.BytesIO()
    write_po(body, catalog, width=120, sort_by_file=True, include_lineno=False, omit_header=True)
    ENGLISH.write_bytes(HEADER.encode() + body.getvalue().lstrip())


def untranslated(catalog: Catalog) -> list[str]:
    """Messages without a sentence in each of their forms, or marked as doubtful."""
    lacking = []
    for message in catalog:
        strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if message.id and (message.fuzzy or not all(strings)):
            lacking.append(str(message.id))
    return lacking


def update() -> int:
    """Bring the catalogue up to date; the number of sentences that wait for their translation."""
    catalog = english()
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    write(catalog)
    lacking = untranslated(catalog)
    for text in lacking:
        sys.stdout.write(f"to translate: {text}\n")
    sys.stdout.write(f"{len(catalog)} sentences, {len(lacking)} to translate\n")
    return len(lacking)


if __name__ == "__main__":
    sys.exit(1 if update() else 0)
