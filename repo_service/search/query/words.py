"""Words as they are typed -> nodes: a compound as one word or as its parts in a row, a number as a whole, stars.

What a word is, ``analysis`` says. Nothing here knows operators, fields or an index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from repo_service.domain.passages import fold
from repo_service.errors import BadQuery
from repo_service.search import analysis
from repo_service.search.query.limits import BAD_STAR, MIN_START
from repo_service.search.query.tree import All, Any, Node, Pattern, Phrase, Prefix, Word

_INSIDE = re.compile(r"[\w'’*-]*\w\?[\w'’*?-]*\w[.,;:!?…*]*")  # "décisi?n", but no address with "?" in it
_JOINTS = re.compile(r"['’ʼ‐‑\s-]+")
_MADE = re.compile(rf"[^\W_]{{{MIN_START}}}[^\W_]*[*?](?:[^\W_]|[*?])*")


def groups(text: str) -> list[analysis.Group]:
    """The compounds of a text, in order."""
    return [group for chunk in analysis.chunks(text) for group in chunk.groups]


def compound(group: analysis.Group, within: str) -> Node | None:
    """A word; a number as a whole; a compound as one word or as its parts in a row. ``None`` for a stop word."""
    if group.whole and group.number:
        return Word(group.whole.stem, group.whole.exact, within)
    if not group.whole and len(group.parts) == 1:
        part = group.parts[0]
        return Word(part.stem, part.exact, within) if part.stem else None
    apart = placed(list(group.parts), within)
    if group.whole is None or apart is None:
        return apart
    return Any((Word(group.whole.stem, group.whole.exact, within), apart), compound=True)


def placed(parts: list[analysis.Part], within: str, quoted: bool = False) -> Node | None:
    """Words in a row; stop words only keep their place. ``None`` where there is nothing else."""
    places = [(offset, part) for offset, part in enumerate(parts) if part.stem]
    if not places:
        return None
    first = places[0][0]
    if len(places) == 1:
        return Word(places[0][1].stem, places[0][1].exact, within, quoted)
    return Phrase(tuple((offset - first, part.stem) for offset, part in places), within, quoted)


def joined(nodes: list[Node]) -> Node | None:
    """One node that asks for all of them."""
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else All(tuple(nodes))


def is_starred(word: str) -> bool:
    """Whether a star, or a question mark between letters, stands for letters of the word."""
    return "*" in word or ("?" in word and _INSIDE.fullmatch(word) is not None)


def starred(word: str) -> Iterator[Node]:
    """What a starred word asks for, all of it. Raises ``BadQuery`` for a star where none may be."""
    start = word.rstrip("*")
    if len(start) < len(word) and not is_starred(start):  # at the end alone
        parts = [part for group in groups(start) for part in group.parts]
        if not parts or len(parts[-1].exact) < MIN_START or not start[-1].isalnum():
            raise BadQuery(BAD_STAR)
        yield from (Word(part.stem, part.exact) for part in parts[:-1] if part.stem)
        yield Prefix(parts[-1].exact)
        return
    for piece in filter(None, _JOINTS.split(word.rstrip(".,;:!?…"))):
        if "*" not in piece and "?" not in piece:
            yield from (node for group in groups(piece) if (node := compound(group, "")))
            continue
        glob = re.sub(r"\*+", "*", fold(piece))
        if not _MADE.fullmatch(glob):
            raise BadQuery(BAD_STAR)
        yield Prefix(glob[:-1]) if glob.endswith("*") and glob.count("*") == 1 and "?" not in glob else Pattern(glob)
