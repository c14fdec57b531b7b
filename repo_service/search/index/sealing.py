"""Turns documents into a segment: words become numbers at once, and one sort for all of them does the rest.

Nothing here decides when, where or of which documents a segment is made.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import numpy as np

from repo_service.domain.documents import SearchEntry
from repo_service.search import analysis
from repo_service.search.index import segments
from repo_service.search.index.segments import Array
from repo_service.search.schema import CURRENT, EXACT_FIELD, STEMMED, Layout, source_text

SLICE = 200_000  # characters
MAX_NEW = 100_000  # different words that one field of one document may bring in: a dictionary has fewer
MOST_KNOWN = 100_000  # words remembered from batch to batch, those that came first: about 60 MB
MAX_TOKENS = 1_000_000  # of one batch: bounds the memory of sealing, to about 200 MB


class _ChunkNumbers(dict[str, int]):
    """Raw chunk -> its number in this batch; ``chunks`` holds what each gives."""

    def __init__(self, known: dict[str, analysis.Chunk]) -> None:
        super().__init__()
        self.chunks: list[analysis.Chunk] = []
        self._known = known

    def __missing__(self, raw: str) -> int:
        number = self[raw] = len(self.chunks)
        chunk = self._known.get(raw)
        if chunk is None:
            chunk = analysis.chunk(raw)
            if len(self._known) < MOST_KNOWN and len(raw) <= analysis.MAX_WORD:
                self._known[raw] = chunk
        self.chunks.append(chunk)
        return number


class Batch:
    """Documents on their way into one segment. An identifier added twice is the caller's fault."""

    def __init__(self, layout: Layout = CURRENT, known: dict[str, analysis.Chunk] | None = None) -> None:
        """``known``: words that batches before this one met, for whoever seals many in a row; it grows."""
        self._fields = layout.fields
        self._numbers = _ChunkNumbers({} if known is None else known)
        self._streams = {field.name: array("I") for field in STEMMED}
        self._counts = {field.name: array("I") for field in STEMMED}
        self._entries: list[tuple[bytes, int, int, int, int]] = []
        self._codes: dict[str, array[int]] = {name: array("I") for name in layout.coded}
        self._tables: dict[str, dict[str, int]] = {name: {} for name in layout.coded}

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def full(self) -> bool:
        """Whether it is time to seal."""
        return sum(map(len, self._streams.values())) >= MAX_TOKENS

    def add(self, entry: SearchEntry) -> None:
        """Take one document in; about 0.2 ms for 4,000 characters.

        The rest of a field is left out once it has brought in ``MAX_NEW`` words that no other document of the batch
        has: such a text is a table of codes or noise, and would take the memory of thousands of others.
        """
        number_of = self._numbers.__getitem__
        for field in STEMMED:
            stream = self._streams[field.name]
            before, known = len(stream), len(self._numbers)
            for piece in _slices(source_text(entry, field) if field.name in self._fields else ""):
                stream.extend(map(number_of, analysis.CHUNK.findall(piece)))
                if len(self._numbers) - known > MAX_NEW:
                    break
            self._counts[field.name].append(len(stream) - before)
        day = entry.date.toordinal() if entry.date else 0
        changed = int(entry.changed.replace(tzinfo=UTC).timestamp()) if entry.changed else 0
        year = entry.date.year if entry.date else 0
        self._entries.append((entry.id.encode(), entry.version, day, year, changed))
        for name, table in self._tables.items():
            self._codes[name].append(table.setdefault(getattr(entry, name), len(table)))

    def seal(self, path: Path) -> int:
        """Write the segment and return its checksum."""
        ids, versions, days, years, changes = zip(*self._entries, strict=True)
        arrays: dict[str, Array] = {
            "ids": np.array(ids, "S"),
            "version": np.array(versions, "<i4"),
            "date": np.array(days, "<i4"),
            "year": np.array(years, "<i2"),
            "changed": np.array(changes, "<i8"),
        }
        for name, codes in self._codes.items():
            arrays[f"code.{name}"] = segments.narrowed(np.array(codes, "<u4"))
        chunks = self._numbers.chunks
        widths = np.array([chunk.width for chunk in chunks], np.int64)
        stems = _Table([[stem for _, stem in chunk.stems] for chunk in chunks])
        offsets = np.array([offset for chunk in chunks for offset, _ in chunk.stems], np.int64)
        streams = [self._stream(field.name) for field in STEMMED]
        for field, (numbers, documents) in zip(STEMMED, streams, strict=True):
            picked, owners = stems.expand(numbers)
            places = _places(widths[numbers], documents)[owners] + offsets[picked]
            arrays.update(self._sorted(field.name, stems, picked, documents[owners], places))
        exacts = _Table([list(chunk.exacts) for chunk in chunks])
        documents = np.concatenate([documents for _, documents in streams])
        order = np.argsort(documents, kind="stable")  # fields one after the other: back to document order
        picked, owners = exacts.expand(np.concatenate([numbers for numbers, _ in streams])[order])
        arrays.update(self._sorted(EXACT_FIELD.name, exacts, picked, documents[order][owners], None))
        tables = {name: list(table) for name, table in self._tables.items()}
        return segments.write(path, arrays, tables, len(self))

    def _stream(self, field: str) -> tuple[Array, Array]:
        """The chunk number and the document number of every chunk of a field."""
        owners = np.repeat(np.arange(len(self), dtype=np.uint32), np.array(self._counts[field], np.int64))
        return np.array(self._streams[field], np.uint32), owners

    def _sorted(
        self, field: str, table: _Table, picked: Array, documents: Array, places: Array | None
    ) -> dict[str, Array]:
        """Occurrences in document order -> the arrays of a field, its lengths included."""
        term = table.numbers[picked]
        order = np.argsort(term, kind="stable")
        lengths = np.bincount(documents, minlength=len(self))
        term, documents = term[order], documents[order]
        first = np.ones(len(term), bool)
        first[1:] = (term[1:] != term[:-1]) | (documents[1:] != documents[:-1])
        begins = first.nonzero()[0]
        freqs = np.diff(np.append(begins, len(term)))
        spots = None if places is None else places[order]
        arrays = segments.field_arrays(field, table.terms, term[begins], documents[begins], freqs, spots)
        arrays[f"length.{field}"] = segments.narrowed(lengths)
        return arrays


