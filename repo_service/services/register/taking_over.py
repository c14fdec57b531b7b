"""The good lines of a register that is taken over enter: a few at a time in one transaction, then the ties among them.

What was cut off is gone on with by asking again: lines that entered are recognised and passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from repo_service.domain.passages import fold
from repo_service.domain.register import chains, lines
from repo_service.domain.register.force import Relation, Tie, known
from repo_service.domain.register.headings import Grid
from repo_service.domain.roles import Actor, speaks_for, tokens_of
from repo_service.errors import Invalid
from repo_service.services import documents
from repo_service.services.documents import Prepared
from repo_service.services.register import accepting, importing, owners, tying
from repo_service.services.register.importing import Asked, Checked, Shelf
from repo_service.services.repository import Repository
from repo_service.store.people.tables import Account
from repo_service.store.register import decisions, earlier
from repo_service.store.register.decisions import Line as Known
from repo_service.store.register.tables import Decision
from repo_service.store.work import UnitOfWork

TOGETHER = 50  # lines of one transaction


@dataclass(slots=True)
class Taken:
    """What came of one run: lines that entered, those that were refused at the last moment, ties made, ties that name a
    number which the register does not know or which cannot be, and how many good lines are left.
    """

    entered: int = 0
    refused: int = 0
    tied: int = 0
    untied: int = 0
    left: int = 0


def run(
    repository: Repository, actor: Actor, grid: Grid, asked: Asked, most: int, told: Callable[[int], object] = bool
) -> Taken:
    """Enter at most ``most`` good lines; once none is left, tie them. ``told`` hears how many entered, now and then."""
    timezone = repository.settings.timezone
    with repository.store.reading() as uow:
        plan = importing.plan(uow, actor, grid, asked, timezone)
    if plan.faults:
        raise Invalid(plan.faults[0])
    ready = importing.in_order(plan.of("ready"))
    done = Taken(left=max(len(ready) - most, 0))
    for start in range(0, min(most, len(ready)), TOGETHER):
        group = ready[start : min(start + TOGETHER, most)]
        texts = {str(one.line.place): importing.wording(one) for one in group}
        prepared = accepting.prepare(repository.store, repository.reader, texts)
        with repository.store.writing() as uow:
            _enter(uow, actor, group, prepared, asked, timezone, done)
        told(done.entered)
    if not done.left:
        with repository.store.writing() as uow:
            _tie(uow, actor, plan.lines, timezone, done)
    return done


def _enter(
    uow: UnitOfWork, actor: Actor, group: Sequence[Checked], prepared: dict[str, Prepared], asked: Asked, timezone: str,
    done: Taken,
) -> None:  # fmt: skip
    account = documents.account_of(uow, actor)
    shelf = Shelf.of(earlier.decisions(uow.session, {one.body.id for one in group if one.body}))
    over = []
    for one in group:
        if _came_meanwhile(one, shelf):
            continue
        try:
            row = _file(uow, actor, one, prepared[str(one.line.place)], asked, timezone)
        except Invalid:
            done.refused += 1
            continue
        done.entered += 1
        _complete(uow, row, one, account)
        if one.line.until or one.line.annulled:
            over.append(row.document.public_id)
    if over:
        tying.settle(uow, over, timezone, account)


def _came_meanwhile(one: Checked, shelf: Shelf) -> bool:
    """Whether somebody else took over this very line since it was looked at."""
    line, body = one.line, one.body
    assert body is not None
    assert line.day is not None
    if line.number:
        return importing.place_of(body, line.number, line.day) in shelf.places
    return (body.id, line.day, fold(line.title)) in shelf.titles


def _file(
    uow: UnitOfWork, actor: Actor, one: Checked, prepared: Prepared, asked: Asked, timezone: str
) -> Decision:
    document = documents.file(uow, actor, prepared, importing.described(one, asked), timezone)
    row = decisions.of_document(uow.session, document)
    assert row is not None  # every decision that is filed is entered
    uow.log.record("decision.imported", actor.account, document.public_id, line=one.line.place)
    return row


def _complete(uow: UnitOfWork, row: Decision, one: Checked, account: Account) -> None:
    """What the register knows of a line beside its document."""
    line = one.line
    row.votes, row.minutes_id = dict(line.votes), one.minutes
    row.review_on, row.progress = line.review_on, line.progress
    if line.owner and row.body and line.day:
        row.owner, row.owner_id = line.owner, owners.leading(uow, owners.split(line.owner), row.body, line.day)
    fact = decisions.fact(row)
    fact.valid_from, fact.valid_until = line.start or fact.adopted_on, line.until
    fact.annulled, fact.ending = line.annulled, line.ending or "expired"
    uow.session.flush()


def _tie(uow: UnitOfWork, actor: Actor, plan: Sequence[Checked], timezone: str, done: Taken) -> None:
    """Make the ties that lines tell, where both ends are there; none that was told before, even if it proved wrong."""
    wanted = [one for one in plan if one.line.ties and one.standing != "wrong"]
    if not wanted:
        return
    book = _Book(uow, actor)
    for one in wanted:
        mine = book.own(one)
        for relation, acts, number in one.line.ties if mine else ():
            other = book.other(number, one)
            if mine is None or other is None:
                done.untied += 1
                continue
            source, target = (mine, other) if acts else (other, mine)
            made = book.tie(source, relation, target)
            done.tied += made is True
            done.untied += made is False
    if book.changed:
        tying.settle(uow, sorted(book.changed), timezone, book.account)


class _Book:
    """The decisions that the actor sees, by number, and the ties that stand among all."""

    def __init__(self, uow: UnitOfWork, actor: Actor) -> None:
        self._uow, self._actor = uow, actor
        self.account = documents.account_of(uow, actor)
        self._numbers: dict[str, list[Known]] = {}
        self._titles: dict[tuple[str, object, str], Known] = {}
        for line in decisions.lines(uow.session, tokens_of(actor)):
            self._numbers.setdefault(lines.tie_key(line.number), []).append(line)
            self._titles.setdefault((line.body, line.day, fold(line.title)), line)
        names = decisions.names(uow.session)
        self._lives = {life.id: life for life in known(decisions.lives(uow.session, names), None)}
        recorded = decisions.ties(uow.session, names)
        self._ties = known(recorded, None)
        self._ever = {(tie.source, tie.relation, tie.target) for _, tie in recorded}
        self.changed: set[str] = set()

    def own(self, one: Checked) -> Known | None:
        """The decision that a line became."""
        body = one.body.public_id if one.body else ""
        if one.line.number:
            return self._of_body(one.line.number, body, alone=True)
        return self._titles.get((body, one.line.day, fold(one.line.title)))

    def other(self, number: str, one: Checked) -> Known | None:
        """The decision that a line names: of its own body first, else the only one of that number."""
        return self._of_body(number, one.body.public_id if one.body else "", alone=False)

    def _of_body(self, number: str, body: str, *, alone: bool) -> Known | None:
        found = self._numbers.get(lines.tie_key(number), [])
        near = [line for line in found if line.body == body]
        if alone or near:
            return near[0] if len(near) == 1 else None
        return found[0] if len(found) == 1 else None

    def tie(self, source: Known, relation: Relation, target: Known) -> bool | None:
        """Whether a tie was made; ``None`` for one that was told before."""
        if (source.id, relation, target.id) in self._ever:
            return None
        new = Tie(source.id, relation, target.id, self._lives[source.id].begins)
        if not speaks_for(self._actor, source.body) or chains.fault(self._lives, self._ties, new):
            return False
        decisions.add_tie(self._uow, source.key, relation, target.key, new.day, self.account)
        since = new.day.isoformat()
        self._uow.log.record(
            "decision.tied", self._actor.account, source.id, relation=relation, target=target.id, since=since
        )
        self._ties.append(new)
        self._ever.add((source.id, relation, target.id))
        self.changed.add(target.id)
        return True
