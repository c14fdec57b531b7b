"""The guides say what the code does: who may do what, which addresses the API has, which codes its errors carry."""

from __future__ import annotations

import importlib
import re

from tests.house import papers
from tests.house.tree import read


def words(cell: str) -> set[str]:
    """The code words of a cell of a table."""
    return set(re.findall(r"\w+", cell))


def test_the_table_of_permissions_is_the_one_in_the_code():
    roles = importlib.import_module("repo_service.domain.roles")
    rows = [row for row in papers.table_rows(read("docs/permissions.md")) if len(row) == 3]
    said = {row[0]: words(row[2]) for row in rows if row[0] in roles.PERMISSIONS}
    assert said == {action: set(allowed) for action, allowed in roles.PERMISSIONS.items()}
    assert {row[0]: row[1] for row in rows if row[0] in roles.ROLES} == roles.ROLES


def test_every_address_of_the_api_is_explained():
    rooms = [importlib.import_module(f"repo_service.web.api.{room}") for room in ("documents", "finding", "governance")]
    page = read("docs/api.md")
    for rule, _, methods in (route for room in rooms for route in room.ROUTES):
        shown = rule.replace("<public_id>", "<id>").replace("<int:number>", "<n>")
        example = shown.replace("<id>", "5H8CR2WZ0YKD")
        if methods == ["GET"]:
            assert f"GET {shown}" in page or f"$API{shown}" in page, shown
        else:
            assert re.search(rf"\$API{re.escape(example)}$", page, re.MULTILINE), example


def test_every_code_of_an_error_in_the_guide_exists_and_the_other_way_round():
    web = importlib.import_module("repo_service.web.errors")
    rows = papers.table_rows(read("docs/api.md"))
    told = {word for row in rows if re.match(r"\d{3}\b", row[0]) for word in re.findall(r"`([a-z_]+)`", f"`{row[1]}`")}
    made = {error.code for error in web.STATUS} | {web.RepoServiceError.code}
    of_people = {"sign_in_failed", "link_spent"}  # the pages of signing in only
    assert made - told == of_people
    assert told - made <= set(web._HTTP_CODES.values())
