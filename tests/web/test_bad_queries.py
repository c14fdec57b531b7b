"""Hostile searches, and an index that is late, deleted or damaged: results or a sentence, never a fault."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from repo_service import worker
from tests.conftest import World
from tests.web.conftest import Site
from tests.web.visits import problem, says, sound, words

REFUSED = {
    "a hundred thousand letters": "a" * 100_000,
    "a hundred thousand words": "mot " * 25_000,
    "a star at both ends": "*a*",
    "a star in front": "*conserv",
    "a phrase of three thousand words": '"' + "mot " * 3_000 + '"',
    "a phrase of two hundred words": '"' + "mot " * 240 + '"',
    "ten thousand alternatives": "a OR " * 10_000,
    "a hundred alternatives": "a OR " * 100,
    "five thousand parentheses": "(" * 5_000,
    "nine hundred parentheses": "(" * 900,
    "a word in sixty parentheses": "(" * 60 + "zinzolin" + ")" * 60,
    "a star after one letter": "z*n",
    "a star in a field": "titre:zin*",
    "a strange weight": "zinzolin^1000",
    "a strange date": "date:bientôt",
    "a strange version": "version:deux",
    "a strange state": "état:perdu",
    "a strange language": "langue:klingon",
    "a strange kind": "kind:zzz",
    "a strange year": "year:deux-mille",
}
ANSWERED = {
    "nothing": "",
    "a lone star": "*",
    "a lone quote": '"',
    "three quotes": '"""',
    "a quote after a word": 'zinzolin"',
    "a lone parenthesis": "(",
    "a closing parenthesis": ")",
    "parentheses the wrong way": ")(",
    "thirty parentheses": "(" * 30,
    "closing parentheses": ")" * 900,
    "a range of another engine": "[a TO z]",
    "a million stars in a word": "zi" + "*" * 900,
    "stars between letters": "zi" + "*z" * 400,
    "question marks": "?" * 900,
    "weights of nothing": "^2 ()^3 *^4",
    "half a field of dates": "date:> date:.. version:",
    "a date that no calendar has": "30/02/2024 avant 1750 entre 2024 et 2019",
    "dates without end": "avant " * 60 + "2024",
    "a lone minus": "-",
    "only what is left out": "-zinzolin",
    "only an operator": "OR",
    "operators in a row": "OR OR AND OR",
    "a nul": "zin\0zolin",
    "a lone surrogate": b"zinzolin \xed\xa0\x80",
    "a right-to-left override": "zinzolin\u202e",
    "an empty field": "kind:",
    "a percent": "100 % %s %(q)s",
    "markup": "<script>alert(1)</script>",
    "other alphabets": "图书馆 библиотека 😀",
}


@pytest.fixture(scope="module")
def found(site: Site) -> Site:
    """A site with one public document in its index."""
    site.world.file("Le mot zinzolin est ici.", title="Un titre public", visibility="public")
    site.world.index()
    return site


@pytest.mark.parametrize("sort", REFUSED)
def test_a_query_that_cannot_be_is_refused_in_words(sort: str, found: Site) -> None:
    client, query = found.visitor, {"q": REFUSED[sort]}
    told = problem(client.get("/api/v1/search", query_string=query), 400, "bad_query")
    page = client.get("/search", query_string=query)
    assert page.status_code == 400
    assert says(page, told["detail"])
    assert len(page.text) < 30_000 + 8 * len(REFUSED[sort])
    assert client.get("/search?q=zinzolin").status_code == 200


@pytest.mark.parametrize("sort", ANSWERED)
def test_a_strange_query_is_answered(sort: str, found: Site) -> None:
    client, query = found.visitor, {"q": ANSWERED[sort]}
    page = client.get("/search", query_string=query)
    assert page.status_code == 200, words(page)
    assert "<script>alert" not in page.text
    answer = client.get("/api/v1/search", query_string=query)
    assert answer.status_code == 200
    assert answer.json["total"] <= 1


@pytest.mark.parametrize(
    "arguments",
    ["page=0", "page=-1", "page=99999999999999999999", "page=deux", "per_page=0", "per_page=1000000", "year=abcd",
     "year=٢٠٢٤", "kind=zzz", "kind=", "body=%00", "state=zzz", "state=", "language=%00", "domain=" + "x" * 5_000,
     "exact=zzz", "&".join(["state=draft"] * 2_000),
     "institution=" + "x" * 5_000, "sort=zzz", "&".join(["body=x"] * 2_000)],
)  # fmt: skip
def test_strange_arguments_are_passed_over(arguments: str, found: Site) -> None:
    for path in ("/search", "/documents"):
        assert found.visitor.get(f"{path}?{arguments}").status_code == 200, path
    refused = {"year=abcd", "year=٢٠٢٤", "kind=zzz", "sort=zzz", "state=zzz", "exact=zzz"}  # a program counts on these
    told = 422 if arguments in refused else 200
    for path in ("/api/v1/search", "/api/v1/documents"):
        assert found.visitor.get(f"{path}?{arguments}").status_code == told, path
    assert found.visitor.get(f"/api/v1/suggest?q=un&{arguments}").status_code == 200


