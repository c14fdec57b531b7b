"""The wheel holds the whole program (pages, migrations, catalogues, static files), the sdist no data.

Built as pip would: tree -> sdist -> wheel, from a copy of the checkout, with the tools of the lock file.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import ROOT, present

SECRETS = (
    "storage/repo-service.db",
    "storage/blobs/ab/cdef",
    "indexes/main/segment",
    ".env",
    ".venv/pyvenv.cfg",
)
LOOK = """
import repo_service, sys
from repo_service import paths
assert paths.PACKAGE.is_relative_to(sys.argv[1]), paths.PACKAGE
for room in sys.argv[2:]:
    print(*(found.relative_to(sys.argv[1]).as_posix() for found in paths.templates(room)))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """Folder of one wheel and one sdist, built from a copy that also holds data of an installation."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in present():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, copy / name)
    for name in SECRETS:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text("data of an installation")
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", out, copy]
    building = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert building.returncode == 0, building.stdout
    return out


@pytest.fixture(scope="module")
def wheel(built) -> zipfile.ZipFile:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as archive:
        yield archive


def shipped(name: str) -> list[str]:
    """Where a file of the checkout stands in the wheel. Catalogues are compiled at the start: only ``.po`` is there."""
    if name.startswith("templates/"):
        return [f"repo_service/{name}"]
    if not name.startswith("repo_service/"):
        return []
    return [name]


def test_the_wheel_holds_exactly_the_package_and_its_templates(wheel):
    expected = {target for name in present() for target in shipped(name)}
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert held == expected


def test_the_wheel_announces_licence_command_and_pythons(wheel):
    described = {
        Path(name).name: wheel.read(name).decode() for name in wheel.namelist() if ".dist-info/" in name
    }
    assert "repo-service = repo_service.cli:main" in described["entry_points.txt"]
    assert "License-Expression: Apache-2.0" in described["METADATA"]
    assert "Requires-Python: <3.14,>=3.11" in described["METADATA"]
    assert described["LICENSE"].strip().startswith("Apache License")


def test_an_unpacked_wheel_finds_its_own_templates(wheel, tmp_path):
    wheel.extractall(tmp_path)
    rooms = sorted({name.split("/")[1] for name in present() if name.startswith("templates/")})
    assert "pages" in rooms
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REPO_SERVICE_")}
    command = [sys.executable, "-P", "-c", LOOK, str(tmp_path), *rooms]
    seen = subprocess.run(
        command,
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert seen.stdout.split() == [f"repo_service/templates/{room}" for room in rooms]


def test_the_sdist_holds_no_data_of_the_installation(built):
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert "storage/README.md" in held
    assert held.isdisjoint(SECRETS)
