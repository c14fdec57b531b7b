"""Sending a kept file: always as an attachment, never sniffed, with ranges and 304s; by the front server where
there is one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from flask import Response, request

from repo_service.domain.file_names import content_disposition
from repo_service.errors import Damaged
from repo_service.services.reading import Download
from repo_service.web import current, login
from repo_service.web.security import FILE_POLICY


def send(download: Download) -> Response:
    """The answer that carries a file, or one part of it. Its entity tag is the SHA-256 of the bytes.

    Its time on disk is not told: it moves when somebody else files the same bytes.
    """
    path = current.repository().store.blobs.path(download.sha256)
    accel = current.settings().accel_prefix
    response = _attachment(download.file_name, download.media_type, download.sha256)
    response.make_conditional(request, accept_ranges=not accel, complete_length=download.size)
    if response.status_code in {200, 206}:
        current.tell_reading(login.actor(), download.document, download.version, True, download.companion)
    if accel:
        place = path.relative_to(current.settings().storage).as_posix()
        response.headers["X-Accel-Redirect"] = f"{accel.rstrip('/')}/{place}"
    elif response.status_code in {200, 206}:
        _fill(response, path, download.size)
    return response


def send_made(content: bytes, file_name: str, media_type: str) -> Response:
    """The answer that carries a file made for this request, in the same way."""
    response = _attachment(file_name, media_type, hashlib.sha256(content).hexdigest())
    response.data = content
    response.make_conditional(request)
    return response


def _attachment(file_name: str, media_type: str, sha256: str) -> Response:
    response = Response(mimetype=media_type)
    response.set_etag(sha256)
    response.headers["Content-Disposition"] = content_disposition(file_name)
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _fill(response: Response, path: Path, size: int) -> None:
    """Give the answer the bytes of a file, from where the asked part begins.

    They go out through the server's own sender of files: one that is read slowly then holds no thread, and nobody can
    stop the service by asking for large parts and not reading them.
    """
    part = response.content_range
    start, end = (part.start or 0, part.stop or size) if response.status_code == 206 else (0, size)
    response.content_length = end - start
    if request.method == "HEAD":
        return
    try:
        file = path.open("rb")
        file.seek(start)
    except OSError as error:
        raise Damaged() from error
    sender = request.environ.get("wsgi.file_wrapper")
    response.response = sender(file) if sender else _Part(file, end - start)
    response.direct_passthrough = True


class _Part:
    """So many bytes of an open file, for a server that has no sender of files."""

    def __init__(self, file: BinaryIO, left: int) -> None:
        self._file, self._left = file, left

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self._file.read(min(self._left, 1 << 18)):
            self._left -= len(chunk)
            yield chunk

    def close(self) -> None:
        """The server calls it when it has done."""
        self._file.close()
