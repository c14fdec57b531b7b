"""Enters what the minutes of the demonstration decided, as their secretaries would on the review page.

The last minutes stay as they are found: whoever tries the demonstration judges them.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from repo_service import clock, paths
from repo_service.demo.consortium import DemoFile
from repo_service.domain.passages import fold
from repo_service.domain.roles import Actor
from repo_service.errors import RepoServiceError
from repo_service.services import access, documents
from repo_service.services.register import accepting, actions, listing, proposing, tying
from repo_service.services.register.accepting import Wanted
from repo_service.services.repository import Repository

SURE = 0.6  # score from which a secretary of the demonstration believes a proposal
_LEFT = date(2026, 9, 1)  # minutes from this day on wait for who tries the demonstration
_DONE = date(2026, 4, 1)  # what was to be done by then was done, but for what nobody gave a day
_EVENING = time(18, 0)


@dataclass(frozen=True, slots=True)
class Told:
    """A tie between two decisions: the number of each, then words of its title."""

    source: str
    relation: str
    target: str


def enter(repository: Repository, minutes: str, item: DemoFile, actor: Actor) -> int:
    """Accept what was found in minutes (their identifier) on the evening of the day they were filed; how many
    proposals.
    """
    timezone = repository.settings.timezone
    if item.date >= _LEFT:
        return 0
    with repository.store.reading() as uow:
        review = proposing.review(uow, actor, minutes, timezone)
    wanted = [Wanted(one.found.key) for one in review.waiting if one.found.score >= SURE]
    if not wanted or review.refused:
        return 0
    texts = accepting.wordings(review.found, wanted)
    prepared = accepting.prepare(repository.store, repository.reader, texts)
    with repository.store.writing() as uow:
        uow.now = uow.log.now = datetime.combine(item.filed_on, _EVENING, ZoneInfo(timezone)).astimezone(UTC)
        accepting.accept(uow, actor, minutes, wanted, prepared, timezone)
    return len(wanted)


def settle(repository: Repository, minutes: list[str], actor: Actor) -> None:
    """Once all are entered, tell which decisions act on which; minutes whose approval no later text tells are
    approved all the same.
    """
    tie(repository, actor)
    with repository.store.writing() as uow:
        for one in actions.listing(uow, actor, _DONE, "overdue", per_page=1000).rows:
            actions.progress(uow, actor, one.id, "done")
    for identifier in minutes:
        with repository.store.writing() as uow:
            if access.visible(uow, actor, identifier).state == "published":
                documents.change_state(uow, actor, identifier, None, "adopted", repository.settings.timezone)


def tie(repository: Repository, actor: Actor) -> None:
    """Tell which decisions replaced, amended or implement which; what is told already is passed over."""
    timezone = repository.settings.timezone
    for told in _told():
        with repository.store.writing() as uow:
            lines = listing.book(uow, actor).lines.values()
            ids = []
            for words in (told.source, told.target):
                number, _, rest = words.partition(" | ")
                found = [line.id for line in lines if line.number == number and fold(rest) in fold(line.title)]
                if len(found) != 1:
                    raise RepoServiceError(f"registre.toml : {words} désigne {len(found)} décisions")
                ids += found
            links = listing.told(uow, actor, ids[0], clock.day(uow.now, timezone)).links
            if all(link.other.id != ids[1] for link in links):
                tying.tie(uow, actor, ids[0], told.relation, ids[1], None, timezone)


def _told() -> list[Told]:
    path = next(path for folder in paths.templates("demonstration") if (path := folder / "registre.toml").exists())
    return [Told(**one) for one in tomllib.loads(path.read_text(encoding="utf-8"))["lien"]]
