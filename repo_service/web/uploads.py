"""Uploads: the multipart stream is hashed straight into the storage folder.

Under gunicorn as it comes in; ``serve`` (waitress) first holds a large request whole, in ``storage/tmp`` too.
"""

from __future__ import annotations

from typing import IO, Any, cast

import flask
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest
from werkzeug.formparser import FormDataParser

from repo_service.errors import TooLarge
from repo_service.services import access
from repo_service.web import current, login

REFUSED = "repo_service.refused"  # in the environment of a request: the error with which the server refuses its body


class Received:
    """A file part being received: what Werkzeug writes into. ``sink`` is the place where the bytes are hashed and
    held.
    """

    def __init__(self, sink: Any) -> None:
        self.sink = sink

    def write(self, data: bytes) -> int:
        """Append bytes."""
        return cast(int, self.sink.write(data))

    def seek(self, offset: int, whence: int = 0) -> int:
        """Werkzeug rewinds a finished part; nothing is read from here, so nothing moves."""
        return 0

    def close(self) -> None:
        """Forget the bytes, unless they were kept."""
        self.sink.discard()


class Request(flask.Request):
    """Flask's request, with file parts received by the store: only from people who may file something."""

    def make_form_data_parser(self) -> FormDataParser:
        """A parser that does not pass over a form that it cannot read."""
        parser = super().make_form_data_parser()
        parser.silent = False
        return parser

    def _load_form_data(self) -> None:
        if (refused := self.environ.get(REFUSED)) is not None:
            raise refused
        try:
            super()._load_form_data()
        except ValueError as error:
            raise BadRequest() from error

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        limit = current.settings().max_upload
        if total_content_length is not None and total_content_length > limit:
            raise TooLarge(limit=f"{limit // 1_000_000} Mo")
        access.allow(login.actor(), "file")
        received = Received(current.repository().store.blobs.receive(limit))
        flask.g.setdefault("received", []).append(received)
        return cast(IO[bytes], received)


def files(field: str) -> list[tuple[str, Any]]:
    """The files of a form field as (name, sink); a field left empty gives none."""
    parts = flask.request.files.getlist(field)
    return [(part.filename or "", _sink(part)) for part in parts if part.filename or _sink(part).size]


def _sink(part: FileStorage) -> Any:
    return cast(Received, part.stream).sink


def discard_unkept(error: BaseException | None = None) -> None:
    """After every request, however it ended: temporary files that nobody kept are removed."""
    for received in flask.g.pop("received", []):
        received.close()
