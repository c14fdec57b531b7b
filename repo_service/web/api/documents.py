"""Documents and their versions for programs: file, read, change. The same verbs as the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, jsonify, request, url_for

from repo_service.domain.documents import NewDocument
from repo_service.domain.markup import to_markdown
from repo_service.domain.passages import plain_text
from repo_service.domain.recognition.guessing import Guesses
from repo_service.domain.roles import Actor
from repo_service.errors import Invalid, PreconditionFailed
from repo_service.services import access, documents, finding, naming, reading, recognising
from repo_service.services.documents import Prepared
from repo_service.services.reading import Shown
from repo_service.services.repository import UnitOfWork
from repo_service.services.versions import describing, history, marking, restoring
from repo_service.web import current, files, login, queries, security, uploads
from repo_service.web.api import comparing

_FIELDS = (
    "kind",
    "title",
    "date",
    "body",
    "institution",
    "visibility",
    "domain",
    "keywords",
    "state",
    "reason",
    "language",
    "number",
)


def listing() -> Response:
    """``GET /documents?kind=&page=&per_page=``, newest first."""
    queries.refuse_unknown()
    kinds = tuple(kind for kind in request.args.getlist("kind") if kind)
    page, size = queries.page_number(), queries.per_page()
    with current.reading() as uow:
        total, rows = finding.listing(uow, login.actor(), kinds, page, size)
    return jsonify(total=total, page=page, per_page=size, documents=[summary(row) for row in rows])


def create() -> Response:
    """``POST /documents`` (multipart): keep, read, file; 201 after the commit."""
    actor, repository = login.actor(), current.repository()
    said = _said(request.form)
    access.allow(actor, "write_knowhow" if said.get("kind") == "knowhow" else "file")
    prepared = _prepared()
    with current.reading() as uow:
        around = recognising.setting(uow, repository.settings.timezone)
    found = recognising.recognised(repository.reader, around, prepared)
    with current.writing() as uow:
        new = _completed(uow, said, prepared, found)
        document = documents.file(uow, actor, prepared, new, repository.settings.timezone)
    response = jsonify(summary(document))
    response.status_code = 201
    response.headers["Location"] = security.absolute(url_for("api.show", public_id=document.public_id))
    return _tagged(response, actor, document)


def add_version(public_id: str) -> Response:
    """``POST /documents/<id>/versions`` (If-Match): 201, or 412 when it moved.

    Multipart with a file, a reason and metadata; or JSON ``{"restore": 2, "reason": "…"}``: that version again.
    """
    actor, timezone = login.actor(), current.settings().timezone
    said = {} if request.is_json else _said(request.form)
    with current.reading() as uow:
        document = access.visible(uow, actor, public_id)
        access.allow(actor, "edit", document)
        _expected(actor, document)  # before the file is read for nothing
        new = _merged(uow, document, said)
    number, reason = _restored() if request.is_json else (0, "")
    prepared = None if number else _prepared()
    with current.writing() as uow:
        expected = _expected(actor, access.visible(uow, actor, public_id))
        if prepared is None:
            restoring.restore(uow, actor, public_id, number, expected, reason, timezone)
        else:
            documents.add_version(uow, actor, public_id, expected, prepared, new, timezone)
        document = access.visible(uow, actor, public_id)
    response = jsonify(summary(document))
    response.status_code = 201
    return _tagged(response, actor, document)


def _restored() -> tuple[int, str]:
    """The number of the version to be restored, and why."""
    body = queries.json_body()
    if not isinstance(body, dict) or body.keys() - {"restore", "reason"}:
        raise Invalid("Un objet JSON avec « restore » et « reason » est attendu.")
    number, reason = body.get("restore"), body.get("reason", "")
    if type(number) is not int or number < 1:
        raise Invalid(fields={"restore": "Le numéro d’une version est attendu."})
    if not isinstance(reason, str):
        raise Invalid(fields={"reason": describing.WHY})
    return number, reason


def change(public_id: str) -> Response:
    """``PATCH /documents/<id>`` (JSON: metadata and state; If-Match). Metadata need a reason, a state alone none."""
    actor, timezone = login.actor(), current.settings().timezone
    with current.reading() as uow:  # before a byte of the body is looked at
        access.allow(actor, "edit", access.visible(uow, actor, public_id))
    body = queries.json_body()
    if not isinstance(body, dict) or not all(isinstance(value, str) for value in body.values()):
        raise Invalid("Un objet JSON dont les valeurs sont des textes est attendu.")
    unknown = sorted(body.keys() - set(_FIELDS))
    if unknown:
        raise Invalid(fields={unknown[0]: "Ce champ ne se change pas."})
    said = _said(body)
    with current.writing() as uow:
        document = access.visible(uow, actor, public_id)
        access.allow(actor, "edit", document)
        state = said.pop("state", "")
        expected = _expected(actor, document)
        if set(said) - {"reason"}:
            documents.edit(uow, actor, public_id, expected, _merged(uow, document, said), timezone)
            expected = None
        if state:
            documents.change_state(uow, actor, public_id, expected, state, timezone, said.get("reason", ""))
        document = access.visible(uow, actor, public_id)
    return _tagged(jsonify(summary(document)), actor, document)


def show(public_id: str) -> Response:
    """``GET /documents/<id>``: what stands today, and the list of versions."""
    shown = _read(public_id)
    return _tagged(jsonify(_full(shown)), login.actor(), shown.document)


def version(public_id: str, number: int) -> Response:
    """``GET /documents/<id>/versions/<n>``."""
    return jsonify(_full(_read(public_id, number)))


def _read(public_id: str, number: int | None = None) -> Shown:
    """A version, given to the caller to read."""
    actor = login.actor()
    with current.reading() as uow:
        shown = reading.show(uow, actor, public_id, number)
    current.tell_reading(actor, shown.document, shown.version)
    return shown


def versions(public_id: str) -> Response:
    """``GET /documents/<id>/versions``, newest first."""
    with current.reading() as uow:
        shown = reading.show(uow, login.actor(), public_id)
    return jsonify(total=len(shown.versions), versions=[_version(shown, one) for one in shown.versions])


def file(public_id: str, number: int) -> Response:
    """``GET /documents/<id>/versions/<n>/file``: the bytes that this caller receives."""
    with current.reading() as uow:
        sent = reading.original(uow, login.actor(), public_id, number)
    return files.send(sent)


def text(public_id: str, number: int) -> Response:
    """``GET …/text``: the wording as Markdown, or as plain words where only text/plain is accepted."""
    shown = _read(public_id, number)
    plain = request.accept_mimetypes.best_match(["text/markdown", "text/plain"]) == "text/plain"
    words = plain_text(shown.extract.blocks) if plain else to_markdown(shown.extract.blocks)
    return Response(words, mimetype="text/plain" if plain else "text/markdown")


def passages(public_id: str, number: int) -> Response:
    """``GET …/passages``: each block with its stable anchor."""
    shown = _read(public_id, number)
    rows = [block.to_json() for block in shown.extract.blocks]
    if shown.cleaned:  # who inserted what is among the things that a cleaned copy does not tell
        rows = [_unrevised(row) for row in rows]
    return jsonify(total=len(rows), status=shown.extract.status, reason=shown.extract.reason, passages=rows)


def _unrevised(row: dict[str, Any]) -> dict[str, Any]:
    """A passage without what was inserted in it and by whom."""
    kept = {name: value for name, value in row.items() if name not in {"revision", "spans"}}
    spans = [span for span in row.get("spans", ()) if span[2] != "inserted"]
    return kept | ({"spans": spans} if spans else {})


def summary(document: Any) -> dict[str, Any]:
    """What is said of a document after a change and in lists."""
    return {
        "id": document.public_id,
        "version": document.current_number,
        "title": document.title,
        "kind": document.kind,
        "state": document.state,
        "visibility": document.visibility,
        "date": document.day.isoformat() if document.day else None,
        "url": security.absolute(url_for("documents.show", public_id=document.public_id)),
    }


def _full(shown: Shown) -> dict[str, Any]:
    document, details = shown.document, shown.version.details
    return summary(document) | _version(shown, shown.version) | {
        "id": document.public_id,
        "body": details.get("body", ""),
        "institution": details.get("institution", ""),
        "language": details.get("language", "fr"),
        "keywords": details.get("keywords", ""),
        "domain": details.get("domain", ""),
        "number": details.get("number", ""),
        "reading": {"status": shown.extract.status, "reason": shown.extract.reason, "reader": shown.reader},
        "versions": [_version(shown, one) for one in shown.versions],
    }  # fmt: skip


def _version(shown: Shown, one: Any) -> dict[str, Any]:
    address = {"public_id": shown.document.public_id, "number": one.number}
    sent = shown.files[one.number]
    return {
        "version": one.number,
        "title": one.title,
        "state": reading.states(one),
        "reason": one.reason,
        "created_at": one.created_at.isoformat(),
        "hash": one.hash,
        "file": {
            "name": one.file_name,
            "media_type": one.media_type,
            "size": sent.size if sent else None,
            "sha256": sent.sha256 if sent else None,
            "url": security.absolute(url_for("api.file", **address)),
        },
    } | comparing.interval(history.standing(one))


def _prepared() -> Prepared:
    received = uploads.files("file")
    if len(received) != 1 or not received[0][1].size:
        raise Invalid(fields={"file": "Un fichier qui n’est pas vide est attendu."})
    name, sink = received[0]
    return documents.prepare(current.repository().reader, sink, name)


def _said(source: Any) -> dict[str, str]:
    return {name: str(source[name]).strip() for name in _FIELDS if name in source}


def _completed(uow: UnitOfWork, said: dict[str, str], prepared: Prepared, found: Guesses) -> NewDocument:
    """What was said, completed by what was recognised in the file."""
    guessed = {
        name: guess.value
        for name in ("kind", "title", "date", "body", "institution", "language")
        if (guess := getattr(found, name)) is not None
    }
    values = {"title": prepared.file_name, "kind": "other"} | guessed | {k: v for k, v in said.items() if v}
    return _new(uow, values)


def _merged(uow: UnitOfWork, document: Any, said: dict[str, str]) -> NewDocument:
    """The latest version's metadata, with what was said put over it."""
    latest = documents.working(document)
    return _new(uow, dict(latest.details) | {"title": latest.title, "kind": document.kind} | said)


