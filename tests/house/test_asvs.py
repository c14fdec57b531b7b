"""docs/asvs.md: every requirement stands there once, its proofs exist, and the counts are true."""

from __future__ import annotations

import ast
import re
from collections import Counter

from tests.house import papers
from tests.house.tree import ROOT, read

PAGE = "docs/asvs.md"
# Section of ASVS 5.0.0 -> how many requirements of levels 1 and 2 it has: they are numbered 1, 2, 3, …
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4,
    "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
    "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip
LEVEL_3 = {"5.2.4", "5.2.5", "5.2.6", "5.3.3"}
ASKED = {f"{section}.{last}" for section, count in SECTIONS.items() for last in range(1, count + 1)} | LEVEL_3
NUMBER = re.compile(r"(?<![\d.])(\d+\.\d+)\.(\d+)(?:–(\d+))?(?![\d.])")


def rows(page: str) -> dict[str, str]:
    """Requirement -> proof, of the tables; a requirement that stands there twice is a fault."""
    found: dict[str, str] = {}
    for cells in papers.table_rows(page):
        if re.match(r"\d+\.\d+\.\d+", cells[0]):
            number = cells[0].split()[0]
            assert number not in found, number
            assert len(cells) == 4, cells
            assert all(cells), cells
            found[number] = cells[3]
    return found


def left_out(page: str) -> list[str]:
    """The requirements of the last paragraphs; ``1.2.3–5`` stands for three of them."""
    part = page.partition("\n## What does not apply\n")[2]
    return [
        f"{section}.{one}"
        for section, first, last in NUMBER.findall(part)
        for one in range(int(first), int(last or first) + 1)
    ]


def sort_of(proof: str) -> str:
    """How a requirement is met: the best that its proof names."""
    if proof.startswith("NOT MET"):
        return "not met"
    if "tests/" in proof:
        return "test"
    if "deployment" in proof:
        return "deployment"
    return "by design" if proof.startswith("by design, no test: ") else "page" if ".md)" in proof else "none"


def named(page: str) -> set[str]:
    """Every test that the page names, as ``tests/path.py::test_name``."""
    return set(re.findall(r"tests/[\w/]+\.py::\w+", page))


def missing(name: str) -> bool:
    """Whether no such file, or no such function in it."""
    path, _, function = name.partition("::")
    if not (ROOT / path).is_file():
        return True
    return function not in {node.name for node in ast.parse(read(path)).body if isinstance(node, ast.FunctionDef)}


def test_every_requirement_stands_there_once() -> None:
    page = read(PAGE)
    numbers = Counter([*rows(page), *left_out(page)])
    assert len(ASKED) == 257
    assert sorted(number for number, times in numbers.items() if times > 1) == []
    assert sorted(ASKED - numbers.keys()) == []
    assert sorted(numbers.keys() - ASKED) == []


def test_every_test_that_is_named_exists() -> None:
    assert len(named(read(PAGE))) > 100
    assert sorted(name for name in named(read(PAGE)) if missing(name)) == []


def test_every_row_has_a_proof_of_a_known_sort() -> None:
    assert [number for number, proof in rows(read(PAGE)).items() if sort_of(proof) == "none"] == []
    assert "TODO" not in read(PAGE)


def test_the_counts_are_those_of_the_tables() -> None:
    page = read(PAGE)
    found, kinds = rows(page), Counter(sort_of(proof) for proof in rows(page).values())
    said = (
        f"{len(found)} apply: {kinds['test']} are shown by a test, {kinds['page']} by a page, {kinds['deployment']} "
        f"are left to the deployment, {kinds['by design']} hold by design, {kinds['not met']} are not met, wholly or "
        f"in part. {len(left_out(page))} do not apply."
    )
    assert said in " ".join(page.replace("**", "").split())


def test_a_test_that_is_not_there_is_seen() -> None:
    assert missing("tests/house/test_asvs.py::test_that_never_was")
    assert missing("tests/house/test_nothing.py::test_the_counts_are_those_of_the_tables")
    assert not missing("tests/house/test_asvs.py::test_the_counts_are_those_of_the_tables")


def test_numbers_are_read_one_by_one_and_in_rows() -> None:
    page = "5.2.9\n## What does not apply\n\n1.2.6 and 10.4.1–3: no. Version 5.0.0, TLS 1.2.\n"
    assert left_out(page.replace("Version 5.0.0, ", "")) == ["1.2.6", "10.4.1", "10.4.2", "10.4.3"]
