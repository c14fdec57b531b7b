"""The pages of the log, of the acts on a document, its receipt and its readers: for whom they are, what they say."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from repo_service import clock, identifiers
from repo_service.formats.isolate import Reader
from repo_service.services import checking
from repo_service.store import log
from tests.conftest import TIMEZONE
from tests.services import acts
from tests.services.test_reading import commented
from tests.web.conftest import Site, open_site

PAGES = ("activity", "receipt", "versions/1/receipt", "readers")


def said(answer: TestResponse) -> str:
    """The words of a page, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def recorded(site: Site, action: str) -> list[log.LogRow]:
    with site.world.repository.store.reading() as uow:
        return log.after(uow.session, 0, [action])


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, empty_storage: Path, reader: Reader) -> Iterator[Site]:
    """A site that records the reading of restricted documents."""
    site = open_site(tmp_path_factory.mktemp("watched"), empty_storage, reader, LOG_READING="1")
    yield site
    site.world.repository.store.close()


# ------------------------------------------------------------------------------------------ the log


def test_the_log_is_for_administrators(site: Site) -> None:
    for path in ("/admin/log", "/admin/log.csv"):
        assert site.administrator.get(path).status_code == 200
        assert site.reader.get(path).status_code == site.secretary.get(path).status_code == 403
        sent = site.visitor.get(path)
        assert (sent.status_code, sent.headers["Location"].partition("?")[0]) == (303, "/sign-in")


def test_the_log_shows_acts_with_names_and_the_head_of_the_chain(site: Site) -> None:
    public_id = site.world.file("un", title="Charte zinzoline").public_id
    page = site.administrator.get("/admin/log")
    number, digest = checking.head(site.world.repository.store)
    words = said(page)
    assert "Document déposé." in words
    assert f'<a href="/documents/{public_id}">Charte zinzoline</a>' in page.text
    assert "Camille Administrator" in words
    assert f"Ligne n°\xa0{number}, empreinte {digest[:12]}" in page.get_data(as_text=True)
    assert re.search(rf"<details>.*{digest}.*</details>", page.text, re.DOTALL)


def test_filters_narrow_the_list_and_stay_in_the_form(site: Site) -> None:
    public_id = site.world.file("un", title="Relevé zinzolin").public_id
    today = clock.today(TIMEZONE)
    query = f"what=documents&who=administrator@exemple.fr&about={public_id}&since={today:%d/%m/%Y}&until={today.year}"
    page = site.administrator.get(f"/admin/log?{query}")
    assert re.findall(r"<td>(\w[^<]*)<div><a", page.text) == ["Document déposé."]
    assert 'value="administrator@exemple.fr"' in page.text
    assert '<option value="documents" selected>' in page.text
    empty = site.administrator.get("/admin/log?until=2019")
    assert "Aucun acte à montrer" in said(empty)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("what=moon", "Choisissez une sorte d’actes dans la liste."),
        ("who=personne@exemple.fr", "Personne n’a cette adresse ou cet identifiant."),
        ("about=%00", "Rien n’a cet identifiant"),
        ("since=hier+ou+demain", "Écrivez la date ainsi"),
        ("since=2024&until=2023", "La fin de la période vient avant son début."),
        ("who=%F0%9F%99%88&since=x", "Personne n’a cette adresse"),
    ],
)
def test_a_filter_that_cannot_be_followed_is_told_and_shows_nothing(site: Site, query: str, sentence: str) -> None:
    page = site.administrator.get(f"/admin/log?{query}")
    assert page.status_code == 422
    assert sentence in said(page)
    assert "<tbody>" not in page.text
    table = site.administrator.get(f"/admin/log.csv?{query}")
    assert table.status_code == 422


def test_a_long_log_is_read_page_by_page(site: Site) -> None:
    with site.world.repository.store.writing() as uow:
        for _ in range(120):
            uow.log.record("token.issued", site.world.reader.account)
    address, seen = f"/admin/log?who={site.world.reader.account}&what=accounts", []
    while address:
        page = site.administrator.get(address).text
        seen += re.findall(r"n°\xa0(\d+)</div>", page)
        found = re.search(r'<a href="([^"]*)" rel="next">', page)
        address = html.unescape(found[1]) if found else ""
    assert len(seen) == len(set(seen)) == 120
    assert "Les plus récents" in page


@pytest.mark.parametrize("before", ["-1", "x", "²", "9" * 30, "0"])
def test_any_place_to_go_on_from_is_answered(site: Site, before: str) -> None:
    assert site.administrator.get(f"/admin/log?before={before}").status_code == 200


def rows(answer: TestResponse, delimiter: str = ";") -> list[list[str]]:
    """The rows of a CSV answer after its head."""
    assert answer.text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=delimiter))[1:]


