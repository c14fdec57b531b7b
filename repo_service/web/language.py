"""French first, English beside it: the language of a request, and the catalogues (``locales/``) made ready to use."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g, request
from flask_babel import Babel, get_locale, get_translations
from flask_babel.speaklater import LazyString

from repo_service import paths
from repo_service.web import current, security
from repo_service.web.rendering import ENGLISH, FRENCH, Words

LANGUAGES = ("fr", "en")
COOKIE = "language"


def register(app: Flask) -> None:
    """Install Flask-Babel over our catalogues."""
    folder = Path(tempfile.mkdtemp(prefix="repo-service-locales-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    compile_catalogues(paths.LOCALES, folder)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(folder)
    app.config["BABEL_DEFAULT_LOCALE"] = "fr"
    Babel(app, locale_selector=_choose)
    app.jinja_env.globals["get_locale"] = get_locale
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: _catalogue().ugettext(message),
        lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
    )


def _catalogue() -> Any:
    """The sentences of the present request's language."""
    return _loaded(chosen())


@lru_cache(maxsize=len(LANGUAGES))
def _loaded(language: str) -> Any:
    return get_translations()  # those of the request, whose language this is


def gettext(message: str, **variables: Any) -> str:
    """The sentence in the language of the request, with its variables put in: as Flask-Babel does, but faster."""
    words: str = _catalogue().ugettext(message)
    return words % variables if variables else words


def ngettext(one: str, many: str, num: int, **variables: Any) -> str:
    """The same for a sentence that counts; ``num`` is a variable too."""
    words: str = _catalogue().ungettext(one, many, num)
    return words % {"num": num, **variables}


def lazy_gettext(message: str) -> LazyString:
    """A sentence that is looked up each time it is shown."""
    return LazyString(gettext, message)


def chosen() -> str:
    """The language of the present request: "fr" or "en"."""
    if (found := g.get("language")) is None:
        found = g.language = str(get_locale() or "fr")[:2]
    return str(found)


def rendering_words(of: str = "") -> Words:
    """The few words that a rendered text adds by itself, in the language of the request.

    ``of`` names the file where a page shows several: each table, box and list of notes is then told from the others.
    """
    words = ENGLISH if chosen() == "en" else FRENCH
    if not of:
        return words
    named = {field: f"{of} – {getattr(words, field)}" for field in ("table", "textbox", "notes")}
    return replace(words, **named)


def _choose() -> str:
    """The link first (kept in a cookie), then the browser."""
    picked = request.cookies.get(security.cookie_name(COOKIE, current.settings()))
    if picked in LANGUAGES:
        return str(picked)
    return request.accept_languages.best_match(LANGUAGES, default="fr") or "fr"


def compile_catalogues(source: Path, target: Path) -> None:
    """Compile each ``.po`` of ``source`` into ``target``: only the readable form is kept and shipped."""
    for path in source.glob("*/LC_MESSAGES/*.po"):
        compiled = (target / path.relative_to(source)).with_suffix(".mo")
        compiled.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as readable, compiled.open("wb") as binary:
            write_mo(binary, read_po(readable))
