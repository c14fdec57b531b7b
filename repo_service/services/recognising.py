"""What a prepared file tells of itself, recognised with the names of today's bodies and institutions.

It is worked out where files are read, in the child process: patterns over a stranger's text may take long, and nobody
else should wait for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from repo_service import clock
from repo_service.domain.passages import Block
from repo_service.domain.recognition.guessing import BodyName, Guesses, InstitutionName
from repo_service.domain.register.bodies import Succession
from repo_service.formats.isolate import Reader
from repo_service.services.documents import Prepared
from repo_service.store.people import governance, successions
from repo_service.store.people.tables import Body
from repo_service.store.work import UnitOfWork

LONGEST_BLOCK = 2_000  # characters of one passage that are looked at
MOST_TEXT = 200_000  # characters of a document that are looked at: what tells its date and body stands near its head


@dataclass(frozen=True, slots=True)
class Setting:
    """What texts are read against: the bodies and institutions that they may name, and the day."""

    bodies: tuple[BodyName, ...]
    institutions: tuple[InstitutionName, ...]
    today: date


def setting(uow: UnitOfWork, timezone: str) -> Setting:
    """That of today. A body that another stands for goes on being known: old minutes name it."""
    today = clock.today(timezone)
    after = {one.body: one for one in successions.known(uow.session) if one.period.covers(today)}
    return Setting(
        tuple(_called(row, after.get(row.public_id)) for row in governance.bodies(uow.session)),
        tuple(InstitutionName(row.public_id, row.name, row.acronym) for row in governance.institutions(uow.session)),
        today,
    )


def _called(row: Body, after: Succession | None) -> BodyName:
    if after is None:
        return BodyName(row.public_id, row.name, row.short)
    until = after.period.start.isoformat() if after.period.start else ""
    return BodyName(row.public_id, row.name, row.short, successor=after.successor, until=until)


def recognised(reader: Reader, around: Setting, item: Prepared) -> Guesses:
    """Kind, title, date, body, institution, language and number, each with where it was found, or none.

    No transaction may be open meanwhile. Two seconds at most, whatever the file.
    """
    return reader.recognise(
        tuple(_head(item.extract.blocks)), item.extract.properties, item.file_name,
        around.bodies, around.institutions, around.today,
    )  # fmt: skip


def _head(blocks: Iterable[Block]) -> Iterator[Block]:
    """The first passages of a text, long ones cut."""
    left = MOST_TEXT
    for block in blocks:
        left -= min(len(block.text), LONGEST_BLOCK) + 1
        if left < 0:
            return
        yield block if len(block.text) <= LONGEST_BLOCK else replace(block, text=block.text[:LONGEST_BLOCK], spans=())
