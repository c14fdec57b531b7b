"""Files sent with a mail, read by the readers of their own formats, in the same child and under its limits.

Each is a part "attachment N" under a heading with its name. What it tells beyond its visible text counts as told by the
mail, for it travels with it; so does a file that could tell and was not read.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from repo_service.domain.passages import Block
from repo_service.formats.base import MAX_BLOCKS, MAX_CHARACTERS, Comment, Extract, Format, Leaks, ReadFailure

MAX_FILES = 100
_MAIL = "eml"
_FAULTS = (
    *(ReadFailure, ArithmeticError, AssertionError, AttributeError, LookupError),
    *(OSError, RuntimeError, TypeError, ValueError),
)
Choose = Callable[[Path, str], Format | None]  # the format of a file, given the name under which it came


@dataclass(slots=True)
class Attachments:
    """What is drawn from the files of one mail. ``mail`` reads a mail among them, if one more may be opened."""

    choose: Choose
    mail: Callable[[Path], Extract] | None
    blocks: list[Block] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    leaks: list[Leaks] = field(default_factory=list)
    tried: int = 0
    characters: int = 0

    def take(self, name: str, data: bytes, suffix: str = "") -> None:
        """Read one file; ``suffix`` stands for the name's when it has none."""
        self.tried += 1
        with _as_file(data) as path:
            form = self.choose(path, name if "." in name else f"{name}{suffix}")
            extract = self._extract(form, path)
        size = sum(len(block.text) for block in extract.blocks)
        too_much = self.characters + size > MAX_CHARACTERS or len(self.blocks) + len(extract.blocks) >= MAX_BLOCKS
        if extract.status != "read" or too_much:
            self.leave(name, doubtful=form is not None and form.may_leak)
            return
        self.characters += size
        self._keep(name, extract)

    def leave(self, name: str, *, doubtful: bool) -> None:
        """Name a file that was not read; a ``doubtful`` one may tell what nobody has seen."""
        self.unread.append(name)
        if doubtful:
            self.leaks.append(Leaks(hidden=1))

    def total(self) -> Leaks:
        """The leaks of all files together."""
        return Leaks(*(sum(counts) for counts in zip(Leaks().counts, *(one.counts for one in self.leaks), strict=True)))

    def _extract(self, form: Format | None, path: Path) -> Extract:
        if form is None or self.tried > MAX_FILES:
            return Extract(status="unsupported")
        read = self.mail if form.name == _MAIL else form.read
        try:
            return read(path) if read is not None else Extract(status="unsupported")
        except _FAULTS:  # that of one file must not lose the mail
            return Extract(status="unreadable")

    def _keep(self, name: str, extract: Extract) -> None:
        part = f"attachment {self.tried}"
        before = max((block.table for block in self.blocks), default=0)
        self.blocks.append(Block("heading", name, level=2, part=part))
        for block in extract.blocks:
            table = block.table + before if block.table else 0
            self.blocks.append(replace(block, part=part, table=table))
        self.comments += extract.comments
        self.notices += extract.notices
        self.leaks.append(extract.leaks)


@contextmanager
def _as_file(data: bytes) -> Iterator[Path]:
    """``data`` as a file for a reader: one without a name where that can be had, so that none is left behind when the
    child is killed."""
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        path = Path(f"/proc/{os.getpid()}/fd/{file.fileno()}")
        if path.exists():
            yield path
            return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "attachment"
        path.write_bytes(data)
        yield path
