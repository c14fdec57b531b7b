"""What a reader of files is, and what it gives. Nothing here opens a file.

A format is one file of this folder ending in ``FORMAT = Format(...)``; ``formats/__init__.py`` lists them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any, Literal

from repo_service.domain.passages import Block

Status = Literal["read", "no_text", "unreadable", "unsupported"]

MAX_BLOCKS = 200_000
MAX_CHARACTERS = 20_000_000


class ReadFailure(Exception):
    """A reader gives up on a file for ``reason`` (one of ``REASONS``); the file itself is kept."""

    def __init__(self, reason: str, detail: str = "") -> None:
        assert reason in REASONS
        self.reason = reason
        self.detail = detail
        super().__init__(f"{reason}: {detail}" if detail else reason)


REASONS: dict[str, str] = {
    "empty": "le fichier est vide",
    "damaged": "le fichier est abîmé ou incomplet",
    "encrypted": "le fichier est protégé par un mot de passe",
    "entities": "le fichier contient des déclarations XML interdites (DOCTYPE ou entités)",
    "bomb": "le fichier se déploie en une taille démesurée",
    "too_many_parts": "l’archive contient trop de fichiers",
    "too_long": "le texte est trop long",
    "timeout": "la lecture a pris trop de temps",
    "memory": "la lecture a demandé trop de mémoire",
    "crashed": "le lecteur s’est arrêté",
    "unsupported": "ce format n’est pas lu",
    "not_a_document": "le fichier n’est pas un document de ce format",
}


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark beside the text (Word comment): never part of the text, never indexed."""

    author: str
    date: str  # ISO 8601 as written in the file, or empty
    text: str


RemarkSort = Literal["comment", "insertion", "deletion", "replacement", "moved_from", "moved_to"]


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody says on a text in a copy of its file: a comment, or a tracked change.

    ``passage_before`` is the text of its passage before any change, ``passage`` the same with all of them; both are
    empty for what stands on no passage. ``start`` and ``end`` tell where in ``passage_before`` the words stand that are
    commented, struck or moved away; both are the place where words come in. ``text``: what a comment says; the words
    that come in (after a line break: in a paragraph of their own after the passage, before one: ahead of it); the words
    that go (a line break alone: the passage is joined to the next). ``date`` is ISO 8601 as written, or empty. ``key``
    names a comment within its file, ``answers`` the comment that this one replies to; both are empty for changes.
    ``place``: which of ``Annotated.passages`` its passage is, -1 for none.
    """

    sort: RemarkSort
    author: str
    date: str
    text: str
    passage_before: str = ""
    passage: str = ""
    start: int = 0
    end: int = 0
    key: str = ""
    answers: str = ""
    place: int = -1


@dataclass(frozen=True, slots=True)
class Annotated:
    """The remarks of a copy, in the order of its text, and its passages as they were before any change."""

    remarks: tuple[Remark, ...]
    passages: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The form that crosses the process boundary."""
        return {"remarks": [list(astuple(remark)) for remark in self.remarks], "passages": list(self.passages)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Annotated:
        """The inverse of ``to_json``."""
        return cls(tuple(Remark(*said) for said in data["remarks"]), tuple(data["passages"]))


@dataclass(frozen=True, slots=True)
class Leaks:
    """What a file tells beyond its visible text: counted to be announced before publishing.

    Not covered, and never cleaned: what a PDF, a web page or an e-mail says of itself (author, program, dates, path of
    its senders, markup that is not shown), the data of pictures, hidden slides, comments and hidden rows of workbooks,
    and formats whose text is not read. The names in the properties, settings and fields of a Word or OpenDocument
    file leave its cleaned copy, but alone they are no leak that asks for one.
    """

    insertions: int = 0
    deletions: int = 0
    comments: int = 0
    hidden: int = 0  # runs of text, sheets; embedded documents; attached files that could not be read
    formatting: int = 0  # tracked changes of looks: they too name who made them

    @property
    def any(self) -> bool:
        """Whether readers must be given a cleaned copy."""
        return any(self.counts)

    @property
    def counts(self) -> list[int]:
        """The fields in their order: the form that is kept. Four of them in extractions made before ``formatting``."""
        return [self.insertions, self.deletions, self.comments, self.hidden, self.formatting]


@dataclass(frozen=True, slots=True)
class Extract:
    """What a reader drew from one file.

    ``status``: "read", "no_text" (a scan), "unreadable" or "unsupported", with ``reason`` (a key of ``REASONS``) for
    the last two. ``properties`` may hold title, author, subject, keywords, language (BCP 47), created, modified
    (ISO 8601), all text. ``notices``: sentences on what was left out, for nothing is lost in silence.
    """

    status: Status = "read"
    blocks: tuple[Block, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    leaks: Leaks = Leaks()
    reason: str = ""
    notices: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The form that crosses the process boundary and is kept in the database."""
        return {
            "status": self.status,
            "blocks": [b.to_json() for b in self.blocks],
            "properties": self.properties,
            "comments": [[c.author, c.date, c.text] for c in self.comments],
            "leaks": self.leaks.counts,
            "reason": self.reason,
            "notices": list(self.notices),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Extract:
        """The inverse of ``to_json``."""
        return cls(
            status=data["status"],
            blocks=tuple(Block.from_json(b) for b in data["blocks"]),
            properties=data["properties"],
            comments=tuple(Comment(*c) for c in data["comments"]),
            leaks=Leaks(*data["leaks"]),
            reason=data["reason"],
            notices=tuple(data["notices"]),
        )


@dataclass(frozen=True, slots=True)
class Format:
    """One format of files.

    ``name`` is stable (it is stored with each extraction), ``version`` grows when the reader gets better, ``cleaner``
    when ``clean`` does: ``reindex --reread`` then makes anew what older ones made.
    ``recognise(head, names)`` looks at the first 8 KiB and, for a zip, at its members' names (else ``()``); the suffix
    is never asked, save by plain text as a tie-break through ``hint``. ``read(path)`` runs in the isolated child and
    raises ``ReadFailure``. ``clean(source, target)`` writes a copy without changes, comments, names and hidden text.
    ``remarks(path)`` tells what people said in it by comments and tracked changes; ``None`` where a format has none.
    """

    name: str
    version: int
    media_type: str
    suffix: str
    label: str  # as shown in French: "Word", "PDF"
    recognise: Callable[[bytes, tuple[str, ...]], bool]
    read: Callable[[Path], Extract]
    clean: Callable[[Path, Path], None] | None = None
    leaks: bool = False  # its files may leak though they cannot be cleaned
    cleaner: int = 1
    remarks: Callable[[Path], Annotated] | None = None

    @property
    def may_leak(self) -> bool:
        """Whether its files may tell more than their visible text: readers get none that has not been read."""
        return self.leaks or self.clean is not None
