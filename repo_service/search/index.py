"""Writes the index: first working form, through Whoosh's own writer."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType

from whoosh import analysis as whoosh_analysis
from whoosh import fields
from whoosh import index as whoosh_index

from repo_service.domain.documents import SearchEntry
from repo_service.search import analysis


class Indexer:
    """The only writer of one index folder: ``with Indexer(folder) as indexer``.

    Entering raises ``Unavailable`` when another process holds the folder. ``cursor`` is the number of the last event
    whose effect the index holds.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self.cursor = -1
        self._epoch = ""

    def __enter__(self) -> Indexer:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def open(self, epoch: str) -> bool:
        """Whether there is a sound index of this schema and this database; when not, call ``rebuild``."""
        if not whoosh_index.exists_in(self.folder / "idx-1") or not (self.folder / "cursor").exists():
            return False
        cursor, _, kept = (self.folder / "cursor").read_text().partition(" ")
        self.cursor, self._epoch = int(cursor), kept
        return kept == epoch

    def apply(self, put: Sequence[SearchEntry], remove: Sequence[str], cursor: int) -> None:
        """One commit: ``put`` replaces documents by identifier, ``remove`` takes some out; then ``cursor`` is reached."""
        writer = whoosh_index.open_dir(self.folder / "idx-1").writer()
        for name in remove:
            writer.delete_by_term("id", name)
        for entry in put:
            writer.update_document(**_document(entry))
        writer.commit()
        self._reach(cursor)

    def rebuild(
        self,
        entries: Iterable[SearchEntry],
        cursor: int,
        epoch: str,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """A new generation from ``entries``; searches go on in the old one until it is complete.

        ``progress`` is called with the number of documents done so far.
        """
        shutil.rmtree(self.folder / "idx-1", ignore_errors=True)
        (self.folder / "idx-1").mkdir(mode=0o700)
        terms = whoosh_analysis.RegexTokenizer(r"\S+")
        schema = fields.Schema(
            id=fields.ID(unique=True, stored=True), version=fields.STORED, title=fields.TEXT(terms), text=fields.TEXT(terms),
            kind=fields.STORED, body=fields.STORED, institution=fields.STORED, year=fields.STORED, date=fields.STORED,
        )  # fmt: skip
        writer = whoosh_index.create_in(self.folder / "idx-1", schema).writer()
        for done, entry in enumerate(entries, 1):
            writer.add_document(**_document(entry))
            if progress:
                progress(done)
        writer.commit()
        self._epoch = epoch
        self._reach(cursor)

    def _reach(self, cursor: int) -> None:
        self.cursor = cursor
        (self.folder / "cursor").write_text(f"{cursor} {self._epoch}")


def _document(entry: SearchEntry) -> dict[str, object]:
    return {
        "id": entry.id, "version": entry.version, "kind": entry.kind, "body": entry.body, "institution": entry.institution,
        "year": entry.date.year if entry.date else 0, "date": entry.date.isoformat() if entry.date else "",
        "title": " ".join(analysis.analyse(entry.title)),
        "text": " ".join(analysis.analyse(f"{entry.text} {entry.number} {entry.keywords} {entry.file_name} {entry.notes}")),
    }  # fmt: skip
