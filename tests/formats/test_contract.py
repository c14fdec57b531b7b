"""What every format promises, asked of each through the isolated child as the service does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repo_service.formats import FORMATS, recognise
from repo_service.formats.base import REASONS, Extract, Leaks
from repo_service.formats.isolate import Reader
from tests.formats import samples
from tests.formats.samples import SAMPLES, write

WITHOUT_WORDS = {"encrypted", "doc", "xls", "png", "jpeg", "tiff", "webp", "svg", "flat-opc", "flat-odf"}
WITH_WORDS = sorted(set(SAMPLES) - WITHOUT_WORDS)
FUZZED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.close()


def assert_sound(extract: Extract) -> None:
    """Nothing of what must never be kept, whatever was read, and no fault of the child."""
    assert extract.reason in ("", *REASONS)
    assert extract.reason not in ("crashed", "memory", "timeout")
    assert (extract.reason != "") == (extract.status in ("unreadable", "unsupported"))
    anchors = [block.anchor for block in extract.blocks]
    assert all(anchors)
    assert len(set(anchors)) == len(anchors)
    for block in extract.blocks:
        assert not set(block.text) & set("\0\r\ud800\ufffe")
        assert all(0 <= span.start < span.end <= len(block.text) for span in block.spans)
    assert Extract.from_json(json.loads(json.dumps(extract.to_json()))) == extract


def test_every_format_has_a_sample_and_a_name_of_its_own() -> None:
    names = [form.name for form in FORMATS]
    assert sorted(names) == sorted(set(names))
    assert set(names) == set(SAMPLES)


def test_every_kind_of_leak_counts_and_survives_the_way_to_the_database() -> None:
    for name in Leaks.__dataclass_fields__:
        extract = Extract(leaks=Leaks(**{name: 3}))
        assert extract.leaks.any
        assert Extract.from_json(json.loads(json.dumps(extract.to_json()))) == extract
    assert not Leaks().any


def test_an_extraction_kept_before_formatting_was_counted_is_read() -> None:
    kept = {**Extract().to_json(), "leaks": [1, 2, 3, 4]}
    assert Extract.from_json(kept).leaks == Leaks(insertions=1, deletions=2, comments=3, hidden=4)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_format_is_recognised_by_its_content_under_a_wrong_suffix(name: str, tmp_path: Path) -> None:
    found = recognise(write(tmp_path, "file.mp3", SAMPLES[name]()), "file.mp3")
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("name", WITH_WORDS)
def test_the_words_of_a_sample_are_found(name: str, tmp_path: Path, reader: Reader) -> None:
    form, version, extract = reader.read(write(tmp_path, "file", SAMPLES[name]()))
    assert (form, extract.status) == (name, "read")
    assert version >= 1
    sentences = [block.text.replace("’", "'") for block in extract.blocks]
    assert any("La Bibliothèque de l'Université prête 12 ouvrages." in sentence for sentence in sentences)
    assert_sound(extract)


@pytest.mark.parametrize("name", sorted(WITHOUT_WORDS))
def test_a_sample_without_words_says_so(name: str, tmp_path: Path, reader: Reader) -> None:
    form, _, extract = reader.read(write(tmp_path, "file", SAMPLES[name]()))
    assert form == name
    assert extract.status != "read"
    assert extract.blocks == ()
    assert_sound(extract)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_an_empty_file_is_unreadable_for_that_reason(name: str, tmp_path: Path, reader: Reader) -> None:
    _, _, extract = reader.read(write(tmp_path, f"file.{name}", b""), f"file.{name}")
    assert (extract.status, extract.reason) == ("unreadable", "empty")


@pytest.mark.parametrize("name", sorted(SAMPLES))
@pytest.mark.parametrize("kept", [0.5, 0.99])
def test_a_file_cut_short_never_harms_the_child(name: str, kept: float, tmp_path: Path, reader: Reader) -> None:
    content = SAMPLES[name]()
    _, _, extract = reader.read(write(tmp_path, "file", content[: int(len(content) * kept)]))
    assert_sound(extract)


@pytest.mark.parametrize("name", ["docx", "pptx", "xlsx"])
def test_an_office_file_cut_short_is_known_and_damaged(name: str, tmp_path: Path, reader: Reader) -> None:
    content = SAMPLES[name]()
    form, _, extract = reader.read(write(tmp_path, "file", content[: int(len(content) * 0.99)]))
    assert (form, extract.reason) == (name, "damaged")


@FUZZED
@given(content=st.binary(max_size=2000))
def test_random_bytes_never_harm_the_child(content: bytes, tmp_path: Path, reader: Reader) -> None:
    assert_sound(reader.read(write(tmp_path, "file", content))[2])


@FUZZED
@given(name=st.sampled_from(sorted(SAMPLES)), place=st.floats(0, 0.999), patch=st.binary(min_size=1, max_size=40))
def test_a_file_with_wrong_bytes_never_harms_the_child(
    name: str, place: float, patch: bytes, tmp_path: Path, reader: Reader
) -> None:
    content = bytearray(SAMPLES[name]())
    start = int(len(content) * place)
    content[start : start + len(patch)] = patch
    assert_sound(reader.read(write(tmp_path, "file", bytes(content)))[2])


@FUZZED
@given(source=st.text(alphabet="[]()*_`#-+>|!<&\\ \n\t1.ab:/^~\u0301é", max_size=400))
def test_no_markdown_harms_the_preview(source: str, reader: Reader) -> None:
    assert_sound(reader.markdown(source))


@pytest.mark.parametrize(
    "content", [b"ID3\x03\x00\x00\x00\x00\x00\x21" + bytes(range(256)), b"\0\0\0\x18ftypmp42" + bytes(500)]
)
def test_sound_and_film_are_kept_but_not_read(content: bytes, tmp_path: Path, reader: Reader) -> None:
    form, version, extract = reader.read(write(tmp_path, "film", content), "film.mp4")
    assert (form, version, extract.status, extract.reason) == ("unknown", 0, "unsupported", "unsupported")


def test_the_suffix_only_tells_markdown_from_plain_text(tmp_path: Path) -> None:
    words = write(tmp_path, "words", b"Quelques mots.\n")
    marked = write(tmp_path, "marked", SAMPLES["markdown"]())
    page = write(tmp_path, "page", SAMPLES["html"]())

    def name(path: Path, hint: str) -> str:
        found = recognise(path, hint)
        return found.name if found else ""

    assert [name(words, hint) for hint in ("", "a.md", "a.txt", "a.pdf")] == ["text", "markdown", "text", "text"]
    assert [name(marked, hint) for hint in ("", "a.md", "a.txt")] == ["markdown", "markdown", "text"]
    assert name(page, "a.md") == "html"


def test_a_zip_that_is_no_document_is_unknown(tmp_path: Path) -> None:
    assert recognise(write(tmp_path, "file.docx", samples.zipped({"photo.jpg": b"x"}))) is None
