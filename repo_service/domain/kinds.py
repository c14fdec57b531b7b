"""The table of document kinds. A new kind is one entry here; nothing else in the code lists them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: stable code, French name, whether it belongs to a meeting, the state that publishing gives.

    ``states`` is the closed list of states a version of this kind may take, in their usual order.
    """

    code: str
    label: str
    published_as: str
    states: tuple[str, ...]
    of_meeting: bool = False
    synonyms: tuple[str, ...] = ()


_TEXT = ("draft", "review", "published", "superseded", "withdrawn")
_BINDING = ("draft", "review", "adopted", "superseded", "repealed", "withdrawn")
_DECISION = (*_BINDING, "rejected", "postponed", "amended", "expired")

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            "minutes",
            "Compte rendu",
            "published",
            (*_TEXT[:3], "adopted", *_TEXT[3:]),
            True,
            ("compte-rendu", "cr", "pv"),
        ),
        Kind("decision", "Décision", "adopted", _DECISION, True, ("décision", "deliberation")),
        Kind("charter", "Charte, convention, statuts", "adopted", _BINDING, False, ("charte", "convention", "statuts")),
        Kind("template", "Modèle", "published", _TEXT, False, ("modèle",)),
        Kind("knowhow", "Fiche pratique", "published", _TEXT, False, ("fiche",)),
        Kind("report", "Bilan, rapport", "published", _TEXT, False, ("bilan", "rapport")),
        Kind("newsletter", "Lettre d’information", "published", _TEXT, False, ("lettre",)),
        Kind("other", "Pièce", "published", _TEXT, False, ("pièce",)),
    )
}

VISIBILITIES: dict[str, str] = {
    "public": "Visible par tout le monde",
    "network": "Visible par tous les partenaires",
    "body": "Visible par les membres de l’instance",
}
COMPANION_ROLES: dict[str, str] = {"signed": "Copie signée", "annex": "Annexe", "paper": "Document de séance"}
LANGUAGES: dict[str, str] = {"fr": "français", "en": "anglais", "de": "allemand", "es": "espagnol", "it": "italien"}


def label(code: str) -> str:
    """The French name of a kind; the code itself for one that is not in the table (an import from elsewhere)."""
    return KINDS[code].label if code in KINDS else code
