"""The main job through the doors: minutes in Word go in, are found, read and downloaded byte for byte."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
from flask.testing import FlaskClient

from tests.conftest import World, bearer, with_token


def minutes(word: str = "zinzolin") -> bytes:
    """Minutes of the steering committee as a Word file, with ``word`` in a table."""
    document = docx.Document()
    document.add_heading("Compte rendu du comité de pilotage du 12 mars 2024", 1)
    document.add_paragraph("Présents : Claire Martin, Julien Robic. Excusée : Inès Marchetti.")
    document.add_heading("Désherbage partagé", 2)
    document.add_paragraph("Le comité décide d’adopter le plan de conservation partagée.")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["Action", "Responsable", f"Rédiger la fiche {word}", "J. Robic"], strict=True):
        cell.text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_dropped_minutes_are_published_without_typing_anything(
    world: World, sign_in: Callable[[str], FlaskClient]
) -> None:
    client = sign_in("secretary")
    content = minutes()
    form = with_token(client, "/documents/new", files=(io.BytesIO(content), "CR_CoPil_2024-03-12.docx"))
    received = client.post("/documents/new", data=form)
    assert received.status_code == 303

    review = received.headers["Location"]
    page = client.get(review).text
    assert 'value="Compte rendu du comité de pilotage du 12 mars 2024"' in page
    assert 'value="12/03/2024"' in page
    assert f'<option value="{world.body}" selected>' in page
    assert "trouvé dans" in page

    published = client.post(review, data=with_token(client, review, publish_network="1"))
    assert published.status_code == 303, published.text
    address = published.headers["Location"]
    shown = client.get(address)
    assert shown.status_code == 200
    assert "Rédiger la fiche zinzolin" in shown.text

    world.index()
    found = client.get("/search?q=zinzolins")
    assert "1 document pour" in found.text
    assert "<mark>zinzolin</mark>" in found.text

    file = client.get(f"{address}/file")
    assert file.data == content
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"


def test_a_visitor_meets_network_documents_nowhere(world: World, client: FlaskClient) -> None:
    document = world.file("Le mot zinzolin est ici.", title="Réservé aux partenaires")
    world.index()
    for path in ("", "/versions/1", "/file", "/versions/1/file", "/edit", "/withdraw", "/write"):
        answer = client.get(f"/documents/{document.public_id}{path}")
        assert answer.status_code == 404, path
        assert "Réservé" not in answer.text
    assert client.get("/api/v1/search?q=zinzolin").json["total"] == 0
    assert client.get("/api/v1/suggest?q=reser").json["suggestions"] == []
    assert "Réservé" not in client.get("/documents").text


def test_a_program_files_finds_and_fetches(world: World, client: FlaskClient) -> None:
    headers = bearer(world.token("secretary@exemple.fr"))
    content = minutes("mauve")
    data = {"file": (io.BytesIO(content), "minutes.docx"), "kind": "minutes"}
    made = client.post("/api/v1/documents", data=data, headers=headers)
    assert made.status_code == 201, made.text
    body = made.json
    assert {"id", "version", "title", "kind", "state", "visibility", "url"} <= body.keys()
    assert (body["version"], body["kind"], body["state"], body["visibility"]) == (1, "minutes", "published", "network")

    world.index()
    found = client.get("/api/v1/search?q=mauve", headers=headers).json
    assert [hit["id"] for hit in found["hits"]] == [body["id"]]
    assert found["facets"]["kind"] == {"minutes": 1}
    file = client.get(f"/api/v1/documents/{body['id']}/versions/1/file", headers=headers)
    assert file.data == content