def test_the_log_is_exported_for_spreadsheets_and_that_is_told(site: Site) -> None:
    site.world.file("un", title="Convention zinzoline")
    before = len(recorded(site, "log.exported"))
    answer = site.administrator.get("/admin/log.csv?what=documents")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert rows(answer)[0][3:8:2] == ["Camille Administrator", "Document déposé.", "Convention zinzoline"]
    told = recorded(site, "log.exported")
    assert len(told) == before + 1
    assert (told[-1].actor, told[-1].data) == (site.world.administrator.account, {"what": "documents"})
    assert site.administrator.head("/admin/log.csv").status_code == 200
    assert site.reader.get("/admin/log.csv").status_code == 403
    assert len(recorded(site, "log.exported")) == before + 1
    english = site.administrator.get("/admin/log.csv?what=documents", headers={"Accept-Language": "en"})
    assert len(rows(english, ",")[0]) == 10


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)"])
def test_no_cell_of_an_export_is_a_formula(site: Site, title: str) -> None:
    public_id = site.world.file("un", title=title).public_id
    (row,) = rows(site.administrator.get(f"/admin/log.csv?about={public_id}"))
    assert row[7] == f"'{title}"


# ------------------------------------------------------------------------------------------ a document


def essence(answer: TestResponse, public_id: str) -> tuple[int, str]:
    text = re.sub(r'(name="csrf_token" value=")[^"]*', r"\1", answer.text)
    return answer.status_code, text.replace(public_id, "IDENTIFIER")


@pytest.mark.parametrize("page", PAGES)
def test_a_hidden_document_answers_as_one_that_never_was(site: Site, page: str) -> None:
    hidden = site.world.file("un", state="draft", title="Secret zinzolin").public_id
    never = identifiers.new()
    for client in (site.visitor, site.reader):
        answers = [essence(client.get(f"/documents/{one}/{page}"), one) for one in (hidden, never)]
        assert answers[0][0] == 404
        assert answers[0] == answers[1]


@pytest.mark.parametrize("page", PAGES)
def test_a_withdrawn_document_shows_its_tombstone(site: Site, page: str) -> None:
    public_id = site.world.file("un", visibility="public", title="Statuts zinzolins").public_id
    acts.put(site.world, public_id, "withdrawn", "Une erreur de date")
    for client in (site.visitor, site.reader, site.administrator):
        answer = client.get(f"/documents/{public_id}/{page}")
        assert answer.status_code == 410
        assert "Une erreur de date" in answer.text
    assert site.administrator.get(f"/documents/{public_id}/{page}?keep=1").status_code == 200
    assert site.reader.get(f"/documents/{public_id}/{page}?keep=1").status_code == 410


def test_the_acts_on_a_document_are_for_who_may_edit_it(site: Site) -> None:
    public_id = site.world.file("un", visibility="public", title="Charte bleue").public_id
    acts.refile(site.world, public_id, "deux", actor=site.world.secretary, visibility="public", title="Charte bleue")
    address = f"/documents/{public_id}/activity"
    words = said(site.secretary.get(address))
    assert words.index("Nouvelle version déposée.") < words.index("Document déposé.")
    assert "Camille Secretary" in words
    assert site.reader.get(address).status_code == 403
    assert site.visitor.get(address).status_code == 303


def test_a_receipt_says_what_proves_the_document(site: Site) -> None:
    document = site.world.file("un", "relevé.txt", visibility="public", title="Relevé bleu")
    version = document.versions[0]
    page = site.administrator.get(f"/documents/{document.public_id}/receipt")
    number, digest = checking.head(site.world.repository.store)
    told = said(page)
    expected = (
        document.public_id, "Relevé bleu", version.file_name, version.blob_sha256, version.hash,
        "Camille Administrator", "2 octets", "Publiée", f"ligne n° {number}", digest, "repo-service check",
        "docs/log.md",
    )  # fmt: skip
    assert [words for words in expected if words not in told.replace("\xa0", " ")] == []
    assert said(site.administrator.get(f"/documents/{document.public_id}/versions/1/receipt")) == told


def test_a_receipt_with_the_fingerprint_of_an_original_is_for_who_keeps_it(site: Site) -> None:
    document = site.world.file(commented(), "CR.docx", visibility="public", title="Un fichier commenté")
    address, original = f"/documents/{document.public_id}/receipt", document.versions[0].blob_sha256
    assert original in site.administrator.get(address).text
    assert site.reader.get(address).status_code == 403


