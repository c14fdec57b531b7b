"""Signing in and out, by password or by a mailed link, and the two switches of how pages look: language and theme."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from repo_service.errors import RepoServiceError, SignInFailed, TooManyAttempts
from repo_service.services.accounts import links, managing
from repo_service.web import current, errors, login, security, wording
from repo_service.web import language as languages
from repo_service.web.language import gettext

BLUEPRINT = Blueprint("session", __name__)
_YEAR = 31_536_000


@BLUEPRINT.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response | str:
    """The sign-in page. One sentence for every failure, so that nobody learns which addresses have accounts.

    Without a password, a link is mailed: that is how most readers come in.
    """
    onwards = security.local_address(request.values.get("next"), url_for("home.home"))
    if request.method != "POST":
        return _page(onwards)
    mail, password = request.form.get("mail", ""), request.form.get("password", "")
    try:
        if "link" in request.form or not password:
            return _mailed("sign_in", mail, "" if onwards == url_for("home.home") else onwards)
        opened = login.sign_in(mail, password)
    except RepoServiceError as error:
        return _refused(_page(onwards, mail, error), error)
    return _onwards(opened.pending, onwards)


def _mailed(purpose: str, mail: str, onwards: str = "") -> str:
    """Ask for a link and say so in the same words whoever asks."""
    with current.writing() as uow:
        address, language = request.remote_addr or "", languages.chosen()
        door = current.repository().door
        links.ask(uow, door, purpose, mail, address, security.letterhead(), language, onwards)
    minutes = int(links.GOOD_FOR[purpose].total_seconds() // 60)
    return render_template("link_sent.html", purpose=purpose, mail=mail, minutes=minutes)


def _refused(page: str, error: RepoServiceError) -> Response:
    response = make_response(page, errors.status_of(error))
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(error.params["seconds"])
    return response


def _onwards(pending: bool, onwards: str) -> Response:
    """To where the person wanted to go, by way of the second factor where one is owed."""
    target = url_for("session.second_factor", next=onwards) if pending else onwards
    return redirect(target, 303)  # type: ignore[return-value]


def _page(onwards: str, mail: str = "", error: RepoServiceError | None = None) -> str:
    logins = []
    if current.repository().demonstration:
        with current.reading() as uow:
            logins = [
                {"role": wording.ROLE_LABELS[role], "mail": address, "password": password}
                for address, role, password in managing.demonstration_logins(uow, current.settings().timezone)
            ]
    words = errors.sentence(error) if error else ""
    if isinstance(error, SignInFailed):
        words += " " + gettext("Réessayez ; en cas d’oubli, demandez un lien par courriel.")
    return render_template(
        "sign_in.html", next=onwards, mail=mail, error=words, errors=errors.fields(error) if error else {},
        demo_logins=logins, oidc=_provider_button(),
    )  # fmt: skip


def _provider_button() -> str:
    asked = current.settings()
    return (asked.oidc_label or gettext("Se connecter avec mon établissement")) if asked.oidc_issuer else ""


@BLUEPRINT.route("/sign-in/link/<secret>", methods=["GET", "POST"])
def follow(secret: str) -> Response | str:
    """A mailed link. Opening it shows a button, because mail programs open links by themselves; the button signs in."""
    door, here = current.repository().door, security.asked_at()
    if request.method != "POST":  # HEAD changes nothing either
        with current.reading() as uow:
            links.account_behind(uow, door, "sign_in", secret, here)
        return render_template("follow_link.html")
    with current.writing() as uow:
        opened = links.follow(uow, door, secret, here, request.user_agent.string)
    onwards = security.local_address(request.args.get("next"), url_for("home.home"))
    return _onwards(login.enter(opened).pending, onwards)


@BLUEPRINT.route("/sign-in/code", methods=["GET", "POST"])
def second_factor() -> Response | str:
    """The second factor of somebody who has just given a password or a link."""
    onwards = security.local_address(request.values.get("next"), url_for("home.home"))
    if not login.waits_for_factor():
        return redirect(url_for("session.sign_in", next=onwards), 303)  # type: ignore[return-value]
    if request.method != "POST":
        return render_template("second_factor.html", next=onwards, error="")
    try:
        login.give_factor(request.form.get("code", ""))
    except (SignInFailed, TooManyAttempts) as error:
        return _refused(render_template("second_factor.html", next=onwards, error=errors.sentence(error)), error)
    return redirect(onwards, 303)  # type: ignore[return-value]


@BLUEPRINT.route("/password", methods=["GET", "POST"])
def forgotten() -> Response | str:
    """Asking for a link to choose a new password."""
    if request.method != "POST":
        return render_template("forgotten.html", mail=request.args.get("mail", ""), errors={}, error="")
    mail = request.form.get("mail", "")
    try:
        return _mailed("reset", mail)
    except RepoServiceError as error:
        page = render_template("forgotten.html", mail=mail, errors=errors.fields(error), error=errors.sentence(error))
        return _refused(page, error)


@BLUEPRINT.route("/password/<secret>", methods=["GET", "POST"])
def choose_password(secret: str) -> Response | str:
    """Choosing a new password by a mailed link."""
    return _with_password("reset", secret)


@BLUEPRINT.route("/invitation/<secret>", methods=["GET", "POST"])
def invitation(secret: str) -> Response | str:
    """Accepting an invitation, with a password or without one."""
    return _with_password("invitation", secret)


def _with_password(purpose: str, secret: str) -> Response | str:
    door, here = current.repository().door, security.asked_at()
    with current.reading() as uow:
        account = links.account_behind(uow, door, purpose, secret, here)
    shown = {"purpose": purpose, "mail": account.mail, "name": account.person.name}
    if request.method != "POST":
        return render_template("choose_password.html", errors={}, **shown)
    password, agent = request.form.get("password", ""), request.user_agent.string
    try:
        wanted = purpose == "reset" or bool(password)
        hashed = links.hashed_for(account, password) if wanted else ""
    except RepoServiceError as error:
        return _refused(render_template("choose_password.html", errors=errors.fields(error), **shown), error)
    with current.writing() as uow:
        if purpose == "reset":
            opened = links.choose_password(uow, door, secret, here, security.letterhead(), agent, hashed)
        else:
            opened = links.accept(uow, door, secret, here, agent, hashed)
    return _onwards(login.enter(opened).pending, url_for("home.home"))


@BLUEPRINT.post("/sign-out")
def sign_out() -> Response:
    """End this session; with ``everywhere``, all of them and all tokens."""
    login.sign_out(everywhere="everywhere" in request.form)
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
    settings = current.settings()
    name, kept = security.cookie_name(name, settings), value in {"fr", "en", "light", "dark"}
    response.set_cookie(
        name, value if kept else "", max_age=_YEAR if kept else 0, secure=settings.https, httponly=True, samesite="Lax"
    )
