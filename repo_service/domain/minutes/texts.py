"""Texts as the rules of minutes look at them: folded copies that know their way back, and stretches of whole lines.

A stretch is what a reader takes for one line or paragraph: lines broken by a narrow page are joined again, also over
the blocks of a file that was cut in the middle of a sentence. Must not decide what anything means.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from repo_service.domain.minutes.found import Quote
from repo_service.domain.passages import BODY, Block

_FLOWING = ("page", "slide", "sheet", "textbox")
_PLAIN = {"’": "'", "ʼ": "'", "`": "'", "´": "'", "‘": "'", "œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "\u00ad": "",
          "–": "-", "—": "-", "‑": "-", "−": "-", "“": '"', "”": '"', "‐": "-"}  # fmt: skip
_WIDTH = 60  # characters: no page is narrower
_JOINED = 40  # lines or blocks at most in one stretch
_STARTS_ANEW = re.compile(
    r"\s*(?:[-*•–—‣◦▪►→⇒➔>=✓✔]|\(?\d{1,3}\s?[.)°/]|[a-zA-Z][.)/]\s|[IVX]{1,5}\s?[.)–-]|"
    r"(?:Vote|Pour|Contre|Abstention|D[ée]cision|DECISION|DÉCISION|Action|Ne prend)[^\w]*|\d+\s+(?:voix|votes?|abst)|"
    r"(?:[ÉEée]tai(?:en)?t |[Ss]ont )?(?:[Pp]r[ée]sente?|PR[ÉE]SENT|[Ee]xcus|EXCUS|[Aa]bsen|ABSEN|[Ii]nvit[ée]|INVIT|"
    r"[Pp]as (?:l[àa]|dispo)|"
    r"[Pp]articipant|PARTICIPANT|[Pp]rocuration|[Pp]ouvoirs|[Ss]ecr[ée]taire)[^:.,;]{0,40}:|(?:Pilote|Responsable|"
    r"[ÉE]ch[ée]ance|D[ée]lai)s?\s?:)"
)
_FORMAL = re.compile(
    r"\s*(?:(?:Vu|VU|Considérant|CONSIDÉRANT|CONSIDERANT|Attendu|ATTENDU|Ouï|OUI|QUE|QU['’]|Que|Qu['’](?=un))\b"
    r"|(?:L[ea]|L[EA]|L['’])\s?(?:[Cc]onseil|CONSEIL|[Cc]omité|COMIT[ÉE]|[Bb]ureau|[Aa]ssemblée|"
    r"[Cc]ommission)\b[^.;:]{0,60},"
    r"|(?:NE |N['’])?[A-ZÀ-Þ]{3,}(?:E|T|D|ENT)\b(?! [A-ZÀ-Þ]{4,} [A-ZÀ-Þ]{4,}))"
)
_UNFINISHED = re.compile(
    r"(?:\b(?:de|du|des|la|le|les|l|d|et|ou|à|au|aux|en|un|une|sur|par|pour|que|qui|dans|avec|son|sa|ses|est|sont)"
    r"|[,’'])$",
    re.IGNORECASE,
)
_HYPHENATED = re.compile(r"[a-zà-ÿ]{2}[-‐\u00ad]$")
_ENDS = re.compile(r"[.!?;:…»]\s*$")


class _Folding(dict[int, str]):
    """For ``str.translate``: what each character becomes in a folded copy."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in _PLAIN:
            folded = _PLAIN[char]
        elif char.isspace():
            folded = " "
        else:
            parts = unicodedata.normalize("NFKD", char).lower()
            folded = "".join(part for part in parts if not unicodedata.combining(part))
        if code < 0x2E80:  # the scripts of tens of thousands of signs begin here
            self[code] = folded
        return folded


_TABLE = _Folding()
_SPACES = re.compile(r"  +")
_LOST_APOSTROPHE = re.compile(r"\b([dlnj]|qu) (?=[aeiouyh][a-z])")  # « à l unanimité »


