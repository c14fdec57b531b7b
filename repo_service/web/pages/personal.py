"""What is held on oneself: told in words, and handed over whole."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, render_template, request

from repo_service.domain.file_names import content_disposition
from repo_service.domain.roles import Actor
from repo_service.errors import SignInRequired
from repo_service.services import personal
from repo_service.web import current, login
from repo_service.web.language import gettext
from repo_service.web.language import lazy_gettext as _l

BLUEPRINT = Blueprint("personal", __name__, url_prefix="/account")
_PARTS: dict[str, tuple[Any, Any]] = {  # part of what is held -> its name, what is in it
    "affiliations": (_l("Rattachements"), _l("Où vous travaillez ou avez travaillé, et quand.")),
    "mandates": (_l("Mandats"), _l("Dans quelles instances vous siégez ou avez siégé.")),
    "offices": (_l("Fonctions chez un partenaire"), _l("Avec l’adresse et le téléphone où l’on peut vous joindre.")),
    "roles": (_l("Rôles"), _l("Ceux qui ont été donnés à votre compte.")),
    "sessions": (_l("Connexions"), _l("Le début, la fin et le navigateur de chacune, sans adresse de machine.")),
    "tokens": (_l("Jetons"), _l("Leur nom et leurs dates, jamais leur secret.")),
    "links": (_l("Liens reçus par courriel"), _l("À quoi ils servent et quand, jamais leur secret.")),
    "recovery_codes": (_l("Codes de secours"), _l("S’ils ont servi, jamais ce qu’ils sont.")),
    "intakes": (_l("Fichiers à vérifier"), _l("Ceux que vous avez déposés et pas encore publiés.")),
    "documents": (_l("Documents"), _l("Ceux que vous avez déposés.")),
    "versions": (_l("Versions"), _l("Celles que vous avez déposées ou corrigées.")),
    "states": (_l("Changements d’état"), _l("Ceux que vous avez décidés ou publiés.")),
    "companions": (_l("Pièces jointes"), _l("Celles que vous avez ajoutées à des documents.")),
    "comments": (_l("Commentaires"), _l("Ceux que vous avez écrits sur des documents, et vos réponses.")),
    "settled_comments": (_l("Commentaires réglés"), _l("Ceux que vous avez marqués comme réglés.")),
    "saved_searches": (_l("Recherches gardées"), _l("Leurs mots, leurs filtres et quand vous en êtes prévenu.")),
    "synonyms": (_l("Synonymes"), _l("Les groupes de mots que vous avez ajoutés pour la recherche.")),
    "notes": (_l("Notes de contact"), _l("Celles que vous avez écrites sur un partenaire.")),
    "candidature_answers": (_l("Réponses à des candidatures"), _l("Celles que vous avez données.")),
    "candidatures": (_l("Candidatures"), _l("Celles qui vous nomment comme personne à joindre.")),
    "messages": (_l("Courriels"), _l("À quoi ils servaient et leurs dates, pas leur texte.")),
    "link_requests": (_l("Liens demandés"), _l("Ceux qui attendent de partir par courriel.")),
    "log": (_l("Lignes du journal"), _l("Les actes que vous avez faits, et ceux qui portent sur votre compte.")),
}


def _me() -> Actor:
    actor = login.actor()
    if not actor.signed_in:
        raise SignInRequired()
    return actor


@BLUEPRINT.get("/data")
def show() -> str:
    """What is held, in words and numbers."""
    actor = _me()
    with current.reading() as uow:
        found = personal.held_on(uow, actor, actor.account)
    account, person = found["account"], found["person"]
    identity = [
        (gettext("Nom"), f"{person['given']} {person['family']}".strip()),
        (gettext("Adresse électronique"), account["mail"]),
        (gettext("Identifiant du compte"), account["id"]),
        (gettext("Mot de passe"), gettext("gardé sous forme d’empreinte") if account["has_password"] else "–"),
        (gettext("Seconde vérification"), gettext("active") if account["has_second_factor"] else "–"),
    ]
    parts = [(label, sentence, len(found[name])) for name, (label, sentence) in _PARTS.items()]
    return render_template("personal_data.html", identity=identity, parts=parts)


@BLUEPRINT.get("/data.json")
def download() -> Response:
    """All of it, as one JSON file; the log tells that it was handed over."""
    return handed_over(_me().account)


def handed_over(public_id: str) -> Response:
    """The same for any account that the person who asks may know all of."""
    text, actor = "", login.actor()
    if request.method == "HEAD":
        with current.reading() as uow:
            personal.held_on(uow, actor, public_id)
    else:
        with current.writing() as uow:
            text = json.dumps(personal.export(uow, actor, public_id), ensure_ascii=False, indent=2)
    response = Response(text, mimetype="application/json")
    response.headers["Content-Disposition"] = content_disposition(gettext("mes-donnees.json"))
    response.headers["Cache-Control"] = "private, no-store"
    return response
