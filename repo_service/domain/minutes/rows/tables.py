"""Tables of decisions and of actions, told by their headers: Action / Qui / Échéance, Point / Décision / Vote…

Merged cells are carried down; a header that is repeated on every page is no row. Must not read a table of figures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from repo_service.domain.minutes import deadlines
from repo_service.domain.minutes.rows import results
from repo_service.domain.minutes.texts import flat
from repo_service.domain.passages import Block

# What a column is called, folded; the first row that matches names it.
HEADERS: tuple[tuple[str, str], ...] = (
    ("number", r"(?:n ?[°o]?|num(?:ero)?|ref(?:erence)?|#|id)\.?"),
    ("who", r"(?:par )?qui ?\??|responsables?(?: .*)?|\(?responsable\(s\)|pilotes?(?: .*)?|porteu(?:r|se)s?(?:\(s\)?|"
            r" .*)?|porte par|acteurs?(?: .*)?|en charge|"
        r"referente?s?|personnes?(?: (?:en charge|responsables?|chargees?.*))?|"
            r"charge[e]?s?(?: (?:de|du) .*)?|attribu[a-z]+(?: a)?|assigne a|intervenants?|affecte[e]? a|proprietaire|"
            r"par|owner|qui fait|noms?|suivi par|pilotage|mise en oeuvre|charge de suivi|equipe|contact|"
            r"destinataires?|service|contributeurs?|structure"),
    ("when", r"(?:pour )?quand ?\??|(?:date (?:d')?)?echeances?|(?:date )?(?:d')?echeance|delais?|"
        r"dates?(?: (?:limite|butoir|prevue|cible|de fin|de realisation|visee))?|pour (?:le|quand)|calendrier|"
             r"a faire pour(?: le)?|deadline|terme|limite|planning|periode"),
    ("state", r"etat(?: .*)?|statut|avancement|fait ?\??|suivi|realise ?\??|situation|ou en est-on.*|observations?|"
        r"commentaires?|remarques?|priorite"),
    ("both", r"(?:releve de )?decisions? ?(?:/|et|ou|-|&|,) ?(?:actions?|suites?)(?: .*)?|actions? ?(?:/|et|ou|-|&|"
        r",) ?decisions?|conclusions? ?(?:/|et) ?actions?|suites? donnees?"),
    ("decision", r"(?:releve (?:de |des )?)?(?:decisions?|conclusions?|resolutions?|deliberations?|"
        r"arbitrages?)(?: (?:prises?|retenues?|adoptees?|actees?|votees?|validees?|rendus?|du .*|de .*))?|"
        r"(?:position|solution|option|choix) retenue?|"
        r"avis(?: du .*| de la .*| rendus?)?|reponses?(?: du .*)?|(?:acte|decide|arrete|retenu|valide|convenu|"
        r"vote)e?s?|"
        r"ce qu(?:i|e|'on|'il)(?: [a-z']+){0,3} (?:decide|arrete|retenu|convenu|valide|acte|adopte)e?s?|decisions? "
        r"?\(.*\)|"
        r"decisions? ?(?:/|et|&|,) ?(?:votes?|commentaires?|observations?|motifs?|resultats?)|sort(?: reserve)?|"
        r"verdict|issue|"
        r"(?:texte|mesure|proposition|orientation|point)s? (?:retenu|adopte|valide|vote|decide|acte)e?s?"),
    ("action", r"actions?(?: .*)?|taches?(?: .*)?|(?:pour )?quoi ?\??|a faire|travail(?: a faire)?|"
        r"suites?(?: a donner)?|intitule(?: .*)?|que faire ?\??|description(?: .*)?|todo|to do|mission|"
               r"ce qu'il (?:faut|reste a) faire|etape|demarche|mesure"),
    ("candidate", r"candidat(?:e|s|es|ures?|\(e\)s?)?(?: .*)?"),
    ("vote", r"votes?|resultats?(?: du vote)?|voix|scrutin"),
    ("for", r"(?:(?:voix|votes?|votent|ont vote|nombre de voix) )?pour|oui|favorables?"),
    ("against", r"(?:(?:voix|votes?|votent|ont vote|nombre de voix) )?contre|non|defavorables?"),
    ("abstention", r"abst(?:ention)?(?:s|\(s\))?\.?|s'abstiennent"),
    ("point", r"points?(?: .*)?|sujets?|themes?|objets?|ordre du jour|items?|thematiques?|questions?|dossiers?|"
        r"rubrique"),
)  # fmt: skip
_HEADERS = tuple((name, re.compile(pattern)) for name, pattern in HEADERS)
EMPTY = re.compile(r"^(?:\W*|neant|aucune?(?: decision| action)?|ras|a (?:etudier|discuter|preciser|voir|suivre|"
    r"confirmer|definir|approfondir)|"
    r"(?:discussion )?a poursuivre|en (?:cours|discussion)|sans objet|so|nc|pour information|information|"
    r"info|pas de decision|-)\.?$")
_RECALLS = re.compile(r"\b(?:rappel|suivi) des decisions|decisions? (?:prises? |adoptees? )?(?:le|du|lors d|"
    r"au cours d)[^.]{0,30}(?:\d{4}|preceden|dernier)|decisions anterieures|precedentes decisions")
_ROWS = 2000
_FEW = 4  # columns of which the last may be the only one that is known
ELECTED = re.compile(r"(?P<no>(?:non|pas) )?(?:re)?elue?s?(?:\(e\))?\b")
_TASK = re.compile(r"^(?:[a-z']+(?:er|ir|re|oir)\b|s'|se |[a-z]+(?:tion|ment|age|ure)\b)")


@dataclass(frozen=True, slots=True)
class Place:
    """One cell of the grid: its row's block, its words and where they stand in the block's text. ``carried``: a merged
    cell that began in a row above.
    """

    block: Block
    text: str
    start: int
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was understood: the sort of each column by its number, and its rows without headers."""

    first: int  # index of its first block
    columns: dict[str, int]
    rows: tuple[dict[int, Place], ...]
    recalled: bool = False  # a table of earlier decisions and what became of them
    elects: bool = False  # its decisions are candidates, elected or not


