"""``/feeds/searches/…``: the Atom feed of a kept search, for programs that send no cookie; its address is the key.

What it tells is what its owner may see at the moment of the request, and its entity tag says no more than that.
"""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, request, url_for

from repo_service.services.searching import news, saved
from repo_service.services.searching.news import Change
from repo_service.web import current, security
from repo_service.web.exports import atom
from repo_service.web.exports.atom import Entry

BLUEPRINT = Blueprint("feeds", __name__, url_prefix="/feeds")
MOST = 50


@BLUEPRINT.get("/searches/<public_id>/<secret>")
def search(public_id: str, secret: str) -> Response:
    """The fifty documents that changed last. A wrong address, a closed feed and a closed account answer alike."""
    repository = current.repository()
    with current.reading() as uow:
        row, owner = saved.behind_feed(uow, repository.door, public_id, secret)
        found = news.changes(uow, owner, repository.searcher, repository.access, row.address, MOST).first
        entries = [_entry(one) for one in found]
    updated = max((entry.updated for entry in entries), default=row.created_at)
    here = security.absolute(url_for("feeds.search", public_id=row.public_id, secret=secret))
    page = security.absolute(url_for("search.search")) + (f"?{row.address}" if row.address else "")
    identifier = security.absolute(url_for("saved.change", public_id=row.public_id))
    body = "".join(atom.feed(identifier, row.name, here, page, updated, entries)).encode()
    response = Response(body, mimetype=atom.MEDIA_TYPE)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.set_etag(hashlib.sha256(body).hexdigest())
    response.make_conditional(request)
    return response


def _entry(one: Change) -> Entry:
    document = one.document
    address = security.absolute(url_for("documents.show", public_id=document.public_id))
    author = document.body.name if document.body else ""
    return Entry(address, document.title, address, one.changed, one.passage, author, document.day)
