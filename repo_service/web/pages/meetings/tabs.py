"""The lists of « Réunions et décisions », as one row of links on each of them."""

from __future__ import annotations

from flask import current_app, request

from repo_service.domain.roles import Actor
from repo_service.web.language import lazy_gettext as _l

_LISTS = {  # code -> path, what it is called, the action that opens it
    "meetings": ("/meetings", _l("Réunions"), "read"),
    "decisions": ("/decisions", _l("Registre des décisions"), "read"),
    "actions": ("/actions", _l("Actions"), "read"),
    "findings": ("/findings", _l("À vérifier"), "decide"),
    "overview": ("/decisions/overview", _l("Vue d’ensemble"), "decide"),
}


def tabs(actor: Actor, current: str) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is the present page, of each list that there is and that the actor may read."""
    there = {rule.rule for rule in current_app.url_map.iter_rules()}
    shown = {code: said for code, said in _LISTS.items() if said[0] in there and actor.can(said[2])}
    return [(str(label), request.script_root + path, code == current) for code, (path, label, _) in shown.items()]
