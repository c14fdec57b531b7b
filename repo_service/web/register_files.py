"""The register as files: the one answer that the pages and the API give to each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from flask import Response, request, url_for

from repo_service import clock
from repo_service.domain.register import columns, french, scdl
from repo_service.domain.register.scdl import Collectivity
from repo_service.services.register import leaving, printing
from repo_service.services.register.leaving import Published, Row
from repo_service.services.register.listing import Asked
from repo_service.web import current, exporting, files, language, login, security
from repo_service.web.exports import atom, register
from repo_service.web.exports.atom import Entry
from repo_service.web.exports.register import Addresses

MOST = 50  # entries of the feed
FEED_TITLE = "Registre des décisions"
_SCHEMA_TYPE = "application/json"


def table(asked: Asked) -> Response:
    """The register as the filters have it, with all that its reader may know of it."""

    def begin() -> Iterator[str]:
        found = leaving.everything(current.repository().store, login.actor(), asked, current.settings().timezone)
        return register.table(found.rows, found.day, asked.known, _addresses(), _separator())

    return exporting.streamed(register.MEDIA_TYPE, f"registre-{asked.on or _today()}.csv", begin)


def schema() -> Response:
    """The Table Schema of that file: the same for everybody, but a token that is no longer good opens nothing."""
    login.actor()
    content = json.dumps(columns.schema(), ensure_ascii=False, indent=1).encode() + b"\n"
    return files.send_made(content, "registre.schema.json", _SCHEMA_TYPE)


def published() -> Published:
    """The register as SCDL wants it, with what is left out of it."""
    settings = current.settings()
    collectivity = Collectivity(settings.collectivity_name or settings.site_name, settings.collectivity_siret)
    return leaving.published(
        current.repository().store, login.actor(), settings.timezone, _addresses().document, collectivity
    )


def strict() -> Response:
    """The public decisions as SCDL « délibérations »."""
    return exporting.streamed(
        register.MEDIA_TYPE, f"scdl-deliberations-{_today()}.csv", lambda: register.scdl(published().rows)
    )


def left_out() -> Response:
    """The decisions that are not in that file, and why."""

    def begin() -> Iterator[str]:
        rows = [(one.row, scdl.REASONS[one.reason]) for one in published().left_out]
        return register.left_out(rows, _addresses(), _separator())

    return exporting.streamed(register.MEDIA_TYPE, f"scdl-hors-fichier-{_today()}.csv", begin)


def paper(year: int, form: str) -> Response:
    """The register of a year, to print."""
    turn = exporting.Turn()
    try:
        settings = current.settings()
        with current.reading() as uow:
            book = printing.yearly(uow, login.actor(), year, settings.timezone, settings.site_name)
        made = printing.paper(book, year, form)
    finally:
        turn.give_back()
    response = files.send_made(made.content, made.file_name, made.media_type)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def feed(asked: Asked, page_url: str) -> Response:
    """The decisions of which something was told last, as an Atom feed; ``page_url``: the same for people."""
    with current.reading() as uow:
        rows = leaving.newest(uow, login.actor(), asked, current.settings().timezone, MOST)
    updated = max((row.changed for row in rows), default=exporting.NEVER)
    here = security.absolute(request.full_path.rstrip("?"))
    at = _addresses()
    title = f"{current.settings().site_name} – {FEED_TITLE}"
    body = "".join(atom.feed(here, title, here, page_url, updated, [_entry(row, at) for row in rows])).encode()
    response = Response(body, mimetype=atom.MEDIA_TYPE)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.set_etag(hashlib.sha256(body).hexdigest())
    response.make_conditional(request)
    return response


def _entry(row: Row, at: Addresses) -> Entry:
    """In French, the language of decisions: readers of feeds do not say which one their owner reads."""
    line, life = row.entry.line, row.entry.life
    address = at.document(line.id)
    title = f"{line.number} – {line.title}" if line.number else line.title
    taken = ", ".join(text for text in (french.taken(life.outcome, life.adopted), french.votes(line.votes)) if text)
    sentences = (row.text or line.title, taken[:1].upper() + taken[1:], french.standing(row.entry.standing))
    summary = " ".join(f"{sentence.rstrip('. ')}." for sentence in sentences)
    return Entry(address, title, address, row.changed, summary, line.body_name, life.adopted)


def _addresses() -> Addresses:
    """Files are written when there is no request any more: where the site is is taken now."""
    documents = security.absolute(url_for("documents.listing"))

    def version(public_id: str, number: int, anchor: str) -> str:
        return f"{documents}/{public_id}/versions/{number}" + (f"#{anchor}" if anchor else "")

    return Addresses(lambda public_id: f"{documents}/{public_id}", version)


def _separator() -> str:
    return ";" if language.chosen() == "fr" else ","


def _today() -> str:
    return clock.today(current.settings().timezone).isoformat()
