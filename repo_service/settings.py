"""Every setting, in one table. ``docs/settings.md`` shows the same table and a test compares them.

Settings are environment variables ``REPO_SERVICE_<NAME>``. Nothing else in the code reads the environment
(``paths`` alone looks up ``REPO_SERVICE_TEMPLATES``, because templates are found before settings are read).
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from repo_service.paths import PROJECT

PREFIX = "REPO_SERVICE_"
_PLACEHOLDER = re.compile(  # what examples on the web write in the place of a key
    r"(?:please|change(?:me|this|it)?|replace(?:me|this)?|insecure|not|very|super|my|your|the|a|default|dev(?:elopment)?|"
    r"example|secret|password|key|here|django|flask|in|production|test(?:ing)?|change[rz]?(?:moi)?|remplace[rz]?|exemple|cle|"
    r"clé|secr[eè]te?|motdepasse|azerty(?:uiop)?|qwerty(?:uiop)?|abc(?:defgh)?|ici|[àa]|une?|la|le|[0-9]{1,8})+"
)
_MAIL_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+")


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


def _siret(raw: str) -> str:
    """Fourteen digits, however they are spaced; the sum of a SIRET is 0 modulo 10, every second digit doubled."""
    digits = "".join(raw.split())
    doubled = [int(one) * (1 + place % 2) for place, one in enumerate(reversed(digits)) if one.isdecimal()]
    if raw and (not re.fullmatch(r"[0-9]{14}", digits) or sum(n - 9 if n > 9 else n for n in doubled) % 10):
        raise ValueError("un SIRET de quatorze chiffres est attendu, comme 732 829 320 00074")
    return digits


def _networks(raw: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    try:
        return tuple(ipaddress.ip_network(one, strict=False) for one in raw.replace(",", " ").split())
    except ValueError as error:
        raise ValueError("des adresses ou des réseaux sont attendus, comme 10.0.0.0/8") from error


def _key(raw: str) -> str:
    """A key that somebody could guess signs nothing. The value is repeated nowhere."""
    plain = "".join(char for char in raw.lower() if char.isalnum())
    if raw and (len(raw) < 8 or len(set(raw)) < 4 or _PLACEHOLDER.fullmatch(plain)):
        raise ValueError("une clé d’au moins huit caractères tirés au hasard est attendue, et non un mot d’exemple")
    return raw


def _name(raw: str) -> str:
    """A name with an underscore is the same to a WSGI server as one with a hyphen: proxies and we drop such headers."""
    if raw and not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", raw):
        raise ValueError("le nom d’un en-tête est attendu, comme X-Remote-User")
    return raw


def _provider(raw: str) -> str:
    """What comes from a provider is believed: nobody may change it on the way."""
    try:
        parts = urlsplit(raw)
        here = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
        complete = (here or parts.scheme == "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        complete = False
    if raw and not complete:
        raise ValueError("une adresse en https est attendue, comme https://connexion.exemple.fr")
    return raw


def _folder_if_any(raw: str) -> Path | None:
    return _folder(raw) if raw else None


def _mail_server(raw: str) -> str:
    """The value may hold a password: nothing that is said about it repeats it."""
    if not raw:
        return raw
    try:
        parts = urlsplit(raw)
        complete = parts.scheme in {"smtp", "smtp+starttls", "smtps"} and bool((parts.hostname or "").encode("idna"))
        complete = complete and parts.port != 0 and parts.path in {"", "/"} and not parts.query and not parts.fragment
    except ValueError:
        complete = False
    if not complete:
        raise ValueError("une adresse est attendue, comme smtp+starttls://nom:mot-de-passe@courriel.exemple.fr:587")
    if bool(parts.username) != bool(parts.password) or not unquote(f"{parts.username}{parts.password}").isascii():
        raise ValueError("un nom et un mot de passe sans accent sont attendus, ou aucun des deux")
    return raw


def _mail_address(raw: str) -> str:
    local, _, domain = raw.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    if raw and not (_MAIL_LOCAL.fullmatch(local) and re.fullmatch(r"[A-Za-z0-9.-]+", domain)):
        raise ValueError("une adresse de courriel est attendue, comme memoire@exemple.fr")
    return f"{local}@{domain}" if raw else ""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table: environment name without prefix, default as text, how to read it, what it does.

    A ``secret`` value is not repeated by the error that refuses it.
    """

    name: str
    default: str
    read: Callable[[str], Any]
    help: str
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("STORAGE", "storage", _folder, "folder of the kept files and of the embedded database"),
    Setting("INDEXES", "indexes", _folder, "folder of the full-text index; can be deleted, it is rebuilt"),
    Setting("DATABASE_URL", "", _text, "SQLAlchemy address of the database; empty: SQLite inside STORAGE"),
    Setting(
        "SECRET_KEY", "", _key,
        "signs cookies and forms; empty: a random key in STORAGE, where the machine serves itself only", secret=True,
    ),
    Setting("BASE_URL", "", _text, "public address, without final slash, for links in feeds and mail"),
    Setting("SITE_NAME", "Repo Service", _text, "name shown in the head of every page"),
    Setting("TIMEZONE", "Europe/Paris", _timezone, "at whose midnight rights and texts change"),
    Setting("COLLECTIVITY_NAME", "", _text, "official name of who decides, for SCDL; empty: SITE_NAME"),
    Setting("COLLECTIVITY_SIRET", "", _siret, "its SIRET, without which SCDL holds what is filed for a partner alone"),
    Setting("TEMPLATES", "", _text, "folder of reworded templates, looked up before the shipped ones"),
    Setting("MAX_UPLOAD", "100000000", _whole, "largest request in bytes (all files of one sending together)"),
    Setting("READ_SECONDS", "10", _whole, "seconds that reading one file may take"),
    Setting("READ_MEMORY", "536870912", _whole, "bytes of memory that reading one file may take"),
    Setting("SEARCH_CACHE", "64", _whole, "MiB that a process keeps of what searches found, for each index"),
    Setting("INTAKE_DAYS", "30", _whole, "days before a dropped file that nobody published is swept"),
    Setting("SESSION_DAYS", "14", _whole, "days before a sign-in ends"),
    Setting("SECURE_COOKIES", "", _text, "1: cookies only over HTTPS; empty: when BASE_URL starts with https"),
    Setting("TRUSTED_PROXIES", "0", _whole, "number of reverse proxies whose X-Forwarded-* headers are believed"),
    Setting("PROXY_ADDRESSES", "127.0.0.0/8 ::1", _networks, "addresses or networks of the proxies that are believed"),
    Setting("REMOTE_USER_HEADER", "", _name, "header in which a believed proxy names the person; empty: none is read"),
    Setting("SECOND_FACTOR_ROLES", "", _text, "roles held only with a second factor, as `administrator coordinator`"),
    Setting("OIDC_ISSUER", "", _provider, "address of an OpenID Connect provider; empty: no such sign-in"),
    Setting("OIDC_CLIENT_ID", "", _text, "our name at the provider"),
    Setting("OIDC_CLIENT_SECRET", "", _text, "our secret at the provider", secret=True),
    Setting("OIDC_LABEL", "", _text, "words of the button, as « Se connecter avec mon université »"),
    Setting("SMTP_URL", "", _mail_server, "address of the mail server; empty: mail goes into a folder", secret=True),
    Setting("MAIL_FOLDER", "", _folder_if_any, "folder of mail where SMTP_URL is empty; empty: `mail` inside STORAGE"),
    Setting("MAIL_FROM", "", _mail_address, "address that mail comes from; empty: repo-service@ the host of BASE_URL"),
    Setting("ACCEL_PREFIX", "", _text, "nginx location of STORAGE for X-Accel-Redirect; empty: Python sends files"),
    Setting("THREADS", "16", _whole, "threads of `serve`"),
    Setting("OCR", "1", _yes, "read scans with tesseract where it is installed"),
    Setting("LOG_READING", "0", _yes, "1: the log tells who reads texts of bodies and drafts"),
    Setting("DEVELOPMENT", "0", _yes, "1 shows /styleguide and reloads templates"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values read from the environment; fields are the names of the table in lower case."""

    storage: Path
    indexes: Path
    database_url: str = field(repr=False)  # it may hold a password
    secret_key: str = field(repr=False)
    base_url: str
    site_name: str
    timezone: str
    collectivity_name: str
    collectivity_siret: str
    templates: str
    max_upload: int
    read_seconds: int
    read_memory: int
    search_cache: int
    intake_days: int
    session_days: int
    secure_cookies: str
    trusted_proxies: int
    proxy_addresses: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]
    remote_user_header: str
    second_factor_roles: str
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str = field(repr=False)
    oidc_label: str
    smtp_url: str = field(repr=False)
    mail_folder: Path | None
    mail_from: str
    accel_prefix: str
    threads: int
    ocr: bool
    log_reading: bool
    development: bool

    @property
    def database(self) -> str:
        """The database address in force."""
        return self.database_url or f"sqlite:///{self.storage / 'repo-service.db'}"

    @property
    def mail_box(self) -> Path:
        """The folder that mail goes into where there is no mail server."""
        return self.mail_folder or self.storage / "mail"

    @property
    def mail_author(self) -> str:
        """The address that mail comes from."""
        host = urlsplit(self.base_url).hostname or "localhost"
        return self.mail_from or f"repo-service@{host.encode('idna').decode('ascii')}"

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
    if given.get(PREFIX + "SECRET_KEY") == "":
        raise SettingError(f"réglage {PREFIX}SECRET_KEY vide : donnez une clé, ou ne le donnez pas du tout")
    values: dict[str, Any] = {}
    for row in SETTINGS:
        raw = given.get(PREFIX + row.name, "") or row.default
        if row.read is _folder and raw == row.default:
            raw = str(home / raw)
        try:
            values[row.name.lower()] = row.read(raw)
        except (ValueError, OSError, RuntimeError) as error:  # the last two of a folder: too long, of nobody's home
            told = "" if row.secret else f", « {raw} »"
            raise SettingError(f"réglage {PREFIX}{row.name}{told} : {error}") from error
    return Settings(**values)
