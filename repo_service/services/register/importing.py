"""Taking over a register that somebody kept elsewhere: its file is read, every line is told what it will become, then
the good ones enter with their numbers, some at a time.

It can be repeated: what is in the register already is passed over. A bad line keeps nobody else out. Who sees the file
is who sent it: it is known by a signed name, and swept where nobody keeps it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from itsdangerous import BadSignature, Signer

from repo_service import clock, identifiers
from repo_service.domain.documents import NewDocument
from repo_service.domain.passages import fold
from repo_service.domain.register import headings, lines, numbering
from repo_service.domain.register.headings import Grid
from repo_service.domain.register.lines import Line, Remark
from repo_service.domain.roles import Actor, speaks_for, tokens_of
from repo_service.errors import Forbidden, Invalid, LinkSpent, NotFound
from repo_service.formats.base import REASONS
from repo_service.formats.isolate import Reader
from repo_service.services import access
from repo_service.services.register import entering
from repo_service.store.blobs import Blobs, Sink
from repo_service.store.people import governance
from repo_service.store.people.tables import Body
from repo_service.store.register import earlier
from repo_service.store.register.earlier import Kept
from repo_service.store.work import UnitOfWork

MOST_LINES = 20_000
_TAKEN = "Ce numéro est déjà celui d’une autre décision de cette instance."
_ENDED = "Elle est dite terminée, sans jour de fin ni décision qui la remplace : dites jusqu’à quand elle valait."
READERS = ("public", "network", "body")


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is to be taken: which column holds each field, whose decisions they are where no column says so
    (identifier of a body), who may read them.
    """

    columns: Mapping[str, int]
    body: str = ""
    visibility: str = "network"


