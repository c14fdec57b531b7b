"""The child process: its limits really stop hostile files, and the service goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from repo_service.domain.passages import Block, anchored
from repo_service.domain.recognition import guessing
from repo_service.domain.recognition.guessing import BodyName, Guesses, InstitutionName
from repo_service.errors import Unavailable, Unreadable
from repo_service.formats import FORMATS, docx, isolate
from repo_service.formats.isolate import RENEWED_AFTER, Reader
from tests.formats import samples
from tests.formats.samples import SAMPLES, SENTENCE, write

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is limited on Linux only")


@pytest.fixture
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.close()


def children() -> set[int]:
    """Process numbers of this process's living children."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, _, rest = status.read_text(encoding="utf-8").rpartition(")")
        except OSError:
            continue
        state, parent = rest.split()[:2]
        if int(parent) == os.getpid() and state != "Z":
            found.add(int(status.parent.name))
    return found


def test_a_catastrophic_markdown_ends_at_the_time_limit(tmp_path: Path) -> None:
    reader = Reader(seconds=1)
    path = write(tmp_path, "file.md", b"**a*" * 100_000)
    form, _, extract = reader.read(path, "file.md")
    assert (form, extract.status, extract.reason) == ("markdown", "unreadable", "timeout")
    assert reader.read(write(tmp_path, "good", SENTENCE.encode()))[2].status == "read"
    reader.close()


def test_who_comes_when_too_many_wait_is_told_at_once(tmp_path: Path) -> None:
    reader = Reader(callers=1)
    path = write(tmp_path, "good", SENTENCE.encode())
    together = threading.Barrier(4)  # the child that the first one starts takes longer than the others to come
    ended = []

    def ask() -> None:
        together.wait()
        try:
            ended.append(reader.read(path)[2].status)
        except Unavailable:
            ended.append("unavailable")

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["read", "unavailable", "unavailable", "unavailable"]
    assert reader.read(path)[2].status == "read"
    reader.close()


def test_a_slow_preview_ends_and_the_next_one_is_shown(reader: Reader) -> None:
    assert reader.markdown("**a*" * 100_000).reason == "timeout"
    assert [block.text for block in reader.markdown("# Bonjour").blocks] == ["Bonjour"]


@linux
def test_a_page_that_needs_more_memory_than_allowed_is_refused(tmp_path: Path) -> None:
    reader = Reader(memory=30 * 2**20)
    path = write(tmp_path, "page", b"<html><body>" + b"<p>mot" * 2_000_000)
    assert reader.read(path)[2].reason in ("memory", "crashed")
    assert reader.read(write(tmp_path, "good", SENTENCE.encode()))[2].status == "read"
    reader.close()


@linux
def test_a_sheet_with_one_cell_in_the_last_corner_stops_at_the_memory_limit(tmp_path: Path, reader: Reader) -> None:
    rows = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    _, _, extract = reader.read(write(tmp_path, "file", samples.xlsx(rows)))
    assert (extract.status, extract.reason) == ("unreadable", "memory")
    assert reader.read(write(tmp_path, "good", SENTENCE.encode()))[2].status == "read"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, reader: Reader) -> None:
    path = tmp_path / "bomb"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("ppt/slides/slide1.xml", bytes(80_000_000))
    form, _, extract = reader.read(path)
    assert (form, extract.reason) == ("pptx", "bomb")


def test_a_zip_of_60000_members_is_refused(tmp_path: Path, reader: Reader) -> None:
    path = tmp_path / "many"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "")
        for number in range(60_000):
            archive.writestr(f"xl/{number}", "")
    form, _, extract = reader.read(path)
    assert (form, extract.reason) == ("xlsx", "too_many_parts")


def test_a_child_that_dies_is_replaced(tmp_path: Path, reader: Reader) -> None:
    path = write(tmp_path, "good", SENTENCE.encode())
    before = children()
    reader.read(path)
    for child in children() - before:
        os.kill(child, signal.SIGKILL)
        while child in children():
            time.sleep(0.01)
    assert reader.read(path)[2].status == "read"


def test_a_child_is_renewed_after_its_share_of_files(tmp_path: Path, reader: Reader) -> None:
    path = write(tmp_path, "good", SENTENCE.encode())
    before = children()
    reader.read(path)
    first = children() - before
    for _ in range(RENEWED_AFTER):
        assert reader.read(path)[2].status == "read"
    assert first
    assert not first & children()


def test_many_threads_share_at_most_two_children(tmp_path: Path, reader: Reader) -> None:
    path = write(tmp_path, "good", SENTENCE.encode())
    before = children()
    statuses: list[str] = []
    most: list[int] = []

    def work() -> None:
        for _ in range(20):
            statuses.append(reader.read(path)[2].status)
            most.append(len(children() - before))

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == ["read"] * 100
    assert max(most) <= isolate.MOST_CHILDREN


def test_closing_ends_the_children(tmp_path: Path) -> None:
    before = children()
    reader = Reader()
    reader.read(write(tmp_path, "good", SENTENCE.encode()))
    assert children() > before
    reader.close()
    assert children() == before


