"""Remarks of Word files: comments and what they cover, replies, insertions, deletions, replacements, moves, rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from repo_service.errors import Unreadable
from repo_service.formats import docx
from repo_service.formats.annotated import pieces
from repo_service.formats.annotated.word import read
from repo_service.formats.base import Annotated, ReadFailure, Remark
from repo_service.formats.isolate import Reader
from tests.formats import samples
from tests.formats.build_word import DELETED_MARK, NAMESPACES, WordFile, deleted, ins, p, r, sdt, tbl, tc, text_box, tr

INSERTED_MARK = '<w:rPr><w:ins w:id="9" w:author="Claire Martin" w:date="2024-03-12T10:00:00Z"/></w:rPr>'
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"


def remarks(tmp_path: Path, body: str, notes: str = "", **members: str) -> Annotated:
    parts = {"comments": notes} if notes else {}
    file = WordFile(body, parts, members={f"word/{name}.xml": said for name, said in members.items()})
    return read(file.save(tmp_path / "copie.docx"))


def note(key: int, inner: str, author: str = "Zoé", date: str = "2024-05-01T09:00:00Z") -> str:
    return f'<w:comment w:id="{key}" w:author="{author}" w:date="{date}">{inner}</w:comment>'


def covered(key: int, inner: str) -> str:
    end = f'<w:commentRangeEnd w:id="{key}"/><w:r><w:commentReference w:id="{key}"/></w:r>'
    return f'<w:commentRangeStart w:id="{key}"/>{inner}{end}'


def said(found: Annotated) -> list[tuple[str, str, str]]:
    return [(one.sort, one.author, one.text) for one in found.remarks]


def only(found: Annotated) -> Remark:
    (one,) = found.remarks
    return one


def words(one: Remark) -> str:
    """What stands where a remark is, before any change."""
    return one.passage_before[one.start : one.end]


def test_a_comment_is_told_with_its_author_its_day_its_passage_and_the_words_that_it_covers(tmp_path: Path) -> None:
    body = p("Avant.") + p(r("Les ") + covered(0, r("frais")) + r(" sont partagés."))
    one = only(remarks(tmp_path, body, note(0, p("Quels frais ?") + p("Tous ?"))))
    assert (one.sort, one.author, one.date, one.text) == (
        "comment", "Zoé", "2024-05-01T09:00:00Z", "Quels frais ?\nTous ?",
    )  # fmt: skip
    assert (one.passage_before, words(one), one.place) == ("Les frais sont partagés.", "frais", 1)


def test_a_comment_over_several_paragraphs_stands_on_the_first_that_it_covers(tmp_path: Path) -> None:
    start, end = '<w:commentRangeStart w:id="0"/>', '<w:commentRangeEnd w:id="0"/>'
    body = p("Avant.") + start + p("Un.") + p(r("Deux.") + end) + p("Trois.")
    one = only(remarks(tmp_path, body, note(0, p("Tout cela ?"))))
    assert (one.passage_before, words(one)) == ("Un.", "Un.")


def test_a_comment_without_a_range_stands_where_it_is_referred_to_and_one_without_a_place_on_the_whole(
    tmp_path: Path,
) -> None:
    body = p(r("Un mot.") + '<w:r><w:commentReference w:id="3"/></w:r>')
    found = remarks(tmp_path, body, note(3, p("Ici ?")) + note(4, p("Partout ?")) + note(5, p("")))
    assert [(one.text, one.passage_before, one.start, one.place) for one in found.remarks] == [
        ("Partout ?", "", 0, -1), ("Ici ?", "Un mot.", 7, 0),
    ]  # fmt: skip


def test_a_reply_names_the_comment_that_it_replies_to(tmp_path: Path) -> None:
    notes = "".join(
        note(key, f'<w:p xmlns:w14="{W14}" w14:paraId="0000000{key}">{r(text)}</w:p>', author)
        for key, text, author in ((1, "Pourquoi ?", "Zoé"), (2, "Pour deux ans.", "Paul"))
    )
    extended = (
        f'<w15:commentsEx xmlns:w15="{W15}"><w15:commentEx w15:paraId="00000001"/>'
        '<w15:commentEx w15:paraId="00000002" w15:paraIdParent="00000001" w15:done="1"/></w15:commentsEx>'
    )
    found = remarks(tmp_path, p(covered(1, covered(2, r("Un mot.")))), notes, commentsExtended=extended)
    assert [(one.author, one.key, one.answers) for one in found.remarks] == [("Zoé", "1", ""), ("Paul", "2", "1")]


def test_what_is_struck_and_what_comes_in_beside_it_is_one_remark(tmp_path: Path) -> None:
    struck = '<w:del w:id="2" w:author="Claire Martin"><w:r><w:delText>deux</w:delText></w:r></w:del>'
    for changed in (struck + ins(r("trois")), ins(r("trois")) + struck, ins(r("tr")) + struck + ins(r("ois"))):
        one = only(remarks(tmp_path, p(r("Le comité se réunit ") + changed + r(" fois."))))
        assert (one.sort, one.author, one.text, words(one)) == ("replacement", "Claire Martin", "trois", "deux")
        assert (one.passage_before, one.passage) == (
            "Le comité se réunit deux fois.", "Le comité se réunit trois fois.",
        )  # fmt: skip


def test_runs_of_one_person_side_by_side_are_one_and_those_of_two_are_two(tmp_path: Path) -> None:
    body = p(r("Le comité") + ins(r(" élargi")) + ins(r(" et")) + ins(r(" ouvert"), "Paul Roux") + r(" se réunit."))
    assert said(remarks(tmp_path, body)) == [
        ("insertion", "Claire Martin", " élargi et"), ("insertion", "Paul Roux", " ouvert"),
    ]  # fmt: skip


def test_what_somebody_adds_and_another_strikes_is_told_of_both(tmp_path: Path) -> None:
    inner = '<w:del w:id="2" w:author="Paul Roux"><w:r><w:delText>élargi</w:delText></w:r></w:del>'
    found = remarks(tmp_path, p(r("Le comité") + ins(inner) + r(" se réunit.")))
    assert said(found) == [("insertion", "Claire Martin", "élargi"), ("deletion", "Paul Roux", "élargi")]
    assert {(one.passage_before, one.passage) for one in found.remarks} == {
        ("Le comité se réunit.", "Le comité se réunit."),
    }  # fmt: skip


def test_moves_are_told_where_words_leave_and_where_they_come(tmp_path: Path) -> None:
    away = f'<w:moveFrom w:id="5" w:author="Paul Roux">{r("Les frais. ")}</w:moveFrom>'
    here = f'<w:moveTo w:id="6" w:author="Paul Roux">{r(" Les frais.")}</w:moveTo>'
    found = remarks(tmp_path, p(away + r("Le comité.")) + p(r("Fin.") + here))
    assert [(one.sort, one.text, one.passage_before) for one in found.remarks] == [
        ("moved_from", "Les frais. ", "Les frais. Le comité."), ("moved_to", " Les frais.", "Fin."),
    ]  # fmt: skip


def test_a_paragraph_that_comes_in_stands_beside_the_passage_that_was_there(tmp_path: Path) -> None:
    ahead = p("Un.") + p(ins(r("Nouveau.")), properties=INSERTED_MARK) + p("Deux.")
    one = only(remarks(tmp_path, ahead))
    assert (one.text, one.passage_before, one.start) == ("Nouveau.\n", "Deux.", 0)
    behind = p(r("Un."), properties=INSERTED_MARK) + p(ins(r("Nouveau."))) + p("Deux.")
    one = only(remarks(tmp_path, behind))
    assert (one.text, one.passage_before, one.start) == ("\nNouveau.", "Un.", 3)
    last = p("Un.") + p(ins(r("Nouveau.")))
    one = only(remarks(tmp_path, last))
    assert (one.text, one.passage_before) == ("\nNouveau.", "Un.")


def test_paragraphs_that_are_struck_joined_or_cut_are_told_each_on_its_passage(tmp_path: Path) -> None:
    struck = p("Un.") + p(deleted("Deux."), properties=DELETED_MARK) + p("Trois.")
    one = only(remarks(tmp_path, struck))
    assert (one.sort, one.passage_before, words(one), one.passage) == ("deletion", "Deux.", "Deux.", "")
    joined = only(remarks(tmp_path, p("Un.", properties=DELETED_MARK) + p("Deux.")))
    assert (joined.sort, joined.text, joined.passage_before) == ("deletion", "\n", "Un.")
    cut = only(remarks(tmp_path, p(r("Un. "), properties=INSERTED_MARK) + p("Deux.")))
    assert (cut.sort, cut.text, cut.passage_before, cut.start) == ("insertion", "\n", "Un. Deux.", 4)


def test_empty_paragraphs_and_white_space_at_the_ends_are_no_remarks(tmp_path: Path) -> None:
    body = p("Un.") + p("", properties=INSERTED_MARK) + p(r("Deux.") + ins(r("  "))) + p("", properties=DELETED_MARK)
    assert remarks(tmp_path, body + p("Trois.")).remarks == ()


def test_rows_that_come_in_or_go_are_told(tmp_path: Path) -> None:
    mark = '<w:{} w:id="4" w:author="Claire Martin"/>'
    table = tbl(
        tr("Poste", "Part"), tr(tc(p(ins(r("Reliure")))), tc(p(ins(r("moitié")))), properties=mark.format("ins")),
        tr(tc(p(deleted("Port"))), tc(p(deleted("tiers"))), properties=mark.format("del")), tr("Autres", "reste"),
    )  # fmt: skip
    found = remarks(tmp_path, table)
    assert found.passages == ("Poste | Part", "Port | tiers", "Autres | reste")
    added, *gone = found.remarks
    assert (added.text, added.passage_before) == ("\nReliure | moitié", "Poste | Part")
    assert {one.passage_before for one in gone} == {"Port | tiers"}
    assert all(one.sort == "deletion" for one in gone)


def test_words_are_found_in_cells_controls_boxes_and_notes(tmp_path: Path) -> None:
    box = text_box(p(r("Dans un ") + ins(r("grand ")) + r("cadre.")))
    nested = tc(p("Cellule.") + tbl(tr(tc(p(r("Table ") + ins(r("dans la ")) + r("table."))))))
    body = p(r("Texte.") + box) + sdt(p(r("Champ ") + ins(r("libre ")) + r("ici."))) + tbl(tr(nested, "b"))
    found = remarks(tmp_path, body)
    assert found.passages == (
        "Texte.", "Dans un cadre.", "Champ ici.", "Cellule. | b", "Table table.",
    )  # fmt: skip
    assert [one.text for one in found.remarks] == ["grand ", "libre ", "dans la "]


def test_passages_are_those_that_the_reader_of_the_text_gives(tmp_path: Path) -> None:
    path = samples.write(tmp_path, "file.docx", samples.docx())
    ours = read(path).passages
    assert [one for one in ours if one not in {block.text for block in docx.read(path).blocks}] == []


def test_hidden_words_are_not_told_even_when_they_are_deleted(tmp_path: Path) -> None:
    secret = '<w:r><w:rPr><w:vanish/></w:rPr><w:delText>secret</w:delText></w:r>'
    body = p(r("Un mot") + f'<w:del w:id="2" w:author="Paul">{secret}</w:del>' + r("caché", "<w:vanish/>") + r("."))
    found = remarks(tmp_path, body)
    assert (found.remarks, found.passages) == ((), ("Un mot.",))


@pytest.mark.parametrize("date", ["", "hier", "2024-13-45T00", "<b>2024</b>", "2024"])
def test_a_day_that_is_none_is_left_out_and_so_is_a_name(tmp_path: Path, date: str) -> None:
    one = only(remarks(tmp_path, p("Un."), note(0, p("Quoi ?"), "", date.replace("<", "&lt;"))))
    assert (one.author, one.date) == ("", "")


def test_names_and_words_that_look_like_markup_stay_words(tmp_path: Path) -> None:
    one = only(remarks(tmp_path, p("Un."), note(0, p("&lt;script&gt;"), "&lt;b&gt;Zoé&lt;/b&gt; &amp; Cie")))
    assert (one.author, one.text) == ("<b>Zoé</b> & Cie", "<script>")


def test_two_thousand_remarks_are_read_and_too_many_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "".join(p(r(f"Passage {number} ") + ins(r("neuf ")) + r("ici.")) for number in range(2_000))
    assert len(remarks(tmp_path, body).remarks) == 2_000
    monkeypatch.setattr(pieces, "MOST_REMARKS", 1_999)
    with pytest.raises(ReadFailure, match="too_long"):
        remarks(tmp_path, body)


def test_remarks_cross_the_boundary_of_the_process(tmp_path: Path, reader: Reader) -> None:
    path = WordFile(p(r("Un ") + ins(r("grand ")) + r("mot."))).save(tmp_path / "copie.docx")
    assert reader.remarks(path, "copie.docx") == read(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"), (b"Un texte.", "unsupported"), (b"PK\x03\x04 coupe", "unsupported"),
        (samples.pdf(), "unsupported"), (samples.docx()[:-300], "damaged"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_good_copy_is_refused_with_its_reason(
    tmp_path: Path, reader: Reader, content: bytes, reason: str
) -> None:
    path = tmp_path / "copie"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        reader.remarks(path, "copie.docx")
    assert refused.value.params["reason"] == reason


def test_a_file_that_cannot_be_parsed_is_damaged(tmp_path: Path) -> None:
    file = WordFile(p("Un."), members={"word/document.xml": f"<w:document {NAMESPACES}><w:body><w:p>"})
    with pytest.raises(ReadFailure, match="damaged"):
        read(file.save(tmp_path / "copie.docx"))
