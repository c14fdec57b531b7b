"""The API as other programs know it: fields, statuses, preconditions, pages of lists, problems with stable codes."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from sqlalchemy import event
from werkzeug.test import TestResponse

from tests.conftest import with_token
from tests.web.conftest import Site
from tests.web.visits import BOUNDARY, problem, sound

DOCUMENTS = "/api/v1/documents"
SUMMARY = {"id", "version", "title", "kind", "state", "visibility", "date", "url"}
FILE = {"name", "media_type", "size", "sha256", "url"}


def create(site: Site, text: str = "Le mot zinzolin.", role: str = "secretary", **fields: str) -> TestResponse:
    """File a text."""
    data = {"file": (io.BytesIO(text.encode()), "texte.txt"), **fields}
    return site.app.test_client().post(DOCUMENTS, data=data, headers=site.program(role))


def add(site: Site, identifier: str, text: str, match: str | None = None, **fields: str) -> TestResponse:
    """Send a new version."""
    headers = site.program("secretary") | ({} if match is None else {"If-Match": match})
    data = {"file": (io.BytesIO(text.encode()), "texte.txt"), "reason": "Relu", **fields}
    return site.app.test_client().post(f"{DOCUMENTS}/{identifier}/versions", data=data, headers=headers)


def patch(site: Site, identifier: str, body: Any, match: str | None = None, role: str = "secretary") -> TestResponse:
    """Change metadata or state."""
    headers = site.program(role) | ({} if match is None else {"If-Match": match})
    return site.app.test_client().patch(f"{DOCUMENTS}/{identifier}", json=body, headers=headers)


def get(site: Site, path: str, role: str = "reader", **headers: str) -> TestResponse:
    """Read as a program."""
    return site.app.test_client().get(path, headers=site.program(role) | headers)


def test_filing_answers_with_the_document_and_its_address(site: Site) -> None:
    said = {
        "kind": "minutes", "title": "Compte rendu", "date": "2024-03-12", "body": "CoPil", "institution": "UVM",
        "visibility": "public", "keywords": "prêt", "number": "2024-03", "domain": "prêt entre bibliothèques",
    }  # fmt: skip
    made = create(site, **said)
    assert made.status_code == 201
    assert made.json.keys() == SUMMARY
    identifier = made.json["id"]
    assert made.json == {
        "id": identifier, "version": 1, "title": "Compte rendu", "kind": "minutes", "state": "published",
        "visibility": "public", "date": "2024-03-12", "url": f"http://localhost/documents/{identifier}",
    }  # fmt: skip
    assert made.headers["Location"] == f"http://localhost{DOCUMENTS}/{identifier}"
    assert re.fullmatch(r'"1-[0-9a-f]{8}"', made.headers["ETag"])

    shown = get(site, f"{DOCUMENTS}/{identifier}")
    assert shown.headers["ETag"] == made.headers["ETag"]
    body = shown.json
    more = {"body", "institution", "language", "keywords", "number", "reading", "versions", "file"}
    assert SUMMARY | more <= body.keys()
    assert (body["body"], body["institution"]) == (site.world.body, site.world.institution)
    assert (body["keywords"], body["number"], body["language"]) == ("prêt", "2024-03", "fr")
    assert body["reading"] == {"status": "read", "reason": "", "reader": "text"}
    assert body["file"].keys() == FILE
    sound(site.world)


def test_what_is_not_said_is_found_in_the_file(site: Site) -> None:
    made = create(site, "# Compte rendu du comité de pilotage du 12 mars 2024\n\nLe comité décide.").json
    assert made["date"] == "2024-03-12"
    assert "Compte rendu" in made["title"]


@pytest.mark.parametrize(
    ("fields", "named"),
    [({"kind": "zzz"}, "kind"), ({"date": "12/03/2024"}, "date"), ({"body": "Personne"}, "body"),
     ({"institution": "X"}, "institution"), ({"visibility": "secret"}, "visibility"),
     ({"visibility": "body"}, "visibility"), ({"state": "zzz"}, "state"), ({"state": "repealed"}, "state"),
     ({"title": "x" * 301}, "title"), ({"reason": "x" * 501}, "reason"), ({"date": "0001-01-01"}, "date")],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_field(fields: dict[str, str], named: str, site: Site) -> None:
    body = problem(create(site, **({"kind": "other", "title": "Titre"} | fields)), 422, "invalid")
    assert named in body["fields"]
    sound(site.world, strays=True)


def test_rights_are_asked_before_anything_else(site: Site) -> None:
    data = {"file": (io.BytesIO(b"zinzolin"), "a.txt")}
    problem(site.app.test_client().post(DOCUMENTS, data=data), 401, "sign_in_required")
    problem(create(site, role="reader"), 403, "forbidden")
    document = create(site).json["id"]
    problem(patch(site, document, {"title": "x"}, role="reader"), 403, "forbidden")
    problem(site.app.test_client().patch(f"{DOCUMENTS}/{document}", json={"title": "x"}), 404, "not_found")


def test_a_cookie_reads_and_never_changes(site: Site) -> None:
    document = create(site).json["id"]
    browser = site.administrator
    assert browser.get(f"{DOCUMENTS}/{document}").status_code == 200
    token = with_token(browser, "/documents/new")
    data = {"file": (io.BytesIO(b"zinzolin"), "a.txt"), **token}
    problem(browser.post(DOCUMENTS, data=data), 401, "sign_in_required")
    problem(browser.patch(f"{DOCUMENTS}/{document}", json={"title": "x"}), 404, "not_found")
    data = {"file": (io.BytesIO(b"zinzolin"), "a.txt"), "reason": "x", **token}
    problem(browser.post(f"{DOCUMENTS}/{document}/versions", data=data), 401, "sign_in_required")
    assert get(site, f"{DOCUMENTS}/{document}").json["title"] != "x"


@pytest.mark.parametrize(
    "value", ["Basic cmVhZGVyOnBhc3M=", "Bearer", "Bearer ", "Bearer wrong", "Token x", "", "Bearer " + "x" * 9_000]
)
def test_a_wrong_authorisation_is_refused_even_beside_a_good_cookie(value: str, site: Site) -> None:
    headers = {"Authorization": value}
    for client in (site.visitor, site.administrator):
        answer = client.get(DOCUMENTS, headers=headers)
        problem(answer, 401, "sign_in_required")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        problem(client.post(DOCUMENTS, headers=headers), 401, "sign_in_required")


def test_a_token_is_good_in_the_api_only(site: Site) -> None:
    assert "Camille" not in site.app.test_client().get("/", headers=site.program("administrator")).text


@pytest.mark.parametrize("match", ['"1"', "1", 'W/"1"', "*", None, '"0", "1"'])
def test_a_version_is_added_when_nothing_moved(match: str | None, site: Site) -> None:
    document = create(site, visibility="public").json["id"]
    made = add(site, document, "Le mot mauve.", match, title="Nouveau titre")
    assert made.status_code == 201, made.text
    assert made.json.keys() == SUMMARY
    assert (made.json["version"], made.json["title"]) == (2, "Nouveau titre")
    assert made.headers["ETag"].startswith('"2-')


@pytest.mark.parametrize("match", ['"0"', '"2"', 'W/"7"', '"abc"', '"1', "1 OR 1", '""', '"99999999999999999999"', "٣"])
def test_a_change_of_what_moved_is_refused(match: str, site: Site) -> None:
    document = create(site).json["id"]
    problem(add(site, document, "Le mot mauve.", match), 412, "precondition_failed")
    problem(patch(site, document, {"title": "x"}, match), 412, "precondition_failed")
    problem(patch(site, document, {"state": "withdrawn", "reason": "x"}, match), 412, "precondition_failed")
    assert get(site, f"{DOCUMENTS}/{document}").json["version"] == 1


def test_a_version_needs_a_reason_and_a_file(site: Site) -> None:
    document = create(site).json["id"]
    assert "reason" in problem(add(site, document, "Le mot mauve.", reason=""), 422, "invalid")["fields"]
    answer = site.visitor.post(
        f"{DOCUMENTS}/{document}/versions", data={"reason": "x"}, headers=site.program("secretary")
    )
    assert "file" in problem(answer, 422, "invalid")["fields"]


def test_versions_are_listed_read_and_fetched_one_by_one(site: Site) -> None:
    document = create(site, "Le mot zinzolin ancien.", visibility="public", title="Premier").json["id"]
    add(site, document, "Le mot mauve nouveau.", title="Second")
    listed = site.visitor.get(f"{DOCUMENTS}/{document}/versions").json
    assert listed["total"] == 2
    assert [(one["version"], one["title"], one["state"]) for one in listed["versions"]] == [
        (2, "Second", "published"), (1, "Premier", "superseded"),
    ]  # fmt: skip
    told = {"version", "title", "state", "reason", "created_at", "hash", "file", "from", "until"}
    assert listed["versions"][0].keys() == told
    first = f"{DOCUMENTS}/{document}/versions/1"
    one = site.visitor.get(first).json
    assert (one["version"], one["title"]) == (1, "Premier")
    assert one["file"] == listed["versions"][1]["file"]
    assert site.visitor.get(f"{first}/file").data == b"Le mot zinzolin ancien."
    assert site.visitor.get(one["file"]["url"]).data == b"Le mot zinzolin ancien."
    assert site.visitor.get(f"{DOCUMENTS}/{document}").json["version"] == 2
    for number in (0, 3, 99999999999999999999):
        for rest in ("", "/file", "/text", "/passages"):
            problem(site.visitor.get(f"{DOCUMENTS}/{document}/versions/{number}{rest}"), 404, "not_found")


def test_the_text_is_markdown_or_plain_words(site: Site) -> None:
    data = {"file": (io.BytesIO(b"# Titre\n\nUn mot **fort** ici."), "a.md"), "visibility": "public"}
    document = site.visitor.post(DOCUMENTS, data=data, headers=site.program("secretary")).json["id"]
    path = f"{DOCUMENTS}/{document}/versions/1"
    markdown = site.visitor.get(f"{path}/text")
    assert (markdown.mimetype, markdown.text.strip()) == ("text/markdown", "# Titre\n\nUn mot **fort** ici.")
    words = site.visitor.get(f"{path}/text", headers={"Accept": "text/plain"})
    assert words.mimetype == "text/plain"
    assert "Un mot fort ici." in words.text
    told = site.visitor.get(f"{path}/passages").json
    assert (told["total"], told["status"], told["reason"]) == (2, "read", "")
    assert [passage["text"] for passage in told["passages"]] == ["Titre", "Un mot fort ici."]
    assert all(passage["anchor"] for passage in told["passages"])


def test_metadata_are_changed_as_a_new_version(site: Site) -> None:
    document = create(site, title="Ancien", kind="other", keywords="a, b").json["id"]
    changed = patch(site, document, {"title": "Nouveau", "date": "2024-01-02", "reason": "Faute"}, '"1"')
    assert (changed.status_code, changed.headers["ETag"][:3]) == (200, '"2-')
    assert (changed.json["title"], changed.json["version"], changed.json["date"]) == ("Nouveau", 2, "2024-01-02")
    body = get(site, f"{DOCUMENTS}/{document}").json
    assert (body["keywords"], body["versions"][0]["reason"]) == ("a, b", "Faute")
    assert body["versions"][0]["file"]["sha256"] == body["versions"][1]["file"]["sha256"]
    sound(site.world, strays=True)


def test_a_state_is_changed_where_the_kind_allows_it(site: Site) -> None:
    document = create(site, state="draft", visibility="public").json["id"]
    problem(site.visitor.get(f"{DOCUMENTS}/{document}"), 404, "not_found")
    assert patch(site, document, {"state": "published"}).json["state"] == "published"
    assert site.visitor.get(f"{DOCUMENTS}/{document}").status_code == 200
    assert "state" in problem(patch(site, document, {"state": "draft"}), 422, "invalid")["fields"]
    assert "reason" in problem(patch(site, document, {"state": "withdrawn"}), 422, "invalid")["fields"]
    assert patch(site, document, {"state": "withdrawn", "reason": "Erreur de dossier"}).json["state"] == "withdrawn"
    for rest in ("", "/versions", "/versions/1", "/versions/1/file", "/versions/1/text", "/versions/1/passages"):
        told = problem(site.visitor.get(f"{DOCUMENTS}/{document}{rest}"), 410, "gone")
        assert "Erreur de dossier" in told["detail"]
    problem(patch(site, document, {"title": "x", "reason": "Titre"}), 410, "gone")
    problem(add(site, document, "autre"), 410, "gone")
    sound(site.world, strays=True)


@pytest.mark.parametrize("body", [[], "texte", 1, None, {"title": 1}, {"title": None}, {"title": ["x"]}, {"title": {}}])
def test_a_change_that_is_no_object_of_texts_is_refused(body: Any, site: Site) -> None:
    document = create(site).json["id"]
    problem(patch(site, document, body), 422, "invalid")


def test_a_change_that_is_no_json_is_refused(site: Site) -> None:
    path, headers = f"{DOCUMENTS}/{create(site).json['id']}", site.program("secretary")
    deep = b'{"title": ' + b"[" * 100_000 + b"}"
    json, form = "application/json", "application/x-www-form-urlencoded"
    parts = f"multipart/form-data; boundary={BOUNDARY}"
    for data, kind in [(b"{", json), (b"title=x", form), (b"\xff\xfe", json), (b"", json), (deep, json), (b"x", parts)]:
        answer = site.visitor.patch(path, data=data, content_type=kind, headers=headers)
        problem(answer, 422, "invalid")


@pytest.mark.parametrize("title", ["\ud800", "a\0b", "\u202e", " ", "a\nb"])
def test_strange_titles_are_tidied_or_refused(title: str, site: Site) -> None:
    document = create(site, title="Ancien").json["id"]
    answer = patch(site, document, {"title": title, "reason": "Titre"})
    assert answer.status_code in {200, 422}, answer.text
    assert get(site, f"{DOCUMENTS}/{document}").status_code == 200
    assert get(site, "/api/v1/suggest?q=a").status_code == 200
    sound(site.world, strays=True)


def test_lists_are_paged(site: Site) -> None:
    for number in range(5):
        said = {"kind": "report", "title": f"Rapport {number}", "date": f"202{number}-01-01", "visibility": "public"}
        create(site, f"Page {number}", **said)
    first = site.visitor.get(f"{DOCUMENTS}?kind=report&per_page=2").json
    assert first.keys() == {"total", "page", "per_page", "documents"}
    assert (first["total"], first["page"], first["per_page"]) == (5, 1, 2)
    path = f"{DOCUMENTS}?kind=report&per_page=2"
    pages = [site.visitor.get(f"{path}&page={page}").json["documents"] for page in (1, 2, 3, 4)]
    assert [one["title"] for page in pages for one in page] == [f"Rapport {n}" for n in (4, 3, 2, 1, 0)]
    assert all(one.keys() == SUMMARY for one in pages[0])
    assert site.visitor.get(f"{DOCUMENTS}?per_page=5000").json["per_page"] == 100


def test_search_is_paged_counted_and_explained(site: Site) -> None:
    for number in range(5):
        said = {"kind": "newsletter", "title": f"Lettre {number}", "date": f"201{number}-05-06", "body": "CoPil"}
        create(site, f"Le mot turquoise numéro {number}.", visibility="public", institution="UVM", **said)
    create(site, "turquoise secret", title="Réservé", kind="newsletter")
    site.world.index()
    found = site.visitor.get("/api/v1/search?q=turquoise&per_page=2").json
    assert found.keys() == {
        *("total", "page", "per_page", "hits", "facets", "suggestion", "corrected", "late", "took_ms"),
        *("dates", "without", "partial", "missing"),
    }
    assert (found["total"], found["page"], found["per_page"], len(found["hits"])) == (5, 1, 2, 2)
    hit = found["hits"][0]
    assert hit.keys() == {
        *("id", "version", "title", "kind", "date", "state", "score", "snippet", "highlights", "url", "passage_url"),
    }
    assert "turquoise" in hit["snippet"]
    assert hit["highlights"] == ["turquoise"]
    assert hit["score"] > 0
    assert found["facets"]["kind"] == {"newsletter": 5}
    assert found["facets"]["year"] == {f"201{number}": 1 for number in range(5)}
    assert found["facets"]["body"] == {site.world.body: 5}
    assert found["facets"]["institution"] == {site.world.institution: 5}
    path = "/api/v1/search?q=turquoise&per_page=2"
    seen = [site.visitor.get(f"{path}&page={page}").json["hits"] for page in (1, 2, 3, 4)]
    assert [len(page) for page in seen] == [2, 2, 1, 0]
    assert len({one["id"] for page in seen for one in page}) == 5
    dated = site.visitor.get("/api/v1/search?q=turquoise&sort=date").json["hits"]
    assert [one["date"][:4] for one in dated] == ["2014", "2013", "2012", "2011", "2010"]
    narrowed = site.visitor.get("/api/v1/search?q=turquoise&year=2010&year=2011&kind=newsletter").json
    assert narrowed["total"] == 2
    assert get(site, "/api/v1/search?q=turquoise").json["total"] == 6


def test_titles_are_suggested_to_those_who_may_see_them(site: Site) -> None:
    create(site, "un", title="Célébration du prêt", visibility="public")
    create(site, "deux", title="Célébration secrète")
    told = site.visitor.get("/api/v1/suggest?q=celeb").json["suggestions"]
    assert [one["title"] for one in told] == ["Célébration du prêt"]
    assert told[0].keys() == {"id", "title", "language", "kind", "kind_label", "note", "group", "url"}
    assert len(get(site, "/api/v1/suggest?q=CÉLÉB").json["suggestions"]) == 2


@pytest.mark.parametrize("path", ["", "v1", "v1/", "v2/documents", "v1/documents/", "v1/nothing", "v1/documents/x/y/z"])
def test_an_unknown_address_is_a_problem_too(path: str, site: Site) -> None:
    problem(site.visitor.get(f"/api/{path}", headers={"Accept": "text/html"}), 404, "not_found")


def test_a_method_that_is_not_known_names_those_that_are(site: Site) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        answer = site.visitor.open(DOCUMENTS, method=method)
        problem(answer, 405, "method_not_allowed")
        assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_identifiers_are_read_as_people_write_them(site: Site) -> None:
    identifier = create(site, visibility="public").json["id"]
    for written in (identifier.lower(), f"{identifier[:4]}-{identifier[4:8]}-{identifier[8:]}"):
        assert site.visitor.get(f"{DOCUMENTS}/{written}").json["id"] == identifier
    wrong = identifier[:-1] + ("0" if identifier[-1] != "0" else "1")
    for strange in (wrong, "x" * 5_000, "%00", "..", "é" * 12, "' OR 1=1 --"):
        problem(site.visitor.get(f"{DOCUMENTS}/{strange}"), 404, "not_found")


@pytest.mark.parametrize("path", [DOCUMENTS, "/api/v1/search"])
@pytest.mark.parametrize("asked", ["kind=zzz", "year=abc", "sort=zzz"])
def test_a_filter_that_cannot_be_is_told_and_not_passed_over(site: Site, path: str, asked: str) -> None:
    told = problem(get(site, f"{path}?{asked}"), 422, "invalid")
    assert list(told["fields"]) == [asked.partition("=")[0]]


def test_a_wrong_kind_is_corrected(site: Site) -> None:
    identifier = create(site, kind="other", title="Séance").json["id"]
    assert patch(site, identifier, {"kind": "minutes", "reason": "Nature"}, '"1"').json["kind"] == "minutes"
    told = problem(patch(site, identifier, {"kind": "zzz", "reason": "Nature"}), 422, "invalid")
    assert list(told["fields"]) == ["kind"]
    assert get(site, f"{DOCUMENTS}/{identifier}").json["version"] == 2
    sound(site.world, strays=True)


def test_a_language_that_is_not_known_is_told(site: Site) -> None:
    told = problem(create(site, language="xx", title="Texte"), 422, "invalid")
    assert list(told["fields"]) == ["language"]


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1/rien"])
def test_an_address_of_the_api_that_is_none_is_a_problem_too(site: Site, path: str) -> None:
    problem(get(site, path), 404, "not_found")


@pytest.mark.parametrize("path", ["/api/v1/search?q=zinzolin", "/api/v1/documents", "/search?q=zinzolin"])
def test_who_asks_and_what_is_answered_are_read_in_one_transaction(site: Site, path: str) -> None:
    create(site)
    site.world.index()
    headers = site.program("reader")
    client = site.app.test_client()
    assert client.get(path, headers=headers).status_code == 200  # what is remembered between requests is read by now
    begun = []

    def note(_connection: Any) -> None:
        begun.append(path)

    engine = site.world.repository.store.engine
    event.listen(engine, "begin", note)
    try:
        assert client.get(path, headers=headers).status_code == 200
    finally:
        event.remove(engine, "begin", note)
    assert len(begun) == 1
