"""The register as a table that other programs read: one column a row below, and the Table Schema that tells them.

The file and its schema are made of the same rows, so that neither can hold a column that the other has not
(https://specs.frictionlessdata.io/table-schema/).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from repo_service.domain.register.execution import PROGRESS
from repo_service.domain.register.force import STATUSES, Relation

BETWEEN = " | "  # between several numbers in one cell
YES = "oui"
OUTCOMES: dict[str, str] = {
    "adopted": "adoptée", "rejected": "rejetée", "postponed": "reportée", "proposed": "en projet",
}  # fmt: skip
EXECUTION: dict[str, str] = {code: word.lower() for code, word in PROGRESS.items()}
READERS: dict[str, str] = {
    "public": "tout le monde", "network": "tous les partenaires", "body": "membres de l’instance",
}  # fmt: skip
TIES: tuple[tuple[Relation, bool, str, str], ...] = (  # relation, whether it acts, column, what it tells
    ("replaces", True, "remplace", "Décisions qu’elle remplace"),
    ("replaces", False, "remplacee_par", "Décisions qui la remplacent"),
    ("amends", True, "modifie", "Décisions qu’elle modifie"),
    ("amends", False, "modifiee_par", "Décisions qui la modifient"),
    ("repeals", True, "abroge", "Décisions qu’elle abroge"),
    ("repeals", False, "abrogee_par", "Décisions qui l’abrogent"),
    ("implements", True, "applique", "Décisions qu’elle applique"),
    ("implements", False, "appliquee_par", "Décisions qui l’appliquent"),
)
_IDENTIFIER = {"pattern": "[0-9A-HJKMNP-TV-Z]{12}"}
_COUNT = {"minimum": 0}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the file, its type, what it tells, what its values obey."""

    name: str
    sort: str
    title: str
    told: str = ""
    constraints: dict[str, Any] = field(default_factory=dict)


COLUMNS: tuple[Column, ...] = (
    Column("identifiant", "string", "Identifiant", "Ne change jamais.",
           {"required": True, "unique": True, **_IDENTIFIER}),
    Column("numero", "string", "Numéro", "Au registre de son instance ; vide quand elle n’en a pas."),
    Column("titre", "string", "Titre", "", {"required": True}),
    Column("texte", "string", "Texte de la décision", "Sur une ligne ; vide quand le fichier n’a pas pu être lu."),
    Column("instance", "string", "Instance"),
    Column("adoptee_le", "date", "Jour", "Celui où elle a été prise, rejetée ou reportée.", {"required": True}),
    Column("issue", "string", "Issue", "", {"required": True, "enum": list(OUTCOMES.values())}),
    Column("etat", "string", "État ce jour-là", "Au jour de la colonne etat_au.",
           {"required": True, "enum": list(STATUSES.values())}),
    Column("etat_au", "date", "Jour demandé", "", {"required": True}),
    Column("connu_le", "date", "Tel qu’on le savait le", "Vide : tel qu’on le sait aujourd’hui."),
    Column("en_vigueur_du", "date", "En vigueur du"),
    Column("en_vigueur_jusqu_au", "date", "En vigueur jusqu’au", "Dernier jour compris ; vide : sans terme connu."),
    Column("voix_pour", "integer", "Voix pour", "", _COUNT),
    Column("voix_contre", "integer", "Voix contre", "", _COUNT),
    Column("abstentions", "integer", "Abstentions", "", _COUNT),
    Column("sans_part_au_vote", "integer", "Ne prennent pas part au vote", "", _COUNT),
    Column("votants_presents", "integer", "Votants présents", "", _COUNT),
    Column("unanimite", "boolean", "À l’unanimité"),
    Column("voix_ponderees", "boolean", "Voix pondérées", "Les voix sont des parts ou des mandats, non des personnes."),
    Column("bulletin_secret", "boolean", "À bulletin secret"),
    Column("majorite", "string", "Majorité", "Dans les mots du compte rendu."),
    Column("reunion", "string", "Réunion", "Son identifiant.", _IDENTIFIER),
    Column("reunion_du", "date", "Jour de la réunion"),
    Column("point", "string", "Point de l’ordre du jour"),
    Column("compte_rendu", "string", "Compte rendu", "Son identifiant.", _IDENTIFIER),
    Column("compte_rendu_adresse", "uri", "Adresse du compte rendu"),
    Column("passage", "string", "Passage", "Les mots du compte rendu qui la disent."),
    Column("passage_adresse", "uri", "Adresse du passage", "Dans la version exacte du compte rendu."),
    Column("domaine", "string", "Domaine"),
    Column("chargee", "string", "Chargé de l’exécution", "Pour les partenaires."),
    Column("execution", "string", "Exécution", "", {"enum": list(EXECUTION.values())}),
    Column("a_reexaminer_le", "date", "À réexaminer le"),
    *(Column(name, "string", told, "Leurs numéros, ou leurs identifiants, séparés par une barre verticale.")
      for _, _, name, told in TIES),
    Column("visible_par", "string", "Visible par", "", {"required": True, "enum": list(READERS.values())}),
    Column("langue", "string", "Langue"),
    Column("version", "integer", "Version", "", {"required": True, "minimum": 1}),
    Column("empreinte_texte", "string", "Empreinte du texte", "SHA-256 du texte que donne l’API en text/plain.",
           {"pattern": "[0-9a-f]{64}"}),
    Column("adresse", "uri", "Adresse", "", {"required": True}),
)  # fmt: skip
NAMES: tuple[str, ...] = tuple(column.name for column in COLUMNS)


def schema() -> dict[str, Any]:
    """The Table Schema of the file. Dates are ISO 8601."""
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": "registre-des-decisions",
        "title": "Registre des décisions",
        "description": "Une ligne par décision que la personne peut lire, et comment elle tient au jour demandé.",
        "lang": "fr",
        "fields": [_described(column) for column in COLUMNS],
        "primaryKey": "identifiant",
        "missingValues": [""],
    }


def _described(column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {"name": column.name, "title": column.title, "type": column.sort}
    if column.sort == "uri":
        told |= {"type": "string", "format": "uri"}
    if column.sort == "boolean":
        told |= {"trueValues": [YES], "falseValues": ["non"]}
    if column.told:
        told["description"] = column.told
    if column.constraints:
        told["constraints"] = column.constraints
    return told
