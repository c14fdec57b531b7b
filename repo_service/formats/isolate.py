"""Reads files in a child process with limits on time, memory and CPU: a hostile file costs one child, not
the service.

The child is spawned, never forked from a thread. Frames on its standard input and output are a length (8
bytes, big endian) and JSON. A reader that prints cannot break them, for the child moves its answers to a
descriptor of its own. The parent ends the child on any fault, after too long a time, and after
``RENEWED_AFTER`` files; the child ends itself when its input closes, for then the parent is gone.
``PR_SET_PDEATHSIG`` would not do: it fires when the *thread* that spawned the child ends. Where Python has
no ``resource`` (Windows) only time and size are limited.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple
from datetime import date
from pathlib import Path
from typing import Any

from repo_service.domain.passages import Block
from repo_service.domain.recognition.guessing import BodyName, Guess, Guesses, InstitutionName
from repo_service.errors import Unavailable, Unreadable
from repo_service.formats import child as child_side
from repo_service.formats import ocr
from repo_service.formats.base import Annotated, Extract, ReadFailure

log = logging.getLogger(__name__)

RENEWED_AFTER = 500  # files: starting anew costs as much as reading sixty pages of text
MOST_CHILDREN = 2
PREVIEW_SECONDS = 2.0
RECOGNITION_SECONDS = 2.0
START_SECONDS = 30.0
UNKNOWN = child_side.UNKNOWN
_KEPT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "TESSDATA_PREFIX")


def _environment() -> dict[str, str]:
    """Nothing of the parent's environment but what Python and the two outside programs need: no secrets."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    places = [str(Path(entry).resolve()) for entry in sys.path if entry]
    limits = {
        "MALLOC_ARENA_MAX": "1",
        "OMP_THREAD_LIMIT": "1",
    }  # address space is limited: no arena per thread
    return {**kept, **limits, "PYTHONPATH": os.pathsep.join(places), "PYTHONUTF8": "1"}


