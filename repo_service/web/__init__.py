"""The doors: pages for people, an API for programs. ``register`` is the table of contents.

A handler reads the request, calls one verb of ``services``, answers. Nothing here touches the store or the index.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import jinja2
from flask import Flask

from repo_service.services import installing
from repo_service.services.repository import Repository
from repo_service.web import api, errors, language, login, pages, security, statics, uploads, wording


def register(app: Flask, repository: Repository, templates: Sequence[Path]) -> None:
    """Fit out ``app``: settings, security first, then pages and API."""
    settings = repository.settings
    app.extensions["repository"] = repository
    app.config.update(
        SECRET_KEY=installing.secret_key(settings),
        MAX_CONTENT_LENGTH=settings.max_upload,
        MAX_FORM_MEMORY_SIZE=4_000_000,
        SESSION_COOKIE_NAME=security.cookie_name("repo_service", settings),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        WTF_CSRF_TIME_LIMIT=None,
        TRUSTED_HOSTS=security.hosts(settings.base_url),
        TEMPLATES_AUTO_RELOAD=settings.development,
    )
    app.jinja_loader = jinja2.FileSystemLoader([str(folder) for folder in templates])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.request_class = uploads.Request
    app.url_map.merge_slashes = False  # else //documents is sent on to the host that the request names
    statics.register(app, settings)
    language.register(app)
    login.register(app)
    security.register(app)
    wording.register(app)
    errors.register(app)
    pages.register(app, settings)
    for blueprint in (*pages.BLUEPRINTS, api.BLUEPRINT):
        app.register_blueprint(blueprint)
    security.exempt(app, api.BLUEPRINT)
