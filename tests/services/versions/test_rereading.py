"""Reading again with better readers: texts, links, copies and search follow; files, versions and seals stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, text

from repo_service.formats.isolate import Reader
from repo_service.services import reading
from repo_service.services.versions import rereading
from repo_service.services.versions.rereading import Outcome
from repo_service.store import log
from repo_service.store.documents import Extraction
from tests.conftest import World
from tests.services import acts
from tests.services.versions.releases import (
    DAMAGED,
    ENDLESS,
    MARKDOWN,
    NEWER_TEXT,
    WHOLE_SENTENCES,
    Change,
    Release,
    reading_as,
    release,
)

__all__ = ["release"]
CUT = "Le comité adopte le plan de conser-\n\nvation partagée.\n\nIl se réunit en mai."
READ_AGAIN, ANOTHER_TEXT, AS_IT_WAS = Outcome(read=True), Outcome(read=True, changed=True), Outcome()
BETTER = (NEWER_TEXT, WHOLE_SENTENCES)


def again(world: World, everything: bool = False) -> list[Outcome]:
    return list(rereading.run(world.repository, everything))


def passages(world: World, public_id: str, number: int | None = None) -> list[str]:
    with world.repository.store.reading() as uow:
        return [block.text for block in reading.show(uow, world.reader, public_id, number).extract.blocks]


def drawn(world: World) -> list[tuple[str, int, str, bool]]:
    """Reader, version, status of every extraction, and whether it stands."""
    with world.repository.store.reading() as uow:
        rows = uow.session.scalars(select(Extraction).order_by(Extraction.id))
        return [(row.reader, row.reader_version, row.status, row.replaced_at is None) for row in rows]


def hashes(world: World, public_id: str) -> list[str]:
    return [version.hash for version in acts.latest(world, public_id).versions]


def told(world: World) -> Sequence[str]:
    """What the log says was read again."""
    with world.repository.store.reading() as uow:
        return [row.subject for row in log.after(uow.session, 0) if row.action == "document.reread"]


def test_a_better_reader_makes_the_text_anew_and_search_follows(any_world: World, release: Release) -> None:
    public_id = any_world.file(CUT).public_id
    any_world.index()
    before = hashes(any_world, public_id)
    assert acts.faults(any_world) == []
    assert acts.found(any_world, any_world.reader, "conservation") == []
    with reading_as(any_world, release(*BETTER)):
        assert again(any_world) == [ANOTHER_TEXT]
    any_world.index()
    assert passages(any_world, public_id) == [CUT.replace("-\n\n", "").partition("\n")[0], "Il se réunit en mai."]
    assert acts.found(any_world, any_world.reader, "conservation") == [public_id]
    assert drawn(any_world) == [("text", 2, "read", False), ("text", 3, "read", True)]
    assert told(any_world) == [public_id]
    assert hashes(any_world, public_id) == before
    assert acts.faults(any_world) == []


def test_what_was_read_again_is_not_read_a_third_time(any_world: World, release: Release) -> None:
    for number in range(45):  # several transactions
        any_world.file(f"{CUT} {number}")
    with reading_as(any_world, release(*BETTER)):
        assert again(any_world) == [ANOTHER_TEXT] * 45
        assert again(any_world) == [AS_IT_WAS] * 45
    assert len(told(any_world)) == 45


def test_with_everything_files_are_read_again_by_the_same_reader_and_nothing_is_told(
    world: World, release: Release
) -> None:
    world.file(CUT)
    with reading_as(world, release()):
        assert again(world) == [AS_IT_WAS]
        assert again(world, everything=True) == [READ_AGAIN]
    with reading_as(world, release(WHOLE_SENTENCES)):  # better, though its version does not say so
        assert again(world) == [AS_IT_WAS]
        assert again(world, everything=True) == [ANOTHER_TEXT]
    assert drawn(world) == [("text", 2, "read", True)]
    assert len(told(world)) == 1


def test_an_older_release_leaves_the_text_of_a_newer_one(world: World, release: Release) -> None:
    public_id = world.file(CUT).public_id
    with reading_as(world, release(*BETTER)):
        again(world)
    with reading_as(world, release()):
        assert again(world) == [AS_IT_WAS]
    assert len(passages(world, public_id)) == 2


def test_the_text_of_a_newer_release_comes_back_after_an_older_one_read_the_file(
    world: World, release: Release
) -> None:
    public_id = world.file(CUT).public_id
    newer = release(*BETTER)
    with reading_as(world, newer):
        again(world)
    world.file(CUT, title="Le même, déposé par une ancienne version du programme")
    assert drawn(world) == [("text", 2, "read", True), ("text", 3, "read", False)]
    with reading_as(world, newer):
        assert again(world) == [ANOTHER_TEXT]
    assert drawn(world) == [("text", 2, "read", False), ("text", 3, "read", True)]
    assert len(passages(world, public_id)) == 2


def test_a_document_follows_when_its_file_is_dropped_elsewhere_and_read_better(
    any_world: World, release: Release
) -> None:
    public_id = any_world.file(CUT).public_id
    any_world.index()
    with reading_as(any_world, release(*BETTER)):
        another = any_world.file(CUT, title="Le même").public_id
        assert again(any_world) == [AS_IT_WAS]
    any_world.index()
    assert set(acts.found(any_world, any_world.reader, "conservation")) == {public_id, another}
    assert told(any_world) == [public_id]
    any_world.file(CUT, title="Par une ancienne version du programme")
    assert told(any_world) == [public_id, public_id, another]


def test_a_reading_that_fails_leaves_the_text_that_was_there(any_world: World, release: Release) -> None:
    public_id = any_world.file(CUT, title="Le plan").public_id
    with reading_as(any_world, release(NEWER_TEXT, DAMAGED)):
        (outcome,) = again(any_world)
        assert again(any_world) == [AS_IT_WAS]  # it has said its last word
    assert (outcome.changed, outcome.documents) == (False, ((public_id, "Le plan"),))
    assert "le fichier est abîmé" in outcome.fault
    assert len(passages(any_world, public_id)) == 3
    assert drawn(any_world) == [("text", 2, "read", True), ("text", 3, "unreadable", True)]
    assert told(any_world) == []


def test_a_file_that_nobody_could_read_is_no_fault_of_reading_again(world: World, release: Release) -> None:
    world.file(b"PK\x03\x04 tronque", "casse.docx")
    with reading_as(world, release()):
        assert again(world) == [AS_IT_WAS]
        assert again(world, everything=True) == [READ_AGAIN]


def test_a_reading_that_took_too_long_is_tried_again(world: World, release: Release) -> None:
    public_id = world.file(CUT).public_id
    with reading_as(world, release(NEWER_TEXT, ENDLESS), seconds=0.5):
        for _ in range(2):
            (outcome,) = again(world)
            assert outcome.fault == "la lecture a pris trop de temps"
    assert len(passages(world, public_id)) == 3
    with reading_as(world, release(*BETTER)):
        assert again(world) == [ANOTHER_TEXT]
    assert len(passages(world, public_id)) == 2


def test_a_first_reading_that_failed_by_accident_is_made_up_for(world: World, release: Release) -> None:
    with reading_as(world, release(ENDLESS), seconds=0.5):
        public_id = world.file(CUT).public_id
    assert passages(world, public_id) == []
    with reading_as(world, release()):
        assert again(world) == [ANOTHER_TEXT]
    assert len(passages(world, public_id)) == 3


def test_a_text_that_is_no_longer_shown_by_a_better_reader_is_not_found_either(world: World, release: Release) -> None:
    public_id = world.file("Zinzolin").public_id
    nothing: Change = ("formats/plain.py", "    return Extract(blocks=tuple(blocks_of(text)),",
                       '    return Extract(status="no_text",')  # fmt: skip
    with reading_as(world, release(NEWER_TEXT, nothing)):
        assert again(world) == [ANOTHER_TEXT]
    world.index()
    assert passages(world, public_id) == []
    assert acts.found(world, world.reader, "zinzolin") == []


def test_earlier_versions_and_companions_are_read_again_too(any_world: World, release: Release) -> None:
    public_id = any_world.file(CUT).public_id
    acts.refile(any_world, public_id, f"{CUT} Et en juin.")
    acts.attach(any_world, public_id, "L’annexe décrit la réserve de zin-\n\nzolin.")
    any_world.index()
    assert acts.found(any_world, any_world.reader, "zinzolin") == []
    with reading_as(any_world, release(*BETTER)):
        assert again(any_world) == [ANOTHER_TEXT] * 3
    any_world.index()
    assert len(passages(any_world, public_id, 1)) == len(passages(any_world, public_id, 2)) == 2
    assert acts.found(any_world, any_world.reader, "zinzolin") == [public_id]


def test_the_links_of_the_current_version_follow(any_world: World, release: Release) -> None:
    public_id = any_world.file("# Fiche\n\nVoir [[Ancien]] et {{Nouveau}}.", "fiche.md").public_id
    assert acts.link_targets(any_world, public_id) == ["ancien"]
    braces: Change = ("formats/markdown.py", "    return extract(plain.read_text(path, MAX_SOURCE))\n",
                      '    text = plain.read_text(path, MAX_SOURCE).replace("[[", "").replace("]]", "")\n'
                      '    return extract(text.replace("{{", "[[").replace("}}", "]]"))\n')  # fmt: skip
    newer: Change = ("formats/markdown.py", MARKDOWN, 'FORMAT = Format("markdown", 3,')
    with reading_as(any_world, release(newer, braces)):
        assert again(any_world) == [ANOTHER_TEXT]
    assert acts.link_targets(any_world, public_id) == ["nouveau"]


def test_the_same_bytes_under_two_names_are_read_again_as_both(world: World, release: Release) -> None:
    source = "# Titre\n\nUn plan de\n\nconservation."
    page, plain = (world.file(source, f"texte.{suffix}", title=suffix).public_id for suffix in ("md", "txt"))
    assert passages(world, page)[0] == "Titre"
    with reading_as(world, release(*BETTER)):
        assert again(world) == [ANOTHER_TEXT]
    assert passages(world, page) == ["Titre", "Un plan de", "conservation."]
    assert passages(world, plain) == ["# Titre", "Un plan de conservation."]
    assert drawn(world) == [("markdown", 2, "read", True), ("text", 2, "read", False), ("text", 3, "read", True)]


def test_a_format_that_a_later_release_knows_takes_over_from_plain_text(world: World, release: Release) -> None:
    public_id = world.file("%VERS\nSous le pont\nMirabeau", "pont.txt").public_id
    known: Change = ("formats/plain.py", "\nFORMAT = ", _VERSES)
    place = "    html.FORMAT,\n    markdown"
    listed: Change = ("formats/__init__.py", place, f"    plain.VERSES,\n{place}")
    with reading_as(world, release(known, listed)):
        assert again(world) == [ANOTHER_TEXT]
        assert again(world) == [AS_IT_WAS]
    assert passages(world, public_id) == ["Sous le pont", "Mirabeau"]
    assert drawn(world) == [("text", 2, "read", False), ("verses", 1, "read", True)]


_VERSES = """

