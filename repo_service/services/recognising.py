"""What a prepared file tells of itself, recognised with the names of today's bodies and institutions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from repo_service import clock
from repo_service.domain.passages import Block
from repo_service.domain.recognition import BodyName, Guesses, InstitutionName, recognise
from repo_service.services.documents import Prepared
from repo_service.store import governance
from repo_service.store.work import UnitOfWork

LONGEST_BLOCK = 2_000  # characters of one passage that are looked at
MOST_TEXT = 200_000  # characters of a document that are looked at: what tells its date and body stands near its head


def recognised(uow: UnitOfWork, item: Prepared, timezone: str) -> Guesses:
    """Kind, title, date, body, institution, language and number, each with where it was found, or none.

    Ask it in ``reading()``: nobody who writes should wait for it. A second at most, whatever the file.
    """
    return recognise(
        tuple(_head(item.extract.blocks)),
        item.extract.properties,
        item.file_name,
        [BodyName(b.public_id, b.name, b.short, ()) for b in governance.bodies(uow.session)],
        [InstitutionName(i.public_id, i.name, i.acronym, ()) for i in governance.institutions(uow.session)],
        clock.today(timezone),
    )


def _head(blocks: Iterable[Block]) -> Iterator[Block]:
    """The first passages of a text, long ones cut."""
    left = MOST_TEXT
    for block in blocks:
        left -= min(len(block.text), LONGEST_BLOCK) + 1
        if left < 0:
            return
        yield block if len(block.text) <= LONGEST_BLOCK else replace(block, text=block.text[:LONGEST_BLOCK], spans=())
