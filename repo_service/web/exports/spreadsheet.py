"""Lists as CSV (RFC 4180) that a spreadsheet opens by a double click. It must never hand out what would be worked out.

UTF-8 is told by the mark at the start. Between columns stands what the spreadsheets of the language expect: a semicolon
in French, a comma in English. A cell that would be a formula begins with an apostrophe, and so does what would be one
where the file is opened with the separator of the other language.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from repo_service.web.exports.records import Format, Listing, Record, plain

MARK = "\ufeff"  # tells a spreadsheet that UTF-8 follows
_FORMULA = frozenset("=+-@＝＋－＠﹢﹣−")  # also in full width and small, which some spreadsheets take for the same
_WOULD_BEGIN = re.compile(rf"(?<=[,;])([\s\"]*)(?=[{re.escape(''.join(sorted(_FORMULA)))}])")


def write(listing: Listing, records: Iterable[Record]) -> Iterator[str]:
    """One line for the names of the columns, then one for each record."""
    return table([cell(name) for name in listing.columns], map(cells, records), listing.separator)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], separator: str, mark: str = MARK) -> Iterator[str]:
    """Any table, in pieces; whoever has made its cells has made them with ``cell``. ``mark`` stands at its start."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, delimiter=separator, lineterminator="\r\n")
    line.write(mark)
    writer.writerow(columns)
    for row in rows:
        yield _taken(line)
        writer.writerow(row)
    yield _taken(line)


def cells(record: Record) -> list[str]:
    """The columns of one record, the same for every format that has columns."""
    told = (
        record.identifier, record.title, record.kind_name, record.day.isoformat() if record.day else "", record.body,
        record.institution, record.domain, record.state, str(record.version), record.language, record.keywords,
        record.number, record.url, record.changed.isoformat(timespec="seconds"),
    )  # fmt: skip
    return [cell(text) for text in told]


def cell(text: str) -> str:
    """Text that a spreadsheet shows as it is."""
    shown = _WOULD_BEGIN.sub(r"\1'", plain(text))
    return f"'{shown}" if shown.lstrip()[:1] in _FORMULA and shown else shown


def _taken(line: io.StringIO) -> str:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text


FORMAT = Format("csv", "text/csv", write)
