"""The Word file of two versions: who made the changes and when, and under which name it leaves."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC

from lxml import etree

from repo_service.formats.tracked.marking import NAMES, w
from repo_service.services.versions import comparing
from repo_service.services.versions.as_word import WordFile, as_word
from tests.conftest import World
from tests.services import acts

FIRST = "Le réseau mutualise ses achats.\n\nUn préavis de trois mois est donné par lettre."
SECOND = "Le réseau mutualise ses achats.\n\nUn préavis de six mois est donné par lettre."


def made(world: World, public_id: str, a: int, b: int, title: str = "Comparaison : Charte") -> WordFile:
    """The file of two versions, as the reader gets it."""
    with world.repository.store.reading() as uow:
        two = comparing.pair(uow, world.reader, public_id, a, b)
    return as_word(comparing.compare(two), title, "1 paragraphe modifié")


def test_the_changes_bear_the_author_and_the_instant_of_the_second_version(any_world: World) -> None:
    public_id = any_world.file(FIRST, kind="charter").public_id
    acts.refile(any_world, public_id, SECOND, kind="charter")
    content = made(any_world, public_id, 1, 2).content
    with any_world.repository.store.reading() as uow:
        version = comparing.side(uow, any_world.reader, public_id, 2)[0].version
        told = (version.author.person.name, f"{version.created_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    changes = list(body.iter(w("ins"), w("del")))
    assert [(one.get(w("author")), one.get(w("date"))) for one in changes] == [told] * 2
    assert [one.text for one in body.iterfind(".//w:del/w:r/w:delText", NAMES)] == ["trois"]
    assert [one.text for one in body.iterfind(".//w:ins/w:r/w:t", NAMES)] == ["six"]


def test_the_same_two_versions_give_the_same_bytes_and_the_other_way_round_other_ones(any_world: World) -> None:
    public_id = any_world.file(FIRST, kind="charter").public_id
    acts.refile(any_world, public_id, SECOND, kind="charter")
    assert made(any_world, public_id, 1, 2).content == made(any_world, public_id, 1, 2).content
    assert made(any_world, public_id, 1, 2).content != made(any_world, public_id, 2, 1).content


def test_the_file_is_called_after_its_title_fit_for_any_disk(any_world: World) -> None:
    public_id = any_world.file(FIRST).public_id
    assert made(any_world, public_id, 1, 1).file_name == "Comparaison - Charte.docx"
    assert made(any_world, public_id, 1, 1, "Budget 2024/2025").file_name == "Budget 2024-2025.docx"
    assert "/" not in made(any_world, public_id, 1, 1, "../../a\\b\x00.exe").file_name
    assert made(any_world, public_id, 1, 1, "\x00").file_name == "comparaison.docx"
    assert len(made(any_world, public_id, 1, 1, "Titre " * 100).file_name) <= 150


def test_two_versions_without_text_give_an_empty_file(any_world: World) -> None:
    public_id = any_world.file(b"\x00\x01\x02\x03" * 50, "sons.bin").public_id
    with zipfile.ZipFile(io.BytesIO(made(any_world, public_id, 1, 1).content)) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    assert "".join(body.itertext()) == ""
