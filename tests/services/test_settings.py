"""Settings: a misspelt name or a bad value stops the start, by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from repo_service import settings
from repo_service.settings import SettingError


def test_without_environment_every_setting_has_its_default() -> None:
    loaded = settings.load({})
    assert loaded.storage.name == "storage"
    assert loaded.timezone == "Europe/Paris"
    assert loaded.database == f"sqlite:///{loaded.storage / 'repo-service.db'}"
    assert loaded.max_upload >= 10_000_000
    assert not loaded.https


def test_a_misspelt_name_is_refused_by_name() -> None:
    with pytest.raises(SettingError, match="réglage inconnu REPO_SERVICE_STORGE"):
        settings.load({"REPO_SERVICE_STORGE": "/x"})


def test_names_of_others_and_of_tests_are_left_alone() -> None:
    settings.load({"STORGE": "x", "REPO_SERVICE_TEST_POSTGRESQL": "x"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAX_UPLOAD", "grand"),
        ("MAX_UPLOAD", "-1"),
        ("MAX_UPLOAD", "²"),
        ("READ_SECONDS", "1.5"),
        ("OCR", "peut-être"),
        ("DEVELOPMENT", "2"),
        ("TIMEZONE", "Europe/Valmorin"),
        ("TIMEZONE", "../../etc/passwd"),
        ("TIMEZONE", "x" * 5000),
    ],
)
def test_a_bad_value_is_refused_with_its_name_and_what_is_expected(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"REPO_SERVICE_{name}.* est attendu"):
        settings.load({f"REPO_SERVICE_{name}": value})


@pytest.mark.parametrize("value", ["~personne-de-ce-nom/depot", "\0"])
def test_a_folder_that_cannot_be_is_refused_with_its_name(value: str) -> None:
    with pytest.raises(SettingError, match="REPO_SERVICE_STORAGE"):
        settings.load({"REPO_SERVICE_STORAGE": value})


def test_an_empty_value_means_the_default() -> None:
    assert settings.load({"REPO_SERVICE_READ_SECONDS": ""}).read_seconds == 10


@pytest.mark.parametrize(
    ("given", "expected"), [("1", True), ("TRUE", True), ("yes", True), ("0", False), ("no", False)]
)
def test_yes_and_no_are_understood(given: str, expected: bool) -> None:
    assert settings.load({"REPO_SERVICE_OCR": given}).ocr is expected


def test_folders_are_absolute_and_a_given_database_goes_before_the_embedded_one(tmp_path: Path) -> None:
    loaded = settings.load(
        {"REPO_SERVICE_STORAGE": str(tmp_path / "a" / ".." / "b"), "REPO_SERVICE_DATABASE_URL": "x://y"}
    )
    assert loaded.storage == tmp_path / "b"
    assert loaded.database == "x://y"


def test_settings_shown_by_accident_tell_no_secret() -> None:
    secret = "Zinzolin-4816"
    secrets = {
        "DATABASE_URL": f"postgresql+psycopg://nom:{secret}@base/depot", "SECRET_KEY": secret,
        "OIDC_CLIENT_SECRET": secret, "SMTP_URL": f"smtps://nom:{secret}@courriel.exemple.fr",
    }  # fmt: skip
    assert secret not in repr(settings.load({f"REPO_SERVICE_{name}": value for name, value in secrets.items()}))


def test_cookies_follow_the_address_unless_told() -> None:
    https = {"REPO_SERVICE_BASE_URL": "https://reseau.exemple.fr"}
    assert settings.load(https).https
    assert not settings.load(https | {"REPO_SERVICE_SECURE_COOKIES": "0"}).https
    assert settings.load({"REPO_SERVICE_SECURE_COOKIES": "1"}).https


def test_the_table_and_the_values_name_the_same_settings() -> None:
    names = [row.name.lower() for row in settings.SETTINGS]
    assert names == list(settings.Settings.__dataclass_fields__)
    assert len(set(names)) == len(names)
    assert all(row.help for row in settings.SETTINGS)


def test_a_siret_is_read_however_it_is_spaced() -> None:
    loaded = settings.load({"REPO_SERVICE_COLLECTIVITY_SIRET": "732 829 320 00074"})
    assert loaded.collectivity_siret == "73282932000074"
    assert settings.load({}).collectivity_siret == ""


@pytest.mark.parametrize("value", ["732 829 320", "732 829 320 00075", "73282932O00074", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤", "x" * 14])
def test_a_siret_that_cannot_be_is_refused(value: str) -> None:
    with pytest.raises(SettingError, match=r"REPO_SERVICE_COLLECTIVITY_SIRET.*SIRET de quatorze chiffres"):
        settings.load({"REPO_SERVICE_COLLECTIVITY_SIRET": value})
