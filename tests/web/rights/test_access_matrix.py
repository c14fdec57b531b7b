"""Who reads and changes what, at every address that takes an identifier: people x documents x routes, from one table.

What a person may not see must answer byte for byte as what never was. A route that is not in the table fails the run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from repo_service import identifiers
from repo_service.formats.isolate import Reader
from repo_service.services import intakes
from tests.web.rights.stage import AS_VISITOR, PEOPLE, PROGRAMS_ONLY, RIGHTS, Stage, make_stage
from tests.web.rights.test_management_matrix import MANAGEMENT

# route -> what is done there: "page", "trail" and "file" read; "card" asks for a form; "post" sends one; "batch" is
# about dropped files; "page away" leads on to another page; "talk" is about what partners say on a version.
ROUTES: dict[str, str] = {
    "documents.show": "page", "documents.version": "page version", "documents.current_file": "file",
    "documents.file": "file version", "documents.companion": "file companion",
    "comparison_file.word": "file version", "comparing.show": "page version", "comparing.origins": "page version",
    "comparing.choose": "page away",
    "activity.readers": "page", "activity.receipt": "trail", "activity.version_receipt": "trail version",
    "activity.activity": "trail",
    "editing.edit": "card", "editing.withdraw": "card", "knowhow.change": "card",
    "editing.save": "post", "editing.attach": "post", "editing.publish": "post",
    "editing.add_version": "post",
    "editing.withdraw POST": "post", "knowhow.save": "post",
    "merging.card": "post", "merging.file": "post", "restoring.ask": "card version",
    "restoring.restore": "post version",
    "review.review": "batch", "review.decide": "batch post",
    "api.show": "api", "api.versions": "api", "api.version": "api version", "api.file": "api version",
    "api.text": "api version", "api.passages": "api version", "api.compare": "api version",
    "api.origins": "api version", "api.near": "api",
    "discussion.show": "talk version", "discussion.write": "talk post version",
    "discussion.change": "talk post settle version", "api.comments": "api talk version",
    "annotated.receive": "talk post weigh version", "annotated.weigh": "talk post weigh version",
    "api.add_comment": "api talk change version", "api.change_comment": "api talk change version",
    "findings.show": "card", "findings.judge": "post", "api.findings": "api version",
    "api.change": "api change", "api.add_version": "api change",
}  # fmt: skip


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, empty_storage: Path, reader: Reader) -> Iterator[Stage]:
    """Everybody and everything."""
    stage = make_stage(tmp_path_factory.mktemp("matrix"), empty_storage, reader)
    yield stage
    stage.site.world.repository.store.close()


def doors(person: str, sort: str) -> bool:
    """Whether the person comes through this sort of door at all."""
    return person not in PROGRAMS_ONLY or sort.startswith("api")


def expected(route: str, person: str, document: str) -> set[int]:
    """The statuses that a route may answer with."""
    sort, has = ROUTES[route], RIGHTS[document][person]
    if sort in {"card version", "post version"}:
        sort = sort.removesuffix(" version")
    nobody = person == "visitor" or person in AS_VISITOR
    refused = {303} if sort.startswith(("card", "trail")) else {401}
    if sort.startswith("api") and person in AS_VISITOR:
        return {401}  # a token that is no longer good is never passed over
    if person in PROGRAMS_ONLY and "change" in sort:
        return {403}  # whatever it names
    if has == "none":
        return {404}
    if "talk" in sort:
        return spoken(sort, person, has, nobody)
    if sort.startswith("trail") and has in {"read", "gone"}:
        return {410} if has == "gone" else refused if nobody else {403}
    if sort in {"card", "post", "api change"} and has in {"read", "gone"}:
        return refused if nobody else {403}
    if sort == "post":
        return {409, 410, 422}  # nothing is sent that could be kept
    if sort == "api change":
        return {412, 410} if has == "kept" else {412}
    if has == "gone":
        return {410}
    if has == "kept":
        return {410} if sort.startswith(("page", "trail")) else {200, 410} if sort == "card" else {200}
    return {303} if sort == "page away" else {200}


def spoken(sort: str, person: str, has: str, nobody: bool) -> set[int]:
    """What partners say on a version: for who reads it, unless the partner has left; nobody's once it is withdrawn."""
    if has in {"gone", "kept"}:
        return {410}
    if nobody:
        return {303} if sort == "talk version" else {401}
    if person == "partner that left":
        return {403}
    if "weigh" in sort:
        return {422} if has == "keep" else {403}  # no copy is sent, and no act
    if "settle" in sort:
        return {303} if has == "keep" else {403}
    return {422} if "post" in sort or "change" in sort else {200}


