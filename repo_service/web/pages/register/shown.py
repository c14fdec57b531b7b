"""What the register adds to the page of a document: how a decision stands and its chain; what minutes decided."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for

from repo_service.domain.register import timeline
from repo_service.domain.roles import Actor, may
from repo_service.services import reading
from repo_service.services.meetings import showing
from repo_service.services.partners import successions
from repo_service.services.reading import Shown
from repo_service.services.register import correcting, listing, proposing, tying
from repo_service.services.register.listing import Entry, Told
from repo_service.services.repository import UnitOfWork
from repo_service.web import current, days
from repo_service.web import register_words as words
from repo_service.web.language import gettext, ngettext
from repo_service.web.pages.register.decisions import row


def beside(uow: UnitOfWork, actor: Actor, shown: Shown) -> dict[str, Any]:
    """What the template of a document shows of the register; nothing for most documents."""
    if shown.document.kind == "decision":
        return _decision(uow, actor, shown)
    if shown.document.kind == "minutes":
        return {"decided": _minutes(uow, actor, shown)}
    return {}


def keeps(actor: Actor, shown: Shown) -> bool:
    """Whether the actor keeps the register for this document."""
    body = shown.document.body.public_id if shown.document.body else ""
    return may(actor, "decide", author=shown.document.author.public_id, bodies=(body,), kind=shown.document.kind)


def _decision(uow: UnitOfWork, actor: Actor, shown: Shown) -> dict[str, Any]:
    """What is told beside the text and, for the version that stands, at its head: its days are the register's."""
    day = days.today()
    told = listing.told(uow, actor, shown.document.public_id, day)
    beside = {"register": _card(uow, actor, shown, told, day)}
    stands = shown.version.number == shown.document.current_number
    if not stands or reading.states(shown.version) in {"draft", "review", "withdrawn"}:
        return beside
    kind, sentence = words.BANNERS.get(told.entry.standing.status, "old"), words.sentence(told.entry)
    count = shown.versions[0].number
    if count > 1:
        sentence += gettext(" – version %(number)s sur %(count)s", number=shown.version.number, count=count)
    return beside | {"banner": {"kind": kind, "sentence": sentence, "link": None}}


def _card(uow: UnitOfWork, actor: Actor, shown: Shown, told: Told, day: date) -> dict[str, Any]:
    public_id = shown.document.public_id
    line, standing = told.entry.line, told.entry.standing
    record = tying.row_of(uow, shown.document)
    place = correcting.place(uow, actor, record)
    partner = actor.can("see_people")
    return row(told.entry) | {
        "links": [_link(link) for link in told.links],
        "chain": chain(told, public_id, day) if len(told.family) > 1 else None, "day": day,
        "source": _source(place), "point": line.point,
        "after": successions.standing(uow, actor, line.body, day) if line.body else None,
        "review_on": line.review_on, "owner": line.owner if partner else "",
        "overdue": bool(line.review_on and line.review_on < day and standing.holds),
        "notes": [
            {"at": note.at, "who": note.account.person.name, "words": note.words,
             "progress": words.PROGRESS.get(note.progress, "")}
            for note in correcting.notes(uow, actor, record)
        ] if partner else [],
        "approves": [
            {"url": url_for("documents.show", public_id=one.public_id), "title": one.title}
            for one in correcting.approved(uow, actor, record)
        ],
        "keep_url": url_for("decision_card.keep", public_id=public_id) if keeps(actor, shown) else "",
    }  # fmt: skip


def _source(place: correcting.Placed | None) -> dict[str, Any] | None:
    if place is None:
        return None
    anchor = place.anchor or None
    notice = ""
    if place.standing == "changed":
        notice = gettext("Ce passage a changé depuis : le compte rendu corrigé le dit autrement.")
    elif place.standing == "lost":
        notice = gettext("Ce passage n’est plus dans le compte rendu corrigé.")
    return {
        "url": url_for("documents.show", public_id=place.document.public_id, _anchor=anchor),
        "title": place.document.title, "quote": place.told, "notice": notice, "version": place.version,
        "then_url": url_for("documents.version", public_id=place.document.public_id, number=place.version),
        "moved": place.standing != "exact",
    }  # fmt: skip


def _link(link: listing.Link) -> dict[str, Any]:
    acts, suffers = words.RELATIONS[link.relation]
    return row(link.other) | {"words": acts if link.acts else suffers, "since": link.day}


def chain(told: Told, public_id: str, day: date) -> dict[str, Any]:
    """The decisions of a chain as bars, and as the lines of a table."""
    rows = [(entry.id, entry.life.adopted, entry.period) for entry in told.family]
    return {
        "drawing": timeline.drawn(rows, day),
        "rows": [row(entry) | {"current": entry.id == public_id} for entry in told.family],
    }


def _minutes(uow: UnitOfWork, actor: Actor, shown: Shown) -> dict[str, Any]:
    """The decisions that these minutes hold, and for who judges them how many wait."""
    document = shown.document
    entries = listing.of_minutes(uow, actor, document.public_id, days.today())
    approval, met = correcting.approval(uow, actor, shown.version), showing.of_minutes(uow, actor, document)
    waiting, moved, url = 0, 0, ""
    if keeps(actor, shown) and document.state != "withdrawn":
        waiting = proposing.waiting(uow, document, current.settings().timezone)
        moved = len(correcting.moved(uow, document))
        url = url_for("findings.show", public_id=document.public_id)
    return {
        "rows": [row(entry) for entry in entries], "waiting": waiting, "url": url,
        "meeting": url_for("meetings.show", public_id=met.public_id) if met else "",
        "notice": ngettext(
            "%(num)s proposition trouvée dans ce compte rendu attend votre avis.",
            "%(num)s propositions trouvées dans ce compte rendu attendent votre avis.", waiting,
        ) if waiting else "",
        "moved": ngettext(
            "%(num)s décision s’appuie sur un passage qui a changé.",
            "%(num)s décisions s’appuient sur des passages qui ont changé.", moved,
        ) if moved else "",
        "approval": {"url": url_for("documents.show", public_id=approval.id), "number": approval.number}
        if approval else None,
        "to_approve": document.state == "published" and not approval,
    }  # fmt: skip


def last_day(entry: Entry) -> date | None:
    """The last day on which a decision means to hold, as people write it."""
    return days.before(entry.life.until) if entry.life.until else None