def test_the_child_ends_with_its_parent(tmp_path: Path) -> None:
    path = write(tmp_path, "slow.md", b"**a*" * 100_000)
    code = (
        "import sys; from pathlib import Path; from repo_service.formats.isolate import Reader\n"
        f"r = Reader(seconds=60); r.warm(); print(r._idle[0]._process.pid, flush=True)\n"
        f"r.read(Path({str(path)!r}), 'slow.md')"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        time.sleep(0.5)  # until the child is busy
        parent.kill()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and Path(f"/proc/{child}/cmdline").exists():
        if Path(f"/proc/{child}/cmdline").read_bytes() == b"":
            break  # a zombie that nobody reaps in a container without init
        time.sleep(0.05)
    else:
        assert time.monotonic() < deadline


def test_the_child_does_not_know_the_secrets_of_its_parent(
    tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPO_SERVICE_SECRET_KEY", "très secret")
    before = children()
    reader.read(write(tmp_path, "good", SENTENCE.encode()))
    for child in children() - before:
        assert b"REPO_SERVICE" not in Path(f"/proc/{child}/environ").read_bytes()


def test_cleaning_what_has_no_cleaner_leaves_nothing_behind(tmp_path: Path, reader: Reader) -> None:
    source = write(tmp_path, "file", SAMPLES["rtf"]())
    with pytest.raises(Unreadable) as caught:
        reader.clean(source, tmp_path / "clean")
    assert caught.value.params["reason"] == "unsupported"
    assert list(tmp_path.iterdir()) == [source]


def test_a_cleaned_copy_is_written_whole(tmp_path: Path, reader: Reader) -> None:
    source, target = write(tmp_path, "file", SAMPLES["docx"]()), tmp_path / "clean"
    assert reader.clean(source, target) == ("docx", docx.FORMAT.cleaner)
    form, _, extract = reader.read(target)
    assert (form, extract.properties.get("author", "")) == ("docx", "")
    assert SENTENCE in [block.text for block in extract.blocks]
    assert sorted(tmp_path.iterdir()) == [target, source]


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_format_of_a_file_is_told_without_reading_it(tmp_path: Path, reader: Reader, name: str) -> None:
    form = next(form for form in FORMATS if form.name == name)
    known = reader.known(write(tmp_path, "file", SAMPLES[name]()))
    assert known == (name, form.version, form.cleaner if form.clean else 0)


def test_a_name_decides_between_text_and_markdown_alone(tmp_path: Path, reader: Reader) -> None:
    path = write(tmp_path, "file", SENTENCE.encode())
    assert [reader.known(path, f"file.{suffix}")[0] for suffix in ("txt", "md", "docx")] == ["text", "markdown", "text"]


def test_an_empty_file_and_one_that_nobody_knows_have_no_format(tmp_path: Path, reader: Reader) -> None:
    for data in (b"", b"\x93\x01\xff\xfe\x00\x01"):
        assert reader.known(write(tmp_path, "file", data)) == (isolate.UNKNOWN, 0, 0)


def test_a_format_that_cannot_be_told_says_why(tmp_path: Path) -> None:
    reader = Reader()
    reader.close()
    with pytest.raises(Unreadable) as caught:
        reader.known(write(tmp_path, "file", SENTENCE.encode()))
    assert caught.value.params["reason"] == "crashed"


def test_a_file_that_is_not_there_is_the_callers_mistake(tmp_path: Path, reader: Reader) -> None:
    with pytest.raises(FileNotFoundError):
        reader.read(tmp_path / "nothing")


def test_a_closed_reader_says_so(tmp_path: Path) -> None:
    reader = Reader()
    reader.close()
    assert reader.read(write(tmp_path, "good", SENTENCE.encode()))[2].status == "unreadable"


HEAD = anchored([
    Block("heading", "Compte rendu du comité de pilotage", level=1),
    Block("paragraph", "Réunion du 12 mars 2024, à l’Université de Lyon-Est"),
    Block("paragraph", "Le comité adopte à l’unanimité la charte de la conservation partagée."),
])  # fmt: skip
BODIES = [BodyName("COPIL", "Comité de pilotage", "CoPil", ("Comité directeur",))]
INSTITUTIONS = [InstitutionName("ULE", "Université de Lyon-Est", "ULE")]
TODAY = date(2026, 5, 20)


def test_the_child_recognises_what_is_recognised_here(reader: Reader) -> None:
    asked = (HEAD, {"language": "fr"}, "CR.docx", BODIES, INSTITUTIONS, TODAY)
    found = reader.recognise(*asked)
    assert found == guessing.recognise(*asked)
    assert (found.kind and found.kind.value, found.date and found.date.value) == ("minutes", "2024-03-12")
    assert found.body
    assert found.body.value == "COPIL"


def test_recognition_that_takes_too_long_guesses_nothing(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = (HEAD, {}, "CR.docx", BODIES, INSTITUTIONS, TODAY)
    reader.recognise(*asked)
    monkeypatch.setattr(isolate, "RECOGNITION_SECONDS", 0.0)
    assert reader.recognise(*asked) == Guesses()
    monkeypatch.undo()
    assert reader.recognise(*asked).kind
