"""Static files: names that carry a hash of their content, compressed once at start, kept by browsers for a year."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from repo_service import paths

PREFIX = "/static/"


def register(app: Flask) -> None:
    """Serve the files of ``static/`` under hashed names and give templates ``static_url``."""
    folder = Path(tempfile.mkdtemp(prefix="repo-service-static-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    names = _copy(paths.STATIC, folder)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(folder), prefix=PREFIX.strip("/"), max_age=31_536_000, add_headers_function=_headers,
        immutable_file_test=lambda path, url: True,
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


def _headers(headers: object, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"  # type: ignore[index]
    headers["Cross-Origin-Resource-Policy"] = "same-origin"  # type: ignore[index]
