"""Who reads and changes what, at every address that takes an identifier: people x documents x routes, from one table.

What a person may not see must answer byte for byte as what never was. A route that is not in the table fails the run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from repo_service import clock, identifiers
from repo_service.domain.documents import NewDocument
from repo_service.domain.roles import Actor
from repo_service.formats.isolate import Reader
from repo_service.services import documents, intakes, people
from repo_service.store import accounts, governance, lookup
from repo_service.store.people import ApiToken, SignInSession
from tests.conftest import TIMEZONE, bearer, hashed_password
from tests.services import acts
from tests.web.conftest import Site, open_site

PEOPLE = (
    "visitor", "reader", "keeper", "neighbour", "administrator", "disabled", "signed out", "expired",
)  # fmt: skip
# keeper: secretary of the body of all these documents, who filed them; neighbour: secretary of another body.
# What a person may do with a document: "none", "read", "keep" (change it), "gone" (read until it was withdrawn).
RIGHTS: dict[str, tuple[str, str, str, str, str]] = {
    # document          visitor reader  keeper  neighbour administrator
    "public":          ("read", "read", "keep", "read", "keep"),
    "network":         ("none", "read", "keep", "read", "keep"),
    "draft":           ("none", "none", "keep", "none", "keep"),
    "withdrawn":       ("gone", "gone", "kept", "gone", "kept"),
    "withdrawn inside": ("none", "gone", "kept", "gone", "kept"),
    "given up":        ("none", "none", "kept", "none", "kept"),  # a draft that was withdrawn
    "old version":     ("read", "read", "keep", "read", "keep"),
    "next version":    ("none", "none", "keep", "none", "keep"),  # a draft above a public version
    "never was":       ("none", "none", "none", "none", "none"),
}  # fmt: skip
AS_VISITOR = {"disabled", "signed out", "expired"}
# route -> what is done there: "page" and "file" read; "card" asks for a form; "post" sends one; "batch": dropped files.
ROUTES: dict[str, str] = {
    "documents.show": "page", "documents.version": "page version", "documents.current_file": "file",
    "documents.file": "file version", "documents.companion": "file companion",
    "editing.edit": "card", "editing.withdraw": "card", "knowhow.change": "card",
    "editing.save": "post", "editing.attach": "post", "editing.publish": "post",
    "editing.add_version": "post",
    "editing.withdraw POST": "post", "knowhow.save": "post",
    "review.review": "batch", "review.decide": "batch post",
    "api.show": "api", "api.versions": "api", "api.version": "api version", "api.file": "api version",
    "api.text": "api version", "api.passages": "api version",
    "api.change": "api change", "api.add_version": "api change",
}  # fmt: skip
NO_DOCUMENT = {"session.language"}  # routes whose argument names nothing that is kept


@dataclass
class Stage:
    """The site with all people and documents of the table."""

    site: Site
    browsers: dict[str, FlaskClient] = field(default_factory=dict)
    programs: dict[str, dict[str, str]] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    companions: dict[str, str] = field(default_factory=dict)
    batch: str = ""
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, person: str) -> str:
        """A form token that is good for somebody's browser."""
        if person not in self.tokens:
            page = self.browsers[person].get("/sign-in").text
            self.tokens[person] = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        return self.tokens[person]


def _account(site: Site, name: str, role: str, bodies: list[str]) -> Actor:
    with site.world.repository.store.writing() as uow:
        account = accounts.add(uow, f"{name.replace(' ', '')}@exemple.fr", "Sacha", name.title(), hashed_password())
        rows = [row for row in governance.bodies(uow.session) if row.public_id in bodies]
        accounts.grant(uow, account, role, rows, clock.day(uow.now, TIMEZONE))
        return accounts.actor(uow.session, account, clock.day(uow.now, TIMEZONE))


def _file(stage: Stage, keeper: Actor, name: str, visibility: str, state: str = "") -> str:
    """A Markdown page of the body, with a companion: each with words that nothing else holds."""
    world = stage.site.world
    document = world.file(
        f"Le texte {name} zinzolin.", "texte.md", keeper, title=f"Titre {name}", visibility=visibility, state=state,
        body=world.body,
    )  # fmt: skip
    stage.ids[name], stage.numbers[name] = document.public_id, 1
    _attach(stage, keeper, name, f"L’annexe {name} zinzolin.")
    return document.public_id


def _attach(stage: Stage, keeper: Actor, name: str, text: str) -> None:
    annex = stage.site.world.prepare(text, "annexe.txt")
    with stage.site.world.repository.store.writing() as uow:
        row = lookup.document(uow.session, stage.ids[name])
        assert row is not None
        stage.companions[name] = documents.attach(uow, keeper, row, annex, "annex").public_id


def _next(stage: Stage, keeper: Actor, identifier: str, text: str, state: str = "") -> None:
    body = stage.site.world.body
    new = NewDocument("other", "Titre suivant", visibility="public", state=state, reason="Relu", body=body)
    prepared = stage.site.world.prepare(text, "texte.md")
    with stage.site.world.repository.store.writing() as uow:
        documents.add_version(uow, keeper, identifier, None, prepared, new, TIMEZONE)


