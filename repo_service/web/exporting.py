"""The whole result of a search as a file: the one answer that the page and the API give, streamed as it is read."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from threading import BoundedSemaphore

from flask import Response, request, url_for

from repo_service import clock
from repo_service.domain.documents import SearchQuery
from repo_service.domain.file_names import content_disposition
from repo_service.domain.passages import fold
from repo_service.errors import Unavailable
from repo_service.services.searching import exporting
from repo_service.services.searching.exporting import Listed
from repo_service.web import current, language, login, queries, security, wording
from repo_service.web.exports import EXPORTS, Listing, Record
from repo_service.web.language import gettext

AT_ONCE = 4  # exports that a process writes at a time: one that is read slowly keeps a thread from other people
LONGEST = 600.0  # seconds for which one may be written: then the connection is cut, and who gets half a file knows it
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a list that holds nothing was changed
BUSY = "D’autres listes s’exportent en ce moment. Rien n’est perdu ; réessayez dans un instant."
_LONGEST = 40  # characters of the words in the name of a file
_turns = BoundedSemaphore(AT_ONCE)
_logger = logging.getLogger(__name__)


class Turn:
    """One of the exports that are written now; given back once, at the end or when the reader goes away."""

    def __init__(self) -> None:
        if not _turns.acquire(blocking=False):
            raise Unavailable(BUSY)
        self._mine = True
        self._end = time.monotonic() + LONGEST

    def give_back(self) -> None:
        """Let another one begin."""
        mine, self._mine = self._mine, False
        if mine:
            _turns.release()

    def within(self, pieces: Iterator[str]) -> Iterator[str]:
        """The pieces, and the turn is over. After ``LONGEST`` by an error: no server then says that all was sent."""
        try:
            for piece in pieces:
                if time.monotonic() > self._end:
                    _logger.warning("an export was cut after %g seconds: its reader is too slow", LONGEST)
                    raise Unavailable
                yield piece
        finally:
            self.give_back()


class _Words:
    """What the present request knows: how things are called in its language, and where the site is."""

    def __init__(self) -> None:
        self._documents = security.absolute(url_for("documents.listing"))
        self._kinds = {code: str(label) for code, label in wording.KIND_LABELS.items()}
        self._states = {
            feminine: {code: wording.state_words(code, feminine) for code in wording.STATE_LABELS}
            for feminine in (False, True)
        }

    def record(self, one: Listed) -> Record:
        """A document in words."""
        document, details = one.document, one.version.details
        states = self._states[document.kind in wording.FEMININE_KINDS]
        return Record(
            document.public_id, document.title, document.kind, self._kinds.get(document.kind, document.kind),
            f"{self._documents}/{document.public_id}", one.changed, states.get(document.state, document.state),
            one.version.number, document.day, document.body.name if document.body else "",
            document.institution.name if document.institution else "", details.get("domain", ""), document.language,
            details.get("keywords", ""), document.number,
        )  # fmt: skip


def view(name: str) -> Callable[[], Response]:
    """The handler of one format, named after it."""

    def answer() -> Response:
        return _answer(name)

    answer.__name__ = f"search_{name}"
    answer.__doc__ = f"The whole result of a search as {name}."
    return answer


def _answer(name: str) -> Response:
    """Bad queries, and an index at rest, answer as errors do, before anything is sent."""
    if login.is_api():
        queries.refuse_unknown()
    query, form = queries.search_query(), EXPORTS[name]
    file_name = _file_name(query, name)
    return streamed(form.media_type, file_name, lambda: form.write(_listing(query, name), _records(query)))


def streamed(media_type: str, file_name: str, begin: Callable[[], Iterator[str]]) -> Response:
    """A file that is sent as it is written, in its turn. ``begin`` gives its pieces, or raises what is wrong."""
    turn = Turn()
    try:
        pieces = begin()
    except BaseException:
        turn.give_back()
        raise
    response = Response(mimetype=media_type)
    response.call_on_close(turn.give_back)  # also when nobody begins to read
    if request.method == "HEAD":
        turn.give_back()
    else:
        response.response = turn.within(pieces)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Content-Disposition"] = content_disposition(file_name)
    return response


def _records(query: SearchQuery) -> Iterator[Record]:
    """What is found is asked for now, so that the status tells what is wrong; the documents as they are written, when
    there is no request any more: its words are taken before.
    """
    repository = current.repository()
    found = exporting.everything(repository.store, login.actor(), repository.searcher, repository.access, query)
    words = _Words()
    return (words.record(one) for one in found)


def _listing(query: SearchQuery, name: str) -> Listing:
    here = security.absolute(queries.address())
    page = security.absolute(url_for("search.search")) + here.partition("?")[1] + here.partition("?")[2]
    words = gettext("Recherche : %(words)s", words=query.text) if query.text.strip() else gettext("Tous les documents")
    columns = (
        gettext("Identifiant"), gettext("Titre"), gettext("Nature"), gettext("Date"), gettext("Instance"),
        gettext("Partenaire"), gettext("Domaine"), gettext("État"), gettext("Version"), gettext("Langue"),
        gettext("Mots-clés"), gettext("Numéro"), gettext("Adresse"), gettext("Dernier changement"),
    )  # fmt: skip
    changed = _last_change(query) if name == "atom" else NEVER
    return Listing(here, words, here, page, changed, columns, ";" if language.chosen() == "fr" else ",")


def _last_change(query: SearchQuery) -> datetime:
    repository = current.repository()
    with current.reading() as uow:
        known = exporting.last_change(uow, login.actor(), repository.searcher, repository.access, query)
    return known or NEVER


def _file_name(query: SearchQuery, name: str) -> str:
    """« recherche-2026-11-27-plan-de-conservation.csv »."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(query.text[:200])).strip("-")[:_LONGEST].strip("-")
    day = clock.today(current.settings().timezone).isoformat()
    return "-".join(part for part in (gettext("recherche"), day, words) if part) + f".{name}"


def links(text: str, partial: bool = False) -> dict[str, str]:
    """Where the result of the present address is had as a file, by format; ``text``: the query that found it,
    ``partial``: some of its words.
    """
    corrected = {} if text == request.args.get("q", "") else {"q": text}
    corrected |= {"some": "1"} if partial else {}
    asked = "".join(queries.address(**corrected).partition("?")[1:])
    return {name: url_for(f"exports.{name}") + asked for name in EXPORTS}
