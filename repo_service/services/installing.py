"""Making or migrating a repository: folders, database, secret key. Safe to repeat, safe when two processes start
together.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress

from repo_service.settings import SettingError, Settings
from repo_service.store import schema
from repo_service.store.work import Store

KEY_FILE = "secret-key"


def install(settings: Settings) -> None:
    """Create what is missing and bring the database up to date.

    What is made is closed to other users of the machine.
    """
    os.umask(os.umask(0o077) | 0o027)
    settings.storage.mkdir(parents=True, exist_ok=True)
    settings.indexes.mkdir(parents=True, exist_ok=True)
    store = Store(settings)
    try:
        schema.migrate(store)
    finally:
        store.close()
    if not settings.secret_key:
        _make_key(settings)


def require_key(settings: Settings) -> None:
    """Refuse to serve others than this machine without a key of the settings: one that lies beside the data goes into
    every copy of it, and several machines would each have their own. Raises ``SettingError``.
    """
    if not settings.secret_key:
        raise SettingError(
            "réglage REPO_SERVICE_SECRET_KEY manquant : donnez une clé tirée au hasard, la même à toutes les machines "
            "(python -c 'import secrets; print(secrets.token_hex(32))')"
        )


def secret_key(settings: Settings) -> str:
    """The key that signs cookies and forms: the setting, else the one kept in the storage folder."""
    if settings.secret_key:
        return settings.secret_key
    _make_key(settings)
    return (settings.storage / KEY_FILE).read_text(encoding="ascii")


def _make_key(settings: Settings) -> None:
    """Write a fresh key unless there is one; readable by the owner only, written whole or not at all."""
    path = settings.storage / KEY_FILE
    if path.exists():
        return
    draft = path.with_name(f"{KEY_FILE}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
