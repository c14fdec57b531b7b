"""Takes out of an RTF source the words that its readers do not see: tracked deletions and hidden text.

Works on the source, group by group, because striprtf knows no character properties (RTF 1.9.1: ``\\deleted``, ``\\v``,
``\\revised``, ``\\mvf``, each until its ``0``, ``\\plain`` or the end of its group), styles or rows. Control words that
print nothing all stay, so that what is left reads as before. Nothing here turns RTF into text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from repo_service.formats.base import Leaks

_TRACE = re.compile(
    r"\\(?:deleted|v|revised|mvf|mvt|trhidden|cldel|clins|annotation|crauth|prauth|srauth|trauth)(?![a-z])"
)
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
_STYLE = re.compile(r"\\(cs|ts|ds|s|sbasedon|v)(-?\d{1,9})?(?![a-zA-Z0-9])")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_ROWS = re.compile(r"\\(?:(trowd|intbl|trhidden|row)(-?\d{1,9})?(?![a-zA-Z0-9])|.)", re.DOTALL)
_FORMATTING = frozenset({"crauth", "prauth", "srauth", "trauth"})


class _State(NamedTuple):
    """What holds in a group. ``hidden`` is ``None`` where only the style of the paragraph or of the characters tells;
    ``aside``: a destination that is not part of the text."""

    deleted: bool = False
    moved: bool = False
    hidden: bool | None = None
    paragraph: int = 0
    characters: int = 0
    revised: bool = False
    aside: bool = False


_PLAIN = _State()
_CHANGES = {"deleted": "deleted", "mvf": "moved", "revised": "revised", "mvt": "revised", "v": "hidden"}


@dataclass(slots=True)
class _Walk:
    """The walk through one source: the state of the group it is in, those around it, and what was met."""

    state: _State = _PLAIN
    styles: frozenset[tuple[str, int]] = frozenset()  # those that hide, as ("s" or "cs", number)
    in_row: bool = False  # in a table row that is hidden
    around: list[_State] = field(default_factory=list)
    last: tuple[bool, bool, bool] = (False, False, False)
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
        if change := _CHANGES.get(word):
            self.state = self.state._replace(**{change: number != "0"})
        elif word == "s":
            self.state = self.state._replace(paragraph=int(number or 0))
        elif word == "cs":
            self.state = self.state._replace(characters=int(number or 0))
        elif word == "pard":
            self.state = self.state._replace(paragraph=0)
        elif word == "plain":
            self.state = _State(aside=self.state.aside, paragraph=self.state.paragraph)
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
        if self.state.aside:
            return True
        deleted = self.state.deleted or self.state.moved
        now = (deleted, self.hides(), self.state.revised)
        self.deletions += now[0] and not self.last[0]
        self.hidden += now[1] and not self.last[1]
        self.insertions += now[2] and not self.last[2]
        self.last = now
        return not (now[0] or now[1])

    def hides(self) -> bool:
        """Whether text is hidden here, by itself, its style or its row."""
        if self.in_row or self.state.hidden is not None:
            return self.in_row or bool(self.state.hidden)
        return bool(self.styles & {("s", self.state.paragraph), ("cs", self.state.characters)})


def _hiding_styles(source: str) -> tuple[frozenset[tuple[str, int]], int]:
    """The styles that hide, and where their table ends. One that does not say is as the one it is based on."""
    start = source.find("{\\stylesheet")
    if start < 0:
        return frozenset(), 0
    said: dict[tuple[str, int], bool | None] = {}
    based: dict[tuple[str, int], int] = {}
    depth, begun, end = 0, start, len(source)
    for match in _BRACE.finditer(source, start):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if match.group() == "{" and depth == 2:
            begun = match.end()
        elif match.group() == "}" and depth == 1:
            words = dict(_STYLE.findall(source, begun, match.start()))
            kind = next((kind for kind in ("cs", "ts", "ds", "s") if kind in words), "s")
            key = (kind, int(words.get(kind) or 0))
            said[key] = words["v"] != "0" if "v" in words else None
            based[key] = int(words.get("sbasedon") or 222)  # which is no style (RTF 1.9.1)
        elif depth == 0:
            end = match.end()
            break
    for style in said:
        chain: dict[tuple[str, int], None] = {}
        key = style
        while said.get(key, False) is None and key not in chain:
            chain[key] = None
            key = (key[0], based[key])
        said.update(dict.fromkeys(chain, bool(said.get(key))))
    return frozenset(key for key, hides in said.items() if hides), end


def _hidden_rows(source: str, start: int) -> list[tuple[int, int]]:
    """Where the rows stand that are hidden; a row may be described before its cells, after them, or twice."""
    rows, begun, hidden = [], -1, False
    for match in _ROWS.finditer(source, start):
        if match[1] and begun < 0:
            begun = match.start()
        if match[1] == "trhidden":
            hidden = match[2] != "0"
        elif match[1] == "row":
            if hidden:
                rows.append((begun, match.start()))
            begun, hidden = -1, False
    return [*rows, (begun, len(source))] if hidden else rows


def visible(source: str) -> tuple[str, Leaks]:
    """``source`` without the words that are deleted or hidden, and what was found. Never fails: groups that do not
    match and control words that mean nothing are left as they are."""
    if not _TRACE.search(source):
        return source, Leaks()
    styles, after = _hiding_styles(source)
    rows = _hidden_rows(source, after) if "\\trhidden" in source else []
    rows.reverse()
    walk, kept, position = _Walk(styles=styles), [], 0
    while token := _TOKEN.match(source, position):
        while rows and rows[-1][1] <= position:
            rows.pop()
        walk.in_row = bool(rows) and rows[-1][0] <= position
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
