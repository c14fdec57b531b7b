"""Convocation and agenda as Word files: read back by our own reader, the same bytes each time, nothing hidden."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from repo_service import clock
from repo_service.domain.passages import Block
from repo_service.errors import NotFound, SignInRequired
from repo_service.formats.docx import FORMAT
from repo_service.services.meetings import agendas, keeping, letters
from tests.services.meetings.sittings import LATER, act, ask, link, meeting, points, put_quorum, shown
from tests.services.register.chores import Hands

SITE = "Le consortium"
WHO = "secretary of X"


@pytest.fixture
def one(village: Hands) -> str:
    """A meeting with everything."""
    put_quorum(village, "1/2")
    public_id = meeting(
        village, begins="9 h 30", ends="12 h", place="Salle des cartes, 3e étage", link="https://visio.exemple.fr/copil",
        title="Réunion de « rentrée »", visibility="public",
    )  # fmt: skip
    first, _ = points(village, public_id, "Budget <2027> & {{ instance.nom }}", "Divers")
    act(village, WHO, agendas.edit_point, public_id, first, "Budget <2027> & {{ instance.nom }}", "Rapporteuse : Nadia",
        shown(village, WHO, public_id).points[0].mark)  # fmt: skip
    link(village, public_id, village.world.file("Chiffres.", title="Projet de budget").public_id, first)
    link(village, public_id, village.world.file("Secret.", title="Note des membres", body=village.world.body,
                                                visibility="body").public_id)  # fmt: skip
    return public_id


def read(letter: letters.Letter, folder: Path) -> list[Block]:
    """The text of a file, by our own reader."""
    path = folder / "lettre.docx"
    path.write_bytes(letter.content)
    extract = FORMAT.read(path)
    assert extract.status == "read"
    assert not extract.leaks.any
    return list(extract.blocks)


def said(village: Hands, who: str, verb: object, one: str, folder: Path) -> list[str]:
    """The lines of a letter as somebody receives it, labels first."""
    assert callable(verb)
    return [f"{block.label} {block.text}".strip() for block in read(ask(village, who, verb, one, SITE), folder)]


def test_the_convocation_tells_when_where_what_and_who(village: Hands, one: str, tmp_path: Path) -> None:
    lines = said(village, "member", letters.convocation, one, tmp_path)
    for line in (
        "Convocation", "Instance | Comité de pilotage", "Objet | Réunion de « rentrée »",
        "Date | mercredi 1er avril 2026",
        "Heure | de 9\u00a0h\u00a030 à 12\u00a0h", "Lieu | Salle des cartes, 3e étage",
        "Visioconférence | https://visio.exemple.fr/copil", "1. Budget <2027> & {{ instance.nom }}",
        "Rapporteuse : Nadia",
        "Documents\u00a0: Projet de budget", "2. Divers",
    ):  # fmt: skip
        assert line in lines, line
    assert any(line.endswith("Note des membres") for line in lines)
    assert any("Nadia Belkacem" in line for line in lines)
    assert any("la présence de la moitié des membres" in line for line in lines)


def test_the_titles_are_headings_and_the_points_are_numbered_by_word(village: Hands, one: str, tmp_path: Path) -> None:
    blocks = read(ask(village, "member", letters.convocation, one, SITE), tmp_path)
    assert [block.text for block in blocks if block.kind == "heading"][:2] == ["Convocation", "Ordre du jour"]
    assert [block.label for block in blocks if block.kind == "item" and block.text in {"Divers"}] == ["2."]
    header = [block.text for block in blocks if block.part.startswith("header")]
    assert header == [SITE]


def test_the_same_meeting_gives_the_same_bytes(village: Hands, one: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = [ask(village, "member", verb, one, SITE) for verb in (letters.convocation, letters.agenda)]
    now = clock.now()
    monkeypatch.setattr(clock, "_system_time", lambda: now.replace(year=2027))
    again = [ask(village, "member", verb, one, SITE) for verb in (letters.convocation, letters.agenda)]
    assert [one.content for one in first] == [one.content for one in again]


def test_the_files_are_called_after_the_body_and_the_day(village: Hands, one: str) -> None:
    names = [ask(village, "member", verb, one, SITE).file_name for verb in (letters.convocation, letters.agenda)]
    assert names == [f"Convocation CoPil {LATER}.docx", f"Ordre du jour CoPil {LATER}.docx"]


def test_each_receives_what_it_may_read(village: Hands, one: str, tmp_path: Path) -> None:
    partner = "\n".join(said(village, "stranger", letters.convocation, one, tmp_path))
    assert "Projet de budget" in partner
    assert "Note des membres" not in partner
    assert "Documents joints" not in partner
    visitor = "\n".join(said(village, "visitor", letters.agenda, one, tmp_path))
    assert "Budget" in visitor
    for hidden in ("Projet de budget", "visio.exemple.fr", "Belkacem"):
        assert hidden not in visitor


def test_names_of_who_is_convened_are_for_partners(village: Hands, one: str) -> None:
    with pytest.raises(SignInRequired):
        ask(village, "visitor", letters.convocation, one, SITE)
    hidden = meeting(village, LATER.replace(day=9))
    for verb in (letters.convocation, letters.agenda):
        with pytest.raises(NotFound):
            ask(village, "visitor", verb, hidden, SITE)


def test_a_cancelled_meeting_says_so_and_a_bare_one_leaves_no_empty_heading(village: Hands, tmp_path: Path) -> None:
    bare = meeting(village)
    act(village, WHO, keeping.cancel, bare)
    lines = said(village, "member", letters.agenda, bare, tmp_path)
    assert "Réunion annulée" in lines
    for absent in ("Points", "Documents joints", "Lieu", "Heure", "Objet"):
        assert not any(line.startswith(absent) for line in lines)


def test_word_itself_would_open_it_with_its_styles(village: Hands, one: str) -> None:
    document = docx.Document(io.BytesIO(ask(village, "member", letters.convocation, one, SITE).content))
    styles = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert {"Title", "Heading 1", "List Number", "List Continue", "List Bullet"} <= styles
    assert document.core_properties.author == ""


def test_a_consortium_rewords_its_letters(
    village: Hands, one: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "documents" / "seances"
    folder.mkdir(parents=True)
    (folder / "convocation.txt").write_text("# Venez !\nLe {{ seance.jour }}, l'équipe vous attend.\n", "utf-8")
    monkeypatch.setenv("REPO_SERVICE_TEMPLATES", str(tmp_path))
    lines = said(village, "member", letters.convocation, one, tmp_path)
    assert lines[:2] == ["Venez\u00a0!", "Le mercredi 1er avril 2026, l’équipe vous attend."]
    assert "Ordre du jour" in said(village, "member", letters.agenda, one, tmp_path)


def test_lines_about_a_thing_of_a_list_are_repeated_together() -> None:
    source = letters.read("## Points\n1. {{ point.titre }}\n   {{ point.notes }}\n## Fin\n- {{ rien.dutout }}\n")
    items = [{"titre": "A", "notes": ""}, {"titre": "B", "notes": "b"}]
    assert [block.text for block in letters.filled(source.blocks, {}, {"point": items})] == ["Points", "A", "B", "b"]
    assert letters.filled(source.blocks, {}, {}) == []