class Folded:
    """``text`` without accents, capitals and double spaces; ``back`` gives the offset that a character came from."""

    __slots__ = ("_origin", "raw", "text")

    def __init__(self, raw: str) -> None:
        flat = raw.translate(_TABLE)
        self.raw = raw
        flat = _SPACES.sub(" ", flat) if "  " in flat else flat
        self.text = _LOST_APOSTROPHE.sub(r"\1'", flat) if " " in flat else flat
        self._origin: list[int] | None = None

    def back(self, offset: int) -> int:
        """The offset in ``raw`` of the character at ``offset`` of ``text``; the end for the end."""
        if self._origin is None:
            self._origin = list(self._origins())
        return self._origin[offset] if offset < len(self._origin) else len(self.raw)

    def end(self, offset: int) -> int:
        """The offset in ``raw`` just after what ends at ``offset`` of ``text``, with its combining accents."""
        place = self.back(offset - 1) + 1 if offset else 0
        while place < len(self.raw) and unicodedata.combining(self.raw[place]):
            place += 1
        return place

    def _origins(self) -> Iterator[int]:
        spaced = False
        for place, char in enumerate(self.raw):
            folded = _TABLE[ord(char)]
            for one in folded:
                if one != " " or not spaced:
                    yield place
                spaced = one == " "


def flat(text: str) -> str:
    """The folded form of some words, without spaces at the ends."""
    return Folded(text).text.strip()


@dataclass(frozen=True, slots=True)
class Piece:
    """Where a part of a stretch stands: from ``at`` of the stretch on it is ``block`` from ``start`` on."""

    at: int
    block: Block
    start: int


@dataclass(frozen=True)
class Stretch:
    """One line, paragraph, list item, heading or cell. ``label`` is the printed mark of a list, not in ``text``.

    ``row`` and ``column`` say which cell it is (of the row that is block ``index``), else ``column`` is -1.
    """

    text: str
    pieces: tuple[Piece, ...]
    index: int
    column: int = -1
    first: bool = True  # of the lines of its block
    block: Block = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "block", self.pieces[0].block)

    @property
    def label(self) -> str:
        """The mark of the list, of the first line of an item."""
        return self.block.label if self.first else ""

    @property
    def item(self) -> bool:
        """Whether it is the first line of a list item: in plain text more lines may hang on it."""
        return self.block.kind == "item" and self.first

    @cached_property
    def folded(self) -> Folded:
        """The folded copy of all of it."""
        return Folded(self.text)

    @cached_property
    def head(self) -> str:
        """The label and the first words, folded: what marks are looked for in."""
        return flat(f"{self.label} {self.text[:160]}")

    @cached_property
    def bold(self) -> bool:
        """Whether nearly all of it is set in bold."""
        start, end = self.pieces[0].start, self.pieces[0].start + len(self.text)
        strong = sum(
            min(s.end, end) - max(s.start, start) for s in self.block.spans if s.kind == "strong" and s.end > start
        )
        return bool(self.text) and 10 * strong >= 9 * len(self.text)

    def strong_end(self, place: int) -> int:
        """Where the bold words around ``place`` of this stretch end, else -1."""
        piece = self._piece(place)
        inside = place - piece.at + piece.start
        ends = [s.end for s in piece.block.spans if s.kind == "strong" and s.start <= inside < s.end]
        return max(ends) - piece.start + piece.at if ends else -1

    def quote(self, start: int, end: int, focus: int | None = None) -> Quote | None:
        """The words between two offsets, as a quote of one block: the one that ``focus`` lies in."""
        piece = self._piece(start if focus is None else focus)
        later = [one.at for one in self.pieces if one.at > piece.at and one.block is not piece.block]
        same = [one for one in self.pieces if one.block is piece.block]
        first = max(start, same[0].at)
        last = min(end, min(later, default=len(self.text)))
        from_, to = self._inside(first), self._inside(max(last - 1, first)) + 1
        return quoted(piece.block, from_, to)

    def _piece(self, place: int) -> Piece:
        found = self.pieces[0]
        for piece in self.pieces:
            if piece.at <= place:
                found = piece
        return found

    def _inside(self, place: int) -> int:
        piece = self._piece(place)
        return min(place - piece.at + piece.start, len(piece.block.text))


