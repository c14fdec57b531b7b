"""The settings of mail: a mistake stops the start with a clear sentence, and a password is told nowhere."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from repo_service import settings
from repo_service.settings import SettingError, Settings


def load(name: str, value: str) -> Settings:
    """Read one setting."""
    return settings.load({f"REPO_SERVICE_{name}": value})


@pytest.mark.parametrize(
    "url",
    [
        "smtp://localhost", "smtp://courriel.exemple.fr:2525/", "smtps://[::1]:465", "smtp+starttls://mémoire.exemple",
        "smtp+starttls://nom:p%40ss%3A%2F@courriel.exemple.fr:587", "SMTP://localhost",
    ],
)  # fmt: skip
def test_the_address_of_a_mail_server_is_taken_as_it_is(url: str) -> None:
    assert load("SMTP_URL", url).smtp_url == url


@pytest.mark.parametrize(
    "url",
    [
        "Zq9x", "courriel.exemple.fr:25", "http://nom:Zq9x@courriel.exemple.fr", "smtp://", "smtp://nom:Zq9x@",
        "smtp://nom:Zq9x@h:port", "smtp://nom:Zq9x@h:70000", "smtp://nom:Zq9x@h:0", "smtp://nom:Zq9x@h/boite",
        "smtp://nom:Zq/9x@h", "smtp://nom:Zq9x@h?tls=1", "smtp://nom:Zq#9x@h", "smtp://nom:Zq9x@[::1",
        "smtp://nom:Zq9x@" + "h" * 64 + ".fr", "smtp://Zq9x@h", "smtp://:Zq9x@h", "smtp://nom:@h",
        "smtp://nom:Zqé9x@h", "smtp://nom:Zq%C3%A99x@h", "mailto:nom:Zq9x@h",
    ],
)  # fmt: skip
def test_a_mistake_in_the_address_of_the_mail_server_is_told_without_its_password(url: str) -> None:
    with pytest.raises(SettingError, match=r"REPO_SERVICE_SMTP_URL.* (est|sont) attendu") as caught:
        load("SMTP_URL", url)
    told = "".join(traceback.format_exception(caught.value))
    assert "Zq" not in told
    assert "9x" not in told


def test_the_settings_shown_by_accident_tell_no_password() -> None:
    loaded = load("SMTP_URL", "smtp://nom:Zq9x@h")
    assert "Zq9x" not in repr(loaded)


@pytest.mark.parametrize(
    "address",
    ["x", "@", "a@", "@b", "a b@exemple.fr", "Nom <a@exemple.fr>", "a@b@c", "a@exemple.fr\nBcc: b@c", "é@exemple.fr",
     "a@exem ple.fr"],
)  # fmt: skip
def test_what_is_not_an_address_of_mail_is_refused(address: str) -> None:
    with pytest.raises(SettingError, match=r"(?s)REPO_SERVICE_MAIL_FROM.* est attendue"):
        load("MAIL_FROM", address)


@pytest.mark.parametrize(
    ("name", "value", "author"),
    [
        ("BASE_URL", "", "repo-service@localhost"),
        ("BASE_URL", "https://memoire.exemple:8443", "repo-service@memoire.exemple"),
        ("BASE_URL", "https://mémoire.exemple", "repo-service@xn--mmoire-bva.exemple"),
        ("MAIL_FROM", "depot@mémoire.exemple", "depot@xn--mmoire-bva.exemple"),
    ],
)
def test_mail_comes_from_the_site_unless_told(name: str, value: str, author: str) -> None:
    assert load(name, value).mail_author == author


def test_the_folder_of_mail_stands_in_the_storage_unless_told() -> None:
    assert load("MAIL_FOLDER", "").mail_box == settings.load({}).storage / "mail"
    assert load("MAIL_FOLDER", "/tmp/../tmp/courriel").mail_box == Path("/tmp/courriel")
