"""The register as files, for programs: what the pages give at the same addresses (docs/api.md)."""

from __future__ import annotations

from flask import Response, url_for

from repo_service.web import register_files, security
from repo_service.web.api.register import what_is_asked


def register_csv() -> Response:
    """``GET /exports/register/decisions.csv`` with the parameters of ``/decisions``."""
    return register_files.table(what_is_asked())


def register_schema() -> Response:
    """``GET /exports/register/decisions.schema.json``: Table Schema."""
    return register_files.schema()


def register_scdl() -> Response:
    """``GET /exports/register/scdl.csv``: SCDL « délibérations »."""
    return register_files.strict()


def register_left_out() -> Response:
    """``GET /exports/register/scdl-left-out.csv``."""
    return register_files.left_out()


def register_paper(year: int, form: str) -> Response:
    """``GET /exports/register/<year>.docx``, ``.pdf``."""
    return register_files.paper(year, form)


def decisions_atom() -> Response:
    """``GET /feeds/decisions.atom`` with the parameters of ``/decisions``."""
    return register_files.feed(what_is_asked(), security.absolute(url_for("decisions.show")))


ROUTES = (
    ("/exports/register/decisions.csv", register_csv, ["GET"]),
    ("/exports/register/decisions.schema.json", register_schema, ["GET"]),
    ("/exports/register/scdl.csv", register_scdl, ["GET"]),
    ("/exports/register/scdl-left-out.csv", register_left_out, ["GET"]),
    ("/exports/register/<int:year>.<form>", register_paper, ["GET"]),
    ("/feeds/decisions.atom", decisions_atom, ["GET"]),
)
