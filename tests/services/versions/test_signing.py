"""Texts of versions are signed once, whoever filed them and when; what is remembered follows what is kept."""

from __future__ import annotations

from sqlalchemy import select

from repo_service.domain.comparison.likeness import FLOOR, signature
from repo_service.services.versions.signing import BATCH, Catalogue, Signer
from repo_service.store import filing, likeness
from repo_service.store.documents import Extraction
from repo_service.store.likeness import Signature
from tests.conftest import World
from tests.services import acts

CHARTER = "La charte du réseau lie les bibliothèques qui la signent et qui partagent leurs collections anciennes."


def sign(world: World) -> int:
    return Signer(world.repository.store).turn()


def nearest(world: World, catalogue: Catalogue, text: str) -> list[tuple[int, float]]:
    with world.repository.store.reading() as uow:
        return catalogue.nearest(uow, signature(text.split("\n\n")), FLOOR)


def extraction(world: World, sha256: str) -> int:
    with world.repository.store.reading() as uow:
        return uow.session.scalars(select(Extraction.id).where(Extraction.blob_sha256 == sha256)).one()


def kept(world: World) -> dict[int, tuple[int, bytes]]:
    with world.repository.store.reading() as uow:
        rows = uow.session.scalars(select(Signature).where(Signature.words >= 0))
        return {row.extraction_id: (row.words, row.values) for row in rows}


def test_texts_of_versions_are_signed_once_and_texts_that_only_wait_are_not(any_world: World) -> None:
    document = any_world.file(CHARTER)
    any_world.file(b"\x00\x01\x02" * 50, "octets.bin")
    acts.drop(any_world, any_world.prepare("Un texte qui attend d’être vérifié."))
    assert sign(any_world) == 2
    assert sign(any_world) == 0
    known = kept(any_world)
    text = extraction(any_world, document.versions[0].blob_sha256)
    assert known.pop(text) == (16, signature([CHARTER]).values)
    assert [words for words, _ in known.values()] == [0]  # a file without text does not come up again


def test_what_was_filed_before_is_signed_too_in_short_transactions(world: World) -> None:
    for number in range(BATCH + 3):
        world.file(f"{CHARTER} Texte {number}.")
    signer = Signer(world.repository.store)
    assert signer.turn() == BATCH + 3
    assert signer.turn() == 0
    world.file(f"{CHARTER} Encore un.")
    assert signer.turn() == 1


def test_what_is_remembered_follows_what_is_filed_and_made_anew_by_others(any_world: World) -> None:
    catalogue, other = Catalogue(), Catalogue()
    first = any_world.file(CHARTER)
    sign(any_world)
    key = extraction(any_world, first.versions[0].blob_sha256)
    assert nearest(any_world, catalogue, CHARTER) == [(key, 1.0)]
    second = any_world.file(f"{CHARTER}\n\nElle vaut trois ans.")
    assert [row[0] for row in nearest(any_world, catalogue, CHARTER)] == [key]
    sign(any_world)
    new = extraction(any_world, second.versions[0].blob_sha256)
    for one in (catalogue, other):
        assert [row[0] for row in nearest(any_world, one, CHARTER)] == [key, new]

    _made_anew(any_world, first.versions[0].blob_sha256, "Tout autre chose, que personne n’avait lu jusqu’ici.")
    for one in (catalogue, other):
        assert [row[0] for row in nearest(any_world, one, CHARTER)] == [new]
    sign(any_world)
    for one in (catalogue, other):
        assert [row[0] for row in nearest(any_world, one, CHARTER)] == [new]
        assert nearest(any_world, one, "Tout autre chose, que personne n’avait lu jusqu’ici.") == [(key, 1.0)]


def _made_anew(world: World, sha256: str, text: str) -> None:
    with world.repository.store.writing() as uow:
        row = uow.session.scalars(select(Extraction).where(Extraction.blob_sha256 == sha256)).one()
        content = row.content | {"blocks": [{"kind": "paragraph", "text": text}]}
        filing.keep_extraction(uow, sha256, row.reader, row.reader_version, content)


def test_a_text_that_is_read_again_as_it_was_keeps_its_signature(any_world: World) -> None:
    document = any_world.file(CHARTER)
    sign(any_world)
    before = kept(any_world)
    acts.drop(any_world, any_world.prepare(CHARTER))
    assert kept(any_world) == before
    assert extraction(any_world, document.versions[0].blob_sha256) in before


def test_a_text_made_anew_while_it_was_signed_is_not_kept_under_its_old_signature(any_world: World) -> None:
    document = any_world.file(CHARTER)
    store = any_world.repository.store
    with store.reading() as uow:
        (waiting,) = likeness.waiting(uow.session, 5)
    _made_anew(any_world, document.versions[0].blob_sha256, "Une autre lecture.")
    with store.writing() as uow:
        likeness.keep(uow, [(waiting, signature([waiting.text]))])
    assert kept(any_world) == {}
    assert sign(any_world) == 1


def test_two_workers_that_sign_the_same_text_keep_one_signature(any_world: World) -> None:
    any_world.file(CHARTER)
    store = any_world.repository.store
    with store.reading() as uow:
        waiting = likeness.waiting(uow.session, 5)
    for _ in range(2):
        with store.writing() as uow:
            likeness.keep(uow, [(one, signature([one.text])) for one in waiting])
    assert len(kept(any_world)) == 1


def test_a_text_that_was_made_anew_twice_before_anybody_looked_is_seen_as_it_is_now(any_world: World) -> None:
    catalogue = Catalogue()
    document = any_world.file(CHARTER)
    sha256 = document.versions[0].blob_sha256
    sign(any_world)
    assert len(nearest(any_world, catalogue, CHARTER)) == 1
    for text in ("Une première autre lecture, mot pour mot.", "Une seconde lecture, qui ne dit rien de semblable."):
        _made_anew(any_world, sha256, text)
        sign(any_world)
    assert nearest(any_world, catalogue, CHARTER) == []
    assert nearest(any_world, catalogue, text) == [(extraction(any_world, sha256), 1.0)]