def _slices(text: str) -> Iterator[str]:
    """A very long text in parts, cut at spaces: its words are never all in memory at once."""
    begin = 0
    while len(text) - begin > SLICE:
        end = text.rfind(" ", begin, begin + SLICE) + 1 or begin + SLICE
        yield text[begin:end]
        begin = end
    yield text[begin:]


class _Table:
    """Terms of every chunk of a batch: sorted ``terms``, and their ``numbers`` chunk after chunk."""

    def __init__(self, words_of: list[list[str]]) -> None:
        flat = [word.encode() for words in words_of for word in words]
        self.terms = sorted(set(flat))
        places = {term: number for number, term in enumerate(self.terms)}
        self.numbers = np.fromiter((places[word] for word in flat), np.uint32, len(flat))
        self._counts = np.array([len(words) for words in words_of], np.int64)
        self._begins = np.cumsum(self._counts) - self._counts

    def expand(self, chunks: Array) -> tuple[Array, Array]:
        """For a stream of chunks: places in ``numbers`` of all their terms, and the place each came from."""
        counts = self._counts[chunks]
        return segments.runs(self._begins[chunks], counts), np.repeat(np.arange(len(chunks)), counts)


def _places(widths: Array, documents: Array) -> Array:
    """The position of each chunk in its document, from the positions that each takes."""
    ahead = np.cumsum(widths) - widths
    first = np.ones(len(documents), bool)
    first[1:] = documents[1:] != documents[:-1]
    begins = ahead[first]
    places: Array = ahead - np.repeat(begins, np.diff(np.append(first.nonzero()[0], len(documents))))
    return places