def _verses(path):
    return Extract(blocks=tuple(Block("paragraph", line) for line in read_text(path).splitlines()[1:]))


VERSES = Format("verses", 1, "text/x-verses", ".vers", "Vers", lambda head, names: head.startswith(b"%VERS"), _verses)
FORMAT = """


def test_a_file_that_is_damaged_on_the_disk_gives_no_new_text(any_world: World, release: Release) -> None:
    public_id = any_world.file(CUT).public_id
    lost = any_world.file("Perdu.").public_id
    blobs = any_world.repository.store.blobs
    blobs.path(acts.latest(any_world, public_id).versions[0].blob_sha256).write_bytes(b"Tout autre chose.")
    blobs.path(acts.latest(any_world, lost).versions[0].blob_sha256).unlink()
    with reading_as(any_world, release(*BETTER)):
        outcomes = again(any_world)
    faults = {outcome.documents[0][0]: outcome.fault for outcome in outcomes}
    assert "abîmé sur le disque" in faults[public_id]
    assert "absent du disque" in faults[lost]
    assert len(passages(any_world, public_id)) == 3
    assert passages(any_world, lost) == ["Perdu."]


def test_an_erased_file_is_left_alone(any_world: World, release: Release) -> None:
    any_world.file(CUT)
    with any_world.repository.store.writing() as uow:
        uow.session.execute(text("UPDATE blob SET redacted_at = created_at"))
    with reading_as(any_world, release(*BETTER)):
        assert rereading.count(any_world.repository) == 0
        assert again(any_world) == []


def test_a_file_that_is_erased_while_it_is_read_keeps_nothing_of_what_was_read(
    any_world: World, release: Release
) -> None:
    any_world.file(CUT)
    store = any_world.repository.store

    class Erasing(Reader):
        def read(self, path: Any, hint: str = "") -> Any:
            found = super().read(path, hint)
            with store.writing() as uow:
                uow.session.execute(text("UPDATE blob SET redacted_at = created_at"))
            return found

    with reading_as(any_world, release(*BETTER)):
        any_world.repository.__dict__["reader"] = Erasing()
        assert again(any_world) == [AS_IT_WAS]
    assert drawn(any_world) == [("text", 2, "read", True)]


def test_others_write_while_files_are_read(any_world: World, release: Release) -> None:
    for number in range(25):
        any_world.file(f"{CUT} {number}")
    store = any_world.repository.store

    class Watched(Reader):
        def read(self, path: Any, hint: str = "") -> Any:
            with store.writing() as uow:  # waits ten seconds for whoever holds the lock, then raises
                uow.log.record("log.exported", any_world.administrator.account)
            return super().read(path, hint)

    with reading_as(any_world, release(*BETTER)):
        any_world.repository.__dict__["reader"] = Watched()
        assert again(any_world) == [ANOTHER_TEXT] * 25


def test_it_is_known_how_many_files_an_older_reader_read(any_world: World, release: Release) -> None:
    older: Change = ("formats/plain.py", 'FORMAT = Format("text", 2,', 'FORMAT = Format("text", 1,')
    with reading_as(any_world, release(older)):
        public_id = any_world.file(CUT).public_id
        acts.attach(any_world, public_id, "Annexe.")
    any_world.file("De nos jours.")
    with any_world.repository.store.reading() as uow:
        assert rereading.outdated(uow) == 2
    with reading_as(any_world, release()):
        assert sorted(again(any_world), key=str) == sorted([AS_IT_WAS, READ_AGAIN, READ_AGAIN], key=str)
    with any_world.repository.store.reading() as uow:
        assert rereading.outdated(uow) == 0
