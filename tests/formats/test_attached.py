"""Mail: the files sent with it are read, found and judged like any other."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from repo_service.formats import FORMATS, recognise
from repo_service.formats.base import Extract, Leaks
from repo_service.formats.eml import MAX_DEPTH
from repo_service.formats.shaping import attached

from . import samples
from .build_word import WordFile, deleted, ins, p, r, tbl, tr

Read = Callable[..., Extract]
LEAKING = p(r("visible") + ins(r(" ajouté")) + deleted("retiré")) + tbl(tr("case"))


def mail(*files: tuple[str, bytes], subject: str = "Objet") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.fr", "c@d.fr", subject
    message.set_content("Bonjour")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message


@pytest.fixture
def read(tmp_path: Path) -> Read:
    form = next(form for form in FORMATS if form.name == "eml")

    def extract(message: EmailMessage) -> Extract:
        path = samples.write(tmp_path, "mail", message.as_bytes())
        assert recognise(path) is form
        return form.read(path)

    return extract


@pytest.fixture
def word(tmp_path: Path) -> bytes:
    return WordFile(LEAKING).save(tmp_path / "a.docx").read_bytes()


def test_a_word_file_sent_by_mail_is_read_under_its_name(read: Read, word: bytes) -> None:
    extract = read(mail(("Compte rendu.docx", word)))
    assert [(b.kind, b.text, b.part) for b in extract.blocks][-3:] == [
        ("heading", "Compte rendu.docx", "attachment 1"),
        ("paragraph", "visible ajouté", "attachment 1"),
        ("row", "case", "attachment 1"),
    ]
    assert extract.notices == ()


def test_what_an_attached_file_leaks_is_leaked_by_the_mail(read: Read, word: bytes) -> None:
    assert read(mail(("a.docx", word), ("b.docx", word))).leaks == Leaks(insertions=2, deletions=2)


def test_tables_of_several_files_stay_apart(read: Read, word: bytes) -> None:
    tables = [block.table for block in read(mail(("a.docx", word), ("b.docx", word))).blocks if block.kind == "row"]
    assert tables == [1, 2]


@pytest.mark.parametrize(
    ("subtype", "charset", "name"), [("plain", "iso-8859-1", "pj.txt"), ("html", "utf-8", "p"), ("plain", "utf-8", "n")]
)
def test_attached_text_is_read_in_its_character_set(read: Read, subtype: str, charset: str, name: str) -> None:
    message = mail()
    message.add_attachment(
        f"<p>{samples.SENTENCE.replace('’', ' ')}</p>", subtype=subtype, charset=charset, filename=name
    )
    assert samples.SENTENCE.replace("’", " ") in read(message).blocks[-1].text


def test_a_picture_is_named_and_not_read(read: Read) -> None:
    extract = read(mail(("logo.png", samples.png()), ("a.rtf", samples.rtf())))
    assert extract.notices == ("Pièces jointes non lues : logo.png.",)
    assert extract.leaks == Leaks()
    assert any(samples.SENTENCE in block.text for block in extract.blocks)


@pytest.mark.parametrize("kept", [0.3, 0.99])
def test_a_damaged_word_file_may_leak_what_nobody_saw(read: Read, word: bytes, kept: float) -> None:
    extract = read(mail(("a.docx", word[: int(len(word) * kept)])))
    assert extract.notices == ("Pièces jointes non lues : a.docx.",)
    assert extract.leaks == Leaks(hidden=1)
    assert extract.status == "read"


def test_mails_attached_as_files_are_opened_to_a_limit(read: Read, word: bytes) -> None:
    message = mail(("fond.docx", word))
    for depth in range(MAX_DEPTH + 1):
        message = mail((f"{depth}.eml", message.as_bytes()), subject=f"niveau {depth}")
    extract = read(message)
    texts = [block.text for block in extract.blocks]
    assert "niveau 0" in texts
    assert "visible ajouté" not in texts
    assert extract.leaks == Leaks(hidden=1)
    assert extract.notices == ("Pièces jointes non lues : 0.eml.",)


def test_a_file_in_a_forwarded_message_is_read(read: Read, word: bytes) -> None:
    outer = mail()
    outer.add_attachment(mail(("a.docx", word)))
    extract = read(outer)
    assert "visible ajouté" in [block.text for block in extract.blocks]
    assert extract.leaks.any


def test_beyond_the_limit_of_files_they_are_named(read: Read, word: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attached, "MAX_FILES", 1)
    extract = read(mail(("a.txt", b"quelques mots"), ("b.docx", word)))
    assert extract.notices == ("Pièces jointes non lues : b.docx.",)
    assert extract.leaks == Leaks(hidden=1)


def test_beyond_the_limit_of_words_they_are_named(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attached, "MAX_CHARACTERS", 20)
    extract = read(mail(("a.txt", b"quelques mots"), ("b.txt", b"quelques mots")))
    assert extract.notices == ("Pièces jointes non lues : b.txt.",)
