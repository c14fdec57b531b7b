"""What happened, and who sees what: the log for administrators, the acts on a document, its receipt, its readers."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, render_template, request, stream_with_context, url_for

from repo_service import clock
from repo_service.domain.file_names import content_disposition
from repo_service.domain.french_dates import parse
from repo_service.domain.roles import Actor, Reason
from repo_service.errors import Gone, Invalid
from repo_service.services import access, reading
from repo_service.services.auditing import receipts, seeing, trail
from repo_service.services.auditing.receipts import Receipt
from repo_service.services.auditing.seeing import Audience
from repo_service.services.auditing.trail import Acts, Asked, Entry, Page
from repo_service.services.repository import UnitOfWork
from repo_service.web import current, language, login, queries, security, wording
from repo_service.web.language import gettext
from repo_service.web.language import lazy_gettext as _l
from repo_service.web.pages import documents

BLUEPRINT = Blueprint("activity", __name__)
Found = TypeVar("Found", Acts, Receipt, Audience)
_FORMULA = frozenset("=+-@\t\r")  # a cell that begins so is worked out by spreadsheets
_SHORT = 12  # signs of a hash that are enough to tell it from others by eye
_GROUPS = {
    "": _l("Tous les actes"),
    "documents": _l("Documents et dépôts"),
    "comments": _l("Commentaires"),
    "reading": _l("Lectures de documents restreints"),
    "sign_ins": _l("Connexions"),
    "accounts": _l("Comptes et rôles"),
    "partners": _l("Partenaires et candidatures"),
    "bodies": _l("Instances et mandats"),
    "actions": _l("Actions et rappels"),
    "meetings": _l("Réunions"),
    "searches": _l("Recherches gardées"),
    "finding": _l("Synonymes, recherches sans réponse"),
    "mail": _l("Courriels"),
    "exports": _l("Exports"),
}
_DATA: dict[str, tuple[Any, Any]] = {  # what a row may tell beside its act: its label, and the words for its codes
    "version": (_l("version"), {}),
    "state": (_l("état"), wording.STATE_LABELS),
    "kind": (_l("nature"), wording.KIND_LABELS),
    "role": (_l("rôle"), wording.ROLE_LABELS),
    "roles": (_l("rôles"), wording.ROLE_LABELS),
    "body": (_l("instance"), {}),
    "bodies": (_l("instances"), {}),
    "institution": (_l("partenaire"), {}),
    "person": (_l("personne"), {}),
    "account": (_l("compte"), {}),
    "companion": (_l("pièce jointe"), {}),
    "comment": (_l("commentaire"), {}),
    "files": (_l("fichiers"), {}),
    "frequency": (_l("fréquence"), wording.FREQUENCY_LABELS),
    "expressions": (_l("mots et expressions"), {}),
    "method": (_l("moyen"), {}),
    "token": (_l("jeton"), {}),
    "scopes": (_l("droits"), {}),
}
_UNTOLD = frozenset({"seal", "blob"})  # hashes: in the export, for programs
_PAGES = {"document": "documents.show", "meeting": "meetings.show", "action": "actions.show"}


@BLUEPRINT.get("/admin/log")
def log() -> Response | str:
    """The trail of acts, newest first."""
    actor, (asked, faults) = login.actor(), _asked()
    found = Page([], None)
    with current.reading() as uow:
        head = trail.head(uow, actor)
        try:
            found = trail.trail_page(uow, actor, asked, _before())
        except Invalid as error:
            faults = error.fields | faults
    form = {name: request.args.get(name, "") for name in ("what", "who", "about", "since", "until")}
    page = render_template(
        "log.html", form=form, errors={name: gettext(words) for name, words in faults.items()}, head=head,
        short=head.hash[:_SHORT], groups=_GROUPS.items(), csv_url=_csv_address(),
        **_listed(Page([], None) if faults else found),
    )  # fmt: skip
    return make_response(page, 422) if faults else page


@BLUEPRINT.get("/admin/log.csv")
def log_csv() -> Response:
    """The same acts as a table for spreadsheets and programs."""
    actor, (asked, faults) = login.actor(), _asked()
    access.allow(actor, "audit")
    if faults:
        raise Invalid(fields=faults)
    response = Response(mimetype="text/csv")
    if request.method != "HEAD":  # which hands nothing out: no export is told
        response.response = stream_with_context(_csv(trail.export(current.repository().store, actor, asked)))
    name = f"journal-{clock.today(current.settings().timezone).isoformat()}.csv"
    response.headers["Content-Disposition"] = content_disposition(name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _asked() -> tuple[Asked, dict[str, str]]:
    """What the address asks of the trail, and what is wrong with its dates, by field."""
    args, faults = request.args, {}
    zone, today = ZoneInfo(current.settings().timezone), clock.today(current.settings().timezone)
    instants: dict[str, datetime | None] = {"since": None, "until": None}
    for name in instants:
        typed = args.get(name, "").strip()
        partial = parse(typed, today) if typed else None
        if partial:
            day = partial.first if name == "since" else partial.last + timedelta(days=1)
            instants[name] = datetime.combine(day, time(), zone).astimezone(UTC)
        elif typed:
            faults[name] = "Écrivez la date ainsi : 12/03/2024."
    said = Asked(args.get("what", ""), args.get("who", ""), args.get("about", ""), **instants)
    return said, faults


def _before() -> int | None:
    raw = request.args.get("before", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else None


def _csv_address() -> str:
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if value and name != "before"}
    return url_for("activity.log_csv", **kept)


def _listed(page: Page) -> dict[str, Any]:
    """A page of acts as the templates take it."""
    newest = queries.address(before=None) if _before() is not None else ""
    older = queries.address(before=str(page.before)) if page.before is not None else ""
    return {"acts": [_act(entry) for entry in page.entries], "newest_url": newest, "older_url": older}


def _act(entry: Entry) -> dict[str, Any]:
    row, subject = entry.row, entry.subject
    page = _PAGES.get(subject.sort) if subject else None
    return {
        "number": row.number, "at": row.at, "sentence": gettext(entry.sentence), "details": _details(entry),
        "who": entry.actor.name if entry.actor else row.actor or gettext("Personne non identifiée"),
        "what": subject.name if subject else row.subject,
        "url": url_for(page, public_id=row.subject) if page else "",
    }  # fmt: skip


def _details(entry: Entry) -> list[str]:
    """The rest of a row in words: « version : 2 »."""
    told = []
    for key, value in sorted(entry.row.data.items()):
        if key in _UNTOLD:
            continue
        label, codes = _DATA.get(key, (key, {}))
        values = value if isinstance(value, list) else [value]
        words = [entry.names[one].name if one in entry.names else str(codes.get(one, one)) for one in values]
        told.append(gettext("%(label)s : %(words)s", label=label, words=", ".join(words) or "–"))
    return told


def _csv(found: Iterator[Entry]) -> Iterator[str]:
    """Lines for a spreadsheet, which knows UTF-8 by the mark at the start, and columns by the sign of its language."""
    line = io.StringIO()
    writer = csv.writer(line, delimiter=";" if language.chosen() == "fr" else ",")
    line.write("\ufeff")
    writer.writerow(
        [
            gettext("Numéro"), gettext("Instant (UTC)"), gettext("Identifiant de la personne"), gettext("Personne"),
            gettext("Code de l’acte"), gettext("Acte"), gettext("Identifiant concerné"), gettext("Concerné"),
            gettext("Données"), gettext("Empreinte"),
        ]
    )  # fmt: skip
    for entry in found:
        yield _taken(line)
        writer.writerow([_cell(value) for value in _columns(entry)])
    yield _taken(line)


def _columns(entry: Entry) -> list[Any]:
    row = entry.row
    return [
        row.number, row.at.isoformat(), row.actor, entry.actor.name if entry.actor else "", row.action,
        gettext(entry.sentence), row.subject, entry.subject.name if entry.subject else "", trail.data_text(entry),
        row.hash,
    ]  # fmt: skip


def _cell(value: Any) -> str:
    """Text that a spreadsheet shows as it is: what would be a formula begins with an apostrophe."""
    text = str(value)
    return f"'{text}" if text[:1] in _FORMULA else text


def _taken(line: io.StringIO) -> str:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text


@BLUEPRINT.get("/documents/<public_id>/activity")
def activity(public_id: str) -> str | tuple[str, int]:
    """The acts on one document, for those who may edit it."""
    return _opened(public_id, lambda uow, actor: trail.of_document(uow, actor, public_id, _before()), _acts_page)


@BLUEPRINT.get("/documents/<public_id>/receipt")
def receipt(public_id: str) -> str | tuple[str, int]:
    """The receipt of what stands today, to be printed."""
    return _opened(public_id, lambda uow, actor: receipts.receipt(uow, actor, public_id), _receipt_page)


@BLUEPRINT.get("/documents/<public_id>/versions/<int:number>/receipt")
def version_receipt(public_id: str, number: int) -> str | tuple[str, int]:
    """The receipt of one version."""
    return _opened(public_id, lambda uow, actor: receipts.receipt(uow, actor, public_id, number), _receipt_page)


@BLUEPRINT.get("/documents/<public_id>/readers")
def readers(public_id: str) -> str | tuple[str, int]:
    """Who can see a document, and why."""
    door = current.repository().door
    return _opened(public_id, lambda uow, actor: seeing.audience(uow, actor, public_id, door), _readers_page)


def _opened(
    public_id: str, look: Callable[[UnitOfWork, Actor], Found], draw: Callable[[Found], str]
) -> str | tuple[str, int]:
    """A page about a document that answers as the document does: unknown where it is hidden, its tombstone where it is
    withdrawn.
    """
    try:
        with current.reading() as uow:
            found = look(uow, login.actor())
    except Gone:
        return documents.tombstone(public_id)
    return documents.tombstone(public_id) if documents.is_put_away(found.document) else draw(found)


def _head(document: Any) -> dict[str, Any]:
    """The way back to the document; past the tombstone for who keeps a withdrawn one."""
    keep: dict[str, Any] = {"keep": "1"} if document.state == "withdrawn" else {}
    address = url_for("documents.show", public_id=document.public_id, **keep)
    return {"title": document.title, "url": address, "language": document.language}


def _acts_page(found: Acts) -> str:
    return render_template("document_activity.html", head=_head(found.document), **_listed(found.page))


def _receipt_page(found: Receipt) -> str:
    shown, document = found.shown, found.document
    version = shown.version
    return render_template(
        "receipt.html", head=_head(document), document=document, version=version, sent=shown.files[version.number],
        cleaned=shown.cleaned, kind_label=wording.KIND_LABELS.get(document.kind, document.kind),
        state=reading.states(version), author=version.author.person.name, receipt=found,
        title_language=version.details.get("language", "fr"),
        permanent_url=security.absolute(
            url_for("documents.version", public_id=document.public_id, number=version.number)
        ),
    )  # fmt: skip


def _readers_page(found: Audience) -> str:
    people = [
        {"name": seer.name, "why": [_why(reason, found.bodies) for reason in seer.reasons]}
        for seer in found.people or ()
    ]
    return render_template(
        "readers.html", head=_head(found.document), state=found.document.state, visibility=found.document.visibility,
        everyone=[_general(reason, found.bodies) for reason in found.everyone],
        draft=[_general(reason, found.bodies) for reason in found.draft],
        mine=[_why(reason, found.bodies) for reason in found.mine], people=people, named=found.people is not None,
    )  # fmt: skip


def _general(reason: Reason, bodies: dict[str, str]) -> str:
    """Who sees it in general, as a sentence."""
    words = {
        "everybody": gettext("Tout le monde, avec ou sans compte."),
        "partners": gettext("Toute personne connectée d’un partenaire actif."),
        "former_partners": gettext(
            "Les personnes d’un partenaire qui s’est retiré, pour ce qui a été adopté tant qu’il en était."
        ),
        "members": gettext("Les personnes qui ont aujourd’hui un mandat dans cette instance : %(body)s."),
        "secretaries": gettext("Les secrétaires de cette instance : %(body)s."),
        "all_secretaries": gettext("Les secrétaires qui servent toutes les instances."),
        "author": gettext("La personne qui l’a déposé."),
        "administrators": gettext("Les administrateurs du service."),
    }
    return words[reason.sort] % {"body": bodies.get(reason.place, reason.place)}


def _why(reason: Reason, bodies: dict[str, str]) -> str:
    """Why one person sees it, in a few words."""
    words = {
        "everybody": gettext("tout le monde le voit"),
        "partners": gettext("personne d’un partenaire actif"),
        "former_partners": gettext("personne d’un ancien partenaire, qui en était quand le texte a été adopté"),
        "members": gettext("membre de l’instance : %(body)s"),
        "secretaries": gettext("secrétaire de l’instance : %(body)s"),
        "all_secretaries": gettext("secrétaire de toutes les instances"),
        "author": gettext("auteur du dépôt"),
        "administrators": gettext("administrateur"),
    }
    return words[reason.sort] % {"body": bodies.get(reason.place, reason.place)}
