"""The web application, for any WSGI server: settings, one repository per process, and the doors of ``web``."""

from __future__ import annotations

import gc
import os

from flask import Flask

from repo_service import paths, settings, web
from repo_service.services import installing
from repo_service.services.repository import Repository
from repo_service.settings import Settings


def create_app(chosen: Settings | None = None, demonstration: bool = False) -> Flask:
    """An application. ``demonstration``: the printed logins are good, because the server listens on loopback.

    Without ``chosen`` a WSGI server asks, and nobody knows who reaches it: it needs a key (``installing.require_key``).
    """
    if chosen is None:
        chosen = settings.load()
        installing.require_key(chosen)
    os.umask(os.umask(0o077) | 0o027)  # what is kept is not for the other users of the machine
    app = Flask("repo_service", static_folder=None, template_folder=None)
    web.register(app, Repository(chosen, demonstration), paths.templates("pages"))
    return app


def settle() -> None:
    """For a process that only serves, before its first answer: what was loaded stays, and is not looked through again
    and again for what nothing refers to any more. That took a tenth of a search, and now and then a tenth of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
