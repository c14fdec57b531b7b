"""Words for the pages of partners, bodies and candidatures: the tables of ``domain.institutions`` in both languages."""

from __future__ import annotations

from repo_service.web.language import lazy_gettext as _l

STATUS_LABELS = {
    "potential": _l("pressenti"),
    "candidate": _l("candidat"),
    "active": _l("actif"),
    "withdrawn": _l("retiré"),
}
STATUS_HEADINGS = {  # in the order of the page
    "active": _l("Partenaires actifs"),
    "candidate": _l("Candidats"),
    "potential": _l("Pressentis"),
    "withdrawn": _l("Anciens partenaires"),
    "": _l("Sans statut ce jour-là"),
}
STATUS_SENTENCES = {
    "potential": _l("Partenaire pressenti"),
    "candidate": _l("Partenaire candidat"),
    "active": _l("Partenaire actif"),
    "withdrawn": _l("Partenaire retiré"),
    "": _l("Aucun statut aujourd’hui"),
}
STATUS_BANNERS = {"potential": "future", "candidate": "draft", "active": "", "withdrawn": "withdrawn", "": "withdrawn"}
KIND_LABELS = {
    "university": _l("université"),
    "research_unit": _l("unité de recherche"),
    "association": _l("association"),
    "library": _l("bibliothèque"),
    "archive_centre": _l("centre d’archives"),
    "museum": _l("musée"),
    "other": _l("autre"),
}
OFFICE_LABELS = {
    "representative": _l("représente le partenaire"),
    "signatory": _l("peut signer pour lui"),
    "contact": _l("personne à joindre"),
}
OFFICE_HEADINGS = {
    "representative": _l("Qui le représente"),
    "signatory": _l("Qui peut signer pour lui"),
    "contact": _l("Qui joindre"),
}
MANDATE_LABELS = {"chair": _l("présidence"), "secretary": _l("secrétariat"), "member": _l("membre")}
MANDATE_HEADINGS = {"chair": _l("Présidence"), "secretary": _l("Secrétariat"), "member": _l("Membres")}
BODY_KIND_LABELS = {"deciding": _l("instance de décision"), "operational": _l("instance de travail")}
BODY_KIND_HEADINGS = {"deciding": _l("Instances de décision"), "operational": _l("Instances de travail")}
CANDIDATURE_LABELS = {
    "received": _l("reçue"),
    "accepted": _l("acceptée"),
    "refused": _l("refusée"),
    "dormant": _l("en sommeil"),
}
CANDIDATURE_HEADINGS = {
    "received": _l("À traiter"),
    "dormant": _l("En sommeil"),
    "accepted": _l("Acceptées"),
    "refused": _l("Refusées"),
}


def kind_words(kind: str) -> str:
    """The kind of an institution in words; one that was kept with words of its own has them."""
    return str(KIND_LABELS.get(kind, kind))


def capital(words: object) -> str:
    """Words as they begin a line."""
    text = str(words)
    return text[:1].upper() + text[1:]
