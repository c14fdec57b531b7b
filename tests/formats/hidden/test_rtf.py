"""RTF: moved text, hidden rows and styles that hide are left out and counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from repo_service.formats import rtf
from repo_service.formats.base import Extract, Leaks
from repo_service.formats.shaping.visible import visible
from tests.formats.samples import write

STYLES = (
    r"{\stylesheet{Normal;}{\s1\v caché;}{\s2\sbasedon1 fondé dessus;}{\s3\sbasedon1\v0 montré;}{\s4 vu;}"
    r"{\*\cs1\additive\v lettres cachées;}{\*\cs2\sbasedon1 fondées dessus;}{\s8\sbasedon9 a;}{\s9\sbasedon8 b;}}"
)
ROW = r"\trowd{}\cellx1000\pard\intbl masqué\cell\row "


@pytest.fixture
def read(tmp_path: Path):
    """Read a body."""

    def reading(body: str, styles: str = STYLES) -> Extract:
        source = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}" + styles + body + "}"
        return rtf.read(write(tmp_path, "file.rtf", source.encode("cp1252")))

    return reading


@pytest.mark.parametrize(
    ("body", "leaks"),
    [
        (r"a {\mvf\mvauth1 masqué }b", Leaks(deletions=1)),
        (r"a \mvf masqué \mvf0 b", Leaks(deletions=1)),
        (r"a {\deleted\mvf masqué \mvf0 masqué }b", Leaks(deletions=1)),
        (r"a {\mvt\mvauth1 b}", Leaks(insertions=1)),
        (r"\pard\plain\s1 masqué\par\pard\plain a b", Leaks(hidden=1)),
        (r"\pard\plain\s2 masqué\par\pard a b", Leaks(hidden=1)),
        (r"\pard\s1 \plain masqué\par\pard a b", Leaks(hidden=1)),
        (r"\pard\s3 a b\par", Leaks()),
        (r"\pard\s8 a b\par", Leaks()),
        (r"\pard\s1 {\v0 a b\par}", Leaks()),
        (r"\pard\s1 masqué\par\s4 a b", Leaks(hidden=1)),
        (r"a {\cs1 masqué }b", Leaks(hidden=1)),
        (r"a {\cs2 masqué }{\cs2\v0 b}", Leaks(hidden=1)),
        (r"a \cs1 masqué \plain b", Leaks(hidden=1)),
        (r"a b\par " + ROW.format(r"\trhidden"), Leaks(hidden=1)),
        (r"a b\par \pard\intbl masqué\cell\trowd\trhidden\cellx1000\row", Leaks(hidden=1)),
        (r"a b\par \pard\intbl masqué\cell\trowd\cellx1000\trhidden", Leaks(hidden=1)),
        (ROW.format(r"\trhidden") + r"\pard a b", Leaks(hidden=1)),
        (r"a b\par" + ROW.format(r"\trhidden0").replace("masqué", ""), Leaks()),
    ],
)
def test_what_is_hidden_or_moved_away_is_left_out_and_counted(read, body: str, leaks: Leaks) -> None:
    extract = read(body)
    assert [block.text for block in extract.blocks if block.text.strip(" |")] == ["a b"]
    assert extract.leaks == leaks


def test_of_two_rows_only_the_hidden_one_is_left_out(read) -> None:
    extract = read(
        ROW.format("").replace("masqué", "un") + ROW.format(r"\trhidden") + ROW.format("").replace("masqué", "deux")
    )
    assert [block.text for block in extract.blocks if block.text.strip(" |")] == ["un", "deux"]


def test_a_file_whose_normal_style_hides_shows_what_says_so(read) -> None:
    extract = read(r"masqué {\v0 a b}\pard masqué", r"{\stylesheet{\v Normal;}}")
    assert [block.text for block in extract.blocks] == ["a b"]
    assert extract.leaks == Leaks(hidden=2)


def test_a_name_of_a_control_word_in_the_text_hides_nothing(read) -> None:
    assert [block.text for block in read(r"{\v0}\trowd\intbl a \\trhidden b\cell\row").blocks] == [r"a \trhidden b"]


def test_a_chain_of_20000_styles_is_followed() -> None:
    chain = "".join(rf"{{\s{n}\sbasedon{n + 1} x;}}" for n in range(300, 20_300))
    kept, leaks = visible(rf"{{\rtf1{{\stylesheet{chain}{{\s20300\v y;}}}}\s300 masqué}}")
    assert "masqué" not in kept
    assert leaks == Leaks(hidden=1)
