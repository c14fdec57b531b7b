"""``/search.csv``, ``.bib``, ``.ris``, ``.atom``: the whole result of a search, in its order, as a file."""

from __future__ import annotations

from flask import Blueprint

from repo_service.web import exporting
from repo_service.web.exports import EXPORTS

BLUEPRINT = Blueprint("exports", __name__)

for _name in EXPORTS:
    BLUEPRINT.add_url_rule(f"/search.{_name}", _name, exporting.view(_name))
