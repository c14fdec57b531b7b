"""Showing a document and giving its files: what leaks leaves only as a cleaned copy, except to those who keep it."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import docx
import pytest
from docx.document import Document as WordDocument

from repo_service.errors import Damaged, Gone, NotFound, Unreadable
from repo_service.formats.isolate import Reader
from repo_service.services import reading
from repo_service.services.reading import CopyMissing, Download
from tests.conftest import World
from tests.services import acts


def commented(word: str = "Adopté.") -> bytes:
    """A Word file with a comment beside its only paragraph."""
    document: WordDocument = docx.Document()
    paragraph = document.add_paragraph(word)
    document.add_comment(runs=paragraph.runs, text="À ne pas montrer : zinzolin", author="Claire Martin", initials="CM")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def download(world: World, actor: object, public_id: str, companion: str = "") -> tuple[Download, bytes]:
    """What the actor receives, and its bytes."""
    with world.repository.store.reading() as uow:
        if companion:
            given = reading.companion(uow, actor, public_id, companion)  # type: ignore[arg-type]
        else:
            given = reading.original(uow, actor, public_id)  # type: ignore[arg-type]
        with uow.blobs.open(given.sha256) as file:
            return given, file.read()


def test_readers_get_the_cleaned_copy_and_keepers_the_original(any_world: World) -> None:
    original = commented()
    public_id = any_world.file(original, "CR.docx").public_id
    for keeper in (any_world.administrator, any_world.secretary):
        assert download(any_world, keeper, public_id)[1] == original
    given, content = download(any_world, any_world.reader, public_id)
    assert content != original
    assert (given.size, given.file_name) == (len(content), "CR.docx")
    text = b"".join(part for name, part in parts(content).items() if name.endswith(".xml"))
    assert "Adopté.".encode() in text
    assert b"zinzolin" not in text
    assert b"Claire" not in text


def parts(content: bytes) -> dict[str, bytes]:
    """The members of a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_companion_that_leaks_is_given_cleaned_too(any_world: World) -> None:
    public_id = any_world.file("un").public_id
    original = commented()
    companion = acts.attach(any_world, public_id, original, "paper", "note.docx")
    assert download(any_world, any_world.administrator, public_id, companion)[1] == original
    assert download(any_world, any_world.reader, public_id, companion)[1] != original