def tables(blocks: Sequence[Block], under_actions: frozenset[int]) -> list[Table]:
    """The tables of decisions or actions. ``under_actions``: indexes of rows that stand under a heading of actions."""
    result = []
    index = 0
    while index < len(blocks):
        if blocks[index].kind != "row":
            index += 1
            continue
        last = index
        while last < len(blocks) and blocks[last].kind == "row" and blocks[last].table == blocks[index].table:
            last += 1
        rows = _grid(blocks[index : min(last, index + _ROWS)])
        above = flat(blocks[index - 1].text[-200:]) if index else ""
        if table := _understood(index, rows, index in under_actions, bool(_RECALLS.search(above))):
            result.append(table)
        index = last
    return result


def _grid(rows: Sequence[Block]) -> list[dict[int, Place]]:
    """The cells by column; a cell merged downwards is carried into the rows below."""
    carried: dict[int, tuple[int, Place]] = {}
    result = []
    for block in rows:
        grid: dict[int, Place] = {}
        column, place = 0, 0
        for cell in block.cells[:60]:
            while column in carried:
                column = _carry(carried, grid, column)
            start = max(block.text.find(cell.text, place), 0) if cell.text else place
            place = start + len(cell.text)
            grid[column] = Place(block, cell.text, start)
            if cell.rowspan > 1:
                carried[column] = (cell.rowspan - 1, Place(block, cell.text, start, carried=True))
            column += max(cell.colspan, 1)
        for left in sorted(set(carried) - set(grid)):
            _carry(carried, grid, left)
        result.append(grid)
    return result


def _carry(carried: dict[int, tuple[int, Place]], grid: dict[int, Place], column: int) -> int:
    left, place = carried.pop(column)
    grid[column] = place
    if left > 1:
        carried[column] = (left - 1, place)
    return column + 1


