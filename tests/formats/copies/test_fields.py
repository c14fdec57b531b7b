"""Word: fields in the text and in the copy for readers, names that Word inserts among them."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.build_word import p, r
from tests.formats.copies.test_docx_clean import WORDS, cleaned, texts


def complex_field(code: str, *shown: str) -> str:
    return f"{field('begin')}{instruction(code)}{field('separate')}{''.join(map(r, shown))}{field('end')}"


def field(sort: str, inner: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{sort}">{inner}</w:fldChar></w:r>'


def instruction(code: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'


FIELDS = [
    complex_field(" AUTHOR ", "Zoé"),
    complex_field(' AUTHOR "Zoé" \\* Upper', "ZOÉ"),
    complex_field(" DOCVARIABLE x ", "valeur"),
    complex_field(" PAGE ", "3"),
    complex_field(' HYPERLINK "https://exemple.fr" ', "lien"),
    complex_field(' HYPERLINK "file:///C:/Users/zoe/x" ', "lien"),
    complex_field(' HYPERLINK \\l "_Toc1" \\h', "voir"),
    complex_field(' INCLUDEPICTURE "C:\\Users\\zoe\\x.png" ', "image"),
    complex_field(" FILENAME \\p ", "C:\\zoe\\x.docx"),
    complex_field(" FILENAME ", "x.docx"),
    complex_field(" ADDIN EN.CITE zoé ", "(Zola, 1885)"),
    f'<w:fldSimple w:instr=" LASTSAVEDBY ">{r("Zoé")}</w:fldSimple>',
    f'<w:fldSimple w:instr=" DOCPROPERTY Statut ">{r("adopté")}</w:fldSimple>',
    field("begin")
    + instruction(" IF ")
    + complex_field(" AUTHOR ", "Zoé")
    + field("separate")
    + r("oui")
    + field("end"),
    field("begin") + instruction(" AUTHOR ") + field("separate") + complex_field(" PAGE ", "3") + r("x") + field("end"),
    field("begin", '<w:ffData><w:helpText w:val="zoé"/><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData>')
    + instruction(" FORMCHECKBOX ")
    + field("end"),
    field("begin") + instruction(" XE zoé ") + field("end"),
    field("begin") + instruction(" AUTHOR ") + field("separate") + r("Zoé"),
    field("end") + r("seul"),
]


@settings(max_examples=120, deadline=None)
@given(st.lists(st.lists(st.one_of(st.sampled_from(FIELDS), WORDS.map(r)), max_size=4), min_size=1, max_size=3))
def test_any_fields_read_the_same_in_the_copy_and_name_nobody(paragraphs: list[list[str]]) -> None:
    body = "".join(p("".join(runs) or "<w:r/>") for runs in paragraphs)
    with tempfile.TemporaryDirectory() as folder:
        before, after, members = cleaned(body, Path(folder))
    assert texts(after) == texts(before)
    assert [block.spans for block in after.blocks] == [block.spans for block in before.blocks]
    assert "zo" not in members["word/document.xml"].decode().casefold().replace("(zola", "")


def test_a_name_that_word_put_into_the_text_is_left_out_and_announced(tmp_path: Path) -> None:
    before, after, _ = cleaned(p(r("Par ") + FIELDS[0] + r(", bureau")), tmp_path)
    assert [block.text for block in before.blocks] == [block.text for block in after.blocks] == ["Par , bureau"]
    assert before.notices == ("1 nom inséré automatiquement n’est pas repris.",)
    assert after.notices == ()


def test_pages_and_links_are_still_fields_in_the_copy(tmp_path: Path) -> None:
    _, _, members = cleaned(p(FIELDS[3] + FIELDS[4]), tmp_path)
    assert members["word/document.xml"].count(b"instrText") == 4
