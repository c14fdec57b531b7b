"""Lists as RIS, for reference managers: one field a line, ended by CR LF.

No text may end its line and begin another field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from repo_service.web.exports.records import Format, Listing, Record, keywords, plain

_SORTS = {"minutes": "RPRT", "report": "RPRT", "charter": "STAND", "newsletter": "PAMP", "knowhow": "PAMP"}
_ANY_SORT = "GEN"


def write(listing: Listing, records: Iterable[Record]) -> Iterator[str]:
    """One reference for each record; the format has no place for what the list is."""
    for record in records:
        yield reference(record)


def reference(record: Record) -> str:
    """One record, from ``TY`` to ``ER``."""
    day = record.day
    fields = [
        ("ID", record.identifier),
        ("TI", record.title),
        ("AU", record.body),
        ("PB", record.institution),
        ("PY", f"{day.year:04}" if day else ""),
        ("DA", f"{day.year:04}/{day.month:02}/{day.day:02}" if day else ""),
        ("M1", record.number),
        ("M3", record.kind_name),
        ("ET", str(record.version)),
        ("LA", record.language),
        *(("KW", word) for word in keywords(record.keywords)),
        ("N1", record.state),
        ("UR", record.url),
    ]
    told = ((tag, plain(text)) for tag, text in fields)
    lines = [_line("TY", _SORTS.get(record.kind, _ANY_SORT)), *(_line(tag, text) for tag, text in told if text)]
    return "".join(lines) + _line("ER", "") + "\r\n"


def _line(tag: str, text: str) -> str:
    return f"{tag}  - {text}\r\n"


FORMAT = Format("ris", "application/x-research-info-systems", write)
