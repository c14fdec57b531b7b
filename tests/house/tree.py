"""What the checkout holds, as git sees it: the house tests measure this and nothing else on the disk."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def git(*words: str) -> list[str]:
    """Lines of a git command about the checkout; NUL-separated where ``-z`` is among the words."""
    answer = subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [line for line in answer.split("\0" if "-z" in words else "\n") if line]


def tracked() -> list[str]:
    """Files in git that are still on the disk."""
    return [name for name in git("ls-files", "-z") if (ROOT / name).is_file()]


def present() -> list[str]:
    """Files in git and new files that git does not ignore: what a commit of everything would hold."""
    return [name for name in git("ls-files", "-z", "-co", "--exclude-standard") if (ROOT / name).is_file()]


def read(name: str) -> str:
    """The text of one file of the checkout."""
    return (ROOT / name).read_text("utf-8")


def project() -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads(read("pyproject.toml"))


def run_time_requirements() -> list[str]:
    """What ``pip install repo-service`` would bring."""
    return list(project()["project"]["dependencies"])


def every_requirement() -> list[str]:
    """Run time, extras and the tools of the tests."""
    whole = project()
    extras = [line for lines in whole["project"].get("optional-dependencies", {}).values() for line in lines]
    return [*run_time_requirements(), *extras, *whole["dependency-groups"]["dev"]]
