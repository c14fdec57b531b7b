"""Damaged files by the hundred: whatever happens to a file on its way, its reader answers and lives on.

``REPO_SERVICE_TEST_MUTATIONS`` gives another number of files; 10,000 take some minutes.
"""

from __future__ import annotations

import os
import random
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from repo_service.formats.base import REASONS
from repo_service.formats.isolate import Reader
from tests.formats.samples import SAMPLES, write

FILES = int(os.environ.get("REPO_SERVICE_TEST_MUTATIONS", "600"))


def flipped(content: bytes, dice: random.Random) -> bytes:
    """A few bytes are others."""
    data = bytearray(content)
    for _ in range(dice.randint(1, 12)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(data)


def cut(content: bytes, dice: random.Random) -> bytes:
    """The end is missing."""
    return content[: dice.randrange(1, len(content))]


def repeated(content: bytes, dice: random.Random) -> bytes:
    """A stretch comes many times."""
    start = dice.randrange(len(content))
    stretch = content[start : start + dice.randint(1, 200)]
    return content[:start] + stretch * dice.choice([2, 50, 2000]) + content[start:]


def swapped(content: bytes, dice: random.Random) -> bytes:
    """Two stretches change places."""
    first, second = sorted(dice.randrange(len(content)) for _ in range(2))
    length = dice.randint(1, 60)
    return (
        content[:first] + content[second : second + length] + content[first + length : second]
        + content[first : first + length] + content[second + length :]
    )  # fmt: skip


def numbered(content: bytes, dice: random.Random) -> bytes:
    """A number is absurd."""
    digits = [place for place, byte in enumerate(content) if chr(byte).isdigit()]
    if not digits:
        return flipped(content, dice)
    place = dice.choice(digits)
    absurd = dice.choice([b"-1", b"0", b"4294967296", b"99999999999999999999", b"1e999", b"NaN"])
    return content[:place] + absurd + content[place + 1 :]


DAMAGES: list[Callable[[bytes, random.Random], bytes]] = [flipped, cut, repeated, swapped, numbered]


def damaged(content: bytes, dice: random.Random) -> bytes:
    """The file with one damage: to its bytes or, where it is a zip, as often to a member before it is packed again."""
    damage = dice.choice(DAMAGES)
    if not content.startswith(b"PK") or dice.random() < 0.3:
        return damage(content, dice)
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as whole, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        members = whole.infolist()
        chosen = dice.choice([member for member in members if member.file_size] or members)
        for member in members:
            inside = whole.read(member)
            packed.writestr(member.filename, damage(inside, dice) if member is chosen and inside else inside)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.close()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_damaged_file_gets_an_answer_and_the_reader_lives_on(name: str, tmp_path: Path, reader: Reader) -> None:
    dice = random.Random(f"{name} 2026")
    whole = SAMPLES[name]()
    for number in range(max(FILES // len(SAMPLES), 1)):
        path = write(tmp_path, name, damaged(whole, dice))
        _, _, extract = reader.read(path, name)
        assert extract.status in {"read", "no_text", "unsupported", "unreadable"}
        if extract.status == "unreadable":
            assert extract.reason in REASONS, number
            assert extract.reason not in {"crashed", "timeout", "memory"}, number
