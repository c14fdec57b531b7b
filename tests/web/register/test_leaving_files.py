"""``/exports/register`` and the feed, page and API: the register taken away, for whom it is."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from lxml import etree
from werkzeug.test import TestResponse

from repo_service.domain.register import columns, scdl
from repo_service.formats.isolate import Reader
from repo_service.web import exporting, register_files
from repo_service.web.pages.register import leaving as page
from tests.services import acts
from tests.services.register import decided, reviewed
from tests.web.conftest import Site, open_site
from tests.web.visits import problem

NS = "{http://www.w3.org/2005/Atom}"
FILES = (
    "exports/register/decisions.csv", "exports/register/scdl.csv", "exports/register/scdl-left-out.csv",
    "exports/register/2024.docx", "exports/register/2024.pdf", "feeds/decisions.atom",
)  # fmt: skip
SIRET = "732 829 320 00074"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, empty_storage: Path, reader: Reader) -> Iterator[Site]:
    """Minutes with their decisions, one of them public; a formula; one that was replaced."""
    site = open_site(
        tmp_path_factory.mktemp("office"), empty_storage, reader, COLLECTIVITY_SIRET=SIRET,
        COLLECTIVITY_NAME="Consortium Estran",
    )  # fmt: skip
    world = site.world
    minutes = reviewed.file(world, state="published")
    reviewed.accept_all(world, minutes)
    with world.repository.store.reading():
        rows = decided.register(world, world.administrator).chosen
    for entry in rows:
        if "prêt" in entry.line.title:
            card = {"visibility": "public", "kind": "decision", "title": entry.line.title, "domain": "Signalement"}
            acts.edit(world, entry.id, **card)
    said = {"visibility": "public", "domain": "Numérique"}
    old = decided.decide(world, "=1+1 ; zinzolin", "2024-05-02", world.body, **said)
    new = decided.decide(world, "Le zinzolin prévaut", "2025-05-02", world.body, **said)
    decided.tie(world, new, "replaces", old)
    decided.decide(world, "Sans domaine zinzolin", "2024-06-02", world.body, visibility="public")
    decided.decide(world, "Réservée aux partenaires", "2024-06-03", world.body)
    yield site
    world.repository.store.close()


def rows(answer: TestResponse, separator: str = ";") -> list[dict[str, str]]:
    text = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True))


def content(name: str, answer: TestResponse) -> str:
    """All the words of a file."""
    if name.endswith("docx"):
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            return "\n".join(archive.read(one).decode("utf-8", "replace") for one in archive.namelist())
    if name.endswith("pdf"):
        return "\n".join(one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(answer.data))
    return answer.text


def faults(field: dict[str, Any], cell: str) -> str:
    """Why a cell does not hold its field of a Table Schema; "" where it does."""
    told = field.get("constraints", {})
    if not cell:
        return "empty" if told.get("required") else ""
    if "enum" in told and cell not in told["enum"]:
        return "enum"
    if "pattern" in told and not re.fullmatch(told["pattern"], cell):
        return "pattern"
    try:
        match field["type"]:
            case "date":
                assert date.fromisoformat(cell).isoformat() == cell
            case "integer":
                assert int(cell) >= told.get("minimum", int(cell))
            case "boolean":
                assert cell in field["trueValues"] + field["falseValues"]
            case _:
                assert field.get("format") != "uri" or re.fullmatch(r"https?://\S+", cell)
    except (AssertionError, ValueError):
        return field["type"]
    return ""


def test_every_cell_of_the_register_is_as_its_schema_says(office: Site) -> None:
    schema = office.visitor.get("/exports/register/decisions.schema.json").json
    assert schema == columns.schema()
    for query in ("", "?on=2025-06-01&state=all&known=2099-01-01"):
        table = rows(office.reader.get(f"/exports/register/decisions.csv{query}"))
        assert list(table[0]) == [field["name"] for field in schema["fields"]]
        wrong = [
            (field["name"], row[field["name"]], why)
            for row in table for field in schema["fields"] if (why := faults(field, row[field["name"]]))
        ]  # fmt: skip
        assert wrong == []
        keys = [row[schema["primaryKey"]] for row in table]
        assert len(keys) == len(set(keys)) >= 6


def test_a_row_tells_what_the_page_tells(office: Site) -> None:
    row = next(row for row in rows(office.reader.get("/exports/register/decisions.csv")) if "quatre" in row["titre"])
    assert (row["voix_pour"], row["abstentions"], row["unanimite"], row["issue"]) == ("3", "1", "", "adoptée")
    assert (row["adoptee_le"], row["en_vigueur_du"], row["etat"]) == ("2024-03-12", "2024-03-12", "En vigueur")
    assert "quatre semaines" in row["passage"]
    path = row["passage_adresse"].partition("#")
    assert f'id="{path[2]}"' in office.reader.get(path[0].removeprefix("http://localhost")).text
    text = office.app.test_client().get(
        f"/api/v1/documents/{row['identifiant']}/versions/{row['version']}/text",
        headers=office.program("reader") | {"Accept": "text/plain"},
    ).data  # fmt: skip
    assert hashlib.sha256(text).hexdigest() == row["empreinte_texte"]
    assert row["texte"] == " ".join(text.decode().split())


def test_no_cell_is_a_formula_and_ties_are_told_as_numbers(office: Site) -> None:
    table = rows(office.visitor.get("/exports/register/decisions.csv"))
    row = next(row for row in table if "1+1" in row["titre"])
    assert row["titre"] == "'=1+1 ; zinzolin"
    assert (row["remplacee_par"], row["etat"], row["en_vigueur_jusqu_au"]) == (
        next(one["numero"] for one in table if one["titre"] == "Le zinzolin prévaut"), "Remplacée", "2025-05-01",
    )  # fmt: skip


def test_the_file_is_that_of_the_filters_and_of_the_language(office: Site) -> None:
    def titles(query: str) -> set[str]:
        return {row["titre"] for row in rows(office.visitor.get(f"/exports/register/decisions.csv?{query}"))}

    assert titles("year=2025") == {"Le zinzolin prévaut"}
    assert titles("on=2024-12-31&q=zinzolin") == {"'=1+1 ; zinzolin", "Sans domaine zinzolin"}
    assert titles("state=superseded") == {"'=1+1 ; zinzolin"}
    english = office.visitor.get("/exports/register/decisions.csv", headers={"Accept-Language": "en"})
    assert list(rows(english, ",")[0]) == list(columns.NAMES)
    assert office.visitor.get("/exports/register/decisions.csv?on=hier+soir").status_code == 422
    path = "/api/v1/exports/register/decisions.csv?year=24"
    answer = office.app.test_client().get(path, headers=office.program("reader"))
    assert "year" in problem(answer, 422, "invalid").get("fields", {})


def test_the_strict_file_is_strict(office: Site) -> None:
    answer = office.visitor.get("/exports/register/scdl.csv")
    assert not answer.data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(answer.text, newline=""), strict=True))
    assert lines[0] == [column.name for column in scdl.COLUMNS]
    assert len(lines) == 4
    for line in lines[1:]:
        assert scdl.faults(tuple(line)) == []
        assert line[:2] == ["Consortium Estran", "73282932000074"]
    assert office.reader.get("/exports/register/scdl.csv").data == answer.data


def test_what_the_strict_file_leaves_out_is_named_with_its_reason(office: Site) -> None:
    told = {row["titre"]: row["raison"] for row in rows(office.visitor.get("/exports/register/scdl-left-out.csv"))}
    assert told == {"Sans domaine zinzolin": scdl.REASONS["no_domain"]}
    more = {row["titre"]: row["raison"] for row in rows(office.reader.get("/exports/register/scdl-left-out.csv"))}
    assert more["Réservée aux partenaires"] == scdl.REASONS["not_public"]
    shown = office.visitor.get("/exports/register").text
    assert "3 décisions y sont." in shown
    assert "1 n’y est pas" in shown
    assert "1 décision\u00a0: elle n’a pas de domaine" in shown
    assert "Sans domaine zinzolin" in shown
    assert page.REASONS.keys() == scdl.REASONS.keys()


@pytest.mark.parametrize("name", FILES)
def test_a_visitor_takes_public_decisions_and_names_no_other(name: str, office: Site) -> None:
    seen = content(name, office.visitor.get(f"/{name}"))
    assert "zinzolin" in seen or name.endswith("2024.pdf")
    for hidden in ("Réservée", "pilote", "formation", "Belkacem"):
        assert hidden not in seen, hidden
    if "scdl" not in name:
        assert "Réservée" in content(name, office.reader.get(f"/{name}"))


@pytest.mark.parametrize("name", FILES)
def test_the_api_gives_the_same_file(name: str, office: Site) -> None:
    client = office.app.test_client()
    ours, theirs = office.reader.get(f"/{name}"), client.get(f"/api/v1/{name}", headers=office.program("reader"))
    assert (ours.status_code, theirs.status_code, ours.mimetype) == (200, 200, theirs.mimetype)
    told = theirs.data.replace(b"/api/v1/feeds", b"/feeds")
    assert told == ours.data
    assert client.get(f"/api/v1/{name}").status_code == 200
    head = office.reader.head(f"/{name}")
    assert (head.status_code, head.data) == (200, b"")
    assert ours.headers["X-Robots-Tag"] == "noindex"


def test_a_paper_that_is_known_is_not_sent_again(office: Site) -> None:
    answer = office.reader.get("/exports/register/2024.docx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="registre-2024.docx"'
    known = {"If-None-Match": answer.headers["ETag"]}
    assert office.reader.get("/exports/register/2024.docx", headers=known).status_code == 304
    for path in ("2024.odt", "1999.pdf", "0.pdf", "12345678901234567890.pdf", "-2024.pdf"):
        assert office.reader.get(f"/exports/register/{path}").status_code == 404, path


def test_the_feed_is_what_readers_of_feeds_ask_for(office: Site) -> None:
    answer = office.visitor.get("/feeds/decisions.atom?q=zinzolin")
    feed = etree.fromstring(answer.data)
    assert answer.mimetype == "application/atom+xml"
    for name in ("id", "title", "updated", "author"):
        assert len(feed.findall(f"{NS}{name}")) == 1, name
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{NS}link")}
    assert links["self"] == feed.findtext(f"{NS}id") == "http://localhost/feeds/decisions.atom?q=zinzolin"
    assert links["alternate"] == "http://localhost/decisions?q=zinzolin"
    entries = feed.findall(f"{NS}entry")
    assert len(entries) == 3
    ids = [entry.findtext(f"{NS}id") for entry in entries]
    assert len(set(ids)) == 3
    changes = [datetime.fromisoformat(str(entry.findtext(f"{NS}updated")).replace("Z", "+00:00")) for entry in entries]
    assert changes == sorted(changes, reverse=True)
    told = next(one for one in entries if "prévaut" in str(one.findtext(f"{NS}title")))
    assert re.fullmatch(r"COPIL-2025-\d+ – Le zinzolin prévaut", str(told.findtext(f"{NS}title")))
    assert told.findtext(f"{NS}published") == "2025-05-02T00:00:00Z"
    assert str(told.findtext(f"{NS}summary")).startswith("Le zinzolin prévaut. Adoptée le 2\u00a0mai\u00a02025.")
    again = office.visitor.get("/feeds/decisions.atom?q=zinzolin", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    nothing = etree.fromstring(office.visitor.get("/feeds/decisions.atom?q=introuvable").data)
    assert nothing.findtext(f"{NS}updated") == "1970-01-01T00:00:00Z"


def test_the_feed_is_not_longer_than_it_says(office: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_files, "MOST", 2)
    assert len(etree.fromstring(office.visitor.get("/feeds/decisions.atom").data).findall(f"{NS}entry")) == 2


def test_the_register_leads_to_its_files_with_its_filters(office: Site) -> None:
    text = office.visitor.get("/decisions?year=2024&state=all").text
    assert 'href="/exports/register/decisions.csv?state=all&amp;year=2024"' in text
    assert 'href="/exports/register/2024.docx"' in text
    assert 'rel="alternate" type="application/atom+xml"' in text
    assert 'href="/exports/register"' in text
    for href in re.findall(r'href="(/(?:exports|feeds)/[^"]+)"', text + office.visitor.get("/exports/register").text):
        assert office.visitor.get(href.replace("&amp;", "&")).status_code == 200, href


def test_as_many_files_are_written_at_a_time_as_there_are_turns(office: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    held = [exporting.Turn() for _ in range(exporting.AT_ONCE)]
    try:
        for path in ("decisions.csv", "scdl.csv", "2024.pdf"):
            assert office.reader.get(f"/exports/register/{path}").status_code == 503
    finally:
        for turn in held:
            turn.give_back()
    assert office.reader.get("/exports/register/2024.pdf").status_code == 200


def test_a_register_without_a_decision_says_what_will_be_there(
    tmp_path: Path, empty_storage: Path, reader: Reader
) -> None:
    site = open_site(tmp_path, empty_storage, reader)
    assert "Rien à emporter pour le moment" in site.visitor.get("/exports/register").text
    assert rows(site.visitor.get("/exports/register/decisions.csv")) == []
    assert len(site.visitor.get("/exports/register/scdl.csv").data.splitlines()) == 1
    assert site.visitor.get("/feeds/decisions.atom").status_code == 200
    assert "Emporter le registre" not in site.visitor.get("/decisions").text
    site.world.repository.store.close()
