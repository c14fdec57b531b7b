"""HTML and Markdown: what a reader sees of them, and nothing that could run."""

from __future__ import annotations

from pathlib import Path

import pytest

from repo_service.domain.passages import Block
from repo_service.formats import html, markdown
from repo_service.formats.base import ReadFailure
from repo_service.formats.isolate import Reader
from repo_service.formats.shaping.walk import list_label
from tests.formats.samples import write


def shape(blocks: list[Block] | tuple[Block, ...]) -> list[tuple[str, int, str, str]]:
    return [(block.kind, block.level, block.label, block.text) for block in blocks]


def links(block: Block) -> dict[str, str]:
    return {block.text[span.start : span.end]: span.target for span in block.spans if span.kind == "link"}


def test_scripts_styles_frames_and_handlers_are_gone() -> None:
    blocks = html.blocks_of(
        '<p onclick="x()">Un <script>alert(1)</script>mot</p><style>p{}</style><iframe src="x">cadre</iframe>'
        '<svg><script>alert(2)</script><text>dessin</text></svg><img src=x onerror=alert(3) alt="Un logo">'
    )
    assert shape(blocks) == [("paragraph", 0, "", "Un mot"), ("paragraph", 0, "", "Un logo")]


@pytest.mark.parametrize(
    "look", ["hidden", 'hidden="until-found"', 'style="display:none"', 'style="color:red; Display : NONE"']
)
def test_an_element_that_is_not_shown_is_left_out_and_what_follows_stays(look: str) -> None:
    page = f"<p>Le <span {look}>secret</span> comité &amp; <b>le bureau</b></p><div {look}><p>caché</p></div><p>Fin</p>"
    assert [block.text for block in html.blocks_of(page)] == ["Le comité & le bureau", "Fin"]


def test_the_word_hidden_hides_nothing() -> None:
    assert [block.text for block in html.blocks_of('<p style="color:red">The hidden <b>fees</b></p>')] == [
        "The hidden fees"
    ]


def test_only_links_to_the_web_and_to_mail_are_kept() -> None:
    (block,) = html.blocks_of(
        '<p><a href="https://a.fr/?x=1&amp;y=2">a</a> <a href="mailto:b@a.fr">b</a> <a href="javascript:x()">c</a> '
        '<a href="data:text/html,x">d</a> <a href="/interne">e</a> <a href="doc:Charte">f</a></p>'
    )
    assert block.text == "a b c d e f"
    assert links(block) == {"a": "https://a.fr/?x=1&y=2", "b": "mailto:b@a.fr"}


def test_lists_carry_the_labels_that_a_browser_prints() -> None:
    blocks = html.blocks_of(
        "<ol start=3><li>trois<ul><li>dessous</ul><li value=9>neuf</ol>"
        "<ol type=a><li>a<p>suite</ol><ol type=I><li>x</ol>"
    )
    assert shape(blocks) == [
        ("item", 1, "3.", "trois"),
        ("item", 2, "◦", "dessous"),
        ("item", 1, "9.", "neuf"),
        ("item", 1, "a.", "a"),
        ("item", 1, "", "suite"),
        ("item", 1, "I.", "x"),
    ]


@pytest.mark.parametrize(
    ("count", "style", "label"),
    [(4, "i", "iv."), (49, "I", "XLIX."), (26, "A", "Z."), (27, "a", "27."), (0, "i", "0.")],
)
def test_numbers_are_printed_in_the_style_of_their_list(count: int, style: str, label: str) -> None:
    assert list_label(count, style) == label


def test_a_table_within_a_table_follows_its_row() -> None:
    blocks = html.blocks_of(
        "<table><tr><th colspan=2>Titre</th></tr><tr><td rowspan=2>a</td><td>b<table><tr><td>dedans</td></tr></table>"
        "</td></tr><tr><td><ul><li>c</ul></td></tr></table>"
    )
    assert [(block.text, block.table) for block in blocks] == [("Titre", 1), ("a | b", 1), ("dedans", 2), ("• c", 1)]
    assert blocks[0].cells[0].header
    assert (blocks[0].cells[0].colspan, blocks[1].cells[0].rowspan) == (2, 2)


def test_a_table_that_only_places_headings_is_read_as_a_page() -> None:
    blocks = html.blocks_of("<table><tr><td><h2>Lettre</h2><p>Texte</td></tr></table>")
    assert shape(blocks) == [("heading", 2, "", "Lettre"), ("paragraph", 0, "", "Texte")]