class _Child:
    """One living process. Not for two threads at once."""

    def __init__(self, memory: int) -> None:
        self.served = 0
        self._ready = self._doomed = False
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter and module
            [sys.executable, "-P", "-s", "-W", "ignore", "-m", "repo_service.formats.isolate", str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            start_new_session=True,
        )
        streams = self._process.stdin, self._process.stdout, self._process.stderr
        self._in, self._out, self._err = (stream for stream in streams if stream)
        if sys.platform != "win32":
            os.set_blocking(self._err.fileno(), False)

    @property
    def usable(self) -> bool:
        """Alive, without fault, and not yet due to be renewed."""
        return not self._doomed and self.served < RENEWED_AFTER and self._process.poll() is None

    def ask(self, request: dict[str, Any], seconds: float, heard: dict[str, Any]) -> None:
        """Sends ``request``, gathers the answers in ``heard`` until the last. ``ReadFailure`` on a fault."""
        if not self._ready:
            with self._deadline(START_SECONDS):
                self._ready = bool(child_side.receive(self._out))
        self.served += 1
        with self._deadline(seconds):
            child_side.send(self._in, {**request, "seconds": seconds})
            while not heard.keys() & {"extract", "guesses", "done", "failure"}:
                heard.update(child_side.receive(self._out))
        if reason := heard.get("failure"):
            self._doomed = reason in ("crashed", "memory")
            raise ReadFailure(reason, str(heard.get("detail", "")))

    @contextlib.contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        """Kills the child when the block takes longer; a dead child is a ``ReadFailure``."""
        late = threading.Event()

        def strike() -> None:
            late.set()
            self.kill()

        timer = threading.Timer(seconds, strike)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (OSError, EOFError, ValueError) as error:
            reason = self._cause_of_death()
            raise ReadFailure("timeout" if late.is_set() else reason, str(error)) from error
        finally:
            timer.cancel()

    def _cause_of_death(self) -> str:
        self.kill()
        status = self._process.wait()
        if sys.platform != "win32" and status == -signal.SIGXCPU:
            return "timeout"
        last_words = b""
        with contextlib.suppress(OSError):
            last_words = self._err.read() or b""
        return "memory" if b"memory" in last_words.lower() or b"bad_alloc" in last_words else "crashed"

    def kill(self) -> None:
        """Ends the child and whatever it started."""
        self._doomed = True
        if self._process.returncode is not None:
            return  # already reaped: its number may be somebody else's by now
        if sys.platform == "win32":
            self._process.kill()
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Kills, waits, and closes the pipes."""
        self.kill()
        self._process.wait()
        for stream in (self._in, self._out, self._err):
            with contextlib.suppress(OSError):
                stream.close()


class Reader:
    """Reads files in at most two children, of which one is kept warm. Safe to use from many threads.

    ``seconds``: wall time for one file; ``memory``: bytes that a reader may take beyond its own code; ``callers``: how
    many may wait at once, those served included, so that slow files never hold every thread of a server.
    """

    def __init__(self, seconds: float = 10, memory: int = 512 * 2**20, callers: int = 64) -> None:
        self._seconds, self._memory = seconds, memory
        self._places = threading.BoundedSemaphore(callers)
        self._slots = threading.BoundedSemaphore(MOST_CHILDREN)
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self._closed = False

    def read(self, path: Path, hint: str = "") -> tuple[str, int, Extract]:
        """Name of the format, version of its reader, and what it drew. Never raises for a bad file.

        ``hint``: the name under which the file came. A content that no reader knows is ("unknown", 0,
        unsupported). ``OSError`` only when there is no such file.
        """
        if path.stat().st_size == 0:
            return UNKNOWN, 0, Extract(status="unreadable", reason="empty")
        heard: dict[str, Any] = {}
        extract = self._extract({"verb": "read", "path": str(path.resolve()), "hint": hint}, self._seconds, heard)
        name, version = heard.get("format", (UNKNOWN, 0))
        return name, version, extract

    def rows(self, path: Path, hint: str = "") -> Extract:
        """The tables of a file, as blocks of kind "row": a text is read as cells between marks (CSV), any other file as
        ``read`` does. Never raises for a bad file.
        """
        if path.stat().st_size == 0:
            return Extract(status="unreadable", reason="empty")
        return self._extract({"verb": "rows", "path": str(path.resolve()), "hint": hint}, self._seconds, {})

    def known(self, path: Path, hint: str = "") -> tuple[str, int, int]:
        """Name of the format that a file has today, versions of its reader and of its cleaner (0: it has none).

        Reads the beginning of the file only. ``Unreadable`` with its reason when even that fails.
        """
        if path.stat().st_size == 0:
            return UNKNOWN, 0, 0
        heard: dict[str, Any] = {}
        try:
            self._ask({"verb": "known", "path": str(path.resolve()), "hint": hint}, self._seconds, heard)
        except ReadFailure as failure:
            raise Unreadable(reason=failure.reason) from failure
        name, version, cleaner = heard["known"]
        return name, version, cleaner

    def clean(self, path: Path, target: Path, hint: str = "") -> tuple[str, int]:
        """Writes to ``target`` a copy without tracked changes, comments, names and hidden text; name of the format and
        version of the cleaner that made it.

        ``Unreadable`` with its reason when that fails ("unsupported": this format cannot be cleaned); then
        there is no ``target``, not even a part of one.
        """
        part = target.with_name(target.name + ".part").resolve()
        request = {"verb": "clean", "path": str(path.resolve()), "target": str(part), "hint": hint}
        heard: dict[str, Any] = {}
        try:
            self._ask(request, self._seconds, heard)
            part.replace(target)
        except ReadFailure as failure:
            raise Unreadable(reason=failure.reason) from failure
        finally:
            part.unlink(missing_ok=True)
        name, version = heard["cleaner"]
        return name, version

    def remarks(self, path: Path, hint: str = "") -> Annotated:
        """What people said in a copy of a file, by comments and tracked changes.

        ``Unreadable`` with its reason when that fails ("unsupported": this format holds none that is read).
        """
        if path.stat().st_size == 0:
            raise Unreadable(reason="empty")
        heard: dict[str, Any] = {}
        try:
            self._ask({"verb": "remarks", "path": str(path.resolve()), "hint": hint}, self._seconds, heard)
        except ReadFailure as failure:
            log.info("remarks of %s: %s", path, failure)
            raise Unreadable(reason=failure.reason) from failure
        return Annotated.from_json(heard["annotated"])

    def markdown(self, source: str) -> Extract:
        """The extract of a Markdown source for the live preview, within two seconds."""
        return self._extract({"verb": "markdown", "source": source}, PREVIEW_SECONDS, {})

    def recognise(
        self, blocks: Iterable[Block], properties: dict[str, str], file_name: str,
        bodies: Iterable[BodyName], institutions: Iterable[InstitutionName], today: date,
    ) -> Guesses:  # fmt: skip
        """``domain.recognition.guessing`` on the text of a file, within two seconds; no guess at all past that."""
        request = {
            "verb": "recognise", "blocks": [block.to_json() for block in blocks], "properties": properties,
            "file_name": file_name, "today": today.isoformat(),
            "bodies": [astuple(names) for names in bodies], "institutions": [astuple(names) for names in institutions],
        }  # fmt: skip
        heard: dict[str, Any] = {}
        try:
            self._ask(request, RECOGNITION_SECONDS, heard)
        except ReadFailure as failure:
            log.info("recognition of %s: %s", file_name, failure)
            return Guesses()
        return Guesses(**{field: Guess(**guess) for field, guess in heard["guesses"].items() if guess})

    def ocr(self, path: Path, target_language: str = "fra") -> Extract:
        """What tesseract reads on a scan: minutes of work in a child of its own; "unsupported" without it."""
        request = {"verb": "ocr", "path": str(path.resolve()), "language": target_language}
        heard: dict[str, Any] = {}
        with contextlib.closing(_Child(self._memory)) as child:
            return self._judged(lambda: child.ask(request, ocr.MOST_SECONDS, heard), request, heard)

    def warm(self) -> None:
        """Starts the spare child now, so that the first file does not wait for it."""
        with self._lock:
            if not self._idle and not self._closed:
                self._idle.append(_Child(self._memory))

    def close(self) -> None:
        """Ends the idle children; one that is at work ends when its file is read."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for child in idle:
            child.close()

    def _extract(self, request: dict[str, Any], seconds: float, heard: dict[str, Any]) -> Extract:
        return self._judged(lambda: self._ask(request, seconds, heard), request, heard)

    def _judged(self, ask: Callable[[], None], request: dict[str, Any], heard: dict[str, Any]) -> Extract:
        try:
            ask()
        except ReadFailure as failure:
            log.info("%s of %s: %s", request["verb"], request.get("path", "a page"), failure)
            unsupported = failure.reason == "unsupported"
            reason = "bomb" if _died_of_size(failure, heard) else failure.reason
            return Extract(status="unsupported" if unsupported else "unreadable", reason=reason)
        return Extract.from_json(heard["extract"])

    def _ask(self, request: dict[str, Any], seconds: float, heard: dict[str, Any]) -> None:
        """Asks a child; asks another once when the first died without a word, for then it was dead before.

        ``Unavailable`` when too many wait already.
        """
        with self._place(), self._slots:
            for last in (False, True):
                child = self._take()
                try:
                    child.ask(request, seconds, heard)
                    break
                except ReadFailure as failure:
                    if last or heard or failure.reason != "crashed":
                        raise
                finally:
                    self._give_back(child)

    @contextlib.contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise Unavailable("Beaucoup de fichiers sont en cours de lecture. Rien n’est perdu ; réessayez bientôt.")
        try:
            yield
        finally:
            self._places.release()

    def _take(self) -> _Child:
        with self._lock:
            if self._closed:
                raise ReadFailure("crashed", "the reader is closed")
            while self._idle:
                child = self._idle.pop()
                if child.usable:
                    return child
                child.close()
        try:
            return _Child(self._memory)
        except OSError as error:
            raise ReadFailure("crashed", str(error)) from error

    def _give_back(self, child: _Child) -> None:
        """Keeps a good child; replaces a bad one at once, so that the next caller finds its spare warm."""
        usable = child.usable
        if not usable:
            child.close()
        with self._lock:
            if usable and not self._closed:
                self._idle.append(child)
            elif usable:
                child.close()
        if not usable:
            self.warm()


def _died_of_size(failure: ReadFailure, heard: dict[str, Any]) -> bool:
    """Whether a child ended without a word over a PDF: pdfium ends so when drawings call themselves without end, or
    when a stream unfolds beyond its memory. An exception of Python would have been told."""
    return failure.reason == "crashed" and "failure" not in heard and heard.get("format", ("",))[0] == "pdf"


if __name__ == "__main__":
    child_side.serve(int(sys.argv[1]))
