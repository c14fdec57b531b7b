"""Error -> status: the only such table. A page for people, ``application/problem+json`` for programs and scripts."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestedRangeNotSatisfiable, RequestEntityTooLarge, SecurityError

from repo_service import errors
from repo_service.errors import RepoServiceError, TooLarge
from repo_service.services.reading import CopyMissing
from repo_service.web import current, login
from repo_service.web.language import gettext

STATUS: dict[type[RepoServiceError], int] = {
    errors.BadQuery: 400,
    errors.Invalid: 422,
    errors.SignInRequired: 401,
    errors.SignInAgain: 401,
    errors.SignInFailed: 401,
    errors.Forbidden: 403,
    CopyMissing: 403,
    errors.NotFound: 404,
    errors.PreconditionFailed: 412,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.LinkSpent: 410,
    errors.TooLarge: 413,
    errors.TooLong: 422,
    errors.Unreadable: 422,
    errors.TooManyAttempts: 429,
    errors.Damaged: 500,
    errors.Unavailable: 503,
    errors.StorageFull: 507,
}
_HTTP_CODES = {
    400: "bad_request", 401: "sign_in_required", 403: "forbidden", 404: "not_found", 405: "method_not_allowed",
    416: "range_not_satisfiable",
}  # fmt: skip
_logger = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Answer every error in the same two ways."""
    app.register_error_handler(RepoServiceError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _forgery)
    app.register_error_handler(Exception, _unexpected)


def status_of(error: RepoServiceError) -> int:
    """The status of one of our errors, through its parents."""
    return next((STATUS[parent] for parent in type(error).__mro__ if parent in STATUS), 500)


def sentence(error: RepoServiceError) -> str:
    """Its sentence in the language of the request."""
    return gettext(error.template, **error.params) if error.params else gettext(error.template).replace("%%", "%")


def fields(error: RepoServiceError) -> dict[str, str]:
    """Its sentences per form field, in the language of the request."""
    return {name: gettext(words) for name, words in error.fields.items()}


def wants_json() -> bool:
    """Whether a program or a script of ours asks: the API, or a request that prefers JSON to a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return login.is_api() or (best == "application/json" and "text/html" not in request.headers.get("Accept", ""))


def problem(status: int, code: str, detail: str, invalid: dict[str, str] | None = None) -> Response:
    """An answer after RFC 9457, with our stable ``code``."""
    body: dict[str, Any] = {"type": "about:blank", "title": code, "status": status, "code": code, "detail": detail}
    if invalid:
        body["fields"] = invalid
    response = jsonify(body)
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response


def _ours(error: RepoServiceError) -> Response | tuple[str, int]:
    status = status_of(error)
    if isinstance(error, errors.SignInRequired) and not wants_json() and request.method in {"GET", "HEAD"}:
        return redirect(url_for("session.sign_in", next=request.full_path.rstrip("?")), 303)  # type: ignore[return-value]
    if isinstance(error, errors.Unavailable):
        _logger.warning("%s at %r", error.code, _place())
    elif status >= 500:
        _logger.error("%s: %s", error.code, error, exc_info=error)
    elif status in {403, 429}:
        _tell_refusal(error.code)
    response = _answer(status, error.code, sentence(error), fields(error))
    if isinstance(error, errors.Unavailable):
        response.headers["Retry-After"] = "2"
    if isinstance(error, errors.PreconditionFailed):
        _name_current(response, error)
    if isinstance(error, errors.TooManyAttempts):
        response.headers["Retry-After"] = str(error.params["seconds"])
    if status == 401 and login.is_api():
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _name_current(response: Response, error: RepoServiceError) -> None:
    """Tell a program what it would have had to name: the version and the mark of today."""
    mark = str(error.params.get("etag", ""))
    response.set_etag(mark)
    body = response.get_json() | {"current": {"version": error.params.get("version"), "etag": f'"{mark}"'}}
    response.set_data(jsonify(body).get_data())


def _answer(status: int, code: str, detail: str, invalid: dict[str, str] | None = None) -> Response:
    if wants_json():
        return problem(status, code, detail, invalid)
    advice = " ".join((invalid or {}).values())
    retry = request.full_path if status in {429, 503} and request.method in {"GET", "HEAD"} else ""
    page = render_template("error.html", code=status, sentence=detail, advice=advice, retry_url=retry)
    return Response(page, status)


def _http(error: HTTPException) -> Response:
    if isinstance(error, RequestEntityTooLarge):
        limit = TooLarge(limit=f"{current.settings().max_upload // 1_000_000} Mo")
        return _answer(413, limit.code, sentence(limit))
    if isinstance(error, SecurityError):  # the host is not ours, so no page can name its own addresses
        return Response(gettext("Cette demande n’est pas lisible. Rien n’a été changé."), 400, mimetype="text/plain")
    status = error.code or 500
    if status < 400 and isinstance(error.response, Response):
        return error.response
    known = {
        400: gettext("Cette demande n’est pas lisible. Rien n’a été changé."),
        404: sentence(errors.NotFound()),
        405: gettext("Cette adresse ne s’utilise pas ainsi."),
        416: gettext("Ce fichier n’a pas la partie demandée."),
    }
    words = known.get(status) or sentence(errors.RepoServiceError())
    response = _answer(status, _HTTP_CODES.get(status, "http_error"), words)
    if status == 405:
        response.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or ())
    if isinstance(error, RequestedRangeNotSatisfiable):
        response.headers["Content-Range"] = f"{error.units} */{error.length}"
    return response


def _place() -> str:
    """Where a request went, for the technical log: never with the secret of a mailed link. Log it by ``%r``, because a
    path may hold the end of a line.
    """
    rule = request.url_rule
    return rule.rule if rule is not None and "secret" in rule.arguments else request.path


def _tell_refusal(code: str) -> None:
    who = login.actor().account or "visitor"
    _logger.warning("%s: %s %r by %s from %s", code, request.method, _place(), who, request.remote_addr)


def _forgery(error: CSRFError) -> Response:
    _tell_refusal("form_expired")
    words = gettext(
        "Ce formulaire a expiré. Rien n’est perdu : revenez à la page précédente, rechargez-la et recommencez."
    )
    return _answer(400, "form_expired", words)


def _unexpected(error: Exception) -> Response:
    _logger.exception("unexpected error at %s %r", request.method, _place())
    return _answer(500, "internal", sentence(RepoServiceError()))
