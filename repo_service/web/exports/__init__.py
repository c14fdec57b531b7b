"""Lists of documents as files that other programs read: one format a module, and the table of them.

It must not know who asks, nor where the records come from: a door gives them in words and takes text.
"""

from __future__ import annotations

from repo_service.web.exports import atom, bibtex, ris, spreadsheet
from repo_service.web.exports.records import Format, Listing, Record

__all__ = ["EXPORTS", "Format", "Listing", "Record"]

EXPORTS: dict[str, Format] = {one.name: one for one in (spreadsheet.FORMAT, bibtex.FORMAT, ris.FORMAT, atom.FORMAT)}
