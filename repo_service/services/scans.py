"""Scans: files without a text are read by tesseract in the background, where it is installed; the file never
changes. When ``VERSION`` grows they are read again, one by one; ``versions.rereading`` leaves them alone.
"""

from __future__ import annotations

from dataclasses import replace

from repo_service.domain.roles import SYSTEM
from repo_service.formats import ocr
from repo_service.services.repository import Repository
from repo_service.store import filing, lookup, readings

READER = ocr.NAME
VERSION = 1


def read_next(repository: Repository) -> bool:
    """Read one scan that waits; whether there was one. Reading holds no transaction."""
    if not ocr.available():
        return False
    store = repository.store
    with store.reading() as uow:
        sha256 = readings.next_scan(uow.session, READER, VERSION, ocr.READERS)
    if sha256 is None:
        return False
    extract = repository.reader.ocr(store.blobs.path(sha256))
    if extract.status != "read":  # still the scan that it was; kept all the same, so that it is not tried for ever
        extract = replace(extract, status="no_text", reason="")
    with store.writing() as uow:
        filing.keep_extraction(uow, sha256, READER, VERSION, extract.to_json())
        for document in lookup.keeping(uow.session, sha256):
            uow.log.record("document.reread", SYSTEM.account, document)
    return True
