"""Everybody and everything of the matrices of rights: principals, documents, and one table that says who may what.

Each document holds a word of its own in its title, its text, the name of its file and its companion, so that any
channel that lets one of them through is found by that word.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import update

from repo_service import clock, identifiers
from repo_service.domain.documents import NewDocument
from repo_service.domain.minutes.found import FoundAction, Quote
from repo_service.domain.roles import SYSTEM, Actor
from repo_service.formats.isolate import Reader
from repo_service.services import documents
from repo_service.services.accounts import managing, tokens
from repo_service.services.documents import Prepared
from repo_service.services.register import actions
from repo_service.services.versions import commenting
from repo_service.store import lookup
from repo_service.store.people import accounts, governance
from repo_service.store.people.tables import ApiToken, Institution, SignInSession
from tests.conftest import TIMEZONE, bearer, hashed_password
from tests.services import acts
from tests.web.conftest import Site, open_site

# What a person may do with a document: "none", "read", "keep" (change it); of a withdrawn one: "gone" (it could be
# read until then), "kept" (it could be changed). The body of all documents is X, but for one of Y.
PEOPLE = (
    "visitor", "reader of A", "reader of B", "contributor", "secretary", "secretary of Y", "representative in X",
    "representative outside", "coordinator", "administrator", "partner that left", "read-only token",
    "disabled", "signed out", "expired",
)  # fmt: skip
AS_VISITOR = {"disabled", "signed out", "expired"}
PROGRAMS_ONLY = {"read-only token"}  # of the secretary: it comes through the API alone


def _row(visitor: str, partner: str, member: str, y: str, left: str, keeper: str = "keep") -> dict[str, str]:
    """Who may what, for: a visitor, a person of a partner, a member of X, the secretary of Y, a partner that left, who
    keeps it.
    """
    row = dict.fromkeys(PEOPLE, partner) | dict.fromkeys(AS_VISITOR | {"visitor"}, visitor)
    row |= {"secretary": keeper, "administrator": keeper, "read-only token": keeper}
    return row | {"representative in X": member, "secretary of Y": y, "partner that left": left}


RIGHTS: dict[str, dict[str, str]] = {
    # document              visitor partner member of X  of Y  left
    "public":           _row("read", "read", "read", "read", "read"),
    "network":          _row("none", "read", "read", "read", "none"),
    "while it was in":  _row("none", "read", "read", "read", "read"),
    "body X":           _row("none", "none", "read", "none", "none"),
    "body Y":           _row("none", "none", "none", "keep", "none", "none") | {"administrator": "keep"},
    "draft":            _row("none", "none", "none", "none", "none"),
    "withdrawn":        _row("gone", "gone", "gone", "gone", "gone", "kept"),
    "withdrawn inside": _row("none", "gone", "gone", "gone", "none", "kept"),
    "given up":         _row("none", "none", "none", "none", "none", "kept"),
    "old version":      _row("read", "read", "read", "read", "read"),
    "next version":     _row("none", "none", "none", "none", "none"),
    "restricted since": _row("none", "none", "read", "none", "none"),
    "never was":        _row("none", "none", "none", "none", "none", "none"),
}  # fmt: skip
WORDS = {  # no word of another language, and none that another one's stem gives
    "public": "zinzolin", "network": "coquelicot", "while it was in": "garance", "body X": "sarcelle",
    "body Y": "amarante", "draft": "vermillon", "withdrawn": "turquoise", "withdrawn inside": "aubergine",
    "given up": "capucine", "old version": "outremer", "next version": "indigotier", "restricted since": "pervenche",
    "never was": "chartreuse",
}  # fmt: skip
PAST, LEFT = date(2024, 3, 1), date(2025, 1, 1)  # one partner was in on the first day, and left on the second


@dataclass
class Stage:
    """The site with all people and documents of the table."""

    site: Site
    browsers: dict[str, FlaskClient] = field(default_factory=dict)
    programs: dict[str, dict[str, str]] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    companions: dict[str, str] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)  # one on each document, by who keeps it
    other_body: str = ""
    partners: dict[str, str] = field(default_factory=dict)
    citing: str = ""  # a public page that links to every document
    batch: str = ""
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, person: str) -> str:
        """A form token that is good for somebody's browser."""
        if person not in self.tokens:
            page = self.browsers[person].get("/sign-in").text
            self.tokens[person] = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        return self.tokens[person]


def mail_of(person: str) -> str:
    """The address of one of the people."""
    return f"{person.replace(' ', '').replace('-', '').lower()}@matrice.exemple.fr"


def _partner(uow: Any, name: str, *periods: tuple[str, date | None, date | None]) -> Institution:
    partner = governance.add_institution(uow, name, "", "université", "")
    for status, start, end in periods:
        governance.add_status(uow, partner, status, start, end)
    return partner


