"""Tables of those present: a row for each person, and whether it came in a column of words, or in columns of crosses.

Must not take a table for a roll that names no column of persons, or where hardly any row says who was there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from repo_service.domain.minutes.people.labels import Role
from repo_service.domain.minutes.people.names import names
from repo_service.domain.minutes.texts import Stretch, flat
from repo_service.domain.minutes.zones import Placed

_HEAD, _FOOT = 150, 60  # stretches: cells are many
_FEWEST = 2  # rows that say who was there
_S = r"(?:\(?[.·•/-]?e?s?\)?){0,2}"
_NAME = re.compile(
    rf"(?:les )?(?:noms?(?: ?(?:,|et|/|-|&)? ?prenoms?)?|prenoms?(?: ?(?:,|et|/|-|&)? ?noms?)|membres?.{{0,40}}|"
    rf"elu{_S}|participant{_S}|"
    rf"personnes?|conseillers?.{{0,30}}|administrat\w+|titulaires?|delegue{_S}|represent\w+|qui)"
)
_GIVEN = re.compile(r"prenoms?")
_STATUS = re.compile(r"presences?|presente?s?\W.{0,3}absente?s?|statut|etat|emargement|participation|presence.{0,30}|"
    r"reponse")
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("excused", re.compile(rf"(?:absent{_S}|excuse{_S}|represente{_S})(?:.{{0,30}})|(?:pouvoir|"
        rf"procuration)s?.{{0,20}}")),
    ("invited", re.compile(rf"invite{_S}.{{0,20}}")),
    ("present", re.compile(rf"present{_S}.{{0,20}}|visio\w*|a distance|en (?:salle|presentiel|ligne)")),
)
_SAYS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("excused", re.compile(r"\b(?:excus|absen|repres|empech|pouvoir|procuration|non\b|pas\b)|^(?:e|a|ex|abs|exc)\.?$|"
        r"^-$")),
    ("invited", re.compile(r"\binvit|voix consult")),
    ("present", re.compile(r"\b(?:pres|visio|distan|oui\b|telep|x\b|v\b|presid|secret|en ligne)|^(?:p|1)\.?$|[✓✔☑×✗]")),
)
_CROSS = re.compile(r"(?:x|v|p|1|oui|[✓✔☑×✗•])\W*")


@dataclass(frozen=True, slots=True)
class Entry:
    """A person of a roll, and the cell that names it."""

    name: str
    role: Role
    beside: str
    line: Stretch


def entries(placed: Sequence[Placed]) -> tuple[list[Entry], set[int]]:
    """The persons of all rolls, and the blocks (by ``id``) that were read."""
    found: list[Entry] = []
    done: set[int] = set()
    near = [one for n, one in enumerate(placed) if n < _HEAD or n > len(placed) - _FOOT]
    cells = [one.stretch for one in near if one.stretch.column >= 0 and one.zone not in {"agenda", "annex"}]
    for _, table in groupby(cells, key=lambda cell: cell.block.table):
        rows = [list(row) for _, row in groupby(table, key=lambda cell: id(cell.block))]
        persons = list(_read(rows))
        if len(persons) >= _FEWEST:
            found += persons
            done.update(id(row[0].block) for row in rows)
    return found, done


def _read(rows: list[list[Stretch]]) -> Iterator[Entry]:
    named, given, status, marks = _header(rows[0])
    header = named is not None  # « Établissement | Représentant | Présence » names nobody
    if named is None and (said := _without_header(rows)) is not None:
        named, status = said
    elif named is not None and status is None and not marks and (said := _without_header(rows)) is not None:
        status = said[1]
    elif named is None or (status is None and not marks):
        if len(marks) > 1 and named is None:
            yield from _lists(rows[1:], marks)
        return
    for row in rows[1:] if header else rows:
        by_column = {cell.column: cell for cell in reversed(row)}
        own = by_column.get(named)
        if own is None:
            continue
        role = _role(by_column, status, marks)
        words = own.text
        if given is not None and given in by_column and given != named:
            words = f"{by_column[given].text} {words}"
        first = next(names(words, item=True), None)
        if first is None or role is None:
            continue
        other = [cell.text for cell in row if cell.column not in {named, given, *marks}]
        beside = ", ".join(text for text in other if text != first.name)
        yield Entry(first.name, role, beside or first.beside, own)


def _header(row: list[Stretch]) -> tuple[int | None, int | None, int | None, dict[int, Role]]:
    """The columns of names, of given names, of words for the presence, and of crosses."""
    named = given = status = None
    marks: dict[int, Role] = {}
    for cell in row:
        words = flat(cell.text).strip(" *_:.")
        if _GIVEN.fullmatch(words):
            given = cell.column
        elif named is None and _NAME.fullmatch(words):
            named = cell.column
        elif _STATUS.fullmatch(words):
            status = cell.column
        elif role := next((role for role, pattern in _ROLES if pattern.fullmatch(words)), None):
            marks[cell.column] = role
    return named if named is not None else given, given, status, marks


def _without_header(rows: list[list[Stretch]]) -> tuple[int, int] | None:
    """The columns of names and of presence where the cells themselves say « présent », « excusée »."""
    columns = {cell.column for row in rows for cell in row if cell.column > 0}
    for column in sorted(columns):
        told = [cell for row in rows for cell in row if cell.column == column and len(cell.text) < 80]
        says = sum(bool(re.match(r"(?:pres|excus|absen|repres|invit|pouvoir)", flat(cell.text))) for cell in told)
        if says > _FEWEST and 2 * says > len(rows):
            return 0, column
    return None


def _role(row: dict[int, Stretch], status: int | None, marks: dict[int, Role]) -> Role | None:
    for column, role in marks.items():
        words = flat(row[column].text) if column in row else ""
        if _CROSS.fullmatch(words) or (role == "excused" and len(words) > 3):  # « pouvoir à Mme X »
            return role
    if status is None or status not in row:
        return None
    said = flat(row[status].text).strip()
    return next((role for role, pattern in _SAYS if pattern.search(said)), None)


def _lists(rows: list[list[Stretch]], marks: dict[int, Role]) -> Iterator[Entry]:
    """« Présents | Excusés » as headers of columns of names."""
    for row in rows:
        for cell in row:
            if cell.column in marks:
                for one in names(cell.text):
                    yield Entry(one.name, marks[cell.column], one.beside, cell)
