"""Lets Whoosh read our segments: its table of contents lists them, its searcher runs over them.

Through this codec the index stays Whoosh's: any query that our evaluator does not take can be answered by
Whoosh, and the two are compared on one and the same index. Read only: segments are made by ``sealing`` and
``segments``.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.matching.mcore import ListMatcher
from whoosh.reading import TermInfo, TermNotFound
from whoosh.util.numeric import byte_to_length, length_to_byte

from repo_service.search.index import segments
from repo_service.search.index.segments import Array, Segment
from repo_service.search.schema import TEXT_FIELDS

# Whoosh leaves most of itself without types; through these names it is not asked for any.
_term_info: Any = TermInfo

_STEPS = np.array([byte_to_length(number) for number in range(256)], np.int64)


def whoosh_lengths(lengths: Array) -> Array:
    """Field lengths as Whoosh scores them: it keeps one byte for each, which is exact for short fields
    only.
    """
    places = np.minimum(np.searchsorted(_STEPS, lengths), 255)
    places[lengths >= _STEPS[255]] = length_to_byte(int(_STEPS[255]))
    rounded: Array = _STEPS[places]
    return rounded


class SealedSegment(base.Segment):
    """What the table of contents keeps of a segment (pickled): its name, checksum, size and deleted
    documents.
    """

    def __init__(self, indexname: str, documents: int, checksum: int = 0, segid: str = "") -> None:
        self.indexname = indexname
        self.segid = segid or secrets.token_hex(8)
        self.compound = False
        self.documents = documents
        self.checksum = checksum
        self.deleted: set[int] = set()

    @property
    def file_name(self) -> str:
        """The file of the segment, in the folder of its generation."""
        return f"{self.indexname}_{self.segid}{segments.SUFFIX}"

    def codec(self) -> ColumnCodec:
        """Whoosh asks a segment how it is read."""
        return ColumnCodec()

    def should_assemble(self) -> bool:
        return False

    def doc_count_all(self) -> int:
        return self.documents

    def doc_count(self) -> int:
        return self.documents - len(self.deleted)

    def deleted_count(self) -> int:
        return len(self.deleted)

    def deleted_docs(self) -> Iterator[int]:
        return iter(self.deleted)

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        (self.deleted.add if delete else self.deleted.discard)(docnum)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self.deleted

    def open(self, folder: Path) -> Segment:
        """The file of this segment, verified."""
        return Segment(folder / self.file_name, self.checksum)


class ColumnCodec(base.Codec):
    """Hands Whoosh a reader of terms and a reader of documents."""

    def terms_reader(self, storage: Any, segment: SealedSegment) -> base.TermsReader:
        return _Terms(segment.open(Path(storage.folder)))

    def per_document_reader(self, storage: Any, segment: SealedSegment) -> base.PerDocumentReader:
        return _Documents(segment, segment.open(Path(storage.folder)))


    def _read_only(self, *args: object, **kwargs: object) -> Any:
        raise io.UnsupportedOperation("segments are written by our own indexer")

    field_writer = new_segment = per_document_writer = postings_reader = postings_writer = _read_only


class _Documents(base.PerDocumentReader):
    def __init__(self, sealed: SealedSegment, segment: Segment) -> None:
        self._sealed = sealed
        self._segment = segment
        self._lengths = {
            name: whoosh_lengths(segment.array(f"length.{name}")).tolist() for name, *_ in TEXT_FIELDS
        }

    def doc_count(self) -> int:
        return self._sealed.doc_count()

    def doc_count_all(self) -> int:
        return self._sealed.doc_count_all()

    def has_deletions(self) -> bool:
        return bool(self._sealed.deleted)

    def is_deleted(self, docnum: int) -> bool:
        return self._sealed.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        return self._sealed.deleted_docs()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return self._lengths[fieldname][docnum] or default

    def field_length(self, fieldname: str) -> int:
        return int(self._segment.array(f"length.{fieldname}").sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        return min(self._lengths[fieldname], default=0)

    def max_field_length(self, fieldname: str) -> int:
        return max(self._lengths[fieldname], default=0)

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        return {"id": self._segment.names[docnum], "version": int(self._segment.array("version")[docnum])}


class _Positions(Sequence[bytes]):
    """Positions of each posting in Whoosh's encoding, made only when a phrase asks for them."""

    def __init__(self, segment: Segment, field: str, span: tuple[int, int], format_: Any) -> None:
        counts, self._positions = segment.positions(field, span)
        self._ends = np.cumsum(counts)
        self._format = format_

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, place: Any) -> Any:
        begin = int(self._ends[place - 1]) if place else 0
        return self._format.encode(self._positions[begin : int(self._ends[place])].tolist())


class _Postings(ListMatcher):
    """A whole posting list is one block, in which there is nothing to skip."""

    def supports_block_quality(self) -> bool:
        return False


class _Terms(base.TermsReader):
    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._with_positions = {field.name for field in TEXT_FIELDS if field.positions}

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        begin, end = self._segment.span(*term)
        return begin < end

    def indexed_field_names(self) -> list[str]:
        return [field.name for field in TEXT_FIELDS]

    def terms(self) -> Iterator[tuple[str, bytes]]:
        names = sorted(field.name for field in TEXT_FIELDS)
        return ((name, term) for name in names for term in self._segment.terms(name))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        return ((fieldname, term) for term in self._segment.terms(fieldname) if term >= prefix)

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def cursor(self, fieldname: str, fieldobj: Any) -> base.FieldCursor:
        raise io.UnsupportedOperation("walking a lexicon for near spellings is not Whoosh's task here")

    def term_info(self, fieldname: str, text: bytes) -> Any:
        begin, end = self._segment.span(fieldname, text)
        if begin == end:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        docs = self._segment.array(f"{fieldname}.docs")[begin:end]
        freqs = self._segment.freqs(fieldname, begin, end)
        lengths = whoosh_lengths(self._segment.array(f"length.{fieldname}")[docs])
        return _term_info(
            weight=float(freqs.sum()),
            df=end - begin,
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(freqs.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        begin, end = self._segment.span(fieldname, text)
        return end - begin

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        span = self._segment.span(fieldname, text)
        ids = self._segment.array(f"{fieldname}.docs")[span[0] : span[1]].tolist()
        weights = self._segment.freqs(fieldname, *span).astype(np.float32).tolist()
        values = None
        if fieldname in self._with_positions:
            values = _Positions(self._segment, fieldname, span, format_)
        info = self.term_info(fieldname, text)
        matcher: Any = _Postings
        return matcher(ids, weights, values, format_, scorer, term=(fieldname, text), terminfo=info)
