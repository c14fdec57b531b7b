"""OpenDocument: whatever way words are hidden, they are left out, counted, and no member of the copy has them."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repo_service.formats.base import Extract, Leaks
from repo_service.formats.odt import FORMAT
from repo_service.formats.odt_clean import clean
from tests.formats.build_odt import TextFile, frame, note, p, span, table, td, tr

HIDES = '<text:hidden-paragraph text:is-hidden="true" text:condition="x"/>'
BEGUN = '<text:bookmark-start text:name="b" loext:hidden="true" loext:condition="x"/>'
ENDED = '<text:bookmark-end text:name="b"/>'
DECLARED = (
    '<text:user-field-decls><text:user-field-decl text:name="u" office:value-type="string" '
    'office:string-value="masqué"/></text:user-field-decls>'
)


def field(sort: str, attributes: str, shown: str = "vu") -> str:
    return f"<text:{sort} {attributes}>{shown}</text:{sort}>"


def checked(body: str, folder: Path, **more: str) -> Extract:
    """What the reader gave, once its copy has been found to say the same and to hide nothing."""
    source = TextFile(body, **more).save(folder / "source.odt")
    target = folder / "target.odt"
    clean(source, target)
    before, after = FORMAT.read(source), FORMAT.read(target)
    assert [(b.part, b.kind, b.label, b.text, b.cells) for b in after.blocks] == [
        (b.part, b.kind, b.label, b.text, b.cells) for b in before.blocks
    ]
    assert after.leaks == Leaks()
    with zipfile.ZipFile(target) as archive:
        everything = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert "masqué" not in everything
    assert "masqué" not in "".join(block.text for block in before.blocks)
    return before


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ('<text:section text:display="condition" text:is-hidden="true">' + p("masqué") + "</text:section>", []),
        ('<text:section text:display="condition">' + p("vu") + "</text:section>" + p(HIDES + "masqué"), ["vu"]),
        (p(HIDES + "masqué"), []),
        (p(span("masqué" + HIDES, "X") + "masqué"), []),
        (p("vu " + note("1", HIDES + "masqué") + "vu"), ["vu [1]vu"]),
        (p("a " + field("hidden-text", 'text:string-value="masqué" text:is-hidden="true"', "masqué") + "b"), ["a b"]),
        (p("a " + field("hidden-text", 'text:string-value="masqué"') + " b"), ["a vu b"]),
        (p(field("conditional-text", 'text:string-value-if-true="masqué" text:string-value-if-false="vu"')), ["vu"]),
        (p(field("placeholder", 'text:description="masqué"')), ["vu"]),
        (p("a" + field("script", "", "masqué") + "b"), ["ab"]),
        (p("a " + field("variable-set", 'text:display="none" office:string-value="x"', "masqué") + "b"), ["a b"]),
        (p("a " + field("variable-set", 'office:string-value="masqué"') + " b"), ["a vu b"]),
        (DECLARED + p("a"), ["a"]),
        (DECLARED + p(field("user-field-get", 'text:name="u"', "autre")), ["autre"]),
        (table(tr("vu"), tr("masqué", more='table:visibility="collapse"')), ["vu"]),
        (p("a") + table(tr("masqué", more='table:visibility="filter"')), ["a"]),
        (p("a" + frame(p("masqué")).replace("<draw:frame", '<draw:frame draw:display="none"') + "b"), ["ab"]),
        (frame(p("masqué")).replace("<draw:text-box", '<draw:text-box draw:display="none"') + p("b"), ["b"]),
        (p("a " + BEGUN + "masqué" + ENDED + "b"), ["a b"]),
        (p("a" + span(BEGUN + "masqué", "X") + span("masqué" + ENDED + "b", "X") + "c"), ["abc"]),
        (p("a" + BEGUN + "masqué" + note("1", "masqué")) + table(tr(td("masqué"))) + p("masqué" + ENDED + "b"),
         ["a", "b"]),
        (p("a<text:meta-field>" + BEGUN + "masqué</text:meta-field>masqué" + ENDED + "b"), ["ab"]),
        (p("a" + note("1", "vu" + BEGUN + "masqué") + "b"), ["a[1]b"]),
        (p("a" + BEGUN + "<text:ruby><text:ruby-base>masqué</text:ruby-base><text:ruby-text>masqué</text:ruby-text>"
           f"</text:ruby>{ENDED}b"), ["ab"]),
    ],
)  # fmt: skip
def test_what_is_hidden_is_left_out_counted_and_not_in_the_copy(tmp_path: Path, body: str, texts: list[str]) -> None:
    extract = checked(body, tmp_path)
    assert [block.text for block in extract.blocks if block.part == "body"] == texts
    assert extract.leaks.hidden


@pytest.mark.parametrize(
    "body",
    [
        p(field("hidden-text", 'text:string-value="vu"')),
        p(field("variable-set", 'office:string-value="vu"') + field("variable-get", "")),
        DECLARED.replace("masqué", "vu") + p(field("user-field-get", 'text:name="u"')),
        p('<text:hidden-paragraph text:condition="x"/>vu'),
        p('<text:bookmark-start text:name="b"/>vu' + ENDED),
        table(tr("vu", more='table:visibility="visible"')),
    ],
)
def test_fields_that_show_all_they_keep_are_no_leak(tmp_path: Path, body: str) -> None:
    assert checked(body, tmp_path).leaks == Leaks()


INLINE = st.recursive(
    st.sampled_from([" vu ", "vu", BEGUN, ENDED, HIDES, field("placeholder", 'text:description="masqué"')]),
    lambda inner: st.one_of(
        inner.map(lambda text: span(text, "X")),
        inner.map(lambda text: note("1", text)),
        inner.map(lambda text: frame(p(text))),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=8,
)
BLOCK = st.one_of(
    INLINE.map(p),
    INLINE.map(lambda text: table(tr(td(p(text)), "vu"), tr("masqué", more='table:visibility="collapse"'))),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=4))
def test_any_nesting_of_what_hides_gives_a_copy_that_says_the_same(blocks: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        checked("".join(blocks), Path(folder))