def quoted(block: Block, start: int, end: int) -> Quote | None:
    """Exact words of a block without spaces around them; ``None`` when nothing is left."""
    words = block.text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    return Quote(block.anchor, start, start + len(words), words) if words else None


def stretches(blocks: Sequence[Block]) -> list[Stretch]:
    """All lines and paragraphs of the main text in order; notes, margins, comments and code are left out."""
    result: list[Stretch] = []
    open_: list[tuple[int, Piece, str]] = []
    for index, block in enumerate(blocks):
        if block.kind == "code" or not (block.part == BODY or block.part.startswith(_FLOWING)):
            continue
        if block.kind == "row":
            _close(result, open_)
            result.extend(_cells(index, block))
            continue
        for number, (start, line) in enumerate(_lines(block.text)):
            if not (open_ and _goes_on(open_, block, line, number)):
                _close(result, open_)
            open_.append((index, Piece(0, block, start), line))
        if block.kind == "heading":
            _close(result, open_)
    _close(result, open_)
    return result


def _close(result: list[Stretch], lines: list[tuple[int, Piece, str]]) -> None:
    if not lines:
        return
    text, pieces = "", []
    for _, piece, line in lines:
        if _HYPHENATED.search(text[-3:]) and line[:1].islower():
            text = text[:-1]  # « adop- / tée »
        elif text:
            text += " "
        pieces.append(Piece(len(text), piece.block, piece.start))
        text += line
    first = not result or result[-1].block is not pieces[0].block
    if text.strip():
        result.append(Stretch(text, tuple(pieces), lines[0][0], first=first))
    lines.clear()


def _lines(text: str) -> Iterator[tuple[int, str]]:
    place = 0
    for line in text.split("\n"):
        for start, part in _bullets(line):
            if part.strip():
                yield place + start, part
        place += len(line) + 1


# « Il reste à : - finir le site - écrire la notice »: a list that a reader has put into one line.
_BULLET = re.compile(r"(?<=\s)([-*])\s(?=[^\W\d_])")


def _bullets(line: str) -> Iterator[tuple[int, str]]:
    opened = re.search(r":\s+(?=([-*])\s)", line) if len(line) < 20_000 else None
    bullets = _BULLET.finditer(line, opened.end() - 1) if opened else iter(())
    cuts = [match.start() for match in bullets if opened and match[1] == opened[1]]
    bounds = [0, *cuts, len(line)] if len(cuts) > 1 else [0, len(line)]
    for start, end in pairwise(bounds):
        yield start, line[start:end]


def _goes_on(lines: list[tuple[int, Piece, str]], block: Block, line: str, number: int) -> bool:
    """Whether a line continues the one above: within a block that was filled to its width, or over two blocks."""
    _, piece, above = lines[-1]
    if len(lines) >= _JOINED or _STARTS_ANEW.match(line) or _FORMAL.match(line):
        return False
    above = above.rstrip()
    if above.endswith(";") and line.lstrip()[:1].isupper():
        return False
    small = line.lstrip()[:1].islower()
    unfinished = bool(_UNFINISHED.search(above[-12:]))
    if number:
        if above.endswith(":") or len(above) < 25:
            return unfinished or (small and not _ENDS.search(above[-3:]))
        width = max(_WIDTH, *(len(one) for one in block.text[:4000].split("\n")[:40]))
        full = len(above) >= 0.72 * width
        return full or (small and not _ENDS.search(above[-3:]))
    if block.kind != "paragraph" or piece.block.kind not in {"paragraph", "item"} or block.label:
        return False
    return len(above) > 30 and not _ENDS.search(above[-3:]) and (small or (unfinished and len(above) > _WIDTH))


def _cells(index: int, block: Block) -> Iterator[Stretch]:
    place = 0
    for column, cell in enumerate(block.cells):
        start = block.text.find(cell.text, place) if cell.text else -1
        if start < 0:
            continue
        for offset, line in _lines(cell.text):
            yield Stretch(line, (Piece(0, block, start + offset),), index, column, first=not column and not offset)
        place = start + len(cell.text)
