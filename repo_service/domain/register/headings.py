"""The columns of a register that somebody else kept: which row is its heading, and what each column holds.

Registers are tables of all sorts: a title over the heading, headings in two rows, several sheets. What is recognised
here is only proposed: a person sees it and may match the columns otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from repo_service.domain.passages import Block, fold

MOST_COLUMNS = 60  # more are left out
_HEAD_WITHIN = 20  # rows in which a heading is looked for
_SHORT = 4  # signs under which a word is recognised alone only
_BESIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")

SYNONYMS: dict[str, tuple[str, ...]] = {  # field -> what its column is called, folded, the most usual first
    "number": (
        "numero", "n°", "n", "no", "num", "nº", "#", "ref", "reference", "identifiant de la decision", "code",
        "delib id", "numero de decision", "n° de decision", "decision n°", "number", "numero d ordre", "cote",
    ),
    "title": (
        "titre", "objet", "intitule", "delib objet", "libelle", "sujet", "decision", "title", "subject",
        "resume", "objet de la decision", "designation",
    ),
    "wording": (
        "texte", "texte de la decision", "texte integral", "enonce", "libelle complet", "wording", "text", "contenu",
        "decision prise", "formulation", "dispositif", "description", "detail",
    ),
    "day": (
        "date", "date de la decision", "date d adoption", "adoptee le", "date de seance", "date de la seance",
        "date de reunion", "date de la reunion", "delib date", "jour", "seance du", "reunion du", "date du vote", "day",
        "adopted on", "date de deliberation", "prise le", "seance",
    ),
    "body": (
        "instance", "comite", "organe", "coll nom", "commission", "groupe", "body", "assemblee",
        "instance de decision",
    ),
    "state": (
        "etat", "statut", "state", "status", "situation", "issue", "resultat", "resultat du vote", "sort", "suite",
    ),
    "votes": ("vote", "votes", "resultat des votes", "detail du vote", "scrutin", "voix", "unanimite"),
    "for": ("pour", "voix pour", "vote pour", "votes pour", "nombre de voix pour", "for"),
    "against": ("contre", "voix contre", "vote contre", "votes contre", "against"),
    "abstention": ("abstention", "abstentions", "vote abstention", "votes abstention"),
    "start": (
        "en vigueur du", "en vigueur a partir du", "en vigueur depuis", "en vigueur le", "date d effet",
        "date d entree en vigueur", "entree en vigueur", "date d application", "applicable a partir du",
        "prise d effet",
        "effet", "debut", "date de debut", "in force from", "valable du",
    ),
    "until": (
        "en vigueur jusqu au", "en vigueur au", "jusqu au", "date de fin", "fin de validite", "fin",
        "date de fin de validite", "echeance", "terme", "expire le", "date d abrogation", "abrogee le",
        "in force until", "valable jusqu au",
        "valable au", "fin de vigueur",
    ),
    "domain": ("domaine", "domain", "domaine d activite", "axe", "chantier"),
    "theme": ("theme", "thematique", "matiere", "delib matiere nom", "categorie", "rubrique", "mots cles", "topic"),
    "replaces": (
        "remplace", "remplace la decision", "annule et remplace", "replaces", "remplace le n°", "decision remplacee",
    ),
    "replaced_by": ("remplacee par", "remplace par", "replaced by", "superseded by"),
    "amends": ("modifie", "modifie la decision", "amends"),
    "amended_by": ("modifiee par", "modifie par", "amended by"),
    "repeals": ("abroge", "abroge la decision", "repeals"),
    "repealed_by": ("abrogee par", "abroge par", "repealed by"),
    "source": (
        "compte rendu adresse", "source", "compte rendu", "pv", "proces verbal", "lien", "url", "delib url", "cr",
        "document", "minutes", "lien vers le compte rendu", "adresse", "piece",
    ),
    "owner": (
        "responsable", "charge de l execution", "chargee", "pilote", "porteur", "owner", "referent", "qui", "suivi par",
        "charge de suivi",
    ),
    "review": (
        "a reexaminer le", "a revoir le", "date de revision", "revoyure", "reexamen", "review", "clause de revoyure",
    ),
    "progress": ("execution", "avancement", "realisation", "mise en oeuvre", "progress"),
}  # fmt: skip
FIELDS = tuple(SYNONYMS)
_OTHERS = frozenset({  # columns of other registers, ours and those of SCDL, that are none of these
    "vote effectif", "vote reel", "votants presents", "etat au", "connu le", "passage adresse", "majorite",
})  # fmt: skip


def _key(label: str) -> str:
    words = re.sub(r"[^a-z0-9#°º]+", " ", fold(_BESIDE.sub(" ", label)).replace("n°", " n° "))
    return " ".join(words.split())


_KNOWN: dict[str, tuple[str, int]] = {}  # a name -> field, and its place among the names of that field
for _field, _names in SYNONYMS.items():
    for _place, _name in enumerate(_names):
        _KNOWN.setdefault(_key(_name), (_field, _place))


@dataclass(frozen=True, slots=True)
class Grid:
    """The chosen table of a file: its sheet's name, what its columns are called, its rows (cells by column)."""

    sheet: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first: int  # the number of the first row under the heading, counting rows that hold something, from 1
    others: int = 0  # further tables of the file, which are left out


