"""How alike two texts are: an estimate that is fast among thousands, and what to propose for a dropped file.

The estimate rests on signatures by one permutation hashing: every run of three words of a passage is hashed once, the
hash says into which of 128 bins the run falls, and each bin keeps its smallest hash. Two bins are equal as often as the
two sets of runs overlap (their Jaccard index). Source: P. Li, A. Owen, C.-H. Zhang, One Permutation Hashing, NIPS 2012.
Bins that are empty on both sides are left out of the count, by the unbiased estimator of that paper. Filling them
(A. Shrivastava, P. Li, Densifying One Permutation Hashing, ICML 2014) serves tables of hashes; a scan needs none.

Runs do not cross passages, so that their order does not count; the hash is the same on every machine.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from repo_service.domain.file_names import subject
from repo_service.domain.kinds import KINDS
from repo_service.domain.passages import Block, fold

BINS = 128
EMPTY = 0xFFFFFFFF  # what a bin holds that no run fell into
RUN = 3  # words
FLOOR = 0.1  # of the estimate: what is below resembles by no measure
NEAR = 0.5  # from this likeness on a text is said to resemble; figures in docs/decisions/0016-likeness-at-drop-time.md
CLOSE = 0.75  # from this on wording alone makes it the same document
_WORD = re.compile(r"\w+")
_FORM = struct.Struct(f"<{BINS}I")

Choice = Literal["version", "document", "discard"]


@dataclass(frozen=True, slots=True)
class Signature:
    """Of one text: how many words it has, and its bins as 128 unsigned 32-bit integers, little-endian."""

    words: int
    values: bytes

    @property
    def bins(self) -> tuple[int, ...]:
        """The bins as integers."""
        return _FORM.unpack(self.values)


def signature(passages: Iterable[str]) -> Signature:
    """The signature of a text given passage by passage. A passage shorter than a run is one run."""
    bins, count = [EMPTY] * BINS, 0
    for passage in passages:
        words = _WORD.findall(fold(passage))
        count += len(words)
        for start in range(max(len(words) - RUN + 1, min(len(words), 1))):
            run = " ".join(words[start : start + RUN])
            value = int.from_bytes(blake2b(run.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
            place, rank = value % BINS, min(value >> 32, EMPTY - 1)
            if rank < bins[place]:
                bins[place] = rank
    return Signature(count, _FORM.pack(*bins))


def estimate(one: Signature, other: Signature) -> float:
    """The Jaccard index of the runs of two texts, by their signatures: 0.0 to 1.0; 0.0 where both are empty."""
    pairs = list(zip(one.bins, other.bins, strict=True))
    used = sum(1 for a, b in pairs if a != EMPTY or b != EMPTY)
    return sum(1 for a, b in pairs if a == b != EMPTY) / used if used else 0.0


def wording(blocks: Iterable[Block]) -> list[str]:
    """The passages of a text as they are signed: the printed label of each before its words."""
    return [f"{block.label} {block.text}" if block.label else block.text for block in blocks]


def same_wording(before: Iterable[Block], after: Iterable[Block]) -> bool:
    """Whether two texts are the same words in the same order, whatever passages and signs they stand in: a PDF made
    from a Word file has other passages.
    """
    return _sequence(before) == _sequence(after)


def _sequence(blocks: Iterable[Block]) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", " ".join(wording(blocks))))


def percent(likeness: float, same: bool) -> int:
    """The likeness as it is told: 100 for the same wording only, at most 99 for any other."""
    return 100 if same else min(int(likeness * 100), 99)


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of a text beside its words. ``kind`` is empty where none was recognised; ``day`` is ISO 8601."""

    kind: str = ""
    title: str = ""
    day: str = ""
    number: str = ""
    file_name: str = ""


def likely(dropped: Said, kept: Said, likeness: float, *, same_file: bool = False, may_edit: bool = True) -> Choice:
    """What a dropped file most likely is, beside a kept document that it resembles: what a form chooses beforehand.

    The same bytes are to be put aside: nothing is lost with them. Two meetings of a body make two documents, however
    alike their minutes are; so do two printed numbers. Else a text is a new version when it is close, or when it is
    near and bears the same title or file name (without what people add to names: « v2 », « final », « bis »).
    """
    if same_file:
        return "discard"
    if not may_edit or (dropped.kind and dropped.kind != kept.kind):
        return "document"
    if KINDS[kept.kind].of_meeting and (not dropped.day or dropped.day != kept.day):
        return "document"
    if dropped.number and kept.number and dropped.number != kept.number:
        return "document"
    same_title = bool(dropped.title) and fold(dropped.title) == fold(kept.title)
    same_name = bool(subject(dropped.file_name)) and subject(dropped.file_name) == subject(kept.file_name)
    needed = NEAR if same_title or same_name else CLOSE
    return "version" if likeness >= needed else "document"
