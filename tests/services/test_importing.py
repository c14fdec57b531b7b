"""Importing: folders, archives and JSON lines; resumable; a bad file stops nothing and says why."""

from __future__ import annotations

import io
import json
import os
import random
import stat
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from repo_service.domain.documents import NewDocument
from repo_service.errors import Forbidden, Invalid
from repo_service.services import importing
from repo_service.services.importing import Item, Outcome
from tests.conftest import World
from tests.services import acts


def run(world: World, source: Path | Iterable[Item], **said: Any) -> list[Outcome]:
    """Import as the administrator."""
    items = importing.items(source) if isinstance(source, Path) else iter(source)
    defaults = NewDocument(**{"kind": "other", "title": "", **said})
    return list(importing.run(world.repository, world.administrator, items, defaults))


def told(outcomes: list[Outcome]) -> dict[str, str]:
    return {outcome.name: outcome.result for outcome in outcomes}


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def titles(world: World) -> list[str]:
    with world.repository.store.reading() as uow:
        ids = world.repository.access.mask(uow, world.administrator).ids
    return sorted(acts.latest(world, public_id).title for public_id in ids)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two texts, hidden files and an empty one."""
    root = tmp_path / "dossier"
    for name, content in {
        "charte.md": "# Charte du réseau\n\nArticle premier.",
        "2024/compte-rendu.txt": "Compte rendu du 12 mars 2024\n\nLe comité décide.",
        "vide.txt": "",
        ".cache": "x",
        "~$charte.docx": "x",
        ".git/objects/ab": "x",
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return root


def test_a_folder_is_filed_without_its_hidden_files(any_world: World, folder: Path) -> None:
    outcomes = run(any_world, folder)
    assert told(outcomes) == {"charte.md": "filed", "2024/compte-rendu.txt": "filed", "vide.txt": "refused"}
    assert next(o.reason for o in outcomes if o.result == "refused") == "le fichier est vide"
    assert len(titles(any_world)) == 2
    assert "Charte du réseau" in titles(any_world)


def test_a_second_run_finds_everything_present(any_world: World, folder: Path) -> None:
    run(any_world, folder)
    again = told(run(any_world, folder))
    assert again == {"charte.md": "present", "2024/compte-rendu.txt": "present", "vide.txt": "refused"}
    assert len(titles(any_world)) == 2


def test_an_import_that_was_cut_goes_on_where_it_was(any_world: World, folder: Path) -> None:
    source = importing.items(folder)
    outcomes = importing.run(
        any_world.repository, any_world.administrator, iter([next(source)]), NewDocument("other", "")
    )
    assert [outcome.result for outcome in outcomes] == ["filed"]
    assert sorted(told(run(any_world, folder)).values()) == ["filed", "present", "refused"]


def test_two_files_with_the_same_bytes_are_filed_once(world: World, tmp_path: Path) -> None:
    root = tmp_path / "doubles"
    root.mkdir()
    for name in ("a.txt", "b.txt"):
        (root / name).write_text("Le même texte.")
    assert told(run(world, root)) == {"a.txt": "filed", "b.txt": "present"}


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_out_of_the_folder_is_refused_and_not_followed(world: World, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "lien.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "lien").symlink_to(tmp_path)
    outcomes = told(run(world, folder))
    assert {name: result for name, result in outcomes.items() if "lien" in name} == {
        "lien": "refused", "lien.txt": "refused",
    }  # fmt: skip


def test_one_file_is_filed_alone(world: World, folder: Path) -> None:
    assert told(run(world, folder / "charte.md")) == {"charte.md": "filed"}


def test_what_does_not_exist_is_told(world: World, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="absent"):
        run(world, tmp_path / "absent")


def test_what_is_recognised_goes_before_the_defaults_and_they_fill_the_rest(world: World, folder: Path) -> None:
    run(world, folder, visibility="public", institution=world.institution)
    with world.repository.store.reading() as uow:
        ids = world.repository.access.mask(uow, acts.Actor()).ids
    minutes = next(d for d in (acts.latest(world, i) for i in ids) if d.kind == "minutes")
    assert (minutes.day, minutes.visibility) == (date(2024, 3, 12), "public")
    assert minutes.institution is not None


def test_every_member_of_an_archive_is_filed(any_world: World, tmp_path: Path) -> None:
    members = {f"dossier/texte {number}.txt": f"Texte {number}.".encode() for number in range(30)}
    hidden = {"__MACOSX/._texte.txt": b"x", "dossier/.DS_Store": b"x", ".git/config": b"x", "dossier/": b""}
    outcomes = run(any_world, archive(tmp_path / "lot.zip", members | hidden))
    assert told(outcomes) == dict.fromkeys(members, "filed")


def test_a_member_that_leads_out_of_the_archive_is_filed_under_its_bare_name(world: World, tmp_path: Path) -> None:
    path = archive(tmp_path / "lot.zip", {"../../dehors.txt": b"Le mot est ici."})
    assert told(run(world, path)) == {"../../dehors.txt": "filed"}
    assert not list(tmp_path.parent.parent.rglob("dehors.txt"))
    with world.repository.store.reading() as uow:
        (identifier,) = world.repository.access.mask(uow, world.administrator).ids
    assert acts.latest(world, identifier).versions[0].file_name == "dehors.txt"


def test_a_link_in_an_archive_is_a_few_bytes_and_leads_nowhere(world: World, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Le mot secret est zinzolin.")
    link = zipfile.ZipInfo("lien.txt")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    path = archive(tmp_path / "lot.zip", {})
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(link, str(tmp_path / "secret.txt"))
    assert told(run(world, path)) == {"lien.txt": "filed"}
    with world.repository.store.reading() as uow:
        (identifier,) = world.repository.access.mask(uow, world.administrator).ids
    kept = world.repository.store.blobs.path(acts.latest(world, identifier).versions[0].blob_sha256)
    assert kept.read_bytes() == str(tmp_path / "secret.txt").encode()


def test_bad_members_are_refused_by_name_and_the_others_are_filed(world: World, tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(5000)
    path = archive(tmp_path / "lot.zip", {"bon.txt": b"Bon.", "casse.bin": noise * 3, "fin.txt": b"Fin."})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as file:
        start = file.getinfo("casse.bin").header_offset + 100
    content[start : start + 400] = bytes(400)
    path.write_bytes(content)
    outcomes = run(world, path)
    assert told(outcomes) == {"bon.txt": "filed", "casse.bin": "refused", "fin.txt": "filed"}
    assert outcomes[1].reason.startswith("ce fichier de l’archive est abîmé")


def test_an_encrypted_member_is_refused_with_its_reason(world: World, tmp_path: Path) -> None:
    path = archive(tmp_path / "lot.zip", {"clair.txt": b"Clair.", "secret.txt": b"Secret."})
    content = path.read_bytes()
    marked = bytearray(content)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.rindex(signature)
        marked[place + flags] |= 1
    path.write_bytes(marked)
    outcomes = run(world, path)
    assert told(outcomes) == {"clair.txt": "filed", "secret.txt": "refused"}
    assert outcomes[1].reason.startswith("ce fichier de l’archive est protégé par un mot de passe")


def test_a_member_over_the_size_limit_is_refused(world: World, tmp_path: Path) -> None:
    object.__setattr__(world.repository.settings, "max_upload", 1000)
    path = archive(tmp_path / "lot.zip", {"bombe.txt": b"0" * 2_000_000, "bon.txt": b"Bon."})
    assert told(run(world, path)) == {"bombe.txt": "refused", "bon.txt": "filed"}
    assert list(world.repository.store.blobs.tmp.glob("*")) == []


def test_a_file_that_is_no_archive_is_refused_as_a_whole(world: World, tmp_path: Path) -> None:
    (tmp_path / "faux.zip").write_bytes(b"pas une archive")
    with pytest.raises(Invalid, match="abîmée"):
        run(world, tmp_path / "faux.zip")


def test_an_archive_of_too_many_files_is_refused(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_ZIP_MEMBERS", 2)
    path = archive(tmp_path / "lot.zip", {f"{number}.txt": b"x" for number in range(3)})
    with pytest.raises(Invalid, match="parties"):
        run(world, path)


def test_each_json_line_is_a_markdown_document(any_world: World, tmp_path: Path) -> None:
    lines = [
        {"title": "Désherbage", "body": "# Plan\n\nÉtape une.", "kind": "knowhow", "date": "2024-03-12"},
        {"title": "Note", "body": "Texte."},
        {"title": "Roman", "body": "Autre texte.", "kind": "roman"},
    ]
    path = tmp_path / "lot.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", encoding="utf-8-sig")
    assert [outcome.result for outcome in run(any_world, path)] == ["filed"] * 3
    with any_world.repository.store.reading() as uow:
        ids = any_world.repository.access.mask(uow, any_world.administrator).ids
    made = {d.title: d for d in (acts.latest(any_world, public_id) for public_id in ids)}
    assert (made["Désherbage"].kind, made["Désherbage"].day) == ("knowhow", date(2024, 3, 12))
    assert (made["Note"].kind, made["Roman"].kind) == ("other", "other")
    assert made["Note"].versions[0].media_type == "text/markdown"


def test_lines_with_the_same_words_and_other_titles_are_two_documents(any_world: World, tmp_path: Path) -> None:
    path = tmp_path / "lot.jsonl"
    lines = [{"title": title, "body": "Voir la fiche."} for title in ("Cote", "Côte", "Cote", " Côte\n")]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert [outcome.result for outcome in run(any_world, path)] == ["filed", "filed", "present", "present"]
    assert [outcome.result for outcome in run(any_world, path)] == ["present"] * 4
    assert titles(any_world) == ["Cote", "Côte"]


def test_a_line_is_present_though_its_document_took_another_title_since(any_world: World, tmp_path: Path) -> None:
    path = tmp_path / "lot.jsonl"
    path.write_text(json.dumps({"title": "Avant", "body": "Texte."}), encoding="utf-8")
    run(any_world, path)
    with any_world.repository.store.reading() as uow:
        (public_id,) = any_world.repository.access.mask(uow, any_world.administrator).ids
    acts.edit(any_world, public_id, title="Après")
    assert [outcome.result for outcome in run(any_world, path)] == ["present"]


def test_a_file_with_the_words_of_a_line_is_present(world: World, tmp_path: Path) -> None:
    lines, file = tmp_path / "lot.jsonl", tmp_path / "texte.md"
    lines.write_text(json.dumps({"title": "Une fiche", "body": "Texte."}), encoding="utf-8")
    file.write_text("Texte.")
    assert [run(world, path)[0].result for path in (lines, file)] == ["filed", "present"]


UNREADABLE = "cette ligne n’est pas du JSON lisible"
NO_OBJECT = "cette ligne doit être un objet JSON, avec « title » et « body »"
BAD_DATE = "la date (« date ») doit s’écrire comme 2024-03-12"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", UNREADABLE), (b"\xff\xfe", UNREADABLE), (b"[" * 100_000, UNREADABLE),
        (b"[]", NO_OBJECT), (b'"texte"', NO_OBJECT), (b"7", NO_OBJECT), (b"null", NO_OBJECT),
        (b"{}", "le titre (« title ») manque"), (b'{"title": null, "body": "B"}', "le titre (« title ») manque"),
        (b'{"title": ["T"], "body": "B"}', "le titre (« title ») doit être un texte"),
        (b'{"title": 7, "body": "B"}', "le titre (« title ») doit être un texte"),
        (b'{"title": "Sans corps"}', "le texte (« body ») manque"),
        (b'{"title": "T", "body": null}', "le texte (« body ») manque"),
        (b'{"title": "T", "body": {"a": 1}}', "le texte (« body ») doit être un texte"),
        (b'{"title": "T", "body": ""}', "le fichier est vide"),
        (b'{"title": "T", "body": "B", "date": "hier"}', BAD_DATE),
        (b'{"title": "T", "body": "B", "date": 7}', BAD_DATE),
        (b'{"title": "", "body": "Sans titre."}', "Donnez un titre au document."),
        (json.dumps({"title": "x" * 301, "body": "B"}).encode(), "Ce titre est trop long : 300 caractères au plus."),
    ],
)  # fmt: skip
def test_a_bad_line_is_refused_by_its_number_in_words_and_the_others_are_filed(
    world: World, tmp_path: Path, line: bytes, reason: str
) -> None:
    path = tmp_path / "lot.jsonl"
    good = json.dumps({"title": "Bon", "body": "Texte.", "kind": ["liste"]}).encode()
    path.write_bytes(line + b"\n" + good + b"\n")
    outcomes = run(world, path)
    assert [outcome.result for outcome in outcomes] == ["refused", "filed"]
    assert outcomes[0].name.startswith("lot.jsonl:1")
    assert outcomes[0].reason.replace("\u00a0", " ") == reason


def test_a_file_that_cannot_be_opened_is_refused_with_its_reason(world: World) -> None:
    def fails() -> io.BytesIO:
        raise PermissionError(13, "Permission denied", "ferme.txt")

    items = [Item("ferme.txt", fails), Item("ouvert.txt", lambda: io.BytesIO(b"Ouvert."))]
    outcomes = run(world, items)
    assert told(outcomes) == {"ferme.txt": "refused", "ouvert.txt": "filed"}
    assert outcomes[0].reason == "ce fichier ne s’ouvre pas (Permission denied)"


def test_only_administrators_import(world: World, folder: Path) -> None:
    with pytest.raises(Forbidden):
        list(importing.run(world.repository, world.secretary, importing.items(folder), NewDocument("other", "")))
