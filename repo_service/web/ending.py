"""The page on which a dated fact ends, or is taken back because it was never so: one for all sorts of facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from repo_service.errors import Invalid
from repo_service.services.partners.facts import Line
from repo_service.services.repository import UnitOfWork
from repo_service.web import current, days, errors
from repo_service.web.language import gettext

End = Callable[[UnitOfWork, date | None], None]
Retract = Callable[[UnitOfWork], None]


def answer(line: Line, words: str, back: dict[str, str], end: End, retract: Retract) -> Response | str:
    """Show the page of a fact (``words``: what it says of whom it names) or do what its form asks.

    ``back``: url, title and language of the page that the person came from.
    """
    said: dict[str, Any] = {"line": line, "words": words, "back": back, "errors": {}, "day": ""}
    if request.method != "POST":
        return render_template("fact.html", **said)
    try:
        with current.writing() as uow:
            if request.form.get("act") == "retract":
                retract(uow)
            else:
                end(uow, days.in_form(request.form, "day")["day"])
    except Invalid as error:
        said |= {"errors": errors.fields(error), "day": request.form.get("day", "")}
        return make_response(render_template("fact.html", **said), errors.status_of(error))
    flash(gettext("C’est noté."), "success")
    return redirect(back["url"], 303)
