"""What changed inside a passage, word by word, and how alike two wordings are."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from repo_service.domain.comparison.changes import JOINT, Piece, PieceKind
from repo_service.domain.comparison.matching import in_order
from repo_service.domain.passages import fold

_TOKEN = re.compile(r"[^\W\d_]+['’]|\w+|\s+|[^\w\s]")  # an elision (l’, d’) is a word of its own
_WORD = re.compile(r"\w+")
_SPACES = re.compile(r"\s+")
_SIGNS = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
        "\u00ad": "", "\u200b": "", "\ufeff": "", "…": "...",
    }
)  # fmt: skip


def plain(text: str) -> str:
    """The wording without what is typography only: sorts of apostrophes, dashes, quotation marks and spaces."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text).translate(_SIGNS)).strip()


def words(text: str) -> list[str]:
    """The words, folded, without punctuation."""
    return _WORD.findall(fold(text))


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The words that stand in both, went and came, in reading order; what went before what came in its place."""
    ours, theirs = _tokens(before), _tokens(after)
    runs: list[tuple[list[str], list[str], list[str]]] = []  # out, in, then same
    i = j = 0
    out: list[str] = []
    new: list[str] = []
    for a, b in [*in_order(ours, theirs), (len(ours), len(theirs))]:
        out, new = ours[i:a], theirs[j:b]
        if out or new or not runs:
            runs.append((out, new, []))
        if a < len(ours):
            runs[-1][2].append(ours[a])
        i, j = a + 1, b + 1
    return tuple(_pieces(_readable(runs)))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _readable(runs: list[tuple[list[str], list[str], list[str]]]) -> list[tuple[str, str, str]]:
    """Runs of (out, in, same); a few words that stayed between two larger changes are told as changed: a sentence
    rewritten word for word is easier to read once struck and once new.
    """
    found: list[tuple[str, str, str]] = []
    for out, new, same in runs:
        gone, came, stays = "".join(out), "".join(new), "".join(same)
        while found and _is_island(found[-1], gone, came):
            before = found.pop()
            gone, came = before[0] + before[2] + gone, before[1] + before[2] + came
        found.append((gone, came, stays))
    return found


def _is_island(before: tuple[str, str, str], gone: str, came: str) -> bool:
    """Whether what stays between two changes is shorter than both, and no more than a few words."""
    out, new, same = before
    if not (out or new) or not (gone or came) or JOINT in same:
        return False
    size = sum(map(str.isalnum, same))
    if not size:  # spaces and signs alone hold nothing, where words went and came on both sides
        return bool(out.strip() and new.strip() and gone.strip() and came.strip())
    return size <= 12 and size * 2 <= max(len(out), len(new)) and size * 2 <= max(len(gone), len(came))


def _pieces(runs: Iterable[tuple[str, str, str]]) -> Iterable[Piece]:
    kinds: tuple[PieceKind, ...] = ("out", "in", "same")
    for run in runs:
        yield from (Piece(kind, text) for kind, text in zip(kinds, run, strict=True) if text)


def likeness(ours: Counter[str], theirs: Counter[str], ours_total: int, theirs_total: int) -> float:
    """Sørensen–Dice coefficient over words with their repeats: 0.0 nothing in common, 1.0 the same words."""
    total = ours_total + theirs_total
    return 2 * (ours & theirs).total() / total if total else 1.0


def kept_words(found: Sequence[Piece]) -> int:
    """How many words stand in both."""
    return sum(len(_WORD.findall(piece.text)) for piece in found if piece.kind == "same")
