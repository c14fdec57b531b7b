"""Where files that are not code are found: templates, migrations, catalogues. No other module asks ``__file__``."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
PROJECT = PACKAGE.parent
MIGRATIONS = PACKAGE / "store" / "migrations"
LOCALES = PACKAGE / "locales"
STATIC = PACKAGE / "web" / "static"


def templates(room: str) -> list[Path]:
    """Folders to search for ``room`` (pages, documents, mail, demonstration), most particular first.

    A consortium puts only the files it rewords in ``REPO_SERVICE_TEMPLATES``; the rest comes from beside the
    package (a checkout) or from inside it (an installed wheel).
    """
    chosen = os.environ.get("REPO_SERVICE_TEMPLATES")
    candidates = [Path(chosen)] if chosen else []
    candidates += [PROJECT / "templates", PACKAGE / "templates"]
    return [folder / room for folder in candidates if (folder / room).is_dir()]