def _account(stage: Stage, person: str, role: str, bodies: list[str], partner: Institution) -> None:
    with stage.site.world.repository.store.writing() as uow:
        day = clock.day(uow.now, TIMEZONE)
        account = accounts.add(uow, mail_of(person), "Sacha", person.title(), hashed_password())
        rows = [row for row in governance.bodies(uow.session) if row.public_id in bodies]
        managing.give(uow, account, {role}, rows, partner if role == "representative" else None, day)
        governance.affiliate(uow, account.person, partner, None, None)
        if person == "representative in X":
            body = governance.body_named(uow.session, stage.site.world.body)
            assert body is not None
            governance.add_mandate(uow, account.person, body, "member", None, None)
        stage.accounts[person] = account.public_id


def _people(stage: Stage) -> None:
    site, store = stage.site, stage.site.world.repository.store
    with store.writing() as uow:
        stage.other_body = governance.add_body(uow, "Groupe de travail numérique", "GTN", "operational", "").public_id
        a = _partner(uow, "Université A", ("active", None, None))
        b = _partner(uow, "Université B", ("active", None, None))
        left = _partner(uow, "Musée qui est parti", ("active", None, LEFT), ("withdrawn", LEFT, None))
        stage.partners = {"A": a.public_id, "B": b.public_id, "left": left.public_id}
    roles: dict[str, tuple[str, list[str], Institution]] = {
        "reader of A": ("reader", [], a), "reader of B": ("reader", [], b), "contributor": ("contributor", [], a),
        "secretary": ("secretary", [site.world.body], a), "secretary of Y": ("secretary", [stage.other_body], b),
        "representative in X": ("representative", [], a), "representative outside": ("representative", [], b),
        "coordinator": ("coordinator", [], a), "administrator": ("administrator", [], a),
        "partner that left": ("reader", [], left),
        **{name: ("administrator", [], a) for name in sorted(AS_VISITOR)},
    }  # fmt: skip
    for person, (role, bodies, partner) in roles.items():
        _account(stage, person, role, bodies, partner)
        stage.browsers[person] = site.browser(mail_of(person))
        stage.programs[person] = bearer(site.world.token(mail_of(person)))
    stage.browsers["visitor"], stage.programs["visitor"] = site.app.test_client(), {}
    with store.writing() as uow:
        secret = tokens.issue(uow, SYSTEM, mail_of("secretary"), "lecture", 30, ("read",))
    stage.programs["read-only token"] = bearer(secret)
    _end(stage)
    refresh(stage)


def refresh(stage: Stage) -> None:
    """What everybody may act as now."""
    with stage.site.world.repository.store.reading() as uow:
        for person, public_id in stage.accounts.items():
            account = accounts.by_public_id(uow.session, public_id)
            assert account is not None
            stage.actors[person] = accounts.actor(uow.session, account, clock.day(uow.now, TIMEZONE))
    stage.actors["read-only token"] = replace(stage.actors["secretary"], read_only=True)


def _end(stage: Stage) -> None:
    """End the rights of those who come as visitors."""
    with stage.site.world.repository.store.writing() as uow:
        past = uow.now - timedelta(seconds=1)
        rows = {name: accounts.by_mail(uow.session, mail_of(name)) for name in AS_VISITOR}
        ids = {name: row.id for name, row in rows.items() if row is not None}
        assert rows["disabled"] is not None
        rows["disabled"].disabled_at = uow.now
        for table in (SignInSession, ApiToken):
            expired = update(table).where(table.account_id == ids["expired"]).values(expires_at=past)
            revoked = update(table).where(table.account_id == ids["signed out"]).values(revoked_at=past)
            uow.session.execute(expired)
            uow.session.execute(revoked)


def _prepare(stage: Stage, text: str, name: str) -> Prepared:
    return stage.site.world.prepare(text, name)


def _file(stage: Stage, name: str, keeper: str = "secretary", **said: Any) -> None:
    """A Markdown page of a body, with a companion. The word of "next version" is in its second one alone."""
    word = WORDS[name] if name != "next version" else "première"
    new = NewDocument(**{"kind": "other", "title": f"Titre {word}", "body": stage.site.world.body, **said})
    stage.contents[name] = f"Le texte {word}. [[Page citée]]"
    prepared = _prepare(stage, stage.contents[name], f"{word}.md")
    annex = _prepare(stage, f"L’annexe {word}.", f"annexe-{word}.txt")
    with stage.site.world.repository.store.writing() as uow:
        actor = stage.actors[keeper]
        row = documents.file(uow, actor, prepared, new, TIMEZONE)
        stage.ids[name], stage.numbers[name] = row.public_id, 1
        stage.companions[name] = documents.attach(uow, actor, row, annex, "annex").public_id
        stage.comments[name] = commenting.comment(uow, actor, row.public_id, 1, f"La remarque {word}.")