def test_without_a_cleaned_copy_readers_get_no_file_and_keepers_do(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise Unreadable(reason="damaged")

    monkeypatch.setattr(Reader, "clean", fails)
    original = commented("Sans copie.")
    public_id = any_world.file(original, "CR.docx").public_id
    assert download(any_world, any_world.secretary, public_id)[1] == original
    with pytest.raises(CopyMissing):
        download(any_world, any_world.reader, public_id)


def test_a_mail_leaks_what_the_word_file_sent_with_it_leaks(any_world: World) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@b.fr", "c@d.fr", "Compte rendu"
    mail.set_content("Ci-joint.")
    mail.add_attachment(commented(), maintype="application", subtype="octet-stream", filename="CR.docx")
    public_id = any_world.file(mail.as_bytes(), "CR.eml").public_id
    with any_world.repository.store.reading() as uow:
        shown = reading.show(uow, any_world.reader, public_id)
    assert "Adopté." in [block.text for block in shown.extract.blocks]
    assert shown.files == {1: None}
    with pytest.raises(CopyMissing):
        download(any_world, any_world.reader, public_id)


def test_a_file_that_does_not_leak_is_given_as_it_came(any_world: World) -> None:
    public_id = any_world.file("Le comité.\n", "CR.txt").public_id
    given, content = download(any_world, any_world.reader, public_id)
    assert (content.decode(), given.file_name, given.media_type) == ("Le comité.\n", "CR.txt", "text/plain")


def test_a_page_shows_text_versions_and_who_cites_it(any_world: World) -> None:
    target = any_world.file("# Règlement\n\nArticle premier.", "regle.md", title="Règlement").public_id
    source = any_world.file(f"Voir [[{target}|ici]].", "page.md", title="Page").public_id
    secret = any_world.file(f"Voir [[{target}|ici]].", "autre.md", title="Secret", state="draft").public_id
    with any_world.repository.store.reading() as uow:
        shown = reading.show(uow, any_world.reader, target)
        assert [block.text for block in shown.extract.blocks] == ["Règlement", "Article premier."]
        assert [row.public_id for row in shown.cited_by] == [source]
        assert {row.public_id for row in reading.show(uow, any_world.secretary, target).cited_by} == {source, secret}


def test_a_link_to_a_hidden_document_shows_no_title(any_world: World) -> None:
    hidden = any_world.file("x", title="Titre secret", state="draft").public_id
    source = any_world.file(f"Voir [[{hidden}|cela]].", "page.md").public_id
    with any_world.repository.store.reading() as uow:
        assert "Titre secret" not in str(reading.show(uow, any_world.reader, source))
        assert "Titre secret" in str(reading.show(uow, any_world.secretary, source))


def test_readers_see_the_published_version_and_keepers_the_draft_too(any_world: World) -> None:
    public_id = any_world.file("Publié.").public_id
    acts.refile(any_world, public_id, "Brouillon.", state="draft")
    with any_world.repository.store.reading() as uow:
        assert [v.number for v in reading.show(uow, any_world.reader, public_id).versions] == [1]
        assert [v.number for v in reading.show(uow, any_world.secretary, public_id).versions] == [2, 1]
        assert reading.show(uow, any_world.secretary, public_id).version.number == 1
        assert reading.show(uow, any_world.secretary, public_id, 2).extract.blocks[0].text == "Brouillon."
        for ask in (reading.show, reading.original):
            with pytest.raises(NotFound):
                ask(uow, any_world.reader, public_id, 2)


@pytest.mark.parametrize("number", [0, 2, -1, 10**12])
def test_a_version_that_does_not_exist_is_not_found(world: World, number: int) -> None:
    public_id = world.file("un").public_id
    with world.repository.store.reading() as uow:
        for ask in (reading.show, reading.original):
            with pytest.raises(NotFound):
                ask(uow, world.administrator, public_id, number)


def test_a_withdrawn_document_is_gone_for_readers_and_open_to_its_keepers(any_world: World) -> None:
    public_id = any_world.file("un").public_id
    companion = acts.attach(any_world, public_id, "Annexe.")
    acts.put(any_world, public_id, "withdrawn")
    with any_world.repository.store.reading() as uow:
        for ask in (
            lambda: reading.show(uow, any_world.reader, public_id),
            lambda: reading.original(uow, any_world.reader, public_id),
            lambda: reading.companion(uow, any_world.reader, public_id, companion),
        ):
            with pytest.raises(Gone):
                ask()
        assert reading.show(uow, any_world.secretary, public_id).document.state == "withdrawn"
        assert reading.original(uow, any_world.secretary, public_id).size == 2


def test_there_is_no_tombstone_without_a_grave(world: World) -> None:
    public_id = world.file("un").public_id
    with world.repository.store.reading() as uow, pytest.raises(NotFound):
        reading.tombstone(uow, world.reader, public_id)


def test_a_file_that_cannot_be_read_is_kept_and_says_why(any_world: World) -> None:
    public_id = any_world.file(b"PK\x03\x04 tronque", "casse.docx").public_id
    with any_world.repository.store.reading() as uow:
        extract = reading.show(uow, any_world.reader, public_id).extract
    assert extract.status in {"unreadable", "unsupported"}
    assert extract.reason in reading.REASONS
    assert download(any_world, any_world.administrator, public_id)[1] == b"PK\x03\x04 tronque"
    with pytest.raises(reading.CopyMissing):  # nobody can tell what it hides
        download(any_world, any_world.reader, public_id)


def test_an_unknown_format_is_kept_under_its_own_suffix(any_world: World) -> None:
    public_id = any_world.file(b"\x93\x01binaire\xff\xfe\x00\x01", "mesures.xyz").public_id
    given, content = download(any_world, any_world.reader, public_id)
    assert (given.file_name, given.media_type) == ("mesures.xyz", "application/octet-stream")
    assert content == b"\x93\x01binaire\xff\xfe\x00\x01"


def test_a_copy_that_was_lost_is_damage_not_a_crash(world: World) -> None:
    public_id = world.file(commented("Copie perdue."), "CR.docx").public_id
    given, _ = download(world, world.reader, public_id)
    world.repository.store.blobs.path(given.sha256).unlink()
    with pytest.raises(Damaged):
        download(world, world.reader, public_id)