def test_white_space_collapses_except_the_space_that_does_not_break() -> None:
    (block,) = html.blocks_of("<p>  Prêt\n  à :\u00a0domicile <br> oui  <b> non </b> </p>")
    assert block.text == "Prêt à :\u00a0domicile\noui non"


def test_preformatted_text_keeps_its_lines() -> None:
    assert shape(html.blocks_of("<pre>a\n  b</pre>")) == [("code", 0, "", "a\n  b")]


def test_markup_inside_words_is_told_by_offsets() -> None:
    (block,) = html.blocks_of("<p>Le 1<sup>er</sup> <strong>mars <em>2024</em></strong></p>")
    assert block.text == "Le 1er mars 2024"
    assert {(block.text[s.start : s.end], s.kind) for s in block.spans} == {
        ("er", "sup"),
        ("2024", "em"),
        ("mars 2024", "strong"),
    }


def test_markup_around_several_paragraphs_covers_each() -> None:
    blocks = html.blocks_of("<b><p>un</p><p>deux</p></b>")
    assert [(block.text, [span.kind for span in block.spans]) for block in blocks] == [
        ("un", ["strong"]),
        ("deux", ["strong"]),
    ]


def test_elements_nested_too_deep_are_refused_and_not_lost() -> None:
    with pytest.raises(ReadFailure) as caught:
        html.blocks_of("<div>" * 5_000 + "mot")
    assert caught.value.reason == "bomb"
    assert html.blocks_of("<div>" * 1_000 + "mot")[0].text == "mot"


@pytest.mark.parametrize(
    "content",
    [
        '<html><meta charset="utf-8"><p>Numérisé à l’œuvre'.encode(),
        '<html><meta charset="windows-1252"><p>Numérisé à l’œuvre'.encode("cp1252"),
        "<html><p>Numérisé à l’œuvre".encode("utf-16"),
        b"\xef\xbb\xbf" + '<html><meta charset="latin-1"><p>Numérisé à l’œuvre'.encode(),
        '<html><meta charset="utf-8"><p>Numérisé à l’œuvre'.encode("cp1252"),  # it lies
    ],
)
def test_a_page_is_decoded_whatever_it_says(content: bytes, tmp_path: Path) -> None:
    path = write(tmp_path, "page", content)
    assert html.recognise(content[:8192], ())
    assert [block.text for block in html.read(path).blocks] == ["Numérisé à l’œuvre"]


def test_a_page_tells_its_title_language_and_author(tmp_path: Path) -> None:
    source = '<html lang="fr-FR"><title> Une\n fiche </title><meta name="DC.creator" content="Anne"><p>Mot'
    extract = html.read(write(tmp_path, "page", source.encode()))
    assert extract.properties == {"title": "Une fiche", "language": "fr-FR", "author": "Anne"}
    assert shape(extract.blocks) == [("paragraph", 0, "", "Mot")]


def test_struck_passages_are_left_out_and_said(tmp_path: Path) -> None:
    extract = html.read(write(tmp_path, "page", b"<html><p>Un <del>deux</del> trois"))
    assert [block.text for block in extract.blocks] == ["Un trois"]
    assert extract.notices == ("Passages barrés laissés de côté : 1.",)


def test_links_between_documents_read_as_words_and_name_their_target() -> None:
    (block,) = markdown.blocks_of(
        "*Voir* [[Charte de l’union & co|la charte]] et [[0A1B2C3D4E5F]], **pas** `[[code]]`."
    )
    assert block.text == "Voir la charte et 0A1B2C3D4E5F, pas [[code]]."
    assert links(block) == {"la charte": "doc:Charte de l’union & co", "0A1B2C3D4E5F": "doc:0A1B2C3D4E5F"}
    marked = {block.text[span.start : span.end]: span.kind for span in block.spans}
    assert (marked["Voir"], marked["pas"], marked["[[code]]"]) == ("em", "strong", "code")


