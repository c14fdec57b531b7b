"""Words of the consortium's life as closed tables: partners, bodies, who is what in them, and candidatures.

Codes are what is kept; the French words are what a person says. A row that was kept with words of its own (« école »)
goes on being shown with them.
"""

from __future__ import annotations

from repo_service.domain.passages import fold

STATUSES: dict[str, str] = {
    "potential": "pressenti",
    "candidate": "candidat",
    "active": "actif",
    "withdrawn": "retiré",
}
KINDS: dict[str, str] = {
    "university": "université",
    "research_unit": "unité de recherche",
    "association": "association",
    "library": "bibliothèque",
    "archive_centre": "centre d’archives",
    "museum": "musée",
    "other": "autre",
}
OFFICES: dict[str, str] = {
    "representative": "représente le partenaire",
    "signatory": "peut signer pour lui",
    "contact": "personne à joindre",
}
MANDATES: dict[str, str] = {"chair": "présidence", "secretary": "secrétariat", "member": "membre"}
BODY_KINDS: dict[str, str] = {"deciding": "instance de décision", "operational": "instance de travail"}
CANDIDATURE_STATES: dict[str, str] = {
    "received": "reçue",
    "accepted": "acceptée",
    "refused": "refusée",
    "dormant": "en sommeil",
}
# Nobody is discarded: what was refused or put to sleep can be taken up again. After an acceptance the partner's own
# status tells the story.
CANDIDATURE_MOVES: dict[str, frozenset[str]] = {
    "received": frozenset({"accepted", "refused", "dormant"}),
    "refused": frozenset({"received", "accepted", "dormant"}),
    "dormant": frozenset({"received", "accepted", "refused"}),
    "accepted": frozenset(),
}
REASONED = frozenset({"refused", "dormant"})  # states that say why


def may_become(state: str, target: str) -> bool:
    """Whether a candidature may go from ``state`` to ``target``."""
    return target in CANDIDATURE_MOVES.get(state, frozenset())


def kind_code(said: str) -> str:
    """The code of a kind told by its code or by its French words; what was told when it is none of them."""
    key = fold(said)
    return next((code for code, words in KINDS.items() if key in {code, fold(words)}), said)
