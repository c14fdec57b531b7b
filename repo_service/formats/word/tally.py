"""What is counted while a word-processor file is read: its size against the limits, its leaks, what was left out.

Serves ``opendocument`` too; knows no XML.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from repo_service.formats.base import MAX_BLOCKS, MAX_CHARACTERS, ReadFailure

_LEFT_OUT = {
    "chart": ("1 graphique n’est pas lu.", "%d graphiques ne sont pas lus."),
    "object": ("1 objet incorporé n’est pas lu.", "%d objets incorporés ne sont pas lus."),
    "import": ("1 contenu importé d’un autre fichier n’est pas lu.", "%d contenus importés ne sont pas lus."),
    "diagram": ("1 diagramme n’est pas lu.", "%d diagrammes ne sont pas lus."),
    "name": ("1 nom inséré automatiquement n’est pas repris.", "%d noms insérés automatiquement ne sont pas repris."),
    "part": ("1 partie abîmée n’est pas lue.", "%d parties abîmées ne sont pas lues."),
}


@dataclass(slots=True, kw_only=True)
class Tally:
    """``left_out`` counts by kind of thing (a key of the sentences above)."""

    visited: int = 0
    characters: int = 0
    tables: int = 0
    hidden: int = 0
    insertions: int = 0
    deletions: int = 0
    formatting: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def visit(self) -> None:
        """Count one paragraph or row, empty ones too; ``ReadFailure("too_long")`` beyond the limit."""
        self.visited += 1
        if self.visited > MAX_BLOCKS:
            raise ReadFailure("too_long")

    def grow(self, characters: int) -> None:
        """Count text; ``ReadFailure("too_long")`` beyond the limit."""
        self.characters += characters
        if self.characters > MAX_CHARACTERS:
            raise ReadFailure("too_long")

    def notices(self) -> tuple[str, ...]:
        """What was not read, in sentences."""
        sentences = []
        for kind, count in (+self.left_out).items():
            one, many = _LEFT_OUT[kind]
            sentences.append(one if count == 1 else many % count)
        return tuple(sentences)