def test_markdown_gives_headings_lists_tables_code_and_notes() -> None:
    blocks = markdown.blocks_of(
        "# Un\n\nMot.[^1]\n\n1. a\n2. b\n    - c\n\n| x | y |\n|---|---|\n| 1 | **2** |\n\n"
        "```\n[ x\n```\n\n[^1]: La note.\n"
    )
    assert shape(blocks) == [
        ("heading", 1, "", "Un"),
        ("paragraph", 0, "", "Mot.[1]"),
        ("item", 1, "1.", "a"),
        ("item", 1, "2.", "b"),
        ("item", 2, "◦", "c"),
        ("row", 0, "", "x | y"),
        ("row", 0, "", "1 | 2"),
        ("code", 0, "", "[ x"),
        ("paragraph", 0, "1", "La note.\u00a0"),
    ]
    assert blocks[-1].part == "footnote 1"


@pytest.mark.parametrize(
    ("source", "levels"),
    [
        ("- a\n  - b\n    - c\n- d", [("a", 1), ("b", 2), ("c", 3), ("d", 1)]),
        ("- a\n    - b\n        - c", [("a", 1), ("b", 2), ("c", 3)]),
        ("1. a\n   - b\n2. c", [("a", 1), ("b", 2), ("c", 1)]),
        ("* a\n\n  * b\n\n* c", [("a", 1), ("b", 2), ("c", 1)]),
        (" - a\n - b", [("a", 1), ("b", 1)]),
        ("- a\n  suite\n  - b", [("a suite", 1), ("b", 2)]),
    ],
)
def test_lists_nest_as_in_commonmark(source: str, levels: list[tuple[str, int]]) -> None:
    assert [(block.text, block.level) for block in markdown.blocks_of(source) if block.text] == levels


@pytest.mark.parametrize("source", ["Texte\n\n    - code", "```\n- a\n  - b\n```", "- a\n\n      code"])
def test_code_is_no_list(source: str) -> None:
    code = [block.text for block in markdown.blocks_of(source) if block.kind == "code"]
    assert code in (["- code"], ["- a\n  - b"], ["code"])


def test_html_inside_markdown_is_cleaned_too() -> None:
    assert shape(markdown.blocks_of("Un <script>alert(1)</script> mot [x](javascript:alert(1))")) == [
        ("paragraph", 0, "", "Un  mot x".replace("  ", " "))
    ]


def test_front_matter_becomes_properties_and_unknown_keys_are_said() -> None:
    extract = markdown.extract('---\ntitre: "Prêt"\nauteur: Anne\ncouleur: bleu\n---\nTexte.\n')
    assert extract.properties == {"title": "Prêt", "author": "Anne"}
    assert extract.notices == ("Champs d’en-tête non repris : couleur.",)
    assert [block.text for block in extract.blocks] == ["Texte."]


def test_a_sign_that_xml_forbids_in_an_attribute_harms_nothing() -> None:
    (block,) = html.blocks_of('<p><img alt="a < b > c &amp; d">&#1;\x0c e</p>')
    assert block.text == "a ‹ b > c & d e"


def test_two_rules_around_text_are_not_front_matter() -> None:
    assert [block.text for block in markdown.extract("---\nDu texte ordinaire\n\n---\n").blocks] == [
        "Du texte ordinaire"
    ]


@pytest.mark.parametrize(
    "source", ["[" * 20_480, "![" * 10_240, "[" * 10_240 + "]" * 10_240, "[a]" * 7_000, "[[" * 10_240]
)
def test_20_kilobytes_of_brackets_are_shown_at_once(source: str) -> None:
    reader = Reader()
    extract = reader.markdown(source)
    reader.close()
    assert extract.reason == ""
    assert "".join(block.text for block in extract.blocks) in ("", source)


@pytest.mark.parametrize(
    "kind", ["[", "![", "[^", "[]", "[[", "]", "[a](", "[a][", "*", "_", "`", "> ", "<", "&#", "- ", "1. ", "|"]
)
def test_1000_of_any_sign_are_answered(kind: str) -> None:
    reader = Reader()
    extract = reader.markdown(kind * 1_000)
    reader.close()
    assert extract.reason in ("", "bomb")


def test_a_page_over_the_cap_is_refused() -> None:
    with pytest.raises(ReadFailure) as caught:
        markdown.extract("a" * (markdown.MAX_SOURCE + 1))
    assert caught.value.reason == "too_long"


def test_brackets_of_real_links_survive_beside_stray_ones() -> None:
    (block,) = markdown.blocks_of("Un [ seul, [un lien](https://a.fr), ] et \\[échappé].")
    assert block.text == "Un [ seul, un lien, ] et [échappé]."
    assert links(block) == {"un lien": "https://a.fr"}
