"""Static files: names that carry a hash of their content, compressed once at start, kept by browsers for a year."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from repo_service import paths
from repo_service.settings import Settings
from repo_service.web.security import HSTS

PREFIX = "/static/"



def register(app: Flask, settings: Settings) -> None:
    """Serve the files of ``static/`` under hashed names and give templates ``static_url``."""
    folder = Path(tempfile.mkdtemp(prefix="repo-service-static-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    names = _copy(paths.STATIC, folder)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(folder), prefix=PREFIX.strip("/"), max_age=31_536_000, allow_all_origins=False,
        add_headers_function=_headers(settings.https), immutable_file_test=lambda path, url: True,
    )  # fmt: skip
    app.jinja_env.globals["static_url"] = lambda name: PREFIX + names[name]


def _copy(source: Path, target: Path) -> dict[str, str]:
    """Copy every file under its hashed name, with a gzip copy beside; plain name -> hashed name."""
    names = {}
    compressor = Compressor(quiet=True, use_brotli=True)
    for path in sorted(source.rglob("*")):
        if not path.is_file():
            continue
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:10]
        plain = path.relative_to(source)
        hashed = plain.with_name(f"{path.stem}.{digest}{path.suffix}")
        copy = target / hashed
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        if compressor.should_compress(copy.name):
            for _ in compressor.compress(str(copy)) or ():
                pass
        names[plain.as_posix()] = hashed.as_posix()
    return names


def _headers(https: bool) -> Callable[[Headers, str, str], None]:
    """What every static file says besides: opened at its own address, it runs nothing and stands in no frame."""
    given = {
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    } | ({"Strict-Transport-Security": HSTS} if https else {})

    def add(headers: Headers, path: str, url: str) -> None:
        for name, value in given.items():
            headers[name] = value

    return add
