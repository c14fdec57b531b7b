"""Mail into a folder, one ``.eml`` file a message: for installations without a mail server, and for trying things out.

Any mail program opens the files. They hold links that sign in: only the account of the service may read them.
"""

from __future__ import annotations

import os
from datetime import UTC
from email.headerregistry import Address
from pathlib import Path

from repo_service.errors import Unavailable
from repo_service.mail.message import Message, compose


class Folder:
    """Writes each message as a file whose name begins with the instant it was written at: sorted is oldest first."""

    def __init__(self, folder: Path, author: Address) -> None:
        self._folder = folder
        self._author = author

    def send(self, message: Message) -> None:
        """Put the file down, whole and durable. The same message again takes the place of the first."""
        letter = compose(message, self._author, readable=True).as_bytes()
        name = f"{message.written_at.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{message.identifier}.eml"
        try:
            if not self._folder.is_dir():
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                _sync(self._folder.parent)
            self._write(self._folder / name, letter)
        except OSError as error:
            raise Unavailable("Le dossier des courriels ne peut pas être écrit.") from error

    def _write(self, path: Path, content: bytes) -> None:
        draft = path.with_suffix(".part")
        draft.unlink(missing_ok=True)  # of a sender that was killed
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync(self._folder)


def _sync(folder: Path) -> None:
    """Make the names in a folder durable. Windows has no such call: NTFS journals names itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
