"""A real LibreOffice without a screen: one for the whole run, with a profile of its own, spoken to through a pipe.

What it is asked to do is in ``settle_in_office.py``, which the system's own Python runs: UNO belongs to that one.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PYTHON = "/usr/bin/python3"
SCRIPT = Path(__file__).with_name("settle_in_office.py")
OF_ITS_OWN = "\u200d"  # put by LibreOffice into a tracked row without a word


def missing() -> str:
    """Why there is no office to be had; empty when there is one."""
    if not shutil.which("soffice"):
        return "LibreOffice is not installed (libreoffice-writer-nogui)"
    uno = subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False)
    return f"{PYTHON} has no UNO (python3-uno)" if uno.returncode else ""


@dataclass(frozen=True)
class Settled:
    """What is left of a file with changes: its lines, and the file that LibreOffice saved, for each answer."""

    accepted: list[str]
    rejected: list[str]
    accepted_file: Path
    rejected_file: Path


class Office:
    """A running LibreOffice whose files live under ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pipe = f"repo-service-{uuid.uuid4().hex}"
        self._process = subprocess.Popen(
            [
                "soffice", "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
                f"--accept=pipe,name={self._pipe};urp", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def close(self) -> None:
        """End it."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def settle(self, files: Mapping[str, bytes], *, saved: bool = True) -> dict[str, Settled]:
        """Accept all changes of each file, and reject them all; ``saved``: keep what is left as Word files too."""
        folder = self._folder / uuid.uuid4().hex
        folder.mkdir()
        suffixes = (".txt", ".docx") if saved else (".txt",)
        jobs = []
        for name, content in files.items():
            source = folder / f"{name}.docx"
            source.write_bytes(content)
            for act in ("accept", "reject"):
                targets = [str(folder / f"{name}.{act}{suffix}") for suffix in suffixes]
                jobs.append({"source": str(source), "act": act, "targets": targets})
        (folder / "jobs.json").write_text(json.dumps(jobs), "utf-8")
        done = subprocess.run(
            [PYTHON, SCRIPT, self._pipe, folder / "jobs.json"], capture_output=True, text=True, check=False, timeout=900
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return {
            name: Settled(
                _lines(folder / f"{name}.accept.txt"), _lines(folder / f"{name}.reject.txt"),
                folder / f"{name}.accept.docx", folder / f"{name}.reject.docx",
            )
            for name in files
        }  # fmt: skip


def _lines(path: Path) -> list[str]:
    """The lines of an exported text that hold a word, as ``flow.printed`` gives them."""
    lines = path.read_text("utf-8-sig").split("\n")
    return [said for line in lines if (said := line.replace(OF_ITS_OWN, "").strip())]