def matched(heads: Sequence[str]) -> dict[str, int]:
    """Which column holds each field: a whole name before a part of one, the usual name before others, left before
    right. No column has two fields, no field two columns.
    """
    claims = sorted(
        (rank, column, field) for column, head in enumerate(heads[:MOST_COLUMNS]) for rank, field in _claims(_key(head))
    )
    found: dict[str, int] = {}
    for _, column, field in claims:
        if field not in found and column not in found.values():
            found[field] = column
    return found


@lru_cache(4096)
def _claims(key: str) -> list[tuple[tuple[int, int, int], str]]:
    """The fields that a heading may name, each with its rank; the lowest counts first."""
    if key in _KNOWN:
        field, place = _KNOWN[key]
        return [((0, place, 0), field)]
    if key in _OTHERS:
        return []
    padded = f" {key} "
    inside = [name for name in _KNOWN if len(name) >= _SHORT and f" {name} " in padded]
    if not inside:
        return []
    longest = max(inside, key=len)
    return [((1, -len(longest), _KNOWN[longest][1]), _KNOWN[longest][0])]


def grid(blocks: Iterable[Block]) -> Grid | None:
    """The table of a file whose heading has most columns that are recognised; ``None`` for a file without rows."""
    laid: dict[int, _Laid] = {}
    names: dict[str, str] = {}
    parts: dict[int, str] = {}
    for block in blocks:
        if block.kind == "row":
            laid.setdefault(block.table, _Laid()).add(block)
            parts.setdefault(block.table, block.part)
        elif block.kind == "heading" and block.level == 2:
            names.setdefault(block.part, block.text)
    if not laid:
        return None
    tables = {number: one.rows for number, one in laid.items()}
    best = max(tables, key=lambda number: (_heading(tables[number])[0], len(tables[number]), -number))
    rows = tables[best]
    _, place, heads = _heading(rows)
    width = min(max(len(row) for row in rows), MOST_COLUMNS)
    heads = (*heads, *("" for _ in range(width - len(heads))))[:width]
    under = tuple(tuple(row[:width]) for row in rows[place + 1 :])
    return Grid(names.get(parts[best], ""), heads, under, place + 2, len(tables) - 1)


class _Laid:
    """The rows of one table, each cell in its column: what a cell covers, beside it or under it, is empty."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, ...]] = []
        self._under: dict[int, int] = {}  # column -> how many more rows are covered from above

    def add(self, block: Block) -> None:
        """One more row."""
        cells: list[str] = []
        for cell in block.cells[:MOST_COLUMNS]:
            if len(cells) >= MOST_COLUMNS:
                break
            while self._under.get(len(cells), 0):
                self._skip(cells)
            for place in range(min(cell.colspan, MOST_COLUMNS)):
                self._under[len(cells)] = min(cell.rowspan, _HEAD_WITHIN) - 1
                cells.append("" if place else cell.text)
        for column in [column for column in self._under if column >= len(cells)]:
            self._under[column] = max(self._under[column] - 1, 0)
        self.rows.append(tuple(cells))

    def _skip(self, cells: list[str]) -> None:
        self._under[len(cells)] -= 1
        cells.append("")


def _heading(rows: Sequence[tuple[str, ...]]) -> tuple[int, int, tuple[str, ...]]:
    """How many columns are recognised in the best heading, where it stands, and the names of its columns. Where no row
    has two, it is the first of several cells: a word of a title is no heading.
    """
    first = next((place for place, row in enumerate(rows[:_HEAD_WITHIN]) if len(row) > 1), 0)
    best = (min(len(matched(rows[first])), 1), first, rows[first])
    for place, row in enumerate(rows[:_HEAD_WITHIN]):
        above = rows[place - 1] if place else ()
        for heads in (row, _two_rows(above, row)) if above else (row,):
            count = len(matched(heads))
            if count > max(best[0], 1):
                best = (count, place, heads)
    return best


def _two_rows(above: Sequence[str], row: Sequence[str]) -> tuple[str, ...]:
    """Headings told in two rows: « En vigueur » over « du » and « au »."""
    names, over = [], ""
    for column in range(max(len(above), len(row))):
        here = row[column] if column < len(row) else ""
        over = (above[column] if column < len(above) else "") or (over if here else "")
        names.append(f"{over} {here}".strip() if _key(here) not in _KNOWN or over else here)
    return tuple(names)


def faults(columns: Mapping[str, int]) -> list[str]:
    """What is missing before rows can be read, as French sentences."""
    told = []
    if "day" not in columns:
        told.append("Dites quelle colonne donne la date de la décision.")
    if "title" not in columns and "wording" not in columns:
        told.append("Dites quelle colonne donne l’objet de la décision, ou son texte.")
    return told