@pytest.mark.parametrize("query", ["", "\0", "%", "_", "\\", "a" * 100_000, "''", "%00"])
def test_a_strange_suggestion_suggests_nothing(query: str, found: Site) -> None:
    answer = found.visitor.get("/api/v1/suggest", query_string={"q": query})
    assert answer.status_code == 200
    assert answer.json == {"suggestions": []}


def test_a_stopped_indexer_is_told_and_what_is_indexed_is_found(world: World, client: FlaskClient) -> None:
    world.file("Le mot zinzolin est ici.", title="Le premier", visibility="public")
    world.index()
    assert client.get("/api/v1/search?q=zinzolin").json["late"] is False
    world.file("Le mot zinzolin est là aussi.", title="Le second", visibility="public")
    page = client.get("/search?q=zinzolin")
    assert page.status_code == 200
    assert "1 document pour" in page.text
    assert says(page, "L’index se met à jour")
    answer = client.get("/api/v1/search?q=zinzolin").json
    assert (answer["total"], answer["late"]) == (1, True)
    world.index()
    assert not says(client.get("/search?q=zinzolin"), "L’index se met à jour")
    sound(world)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "indexer.lock"]


def _delete_folder(folder: Path) -> None:
    shutil.rmtree(folder)


def _delete_generations(folder: Path) -> None:
    for path in folder.glob("idx-*"):
        shutil.rmtree(path)


def _delete_pointer(folder: Path) -> None:
    (folder / "current").unlink()


def _empty_files(folder: Path) -> None:
    for path in _files(folder):
        path.write_bytes(b"")


def _cut_files(folder: Path) -> None:
    for path in _files(folder):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip_bytes(folder: Path) -> None:
    for path in _files(folder):
        content = bytearray(path.read_bytes())
        for place in range(0, len(content), max(len(content) // 7, 1)):
            content[place] ^= 0xFF
        path.write_bytes(bytes(content))


def _flip_one_segment(folder: Path) -> None:
    largest = max(_files(folder), key=lambda path: path.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 0x01
    largest.write_bytes(bytes(content))


def _pointer_of_another(folder: Path) -> None:
    (folder / "current").write_text('{"generation": "idx-999", "commit": 1, "checksum": 0}')


def _pointer_outside(folder: Path) -> None:
    (folder / "current").write_text('{"generation": "../storage", "commit": 1, "checksum": 0}')


def _folder_for_a_pointer(folder: Path) -> None:
    (folder / "current").unlink()
    (folder / "current").mkdir()


def _foreign_files(folder: Path) -> None:
    for path in (folder, *folder.glob("idx-*")):
        (path / "Thumbs.db").write_bytes(b"\0" * 100)
        (path / "_MAIN_99.toc").write_bytes(b"nothing")
    (folder / "idx-7").mkdir()
    (folder / "idx-x").mkdir()


DAMAGES: list[Callable[[Path], None]] = [
    _delete_folder, _delete_generations, _delete_pointer, _empty_files, _cut_files, _flip_bytes, _flip_one_segment,
    _pointer_of_another, _pointer_outside, _folder_for_a_pointer, _foreign_files,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.strip("_"))
@pytest.mark.parametrize("warm", [True, False], ids=["warm", "cold"])
def test_a_damaged_index_is_never_a_fault_and_is_built_anew(
    damage: Callable[[Path], None], warm: bool, found: Site
) -> None:
    settings, client = found.world.repository.settings, found.visitor
    worker.work(settings, threading.Event(), once=True)
    if warm:
        assert client.get("/api/v1/search?q=zinzolin").json["total"] == 1
    else:
        found.app.extensions["repository"].__dict__.pop("searcher", None)
    damage(settings.indexes)
    for _ in range(2):
        answer, page = client.get("/api/v1/search?q=zinzolin"), client.get("/search?q=zinzolin")
        if answer.status_code == 503:
            problem(answer, 503, "unavailable")
            assert answer.headers["Retry-After"] == page.headers["Retry-After"] == "2"
            assert page.status_code == 503
            assert says(page, "Rien n’est perdu")
            assert client.get("/readyz").status_code == 503
        else:
            assert (answer.status_code, page.status_code) == (200, 200)
            assert answer.json["total"] == 1
    assert client.get("/").status_code == 200
    assert client.get("/api/v1/suggest?q=titre").json["suggestions"]

    worker.work(settings, threading.Event(), once=True)
    assert client.get("/api/v1/search?q=zinzolin").json["total"] == 1
    assert client.get("/search?q=zinzolin").status_code == 200
    assert client.get("/readyz").status_code == 200
    sound(found.world)
