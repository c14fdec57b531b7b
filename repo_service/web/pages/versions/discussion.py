"""``/documents/<id>/versions/<n>/discussion``: what is said on a text, passage by passage, and the form to say more."""

from __future__ import annotations

import unicodedata
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from repo_service.domain.passages import Block
from repo_service.errors import Gone, Invalid, NotFound
from repo_service.services.versions import commenting
from repo_service.services.versions.annotated import AnotherText
from repo_service.services.versions.commenting import Discussion, Thread
from repo_service.web import current, errors, login, rendering, wording
from repo_service.web.comparison import telling
from repo_service.web.language import gettext
from repo_service.web.pages import documents
from repo_service.web.pages.versions import margin, received

BLUEPRINT = Blueprint("discussion", __name__, url_prefix="/documents/<public_id>/versions/<int:number>/discussion")
_FIELDS = ("annotated", "text")
_ACTS = {
    "resolve": (commenting.resolve, "Le commentaire est marqué comme réglé."),
    "reopen": (commenting.reopen, "Le commentaire est rouvert."),
    "withdraw": (commenting.withdraw, "Votre commentaire est retiré."),
}


@BLUEPRINT.get("")
def show(public_id: str, number: int) -> Response | str | tuple[str, int]:
    """The passages with their comments, and the form where the address asks for it."""
    return page(public_id, number)


@BLUEPRINT.post("")
def write(public_id: str, number: int) -> Response | tuple[str, int]:
    """Keep a comment or an answer, and go back to its passage."""
    form = request.form
    anchor, answers = form.get("passage", ""), form.get("answers", "")
    try:
        with current.writing() as uow:
            made = commenting.comment(uow, login.actor(), public_id, number, form.get("text", ""), anchor, answers)
    except Gone:
        return documents.tombstone(public_id)
    except Invalid as error:
        return make_response(page(public_id, number, error), errors.status_of(error))
    flash(gettext("Votre réponse est gardée.") if answers else gettext("Votre commentaire est gardé."), "success")
    return _back(public_id, number, anchor or f"c-{answers or made}", form.get("at", ""))


@BLUEPRINT.post("/<comment>/<act>")
def change(public_id: str, number: int, comment: str, act: str) -> Response | tuple[str, int]:
    """Settle a comment, open it again, or take it back (``act``: resolve, reopen, withdraw)."""
    if act not in _ACTS:
        raise NotFound()
    verb, done = _ACTS[act]
    try:
        with current.writing() as uow:
            verb(uow, login.actor(), public_id, number, comment)
    except Gone:
        return documents.tombstone(public_id)
    flash(gettext(done), "success")
    return _back(public_id, number, f"c-{comment}")


def _back(public_id: str, number: int, place: str, at: str = "") -> Response:
    more: dict[str, Any] = {"at": at} if at.isalnum() else {}
    address = url_for("discussion.show", public_id=public_id, number=number, _anchor=place, **more)
    return redirect(address, 303)  # type: ignore[return-value]


def page(public_id: str, number: int, error: Invalid | None = None) -> Response | str | tuple[str, int]:
    """The page, with what is wrong with the comment or the copy that was sent to it."""
    actor = login.actor()
    try:
        with current.reading() as uow:
            found = commenting.discussion(uow, actor, public_id, number)
    except Gone:
        return documents.tombstone(public_id)
    shown = found.shown
    current.tell_reading(actor, shown.document, shown.version)
    address: dict[str, Any] = {"public_id": shown.document.public_id, "number": number}
    wrong = errors.fields(error) if error else {}
    return render_template(
        "discussion.html", head=_head(found), version=number, newest=_newest(found), threads=found.threads,
        summary=margin.summary(found.threads), whole=[_thread(found, one) for one in _ours(found.on(""))],
        gone=[_thread(found, one) for one in _ours(found.gone)], passages=_passages(found), listed=_listed(found),
        form=_form(found, wrong.get("text", "")), errors={name: wrong[name] for name in _FIELDS if name in wrong},
        general=_general(error, wrong), received=received.section(found), resembles=_resembled(error),
        thread_of=lambda one: _thread(found, one), draft=found.is_draft,
        url=url_for("discussion.show", **address), act_url=_act_address(address),
    )  # fmt: skip


def _ours(threads: list[Thread]) -> list[Thread]:
    """What was said here: remarks of annotated copies have a section of their own."""
    return [one for one in threads if not one.is_remark]


