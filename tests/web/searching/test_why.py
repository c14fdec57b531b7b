"""« Pourquoi ce résultat ? », page and API: in words, for whom may find it, with a sum that can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from repo_service import identifiers
from repo_service.formats.isolate import Reader
from repo_service.services.searching import synonyms
from tests.services import acts
from tests.web.conftest import Site, open_site


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, empty_storage: Path, reader: Reader) -> Iterator[Site]:
    """Documents that hold a word in several forms and fields, and a group of synonyms."""
    site = open_site(tmp_path_factory.mktemp("why"), empty_storage, reader)
    world = site.world
    world.file(
        "La décision est prise. L’élagage suit les décisions du plan de conservation.", title="Décisions de mars",
        kind="minutes", visibility="public", date=date(2024, 3, 12), body=world.body, keywords="tri",
    )  # fmt: skip
    for number in range(4):
        world.file(f"Une autre note, la décision {number}.", title=f"Note {number}", visibility="public")
    world.file("Une décision entre nous.", title="Réservée")
    with world.repository.store.writing() as uow:
        synonyms.add(uow, world.administrator, "désherbage\nélagage")
    world.index()
    yield site
    world.repository.store.close()


def of(site: Site, title: str) -> str:
    (found,) = acts.find(site.world, site.world.administrator, f'titre:"{title}"').results
    return found.document.public_id


def plain(page: str) -> str:
    """The words of the main part of a page."""
    main = page.partition("<main")[2].partition("</main>")[0]
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main).replace("\u00a0", " "))
    return words.replace(" ,", ",").replace(" .", ".")


def test_the_page_says_forms_places_rarity_and_share(library: Site) -> None:
    public_id = of(library, "Décisions de mars")
    said = plain(library.visitor.get(f"/search/why?q=decision+plan&id={public_id}").text)
    assert "Pourquoi ce résultat ?" in said
    assert "« decision »" in said
    assert "décisions, décision" in said
    assert "dans le titre, 1 fois ; dans le texte, 2 fois" in said
    assert "dans 5 des 5 documents que vous pouvez trouver" in said
    assert "dans aucun autre document que vous pouvez trouver" in said
    shares = [int(one) for one in re.findall(r"Poids dans le classement (\d+) %", said)]
    assert len(shares) == 2
    assert 99 <= sum(shares) <= 101


def test_the_sum_that_is_shown_is_the_score(library: Site) -> None:
    public_id = of(library, "Décisions de mars")
    page = library.visitor.get(f"/search/why?q=decision+%22plan+de+conservation%22+conserv*&id={public_id}").text
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    lines = [re.findall(r"<td>(.*?)</td>", row) for row in table.split("</tr>") if "<td>" in row]
    numbers = [float(line[-1].replace(",", ".")) for line in lines]
    assert sum(numbers[:-1]) == pytest.approx(numbers[-1], abs=0.01)
    (hit,) = library.visitor.get("/api/v1/search?q=decision+%22plan+de+conservation%22+conserv*").json["hits"]
    assert numbers[-1] == pytest.approx(hit["score"], abs=1e-3)


def test_programs_are_given_figures_that_add_up(library: Site) -> None:
    public_id = of(library, "Décisions de mars")
    for asked in ("decision", "decision+OR+plan", '"plan+de+conservation"', "désherbage+mars", "plan^3+decision"):
        hits = library.visitor.get(f"/api/v1/search?q={asked}").json["hits"]
        (score,) = (hit["score"] for hit in hits if hit["id"] == public_id)
        told = library.visitor.get(f"/api/v1/search/explain?q={asked}&id={public_id}").json
        assert told["found"] is True
        assert told["score"] == pytest.approx(score, abs=1e-4)
        assert sum(part["score"] for part in told["parts"]) == pytest.approx(told["score"], abs=1e-6)
        assert sum(part["share"] for part in told["parts"]) == pytest.approx(1.0, abs=1e-6)
        for part in told["parts"]:
            assert sum(one["score"] for one in part["figures"]) == pytest.approx(part["score"], abs=1e-6)


def test_a_synonym_is_called_one(library: Site) -> None:
    public_id = of(library, "Décisions de mars")
    said = plain(library.visitor.get(f"/search/why?q=désherbage&id={public_id}").text)
    assert "« élagage »" in said
    assert "synonyme de « désherbage »" in said
    (part,) = library.visitor.get(f"/api/v1/search/explain?q=désherbage&id={public_id}").json["parts"]
    assert (part["asked"], part["synonym_of"]) == (None, "désherbage")


def test_a_slip_that_was_corrected_is_told(library: Site) -> None:
    public_id = of(library, "Décisions de mars")
    said = plain(library.visitor.get(f"/search/why?q=conservasion&id={public_id}").text)
    assert "Rien ne répond à « conservasion » : la recherche a été comprise comme « conservation »." in said
    literal = plain(library.visitor.get(f"/search/why?q=conservasion&exact=1&id={public_id}").text)
    assert "ne répond pas à cette recherche" in literal


def test_filters_are_said(library: Site) -> None:
    public_id = of(library, "Décisions de mars")
    asked = f"q=decision+année:2024&kind=minutes&body={library.world.body}&id={public_id}"
    said = plain(library.visitor.get(f"/search/why?{asked}").text)
    assert "Nature : Compte rendu" in said
    assert "Instance : Comité de pilotage" in said
    assert "Année : 2024" in said or "du 1er janvier 2024 au 31 décembre 2024" in said
    before = plain(library.visitor.get(f"/search/why?q=decision+avant+2025&id={public_id}").text)
    assert "Date : jusqu’au 31 décembre 2024" in before
    month = library.visitor.get(f"/api/v1/search/explain?q=decision+mars+2024&id={public_id}").json
    assert sum(part["score"] for part in month["parts"]) == pytest.approx(month["score"], abs=1e-6)
    assert {part["asked"] or part["sort"] for part in month["parts"]} == {"decision", "period"}
    alone = plain(library.visitor.get(f"/search/why?q=nature:compte-rendu&id={public_id}").text)
    assert "Aucun mot n’a compté" in alone
    other = plain(library.visitor.get(f"/search/why?q=decision&kind=charter&id={public_id}").text)
    assert "ne répond pas à cette recherche" in other


def test_each_result_leads_to_its_explanation_and_back(library: Site) -> None:
    public_id = of(library, "Décisions de mars")
    page = library.visitor.get("/search?q=plan&sort=date&page=1").text
    address = f"/search/why?q=plan&amp;sort=date&amp;id={public_id}"
    assert f'href="{address}" rel="nofollow"' in page
    why = library.visitor.get(address.replace("&amp;", "&"))
    assert 'href="/search?q=plan&amp;sort=date"' in why.text
    assert why.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in why.text
    assert "/search/why" not in library.visitor.get("/search").text
    assert "/search/why" not in library.visitor.get("/search?q=plan&in=all-versions").text


def test_what_a_person_may_not_find_is_as_what_never_was(library: Site) -> None:
    hidden, never = of(library, "Réservée"), identifiers.new()
    for path in ("/search/why?q=decision&id=", "/api/v1/search/explain?q=decision&id="):
        answers = [library.visitor.get(path + name) for name in (hidden, never)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].text.replace(hidden, "") == answers[1].text.replace(never, "")
    assert library.reader.get(f"/search/why?q=decision&id={hidden}").status_code == 200


def test_a_correction_that_finds_nothing_either_explains_nothing(library: Site) -> None:
    asked = "q=plan+decisoin+xyzzyqq"
    listed = library.visitor.get(f"/search?{asked}").text
    for title, found in (("Décisions de mars", True), ("Note 1", False)):
        public_id = of(library, title)
        assert (f"/documents/{public_id}" in listed) is found
        told = library.visitor.get(f"/api/v1/search/explain?{asked}&id={public_id}").json
        assert (told["found"], told["meant"]) == (found, None)
        assert [part["asked"] for part in told["parts"]] == (["plan"] if found else [])


def test_what_is_asked_badly_is_told_in_words(library: Site) -> None:
    public_id = of(library, "Décisions de mars")
    assert library.visitor.get("/search/why?q=plan").headers["Location"] == "/search?q=plan"
    for asked in ("q=*a*", "q=plan&in=all-versions"):
        assert library.visitor.get(f"/search/why?{asked}&id={public_id}").status_code == 400
        assert library.visitor.get(f"/api/v1/search/explain?{asked}&id={public_id}").status_code == 400
    assert library.visitor.get("/api/v1/search/explain?q=plan").status_code == 422
    assert library.visitor.get("/search/why?q=plan&id=%00%ff'\"").status_code == 404


def test_what_is_near_is_told_to_programs(library: Site) -> None:
    public_id = of(library, "Décisions de mars")
    told = library.visitor.get(f"/api/v1/documents/{public_id}/related")
    assert told.json == {"related": []}
    assert "Documents proches" not in library.visitor.get(f"/documents/{public_id}").text


def test_documents_about_the_same_are_shown_beside_the_text(library: Site) -> None:
    text = "La navette hebdomadaire du prêt entre établissements : bordereaux, restitution, suspension. " * 2
    first, second = (library.world.file(text, title=f"Navette {number}", visibility="public") for number in (1, 2))
    library.world.index()
    page = library.visitor.get(f"/documents/{first.public_id}").text.partition("Documents proches")[2]
    assert f'href="/documents/{second.public_id}"' in page
    (near,) = library.visitor.get(f"/api/v1/documents/{first.public_id}/related").json["related"]
    assert near["id"] == second.public_id
