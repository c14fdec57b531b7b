"""``/documents/<id>/findings``: minutes on the left, what was found in them on the right, to accept or to discard.

Nothing enters the register from here that a person has not accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from repo_service.domain.minutes.found import FoundAction, FoundDecision, Quote, votes_json
from repo_service.domain.passages import Block, Span
from repo_service.errors import Conflict, Invalid
from repo_service.services.register import accepting, proposing
from repo_service.services.register.accepting import Wanted
from repo_service.services.register.proposing import Proposal, Review
from repo_service.services.repository import UnitOfWork
from repo_service.web import current, days, errors, language, login, remarks, rendering
from repo_service.web import register_words as words
from repo_service.web.language import gettext, ngettext
from repo_service.web.pages.register.decisions import row

BLUEPRINT = Blueprint("findings", __name__)
_SURE = 0.7  # proposals below are folded away under the others


@BLUEPRINT.get("/documents/<public_id>/findings")
def show(public_id: str) -> str:
    """The review page."""
    with current.reading() as uow:
        return _page(uow, public_id)


@BLUEPRINT.post("/documents/<public_id>/findings")
def judge(public_id: str) -> Response:
    """Accept, discard, take back, or add a passage of one's own choice; back to the next proposal."""
    form = request.form
    try:
        if key := form.get("discard"):
            done = _discard(public_id, [key])
        elif key := form.get("restore"):
            done = _take_back(public_id, key)
        else:
            done = _accept(public_id)
    except Invalid as error:
        return _again(public_id, errors.fields(error), errors.sentence(error), 422)
    except Conflict as error:
        return _again(public_id, {}, errors.sentence(error), errors.status_of(error))
    flash(done, "success")
    with current.reading() as uow:
        left = proposing.review(uow, login.actor(), public_id, current.settings().timezone).waiting
    anchor = f"f-{left[0].found.key}" if left else "top"
    return redirect(url_for("findings.show", public_id=public_id, _anchor=anchor), 303)


def _accept(public_id: str) -> str:
    """One proposal as it stands or in other words, all of one sort, or a passage."""
    actor, timezone = login.actor(), current.settings().timezone
    with current.reading() as uow:
        review = proposing.review(uow, actor, public_id, timezone)
        wanted = _wanted(review)
        texts = accepting.wordings(review.found, wanted)
    repository = current.repository()
    prepared = accepting.prepare(repository.store, repository.reader, texts)
    with current.writing() as uow:
        made = accepting.accept(uow, actor, public_id, wanted, prepared, timezone)
        numbers = proposing.numbers(uow, made)
    return words.accepted(numbers, len(wanted))


def _wanted(review: Review) -> list[Wanted]:
    """What the form wants. ``Invalid`` where nothing is left to accept."""
    form = request.form
    if form.get("accept") == "all":
        every = [one for one in review.waiting if one.found.score >= _SURE or form.get("unsure")]
        wanted = [Wanted(one.found.key) for one in every]
    elif key := form.get("accept"):
        wanted = [Wanted(key, ties=_ties(key) if form.get(f"{key}-asked") else None)]
    elif key := form.get("edit"):
        wanted = [_edited(key)]
    elif anchor := form.get("anchor"):
        number = sum(one.found.rule == "by-hand" for one in review.decisions)
        own = accepting.own(review.shown.extract.blocks, anchor, form.get("passage", ""), number)
        wanted = [_edited(own.key, own)]
    else:
        wanted = []
    if not wanted:
        raise Invalid(gettext("Il ne reste rien à retenir ici."))
    return wanted


def _edited(key: str, own: FoundDecision | None = None) -> Wanted:
    form = days.of_form("own-" if own else f"{key}-")
    said = days.in_form(form, "start", "until")
    until = said["until"]
    return Wanted(
        key, form.get("title", ""), form.get("wording", ""), form.get("state", ""), said["start"],
        days.after(until) if until else None, edited=True, own=own,
    )  # fmt: skip


def _ties(key: str) -> tuple[tuple[str, str], ...]:
    """What the form says that a decision does to others: « amends:4K7T… », or nothing."""
    said = [text.partition(":") for text in request.form.getlist(f"{key}-tie") if text]
    return tuple((relation, target) for relation, _, target in said)