def _fill(stage: Stage, keeper: Actor) -> None:
    store = stage.site.world.repository.store
    for name, visibility, state in [("public", "public", ""), ("network", "network", ""), ("draft", "public", "draft"),
                                    ("withdrawn", "public", ""), ("withdrawn inside", "network", ""),
                                    ("given up", "public", "draft"), ("old version", "public", ""),
                                    ("next version", "public", "")]:  # fmt: skip
        identifier = _file(stage, keeper, name, visibility, state)
        if name.startswith(("withdrawn", "given")):
            with store.writing() as uow:
                documents.change_state(uow, keeper, identifier, None, "withdrawn", TIMEZONE, "Une erreur")
    _next(stage, keeper, stage.ids["old version"], "Le nouveau texte.")
    _next(stage, keeper, stage.ids["next version"], "Le texte à venir.", "draft")
    stage.numbers["next version"] = 2
    _attach(stage, keeper, "next version", "L’annexe à venir.")
    stage.ids["never was"], stage.numbers["never was"] = identifiers.new(), 1
    stage.companions["never was"] = identifiers.new()
    prepared = stage.site.world.prepare("Un dépôt à vérifier.", "depot.txt")
    stage.batch = acts.drop(stage.site.world, prepared, actor=keeper)


def _people(stage: Stage, other_body: str) -> Actor:
    site, store = stage.site, stage.site.world.repository.store
    keeper = _account(site, "keeper", "secretary", [site.world.body])
    _account(site, "neighbour", "secretary", [other_body])
    for name in ("disabled", "signed out", "expired"):
        _account(site, name, "administrator", [])
    for name in PEOPLE:
        mail = f"{name.replace(' ', '')}@exemple.fr"
        stage.browsers[name] = site.app.test_client() if name == "visitor" else site.browser(mail)
        stage.programs[name] = {} if name == "visitor" else bearer(site.world.token(mail))
    with store.writing() as uow:
        past = uow.now - timedelta(seconds=1)
        disabled, expired = (accounts.by_mail(uow.session, f"{name}@exemple.fr") for name in ("disabled", "expired"))
        out = accounts.by_mail(uow.session, "signedout@exemple.fr")
        assert disabled is not None
        assert expired is not None
        assert out is not None
        disabled.disabled_at = uow.now
        uow.session.execute(update(SignInSession).where(SignInSession.account_id == expired.id).values(expires_at=past))
        uow.session.execute(update(ApiToken).where(ApiToken.account_id == expired.id).values(expires_at=past))
        uow.session.execute(update(SignInSession).where(SignInSession.account_id == out.id).values(revoked_at=past))
        uow.session.execute(update(ApiToken).where(ApiToken.account_id == out.id).values(revoked_at=past))
    return keeper


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, empty_storage: Path, reader: Reader) -> Iterator[Stage]:
    """Everybody and everything."""
    stage = Stage(open_site(tmp_path_factory.mktemp("matrix"), empty_storage, reader))
    with stage.site.world.repository.store.writing() as uow:
        other = governance.add_body(uow, "Groupe de travail numérique", "GTN", "operational", "").public_id
    _fill(stage, _people(stage, other))
    yield stage
    stage.site.world.repository.store.close()


def right(person: str, document: str) -> str:
    """What the table says."""
    place = 0 if person in AS_VISITOR else PEOPLE.index(person)
    return RIGHTS[document][place]


def expected(route: str, person: str, document: str) -> set[int]:
    """The statuses that a route may answer with."""
    sort, has = ROUTES[route], right(person, document)
    nobody = person == "visitor" or person in AS_VISITOR
    refused = {303} if sort == "card" else {401}
    if sort.startswith("api") and person in AS_VISITOR:
        return {401}  # a token that is no longer good is never passed over
    if has == "none":
        return {404}
    if sort in {"card", "post", "api change"} and has in {"read", "gone"}:
        return refused if nobody else {403}
    if sort == "post":
        return {409, 410, 422}  # nothing is sent that could be kept
    if sort == "api change":
        return {412, 410} if has == "kept" else {412}
    if has == "gone":
        return {410}
    if has == "kept":
        return {410} if sort.startswith("page") else {200, 410} if sort == "card" else {200}
    return {200}


def ask(stage: Stage, route: str, person: str, document: str, method: str = "", **headers: str) -> TestResponse:
    """Go to a route as somebody. Changes carry nothing that could be kept: no file, the wrong version."""
    endpoint, _, said = route.partition(" ")
    rule = next(rule for rule in stage.site.app.url_map.iter_rules() if rule.endpoint == endpoint)
    values: dict[str, object] = {"public_id": stage.ids[document], "number": stage.numbers[document]}
    values["companion"] = stage.companions[document]
    with stage.site.app.test_request_context():
        path = stage.site.app.url_for(endpoint, **{name: values[name] for name in rule.arguments})
    verb = method or said or next(one for one in ("GET", "POST", "PATCH") if one in rule.methods)
    client = stage.browsers[person]
    if endpoint.startswith("api."):
        given = {"If-Match": '"77"'} if verb in {"POST", "PATCH"} else {}
        json = {"title": "Autre"} if verb == "PATCH" else None
        program = stage.site.app.test_client()
        return program.open(path, method=verb, headers=stage.programs[person] | given | headers, json=json)
    if verb == "POST":
        form = {"csrf_token": stage.token(person), "version": "77", "title": "Autre", "reason": "", "text": ""}
        return client.post(path, data=form)
    return client.open(path, method=verb, headers=headers)


