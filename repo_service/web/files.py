"""Sending a kept file: always as an attachment, never sniffed, with ranges and 304s; by the front server where
there is one.
"""

from __future__ import annotations

from pathlib import Path

from flask import Response, request, send_file

from repo_service.domain.file_names import content_disposition
from repo_service.errors import Damaged
from repo_service.services.reading import Download
from repo_service.web import current
from repo_service.web.security import FILE_POLICY


def send(download: Download) -> Response:
    """The answer that carries a file. Its entity tag is the SHA-256 of the bytes."""
    path = current.repository().store.blobs.path(download.sha256)
    accel = current.settings().accel_prefix
    if accel:
        response = Response(mimetype=download.media_type)
        place = path.relative_to(current.settings().storage).as_posix()
        response.headers["X-Accel-Redirect"] = f"{accel.rstrip('/')}/{place}"
    else:
        response = _opened(path, download)
    response.set_etag(download.sha256)
    response.headers["Content-Disposition"] = content_disposition(download.file_name)
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request, accept_ranges=not accel, complete_length=download.size)
    return response


def _opened(path: Path, download: Download) -> Response:
    """The file as an answer. Its time on disk is not told: it moves when somebody else files the same bytes."""
    try:
        response = send_file(path, mimetype=download.media_type, etag=download.sha256, conditional=False)
    except OSError as error:
        raise Damaged() from error
    del response.headers["Last-Modified"]
    return response
