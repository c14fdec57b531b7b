"""``/api/v1``: the same verbs for programs.

Bearer tokens; errors are ``application/problem+json`` with a stable code.
"""

from flask import Blueprint

from repo_service.web.api import (
    acting,
    commenting,
    comparing,
    documents,
    explaining,
    finding,
    governance,
    leaving,
    register,
)

BLUEPRINT = Blueprint("api", __name__, url_prefix="/api/v1")

for room in (acting, commenting, comparing, documents, explaining, finding, governance, leaving, register):
    for rule, view, methods in room.ROUTES:
        BLUEPRINT.add_url_rule(rule, view.__name__, view, methods=methods)