def essence(stage: Stage, answer: TestResponse, document: str) -> tuple[int, list[tuple[str, str]], str]:
    """All of an answer but the identifiers that were asked for, tokens and the cookie that carries them."""
    text = answer.text
    for name in (stage.ids[document], stage.companions[document]):
        text = text.replace(name, "IDENTIFIER")
    text = re.sub(r"/versions/\d+", "/versions/N", text)
    text = re.sub(r'(name="csrf_token" value=")[^"]*', r"\1", text)
    headers = sorted((k, v) for k, v in answer.headers.items() if k not in {"Set-Cookie", "Content-Length"})
    return answer.status_code, headers, text


def test_every_route_that_takes_an_identifier_is_in_the_table(stage: Stage) -> None:
    found = set()
    for rule in stage.site.app.url_map.iter_rules():
        if rule.arguments and rule.endpoint not in NO_DOCUMENT:
            found.add(rule.endpoint)
            if {"GET", "POST"} <= rule.methods:
                found.add(f"{rule.endpoint} POST")
    assert found == set(ROUTES)


@pytest.mark.parametrize("person", PEOPLE)
def test_a_person_reads_and_changes_what_the_table_says(person: str, stage: Stage) -> None:
    wrong = []
    for route, sort in ROUTES.items():
        for document in RIGHTS if not sort.startswith("batch") else ():
            if document == "next version" and not sort.endswith(("version", "companion")):
                continue  # the document itself is public: only its second version is a draft
            answer = ask(stage, route, person, document)
            if answer.status_code not in expected(route, person, document):
                wrong.append((route, document, answer.status_code, expected(route, person, document)))
    assert wrong == []


@pytest.mark.parametrize("person", ["visitor", "reader", "keeper"])
def test_head_and_ranges_say_no_more(person: str, stage: Stage) -> None:
    wrong = []
    for route, sort in ROUTES.items():
        if "post" in sort or "change" in sort or sort.startswith("batch"):
            continue
        for document in RIGHTS:
            whole = ask(stage, route, person, document)
            head = ask(stage, route, person, document, method="HEAD")
            if head.data or head.status_code != whole.status_code:
                wrong.append((route, document, "HEAD"))
            if whole.status_code == 200:
                continue
            part = ask(stage, route, person, document, **{"Range": "bytes=0-3", "If-None-Match": "*"})
            if part.status_code != whole.status_code:
                wrong.append((route, document, "conditional"))
    assert wrong == []


@pytest.mark.parametrize("person", PEOPLE)
def test_what_is_hidden_answers_as_what_never_was(person: str, stage: Stage) -> None:
    wrong, compared = [], 0
    for route, sort in ROUTES.items():
        for document in RIGHTS if not sort.startswith("batch") else ():
            if right(person, document) != "none" or document == "never was":
                continue
            if document == "next version" and not sort.endswith(("version", "companion")):
                continue
            compared += 1
            seen, nothing = (essence(stage, ask(stage, route, person, one), one) for one in (document, "never was"))
            if seen != nothing:
                wrong.append((route, document))
    assert wrong == []
    assert (compared > 0) == (person not in {"keeper", "administrator"})


@pytest.mark.parametrize("person", PEOPLE)
def test_a_dropped_file_is_its_owners_alone(person: str, stage: Stage) -> None:
    client, nobody = stage.browsers[person], person == "visitor" or person in AS_VISITOR
    for verb in ("GET", "HEAD", "POST"):
        answers = []
        for batch in (stage.batch, identifiers.new()):
            data = {"csrf_token": stage.token(person), "check": "1"} if verb == "POST" else None
            answers.append(client.open(f"/documents/new/{batch}", method=verb, data=data))
        statuses = [answer.status_code for answer in answers]
        if person == "keeper":
            assert statuses == [200, 404]
        elif nobody:
            assert statuses == [401, 401] if verb == "POST" else [303, 303]
        else:
            assert statuses == ([403, 403] if person == "reader" else [404, 404])
        if person != "keeper":
            assert "depot.txt" not in answers[0].text


def test_the_copy_of_a_file_that_waits_is_not_told_to_others(stage: Stage) -> None:
    with stage.site.world.repository.store.reading() as uow:
        neighbour = people.token_actor(uow, stage.programs["neighbour"]["Authorization"].partition(" ")[2], TIMEZONE)
        assert intakes.mine(uow, neighbour) == []
