"""The folder of mail: one whole file a message, for the service alone, oldest first."""

from __future__ import annotations

import os
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from repo_service import mail
from repo_service.errors import Unavailable
from repo_service.mail import Refused
from repo_service.mail.folder import Folder
from repo_service.mail.smtp import Smtp
from tests.conftest import make_settings
from tests.mail.letters import AUTHOR, LINK, letter


def files(folder: Path) -> list[EmailMessage]:
    """The messages in the folder, in the order of their names; nothing else may be there."""
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.iterdir())]


def test_a_message_becomes_a_file_that_only_the_service_may_read(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "mail"
    Folder(folder, AUTHOR).send(letter())
    (path,) = folder.iterdir()
    assert path.name == "20260312T133005.123456-7K3M9QWX2B4T.eml"
    assert LINK in path.read_text("utf-8")
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o600
        assert folder.stat().st_mode & 0o777 == 0o700
    assert files(folder)[0]["To"] == "camille@exemple.fr"


def test_sorted_by_name_the_oldest_comes_first(tmp_path: Path) -> None:
    written = [letter().written_at + timedelta(seconds=seconds) for seconds in (0.5, -86_400, 0, 3600)]
    for number, instant in enumerate(written):
        Folder(tmp_path, AUTHOR).send(letter(identifier=f"{9 - number}", written_at=instant))
    dates = [message["Date"].datetime for message in files(tmp_path)]
    assert dates == sorted(dates)
    assert len(dates) == 4


def test_the_same_message_again_is_still_one_file(tmp_path: Path) -> None:
    for _ in range(2):
        Folder(tmp_path, AUTHOR).send(letter())
    assert len(files(tmp_path)) == 1


def test_what_a_killed_sender_left_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "20260312T133005.123456-7K3M9QWX2B4T.part").write_text("From: mem")
    Folder(tmp_path, AUTHOR).send(letter())
    assert len(files(tmp_path)) == 1


def test_a_disk_that_refuses_is_tried_again_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable):
        Folder(tmp_path / "file", AUTHOR).send(letter())

    def refuses(descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", refuses)
    with pytest.raises(Unavailable):
        Folder(tmp_path / "mail", AUTHOR).send(letter())
    assert list((tmp_path / "mail").glob("*.eml")) == []


def test_a_message_that_cannot_be_is_refused_for_good(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        Folder(tmp_path, AUTHOR).send(letter(recipient="a@exemple.fr\nBcc: b@exemple.fr"))
    assert files(tmp_path) == []


def test_the_settings_choose_the_way_and_the_author(tmp_path: Path) -> None:
    base = {"BASE_URL": "https://mémoire.exemple:8443", "SITE_NAME": "Mémoire \n du réseau"}
    mail.sender(make_settings(tmp_path, **base)).send(letter())
    (message,) = files(tmp_path / "storage" / "mail")
    assert str(message["From"]) == "Mémoire du réseau <repo-service@xn--mmoire-bva.exemple>"
    elsewhere = {"MAIL_FOLDER": str(tmp_path / "b"), "MAIL_FROM": "depot@exemple.fr"}
    mail.sender(make_settings(tmp_path, **elsewhere)).send(letter())
    assert files(tmp_path / "b")[0]["Message-ID"] == "<7K3M9QWX2B4T@exemple.fr>"
    assert isinstance(mail.sender(make_settings(tmp_path, SMTP_URL="smtp://localhost")), Smtp)