def _new(uow: UnitOfWork, values: dict[str, str]) -> NewDocument:
    day = values.pop("date", "")
    try:
        parsed = date.fromisoformat(day) if day else None
    except ValueError as error:
        raise Invalid(fields={"date": "Une date ISO 8601 est attendue : 2024-03-12."}) from error
    values["body"] = naming.body_id(uow, values.get("body", ""))
    values["institution"] = naming.institution_id(uow, values.get("institution", ""))
    bodies = tuple(values.pop("bodies", "").split()) if values.get("visibility") == "body" else ()
    values.pop("bodies", None)
    return NewDocument(date=parsed, bodies=bodies, **values)


def _expected(actor: Actor, document: Any) -> int | None:
    """The latest version when If-Match names it or the mark of what the caller sees (weak or unquoted too), ``None``
    when it names none.
    """
    if not request.headers.get("If-Match", "").strip() or request.if_match.star_tag:
        return None
    if not any(request.if_match.contains_weak(one) for one in marking.names(actor, document)):
        raise PreconditionFailed(version=document.latest_number, etag=marking.mark(actor, document))
    return int(document.latest_number)


def _tagged(response: Response, actor: Actor, document: Any) -> Response:
    """With the mark of what the caller sees, for If-Match."""
    response.set_etag(marking.mark(actor, document))
    return response


_ONE = "/documents/<public_id>"
_VERSION = _ONE + "/versions/<int:number>"
ROUTES = (
    ("/documents", listing, ["GET"]),
    ("/documents", create, ["POST"]),
    (_ONE, show, ["GET"]),
    (_ONE, change, ["PATCH"]),
    (_ONE + "/versions", versions, ["GET"]),
    (_ONE + "/versions", add_version, ["POST"]),
    (_VERSION, version, ["GET"]),
    (_VERSION + "/file", file, ["GET"]),
    (_VERSION + "/text", text, ["GET"]),
    (_VERSION + "/passages", passages, ["GET"]),
)
