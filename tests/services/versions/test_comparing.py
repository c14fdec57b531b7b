"""Comparing versions as one person may see them: rights first, then what differs, remembered by what was read."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from repo_service.demo import pdf, word
from repo_service.demo.consortium import ordered_sources
from repo_service.domain.comparison import comparing as engine
from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import Gone, NotFound, TooLong
from repo_service.services import intakes
from repo_service.services.versions import comparing
from repo_service.services.versions.comparing import Compared
from tests.conftest import World
from tests.services import acts

FIRST = "Le réseau mutualise ses achats.\n\nUn préavis de trois mois est donné par lettre."
SECOND = "Le réseau mutualise ses achats.\n\nUn préavis de six mois est donné par lettre."


def compare(world: World, public_id: str, a: int, b: int, actor: Actor | None = None, other: str = "") -> Compared:
    """Compare as somebody, the administrator by default."""
    with world.repository.store.reading() as uow:
        two = comparing.pair(uow, actor or world.administrator, public_id, a, b, other)
    return comparing.compare(two)


def test_two_versions_are_compared_passage_by_passage(any_world: World) -> None:
    public_id = any_world.file(FIRST, kind="charter", visibility="network").public_id
    acts.refile(any_world, public_id, SECOND, kind="charter")
    compared = compare(any_world, public_id, 1, 2)
    assert (compared.before.version.number, compared.after.version.number) == (1, 2)
    assert compared.comparison.counts.changed == 1
    assert [piece.text for piece in compared.comparison.changes[1].pieces if piece.kind != "same"] == ["trois", "six"]
    assert compared.notices == ()


def test_the_cards_are_compared_beside(any_world: World) -> None:
    public_id = any_world.file(FIRST, title="Charte").public_id
    acts.edit(any_world, public_id, title="Charte du réseau", keywords="achats", kind="charter")
    compared = compare(any_world, public_id, 1, 2)
    told = {field.name: (field.before, field.after) for field in compared.fields}
    assert told["title"] == ("Charte", "Charte du réseau")
    assert told["keywords"] == ("", "achats")
    assert compared.comparison.counts.differences == 0
    assert compared.comparison.likeness == 1.0


def test_versions_of_two_documents_are_compared(any_world: World) -> None:
    one, other = any_world.file(FIRST).public_id, any_world.file(SECOND).public_id
    compared = compare(any_world, one, 1, 1, other=other)
    assert compared.after.document.public_id == other
    assert compared.comparison.counts.changed == 1


def test_a_version_is_compared_with_itself(any_world: World) -> None:
    public_id = any_world.file(FIRST).public_id
    compared = compare(any_world, public_id, 1, 1)
    assert (compared.comparison.counts.differences, compared.fields) == (0, ())


@pytest.mark.parametrize("numbers", [(1, 9), (9, 1), (0, 1), (-1, 1)])
def test_a_version_that_does_not_exist_is_not_found(any_world: World, numbers: tuple[int, int]) -> None:
    public_id = any_world.file(FIRST).public_id
    with pytest.raises(NotFound):
        compare(any_world, public_id, *numbers)


def test_a_version_or_document_that_one_may_not_see_is_not_found(any_world: World) -> None:
    public_id = any_world.file(FIRST, visibility="public").public_id
    acts.refile(any_world, public_id, SECOND, state="draft")
    hidden = any_world.file(SECOND, visibility="network").public_id
    assert compare(any_world, public_id, 1, 1, VISITOR).before.version.number == 1
    for asked in ((public_id, 1, 2, ""), (public_id, 2, 1, ""), (public_id, 1, 1, hidden), (hidden, 1, 1, public_id)):
        with pytest.raises(NotFound):
            compare(any_world, asked[0], asked[1], asked[2], VISITOR, asked[3])
    with pytest.raises(NotFound):
        compare(any_world, public_id, 1, 2, any_world.reader)


def test_a_withdrawn_document_is_compared_by_who_keeps_it_alone(any_world: World) -> None:
    public_id = any_world.file(FIRST, visibility="public").public_id
    acts.refile(any_world, public_id, SECOND)
    acts.put(any_world, public_id, "withdrawn")
    assert compare(any_world, public_id, 1, 2).comparison.counts.changed == 1
    with pytest.raises(Gone):
        compare(any_world, public_id, 1, 2, any_world.reader)


def test_another_sort_of_file_is_compared_by_its_text_and_says_so(any_world: World) -> None:
    public_id = any_world.file(FIRST, "charte.txt").public_id
    acts.refile(any_world, public_id, "<p>Le réseau mutualise ses achats.</p>", name="charte.html")
    compared = compare(any_world, public_id, 1, 2)
    assert compared.notices == ("formats",)
    assert compared.comparison.counts.same == 1


def test_a_word_file_and_the_pdf_of_the_same_text_are_nearly_the_same(any_world: World) -> None:
    charter = next(one for one in ordered_sources() if "Charte" in one.meta["Titre"])
    public_id = any_world.file(word.build(charter), "charte.docx").public_id
    acts.refile(any_world, public_id, pdf.build(charter), name="charte.pdf")
    compared = compare(any_world, public_id, 1, 2)
    assert compared.notices == ("formats",)
    assert compared.comparison.likeness > 0.8
    counts = compared.comparison.counts
    assert counts.same + counts.looks > counts.differences


def test_a_file_that_cannot_be_read_says_so_and_the_other_text_stays(any_world: World) -> None:
    public_id = any_world.file(FIRST, "charte.txt").public_id
    acts.refile(any_world, public_id, b"%PDF-1.4\nnot a pdf at all", name="charte.pdf")
    compared = compare(any_world, public_id, 1, 2)
    assert compared.notices == ("unread_after",)
    assert compared.comparison.counts.removed == 2
    assert compare(any_world, public_id, 2, 1).notices == ("unread_before",)


def test_what_was_compared_is_remembered(any_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    public_id = any_world.file(FIRST).public_id
    acts.refile(any_world, public_id, SECOND)
    first = compare(any_world, public_id, 1, 2).comparison
    monkeypatch.delattr(engine, "compare")  # anything compared anew would fail
    assert compare(any_world, public_id, 1, 2).comparison is first


def test_texts_that_nobody_would_wait_for_are_refused_in_words(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    public_id = any_world.file("Un texte bien trop long pour être comparé.").public_id
    acts.refile(any_world, public_id, "Un autre texte, trop long de même.")
    monkeypatch.setattr(comparing, "MOST_CHARACTERS", 20)
    with pytest.raises(TooLong):
        compare(any_world, public_id, 1, 2)


@pytest.mark.parametrize("is_read", [True, False])
def test_a_file_is_remembered_alike_while_it_waits_and_once_it_is_kept(world: World, is_read: bool) -> None:
    public_id = world.file(FIRST).public_id
    batch = acts.drop(world, world.prepare(FIRST))
    if not is_read:
        with world.repository.store.writing() as uow:
            uow.session.execute(text("DELETE FROM extraction"))
    with world.repository.store.reading() as uow:
        (waiting,) = intakes.batch(uow, world.secretary, batch)
        side, key = comparing.side(uow, world.administrator, public_id, 1)
    assert bool(side.blocks) is is_read
    assert waiting.reading == key
