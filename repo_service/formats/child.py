"""The child's side of ``isolate``: limits itself, then answers requests until its input closes.

A reader may print, run out of memory or never end: answers travel on a descriptor that no reader knows, and
the parent holds the watch. Nothing here may be imported for its readers by the rest of the service.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import IO, Any

from repo_service.domain.passages import Block
from repo_service.domain.recognition import guessing
from repo_service.formats import is_loose, markdown, ocr, recognise
from repo_service.formats.base import MAX_CHARACTERS, ReadFailure
from repo_service.formats.shaping.normal import normal
from repo_service.formats.tables import delimited

if sys.platform != "win32":
    import resource

UNKNOWN = "unknown"
MAX_FRAME = 16 * MAX_CHARACTERS  # bytes
MAX_WRITTEN = 512 * 2**20  # bytes of one file that a reader may write (a cleaned copy)

Answer = dict[str, Any]


def send(stream: IO[bytes], message: dict[str, Any]) -> None:
    """Writes one message: its length in 8 bytes, big endian, then JSON in UTF-8."""
    data = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    stream.write(len(data).to_bytes(8, "big") + data)
    stream.flush()


def receive(stream: IO[bytes]) -> dict[str, Any]:
    """The next message. ``EOFError`` when the other side is gone, ``ValueError`` when it talks nonsense."""
    header = stream.read(8)
    size = int.from_bytes(header, "big")
    if len(header) == 8 and size > MAX_FRAME:
        raise ValueError("frame too large")
    data = stream.read(size)
    if len(header) < 8 or len(data) < size:
        raise EOFError
    message = json.loads(data)
    if not isinstance(message, dict):
        raise ValueError("not a message")
    return message


def _read(request: Answer) -> Iterator[Answer]:
    path = Path(request["path"])
    form = recognise(path, request["hint"])
    if form is None:
        raise ReadFailure("unsupported")
    yield {"format": [form.name, form.version]}
    yield {"extract": normal(form.read(path)).to_json()}


def _rows(request: Answer) -> Iterator[Answer]:
    path = Path(request["path"])
    form = recognise(path, request["hint"])
    if form is None:
        raise ReadFailure("unsupported")
    read = delimited.read if is_loose(form) else form.read
    yield {"extract": normal(read(path)).to_json()}


def _clean(request: Answer) -> Iterator[Answer]:
    path = Path(request["path"])
    form = recognise(path, request["hint"])
    if form is None or form.clean is None:
        raise ReadFailure("unsupported")
    form.clean(path, Path(request["target"]))
    yield {"cleaner": [form.name, form.cleaner], "done": True}


def _remarks(request: Answer) -> Iterator[Answer]:
    path = Path(request["path"])
    form = recognise(path, request["hint"])
    if form is None or form.remarks is None:
        raise ReadFailure("unsupported")
    yield {"annotated": form.remarks(path).to_json(), "done": True}


def _known(request: Answer) -> Iterator[Answer]:
    form = recognise(Path(request["path"]), request["hint"])
    known = [form.name, form.version, form.cleaner if form.clean else 0] if form else [UNKNOWN, 0, 0]
    yield {"known": known, "done": True}


def _markdown(request: Answer) -> Iterator[Answer]:
    yield {"extract": normal(markdown.extract(request["source"])).to_json()}


def _recognise(request: Answer) -> Iterator[Answer]:
    found = guessing.recognise(
        [Block.from_json(block) for block in request["blocks"]], request["properties"], request["file_name"],
        [guessing.BodyName(*names) for names in request["bodies"]],
        [guessing.InstitutionName(*names) for names in request["institutions"]],
        date.fromisoformat(request["today"]),
    )  # fmt: skip
    yield {"guesses": asdict(found)}


def _ocr(request: Answer) -> Iterator[Answer]:
    yield {"extract": normal(ocr.read(Path(request["path"]), request["language"])).to_json()}


_VERBS = {
    "read": _read, "clean": _clean, "known": _known, "markdown": _markdown, "recognise": _recognise, "ocr": _ocr,
    "remarks": _remarks, "rows": _rows,
}  # fmt: skip


def _answers(request: Answer) -> Iterator[Answer]:
    try:
        yield from _VERBS[request["verb"]](request)
    except ReadFailure as failure:
        yield {"failure": failure.reason, "detail": failure.detail}
    except MemoryError:
        yield {"failure": "memory"}
    except Exception as error:  # noqa: BLE001  the boundary: whatever a reader raises is a fault of reading
        yield {"failure": "crashed", "detail": f"{type(error).__name__}: {error}"[:500]}


def _limit_memory(memory: int) -> None:
    """At most ``memory`` bytes beyond what the imports take (on Linux only); no core, no huge file."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_WRITTEN, MAX_WRITTEN))
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        total = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (total, total))


def _limit_processor(seconds: float) -> None:
    """``seconds`` of processor time from now on, and two of grace: the parent's clock strikes first."""
    if sys.platform == "win32":
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 2, hard))


def _listen(stream: IO[bytes], waiting: queue.SimpleQueue[Answer]) -> None:
    """Reads requests while another one may be at work, so as to notice at once that the parent is gone."""
    try:
        while True:
            waiting.put(receive(stream))
    except (OSError, EOFError, ValueError):
        if sys.platform != "win32":
            os.killpg(0, signal.SIGKILL)  # with any program that a reader started
        os._exit(0)


def _private_streams() -> tuple[IO[bytes], IO[bytes]]:
    """Input and output under new descriptors; the usual ones then lead nowhere."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  for life
    if sys.platform != "win32":
        os.set_blocking(2, False)  # native code may complain there, but never wait for a parent that does not read
    return requests, answers


def serve(memory: int) -> None:
    """The life of a child: never returns."""
    requests, answers = _private_streams()
    waiting: queue.SimpleQueue[Answer] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, waiting), daemon=True).start()
    gc.freeze()  # what was imported stays, and need not be looked through again
    _limit_memory(memory)
    send(answers, {"ready": True})
    while True:
        request = waiting.get()
        _limit_processor(request["seconds"])
        for answer in _answers(request):
            send(answers, answer)
        gc.collect()  # trees that hold each other: a hundred megabytes after a few hundred Word files
