"""Documents of a meeting: tied by address, identifier or title, or dropped; each with readers of its own."""

from __future__ import annotations

import pytest

from repo_service.errors import Forbidden, Invalid, NotFound, SignInRequired
from repo_service.services.meetings import papers
from tests.conftest import TIMEZONE
from tests.services import acts
from tests.services.meetings.sittings import BEFORE, act, link, meeting, minutes, points, recorded, shown
from tests.services.register.chores import Hands

WHO = "secretary of X"


def names(village: Hands, who: str, one: str) -> list[str]:
    """The titles of the papers of no point, as somebody sees them."""
    return [document.title for document in shown(village, who, one).papers]


def by_point(village: Hands, one: str) -> list[list[str]]:
    """The titles of the papers of each point."""
    return [[paper.title for paper in point.papers] for point in shown(village, "member", one).points]


@pytest.mark.parametrize(
    "typed", ["https://exemple.fr/documents/{id}?x=1", "/documents/{id}/versions/1", "{id}", " le BUDGET  2026 "]
)
def test_a_document_is_named_by_its_address_its_identifier_or_its_title(typed: str, village: Hands) -> None:
    document = village.world.file("Des chiffres.", title="Le budget 2026").public_id
    one = meeting(village)
    link(village, one, typed.format(id=document))
    assert names(village, "stranger", one) == ["Le budget 2026"]


def test_a_hidden_document_and_none_are_refused_alike(village: Hands) -> None:
    hidden = village.world.file("Secret.", title="Caché", body=village.other, visibility="body").public_id
    for title in ("Deux fois", "Deux fois"):
        village.world.file(title, title=title)
    one, said = meeting(village), []
    for typed in (hidden, "Caché", "Jamais écrit", "0" * 12, "Deux fois"):
        with pytest.raises(Invalid) as refused:
            link(village, one, typed)
        said.append(refused.value.fields)
    assert all(fields == said[0] for fields in said)
    with pytest.raises(Invalid):
        link(village, one, " ")


def test_a_paper_goes_with_a_point_and_moves_to_another(village: Hands) -> None:
    document = village.world.file("Des chiffres.", title="Budget").public_id
    one = meeting(village)
    first, second = points(village, one, "A", "B")
    link(village, one, document, first)
    link(village, one, document, first)
    assert by_point(village, one) == [["Budget"], []]
    link(village, one, document, second)
    assert by_point(village, one) == [[], ["Budget"]]
    assert len(recorded(village, "meeting.papers")) == 2
    with pytest.raises(Invalid):
        link(village, one, document, "0" * 12)


def test_minutes_of_the_day_are_the_minutes_and_older_ones_a_paper(village: Hands) -> None:
    mine = minutes(village.world, title="De ce jour")
    older = minutes(village.world, BEFORE.replace(year=2024), title="Avant")
    one = meeting(village, BEFORE)
    link(village, one, mine)
    link(village, one, older)
    page = shown(village, "member", one)
    assert [row.title for row in page.minutes] == ["De ce jour"]
    assert [row.title for row in page.papers] == ["Avant"]


def test_a_dropped_file_is_a_document_of_the_body_and_the_day(village: Hands) -> None:
    one = meeting(village)
    prepared = [village.world.prepare("Un texte.", "Note_de_cadrage.txt"), village.world.prepare("Autre.", "autre.txt")]
    act(village, WHO, papers.drop, one, prepared, "body", "", TIMEZONE)
    document = shown(village, "member", one).papers[0]
    day = shown(village, WHO, one).row.day
    assert (document.title, document.kind, document.day) == ("Note de cadrage", "other", day)
    assert names(village, "member", one) == ["Note de cadrage", "autre"]
    for who in ("stranger", "member of Y", "secretary of Y"):
        assert names(village, who, one) == []


def test_a_file_that_is_kept_already_is_not_kept_twice(village: Hands) -> None:
    known = village.world.file("Mêmes octets.", "a.txt", title="Connu").public_id
    one = meeting(village)
    act(village, WHO, papers.drop, one, [village.world.prepare("Mêmes octets.", "b.txt")], "network", "", TIMEZONE)
    assert [row.public_id for row in shown(village, WHO, one).papers] == [known]


def test_who_will_read_a_dropped_file_must_be_said(village: Hands) -> None:
    one = meeting(village)
    with pytest.raises(Invalid) as refused:
        act(village, WHO, papers.drop, one, [village.world.prepare("Texte.")], "", "", TIMEZONE)
    assert "visibility" in refused.value.fields
    assert names(village, "administrator", one) == []


def test_papers_are_shown_to_who_may_read_them_alone(village: Hands) -> None:
    one = meeting(village, visibility="public")
    for title, visibility in (("Ouvert", "public"), ("Partenaires", "network"), ("Membres", "body")):
        said = {"body": village.world.body, "visibility": visibility, "title": title}
        link(village, one, village.world.file(title, **said).public_id)
    assert names(village, "visitor", one) == ["Ouvert"]
    assert names(village, "left", one) == ["Ouvert"]
    assert names(village, "stranger", one) == ["Ouvert", "Partenaires"]
    assert names(village, "member", one) == ["Ouvert", "Partenaires", "Membres"]


def test_a_paper_is_taken_away_and_its_document_stays(village: Hands) -> None:
    document = village.world.file("Des chiffres.", title="Budget").public_id
    one = meeting(village)
    link(village, one, document)
    act(village, WHO, papers.unlink, one, document)
    assert names(village, WHO, one) == []
    assert acts.latest(village.world, document).state == "published"
    with pytest.raises(NotFound):
        act(village, WHO, papers.unlink, one, document)


def test_a_withdrawn_document_goes_out_of_sight(village: Hands) -> None:
    document = village.world.file("Des chiffres.", title="Budget").public_id
    one = meeting(village)
    link(village, one, document)
    acts.put(village.world, document, "withdrawn")
    assert names(village, "administrator", one) == []


@pytest.mark.parametrize("who", ["visitor", "left", "member", "secretary of Y", "coordinator", "token"])
def test_nobody_else_ties_documents(who: str, village: Hands) -> None:
    document = village.world.file("Des chiffres.", title="Budget").public_id
    one = meeting(village, visibility="public")
    with pytest.raises((Forbidden, SignInRequired)):
        link(village, one, document, who=who)
