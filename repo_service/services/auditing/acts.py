"""Every act that the log may hold, with the sentence that says it to people, and the groups that a list can be
narrowed to.

A new act is one row here and one in docs/log.md; a test finds every act of the code in both. A row stays when the code
no longer does the act: old logs hold it.
"""

from __future__ import annotations

ACTS: dict[str, str] = {
    "document.filed": "Document déposé.",
    "document.versioned": "Nouvelle version déposée.",
    "document.edited": "Fiche corrigée.",
    "document.restored": "Version ancienne rétablie.",
    "document.state": "État du document changé.",
    "document.attached": "Fichier joint au document.",
    "document.reread": "Texte du document relu.",
    "document.read": "Document à accès restreint lu.",
    "document.downloaded": "Fichier à accès restreint téléchargé.",
    "comment.written": "Commentaire écrit.",
    "comment.resolved": "Commentaire marqué comme réglé.",
    "comment.reopened": "Commentaire rouvert.",
    "comment.withdrawn": "Commentaire retiré par son auteur.",
    "intake.received": "Fichiers reçus, à vérifier.",
    "intake.discarded": "Fichier reçu mis de côté.",
    "intake.expired": "Fichier reçu effacé, faute d’être publié.",
    "sign_in": "Connexion réussie.",
    "sign_in.pending": "Mot de passe ou lien accepté, seconde vérification attendue.",
    "sign_in.failed": "Connexion refusée.",
    "sign_out": "Déconnexion demandée.",
    "sign_out.everywhere": "Déconnexion partout demandée.",
    "account.added": "Compte ajouté.",
    "account.invited": "Personne invitée.",
    "account.accepted": "Invitation acceptée.",
    "account.roles": "Rôles du compte changés.",
    "account.corrected": "Nom ou adresse d’un compte corrigés.",
    "account.disabled": "Compte fermé.",
    "account.enabled": "Compte rouvert.",
    "account.sessions_ended": "Connexions et jetons du compte arrêtés.",
    "account.anonymised": "Compte anonymisé.",
    "password.changed": "Mot de passe changé.",
    "password.reset": "Mot de passe choisi par un lien.",
    "second_factor.on": "Seconde vérification mise en place.",
    "second_factor.off": "Seconde vérification retirée.",
    "second_factor.recovered": "Code de secours utilisé.",
    "second_factor.codes": "Codes de secours refaits.",
    "token.issued": "Jeton fait.",
    "token.revoked": "Jeton révoqué.",
    "institution.added": "Partenaire ajouté.",
    "institution.edited": "Fiche d’un partenaire corrigée.",
    "institution.noted": "Note de contact ajoutée.",
    "institution.status": "Statut d’un partenaire fixé.",
    "institution.status_ended": "Fin d’un statut de partenaire.",
    "institution.status_retracted": "Statut de partenaire repris, il était faux.",
    "institution.parent": "Tutelle ajoutée.",
    "institution.parent_ended": "Fin d’une tutelle.",
    "institution.parent_retracted": "Tutelle reprise, elle était fausse.",
    "office": "Fonction donnée chez un partenaire.",
    "office_ended": "Fin d’une fonction chez un partenaire.",
    "office_retracted": "Fonction reprise, elle était fausse.",
    "affiliation": "Personne rattachée à un partenaire.",
    "affiliation_ended": "Fin d’un rattachement.",
    "affiliation_retracted": "Rattachement repris, il était faux.",
    "person.added": "Personne ajoutée.",
    "candidature.received": "Candidature reçue.",
    "candidature.state": "Réponse à une candidature.",
    "candidature.accepted": "Candidature acceptée.",
    "body.added": "Instance ajoutée.",
    "body.edited": "Fiche d’une instance corrigée.",
    "mandate": "Mandat donné.",
    "mandate_ended": "Fin d’un mandat.",
    "mandate_retracted": "Mandat repris, il était faux.",
    "mail.sent": "Courriel envoyé.",
    "mail.given_up": "Courriel abandonné, il ne part pas.",
    "log.exported": "Journal exporté.",
    "person.exported": "Données personnelles exportées.",
    "demonstration.loaded": "Démonstration installée.",
}

GROUPS: dict[str, tuple[str, ...]] = {  # code -> beginnings of the names of its acts (store.trail.Filters)
    "documents": ("document", "intake"),
    "comments": ("comment",),
    "reading": ("document.read", "document.downloaded"),
    "sign_ins": ("sign_in", "sign_out"),
    "accounts": ("account", "password", "second_factor", "token"),
    "partners": (
        "institution", "office", "office_ended", "office_retracted", "affiliation", "affiliation_ended",
        "affiliation_retracted", "person.added", "candidature",
    ),
    "bodies": ("body", "mandate", "mandate_ended", "mandate_retracted"),
    "mail": ("mail",),
    "exports": ("log", "person.exported"),
}  # fmt: skip


def sentence(action: str) -> str:
    """The sentence of an act, in French; the name itself of one that another release wrote."""
    return ACTS.get(action, action)
