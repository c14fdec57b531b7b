"""A disk that can be watched and can fail: each open, write, fsync, rename, new folder is counted, then really done."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest


class WatchedFile:
    """An unbuffered file whose calls go through the disk's counter."""

    def __init__(self, disk: Disk, path: Path, file: Any) -> None:
        self._disk, self._path, self._file = disk, path, file
        disk.descriptors[file.fileno()] = path

    def write(self, data: Any) -> int:
        self._disk.count("write", self._path)
        return int(self._file.write(data[: self._disk.most] if self._disk.most else data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class Disk:
    """``calls`` lists what was done, in order, as (verb, path under ``root``); the ``fail_at``-th call fails."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.calls: list[tuple[str, str]] = []
        self.descriptors: dict[int, Path] = {}
        self.fail_at = 0
        self.errno = 0
        self.most = 0  # bytes that one write takes; 0: all

    def count(self, verb: str, path: Path) -> None:
        """One more call; the one that must fail does so before it has done anything."""
        self.calls.append((verb, path.relative_to(self.root).as_posix()))
        if len(self.calls) == self.fail_at:
            raise OSError(self.errno, os.strerror(self.errno))

    def verbs(self) -> list[str]:
        """The verbs alone."""
        return [verb for verb, _ in self.calls]

    def forget(self) -> None:
        """Start counting anew, with nothing failing."""
        self.calls, self.fail_at = [], 0


def watched(monkeypatch: pytest.MonkeyPatch, root: Path) -> Disk:
    """Watch what happens under ``root`` until the test ends."""
    disk = Disk(root)
    real = {"open": Path.open, "replace": Path.replace, "mkdir": Path.mkdir}
    real_os = {"open": os.open, "fsync": os.fsync}

    def path_open(path: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if "x" not in mode or not path.is_relative_to(root):
            return real["open"](path, mode, *args, **kwargs)
        disk.count("open", path)
        return WatchedFile(disk, path, real["open"](path, mode, *args, **kwargs))

    def replace(path: Path, target: Path) -> Path:
        if target.is_relative_to(root):
            disk.count("rename", target)
        return real["replace"](path, target)  # type: ignore[no-any-return]

    def mkdir(path: Path, *args: Any, **kwargs: Any) -> None:
        if path.is_relative_to(root) and not path.exists():
            disk.count("mkdir", path)
        real["mkdir"](path, *args, **kwargs)

    def os_open(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
        inside = isinstance(path, Path) and path.is_dir() and path.is_relative_to(root)
        if inside:
            disk.count("open folder", path)
        descriptor = real_os["open"](path, flags, *args, **kwargs)
        if inside:
            disk.descriptors[descriptor] = path
        return descriptor

    def fsync(descriptor: int) -> None:
        if descriptor in disk.descriptors:
            path = disk.descriptors[descriptor]
            disk.count("fsync folder" if path.is_dir() else "fsync", path)
        real_os["fsync"](descriptor)

    for name, value in (("open", path_open), ("replace", replace), ("mkdir", mkdir)):
        monkeypatch.setattr(Path, name, value)
    monkeypatch.setattr(os, "open", os_open)
    monkeypatch.setattr(os, "fsync", fsync)
    return disk
