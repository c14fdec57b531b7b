"""What the page of a discussion shows of the remarks that annotated copies brought: by author, then by passage, each
with the words struck and added in their place. What waits to be weighed comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from flask import request, url_for

from repo_service.domain.comparison import proposals
from repo_service.domain.passages import fold
from repo_service.services.versions import annotated
from repo_service.services.versions.commenting import Discussion, Received, Thread, received
from repo_service.web import login, queries
from repo_service.web.comparison import telling
from repo_service.web.language import gettext, ngettext
from repo_service.web.language import lazy_gettext as _l

PER_PAGE = 50
_AROUND = 160  # signs of the passage shown on each side of what is asked
LABELS = {
    "comment": _l("Commentaire"),
    "insertion": _l("Ajout proposé"),
    "deletion": _l("Suppression proposée"),
    "replacement": _l("Remplacement proposé"),
    "moved_from": _l("Texte à déplacer d’ici"),
    "moved_to": _l("Texte à déplacer ici"),
}
OUTCOMES = {"kept": _l("retenue"), "set_aside": _l("écartée"), "": _l("réglée")}

Piece = tuple[str, str]  # "", "del", "ins", "mark" or "break" (of paragraphs), and its words


def section(found: Discussion) -> dict[str, Any] | None:
    """The section « Remarques reçues »; ``None`` where there is none and the person may bring none."""
    document = found.shown.document
    rows = _ordered(found)
    may = annotated.may_collect(login.actor(), document)
    if not rows and not may:
        return None
    page = _page(rows)
    shown = rows[(page - 1) * PER_PAGE : page * PER_PAGE]
    address: dict[str, Any] = {"public_id": document.public_id, "number": found.shown.version.number}
    return {
        "summary": counted(received(rows)), "may": may, "page": page,
        "waiting": _people(found, (one for one in shown if one.is_open)),
        "weighed": _people(found, (one for one in shown if not one.is_open)),
        "opened": "at" in request.args,
        "pages": queries.pager(len(rows), page, PER_PAGE) if request.method == "GET" else None,
        "drop_url": url_for("annotated.receive", **address),
        "weigh_url": lambda remark: url_for("annotated.weigh", remark=remark, **address),
    }  # fmt: skip


def counted(found: Received) -> str:
    """« 12 remarques de 3 personnes, 5 à examiner »; empty where there is none."""
    if not found.remarks:
        return ""
    words = ngettext("%(num)s remarque", "%(num)s remarques", found.remarks)
    words += " " + ngettext("de %(num)s personne", "de %(num)s personnes", found.people)
    if found.waiting:
        return words + ngettext(", %(num)s à examiner", ", %(num)s à examiner", found.waiting)
    return words + ngettext(", examinée", ", toutes examinées", found.remarks)


def links(found: Discussion, anchor: str) -> list[dict[str, str]]:
    """The way from a passage to each remark on it."""
    number = found.shown.version.number
    return [
        {
            "url": url_for(
                "discussion.show", public_id=found.shown.document.public_id, number=number, at=one.first.id,
                _anchor=f"c-{one.first.id}",
            ),
            "author": one.first.author, "label": LABELS.get(one.first.sort, ""),
            "outcome": "" if one.is_open else OUTCOMES.get(one.outcome, ""),
        }
        for one in found.on(anchor)
        if one.is_remark and one.speaks
    ]  # fmt: skip


def _ordered(found: Discussion) -> list[Thread]:
    """All remarks: first those that wait; by author, then in the order of the text, those on gone passages last."""
    places = {block.anchor: place for place, block in enumerate(found.shown.extract.blocks)}

    def rank(one: Thread) -> tuple[bool, str, bool, int]:
        return not one.is_open, fold(one.first.author), one.gone, places.get(one.anchor, -1)

    return sorted((one for one in found.threads if one.is_remark and one.speaks), key=rank)


def _page(rows: Sequence[Thread]) -> int:
    """The page that holds the remark that the address names or answers, else the one that it asks for."""
    named = {request.args.get("at", ""), request.args.get("answers", ""), request.form.get("answers", "")}
    place = next((place for place, one in enumerate(rows) if one.first.id in named), None)
    if place is not None:
        return place // PER_PAGE + 1
    return max(1, min(queries.page_number(), -(-len(rows) // PER_PAGE)))


def _people(found: Discussion, rows: Iterable[Thread]) -> list[dict[str, Any]]:
    """The rows of each author, passage by passage."""
    return [
        {"author": author, "passages": list(_passages(found, theirs))}
        for author, theirs in groupby(rows, key=lambda one: one.first.author)
    ]


def _passages(found: Discussion, rows: Iterable[Thread]) -> Iterator[dict[str, Any]]:
    for (anchor, gone, quote), theirs in groupby(rows, key=lambda one: (one.anchor, one.gone, one.quote)):
        listed = [_row(one) for one in theirs]
        yield {
            "quote": telling.excerpt(quote), "url": f"#{anchor}" if anchor and not gone else "", "rows": listed,
            "said": any(row["pieces"] for row in listed),  # the passage stands in the rows already
        }  # fmt: skip


def _row(one: Thread) -> dict[str, Any]:
    asked = proposals.proposal(one.first.sort, one.first.text, one.quote)
    pieces = _pieces(one.quote, asked) if asked else []
    words = asked.said if asked else one.first.text
    return {
        "thread": one, "label": LABELS.get(one.first.sort, gettext("Remarque")), "words": words, "pieces": pieces,
        "is_sentence": one.first.sort != "comment", "outcome": OUTCOMES.get(one.outcome, ""),
    }  # fmt: skip


def _pieces(passage: str, asked: proposals.Proposal) -> list[Piece]:
    """The passage around what is asked, with the words that go, come in or are commented marked."""
    words = passage[asked.start : asked.end]
    before, after = passage[: asked.start], passage[asked.end :]
    if len(before) > _AROUND:
        before = "…" + before[-_AROUND:].partition(" ")[2]
    if len(after) > _AROUND:
        after = after[:_AROUND].rpartition(" ")[0] + "…"
    added = ("ins", asked.added)
    if asked.side == "before":
        return [added, ("break", ""), ("", before + after)]
    if asked.side == "after":
        return [("", before + after), ("break", ""), added]
    pieces = [("", before), ("mark" if asked.said else "del", words), added, ("", after)]
    return [piece for piece in pieces if piece[1]]
