"""A later release of the program, for tests of what an update does: the real program with a few passages changed.

Only the child process that reads files, or a command, runs it: it stands first in the places that they import from.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from repo_service.formats.isolate import Reader
from tests.conftest import World

PACKAGE = Path(__file__).resolve().parents[3] / "repo_service"

Change = tuple[str, str, str]  # file below the package, passage, what stands there in the later release
TEXT = 'FORMAT = Format("text", 2,'
MARKDOWN = 'FORMAT = Format("markdown", 2,'
READ = "    text = read_text(path)\n"
NEWER_TEXT: Change = ("formats/plain.py", TEXT, 'FORMAT = Format("text", 3,')
# A sentence, or a word, that an empty line cuts in two, as at the end of a page, is one passage.
_WHOLE = '    text = re.sub(r"-\\n\\n(?=[a-zé])", "", re.sub(r"(?<=[a-zé,])\\n\\n(?=[a-zé])", " ", text))\n'
WHOLE_SENTENCES: Change = ("formats/plain.py", READ, READ + _WHOLE)
DAMAGED: Change = ("formats/plain.py", READ, '    raise ReadFailure("damaged", "a later release is strict")\n')
ENDLESS: Change = ("formats/plain.py", READ, "    while path:\n        pass\n    text = read_text(path)\n")
_CLEANER = """
def _better(source, target):
    clean(source, target)
    with zipfile.ZipFile(target, "a") as archive:
        archive.comment = b"made by a better cleaner"


def _worse(source, target):
    raise ReadFailure("damaged", "a later release is strict")


FORMAT = Format("""


def cleaner(version: int, function: str) -> list[Change]:
    """The cleaner of Word files in a later version: ``_better`` or ``_worse``."""
    return [
        ("formats/docx.py", "\nFORMAT = Format(", _CLEANER),
        ("formats/docx.py", "    clean=clean,\n", f"    clean={function},\n    cleaner={version},\n"),
        ("formats/docx.py", "import re\n", "import re\nimport zipfile\n"),
    ]


def later_release(folder: Path, *changes: Change) -> Path:
    """The program in ``folder`` with ``changes``; each passage must stand in its file exactly once."""
    shutil.copytree(PACKAGE, folder / "repo_service", ignore=shutil.ignore_patterns("__pycache__", "static"))
    for name, passage, instead in changes:
        path = folder / "repo_service" / name
        source = path.read_text("utf-8")
        assert source.count(passage) == 1, f"{name}: {passage!r}"
        path.write_text(source.replace(passage, instead), "utf-8")
    return folder


@contextmanager
def reading_as(world: World, folder: Path, **limits: Any) -> Iterator[Reader]:
    """While the block lasts, files of this world are read by the release in ``folder``."""
    reader = Reader(**limits)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))  # children look for modules where we do; we have all of ours already
        patch.setitem(world.repository.__dict__, "reader", reader)
        yield reader
    reader.close()


Release = Callable[..., Path]


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """Makes later releases, each in a folder of its own."""
    made: list[Path] = []

    def make(*changes: Change) -> Path:
        made.append(later_release(tmp_path / f"release-{len(made)}", *changes))
        return made[-1]

    return make
