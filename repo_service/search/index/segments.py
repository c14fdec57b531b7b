"""A sealed segment: the postings of some documents, in one file of plain arrays: looked into, not decoded.

Immutable once written. Only numbers, words and JSON are in it, no pickle; a checksum covers every byte.
Layout: magic, arrays (each at a multiple of 8 bytes), JSON directory {"arrays": {name: [dtype, length,
offset]}, …}, trailer (offset and length of the directory, CRC-32 of all before). Little-endian. Nothing
here knows queries or generations.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from repo_service.search.index.generations import private
from repo_service.search.schema import NUMBERS, TEXT_FIELDS

Array = npt.NDArray[Any]
SUFFIX = ".rsg"
STRIDE = 32  # terms between two that are kept as objects: a search among few, at little memory
# Larger files are mapped. A mapped file that is cut while it is read ends the process (SIGBUS), so small ones, that
# is all those of a usual consortium, are read into memory; for the others ``intact`` is asked before each search.
MAX_READ = 8 << 20
RUN = 512  # postings: what has to be counted to find how often those in the midst of a run stand in their documents
_MAGIC = b"RSSEG02\n"
_TRAILER = struct.Struct("<QQI4x8s")


class BadSegmentError(Exception):
    """The file is not a whole segment."""


def write(path: Path, arrays: Mapping[str, Array], values: Mapping[str, list[str]], documents: int) -> int:
    """Write a new segment and return its checksum. The caller syncs it."""
    directory: dict[str, list[Any]] = {}
    crc = 0
    with open(path, "xb", opener=private) as file:

        def put(data: bytes | memoryview) -> None:
            nonlocal crc
            crc = zlib.crc32(data, crc)
            file.write(data)

        put(_MAGIC)
        for name, array in arrays.items():
            put(b"\0" * (-file.tell() % 8))
            directory[name] = [array.dtype.str, len(array), file.tell()]
            put(np.ascontiguousarray(array).tobytes())
        offset = file.tell()
        head = {"documents": documents, "arrays": directory, "values": values}
        put(json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode())
        file.write(_TRAILER.pack(offset, file.tell() - offset, crc, _MAGIC))
    return crc


class Trace(NamedTuple):
    """A file as it was when it was opened: enough to tell later whether it is still that one."""

    path: Path
    changed: int
    size: int
    inode: int

    @classmethod
    def of(cls, path: Path, state: os.stat_result) -> Trace:
        """What the system tells of a file."""
        return cls(path, state.st_mtime_ns, state.st_size, state.st_ino)

    @property
    def intact(self) -> bool:
        """Whether the file is still there as it was opened, by its size and dates."""
        try:
            return Trace.of(self.path, self.path.stat()) == self
        except OSError:
            return False


class _Lexicon(NamedTuple):
    """The sorted terms of a field as they lie in the file, and every ``STRIDE``th of them as an object."""

    ends: memoryview
    terms: memoryview
    posts: list[bytes]

    def term(self, number: int) -> bytes:
        return bytes(self.terms[self.ends[number] : self.ends[number + 1]])

    def find(self, term: bytes) -> int:
        """The place of the first term that is not before ``term``."""
        after = bisect_left(self.posts, term)
        low, high = max((after - 1) * STRIDE + 1, 0), min(after * STRIDE, len(self.ends) - 1)
        while low < high:
            middle = (low + high) // 2
            if self.term(middle) < term:
                low = middle + 1
            else:
                high = middle
        return low


class Segment:
    """One opened segment. Arrays are views of the file's bytes. ``trace`` outlives it: it holds no byte of the file.
    """

    def __init__(self, path: Path, checksum: int | None = None) -> None:
        """Raises ``OSError`` when the file is away and ``BadSegmentError`` when a byte of it is not as it
        was written.
        """
        self.path = path
        self.name = path.name
        with path.open("rb") as file:
            self.trace = Trace.of(path, os.fstat(file.fileno()))
            self.size = self.trace.size
            if self.size < _TRAILER.size + len(_MAGIC):
                raise BadSegmentError(f"{path.name} is not a segment")
            if self.size > MAX_READ:
                self._bytes: mmap.mmap | bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            else:
                self._bytes = file.read()
        if len(self._bytes) != self.size or self._bytes[: len(_MAGIC)] != _MAGIC:
            raise BadSegmentError(f"{path.name} is not a segment")
        offset, length, crc, magic = _TRAILER.unpack(self._bytes[-_TRAILER.size :])
        view = memoryview(self._bytes)
        if magic != _MAGIC or offset + length + _TRAILER.size != self.size or checksum not in {None, crc}:
            raise BadSegmentError(f"{path.name} is cut or not the expected one")
        if zlib.crc32(view[: offset + length]) != crc:
            raise BadSegmentError(f"{path.name} has a wrong checksum")
        head = json.loads(self._bytes[offset : offset + length])
        self.crc: int = crc
        self.documents: int = head["documents"]
        self.values: dict[str, list[str]] = head["values"]
        self._directory: dict[str, list[Any]] = head["arrays"]
        self._arrays: dict[str, Array] = {}
        self._names: list[str] | None = None
        self._lexicons: dict[str, _Lexicon] = {}

    @property
    def intact(self) -> bool:
        """Whether the file is still there as it was opened."""
        return self.trace.intact

    def array(self, name: str) -> Array:
        """A column (``ids``, ``version``, ``date``, ``year``, ``changed``, ``code.kind``, ``length.text``) or a part of
        a field.
        """
        known = self._arrays.get(name)
        if known is None:
            dtype, length, offset = self._directory[name]
            known = np.frombuffer(self._bytes, dtype, length, offset)
            self._arrays[name] = known
        return known

    @property
    def names(self) -> list[str]:
        """The identifiers, by document number."""
        if self._names is None:
            self._names = [raw.decode() for raw in self.array("ids").tolist()]
        return self._names

    def groups(self, column: str) -> Iterator[tuple[str, int, int]]:
        """Name, first document number and the one after the last of each run of documents with the same value in a
        coded ``column``; without a column every document by its identifier.
        """
        if not column:
            yield from ((name, number, number + 1) for number, name in enumerate(self.names))
        elif self.documents:
            codes, names = self.array(f"code.{column}"), self.values[column]
            begins = [0, *(np.flatnonzero(np.diff(codes)) + 1).tolist(), self.documents]
            first = codes[begins[:-1]].tolist()
            yield from ((names[code], *run) for code, run in zip(first, pairwise(begins), strict=True))

    def term(self, field: str, number: int) -> bytes:
        """The term at a place of the sorted terms of a field."""
        return self._lexicon(field).term(number)

    def terms(self, field: str) -> list[bytes]:
        """All terms of a field, sorted."""
        blob = self.array(f"{field}.terms").tobytes()
        ends = self.array(f"{field}.ends").tolist()
        return [blob[begin:end] for begin, end in pairwise(ends)]

    def find(self, field: str, term: bytes) -> int:
        """The place of the first term that is not before ``term``."""
        return self._lexicon(field).find(term)

    def _lexicon(self, field: str) -> _Lexicon:
        known = self._lexicons.get(field)
        if known is None:
            ends, terms = self.array(f"{field}.ends"), self.array(f"{field}.terms").data
            places = zip(ends[:-1:STRIDE].tolist(), ends[1::STRIDE].tolist(), strict=True)
            posts = [bytes(terms[begin:end]) for begin, end in places]
            known = self._lexicons[field] = _Lexicon(ends.data, terms, posts)
        return known

    def span(self, field: str, term: bytes) -> tuple[int, int]:
        """Where the postings of ``term`` lie among those of the field: in ``<field>.docs``, and for ``freqs``."""
        lexicon = self._lexicon(field)
        place = lexicon.find(term)
        if place + 1 >= len(lexicon.ends) or lexicon.term(place) != term:
            return 0, 0
        starts = self.array(f"{field}.starts")
        return int(starts[place]), int(starts[place + 1])

    def prefix_span(self, field: str, prefix: bytes) -> tuple[int, int]:
        """Where the postings of all terms with ``prefix`` lie: neighbours, for terms are sorted. 0xFF is in
        no UTF-8.
        """
        starts = self.array(f"{field}.starts")
        return int(starts[self.find(field, prefix)]), int(starts[self.find(field, prefix + b"\xff")])

    def freqs(self, field: str, begin: int, end: int) -> Array:
        """How often the term of each of some neighbouring postings stands in its document. Most do once: only which do
        not, one bit each, and how often these do, is written.
        """
        run = begin // RUN
        again = np.unpackbits(self.array(f"{field}.again")[run * RUN // 8 : (end + 7) // 8], bitorder="little")
        flags = again.view(bool)
        before, head = int(self.array(f"{field}.ranks")[run]), begin - run * RUN
        before += int(np.count_nonzero(flags[:head]))
        (places,) = flags[head : head + end - begin].nonzero()
        freqs = np.ones(end - begin, np.int64)
        freqs[places] = self.array(f"{field}.more")[before : before + len(places)]
        return freqs

    def positions(self, field: str, span: tuple[int, int]) -> tuple[Array, Array]:
        """For the postings of one term: how many positions each has, and all of them in order."""
        freqs, starts = self.freqs(field, *span), self.array(f"{field}.starts")
        place = int(np.searchsorted(starts, starts.dtype.type(span[0]), side="right")) - 1
        begin = int(self.array(f"{field}.spots")[place])
        return freqs, self.array(f"{field}.positions")[begin : begin + int(freqs.sum())]


def merge(path: Path, parts: list[tuple[Segment, Array]]) -> int:
    """Write one segment from the documents of ``parts`` whose flag is set; returns its checksum."""
    kept = [flags.nonzero()[0] for _, flags in parts]
    total = sum(len(k) for k in kept)
    lengths = [f"length.{field.name}" for field in TEXT_FIELDS]
    arrays: dict[str, Array] = {
        name: np.concatenate([s.array(name)[k] for (s, _), k in zip(parts, kept, strict=True)])
        for name in (*NUMBERS, *lengths)
    }
    arrays |= {name: narrowed(arrays[name]) for name in lengths}
    width = max(s.array("ids").dtype.itemsize for s, _ in parts)
    arrays["ids"] = np.concatenate(
        [s.array("ids")[k].astype(f"S{width}") for (s, _), k in zip(parts, kept, strict=True)]
    )
    values: dict[str, list[str]] = {}
    for name in parts[0][0].values:
        codes = []
        table: dict[str, int] = {}
        for (segment, _), k in zip(parts, kept, strict=True):
            numbers = [table.setdefault(value, len(table)) for value in segment.values[name]]
            codes.append(np.array(numbers, np.int32)[segment.array(f"code.{name}")[k]])
        arrays[f"code.{name}"] = narrowed(np.concatenate(codes))
        values[name] = list(table)
    for field in TEXT_FIELDS:
        arrays.update(_merged_field(parts, field.name, field.positions))
    return write(path, arrays, values, total)


def _merged_field(parts: list[tuple[Segment, Array]], field: str, with_positions: bool) -> dict[str, Array]:
    lexicons = [segment.terms(field) for segment, _ in parts]
    terms = sorted(set().union(*lexicons))
    places = {term: number for number, term in enumerate(terms)}
    numbers, documents, freqs, positions = [], [], [], []
    base = 0
    for (segment, flags), lexicon in zip(parts, lexicons, strict=True):
        renumbered = np.cumsum(flags) - 1 + base
        base += int(flags.sum())
        docs = segment.array(f"{field}.docs")
        keep = flags[docs]
        counts: Array = np.diff(segment.array(f"{field}.starts").astype(np.int64))
        into = np.fromiter((places[term] for term in lexicon), np.uint32, len(lexicon))
        numbers.append(np.repeat(into, counts)[keep])
        documents.append(renumbered.astype(np.uint32)[docs[keep]])
        all_freqs = segment.freqs(field, 0, len(docs))
        freqs.append(all_freqs[keep].astype(np.uint32))
        if with_positions:
            spots_kept = np.repeat(keep, all_freqs)
            positions.append(segment.array(f"{field}.positions")[spots_kept].astype(np.uint32))
    number = np.concatenate(numbers)
    order = np.argsort(number, kind="stable")
    freq = np.concatenate(freqs)
    spots = None
    if with_positions:
        begins = np.cumsum(freq, dtype=np.int64) - freq
        picked = runs(begins[order], freq[order])
        spots = np.concatenate(positions)[picked]
        del begins, picked, positions
    return field_arrays(field, terms, number[order], np.concatenate(documents)[order], freq[order], spots)


def runs(begins: Array, lengths: Array) -> Array:
    """The numbers ``begin, begin + 1, …`` of each run, one run after the other."""
    lengths = lengths.astype(np.int64)
    before = np.cumsum(lengths) - lengths
    numbers: Array = np.repeat(begins.astype(np.int64) - before, lengths)
    numbers += np.arange(len(numbers))  # in place: these are the largest arrays of a merge
    return numbers


def field_arrays(
    field: str, terms: list[bytes], number: Array, docs: Array, freqs: Array, positions: Array | None
) -> dict[str, Array]:
    """The arrays of one field from postings sorted by term number and document. Terms without postings are
    left out.
    """
    counts = np.bincount(number, minlength=len(terms))
    if not counts.all():
        terms = [term for term, count in zip(terms, counts.tolist(), strict=True) if count]
        counts = counts[counts > 0]
    starts = np.zeros(len(terms) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    ends = np.zeros(len(terms) + 1, np.int64)
    np.cumsum([len(term) for term in terms], out=ends[1:])
    arrays = {
        f"{field}.terms": np.frombuffer(b"".join(terms), np.uint8),
        f"{field}.ends": narrowed(ends),
        f"{field}.starts": narrowed(starts),
        f"{field}.docs": narrowed(docs),
        **_counted(field, freqs),
    }
    if positions is not None:
        ahead = np.zeros(len(freqs) + 1, np.int64)
        np.cumsum(freqs, out=ahead[1:])
        arrays[f"{field}.spots"] = narrowed(ahead[starts])
        arrays[f"{field}.positions"] = narrowed(positions)
    return arrays


def _counted(field: str, freqs: Array) -> dict[str, Array]:
    """What ``Segment.freqs`` reads: which are over one, these themselves, and how many of them come before each run."""
    again = freqs > 1
    ahead = np.zeros(len(freqs) + 1, np.int64)
    np.cumsum(again, out=ahead[1:])
    return {
        f"{field}.again": np.packbits(again, bitorder="little"),
        f"{field}.more": narrowed(freqs[again]),
        f"{field}.ranks": narrowed(ahead[::RUN]),
    }


def narrowed(array: Array) -> Array:
    """The same whole numbers in the smallest type that holds them."""
    top = int(array.max()) if len(array) else 0
    for dtype in (np.uint8, np.uint16, np.uint32):
        if top <= np.iinfo(dtype).max:
            return array.astype(f"<{np.dtype(dtype).str[1:]}")
    return array.astype("<u8")