def _next(stage: Stage, name: str, text: str, annex: str = "", **said: Any) -> None:
    new = NewDocument(**{
        "kind": "other", "title": "Titre suivant", "visibility": "public", "reason": "Relu",
        "body": stage.site.world.body, **said,
    })  # fmt: skip
    prepared = _prepare(stage, text, "texte.md")
    with stage.site.world.repository.store.writing() as uow:
        documents.add_version(uow, stage.actors["secretary"], stage.ids[name], None, prepared, new, TIMEZONE)
    if annex:
        ready = _prepare(stage, annex, "annexe.txt")
        with stage.site.world.repository.store.writing() as uow:
            row = lookup.document(uow.session, stage.ids[name])
            assert row is not None
            stage.companions[name] = documents.attach(uow, stage.actors["secretary"], row, ready, "annex").public_id


def _order(stage: Stage, name: str) -> None:
    """An action whose words hold the word of a document, found in the version that holds it."""
    words = f"Relire la page {WORDS[name]}"
    found = FoundAction("k", Quote("p", 0, len(words), words), words, "prose", "r", 0.9)
    with stage.site.world.repository.store.writing() as uow:
        row = lookup.document(uow.session, stage.ids[name])
        body = governance.body(uow.session, stage.other_body if name == "body Y" else stage.site.world.body)
        assert row is not None
        assert body is not None
        version = next(one for one in row.versions if one.number == stage.numbers[name])
        actions.add_found(
            uow, stage.actors["administrator"], body=body, minutes=row, day=date(2024, 3, 12), meeting_id=None,
            decision_id=None, found=found, version=version, extraction_id=None,
        )  # fmt: skip


@contextmanager
def _at(day: date) -> Iterator[None]:
    """Acts as of the noon of a day."""
    real = clock._system_time
    clock._system_time = lambda: datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    try:
        yield
    finally:
        clock._system_time = real


def _fill(stage: Stage) -> None:
    body, store = stage.site.world.body, stage.site.world.repository.store
    cited = stage.site.world.file("Le texte cité.", "cite.md", title="Page citée", visibility="public")
    stage.ids["cited"] = cited.public_id
    with _at(PAST):
        _file(stage, "while it was in")
    for name in ("public", "withdrawn", "given up", "old version", "next version", "restricted since"):
        _file(stage, name, visibility="public", state="draft" if name == "given up" else "")
    _file(stage, "network")
    _file(stage, "withdrawn inside")
    _file(stage, "draft", visibility="public", state="draft")
    _file(stage, "body X", visibility="body", bodies=(body,))
    _file(stage, "body Y", "administrator", visibility="body", bodies=(stage.other_body,), body=stage.other_body)
    for name in ("withdrawn", "withdrawn inside", "given up"):
        _order(stage, name)
        with store.writing() as uow:
            actor = stage.actors["secretary"]
            documents.change_state(uow, actor, stage.ids[name], None, "withdrawn", TIMEZONE, "Une erreur")
    _next(stage, "old version", "Le nouveau texte.")
    word = WORDS["next version"]
    stage.contents["next version"] = f"Le texte à venir {word}."
    annex, title = f"L’annexe à venir {word}.", f"Titre {word}"
    _next(stage, "next version", stage.contents["next version"], annex, state="draft", title=title)
    stage.numbers["next version"] = 2
    with store.writing() as uow:
        actor, said = stage.actors["secretary"], f"La remarque à venir {word}."
        stage.comments["next version"] = commenting.comment(uow, actor, stage.ids["next version"], 2, said)
    _next(stage, "restricted since", "Le texte réservé.", visibility="body", bodies=(body,))
    for name in RIGHTS.keys() - {"withdrawn", "withdrawn inside", "given up", "never was"}:
        _order(stage, name)
    stage.ids["never was"], stage.numbers["never was"] = identifiers.new(), 1
    stage.comments["never was"] = identifiers.new()
    stage.companions["never was"], stage.contents["never was"] = identifiers.new(), "Rien chartreuse."
    links = " ".join(f"[[{public_id}]]" for name, public_id in stage.ids.items() if name != "cited")
    page = stage.site.world.file(f"Voir {links}.", "voir.md", title="Page qui cite", visibility="public")
    stage.citing = page.public_id
    stage.batch = acts.drop(
        stage.site.world, _prepare(stage, "Un dépôt à vérifier.", "depot.txt"), actor=stage.actors["secretary"]
    )
    stage.site.world.index()


def make_stage(root: Path, empty_storage: Path, reader: Reader) -> Stage:
    """Everybody and everything, in a fresh site under ``root``."""
    stage = Stage(open_site(root, empty_storage, reader))
    _people(stage)
    _fill(stage)
    return stage
