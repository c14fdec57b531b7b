"""Which versions of a document gave a text: a file that cannot be read hides none of the texts before it."""

from __future__ import annotations

from repo_service.services.reading import Shown
from repo_service.store import readings
from repo_service.store.documents import Version
from repo_service.store.work import UnitOfWork


def last_read(uow: UnitOfWork, shown: Shown) -> Version | None:
    """The nearest version before the one shown whose text was read, of those that the person sees."""
    earlier = [version for version in shown.versions if version.number < shown.version.number]
    told = readings.statuses(uow.session, sorted({version.blob_sha256 for version in earlier}))
    return next((version for version in earlier if told.get(version.blob_sha256, ("", ""))[0] == "read"), None)
