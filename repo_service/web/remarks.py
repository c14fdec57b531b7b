"""What a reader of files left out, and what is odd in minutes, in the language of the request.

Notices are kept as French sentences with their numbers and names already in them, so a sentence that has such places is
recognised by its shape before it is translated. Every shape that a format or the finder can write is in ``SHAPES``; a
test compares. A place whose name begins with ``day`` holds French dates, which are written anew.
"""

from __future__ import annotations

import re

from repo_service.domain import french_dates
from repo_service.web.language import chosen, gettext

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
    "Ce fichier semble contenir %(count)s réunions (%(days)s).",
    "La date de la réunion, %(day)s, est à venir.",
    "La date de la réunion, %(day)s, est bien ancienne.",
    "Le texte semble dater la réunion du %(day)s, et non du %(day_known)s.",
    "Un vote est à vérifier : « %(title)s ».",
    "%(count)s votes sont à vérifier, d’abord « %(title)s ».",
    "Les voix comptées (%(count)s) sont plus nombreuses que les votants (%(voters)s).",
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
            return str(gettext(shape, **{name: _filled(name, text) for name, text in found.groupdict().items()}))
    return str(gettext(notice))


def _filled(place: str, text: str) -> str:
    if not place.startswith("day") or chosen() == "fr":
        return text
    for day, start, end in reversed(french_dates.find(text)):
        text = text[:start] + french_dates.in_words(day, "en") + text[end:]
    return text.replace(" et ", " and ")
