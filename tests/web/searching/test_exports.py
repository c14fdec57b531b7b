"""``/search.csv`` and its sisters, page and API: all of the result, for whom it is, in the order that was asked."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from lxml import etree
from werkzeug.test import TestResponse

from repo_service.formats.isolate import Reader
from repo_service.services.searching import exporting as verbs
from repo_service.web import exporting
from repo_service.web.exports import EXPORTS
from tests.web.conftest import Site, open_site
from tests.web.searching.records import read_bibtex, read_ris

NS = "{http://www.w3.org/2005/Atom}"
COUNT = 25


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, empty_storage: Path, reader: Reader) -> Iterator[Site]:
    """Twenty-five public documents and one for partners."""
    site = open_site(tmp_path_factory.mktemp("library"), empty_storage, reader)
    for number in range(COUNT):
        site.world.file(
            f"Le désherbage, note {number}.", title=f"=Note {number:02} ; « é » {{x}}", visibility="public",
            kind="report" if number % 2 else "minutes", date=date(2024, 1, 1 + number), keywords="tri, don",
            body=site.world.body, institution=site.world.institution, number=f"-{number}",
        )  # fmt: skip
    site.world.file("Le désherbage entre nous.", title="Réservée", domain="Conservation")
    site.world.index()
    yield site
    site.world.repository.store.close()


def rows(answer: TestResponse, separator: str = ";") -> list[list[str]]:
    text = answer.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))


def count(name: str, answer: TestResponse) -> int:
    """How many records an export holds."""
    match name:
        case "csv":
            return len(rows(answer)) - 1
        case "bib":
            return len(read_bibtex(answer.text))
        case "ris":
            return len(read_ris(answer.text))
        case _:
            return len(etree.fromstring(answer.data).findall(f"{NS}entry"))


@pytest.mark.parametrize("name", EXPORTS)
def test_the_whole_result_is_exported_whatever_the_page(name: str, library: Site) -> None:
    for path, headers in ((f"/search.{name}", {}), (f"/api/v1/search.{name}", library.program("reader"))):
        client = library.app.test_client() if headers else library.reader
        answer = client.get(f"{path}?q=desherbage&page=3&per_page=2", headers=headers)
        assert answer.status_code == 200
        assert count(name, answer) == COUNT + 1
        assert answer.mimetype == EXPORTS[name].media_type
        assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("name", EXPORTS)
def test_a_visitor_exports_what_is_public(name: str, library: Site) -> None:
    answer = library.visitor.get(f"/search.{name}?q=desherbage")
    assert count(name, answer) == COUNT
    assert "Réservée" not in answer.text
    assert count(name, library.visitor.get(f"/search.{name}?q=introuvable")) == 0


def test_the_order_is_that_of_the_page_and_filters_hold(library: Site) -> None:
    dated = rows(library.visitor.get("/search.csv?sort=date"))[1:]
    assert [row[3] for row in dated] == [f"2024-01-{day:02}" for day in range(COUNT, 0, -1)]
    kept = rows(library.visitor.get("/search.csv?q=desherbage&kind=report&year=2024"))[1:]
    assert len(kept) == COUNT // 2
    assert {row[2] for row in kept} == {"Bilan, rapport"}
    listed = [hit["id"] for hit in library.visitor.get("/api/v1/search?q=desherbage&per_page=100").json["hits"]]
    assert [row[0] for row in rows(library.visitor.get("/search.csv?q=desherbage"))[1:]] == listed


def test_a_row_tells_the_card_and_no_formula(library: Site) -> None:
    table = rows(library.visitor.get("/search.csv?q=note+titre:note&sort=date"))
    assert table[0] == [
        "Identifiant", "Titre", "Nature", "Date", "Instance", "Partenaire", "Domaine", "État", "Version", "Langue",
        "Mots-clés", "Numéro", "Adresse", "Dernier changement",
    ]  # fmt: skip
    row = table[1]
    assert row[1:13] == [
        "'=Note 24 ; « é » {x}", "Compte rendu", "2024-01-25", "Comité de pilotage", "Université de Valmorin", "",
        "Publié", "1", "fr", "tri, don", "'-24", f"http://localhost/documents/{row[0]}",
    ]  # fmt: skip
    assert datetime.fromisoformat(row[13]).utcoffset() is not None
    english = library.visitor.get("/search.csv?q=note", headers={"Accept-Language": "en"})
    assert len(rows(english, ",")[0]) == 14


def test_a_file_is_named_after_its_day_and_its_words(library: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("repo_service.clock._system_time", lambda: datetime(2026, 11, 27, 12, tzinfo=UTC))
    for asked, name in (
        ("q=D%C3%A9sherbage+%22l%27%C5%93uvre%22%0d%0a%2F..", "recherche-2026-11-27-desherbage-l-oeuvre.ris"),
        ("", "recherche-2026-11-27.ris"), ("q=%D7%A2", "recherche-2026-11-27.ris"),
    ):  # fmt: skip
        told = library.visitor.get(f"/search.ris?{asked}").headers["Content-Disposition"]
        assert told == f'attachment; filename="{name}"'


@pytest.mark.parametrize("name", EXPORTS)
def test_head_sends_the_headers_alone(name: str, library: Site) -> None:
    head, whole = (getattr(library.visitor, verb)(f"/search.{name}?q=note") for verb in ("head", "get"))
    assert (head.status_code, head.data) == (200, b"")
    for header in ("Content-Type", "Content-Disposition"):
        assert head.headers[header] == whole.headers[header]


@pytest.mark.parametrize("name", EXPORTS)
def test_what_cannot_be_exported_is_told_in_words(name: str, library: Site) -> None:
    for asked, words in (
        ("q=*a*", "étoile"), ("q=" + "a" * 2000, "trop longue"), ("q=note&in=all-versions", "pas des passages"),
    ):  # fmt: skip
        page = library.visitor.get(f"/search.{name}?{asked}")
        assert page.status_code == 400
        assert words in page.text
        program = library.visitor.get(f"/api/v1/search.{name}?{asked}")
        assert (program.status_code, program.json["code"]) == (400, "bad_query")
    assert library.visitor.get(f"/api/v1/search.{name}?kind=nothing").status_code == 422


def test_a_feed_is_as_old_as_its_last_change_and_one_that_is_empty_was_never_changed(library: Site) -> None:
    root = etree.fromstring(library.visitor.get("/search.atom?q=desherbage&kind=report").data)
    entries = root.findall(f"{NS}entry")
    assert root.findtext(f"{NS}updated") == max(entry.findtext(f"{NS}updated") for entry in entries)
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{NS}link")}
    assert links == {
        "self": "http://localhost/search.atom?q=desherbage&kind=report",
        "alternate": "http://localhost/search?q=desherbage&kind=report",
    }
    empty = etree.fromstring(library.visitor.get("/search.atom?q=introuvable").data)
    assert empty.findtext(f"{NS}updated") == "1970-01-01T00:00:00Z"


def test_the_results_page_leads_to_every_export_of_the_same_search(library: Site) -> None:
    page = library.visitor.get("/search?q=desherbage&kind=report&sort=date&page=1").text
    for name in EXPORTS:
        assert f'href="/search.{name}?q=desherbage&amp;kind=report&amp;sort=date"' in page
    assert re.search(r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="/search.atom\?q=', page)
    for nothing in ("/search?q=introuvable", "/search?q=desherbage&in=all-versions", "/search?q=*a*"):
        assert "/search.csv" not in library.visitor.get(nothing).text


def test_no_more_than_a_few_are_written_at_a_time_and_each_gives_its_turn_back(library: Site) -> None:
    held = [library.visitor.get("/search.csv") for _ in range(exporting.AT_ONCE)]
    refused = library.visitor.get("/search.csv")
    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    assert "Rien n’est perdu" in refused.text
    for answer in held:
        answer.close()
    for _ in range(exporting.AT_ONCE + 1):
        assert library.visitor.head("/search.csv").status_code == 200
        assert library.visitor.get("/search.csv?q=*a*").status_code == 400
        library.visitor.get("/search.csv").close()


def test_while_the_index_rests_no_export_is_begun(
    library: Site, tmp_path_factory: pytest.TempPathFactory, empty_storage: Path, reader: Reader
) -> None:
    site = open_site(tmp_path_factory.mktemp("resting"), empty_storage, reader)
    shutil.rmtree(site.world.repository.settings.indexes, ignore_errors=True)
    for name in EXPORTS:
        for path in (f"/search.{name}", f"/api/v1/search.{name}"):
            answer = site.visitor.get(path)
            assert answer.status_code == 503
            assert answer.headers["Retry-After"]
    site.world.repository.store.close()


def test_batches_are_small_beside_what_is_exported(monkeypatch: pytest.MonkeyPatch, library: Site) -> None:
    monkeypatch.setattr(verbs, "BATCH", 4)
    assert count("csv", library.visitor.get("/search.csv?q=desherbage")) == COUNT
