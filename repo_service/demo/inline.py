"""Inline notation of the demonstration sources: bold, italic, links, note calls, tracked changes, remarks, spacing.

Knows nothing of blocks or of file formats. ``templates/demonstration/README.md`` describes the notation for writers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Change = Literal["", "inserted", "deleted"]

_TOKEN = re.compile(
    r"\{\+\+(?P<inserted>.+?)\+\+\}|\{--(?P<deleted>.+?)--\}"
    r"|\{==(?P<marked>.+?)==\}\{>>(?P<remark>.+?)<<\}"
    r"|\[\^(?P<note>[\w-]+)\]|\[(?P<label>[^\[\]]+)\]\((?P<address>[^()\s]+)\)"
    r"|(?P<bold>\*\*)|(?P<italic>\*)|(?P<newline>\n)"
)
_NO_BREAK = "\u00a0"
_BEFORE = re.compile(r" (?=[:;?!»%€])")
_AFTER = re.compile(r"(?<=«) |(?<=\bn°) |(?<=\b[Aa]rt\.) ")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one form. ``note`` is the label of a footnote called here (``text`` is then empty)."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    note: str = ""
    change: Change = ""
    remark: str = ""  # a reviewer's comment on ``text``


def typeset(text: str) -> str:
    """French typography: typographic apostrophe, no-break space before ``: ; ? ! » % €`` and after ``« n° art.``."""
    text = text.replace("'", "’")
    return _AFTER.sub(_NO_BREAK, _BEFORE.sub(_NO_BREAK, text))


def runs(text: str) -> tuple[Run, ...]:
    """Split one paragraph into runs. A line end inside it (a final ``\\`` in the source) is a run by itself."""
    return tuple(run for run in _runs(text, Run("")) if run.text or run.note)


def _runs(text: str, form: Run) -> Iterator[Run]:
    position = 0
    for token in _TOKEN.finditer(text):
        yield replace(form, text=text[position : token.start()])
        position = token.end()
        kind = token.lastgroup
        if kind == "bold":
            form = replace(form, bold=not form.bold)
        elif kind == "italic":
            form = replace(form, italic=not form.italic)
        else:
            yield from _special(token, form)
    yield replace(form, text=text[position:])


def _special(token: re.Match[str], form: Run) -> Iterator[Run]:
    found = {name: value for name, value in token.groupdict().items() if value is not None}
    if "inserted" in found:
        yield from _runs(found["inserted"], replace(form, change="inserted"))
    elif "deleted" in found:
        yield from _runs(found["deleted"], replace(form, change="deleted"))
    elif "marked" in found:
        yield replace(form, text=found["marked"], remark=found["remark"])
    elif "note" in found:
        yield replace(form, text="", note=found["note"])
    elif "label" in found:
        yield replace(form, text=found["label"], link=found["address"])
    else:
        yield replace(form, text="\n")


def plain(parts: tuple[Run, ...]) -> str:
    """The words as they stand once every tracked change is accepted."""
    return "".join(run.text for run in parts if run.change != "deleted")
