"""A paper of several chapters, before it is a Word file or a PDF: what stands in it, in words that are ready to print.

It must not know what the paper is about: whoever makes one brings every word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing of a chapter: its heading, paragraphs of its text, and lines of a name with what is said of it."""

    heading: str
    text: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter begins a page. ``opening`` is the line under its title."""

    title: str
    opening: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """The whole: ``above`` stands over the title on the first page, ``below`` is the lines under it.

    ``contents`` is the heading of the table of contents, ``footer`` stands before the number of each page.
    ``instant``: when what it tells was so, the only time that the file bears.
    """

    title: str
    above: str
    below: tuple[str, ...]
    contents: str
    footer: str
    instant: datetime
    chapters: tuple[Chapter, ...]
    language: str = "fr-FR"