def _general(error: Invalid | None, wrong: dict[str, str]) -> str:
    """What is wrong, but for the fields that the page has."""
    if error is not None and not wrong:
        return errors.sentence(error)
    return " ".join(words for name, words in wrong.items() if name not in _FIELDS)


def _resembled(error: Invalid | None) -> dict[str, Any] | None:
    """The way to the document that a refused copy looks like."""
    if not isinstance(error, AnotherText) or error.resembles is None:
        return None
    found = error.resembles
    address = url_for("documents.show", public_id=found.public_id)
    return {"url": address, "label": found.title, "language": found.language}


def _act_address(address: dict[str, Any]) -> Any:
    return lambda comment, act: url_for("discussion.change", comment=comment, act=act, **address)


def _head(found: Discussion) -> dict[str, Any]:
    version = found.shown.version
    address = url_for("documents.version", public_id=found.shown.document.public_id, number=version.number)
    return {"title": version.title, "url": address, "language": version.details.get("language", "fr")}


def _newest(found: Discussion) -> dict[str, Any] | None:
    """The way to the discussion of the version of today, from that of an older one."""
    today = found.shown.document.current_number
    if found.shown.version.number >= today:
        return None
    address = url_for("discussion.show", public_id=found.shown.document.public_id, number=today)
    return {"url": address, "label": gettext("Discuter la version d’aujourd’hui")}


def _passages(found: Discussion) -> list[dict[str, Any]]:
    """Every passage with words, and what is said on it."""
    return [
        {
            "anchor": block.anchor, "text": text, "label": _plain(block.label), "heading": block.kind == "heading",
            "excerpt": telling.excerpt(text), "threads": [_thread(found, one) for one in _ours(found.on(block.anchor))],
            "remarks": received.links(found, block.anchor),
        }
        for block in found.shown.extract.blocks
        if block.anchor and (text := _wording(found, block))
    ]  # fmt: skip


def _wording(found: Discussion, block: Block) -> str:
    text = _plain(block.text).strip()
    if found.shown.document.kind == "template":
        return rendering.BLANK.sub(lambda code: wording.blank_words(code[1]), text)
    return text


def _plain(text: str) -> str:
    """Words that a page may hold: what a file says without control characters."""
    if text.isprintable():
        return text
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs", "Cn"})


def _listed(found: Discussion) -> list[dict[str, Any]]:
    """Open comments in the order of the text, to go to: those on the whole first."""
    places = {block.anchor: place for place, block in enumerate(found.shown.extract.blocks)}
    waiting = [one for one in _ours(list(found.threads)) if one.is_open and not one.gone]
    return [
        {"url": f"#c-{one.first.id}", "quote": telling.excerpt(_plain(one.quote)), "author": one.first.author,
         "count": len(one.answers)}
        for one in sorted(waiting, key=lambda one: places.get(one.anchor, -1))
    ]  # fmt: skip


def _thread(found: Discussion, one: Thread) -> dict[str, Any]:
    document, number = found.shown.document, found.shown.version.number
    address: dict[str, Any] = {"public_id": document.public_id}
    stood = url_for("discussion.show", number=one.stood, _anchor=one.anchor, **address) if one.gone else ""
    compare = url_for("comparing.show", a=one.made_on, b=number, **address) if one.changed else ""
    return {
        "thread": one, "earlier": one.made_on if one.made_on != number else 0, "quote": _plain(one.quote),
        "compare_url": compare, "stood_url": stood,
        "may_answer": one.settled_at is None,
    }  # fmt: skip


def _form(found: Discussion, error: str) -> dict[str, Any]:
    """What the one form of the page is about, and what was typed in it: a passage, a comment that is answered, or the
    whole text, by the address or by what was sent. ``about`` is empty where it stays folded.
    """
    sent = request.endpoint == "discussion.write"  # and not a copy, whose form is another
    said = request.form if sent else request.args
    threads = {one.first.id: one for one in found.threads if one.settled_at is None}
    answers, passage = said.get("answers", ""), said.get("passage", "")
    about, place = "", ""
    if answers in threads:
        about, place = "answer", answers
    elif passage and passage in found.anchors:
        about, place = "passage", passage
    elif sent or "whole" in said or not found.threads:
        about = "whole"
    who = threads[answers].first.author if about == "answer" else ""
    typed = request.form.get("text", "") if sent else ""
    return {"about": about, "place": place, "who": who, "text": typed, "error": error}