@dataclass(frozen=True, slots=True)
class Checked:
    """A line and what becomes of it: "ready", "present" (the register has it) or "wrong".

    ``minutes``: the key of the minutes that it names, where the actor sees them.
    """

    line: Line
    body: Body | None
    standing: str
    faults: tuple[Remark, ...] = ()
    remarks: tuple[Remark, ...] = ()
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would bring, line by line. ``faults``: what is missing before any line can be read, in French."""

    lines: tuple[Checked, ...] = ()
    faults: tuple[str, ...] = ()

    def of(self, standing: str) -> list[Checked]:
        """The lines that stand so."""
        return [one for one in self.lines if one.standing == standing]


def bodies(uow: UnitOfWork, actor: Actor) -> list[Body]:
    """The bodies whose register the actor may take over. ``Forbidden`` where there is none."""
    access.allow(actor, "decide")
    served = [body for body in governance.bodies(uow.session) if speaks_for(actor, body.public_id)]
    if not served and not speaks_for(actor, ""):
        raise Forbidden()
    return served


def keep(sink: Sink, actor: Actor, secret: str) -> str:
    """Keep a received file for some hours; the name by which this person alone may ask for it."""
    return _signer(secret).sign(f"{sink.keep().sha256}.{actor.account}").decode("ascii")


def table(blobs: Blobs, reader: Reader, actor: Actor, secret: str, name: str) -> Grid:
    """The table of a file that the actor sent. ``NotFound`` for any other name, ``LinkSpent`` for a file that was swept
    since, ``Invalid`` for one that holds no table.
    """
    try:
        told = _signer(secret).unsign(name.encode("utf-8", "replace")).decode("ascii")
    except (BadSignature, UnicodeDecodeError) as error:
        raise NotFound() from error
    sha256, _, account = told.partition(".")
    if account != actor.account:
        raise NotFound()
    if not blobs.exists(sha256):
        raise LinkSpent()
    return read(reader, blobs, sha256)


def _signer(secret: str) -> Signer:
    return Signer(secret, salt="register.import", digest_method=hashlib.sha256)


def read(reader: Reader, blobs: Blobs, sha256: str) -> Grid:
    """The table of a kept file, read in the child process. ``Invalid`` where there is none."""
    extract = reader.rows(blobs.path(sha256))
    if extract.status in ("unreadable", "unsupported"):
        why = REASONS.get(extract.reason, REASONS["unsupported"])
        raise Invalid("Ce fichier n’a pas pu être lu : %(why)s.", why=why)
    found = headings.grid(extract.blocks)
    if found is None:
        words = "Ce fichier ne contient aucun tableau. Enregistrez le registre en CSV ou en XLSX."
        raise Invalid(fields={"register": words})
    if len(found.rows) > MOST_LINES:
        raise Invalid(fields={"register": "Ce registre dépasse 20 000 lignes : importez-le par parties."})
    return found


def plan(uow: UnitOfWork, actor: Actor, grid: Grid, asked: Asked, timezone: str) -> Plan:
    """What each line would become. Nothing is written."""
    served = bodies(uow, actor)
    if told := headings.faults(asked.columns):
        return Plan(faults=tuple(told))
    if asked.body not in {body.public_id for body in served} and "body" not in asked.columns:
        return Plan(faults=("Dites de quelle instance sont ces décisions.",))
    if asked.visibility not in READERS:
        return Plan(faults=("Choisissez qui pourra lire ces décisions.",))
    today = clock.day(uow.now, timezone)
    found = [
        line
        for place, row in enumerate(grid.rows, grid.first)
        if (line := lines.read(place, row, asked.columns, today)) is not None
    ]
    return _Examiner(uow, actor, served, asked).plan(found)


@dataclass(slots=True)
class Shelf:
    """The decisions that bodies have, by what tells one from another: number, place in a series, day with title."""

    numbers: dict[tuple[int, str], Kept | None] = field(default_factory=dict)
    places: set[tuple[int, str, int]] = field(default_factory=set)
    titles: set[tuple[int, date | None, str]] = field(default_factory=set)

    @classmethod
    def of(cls, kept: Iterable[Kept]) -> Shelf:
        """Those that are there already."""
        shelf = cls()
        for one in kept:
            shelf.numbers[one.body or 0, fold(one.number)] = one
            shelf.places.add((one.body or 0, one.series, one.count))
            shelf.titles.add((one.body or 0, one.day, fold(one.title)))
        return shelf


def place_of(body: Body, number: str, day: date) -> tuple[int, str, int]:
    """The place that a number takes in the register of its body (``entering.numbered``)."""
    series = numbering.series(entering.pattern_of(body), day)
    count = numbering.counted(series, number) or 0
    return body.id, series if count else number, count


class _Examiner:
    """Looks at lines one after the other, remembering which numbers those before took."""

    def __init__(self, uow: UnitOfWork, actor: Actor, served: Sequence[Body], asked: Asked) -> None:
        self._every = governance.bodies(uow.session)
        self._served = {body.id for body in served}
        self._asked = asked
        self._default = next((body for body in served if body.public_id == asked.body), None)
        self._kept = Shelf.of(earlier.decisions(uow.session, self._served))
        self._taken: set[tuple[int, str, int]] = set()
        self._repeated: set[tuple[int, date | None, str]] = set()
        self._minutes = _Minutes(uow, actor)
        self._named: dict[str, Body | None] = {}

    def plan(self, found: Sequence[Line]) -> Plan:
        ended_by = {
            (self._body(line.body), lines.tie_key(number))
            for line in found
            for relation, acts, number in line.ties
            if acts and relation in ("replaces", "repeals")
        }
        return Plan(tuple(self._look(line, ended_by) for line in found))

    def _body(self, name: str) -> Body | None:
        if not name:
            return self._default
        if name not in self._named:
            key = fold(name)
            known = (one for one in self._every if key in {one.name_key, fold(one.short)} or one.public_id == name)
            self._named[name] = next(known, None)
        return self._named[name]

    def _look(self, line: Line, ended_by: set[tuple[Body | None, str]]) -> Checked:
        body, faults, remarks = self._body(line.body), list(line.faults), list(line.remarks)
        if body is None:
            faults.append(Remark("Cette instance n’existe pas." if line.body else "L’instance manque.", line.body))
        elif body.id not in self._served:
            faults.append(Remark("Vous ne tenez pas le registre de cette instance.", line.body))
        elif not line.faults and line.day:
            if self._is_present(line, body):
                return Checked(line, body, "present")
            if fault := self._place(line, body):
                faults.append(fault)
        acted_on = any(not acts and relation in ("replaces", "repeals") for relation, acts, _ in line.ties)
        if line.ending and not line.until and not acted_on and (body, lines.tie_key(line.number)) not in ended_by:
            faults.append(Remark(_ENDED))
        minutes = self._minutes.named(line, body) if line.source else None
        if line.source and minutes is None:
            remarks.append(Remark("Cette source n’est pas un compte rendu déposé ici : elle reste dans le texte.",
                                  line.source[:200]))  # fmt: skip
        return Checked(line, body, "wrong" if faults else "ready", tuple(faults), tuple(remarks), minutes)

    def _is_present(self, line: Line, body: Body) -> bool:
        if not line.number:
            return (body.id, line.day, fold(line.title)) in self._kept.titles
        known = self._kept.numbers.get((body.id, fold(line.number)))
        return known is not None and (known.day == line.day or fold(known.title) == fold(line.title))

    def _place(self, line: Line, body: Body) -> Remark | None:
        """Take the place of a line; what is wrong where it is not free."""
        assert line.day is not None
        if not line.number:
            told = body.id, line.day, fold(line.title)
            if told in self._repeated:
                return Remark("Une autre ligne du fichier dit la même chose le même jour.", line.title)
            self._repeated.add(told)
            return None
        place = place_of(body, line.number, line.day)
        if place in self._kept.places or (body.id, fold(line.number)) in self._kept.numbers:
            return Remark(_TAKEN, line.number)
        if place in self._taken:
            return Remark("Une autre ligne du fichier porte déjà ce numéro.", line.number)
        self._taken.add(place)
        return None


class _Minutes:
    """The minutes that the actor sees, by identifier and by title."""

    def __init__(self, uow: UnitOfWork, actor: Actor) -> None:
        told = earlier.minutes(uow.session, tokens_of(actor))
        self._ids = {one.id: one for one in told}
        self._titles: dict[str, list[earlier.Told]] = {}
        for one in told:
            self._titles.setdefault(fold(one.title), []).append(one)

    def named(self, line: Line, body: Body | None) -> int | None:
        """The key of the minutes that a source names: by address, by identifier or by their whole title."""
        path = line.source.partition("#")[0].partition("?")[0].rstrip("/")
        for part in reversed(path.split("/")[-4:]):
            identifier = identifiers.normalise(part)
            if identifier in self._ids:
                return self._ids[identifier].key
        found = self._titles.get(fold(line.source), [])
        if len(found) > 1 and body:
            found = [one for one in found if one.body == body.id] or found
            found = [one for one in found if one.day == line.day] or found
        return found[0].key if len(found) == 1 else None


def described(one: Checked, asked: Asked) -> NewDocument:
    """The document that a good line becomes."""
    line, body = one.line, one.body
    assert body is not None
    return NewDocument(
        kind="decision", title=line.title, date=line.day, body=body.public_id, visibility=asked.visibility,
        bodies=(body.public_id,) if asked.visibility == "body" else (), keywords=line.keywords, domain=line.domain,
        number=line.number, state=line.outcome,
    )  # fmt: skip


def wording(one: Checked) -> str:
    """The text of a good line; a source that is no minutes kept here stays in its last line."""
    source = f"\n\nSource : {one.line.source}" if one.line.source and one.minutes is None else ""
    return (one.line.wording + source)[: lines.WORDING]


def in_order(ready: Iterable[Checked]) -> list[Checked]:
    """Lines in the order in which they enter: numbered ones first, so that no number given out here takes theirs."""
    return sorted(ready, key=lambda one: (not one.line.number, one.line.day or date.min, one.line.place))

