"""Small pages about the service itself: accessibility, health for monitors, and the style guide in development."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template

from repo_service.errors import NotFound
from repo_service.services import health
from repo_service.web import current

BLUEPRINT = Blueprint("about", __name__)


@BLUEPRINT.get("/accessibilite")
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("accessibility.html")


@BLUEPRINT.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@BLUEPRINT.get("/readyz")
def ready() -> Response:
    """Database, storage and index answer too; 503 otherwise, with which one does not. Says nothing about content."""
    parts = health.parts(current.repository())
    response = jsonify(status="ok" if all(parts.values()) else "unavailable", parts=parts)
    response.status_code = 200 if all(parts.values()) else 503
    return response


@BLUEPRINT.get("/styleguide")
def styleguide() -> str:
    """Every component in every state; in development only."""
    if not current.settings().development:
        raise NotFound()
    return render_template("styleguide.html")
