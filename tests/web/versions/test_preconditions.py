"""If-Match and reasons for programs: what moved is told with what stands now; a change of words says why."""

from __future__ import annotations

import io
import threading
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.services import acts
from tests.web.conftest import Site
from tests.web.visits import problem, sound

DOCUMENTS = "/api/v1/documents"


def ask(site: Site, method: str, path: str, match: str = "", role: str = "secretary", **more: Any) -> TestResponse:
    headers = site.program(role) | ({"If-Match": match} if match else {})
    return site.app.test_client().open(f"{DOCUMENTS}/{path}", method=method, headers=headers, **more)


def tag(site: Site, public_id: str, role: str = "secretary") -> str:
    return ask(site, "GET", public_id, role=role).headers["ETag"]


def sent(text: str = "Suite.", reason: str = "Relu") -> dict[str, Any]:
    return {"data": {"file": (io.BytesIO(text.encode()), "texte.txt"), "reason": reason}}


def test_a_refusal_names_the_version_that_stands_now(site: Site) -> None:
    public_id = site.world.file("un").public_id
    before = tag(site, public_id)
    acts.refile(site.world, public_id, "deux")
    for match in ('"1"', before):
        for answer in (
            ask(site, "POST", f"{public_id}/versions", match, **sent()),
            ask(site, "POST", f"{public_id}/versions", match, json={"restore": 1, "reason": "Rétablie"}),
            ask(site, "PATCH", public_id, match, json={"title": "Autre", "reason": "Titre"}),
            ask(site, "PATCH", public_id, match, json={"state": "withdrawn", "reason": "Erreur"}),
        ):
            told = problem(answer, 412, "precondition_failed")
            assert told["current"] == {"version": 2, "etag": tag(site, public_id)}
            assert answer.headers["ETag"] == tag(site, public_id)


@pytest.mark.parametrize("change", ["state", "companion"])
def test_the_tag_sees_a_change_without_a_version_and_the_bare_number_does_not(site: Site, change: str) -> None:
    public_id = site.world.file("un", kind="minutes").public_id
    before = tag(site, public_id)
    if change == "state":
        acts.put(site.world, public_id, "adopted")
    else:
        acts.attach(site.world, public_id, "Une annexe.")
    assert tag(site, public_id) != before
    new = {"title": "Autre", "reason": "Titre"}
    problem(ask(site, "PATCH", public_id, before, json=new), 412, "precondition_failed")
    problem(ask(site, "POST", f"{public_id}/versions", before, **sent()), 412, "precondition_failed")
    assert ask(site, "PATCH", public_id, '"1"', json=new).status_code == 200
    assert ask(site, "PATCH", public_id, tag(site, public_id), json=new).status_code == 200


def test_each_answer_gives_the_tag_that_the_next_change_needs(site: Site) -> None:
    public_id = site.world.file("un", state="draft").public_id
    answer = ask(site, "PATCH", public_id, tag(site, public_id), json={"state": "published"})
    answer = ask(site, "POST", f"{public_id}/versions", answer.headers["ETag"], **sent())
    answer = ask(site, "POST", f"{public_id}/versions", answer.headers["ETag"], json={"restore": 1, "reason": "Non"})
    answer = ask(site, "PATCH", public_id, answer.headers["ETag"], json={"title": "Autre", "reason": "Titre"})
    assert (answer.status_code, answer.json["version"]) == (200, 4)


def test_the_tag_does_not_tell_readers_of_a_draft(site: Site) -> None:
    public_id = site.world.file("un").public_id
    seen, kept = tag(site, public_id, "reader"), tag(site, public_id)
    acts.refile(site.world, public_id, "secret", state="draft")
    assert tag(site, public_id, "reader") == seen
    assert tag(site, public_id) != kept


def test_restoring_through_the_api_makes_a_version(site: Site) -> None:
    public_id = site.world.file("Premier texte.", title="Premier").public_id
    acts.refile(site.world, public_id, "Second texte.", title="Second")
    answer = ask(site, "POST", f"{public_id}/versions", '"2"', json={"restore": 1, "reason": "Le premier était juste"})
    assert (answer.status_code, answer.json["version"], answer.json["title"]) == (201, 3, "Premier")
    shown = ask(site, "GET", public_id).json
    assert shown["versions"][0]["reason"] == "Le premier était juste"
    assert ask(site, "GET", f"{public_id}/versions/3/file").data == b"Premier texte."
    sound(site.world, strays=True)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"restore": 1}, "reason"), ({"restore": 1, "reason": "\u00a0\u200b"}, "reason"),
        ({"restore": 1, "reason": 3}, "reason"), ({"reason": "x"}, "restore"),
        ({"restore": "1", "reason": "x"}, "restore"),
        ({"restore": True, "reason": "x"}, "restore"), ({"restore": 0, "reason": "x"}, "restore"),
        ({"restore": 1, "reason": "x", "title": "y"}, ""), ([], ""), ("x", ""), ({"restore": 2, "reason": "x"}, ""),
    ],
)  # fmt: skip
def test_a_restoring_that_cannot_be_is_refused(site: Site, body: Any, field: str) -> None:
    public_id = site.world.file("un").public_id
    acts.refile(site.world, public_id, "deux")
    told = problem(ask(site, "POST", f"{public_id}/versions", json=body), 422, "invalid")
    assert list(told.get("fields", {})) == ([field] if field else [])
    assert acts.latest(site.world, public_id).latest_number == 2


def test_a_version_that_is_not_there_is_not_restored(site: Site) -> None:
    public_id = site.world.file("un").public_id
    problem(ask(site, "POST", f"{public_id}/versions", json={"restore": 7, "reason": "x"}), 404, "not_found")
    whole = 10**30
    problem(ask(site, "POST", f"{public_id}/versions", json={"restore": whole, "reason": "x"}), 404, "not_found")


@pytest.mark.parametrize("reason", [None, "", " ", "\u00a0", "\u200b", "\n"])
def test_words_are_changed_for_a_reason(site: Site, reason: str | None) -> None:
    public_id = site.world.file("un").public_id
    said = {} if reason is None else {"reason": reason}
    told = problem(ask(site, "PATCH", public_id, json={"title": "Autre", **said}), 422, "invalid")
    assert list(told["fields"]) == ["reason"]
    if reason is not None:
        told = problem(ask(site, "POST", f"{public_id}/versions", **sent(reason=reason)), 422, "invalid")
        assert list(told["fields"]) == ["reason"]
    assert acts.latest(site.world, public_id).latest_number == 1


def test_a_state_alone_needs_no_reason(site: Site) -> None:
    public_id = site.world.file("un", state="draft").public_id
    assert ask(site, "PATCH", public_id, json={"state": "published"}).json["state"] == "published"


def test_of_two_programs_that_send_at_once_one_gets_412(site: Site) -> None:
    public_id = site.world.file("un").public_id
    start, told = threading.Barrier(2), []
    headers = site.program("secretary") | {"If-Match": '"1"'}

    def run(name: str) -> None:
        client = site.app.test_client()
        start.wait()
        told.append(client.post(f"{DOCUMENTS}/{public_id}/versions", headers=headers, **sent(f"de {name}")))

    threads = [threading.Thread(target=run, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in told) == [201, 412]
    lost = next(answer for answer in told if answer.status_code == 412)
    assert problem(lost, 412, "precondition_failed")["current"]["version"] == 2
    sound(site.world, strays=True)
