"""Keeps insertions apart that only an unchanged end of a paragraph separates.

LibreOffice takes two insertions of one author and minute for one where the first reaches the end of a paragraph and the
second begins the next one; rejecting them would then join the two paragraphs. (It does not so with deletions.) So
something deleted is put between one of the two and that end; where nothing is, a sign beside it is said to be typed
anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from repo_service.formats.tracked.cutting import Run
from repo_service.formats.tracked.flow import Line
from repo_service.formats.tracked.grid import Row


def separated(parts: Iterable[Line | Row]) -> Iterator[Line | Row]:
    """The same lines and rows, safe from being taken together."""
    last: Line | None = None
    for part in parts:
        line = replace(part, runs=tuple(run for run in part.runs if run.text)) if isinstance(part, Line) else None
        if last and line and last.end == "same":
            last, line = _apart(last, line)
        if last:
            yield last
        last = line
        if line is None:
            yield part
    if last:
        yield last


def _apart(line: Line, following: Line) -> tuple[Line, Line]:
    begins = following.runs[0].fate if following.runs else following.end
    if begins != "in" or not line.runs or line.runs[-1].fate != "in":
        return line, following
    if backwards := _guarded([_turned(run) for run in reversed(line.runs)]):
        return replace(line, runs=tuple(_turned(run) for run in reversed(backwards))), following
    if forwards := _guarded(following.runs):
        return line, replace(following, runs=tuple(forwards))
    return line, following


def _turned(run: Run) -> Run:
    return replace(run, text=run.text[::-1])


def _guarded(runs: Sequence[Run]) -> list[Run] | None:
    """Runs that begin with something inserted, made to begin with something deleted; ``None`` where no word gives an
    occasion.
    """
    end = next((index for index, run in enumerate(runs) if run.fate == "same"), len(runs))
    new = [run for run in runs[:end] if run.fate == "in"]
    if gone := [run for run in runs[:end] if run.fate == "out"]:
        return [*gone, *new, *runs[end:]]
    if end == len(runs):
        return None
    kept = runs[end]
    sign, rest = kept.text[0], kept.text[1:]
    struck, typed = Run("out", sign, kept.former, kept.former), Run("in", sign, kept.marks, kept.marks)
    return [struck, *new, typed, *([replace(kept, text=rest)] if rest else []), *runs[end + 1 :]]
