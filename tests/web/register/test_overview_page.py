"""The page seen from above: who may open it, what it says of nothing, and that drawings, tables and lists agree."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from repo_service import clock
from repo_service.formats.isolate import Reader
from tests.conftest import TIMEZONE
from tests.services.meetings.sittings import meeting, minutes
from tests.services.register import chores, decided, reviewed
from tests.services.register.chores import Hands
from tests.web.accounts.visits import without_tokens
from tests.web.conftest import Site, open_site
from tests.web.visits import says, words

TODAY = clock.today(TIMEZONE)
PAGE = "/decisions/overview"


class Village:
    """A site with everybody around it, and a browser for each."""

    def __init__(self, site: Site) -> None:
        self.site, self.hands = site, chores.hands(site.world)

    def __getitem__(self, name: str) -> FlaskClient:
        """A browser of somebody."""
        return self.site.browser(f"{name.replace(' ', '.').lower()}@exemple.fr")


@pytest.fixture
def village(tmp_path: Path, empty_storage: Path, reader: Reader) -> Iterator[Village]:
    """A village of its own for each test: what is counted is all there is."""
    site = open_site(tmp_path, empty_storage, reader)
    yield Village(site)
    site.world.repository.store.close()


def fill(hands: Hands) -> None:
    """A late meeting, minutes, decisions in several states, verdicts."""
    world = hands.world
    meeting(hands, TODAY - timedelta(days=45))
    minutes(world, TODAY - timedelta(days=12))
    source = reviewed.file(world, day=str(TODAY - timedelta(days=20)))
    reviewed.accept_all(world, source)
    old = decided.decide(world, "Prêt de quatre semaines", str(TODAY - timedelta(days=500)), world.body)
    new = decided.decide(world, "Prêt de six semaines", str(TODAY - timedelta(days=200)), world.body)
    decided.tie(world, new, "replaces", old)
    decided.decide(world, "Un logo", str(TODAY - timedelta(days=300)), world.body, state="postponed")


def test_visitors_are_led_to_the_door_and_readers_refused(village: Village) -> None:
    answer = village.site.visitor.get(PAGE)
    assert (answer.status_code, "/sign-in" in answer.headers["Location"]) == (303, True)
    for who in ("member", "stranger", "left"):
        assert village[who].get(PAGE).status_code == 403
    for who in ("coordinator", "secretary of X"):
        assert village[who].get(PAGE).status_code == 200


@pytest.mark.parametrize(("who", "there"), [("member", False), ("coordinator", True), ("secretary of X", True)])
def test_its_tab_is_shown_to_who_may_open_it(village: Village, who: str, there: bool) -> None:
    assert says(village[who].get("/decisions"), "Vue d’ensemble") is there


def test_the_address_is_no_number_of_a_decision(village: Village) -> None:
    assert village["coordinator"].get(f"{PAGE}/x").status_code == 404
    assert says(village["coordinator"].get(PAGE), "Rien à compter pour le moment")


def test_an_empty_page_says_what_will_stand_there_and_offers_the_first_step(village: Village) -> None:
    answer = village["secretary of X"].get(PAGE)
    assert says(answer, "Ici se verront les comptes rendus en retard")
    assert says(answer, "Déposer un compte rendu")
    assert "<svg viewBox" not in answer.text


def test_lists_come_first_then_two_plots_and_the_rest_is_folded(village: Village) -> None:
    fill(village.hands)
    page = words(village["coordinator"].get(PAGE))
    order = [
        "Une réunion tenue il y a plus de 30 jours n'a pas de compte rendu publié",
        "décisions attendent d'être prises ou exécutées", "La moitié des comptes rendus paraissent au plus tard",
        "1 réunion tenue sur 3 n'a pas de compte rendu publié.", "décisions prises depuis", "décisions attendent, la",
        "propositions jugées : 100 % retenues.",
    ]  # fmt: skip
    places = [page.index(sentence) for sentence in order]
    assert places == sorted(places)
    folded = page[places[4] - 60 : places[4]]
    assert re.search("<details>\\s*<summary>", folded)


def test_every_drawing_has_its_sentence_as_title_and_a_table_with_its_numbers(village: Village) -> None:
    fill(village.hands)
    page = village["coordinator"].get(PAGE).text
    drawings = re.findall(r'<svg viewBox="0 0 720.*?</svg>', page, re.DOTALL)
    assert len(drawings) == 4
    for drawing in drawings:
        title = re.search(r'aria-labelledby="([^"]+)".*?<title id="\1">([^<]+)</title>', drawing, re.DOTALL)
        assert 'role="img"' in drawing
        assert title
        assert f">{title[2]}<" in page.replace(drawing, "")
        assert not re.search("style=|<a ", drawing)
    grid = next(drawing for drawing in drawings if "missing-title" in drawing)
    shown = re.findall(r">(\d+/\d+)<", grid)
    table = page.partition("Tableau\u00a0: comptes rendus par instance")[2].partition("</table>")[0]
    assert shown == re.findall(r">(\d+/\d+)<", table) != []


def test_a_number_that_is_a_link_is_the_length_of_the_list_that_it_leads_to(village: Village) -> None:
    fill(village.hands)
    client = village["coordinator"]
    page = client.get(PAGE).text
    links = re.findall(r'<a href="(/decisions\?[^"]+)">[^<(]+\((\d+)\)', page)
    assert len(links) >= 4
    for address, number in links:
        listed = client.get(html.unescape(address)).text
        assert len(re.findall(r'<a class="title" href="/documents/', listed)) == int(number), address


def test_a_meeting_without_minutes_leads_to_its_page(village: Village) -> None:
    one = meeting(village.hands, TODAY - timedelta(days=45))
    assert f'href="/meetings/{one}"' in village["coordinator"].get(PAGE).text


def test_long_lists_are_folded(village: Village) -> None:
    for day in range(12):
        meeting(village.hands, TODAY - timedelta(days=60 + day))
    answer = village["coordinator"].get(PAGE)
    assert says(answer, "12 réunions tenues il y a plus de 30 jours")
    assert says(answer, "Voir les 4 autres")


def test_it_is_narrowed_to_a_body_of_those_that_may_be_chosen(village: Village) -> None:
    fill(village.hands)
    other = village.hands.other
    answer = village["coordinator"].get(f"{PAGE}?body={other}")
    assert says(answer, "Rien à compter pour le moment")
    assert says(village["secretary of Y"].get(PAGE), "Rien à compter pour le moment")
    assert village["secretary of Y"].get(f"{PAGE}?body={village.site.world.body}").status_code == 404
    for nothing in ("%00", "x" * 300, "ZZZZZZZZZZZZ"):
        assert village["coordinator"].get(f"{PAGE}?body={nothing}").status_code == 404


@pytest.mark.parametrize("who", ["coordinator", "secretary of Y"])
def test_hidden_things_change_no_byte_of_the_page(village: Village, who: str) -> None:
    fill(village.hands)
    client = village[who]
    before = without_tokens(client.get(PAGE).text)
    world = village.site.world
    minutes(world, TODAY - timedelta(days=45), visibility="body")
    minutes(world, TODAY - timedelta(days=90), state="draft")
    decided.decide(world, "Cachée", str(TODAY - timedelta(days=800)), world.body, visibility="body")
    assert without_tokens(client.get(PAGE).text) == before
    assert "Cachée" in village["secretary of X"].get("/decisions?state=all").text
