"""My account: who I am here and why, my password, my second factor, my sign-ins, my tokens."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, session, url_for

from repo_service.domain.roles import Actor
from repo_service.errors import RepoServiceError, SignInRequired
from repo_service.services import naming
from repo_service.services.accounts import links, second_factor, sessions, tokens
from repo_service.services.register import reminders
from repo_service.web import current, errors, login, security, wording
from repo_service.web.language import gettext

BLUEPRINT = Blueprint("account", __name__, url_prefix="/account")
_BROWSERS = (  # the first mark that is there: most browsers bear the marks of others too
    ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip
_PROPOSED = "proposed-factor"  # in the signed cookie, between showing the secret and its first code


def _browser_words(user_agent: str) -> str:
    """A browser and its system by their names, as far as they are told: enough to know one's own."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return ", ".join(filter(None, (browser, system))) or user_agent[:60]


def _me() -> Actor:
    actor = login.actor()
    if not actor.signed_in:
        raise SignInRequired()
    return actor


@BLUEPRINT.get("")
def show() -> str:
    """Everything about one's account on one page."""
    return _page(_me())


def _prove(actor: Actor) -> None:
    """Ask once more who it is, before something grave."""
    sessions.prove(current.repository().store, actor, login.secret(), request.form.get("current", ""))


def _page(actor: Actor, error: RepoServiceError | None = None, secret: str = "", form: str = "") -> str:
    with current.reading() as uow:
        account = sessions.own_account(uow, actor)
        rows = sessions.own(uow, actor, login.secret())
        held = tokens.own(uow, actor)
        names, stopped = naming.names(uow), reminders.is_stopped(uow, actor)
    return render_template(
        "account.html", account=account, roles=[wording.ROLE_LABELS[role] for role in sorted(actor.roles)],
        withheld=[wording.ROLE_LABELS[role] for role in sorted(actor.withheld)], former=actor.former,
        bodies=[names[one] for one in sorted(actor.bodies) if one in names],
        member_of=[names[one] for one in sorted(actor.member_of) if one in names],
        institutions=[names[one] for one in sorted(actor.institutions) if one in names],
        reminders_stopped=stopped, browser_words=_browser_words, sessions=rows, tokens=held, token=secret, form=form,
        longest=tokens.LONGEST,
        errors=errors.fields(error) if error else {}, error=errors.sentence(error) if error else "",
    )  # fmt: skip


def _answer(actor: Actor, error: RepoServiceError, form: str) -> Response:
    return make_response(_page(actor, error, form=form), errors.status_of(error))


def _back(sentence: str) -> Response:
    flash(sentence)
    return redirect(url_for("account.show"), 303)  # type: ignore[return-value]


@BLUEPRINT.post("/password")
def password() -> Response:
    """Change, or choose for the first time, one's password. Every other sign-in and every token ends."""
    actor, repository = _me(), current.repository()
    try:
        _prove(actor)
        with current.reading() as uow:
            account = sessions.own_account(uow, actor)
        hashed = links.hashed_for(account, request.form.get("password", ""))
        with current.writing() as uow:
            agent = request.user_agent.string
            opened = links.change_password(uow, repository.door, actor, security.letterhead(), agent, hashed)
    except RepoServiceError as error:
        return _answer(actor, error, "password")
    login.enter(opened)
    return _back(gettext("Le mot de passe est changé. Les autres connexions et les jetons ont pris fin."))


@BLUEPRINT.post("/sessions/<public_id>/end")
def end_session(public_id: str) -> Response:
    """End one of one's sign-ins elsewhere."""
    actor = _me()
    with current.writing() as uow:
        sessions.end_own(uow, actor, public_id)
    return _back(gettext("Cette connexion a pris fin."))


@BLUEPRINT.post("/tokens")
def make_token() -> Response | str:
    """Make a token: it is shown once, on the page that answers."""
    actor, form = _me(), request.form
    try:
        days = form.get("days", "").strip()
        with current.writing() as uow:
            wanted = int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0
            secret = tokens.issue_own(uow, actor, form.get("name", ""), form.getlist("scopes"), wanted)
    except RepoServiceError as error:
        return _answer(actor, error, "token")
    return _page(actor, secret=secret)


@BLUEPRINT.post("/tokens/<public_id>/revoke")
def revoke_token(public_id: str) -> Response:
    """End one of one's tokens."""
    actor = _me()
    with current.writing() as uow:
        tokens.revoke_own(uow, actor, public_id)
    return _back(gettext("Ce jeton a pris fin."))


@BLUEPRINT.route("/second-factor", methods=["GET", "POST"])
def set_up_factor() -> Response | str:
    """Setting up the second factor: a secret for the telephone, confirmed by its first code."""
    actor, repository = _me(), current.repository()
    with current.reading() as uow:
        account = sessions.own_account(uow, actor)
    if account.totp_secret:
        return redirect(url_for("account.show"), 303)  # type: ignore[return-value]
    proposal = second_factor.propose(account.mail, repository.settings.site_name, session.get(_PROPOSED, ""))
    session[_PROPOSED] = proposal.secret
    shown: dict[str, Any] = {"account": account, "proposal": proposal}
    if request.method != "POST":
        return render_template("second_factor_setup.html", errors={}, error="", **shown)
    try:
        _prove(actor)
        with current.writing() as uow:
            code, agent = request.form.get("code", ""), request.user_agent.string
            codes, opened = second_factor.set_up(
                uow, repository.door, actor, proposal.secret, code, security.letterhead(), agent
            )
    except RepoServiceError as error:
        page = render_template(
            "second_factor_setup.html", errors=errors.fields(error), error=errors.sentence(error), **shown
        )
        return make_response(page, errors.status_of(error))
    login.enter(opened)
    return render_template("recovery_codes.html", codes=codes, fresh=True)


@BLUEPRINT.post("/second-factor/change")
def change_factor() -> Response | str:
    """Do without the second factor, or take fresh recovery codes: those before are no longer good."""
    actor = _me()
    try:
        _prove(actor)
    except RepoServiceError as error:
        return _answer(actor, error, "factor")
    with current.writing() as uow:
        if request.form.get("act") != "remove":
            return render_template("recovery_codes.html", codes=second_factor.renew(uow, actor), fresh=False)
        second_factor.remove(uow, actor, security.letterhead())
    return _back(gettext("La seconde vérification est retirée."))
