"""Lists as BibTeX, for LaTeX and for reference managers: UTF-8, one field a line, every sign with a meaning escaped.

Keys are made of the identifier alone, so that a reference in a text stays good whatever becomes of title and date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from repo_service.web.exports.records import Format, Listing, Record, plain

_SORTS = {"report": "techreport", "charter": "manual", "template": "manual", "knowhow": "manual"}
_LANGUAGES = {"fr": "french", "en": "english", "de": "german", "es": "spanish", "it": "italian"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# No brace is left bare: BibTeX counts them, also behind a backslash.
_ESCAPED = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}", "%": r"\%", "&": r"\&", "$": r"\$", "#": r"\#", "_": r"\_",
    }
)  # fmt: skip
_IN_ADDRESS = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20"})


def write(listing: Listing, records: Iterable[Record]) -> Iterator[str]:
    """One entry for each record, after a line that says what the list is."""
    yield f"% {plain(listing.title).replace('@', ' ')}\n"
    for record in records:
        yield entry(record)


def entry(record: Record) -> str:
    """One record. Who decided or wrote (the body) stands as its author, a name that is not to be taken apart."""
    sort = _SORTS.get(record.kind, "misc")
    day = record.day
    fields = {
        "author": f"{{{escaped(record.body)}}}" if plain(record.body) else "",
        "title": f"{{{escaped(record.title)}}}",
        "organization" if sort == "manual" else "institution": escaped(record.institution),
        "type": escaped(record.kind_name),
        "number": escaped(record.number),
        "date": day.isoformat() if day else "",
        "year": f"{day.year:04}" if day else "",
        "month": _MONTHS[day.month - 1] if day else "",
        "keywords": escaped(record.keywords),
        "language": _LANGUAGES.get(record.language, escaped(record.language)),
        "note": escaped(record.state),
        "edition": str(record.version),
        "url": plain(record.url).translate(_IN_ADDRESS),
    }
    lines = [
        f"  {name} = {text if name == 'month' else f'{{{text}}}'},\n"
        for name, text in fields.items()
        if text or name == "title"
    ]
    return f"\n@{sort}{{{key(record)},\n{''.join(lines)}}}\n"


def key(record: Record) -> str:
    """What the entry is cited by."""
    return f"doc{record.identifier}"


def escaped(text: str) -> str:
    """Text that LaTeX prints as it is."""
    return plain(text).translate(_ESCAPED)


FORMAT = Format("bib", "application/x-bibtex", write)
