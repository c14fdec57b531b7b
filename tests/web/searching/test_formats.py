"""What is exported is read back by readers that are not ours, whatever titles and names hold."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from repo_service.web.exports import EXPORTS, Listing, Record, atom, bibtex, ris, spreadsheet
from repo_service.web.exports.atom import Entry
from repo_service.web.exports.records import keywords
from tests.web.searching.records import (
    COLUMNS,
    LISTING,
    TROUBLE,
    of_latex,
    read_bibtex,
    read_ris,
    records,
    shown,
    texts,
)

lists = st.lists(records, max_size=4)
NS = "{http://www.w3.org/2005/Atom}"
FORMULA = tuple("=+-@＝＋－＠\t\r\n")
CHANGED = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def plain_record(**more: object) -> Record:
    told: dict[str, object] = {
        "identifier": "5H8CR2WZ0YKD", "title": "Charte", "kind": "charter", "kind_name": "Charte",
        "url": "https://exemple.fr/documents/5H8CR2WZ0YKD", "changed": CHANGED,
    }  # fmt: skip
    return Record(**(told | more))  # type: ignore[arg-type]


@settings(max_examples=120, deadline=None)
@given(lists)
def test_a_table_reads_back_row_by_row_and_no_cell_is_a_formula(kept: list[Record]) -> None:
    text = "".join(spreadsheet.write(LISTING, kept))
    text.encode()
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";", strict=True))
    assert rows[0] == list(COLUMNS)
    assert len(rows) == len(kept) + 1
    assert text.count("\r\n") == text.count("\n") == text.count("\r") == len(rows)
    for row, record in zip(rows[1:], kept, strict=True):
        assert len(row) == len(COLUMNS)
        assert not any(cell.startswith(FORMULA) for cell in row)
        assert row[0] == record.identifier
        assert row[1].replace("'", "") == shown(record.title).replace("'", "")


@pytest.mark.parametrize("sign", [*"=+-@＝＋－＠﹢﹣−"])
def test_what_would_be_a_formula_begins_with_an_apostrophe(sign: str) -> None:
    for before in ("", " ", "\t", "\r\n", "\u3000", "\u00a0"):
        cell = spreadsheet.cell(f"{before}{sign}1+1")
        assert cell.startswith("'")
        assert cell.endswith(f"{sign}1+1")


@pytest.mark.parametrize("between", [",", ";", ", ", ';"', '," "'])
@pytest.mark.parametrize("sign", [*"=+-@＝−"])
def test_what_would_be_a_formula_with_the_other_separator_begins_with_an_apostrophe(sign: str, between: str) -> None:
    assert spreadsheet.cell(f"Charte{between}{sign}1+1") == f"Charte{between}'{sign}1+1"


def test_other_cells_are_as_they_were() -> None:
    assert [spreadsheet.cell(text) for text in ("", "Charte", "2024-03", "'x", "a=b", "tri, don ; x-y")] == [
        "", "Charte", "2024-03", "'x", "a=b", "tri, don ; x-y"
    ]  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(lists)
def test_bibtex_reads_back_field_by_field(kept: list[Record]) -> None:
    text = "".join(bibtex.write(LISTING, kept))
    text.encode()
    entries = read_bibtex(text)
    assert [entry["key"] for entry in entries] == [f"doc{record.identifier}" for record in kept]
    for entry, record in zip(entries, kept, strict=True):
        assert of_latex(entry["title"][1:-1]) == shown(record.title)
        assert of_latex(entry.get("author", "{}")[1:-1]) == shown(record.body)
        assert of_latex(entry.get("number", "")) == shown(record.number)
        assert entry.get("date", "") == (record.day.isoformat() if record.day else "")


def test_the_sort_of_an_entry_follows_the_kind() -> None:
    kinds = ("report", "charter", "minutes")
    sorts = {kind: read_bibtex(bibtex.entry(plain_record(kind=kind)))[0][""] for kind in kinds}
    assert sorts == {"report": "techreport", "charter": "manual", "minutes": "misc"}


def test_a_key_does_not_change_with_title_date_and_version() -> None:
    later = plain_record(title="Autre", day=date(2030, 1, 1), version=7)
    assert bibtex.key(plain_record()) == bibtex.key(later)


def test_an_entry_tells_what_is_known() -> None:
    record = plain_record(
        day=date(2024, 3, 12), body="Comité & co", institution="UVM", language="fr", number="2024_1", state="Adoptée"
    )
    (entry,) = read_bibtex(bibtex.entry(record))
    assert entry == {
        "": "manual", "key": "doc5H8CR2WZ0YKD", "author": r"{Comité \& co}", "title": "{Charte}", "organization": "UVM",
        "type": "Charte", "number": r"2024\_1", "date": "2024-03-12", "year": "2024", "month": "mar",
        "language": "french", "note": "Adoptée", "edition": "1", "url": "https://exemple.fr/documents/5H8CR2WZ0YKD",
    }  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(lists)
def test_ris_reads_back_and_no_text_ends_its_line(kept: list[Record]) -> None:
    text = "".join(ris.write(LISTING, kept))
    text.encode()
    references = read_ris(text)
    assert len(references) == len(kept)
    for reference, record in zip(references, kept, strict=True):
        fields = dict(reference)
        assert reference[0][0] == "TY"
        assert fields["ID"] == record.identifier
        assert fields.get("TI", "") == shown(record.title)
        assert [value for tag, value in reference if tag == "KW"] == keywords(record.keywords)
        assert fields.get("DA", "") == (record.day.strftime("%Y/%m/%d").zfill(10) if record.day else "")


@settings(max_examples=120, deadline=None)
@given(lists)
def test_a_feed_is_xml_with_all_that_atom_demands(kept: list[Record]) -> None:
    root = etree.fromstring("".join(atom.write(LISTING, kept)).encode())
    assert root.tag == f"{NS}feed"
    for name in ("id", "title", "updated"):
        assert len(root.findall(NS + name)) == 1
    assert {link.get("rel") for link in root.findall(f"{NS}link")} == {"self", "alternate"}
    assert root.findtext(f"{NS}author/{NS}name")
    entries = root.findall(f"{NS}entry")
    assert len(entries) == len(kept)
    for entry, record in zip(entries, kept, strict=True):
        assert entry.findtext(f"{NS}id") == record.url
        assert entry.find(f"{NS}link").get("href") == record.url
        assert datetime.fromisoformat(entry.findtext(f"{NS}updated")) == record.changed.replace(microsecond=0)
        assert len(entry.findall(f"{NS}title")) == 1


@given(texts, texts)
@example("a\x00\x0b\ud800\ufffeb", "")
def test_a_feed_leaves_out_what_xml_forbids_and_nothing_else(title: str, author: str) -> None:
    entry = Entry("urn:x", title, "https://exemple.fr/?a=1&b=\"'<>", CHANGED, title, author, date(33, 1, 2))
    feed = atom.feed("urn:f", title, "urn:s", "urn:p", CHANGED, [entry])
    read = etree.fromstring("".join(feed).encode()).find(f"{NS}entry")
    kept = "".join(
        sign for sign in title if sign in "\t\n\r" or " " <= sign <= "\ud7ff" or "\ue000" <= sign <= "\ufffd"
        or sign >= "\U00010000"
    )  # fmt: skip
    assert "".join((read.findtext(f"{NS}title") or "").split()) == "".join(kept.split())
    assert read.findtext(f"{NS}published") == "0033-01-02T00:00:00Z"
    assert read.find(f"{NS}link").get("href") == "https://exemple.fr/?a=1&b=\"'<>"
    assert all(name.text and name.text.strip() for name in read.iter(f"{NS}name"))


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_begins_before_its_last_record_is_known(name: str) -> None:
    asked = []

    def slowly() -> object:
        for number in range(50):
            asked.append(number)
            yield plain_record(title=TROUBLE[number % len(TROUBLE)])

    pieces = EXPORTS[name].write(LISTING, slowly())  # type: ignore[arg-type]
    next(pieces)
    next(pieces)
    assert len(asked) < 5
    assert sum(1 for _ in pieces) >= 46


def test_an_empty_list_is_still_a_file_of_its_format() -> None:
    empty: list[Record] = []
    assert "".join(spreadsheet.write(LISTING, empty)) == "\ufeff" + ";".join(COLUMNS) + "\r\n"
    assert read_bibtex("".join(bibtex.write(LISTING, empty))) == []
    assert read_ris("".join(ris.write(LISTING, empty))) == []
    assert etree.fromstring("".join(atom.write(LISTING, empty)).encode()).findall(f"{NS}entry") == []


def test_the_separator_is_that_of_the_language() -> None:
    english = Listing("", "", "", "", CHANGED, ("a", "b"), ",")
    assert "".join(spreadsheet.write(english, [])) == "\ufeffa,b\r\n"