def _discard(public_id: str, keys: list[str]) -> str:
    with current.writing() as uow:
        count = accepting.discard(uow, login.actor(), public_id, keys, current.settings().timezone)
    return ngettext("Proposition écartée.", "%(num)s propositions écartées.", count)


def _take_back(public_id: str, key: str) -> str:
    with current.writing() as uow:
        accepting.take_back(uow, login.actor(), public_id, key)
    return gettext("La proposition attend de nouveau votre avis.")


def _again(public_id: str, faults: dict[str, str], general: str, status: int) -> Response:
    with current.reading() as uow:
        return make_response(_page(uow, public_id, faults, general), status)


def _page(uow: UnitOfWork, public_id: str, faults: dict[str, str] | None = None, general: str = "") -> str:
    actor, timezone = login.actor(), current.settings().timezone
    review = proposing.review(uow, actor, public_id, timezone)
    document, blocks = review.shown.document, review.shown.extract.blocks
    quotes = [one.found.quote for one in (*review.decisions, *review.actions)]
    text = rendering.html(_marked(blocks, quotes), heading_offset=1, prefix="t-", words=language.rendering_words())
    adding = request.args.get("add") or request.form.get("anchor", "")
    block = next((one for one in blocks if one.anchor == adding), None)
    return render_template(
        "findings.html", document=document, back=url_for("documents.show", public_id=public_id),
        text_html=text, passages=[(one.anchor, one.text[:90]) for one in blocks if one.anchor and one.text.strip()],
        decisions=[_line(one) for one in review.decisions], actions=[_line(one) for one in review.actions],
        waiting=len(review.waiting), sure=sum(one.found.score >= _SURE for one in review.waiting),
        refused=gettext(review.refused) if review.refused else "",
        notices=[remarks.words(one) for one in review.found.notices], errors=faults or {},
        general=general if faults is not None and not faults else "", editing=request.form.get("edit", ""),
        adding={"anchor": adding, "text": block.text} if block else None, form=request.form,
        said=days.of_form(f"{request.form.get('edit', 'own')}-"),
        states=[(code, said) for code, said in words.OUTCOMES.items()],
    )  # fmt: skip


def _marked(blocks: Sequence[Block], quotes: Iterable[Quote]) -> list[Block]:
    """The text with what was found in it marked."""
    found: dict[str, list[Span]] = {}
    for quote in quotes:
        found.setdefault(quote.anchor, []).append(Span(quote.start, quote.end, "mark"))
    return [replace(one, spans=(*one.spans, *found[one.anchor])) if one.anchor in found else one for one in blocks]


def _line(one: Proposal) -> dict[str, Any]:
    """A proposal as the template shows it."""
    found = one.found
    shown: dict[str, Any] = {
        "key": found.key, "quote": found.quote.text, "passage": f"#t-{found.quote.anchor}", "point": found.point,
        "score": round(found.score * 100), "sure": found.score >= _SURE, "rule": proposing.rule_words(found.rule),
        "verdict": one.verdict, "judged_by": one.judged_by, "number": one.number,
        "url": url_for("documents.show", public_id=one.entered) if one.entered else "",
    }  # fmt: skip
    if isinstance(found, FoundAction):
        owners, deadline = ", ".join(found.owners), found.deadline
        return shown | {
            "text": found.text, "owner": owners, "deadline": deadline, "deadline_text": found.deadline_text,
        }  # fmt: skip
    return shown | {
        "title": found.title, "wording": found.wording, "state": found.state,
        "state_words": words.OUTCOMES[found.state], "votes": words.votes(votes_json(found.votes)),
        "odd": remarks.words(found.votes.odd) if found.votes.odd else "", "printed": found.number,
        "start": days.written(found.effect_from),
        "until": days.written(days.before(found.effect_until)) if found.effect_until else "",
        "alike": [row(entry) | {"id": entry.id} for entry in one.alike],
        "says": [
            row(entry) | {"id": entry.id, "relation": code, "does": words.RELATIONS[code][0]}
            for code, entry in one.says
        ],
    }  # fmt: skip
