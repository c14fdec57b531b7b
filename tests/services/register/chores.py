"""Actions and the people around them, for the tests of what is to be done; each act in a transaction of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from repo_service import clock
from repo_service.domain.minutes.found import FoundAction, Quote
from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import NotFound
from repo_service.services.register import actions
from repo_service.services.register.actions import Listed
from repo_service.store import lookup
from repo_service.store.people import accounts, governance
from repo_service.store.register.tables import Action
from tests.conftest import TIMEZONE, World, hashed_password

TODAY = date(2026, 3, 12)
WORDS = "Rédiger le projet de convention"


@dataclass
class Hands:
    """Who is around: of X, the world's body, a member (a partner's professional) and a secretary; the same of Y."""

    world: World
    people: dict[str, Actor]
    persons: dict[str, str]
    other: str

    def __getitem__(self, name: str) -> Actor:
        """Somebody by what it is here."""
        return self.people[name]


def hands(world: World) -> Hands:
    """Make them: two partners, one of which has left, two bodies, and people of each sort."""
    with world.repository.store.writing() as uow:
        today = clock.day(uow.now, TIMEZONE)
        x = governance.body(uow.session, world.body)
        assert x is not None
        y = governance.add_body(uow, "Groupe de travail numérique", "GTN", "operational", "")
        here = governance.add_institution(uow, "Université d’ici", "", "university", "")
        gone = governance.add_institution(uow, "Musée parti", "", "museum", "")
        governance.add_status(uow, here, "active", None, None)
        governance.add_status(uow, gone, "withdrawn", None, None)
        made: dict[str, Any] = {}
        for name, given, family, role, body, partner in (
            ("member", "Nadia", "Belkacem", "reader", x, here), ("colleague", "Paul", "Le Goff", "reader", x, here),
            ("stranger", "Inès", "Roux", "reader", None, here), ("member of Y", "Jean-Luc", "Vidal", "reader", y, here),
            ("left", "Rose", "Partie", "reader", x, gone), ("secretary of X", "Aude", "Ricard", "secretary", x, here),
            ("secretary of Y", "Yann", "Kermarec", "secretary", y, here),
            ("coordinator", "Hélène", "Vasseur", "coordinator", None, here),
        ):  # fmt: skip
            mail = f"{name.replace(' ', '.').lower()}@exemple.fr"
            account = accounts.add(uow, mail, given, family, hashed_password())
            governance.affiliate(uow, account.person, partner, None, None)
            accounts.add_grant(uow, account, role, [body] if role == "secretary" and body else [], today)
            if body is not None and role == "reader":
                governance.add_mandate(uow, account.person, body, "member", None, None)
            made[name] = account
        people = {name: accounts.actor(uow.session, row, today) for name, row in made.items()}
        persons = {name: row.person.public_id for name, row in made.items()}
        people |= {"visitor": VISITOR, "administrator": world.administrator, "secretary of all": world.secretary}
        people["token"] = replace(people["secretary of X"], read_only=True)
        return Hands(world, people, persons, y.public_id)


def add(world: World, actor: Actor | None = None, text: str = WORDS, owner: str = "", deadline: date | None = None,
        body: str = "", minutes: str = "") -> str:  # fmt: skip
    """Note an action; its identifier."""
    with world.repository.store.writing() as uow:
        row = actions.add(
            uow, actor or world.administrator, TODAY, body or world.body, text, owner, deadline, minutes
        )  # fmt: skip
        return row.public_id


def found(text: str = WORDS, *owners: str, **more: Any) -> FoundAction:
    """An action as it is found in minutes."""
    quote = Quote("p-1", 0, len(text), text)
    return FoundAction(**{"key": "k", "quote": quote, "text": text, "form": "prose", "rule": "r", "score": 0.9,
                          "owners": owners, **more})  # fmt: skip


def accept(world: World, minutes: str, one: FoundAction, actor: Actor | None = None, number: int = 1) -> str:
    """Accept one that was found in a version of minutes of the world's body; its identifier."""
    with world.repository.store.writing() as uow:
        document, body = lookup.document(uow.session, minutes), governance.body(uow.session, world.body)
        assert document is not None
        assert body is not None
        version = next(row for row in document.versions if row.number == number)
        row = actions.add_found(
            uow, actor or world.administrator, body=body, minutes=document, day=document.day or TODAY,
            meeting_id=None, decision_id=None, found=one, version=version, extraction_id=None,
        )  # fmt: skip
        return row.public_id


def minutes(world: World, text: str = "Le compte rendu.", **said: Any) -> str:
    """File minutes of the world's body; their identifier."""
    card = {"kind": "minutes", "title": "Compte rendu", "body": world.body, "date": date(2026, 3, 3), **said}
    return world.file(text, **card).public_id


def put(world: World, actor: Actor, action: str, progress: str, note: str = "") -> bool:
    """Say what becomes of one."""
    with world.repository.store.writing() as uow:
        return actions.progress(uow, actor, action, progress, note)


def listed(world: World, actor: Actor, scope: str = "all", body: str = "", page: int = 1, today: date = TODAY
           ) -> list[Listed]:  # fmt: skip
    """What somebody is shown."""
    with world.repository.store.reading() as uow:
        return list(actions.listing(uow, actor, today, scope, body, page).rows)


def sees(world: World, actor: Actor, action: str) -> bool:
    """Whether somebody is listed an action, which must agree with its address."""
    shown = action in {one.id for scope in ("all", "closed") for one in listed(world, actor, scope)}
    with world.repository.store.reading() as uow:
        try:
            actions.show(uow, actor, action, TODAY)
        except NotFound:
            assert not shown
            return False
    return shown


def row_of(world: World, action: str) -> Action:
    """The row as it is kept."""
    with world.repository.store.reading() as uow:
        return actions.found(uow, world.administrator, action)