def ask(stage: Stage, route: str, person: str, document: str, method: str = "", **headers: str) -> TestResponse:
    """Go to a route as somebody. Changes carry nothing that could be kept: no file, the wrong version."""
    endpoint, _, said = route.partition(" ")
    rule = next(rule for rule in stage.site.app.url_map.iter_rules() if rule.endpoint == endpoint)
    values: dict[str, object] = {"public_id": stage.ids[document], "number": stage.numbers[document]}
    values |= {"companion": stage.companions[document], "comment": stage.comments[document], "act": "resolve"}
    values |= {"remark": stage.comments[document]}
    values |= {"a": stage.numbers[document], "b": stage.numbers[document]}
    asked = {"from": values["a"], "to": values["b"]} if endpoint == "api.compare" else {}
    with stage.site.app.test_request_context():
        path = stage.site.app.url_for(endpoint, **{name: values[name] for name in rule.arguments}, **asked)
    verb = method or said or next(one for one in ("GET", "POST", "PATCH") if one in rule.methods)
    if endpoint.startswith("api."):
        given = {"If-Match": '"77"'} if verb in {"POST", "PATCH"} else {}
        json = {"title": "Autre"} if verb == "PATCH" else None
        program = stage.site.app.test_client()
        return program.open(path, method=verb, headers=stage.programs[person] | given | headers, json=json)
    client = stage.browsers[person]
    if verb == "POST":
        form = {"csrf_token": stage.token(person), "version": "77", "title": "Autre", "reason": "", "text": ""}
        return client.post(path, data=form)
    return client.open(path, method=verb, headers=headers)


def essence(stage: Stage, answer: TestResponse, document: str) -> tuple[int, list[tuple[str, str]], str]:
    """All of an answer but the identifiers that were asked for, tokens and the cookie that carries them."""
    text = answer.text
    for name in (stage.ids[document], stage.companions[document], stage.comments[document]):
        text = text.replace(name, "IDENTIFIER")
    text = re.sub(r"/versions/\d+", "/versions/N", text)
    text = re.sub(r"/compare/\d+\.\.\.\d+", "/compare/N", text)
    text = re.sub(r'(name="csrf_token" value=")[^"]*', r"\1", text)
    headers = sorted((k, v) for k, v in answer.headers.items() if k not in {"Set-Cookie", "Content-Length"})
    return answer.status_code, headers, text


def test_every_route_that_takes_an_identifier_is_in_the_table(stage: Stage) -> None:
    found = set()
    for rule in stage.site.app.url_map.iter_rules():
        if rule.arguments:
            found.add(rule.endpoint)
            if {"GET", "POST"} <= rule.methods:
                found.add(f"{rule.endpoint} POST")
    assert found == set(ROUTES) | set(MANAGEMENT)


@pytest.mark.parametrize("person", PEOPLE)
def test_a_person_reads_and_changes_what_the_table_says(person: str, stage: Stage) -> None:
    wrong = []
    for route, sort in ROUTES.items():
        for document in RIGHTS if doors(person, sort) and not sort.startswith("batch") else ():
            if document == "next version" and not sort.endswith(("version", "companion")):
                continue  # the document itself is public: only its second version is a draft
            answer = ask(stage, route, person, document)
            if answer.status_code not in expected(route, person, document):
                wrong.append((route, document, answer.status_code, expected(route, person, document)))
    assert wrong == []


@pytest.mark.parametrize("person", ["visitor", "reader of A", "secretary", "partner that left", "read-only token"])
def test_head_and_ranges_say_no_more(person: str, stage: Stage) -> None:
    wrong = []
    for route, sort in ROUTES.items():
        if "post" in sort or "change" in sort or sort.startswith("batch") or not doors(person, sort):
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
        for document in RIGHTS if doors(person, sort) and not sort.startswith("batch") else ():
            if RIGHTS[document][person] != "none" or document == "never was":
                continue
            if document == "next version" and not sort.endswith(("version", "companion")):
                continue
            compared += 1
            seen, nothing = (essence(stage, ask(stage, route, person, one), one) for one in (document, "never was"))
            if seen != nothing:
                wrong.append((route, document))
    assert wrong == []
    assert (compared > 0) == (person != "administrator")


@pytest.mark.parametrize("person", [name for name in PEOPLE if name not in PROGRAMS_ONLY])
def test_a_dropped_file_is_its_owners_alone(person: str, stage: Stage) -> None:
    client, nobody = stage.browsers[person], person == "visitor" or person in AS_VISITOR
    for verb in ("GET", "HEAD", "POST"):
        answers = []
        for batch in (stage.batch, identifiers.new()):
            data = {"csrf_token": stage.token(person), "check": "1"} if verb == "POST" else None
            answers.append(client.open(f"/documents/new/{batch}", method=verb, data=data))
        statuses = [answer.status_code for answer in answers]
        if person == "secretary":
            assert statuses == [200, 404]
        elif nobody:
            assert statuses == [401, 401] if verb == "POST" else [303, 303]
        else:
            assert statuses == ([404, 404] if stage.actors[person].can("file") else [403, 403])
        if person != "secretary":
            assert "depot.txt" not in answers[0].text


def test_the_copy_of_a_file_that_waits_is_not_told_to_others(stage: Stage) -> None:
    with stage.site.world.repository.store.reading() as uow:
        assert intakes.mine(uow, stage.actors["secretary of Y"]) == []
        assert len(intakes.mine(uow, stage.actors["secretary"])) == 1
