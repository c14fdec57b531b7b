"""Plain text: every encoding that old machines left, paragraphs, lists, and the normal form of all texts."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from repo_service.domain.passages import Block, Cell, Span
from repo_service.formats import plain
from repo_service.formats.base import MAX_BLOCKS, Extract, ReadFailure
from repo_service.formats.shaping.normal import normal
from tests.formats.samples import write

WORDS = "Numérisé à l’œuvre, 3 €"


@pytest.mark.parametrize(
    "content",
    [
        WORDS.encode(),
        b"\xef\xbb\xbf" + WORDS.encode(),
        WORDS.encode("utf-16"),
        b"\xfe\xff" + WORDS.encode("utf-16-be"),
        WORDS.encode("utf-16-le"),
        WORDS.encode("utf-16-be"),
        WORDS.encode("utf-32"),
        WORDS.encode("cp1252"),
        WORDS.encode().replace(b",", b",\0"),
    ],
)
def test_the_same_words_are_read_from_every_encoding(content: bytes, tmp_path: Path) -> None:
    assert plain.recognise(content, ())
    assert [block.text for block in plain.read(write(tmp_path, "file", content)).blocks] == [WORDS]


def test_latin_1_is_the_last_resort() -> None:
    assert plain.decode(b"\x81 \xe9t\xe9") == "\x81 été"


def test_a_character_cut_by_the_end_of_the_sample_does_not_change_the_guess() -> None:
    assert plain.decode("œuvre é".encode()[:-1], cut=True) == "œuvre "


def test_damaged_accents_are_left_and_said(tmp_path: Path) -> None:
    extract = plain.read(
        write(tmp_path, "file", "Réunion à Évry, décidé".encode().decode("cp1252", "replace").encode())
    )
    assert "RÃ©union" in extract.blocks[0].text
    assert extract.notices == (plain.MOJIBAKE_NOTICE,)


@pytest.mark.parametrize("content", [bytes(range(256)) * 4, b"MZ" + bytes(60) + b"\1\2\3" * 20, b""])
def test_binary_is_refused(content: bytes) -> None:
    assert not plain.recognise(content, ())


def test_paragraphs_are_separated_by_blank_lines_and_lists_are_items() -> None:
    blocks = plain.blocks_of("Titre\nsuite\n\n\nPoints :\n- un\n  de plus\n2) deux\n    a) trois\nM. Durand\n")
    assert [(block.kind, block.level, block.label, block.text) for block in blocks] == [
        ("paragraph", 0, "", "Titre\nsuite"),
        ("paragraph", 0, "", "Points :"),
        ("item", 1, "-", "un\nde plus"),
        ("item", 1, "2)", "deux"),
        ("item", 3, "a)", "trois\nM. Durand"),
    ]


def test_the_normal_form_is_composed_and_holds_nothing_that_cannot_be_stored() -> None:
    decomposed = unicodedata.normalize("NFD", "Décidé à Évry")
    block = Block(
        "paragraph", f" {decomposed}\0\x0b fin\ud800\uffff ", spans=(Span(1, 1 + len("De\u0301cide\u0301"), "strong"),)
    )
    (clean,) = normal(Extract(blocks=(block,))).blocks
    assert clean.text == "Décidé à Évry   fin\ufffd\ufffd"
    assert [clean.text[span.start : span.end] for span in clean.spans] == ["Décidé"]


def test_halves_of_a_pair_become_their_character() -> None:
    assert normal(Extract(blocks=(Block("paragraph", "\ud83d\ude00 a"),))).blocks[0].text == "😀 a"


def test_blocks_without_words_are_left_out_and_a_text_of_signs_is_no_text() -> None:
    extract = normal(Extract(blocks=(Block("paragraph", " \u00a0\n"), Block("paragraph", "* * *"))))
    assert [block.text for block in extract.blocks] == ["* * *"]
    assert extract.status == "no_text"


def test_cells_are_cleaned_with_their_row() -> None:
    row = Block("row", "a\0 | b", cells=(Cell("a\0"), Cell("b", 2)), table=1)
    assert normal(Extract(blocks=(row,))).blocks[0].cells == (Cell("a"), Cell("b", 2))


def test_a_text_over_the_caps_is_refused() -> None:
    with pytest.raises(ReadFailure) as caught:
        normal(Extract(blocks=(Block("paragraph", "a"),) * (MAX_BLOCKS + 1)))
    assert caught.value.reason == "too_long"


@pytest.mark.parametrize("encoding", ["mac-roman", "cp1252", "latin-1", "utf-8"])
@pytest.mark.parametrize("text", ["Réunion du comité", "Procès-verbal à relire", "Fête reçue"])
def test_french_accents_tell_the_machine_that_wrote_them(encoding: str, text: str) -> None:
    assert plain.decode(text.encode(encoding)) == text


def test_a_capital_with_a_caron_is_no_accent_of_a_macintosh() -> None:
    assert plain.decode("Slavoj Žižek, Žilina".encode("cp1252")) == "Slavoj Žižek, Žilina"
