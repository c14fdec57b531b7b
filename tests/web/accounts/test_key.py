"""The key that signs cookies and forms: nobody else is served without one that cannot be guessed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from repo_service import settings
from repo_service.cli import cli
from repo_service.settings import SettingError

PROJECT = Path(__file__).resolve().parents[3]
KEY = "3f9c1b7e5a2d4860b1c3"


@pytest.mark.parametrize(
    "key",
    ["changeme", "change-me", "CHANGE_ME!", "changeme123", "secret", "secret-key", "your-secret-key-here", "dev",
     "development", "default", "password", "Password1", "insecure", "please change this", "django-insecure", "test",
     "testing-key", "example", "aaaaaaaaaaaaaaaa", "00000000", "12345678", "1234567890123456", "abcdefgh",
     "azertyuiop", "qwerty123",
     "à changer", "changez-moi", "clé secrète", "cle-secrete-ici", "motdepasse", "mot de passe", " " * 8,
     "x", "a1b2c3"],
)  # fmt: skip
def test_a_key_that_somebody_could_guess_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(SettingError, match="REPO_SERVICE_SECRET_KEY") as refused:
        settings.load({"REPO_SERVICE_SECRET_KEY": key})
    assert f"« {key}" not in str(refused.value)


@pytest.mark.parametrize("key", [KEY, "for these tests only", "correct horse battery staple", "9Zk!q2Lw"])
def test_a_key_of_one_s_own_is_taken_and_shown_nowhere(key: str) -> None:
    loaded = settings.load({"REPO_SERVICE_SECRET_KEY": key, "REPO_SERVICE_OIDC_CLIENT_SECRET": "secret du fournisseur"})
    assert loaded.secret_key == key
    assert key not in repr(loaded)
    assert "secret du fournisseur" not in repr(loaded)


def test_an_empty_key_is_refused_and_not_taken_for_none() -> None:
    with pytest.raises(SettingError, match="SECRET_KEY vide"):
        settings.load({"REPO_SERVICE_SECRET_KEY": ""})
    assert settings.load({}).secret_key == ""


def environment(tmp_path: Path, **given: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REPO_SERVICE_")}
    folders = {"REPO_SERVICE_STORAGE": str(tmp_path / "storage"), "REPO_SERVICE_INDEXES": str(tmp_path / "indexes")}
    return kept | folders | given


@pytest.mark.parametrize("given", [{}, {"REPO_SERVICE_SECRET_KEY": ""}, {"REPO_SERVICE_SECRET_KEY": "changeme"}])
def test_a_wsgi_server_does_not_start_without_a_key(tmp_path: Path, given: dict[str, str]) -> None:
    command, where = [sys.executable, "-c", "import wsgi"], environment(tmp_path, **given)
    ended = subprocess.run(command, cwd=PROJECT, env=where, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode != 0
    assert "REPO_SERVICE_SECRET_KEY" in ended.stderr
    assert not (tmp_path / "storage").exists(), "nothing was made"


@pytest.mark.parametrize("host", [".".join("0000"), "::", "192.0.2.1", "depot.exemple.fr", "127.0.0.1.exemple.fr"])
@pytest.mark.parametrize("key", [None, "", "changeme"])
def test_serve_listens_to_others_only_with_a_key(
    tmp_path: Path, host: str, key: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("REPO_SERVICE_")]:
        monkeypatch.delenv(name)
    given = {} if key is None else {"REPO_SERVICE_SECRET_KEY": key}
    ended = CliRunner().invoke(cli, ["serve", "--host", host], env=environment(tmp_path, **given))
    assert isinstance(ended.exception, SettingError)
    assert "REPO_SERVICE_SECRET_KEY" in str(ended.exception)
    assert not (tmp_path / "storage").exists(), "nothing was made"
