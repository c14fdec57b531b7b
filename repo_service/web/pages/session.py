"""Signing in and out, and the two switches of how pages look: language and theme."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from repo_service.errors import SignInFailed, TooManyAttempts
from repo_service.services import people
from repo_service.web import current, errors, login, security, wording
from repo_service.web import language as languages
from repo_service.web.language import gettext

BLUEPRINT = Blueprint("session", __name__)
_YEAR = 31_536_000


@BLUEPRINT.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response | str:
    """The sign-in page. One sentence for every failure, so that nobody learns which addresses have accounts."""
    onwards = security.local_address(request.values.get("next"), url_for("home.home"))
    if request.method != "POST":
        return _page(onwards)
    mail = request.form.get("mail", "")
    try:
        login.sign_in(mail, request.form.get("password", ""))
    except (SignInFailed, TooManyAttempts) as error:
        words = errors.sentence(error)
        if isinstance(error, SignInFailed):
            words += " " + gettext(
                "Réessayez ; en cas d’oubli, demandez un nouveau mot de passe à l’administrateur."
            )
        response = make_response(_page(onwards, mail, words), errors.status_of(error))
        if isinstance(error, TooManyAttempts):
            response.headers["Retry-After"] = str(error.params["seconds"])
        return response
    return redirect(onwards, 303)  # type: ignore[return-value]


def _page(onwards: str, mail: str = "", error: str = "") -> str:
    logins = []
    if current.repository().demonstration:
        with current.reading() as uow:
            logins = [
                {"role": wording.ROLE_LABELS[role], "mail": address, "password": password}
                for address, role, password in people.demonstration_logins(uow)
            ]
    return render_template("sign_in.html", next=onwards, mail=mail, error=error, demo_logins=logins)


@BLUEPRINT.post("/sign-out")
def sign_out() -> Response:
    """End this session."""
    login.sign_out()
    return redirect(url_for("home.home"), 303)  # type: ignore[return-value]


@BLUEPRINT.get("/language/<code>")
def language(code: str) -> Response:
    """Keep the language of the screens in a cookie, then go back."""
    response = redirect(security.local_address(request.args.get("next"), url_for("home.home")), 303)
    if code in languages.LANGUAGES:
        _remember(response, languages.COOKIE, code)  # type: ignore[arg-type]
    return response  # type: ignore[return-value]


@BLUEPRINT.post("/theme")
def theme() -> Response:
    """Keep light, dark or neither in a cookie, then go back."""
    response = redirect(security.local_address(request.form.get("next"), url_for("home.home")), 303)
    _remember(response, "theme", request.form.get("theme", ""))  # type: ignore[arg-type]
    return response  # type: ignore[return-value]


security.exempt_view(theme)


def _remember(response: Response, name: str, value: str) -> None:
    if value in {"fr", "en", "light", "dark"}:
        response.set_cookie(
            name, value, max_age=_YEAR, secure=current.settings().https, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(name)


