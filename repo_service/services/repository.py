"""One repository as a process sees it: its settings, its store, its reader of files, its index, who may see what.

The web application, the command line and the worker each make one. It holds no state that another process would miss:
only connections, a warm child process for reading files, caches that are checked before each use, and counts of
searches that wait some seconds to be written down.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from repo_service.domain.kinds import KINDS
from repo_service.domain.passages import fold
from repo_service.domain.roles import PARTNERS
from repo_service.formats.isolate import Reader
from repo_service.search import HISTORY, Searcher, history_folder
from repo_service.services.access import AccessMap
from repo_service.services.accounts.signing_in import Door
from repo_service.services.register.cabinet import Cabinet
from repo_service.services.searching.missed import Tally
from repo_service.services.versions.signing import Catalogue
from repo_service.settings import SettingError, Settings
from repo_service.store.work import Store, UnitOfWork

__all__ = ["KIND_WORDS", "Repository", "Store", "UnitOfWork"]

KIND_WORDS = {  # what people may write after kind: in a search
    fold(word): kind.code for kind in KINDS.values() for word in (kind.code, *kind.label.split(", "), *kind.synonyms)
}


@dataclass
class Repository:
    """The parts that verbs are given."""

    settings: Settings
    demonstration: bool = False  # whether the demonstration logins are good: only while listening on loopback

    def __post_init__(self) -> None:
        """A setting that cannot be obeyed stops the start, not the first request."""
        _ = self.door

    @cached_property
    def store(self) -> Store:
        """The database and the kept files."""
        return Store(self.settings)

    @cached_property
    def door(self) -> Door:
        """What signing in depends on. ``SettingError`` where a role that demands a second factor is none."""
        asked = self.settings
        demanding = frozenset(asked.second_factor_roles.replace(",", " ").split())
        if not demanding <= PARTNERS:  # a misspelt one would demand nothing, and nobody would see it
            raise SettingError(f"réglage REPO_SERVICE_SECOND_FACTOR_ROLES : un ou plusieurs de {sorted(PARTNERS)}")
        return Door(asked.timezone, asked.session_days, demanding, self.demonstration)

    @cached_property
    def reader(self) -> Reader:
        """Reads files in a child process; started at its first use."""
        asked = self.settings
        return Reader(asked.read_seconds, asked.read_memory, callers=max(asked.threads * 3 // 4, 2))

    @cached_property
    def searcher(self) -> Searcher:
        """The full-text index of the texts of today, read only."""
        return Searcher(self.settings.indexes, KIND_WORDS, self.settings.search_cache << 20)

    @cached_property
    def history(self) -> Searcher:
        """The full-text index of every wording that ever stood, read only."""
        folder = history_folder(self.settings.indexes)
        return Searcher(folder, KIND_WORDS, self.settings.search_cache << 20, HISTORY)

    @cached_property
    def access(self) -> AccessMap:
        """Who may see what, for search masks."""
        return AccessMap()

    @cached_property
    def missed(self) -> Tally:
        """Searches that found nothing, until they are written down."""
        return Tally()

    @cached_property
    def signatures(self) -> Catalogue:
        """What texts look like, to find those that a dropped file resembles."""
        return Catalogue()

    @cached_property
    def found(self) -> Cabinet:
        """What rules found in minutes, for pages on all of them."""
        return Cabinet()

    def close(self) -> None:
        """End the child process and give back connections."""
        for name in ("reader", "store"):
            if name in self.__dict__:
                self.__dict__[name].close()
