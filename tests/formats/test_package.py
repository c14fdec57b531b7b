"""A package is judged before it is unpacked, and its XML is read without entities."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from repo_service.formats import package, recognise
from repo_service.formats.base import ReadFailure
from repo_service.formats.package import open_package, parse_xml, stream_children

BODY = ["{urn:x}body"]


def zip_of(members: dict[str, bytes], path: Path, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def reason_of_opening(path: Path) -> str:
    with pytest.raises(ReadFailure) as failure:
        read_everything(path)
    return failure.value.reason


def read_everything(path: Path) -> None:
    with open_package(path) as opened:
        for name in opened.names:
            opened.read(name)


def reason_of_parsing(data: bytes, *, allow_doctype: bool = False) -> str:
    with pytest.raises(ReadFailure) as failure:
        parse_xml(data, allow_doctype=allow_doctype)
    return failure.value.reason


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.zip"


def test_a_member_is_read_whole(path: Path) -> None:
    data = bytes(range(256)) * 1_000
    with open_package(zip_of({"a/b.bin": data}, path)) as opened:
        assert opened.read("a/b.bin") == data


def test_names_leave_out_folders_and_turn_backslashes(path: Path) -> None:
    with open_package(zip_of({"word/": b"", "word\\document.xml": b"x"}, path)) as opened:
        assert opened.names == ("word/document.xml",)


def test_a_part_is_found_in_any_case(path: Path) -> None:
    with open_package(zip_of({"Word/Document.xml": b"x"}, path)) as opened:
        assert opened.find("word/document.xml") == "Word/Document.xml"
        assert opened.find("word/other.xml") is None


def test_an_empty_file_is_empty(path: Path) -> None:
    path.write_bytes(b"")
    assert reason_of_opening(path) == "empty"


@pytest.mark.parametrize("data", [b"x", b"PK\x03\x04", b"%PDF-1.7 " * 100, b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_zip_is_damaged(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    assert reason_of_opening(path) in {"damaged", "too_many_parts"}


@pytest.mark.parametrize("kept", [0.01, 0.5, 0.9, 0.99])
def test_a_zip_cut_short_is_damaged(path: Path, kept: float) -> None:
    data = zip_of({f"{n}.xml": bytes(range(256)) for n in range(20)}, path).read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    assert reason_of_opening(path) == "damaged"


def test_a_flipped_byte_in_a_member_is_damaged(path: Path) -> None:
    data = bytearray(zip_of({"a": b"some text " * 50}, path, zipfile.ZIP_STORED).read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)
    assert reason_of_opening(path) == "damaged"


def test_more_than_five_thousand_parts_are_too_many(path: Path) -> None:
    zip_of({str(n): b"" for n in range(5_001)}, path)
    assert reason_of_opening(path) == "too_many_parts"


def test_sixty_thousand_parts_are_refused_before_they_are_listed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zip_of({str(n): b"" for n in range(60_000)}, path, zipfile.ZIP_STORED)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert reason_of_opening(path) == "too_many_parts"


def test_a_count_that_lies_does_not_let_sixty_thousand_parts_in(path: Path) -> None:
    data = bytearray(zip_of({str(n): b"" for n in range(60_000)}, path).read_bytes())
    struct.pack_into("<HH", data, len(data) - 14, 3, 3)
    path.write_bytes(data)
    assert reason_of_opening(path) == "too_many_parts"


def test_a_count_that_lies_is_found_out_before_the_parts_are_listed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = bytearray(zip_of({str(n): b"" for n in range(6_000)}, path).read_bytes())
    struct.pack_into("<HH", data, len(data) - 14, 3, 3)
    path.write_bytes(data)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert reason_of_opening(path) == "too_many_parts"


@pytest.mark.parametrize("members", [60_000, 66_000])
def test_telling_a_format_does_not_list_sixty_thousand_parts(
    path: Path, monkeypatch: pytest.MonkeyPatch, members: int
) -> None:
    zip_of({"[Content_Types].xml": b"", **{f"xl/{n}": b"" for n in range(members)}}, path, zipfile.ZIP_STORED)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    found = recognise(path)
    assert found is not None
    assert found.name == "xlsx"


def test_the_directory_of_a_zip64_is_counted_too(path: Path) -> None:
    zip_of({str(n): b"" for n in range(66_000)}, path, zipfile.ZIP_STORED)
    assert reason_of_opening(path) == "too_many_parts"


def test_a_zip64_locator_that_lies_is_damaged(path: Path) -> None:
    data = bytearray(zip_of({str(n): b"" for n in range(66_000)}, path, zipfile.ZIP_STORED).read_bytes())
    struct.pack_into("<Q", data, data.rindex(b"PK\x06\x07") + 8, 0)
    path.write_bytes(data)
    assert reason_of_opening(path) == "damaged"


def test_a_large_part_that_shrinks_two_hundred_times_is_a_bomb(path: Path) -> None:
    assert reason_of_opening(zip_of({"a": b"\0" * 1_000_001}, path)) == "bomb"


def test_a_small_part_may_shrink_as_it_likes(path: Path) -> None:
    with open_package(zip_of({"a": b"\0" * 900_000}, path)) as opened:
        assert len(opened.read("a")) == 900_000


def test_a_part_over_the_limit_is_a_bomb(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_PART", 1_000)
    assert reason_of_opening(zip_of({"a": b"x" * 1_001}, path)) == "bomb"


def test_parts_that_together_exceed_the_limit_are_a_bomb(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_TOTAL", 1_000)
    assert reason_of_opening(zip_of({"a": b"x" * 600, "b": b"x" * 600}, path)) == "bomb"


def test_reading_one_part_again_and_again_is_counted(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_TOTAL", 1_000)
    with open_package(zip_of({"a": b"x" * 600}, path)) as opened:
        opened.read("a")
        with pytest.raises(ReadFailure, match="bomb"):
            opened.read("a")


def test_a_size_that_lies_is_damaged_and_not_unpacked(path: Path) -> None:
    data = bytearray(zip_of({"a": b"\0" * 50_000_000}, path).read_bytes())
    directory = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, directory + 24, 1_000)
    path.write_bytes(data)
    assert reason_of_opening(path) == "damaged"


def test_a_name_that_stands_twice_is_damaged(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", b"2")
    assert reason_of_opening(path) == "damaged"


def test_a_member_without_a_name_is_damaged(path: Path) -> None:
    data = zip_of({"a": b"x"}, path, zipfile.ZIP_STORED).read_bytes()
    path.write_bytes(data.replace(b"a", b"\0"))
    assert reason_of_opening(path) == "damaged"


def test_members_that_overlap_are_a_bomb(path: Path) -> None:
    data = bytearray(zip_of({"a": b"x" * 100, "b": b"y" * 100}, path, zipfile.ZIP_STORED).read_bytes())
    struct.pack_into("<L", data, data.rindex(b"PK\x01\x02") + 42, 0)  # b points at the bytes of a
    path.write_bytes(data)
    assert reason_of_opening(path) == "bomb"


def test_an_encrypted_member_is_encrypted(path: Path) -> None:
    data = bytearray(zip_of({"a": b"x"}, path).read_bytes())
    struct.pack_into("<H", data, data.rindex(b"PK\x01\x02") + 8, 1)
    path.write_bytes(data)
    assert reason_of_opening(path) == "encrypted"


def test_an_ole_file_with_an_encrypted_package_is_encrypted(path: Path) -> None:
    path.write_bytes(package.OLE_MAGIC + b"\0" * 9_000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 900)
    assert reason_of_opening(path) == "encrypted"


def test_an_ole_file_of_another_sort_is_damaged(path: Path) -> None:
    path.write_bytes(package.OLE_MAGIC + "WordDocument".encode("utf-16-le") + b"\0" * 9_000)
    assert reason_of_opening(path) == "damaged"


DOCTYPE = '<?xml version="1.0" encoding="{0}"?><!DOCTYPE a [{1}]><a>{2}</a>'
ENTITY = '<!ENTITY e "boo">'
LAUGHS = '<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037"]
)
def test_any_doctype_is_refused_in_any_encoding(encoding: str) -> None:
    data = DOCTYPE.format(encoding, "", "").encode(encoding)
    assert reason_of_parsing(data) in {"entities", "damaged"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("allow_doctype", [False, True])
def test_a_declared_entity_is_refused_in_any_encoding(encoding: str, allow_doctype: bool) -> None:
    data = DOCTYPE.format(encoding, ENTITY, "&e;").encode(encoding)
    assert reason_of_parsing(data, allow_doctype=allow_doctype) == "entities"


@pytest.mark.parametrize("allow_doctype", [False, True])
@pytest.mark.parametrize(
    "declaration",
    [LAUGHS, '<!ENTITY e SYSTEM "file:///etc/passwd">', '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;'],
    ids=["laughs", "file", "parameter"],
)
def test_entities_of_every_sort_are_refused(declaration: str, allow_doctype: bool) -> None:
    data = DOCTYPE.format("utf-8", declaration, "&l9;").encode()
    assert reason_of_parsing(data, allow_doctype=allow_doctype) == "entities"


def test_an_entity_behind_a_long_comment_is_refused_by_what_the_parser_saw() -> None:
    data = f"<!-- <a {'x' * 70_000} --><!DOCTYPE a [{ENTITY}]><a>&e;</a>".encode()
    assert reason_of_parsing(data) == "entities"
    assert reason_of_parsing(data, allow_doctype=True) == "entities"


def test_a_bare_doctype_and_a_repeated_id_are_borne_where_allowed() -> None:
    data = b'<!DOCTYPE a PUBLIC "-//X//EN" "office.dtd"><a><b xml:id="i">1</b><b xml:id="i">2</b></a>'
    assert [b.text for b in parse_xml(data, allow_doctype=True)] == ["1", "2"]
    assert reason_of_parsing(data) == "entities"


def test_an_entity_of_an_absent_dtd_is_refused_and_not_lost() -> None:
    data = b'<!DOCTYPE a SYSTEM "office.dtd"><a>caf&eacute;</a>'
    assert reason_of_parsing(data, allow_doctype=True) == "entities"


@pytest.mark.parametrize("allow_doctype", [False, True])
@pytest.mark.parametrize("data", [b"", b"x", b"<a>", b"<a><b></a>", b"<a>&eacute;</a>", b"\xff\xfe\x00"])
def test_what_is_no_xml_is_damaged(data: bytes, allow_doctype: bool) -> None:
    assert reason_of_parsing(data, allow_doctype=allow_doctype) == "damaged"


def test_xml_whose_tree_would_not_fit_is_too_long() -> None:
    assert reason_of_parsing(b"<a>" + b"<b/>" * 3_000_000 + b"</a>") == "too_long"


def test_comments_and_instructions_are_dropped() -> None:
    root = parse_xml(b"<a><?do it?>one<!-- two --><b/></a>")
    assert [child.tag for child in root] == ["b"]
    assert root.text == "one"


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    stream = io.BytesIO(data)
    return iter(lambda: stream.read(size), b"")


def streamed(inner: str, size: int = 7) -> list[tuple[str, str]]:
    data = f'<d xmlns="urn:x"><head/><body>{inner}</body><after/></d>'.encode()
    children = stream_children(pieces(data, size), BODY, ["p"])
    return [(child.tag.removeprefix("{urn:x}"), "".join(child.itertext())) for child in children]


@pytest.mark.parametrize("size", [1, 7, 50, 10_000])
def test_children_are_streamed_in_order_with_the_unforeseen_ones(size: int) -> None:
    inner = "<p>1</p><x>2</x> <p>3<p>in</p></p><p/><y>4</y><z>5</z>"
    expected = [("p", "1"), ("x", "2"), ("p", "3in"), ("p", ""), ("y", "4"), ("z", "5")]
    assert streamed(inner, size) == expected


def test_a_container_without_frequent_children_is_streamed() -> None:
    assert streamed("<x>1</x><y>2</y>") == [("x", "1"), ("y", "2")]


def test_an_empty_container_gives_nothing() -> None:
    assert streamed("") == []


def test_streaming_refuses_a_doctype() -> None:
    data = b'<!DOCTYPE d [<!ENTITY e "x">]><d xmlns="urn:x"><body><p>&e;</p></body></d>'
    with pytest.raises(ReadFailure, match="entities"):
        list(stream_children(pieces(data, 9_999), BODY, ["p"]))


def test_streaming_tells_when_the_end_is_missing() -> None:
    data = b'<d xmlns="urn:x"><body><p>1</p>'
    for allow in (False, True):
        with pytest.raises(ReadFailure, match="damaged"):
            list(stream_children(pieces(data, 5), BODY, ["p"], allow_doctype=allow))


def test_streaming_bears_more_than_a_tree_could(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_TREE", 100_000)
    assert len(streamed("<p><x/></p>" * 10_000, 1_000)) == 10_000


def test_streaming_refuses_one_child_that_would_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_TREE", 100_000)
    with pytest.raises(ReadFailure, match="too_long"):
        streamed(f"<p>{'<x/>' * 10_000}</p>", 1_000)