def test_the_readers_of_a_document_are_told_with_the_reason(site: Site) -> None:
    inside = {"visibility": "body", "bodies": (site.world.body,), "body": site.world.body}
    restricted = site.world.file("un", title="Dossier bleu", **inside).public_id
    page = said(site.secretary.get(f"/documents/{restricted}/readers"))
    assert "Les personnes qui ont aujourd’hui un mandat dans cette instance : Comité de pilotage." in page
    assert "Vous le voyez à ce titre : secrétaire de toutes les instances." in page
    assert "Camille Administrator auteur du dépôt, administrateur" in page
    public = site.world.file("un", visibility="public", title="Page bleue").public_id
    page = said(site.visitor.get(f"/documents/{public}/readers"))
    assert "Tout le monde, avec ou sans compte." in page
    assert "Camille" not in page
    network = site.world.file("un", title="Note bleue").public_id
    assert "Camille Reader" not in said(site.administrator.get(f"/documents/{network}/readers"))


def links(client: FlaskClient, public_id: str) -> list[bool]:
    page = client.get(f"/documents/{public_id}").text
    return [f'href="/documents/{public_id}/{one}"' in page for one in ("activity", "versions/1/receipt", "readers")]


def test_a_document_leads_to_these_pages_those_for_whom_they_are(site: Site) -> None:
    public_id = site.world.file("un", visibility="public", title="Fiche bleue").public_id
    assert links(site.secretary, public_id) == [True, True, True]
    assert links(site.reader, public_id) == links(site.visitor, public_id) == [False, False, True]


# ------------------------------------------------------------------------------------------ reading is told


def reads(site: Site) -> list[tuple[str, str, object]]:
    """(act, document, data) of every reading that was told."""
    with site.world.repository.store.reading() as uow:
        told = log.after(uow.session, 0, ["document.read", "document.downloaded"])
        return [(row.action, row.subject, row.data) for row in told]


def test_reading_a_restricted_document_is_told_by_every_road_but_head(watched: Site) -> None:
    inside = {"visibility": "body", "bodies": (watched.world.body,), "body": watched.world.body}
    one = watched.world.file("un", title="Dossier", **inside).public_id
    annex = acts.attach(watched.world, one, "annexe")
    program = watched.program("secretary")
    api = f"/api/v1/documents/{one}/versions/1"
    shown, sent = ("document.read", one, {"version": 1}), ("document.downloaded", one, {"version": 1})
    roads = [
        (f"/documents/{one}", {}, shown), (f"/documents/{one}/versions/1", {}, shown),
        (f"/documents/{one}/file", {}, sent), (f"/documents/{one}/versions/1/file", {}, sent),
        (f"/documents/{one}/versions/1/file", {"Range": "bytes=0-0"}, sent),
        (f"/documents/{one}/companions/{annex}", {}, (*sent[:2], {"version": 1, "companion": annex})),
        (f"/api/v1/documents/{one}", program, shown), (api, program, shown), (f"{api}/text", program, shown),
        (f"{api}/passages", program, shown), (f"{api}/file", program, sent),
    ]  # fmt: skip
    for path, headers, expected in roads:
        before = reads(watched)
        assert watched.secretary.head(path, headers=headers).status_code in {200, 206}
        assert reads(watched) == before, path
        assert watched.secretary.get(path, headers=headers).status_code in {200, 206}
        assert reads(watched) == [*before, expected], path


def test_reading_a_draft_is_told_and_its_reader_knows_it(watched: Site) -> None:
    draft = watched.world.file("un", state="draft", visibility="public", title="Ébauche").public_id
    page = watched.secretary.get(f"/documents/{draft}")
    assert reads(watched)[-1] == ("document.read", draft, {"version": 1})
    assert "La lecture de ce document est inscrite au journal." in said(page)


def test_what_gives_no_text_is_not_told(watched: Site) -> None:
    inside = {"visibility": "body", "bodies": (watched.world.body,), "body": watched.world.body}
    one = watched.world.file("un", title="Dossier", **inside)
    public = watched.world.file("un", visibility="public", title="Page").public_id
    before = reads(watched)
    for client, path, status in [
        (watched.reader, f"/documents/{one.public_id}", 404),
        (watched.secretary, f"/documents/{one.public_id.lower()}", 301),
        (watched.secretary, f"/documents/{one.public_id}/receipt", 200),
        (watched.visitor, f"/documents/{public}", 200),
        (watched.visitor, f"/documents/{public}/file", 200),
    ]:
        assert client.get(path).status_code == status
    tag = {"If-None-Match": f'"{one.versions[0].blob_sha256}"'}
    assert watched.secretary.get(f"/documents/{one.public_id}/file", headers=tag).status_code == 304
    assert reads(watched) == before


def test_without_the_setting_nothing_is_told(site: Site) -> None:
    draft = site.world.file("un", state="draft", title="Ébauche bleue").public_id
    page = site.secretary.get(f"/documents/{draft}")
    assert site.secretary.get(f"/documents/{draft}/file").status_code == page.status_code == 200
    assert "inscrite au journal" not in page.text
    assert reads(site) == []
