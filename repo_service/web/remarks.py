"""What a reader of files left out, in the language of the request.

Notices are kept as French sentences with their numbers and names already in them, so a sentence that has such places is
recognised by its shape before it is translated. Every shape that a format can write is in ``SHAPES``; a test compares.
"""

from __future__ import annotations

import re

from repo_service.web.language import gettext

SHAPES = (
    "%(count)s graphiques ne sont pas lus.",
    "%(count)s objets incorporés ne sont pas lus.",
    "%(count)s contenus importés ne sont pas lus.",
    "%(count)s diagrammes ne sont pas lus.",
    "%(count)s noms insérés automatiquement ne sont pas repris.",
    "%(count)s parties abîmées ne sont pas lues.",
    "Pièces jointes non lues : %(names)s.",
    "Passages barrés laissés de côté : %(count)s.",
    "Champs d’en-tête non repris : %(names)s.",
    "Seules les %(count)s premières pages ont été lues.",
    "Seules les %(count)s premières lignes ont été lues.",
    "Page %(number)s : la reconnaissance a pris trop de temps.",
    "Pages sans texte (images ou pages vides) : %(numbers)s.",
    "Pages qui n’ont pas pu être lues : %(numbers)s.",
    "Texte très long : seules les %(count)s premières pages sur %(total)s ont été lues.",
    "Fichiers joints dans le PDF, non lus : %(count)s.",
    "Seules les %(count)s premières diapositives ont été lues.",
    "La diapositive %(number)s est masquée ; son texte est lu.",
    "Seules les %(count)s premières lignes du classeur ont été lues.",
    "« %(name)s » : seules les %(count)s premières colonnes ont été lues.",
    "%(count)s feuilles masquées ne sont pas lues.",
)
_PLACE = re.compile(r"%\\\((\w+)\\\)s")
_SPACE = re.compile(r"\\?[ \xa0]")  # notices kept by earlier readers have plain spaces


def _pattern(shape: str) -> re.Pattern[str]:
    wording = _PLACE.sub(r"(?P<\1>.+?)", re.escape(shape))
    return re.compile(_SPACE.sub("[ \xa0]", wording), re.DOTALL)


_PATTERNS = tuple((_pattern(shape), shape) for shape in SHAPES)


def words(notice: str) -> str:
    """The sentence to show for a notice; one of an unknown shape is shown as it was kept."""
    for pattern, shape in _PATTERNS:
        if found := pattern.fullmatch(notice):
            return str(gettext(shape, **found.groupdict()))
    return str(gettext(notice))
