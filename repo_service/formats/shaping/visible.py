"""Takes out of an RTF source the words that its readers do not see: tracked deletions and hidden text.

Works on the source, group by group, because striprtf knows no character properties (RTF 1.9.1: ``\\deleted``, ``\\v``,
``\\revised``, each until its ``0``, ``\\plain`` or the end of its group). Control words that print nothing all stay, so
that what is left reads as before. Nothing here turns RTF into text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from repo_service.formats.base import Leaks

_TRACE = re.compile(r"\\(?:deleted|v|revised|cldel|clins|annotation|crauth|prauth|srauth|trauth)(?![a-z])")
_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<code>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)|\\",
    re.DOTALL,
)
_PRINTED = frozenset(
    {"par", "line", "tab", "u", "emdash", "endash", "emspace", "enspace", "qmspace", "bullet", "lquote", "rquote"}
    | {"ldblquote", "rdblquote", "chftn"}
)
_PRINTED_SIGNS = frozenset("~-_{}\\\n\r")
_TABLES = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "info", "pict", "objdata", "fldinst", "xe", "tc", "rxe", "txe"}
)
_STORIES = frozenset({"footnote", "shptxt", "dptxbxtext", "fldrslt"})
_MARGINS = re.compile("(?:header|footer)[lrf]?")
_FORMATTING = frozenset({"crauth", "prauth", "srauth", "trauth"})


class _State(NamedTuple):
    """What holds in a group. ``aside``: a destination that is not part of the text."""

    deleted: bool = False
    hidden: bool = False
    revised: bool = False
    aside: bool = False


_PLAIN = _State()


@dataclass(slots=True)
class _Walk:
    """The walk through one source: the state of the group it is in, those around it, and what was met."""

    state: _State = _PLAIN
    around: list[_State] = field(default_factory=list)
    last: _State = _PLAIN
    insertions: int = 0
    deletions: int = 0
    comments: int = 0
    hidden: int = 0
    formatting: int = 0

    def brace(self, brace: str) -> None:
        """Enter or leave a group; a closing brace too many changes nothing."""
        if brace == "{":
            self.around.append(self.state)
        elif self.around:
            self.state = self.around.pop()

    def word(self, word: str, number: str | None) -> None:
        """Obey and count a control word."""
        if word in {"deleted", "revised"}:
            self.state = self.state._replace(**{word: number != "0"})
        elif word == "v":
            self.state = self.state._replace(hidden=number != "0")
        elif word == "plain":
            self.state = _State(aside=self.state.aside)
        elif word in _TABLES:
            self.state = self.state._replace(aside=True)
        elif word in _STORIES or _MARGINS.fullmatch(word):
            self.state = self.state._replace(aside=False)
        elif word == "annotation":
            self.comments += 1
        elif word == "cldel":
            self.deletions += 1
        elif word == "clins":
            self.insertions += 1
        elif word in _FORMATTING and not self.state.aside:
            self.formatting += 1

    def shows(self) -> bool:
        """Whether what is printed here stays; counts a run where one begins."""
        now, last = self.state, self.last
        if now.aside:
            return True
        self.deletions += now.deleted and not last.deleted
        self.hidden += now.hidden and not last.hidden
        self.insertions += now.revised and not last.revised
        self.last = now
        return not (now.deleted or now.hidden)


def visible(source: str) -> tuple[str, Leaks]:
    """``source`` without the words that are deleted or hidden, and what was found. Never fails: groups that do not
    match and control words that mean nothing are left as they are."""
    if not _TRACE.search(source):
        return source, Leaks()
    walk, kept, position = _Walk(), [], 0
    while token := _TOKEN.match(source, position):
        position = token.end()
        if _stays(walk, token):
            kept.append(token.group())
        elif token["word"] == "bin":
            position += int(token["number"] or 0)
    return "".join(kept), Leaks(walk.insertions, walk.deletions, walk.comments, walk.hidden, walk.formatting)


def _stays(walk: _Walk, token: re.Match[str]) -> bool:
    """Whether ``token`` is kept; data after ``bin`` are nothing that is printed and go with it."""
    if token["brace"]:
        walk.brace(token["brace"])
        return True
    if word := token["word"]:
        walk.word(word, token["number"])
        return word != "bin" and (word not in _PRINTED or walk.shows())
    if token["sign"] == "*":
        walk.state = walk.state._replace(aside=True)
        return True
    printed = token["text"] or token["code"] or token["sign"] in _PRINTED_SIGNS
    return walk.shows() if printed else True
