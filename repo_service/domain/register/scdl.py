"""SCDL « délibérations » 2.1.3: what French local authorities publish of what they decide, and how ours becomes that.

A row is strict or it is none: a decision of which a column that must be filled is unknown is left out, and named with
its reason. Columns, types and patterns are those of https://schema.data.gouv.fr/scdl/deliberations/2.1.3/; matters
are the second level of the ACTES nomenclature (docs/scdl.md shows both tables to people).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from repo_service.domain.passages import fold

VERSION = "2.1.3"
OLDEST = date(1900, 1, 1)  # a day before it is a slip of the pen


@dataclass(frozen=True, slots=True)
class Column:
    """One of the seventeen: whether it must be filled, and what it holds."""

    name: str
    required: bool = False
    sort: Literal["string", "date", "integer", "uri"] = "string"
    pattern: str = ""


COLUMNS = (
    Column("COLL_NOM", True), Column("COLL_SIRET", True, pattern=r"\d{14}"), Column("DELIB_ID", True),
    Column("DELIB_DATE", True, "date"), Column("DELIB_MATIERE_CODE", True, pattern=r"\d\.\d{1,2}"),
    Column("DELIB_MATIERE_NOM", True), Column("DELIB_OBJET", True),
    Column("BUDGET_ANNEE", pattern=r"[0-9]{4}(/[0-9]{4})?"), Column("BUDGET_NOM"), Column("PREF_ID"),
    Column("PREF_DATE", sort="date"), Column("VOTE_EFFECTIF", sort="integer"), Column("VOTE_REEL", sort="integer"),
    Column("VOTE_POUR", sort="integer"), Column("VOTE_CONTRE", sort="integer"),
    Column("VOTE_ABSTENTION", sort="integer"), Column("DELIB_URL", sort="uri"),
)  # fmt: skip

_FAMILIES: dict[str, tuple[str, tuple[str, ...]]] = {  # first level of ACTES -> its name, its matters in order
    "1": ("commande publique", (
        "marchés publics", "délégations de service public", "conventions de mandat", "autres contrats",
        "transactions protocole d’accord transactionnel", "maîtrise d’œuvre", "actes spéciaux et divers",
    )),
    "2": ("urbanisme", (
        "documents d’urbanisme", "actes relatifs au droit d’occupation ou d’utilisation des sols",
        "droit de préemption urbain",
    )),
    "3": ("domaine et patrimoine", (
        "acquisitions", "aliénations", "locations", "limites territoriales",
        "autres actes de gestion du domaine public", "autres actes de gestion du domaine privé",
    )),
    "4": ("fonction publique", (
        "personnel titulaires et stagiaires de la fonction publique territoriale", "personnel contractuel",
        "fonction publique hospitalière", "autres catégories de personnels", "régime indemnitaire",
    )),
    "5": ("institutions et vie politique", (
        "élection exécutif", "fonctionnement des assemblées", "désignation de représentants",
        "délégation de fonctions", "délégation de signature", "exercice des mandats locaux", "intercommunalité",
        "décision d’ester en justice",
    )),
    "6": ("libertés publiques et pouvoirs de police", (
        "police municipale", "pouvoirs du président du conseil général", "pouvoirs du président du conseil régional",
        "autres actes réglementaires", "actes pris au nom de l’état et soumis au contrôle hiérarchique",
    )),
    "7": ("finances locales", (
        "décisions budgétaires", "fiscalité", "emprunts", "interventions économiques en faveur des entreprises",
        "subventions", "contributions budgétaires", "avances", "fonds de concours", "prise de participation", "divers",
    )),
    "8": ("domaines de compétences par thèmes", (
        "enseignement", "aide sociale", "voirie", "aménagement du territoire", "politique de la ville habitat logement",
        "emploi formation professionnelle", "transports", "environnement", "culture",
    )),
    "9": ("autres domaines de compétences", (
        "autres domaines de compétences des communes", "autres domaines de compétences des départements",
        "autres domaines de compétences des régions", "vœux et motions",
    )),
}  # fmt: skip
MATTERS: dict[str, str] = {  # code -> name, lower case, without comma or bracket, as the schema asks
    f"{family}.{place}": f"{name}/{matter}"
    for family, (name, matters) in _FAMILIES.items()
    for place, matter in enumerate(matters, 1)
}
DOMAINS: dict[str, str] = {  # the domains of a consortium of libraries, as cards name them -> code of their matter
    "Acquisitions": "1.1",
    "Marchés": "1.1",
    "Conventions": "1.4",
    "Partenariats": "1.4",
    "Personnel": "4.4",
    "Vie du consortium": "5.2",
    "Gouvernance": "5.2",
    "Représentation": "5.3",
    "Adhésions": "5.7",
    "Budget": "7.1",
    "Finances": "7.1",
    "Subventions": "7.5",
    "Cotisations": "7.6",
    "Enseignement": "8.1",
    "Formation": "8.6",
    "Prêt entre bibliothèques": "8.9",
    "Conservation": "8.9",
    "Conservation partagée": "8.9",
    "Périodiques": "8.9",
    "Signalement": "8.9",
    "Catalogage": "8.9",
    "Numérique": "8.9",
    "Numérisation": "8.9",
    "Communication": "8.9",
    "Valorisation": "8.9",
    "Culture": "8.9",
    "Vœux": "9.4",
}
SORTS = {"approval": "5.2", "election": "5.3"}  # what a decision is, where no domain says what it is about
REASONS: dict[str, str] = {  # why a decision is left out -> what is said of it
    "not_public": "elle n’est pas publique",
    "withdrawn": "elle a été retirée",
    "not_adopted": "elle n’a pas été adoptée",
    "day": "sa date ne peut pas être celle d’une délibération",
    "collectivity": "le nom ou le SIRET de la collectivité n’est pas connu",
    "no_domain": "elle n’a pas de domaine",
    "domain": "son domaine n’a pas de code de matière",
    "votes": "les voix ne s’accordent pas avec le nombre de votants",
    "written": "une de ses colonnes ne peut pas être écrite",
}
_KNOWN = {fold(name): code for name, code in DOMAINS.items()}


@dataclass(frozen=True, slots=True)
class Collectivity:
    """Who decided: its official name, its SIRET (14 digits)."""

    name: str
    siret: str

    @property
    def is_known(self) -> bool:
        """Whether both are told."""
        return bool(self.name.strip() and self.siret)


@dataclass(frozen=True, slots=True)
class Act:
    """A decision as the register tells it. ``votes`` as ``domain.minutes.found.votes_json``; ``url`` is absolute."""

    identifier: str
    number: str
    title: str
    adopted: date
    outcome: str
    annulled: bool
    visibility: str
    domain: str
    sort: str
    votes: Mapping[str, Any]
    url: str
    collectivity: Collectivity


def matter(domain: str, sort: str = "") -> str:
    """The code of the matter of a decision; "" where none is known. Capitals and accents do not count."""
    return _KNOWN.get(fold(domain), "") or ("" if fold(domain) else SORTS.get(sort, ""))


def reason(act: Act, today: date) -> str:
    """Why a decision is no row, as a key of ``REASONS``; "" where it is one. What says most comes first."""
    if act.visibility != "public":
        return "not_public"
    if act.annulled:
        return "withdrawn"
    if act.outcome != "adopted":
        return "not_adopted"
    if not OLDEST <= act.adopted <= today:
        return "day"
    if not act.collectivity.is_known:
        return "collectivity"
    if not matter(act.domain, act.sort):
        return "domain" if act.domain.strip() else "no_domain"
    if not _agree(act.votes):
        return "votes"
    return "written" if faults(cells(act)) else ""


def cells(act: Act) -> tuple[str, ...]:
    """The seventeen cells, in order. Votes that are shares and not persons are not told: the columns count people."""
    code = matter(act.domain, act.sort)
    counts = _counts(act.votes)
    cast = (counts["for"], counts["against"], counts["abstention"])
    voters = counts["present"] if counts["present"] is not None else _sum(cast)
    return (
        act.collectivity.name.strip(), act.collectivity.siret, act.number or act.identifier, act.adopted.isoformat(),
        code, MATTERS.get(code, ""), act.title.strip(), "", "", "", "", "",
        *("" if count is None else str(count) for count in (voters, *cast)), act.url,
    )  # fmt: skip


def faults(row: tuple[str, ...]) -> list[str]:
    """The names of the columns in which a row is not as the schema wants it."""
    if len(row) != len(COLUMNS):
        return [column.name for column in COLUMNS]
    return [column.name for column, cell in zip(COLUMNS, row, strict=True) if not _fits(column, cell)]


def _fits(column: Column, cell: str) -> bool:
    if not cell:
        return not column.required
    if column.pattern:
        return re.fullmatch(column.pattern, cell, re.ASCII) is not None
    match column.sort:
        case "date":
            return _is_day(cell)
        case "integer":
            return re.fullmatch(r"[0-9]+", cell) is not None
        case "uri":
            return re.fullmatch(r"https?://[^\s<>\"]+", cell) is not None
        case _:
            return bool(cell.strip())


def _is_day(cell: str) -> bool:
    try:
        return len(cell) == 10 and date.fromisoformat(cell).isoformat() == cell
    except ValueError:
        return False


def _counts(votes: Mapping[str, Any]) -> dict[str, int | None]:
    names = ("for", "against", "abstention", "present")
    if votes.get("weighted"):
        return dict.fromkeys(names)
    return {name: int(count) if isinstance(count := votes.get(name), int) else None for name in names}


def _sum(cast: tuple[int | None, ...]) -> int | None:
    known = [count for count in cast if count is not None]
    return sum(known) if len(known) == len(cast) else None


def _agree(votes: Mapping[str, Any]) -> bool:
    """Whether no more voices were given than there were voters, and none is less than nothing."""
    counts = _counts(votes)
    cast = [count for name, count in counts.items() if count is not None and name != "present"]
    present = counts["present"]
    return all(count >= 0 for count in cast) and (present is None or sum(cast) <= present)
