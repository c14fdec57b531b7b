"""The bench of the search: corpora and queries as they are read and made, engines side by side that agree."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from repo_service.cli import cli
from repo_service.cli.bench import corpora, engines, searching
from repo_service.domain.documents import SearchEntry
from repo_service.errors import Invalid
from repo_service.search import Mask
from repo_service.search.yardstick import Yardstick
from tests.search.corpora import entries

SAID = [
    {"title": "Charte de la mer", "body": "Les bibliothèques conservent la mémoire.", "kind": "charter"},
    {"title": "Navette", "body": "La navette passe par Kerlaouen deux fois.", "date": "2024-03-12"},
]


@pytest.fixture(scope="module")
def texts() -> list[SearchEntry]:
    return entries(120, 5)


@pytest.fixture(scope="module")
def built(texts: list[SearchEntry], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench") / "index"
    searching._build(folder, texts)
    return folder


def written(folder: Path) -> Path:
    path = folder / "corpus.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in [*SAID, {"title": "Sans texte"}]), encoding="utf-8")
    return path


def test_json_lines_keep_title_kind_and_date_and_a_bad_line_is_left_out(tmp_path: Path) -> None:
    first, second = corpora.entries(written(tmp_path))
    assert (first.title, first.kind, first.text) == ("Charte de la mer", "charter", SAID[0]["body"])
    assert second.date is not None
    assert second.date.isoformat() == "2024-03-12"


def test_a_folder_and_a_zip_are_read_as_files(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "note.md").write_text("# Un titre\n\nDeux mots.\n", encoding="utf-8")
    (tmp_path / "in" / "empty.docx").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(tmp_path / "in" / "note.md", "a/note.md")
    for place, name in ((tmp_path / "in", "note.md"), (tmp_path / "all.zip", "note.md")):
        found = [entry for entry in corpora.entries(place) if entry.text]
        assert [(entry.title, entry.file_name) for entry in found] == [("note", name)]
        assert "Deux mots." in found[0].text


def test_queries_are_the_same_in_every_run_and_those_of_words_find_something(
    texts: list[SearchEntry], built: Path
) -> None:
    asked = corpora.queries(texts, 6)
    assert asked == corpora.queries(texts, 6)
    forms = {query.form for query in asked}
    assert forms >= {*corpora.PLAIN, "expressions", "débuts de mots", "exclusions", "mots du titre"}
    assert len(set(asked)) == len(asked)
    ids = frozenset(entry.id for entry in texts)
    reader = searching.Reader(built)
    for query in asked:
        if query.form in {corpora.COMMON, corpora.MIDDLING, corpora.RARE, corpora.PAIRS, corpora.TRIPLES}:
            assert reader.search(searching.SearchQuery(query.text), Mask(("all",), ids)).total, query


def test_every_query_of_the_bench_is_answered_as_whoosh_answers_it(texts: list[SearchEntry], built: Path) -> None:
    times = searching.beside(built, [query.text for query in corpora.queries(texts, 5)])
    assert all(times.equal)
    assert len(times.cold) == len(times.warm) == len(times.known) == len(times.theirs) == len(times.equal)


def test_a_disagreement_is_seen(texts: list[SearchEntry], built: Path, tmp_path: Path) -> None:
    searching._build(tmp_path / "less", texts[:-30])
    yardstick = Yardstick.of(tmp_path / "less")
    ids = frozenset(entry.id for entry in texts)
    query = searching.SearchQuery("charte", per_page=10)
    reader, numbers = searching.Reader(built), yardstick.numbers(ids)
    assert not searching.agrees(reader, yardstick, query, Mask(("all",), ids), numbers)


@pytest.mark.parametrize("name", ["tantivy", "SQLite FTS5"])
def test_another_engine_tells_total_and_best_of_all_words(name: str, tmp_path: Path) -> None:
    if name not in engines.installed():
        pytest.skip(f"{name} is not installed")
    kept = [
        SearchEntry("A", 1, "other", "Navette", "la navette passe le mardi"),
        SearchEntry("B", 1, "other", "Transport", "la navette ne passe pas, et rien ne dit quand le mardi viendra"),
        SearchEntry("C", 1, "other", "Charte", "les partenaires"),
    ]
    ask = engines.installed()[name](tmp_path, kept)
    assert ask(["navette", "mardi"]) == (2, ["A", "B"])
    assert ask(["partenaires"]) == (1, ["C"])
    assert ask(["navette", "partenaires"]) == (0, [])


def test_a_corpus_without_words_is_refused(tmp_path: Path) -> None:
    for nothing in ([], [SearchEntry("A", 1, "other", "", "12 34 le la")]):
        with pytest.raises(Invalid, match="Rien à chercher"):
            list(searching.searching(tmp_path, nothing))


def test_the_command_prints_one_object_a_measure(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["bench", "--search", "--engines", "--json", str(written(tmp_path))])
    assert result.exit_code == 0, result.output
    told = [json.loads(line) for line in result.output.splitlines()]
    assert {tuple(one) for one in told} == {("name", "ours", "unit", "n", "theirs", "ratio", "agreement")}
    names = [one["name"] for one in told]
    assert len(set(names)) == len(names)
    by_name = {one["name"]: one for one in told}
    assert by_name["toutes, à chaud, médiane"]["agreement"] == 1
    assert by_name["indexation"]["n"] == 2
    assert {f"{name}, indexation" for name in engines.installed()} <= by_name.keys()
