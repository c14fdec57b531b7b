"""RTF: what readers do not see is left out and counted, whatever the groups look like."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repo_service.formats import rtf
from repo_service.formats.base import Extract, Leaks
from repo_service.formats.shaping.visible import visible
from tests.formats import samples
from tests.formats.samples import write

HEAD = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\stylesheet{\cs1\v masqué;}}"


@pytest.fixture
def read(tmp_path: Path):
    """Read a body."""

    def reading(body: str) -> Extract:
        return rtf.read(write(tmp_path, "file.rtf", (HEAD + body + "}").encode("cp1252")))

    return reading


@pytest.mark.parametrize(
    ("body", "text", "leaks"),
    [
        (r"a {\deleted\revauthdel1 parti }b", "a b", Leaks(deletions=1)),
        (r"a \deleted parti \deleted0 b", "a b", Leaks(deletions=1)),
        (r"a {\deleted parti {\b encore} }b", "a b", Leaks(deletions=1)),
        (r"a {\deleted {\deleted0 vu }parti }b", "a vu b", Leaks(deletions=1)),
        (r"a {\deleted un}{\deleted deux}b", "a b", Leaks(deletions=1)),
        (r"a {\deleted un}b{\deleted deux}", "a b", Leaks(deletions=2)),
        (r"a {\deleted parti\plain  vu}", "a  vu", Leaks(deletions=1)),
        (r"a {\v masqu\'e9 \u233? ~\~\emdash }b", "a b", Leaks(hidden=1)),
        (r"a \v masqué\v0 b", "a b", Leaks(hidden=1)),
        (r"a {\v1 masqué}b", "a b", Leaks(hidden=1)),
        (r"a {\revised\revauth1 ajout}", "a ajout", Leaks(insertions=1)),
        (r"a {\revised\deleted les deux}b", "a b", Leaks(insertions=1, deletions=1)),
        (r"a {\b\crauth1\crdate2 gras}", "a gras", Leaks(formatting=1)),
        (r"a{\*\atnauthor Zoé}{\*\annotation entre {\v nous}}", "a", Leaks(comments=1)),
        (r"a {\deleted un\par deux}b", "a b", Leaks(deletions=1)),
        (r"\viewkind4\vertalt\deleted0\v0 a{\xe {\v index}}", "a", Leaks()),
        (r"a{\deleted }{\v\b}", "a", Leaks()),
    ],
)
def test_deleted_and_hidden_text_is_left_out_and_counted(read, body: str, text: str, leaks: Leaks) -> None:
    extract = read(body)
    assert [block.text for block in extract.blocks] == [text]
    assert extract.leaks == leaks
    assert extract.notices == ()


def test_a_deleted_row_leaves_no_words(read) -> None:
    extract = read(r"\trowd\cellx1000\clins\cldel\cellx2000\intbl a\cell {\deleted parti}\cell\row\pard b\par")
    assert [block.text for block in extract.blocks] == ["a | ", "b"]
    assert extract.leaks == Leaks(insertions=1, deletions=2)


@pytest.mark.parametrize("holder", ["footnote", "header", "footerf"])
def test_notes_and_margins_are_cleared_too(read, holder: str) -> None:
    extract = read(rf"a{{\{holder} vu {{\deleted parti}}}}\par")
    assert [block.text for block in extract.blocks] == ["a", "vu"]
    assert extract.leaks == Leaks(deletions=1)


def test_a_text_box_is_counted_though_it_is_not_read(read) -> None:
    assert read(r"a{\shp{\*\shpinst{\shptxt {\deleted parti}}}}").leaks == Leaks(deletions=1)


def test_a_file_without_traces_is_left_as_it_is() -> None:
    source = samples.rtf().decode("latin-1")
    assert visible(source) == (source, Leaks())


@pytest.mark.parametrize("number", ["8214294967296", "9999999", "1114112", "-99999", "9" * 5000])
def test_a_sign_that_no_alphabet_has_costs_one_sign(read, number: str) -> None:
    assert read(rf"a\u{number}?b").blocks[0].text == "a\ufffdb"
    assert read(r"a\\\u8217?u9999999").blocks[0].text == "a\\’u9999999"


def test_binary_data_are_no_groups() -> None:
    assert visible(r"{\v0 a{\*\x\bin4 {{}\}b}") == (r"{\v0 a{\*\x}b}", Leaks())


WORDS = st.sampled_from(["mot ", "\\'e9", "\\u233?", "\\par ", "\\~", "\\{", "\\b ", "\\plain ", "\r\n", "12"])
SWITCHES = st.sampled_from(
    ["\\deleted ", "\\deleted0 ", "\\v ", "\\v0 ", "\\revised ", "\\*", "\\footnote ", "\\bin3 ", "\\", "{", "}"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(WORDS, SWITCHES, st.text(max_size=3))).map("".join))
def test_no_nesting_makes_it_fail_and_a_second_pass_finds_nothing_to_take(source: str) -> None:
    once, leaks = visible(source)
    assert all(count >= 0 for count in leaks.counts)
    if "\\bin" not in once:
        again, left = visible(once)
        assert again == once
        assert (left.deletions, left.hidden) == (0, 0)


NESTED = st.recursive(
    st.sampled_from(["vu ", "\\b vu ", "\\par "]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map("".join),
        inner.map(lambda text: f"{{{text}}}"),
        inner.map(lambda text: f"{{\\deleted {text.replace('vu', 'parti')}}}"),
        inner.map(lambda text: f"{{\\v {text.replace('vu', 'parti')}}}"),
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(NESTED)
def test_exactly_what_is_in_deleted_and_hidden_groups_is_taken_out(source: str) -> None:
    kept, leaks = visible(source)
    assert "parti" not in kept
    assert kept.count("vu") == source.count("vu")
    assert ("parti" not in source) or leaks.any


def test_100000_open_groups_of_deleted_text_are_answered() -> None:
    kept, leaks = visible("{\\deleted " * 100_000 + "parti")
    assert "parti" not in kept
    assert leaks == Leaks(deletions=1)