def header_of(row: dict[int, Place]) -> dict[str, int]:
    """The sorts of the columns of a row of headers: {"action": 0, "who": 1}."""
    columns: dict[str, int] = {}
    for column, place in row.items():
        words = flat(place.text).strip(" .:*?")
        if not words or len(words) > 60:
            continue
        for name, pattern in _HEADERS:
            if pattern.fullmatch(words) and name not in columns:
                columns[name] = column
                break
    return columns


def _understood(first: int, rows: list[dict[int, Place]], under_actions: bool, recalled: bool) -> Table | None:
    for number, row in enumerate(rows[:3]):
        columns = header_of(row)
        filled = sum(bool(place.text.strip()) for place in row.values())
        if filled > 1 and "candidate" in columns and any(_elected(one) for one in rows[number + 1 :]):
            columns["decision"] = columns.pop("candidate")
            return Table(first, columns, tuple(rows[number + 1 :]), recalled, elects=True)
        columns = _of_results(columns, row, rows[number + 1 :])
        if {"for", "against"} <= set(columns) and not {"decision", "both"} & set(columns):
            voted = columns.pop("point", min(set(row) - set(columns.values()), default=-1))  # « Objet | Pour | Contre »
            columns |= {"decision": voted} if voted >= 0 else {}
        last = columns.get("decision") == max(row, default=-1) and filled <= _FEW  # « Suggestion | Avis | Décision »
        if filled > 1 and (2 * len(columns) >= filled or last) and _is_ours(columns):
            own = header_of(row)
            body = tuple(one for one in rows[number + 1 :] if header_of(one) != own)
            return Table(first, _fitted(columns, row), body, recalled)
    return _without_header(first, rows) if under_actions else None


def _of_results(columns: dict[str, int], header: dict[int, Place], rows: list[dict[int, Place]]) -> dict[str, int]:
    told = [{column: flat(place.text).strip() for column, place in row.items()} for row in (header, *rows)]
    heads = {column: words.strip(" .:*?") for column, words in told[0].items()}
    return results.fitted(columns, heads, told[1:])


def _elected(row: dict[int, Place]) -> bool:
    return any(ELECTED.match(flat(place.text)) for place in row.values())


def _is_ours(columns: dict[str, int]) -> bool:
    """Two of action, who, when; or a column of decisions."""
    told = "who" in columns and "when" in columns
    action = "action" in columns or "both" in columns or ("point" in columns and told)
    score = action + ("who" in columns) + ("when" in columns)
    return score >= 2 or "decision" in columns or "both" in columns


def _fitted(columns: dict[str, int], header: dict[int, Place]) -> dict[str, int]:
    """With a column for the action where the header names it otherwise, or not at all."""
    columns = dict(columns)
    if not {"action", "both", "decision"} & set(columns):
        named = set(columns.values()) - {columns.get("point", -1)}
        left = [column for column in header if column not in named]
        columns["action"] = columns["point"] if "point" in columns else (left[0] if left else 0)
    return columns


def _without_header(first: int, rows: list[dict[int, Place]]) -> Table | None:
    """Under a heading of actions: rows that begin with a task, then somebody, then a date."""
    wide = [row for row in rows if 2 <= len(row) <= 5]
    if len(wide) != len(rows) or not rows:
        return None
    width = max(map(len, rows))
    dated = [c for c in range(1, width) if 2 * sum(_dated(row, c) for row in rows) >= len(rows)]
    task = max(range(width), key=lambda c: sum(len(row[c].text) for row in rows if c in row))
    left = [c for c in range(width) if c not in dated and c != task]
    columns = {"action": task}
    if left:
        columns["who"] = left[0]
    if dated:
        columns["when"] = dated[0]
    return Table(first, columns, tuple(rows)) if len(columns) > 1 else None


def _dated(row: dict[int, Place], column: int) -> bool:
    if column not in row or len(row[column].text) >= 60:
        return False
    found = deadlines.whole(row[column].text, date(2000, 1, 1))
    return bool(found and found.day)
