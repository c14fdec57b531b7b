"""Every setting, in one table. ``docs/settings.md`` shows the same table and a test compares them.

Settings are environment variables ``REPO_SERVICE_<NAME>``. Nothing else in the code reads the environment
(``paths`` alone looks up ``REPO_SERVICE_TEMPLATES``, because templates are found before settings are read).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from repo_service.paths import PROJECT

PREFIX = "REPO_SERVICE_"


class SettingError(ValueError):
    """A setting holds a value that cannot be understood; the message names it and says what is expected."""


def _text(raw: str) -> str:
    return raw


def _folder(raw: str) -> Path:
    return Path(raw).expanduser().resolve()


def _whole(raw: str) -> int:
    try:
        value = int(raw)
    except ValueError:
        value = -1
    if value < 0:
        raise ValueError("un nombre entier, 0 ou plus, est attendu")
    return value


def _yes(raw: str) -> bool:
    if raw.lower() not in {"0", "1", "true", "false", "yes", "no"}:
        raise ValueError("1 ou 0 est attendu")
    return raw.lower() in {"1", "true", "yes"}


def _timezone(raw: str) -> str:
    try:
        ZoneInfo(raw)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError("un fuseau horaire est attendu, comme Europe/Paris") from error
    return raw


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table: environment name without prefix, default as text, how to read it, what it does."""

    name: str
    default: str
    read: Callable[[str], Any]
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting("STORAGE", "storage", _folder, "folder of the kept files and of the embedded database"),
    Setting("INDEXES", "indexes", _folder, "folder of the full-text index; can be deleted, it is rebuilt"),
    Setting("DATABASE_URL", "", _text, "SQLAlchemy address of the database; empty: SQLite inside STORAGE"),
    Setting("SECRET_KEY", "", _text, "signs cookies and forms; empty: a random key kept in STORAGE (made at `init`)"),
    Setting("BASE_URL", "", _text, "public address, without final slash, for links in feeds and mail"),
    Setting("SITE_NAME", "Repo Service", _text, "name shown in the head of every page"),
    Setting("TIMEZONE", "Europe/Paris", _timezone, "at whose midnight rights and texts change"),
    Setting("TEMPLATES", "", _text, "folder of reworded templates, looked up before the shipped ones"),
    Setting("MAX_UPLOAD", "100000000", _whole, "largest request in bytes (all files of one sending together)"),
    Setting("READ_SECONDS", "10", _whole, "seconds that reading one file may take"),
    Setting("READ_MEMORY", "536870912", _whole, "bytes of memory that reading one file may take"),
    Setting("INTAKE_DAYS", "30", _whole, "days before a dropped file that nobody published is swept"),
    Setting("SESSION_DAYS", "14", _whole, "days before a sign-in ends"),
    Setting("SECURE_COOKIES", "", _text, "1: cookies only over HTTPS; empty: when BASE_URL starts with https"),
    Setting("TRUSTED_PROXIES", "0", _whole, "number of reverse proxies whose X-Forwarded-* headers are believed"),
    Setting("ACCEL_PREFIX", "", _text, "nginx location of STORAGE for X-Accel-Redirect; empty: Python sends files"),
    Setting("THREADS", "16", _whole, "threads of `serve`"),
    Setting("OCR", "1", _yes, "read scans with tesseract where it is installed"),
    Setting("DEVELOPMENT", "0", _yes, "1 shows /styleguide and reloads templates"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values read from the environment; fields are the names of the table in lower case."""

    storage: Path
    indexes: Path
    database_url: str
    secret_key: str
    base_url: str
    site_name: str
    timezone: str
    templates: str
    max_upload: int
    read_seconds: int
    read_memory: int
    intake_days: int
    session_days: int
    secure_cookies: str
    trusted_proxies: int
    accel_prefix: str
    threads: int
    ocr: bool
    development: bool

    @property
    def database(self) -> str:
        """The database address in force."""
        return self.database_url or f"sqlite:///{self.storage / 'repo-service.db'}"

    @property
    def https(self) -> bool:
        """Whether cookies are sent over HTTPS only."""
        return self.secure_cookies == "1" or (not self.secure_cookies and self.base_url.startswith("https:"))


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read every setting. Relative default folders stand beside the package in a checkout, else in the current folder.

    Raises ``SettingError`` for a value that cannot be understood, and for a misspelt ``REPO_SERVICE_*`` name.
    """
    given = os.environ if environment is None else environment
    known = {PREFIX + row.name for row in SETTINGS}
    strange = sorted(n for n in given if n.startswith(PREFIX) and n not in known and not n.startswith(PREFIX + "TEST_"))
    if strange:
        raise SettingError(f"réglage inconnu {strange[0]} ; docs/settings.md les donne tous")
    home = PROJECT if (PROJECT / "pyproject.toml").exists() else Path.cwd()
    values: dict[str, Any] = {}
    for row in SETTINGS:
        raw = given.get(PREFIX + row.name, "") or row.default
        if row.read is _folder and raw == row.default:
            raw = str(home / raw)
        try:
            values[row.name.lower()] = row.read(raw)
        except (ValueError, OSError, RuntimeError) as error:  # the last two of a folder: too long, of nobody's home
            raise SettingError(f"réglage {PREFIX}{row.name}, « {raw} » : {error}") from error
    return Settings(**values)
