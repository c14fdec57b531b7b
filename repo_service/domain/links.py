"""``[[links]]`` between documents: written by title, stored by identifier, so that a renamed document stays linked.

In a stored text a link is ``[[IDENTIFIER|words]]``; what a person writes is ``[[Title]]`` or ``[[Title|words]]``.
A title that names no document, or several, is stored as it was written and shown as words without a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from repo_service import identifiers
from repo_service.domain.passages import Block, fold

_LINK = re.compile(r"\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{1,300}))?\]\]")
SCHEME = "doc:"
TITLE_LENGTH = 300


def to_identifiers(text: str, find: Callable[[str], str | None]) -> str:
    """The text to store: ``find`` turns a title into the identifier of the one document it names."""

    def replaced(match: re.Match[str]) -> str:
        title, words = match[1].strip(), match[2]
        if identifiers.normalise(title):
            return match[0]
        found = find(title)
        return f"[[{found}|{(words or title).strip()}]]" if found else match[0]

    return _LINK.sub(replaced, text)


def to_titles(text: str, title_of: Callable[[str], str | None]) -> str:
    """The text to edit: identifiers become titles again, in today's wording, where ``title_of`` knows them.

    An identifier without words stays as it is: saving must not write down a title that the text never told.
    """

    def replaced(match: re.Match[str]) -> str:
        identifier = identifiers.normalise(match[1]) if match[2] else None
        title = title_of(identifier) if identifier else None
        if title is None or "[" in title or "|" in title or "]" in title:
            return match[0]
        return f"[[{title}]]" if match[2] == title else f"[[{title}|{match[2]}]]"

    return _LINK.sub(replaced, text)


def key(address: str) -> str | None:
    """What the address of a link span (``doc:…``) names: an identifier, or a folded title where a file came with
    titles.

    ``None`` for any other address.
    """
    if not address.startswith(SCHEME):
        return None
    named = address[len(SCHEME) :].partition("|")[0]
    return identifiers.normalise(named) or fold(named)[:TITLE_LENGTH] or None


def keys(blocks: Iterable[Block]) -> set[str]:
    """Everything that a text links to, identifiers and folded titles."""
    found = (key(span.target) for block in blocks for span in block.spans if span.kind == "link")
    return {one for one in found if one}
