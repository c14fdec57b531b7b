"""The page of a comparison, the choice of two versions, since when passages stand, and the same for programs."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from repo_service.formats.isolate import Reader
from repo_service.services.auditing import trail
from tests.services import acts
from tests.web.conftest import Site, open_site
from tests.web.visits import problem, says, words

FIRST = """# Charte du réseau

Le réseau réunit les bibliothèques signataires, sans hiérarchie entre elles.

Un partenaire peut quitter le réseau par lettre, avec un préavis de trois mois.

Les comptes sont présentés chaque année à l’assemblée générale des partenaires.

| Poste | Somme |
|---|---|
| Reliure | 300 euros |
| Numérisation | 1200 euros |
"""
SECOND = FIRST.replace("trois mois", "six mois")
ADDED = "Chaque décision porte un numéro qui ne sert qu’une fois."
THIRD = SECOND.replace("300 euros", "450 euros").replace("Les comptes", f"{ADDED}\n\nLes comptes")


def charter(site: Site, **said: Any) -> str:
    """A charter of three versions; its identifier."""
    said = {"title": "Charte du réseau", "kind": "charter", "visibility": "public"} | said
    document = site.world.file(FIRST, "charte.md", **said).public_id
    acts.refile(site.world, document, SECOND, name="charte.md", **said | {"reason": "Préavis allongé"})
    more = {"reason": "Reliure plus chère", "keywords": "comptes"}
    acts.refile(site.world, document, THIRD, name="charte.md", **said | more)
    return document


def main(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def told(site: Site, path: str) -> Any:
    """What the API answers to a visitor."""
    return site.visitor.get(f"/api/v1/documents/{path}").get_json()


def drawn(page: str) -> etree._Element:
    """The compared text."""
    text = page.partition('<div class="prose compared')[2]
    return etree.fromstring('<div class="prose compared' + text[: text.index("</div>\n")] + "</div>")


def test_two_versions_are_told_in_words_and_word_by_word(site: Site) -> None:
    document = charter(site)
    page = site.visitor.get(f"/documents/{document}/compare/1...3")
    assert page.status_code == 200
    assert says(page, "2 paragraphes modifiés, 1 ajouté.")
    assert says(page, "De la version 1 à la version 3")
    for words_of in ("Reliure plus chère", f"/documents/{document}/versions/1", f"/documents/{document}/versions/3"):
        assert says(page, words_of)
    assert re.search(r"<del>.*trois.*</del>.*<ins>.*six.*</ins>", page.text)
    assert says(page, "changement 3 sur 3")
    assert f'href="/documents/{document}/compare/3...1"' in page.text
    assert f'href="/documents/{document}/compare/1...3/word"' in page.text


def test_the_card_stands_beside_in_words(site: Site) -> None:
    document = charter(site, visibility="network", language="fr")
    acts.edit(
        site.world, document, kind="charter", title="Charte du réseau", visibility="public", language="en",
        body=site.world.body, institution=site.world.institution, keywords="comptes",
    )  # fmt: skip
    page = site.reader.get(f"/documents/{document}/compare/3...4")
    said = words(page)
    for cells in (
        ("Visibilité", "Tous les partenaires", "Tout le monde"), ("Langue", "français", "anglais"),
        ("Instance", "rien", "Comité de pilotage"), ("Partenaire", "rien", "Université de Valmorin"),
    ):  # fmt: skip
        row = next(one for one in re.findall(r"<tr>.*?</tr>", said) if f">{cells[0]}<" in one)
        assert [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] == list(cells)
    assert says(page, "Même fichier : seule la fiche a changé.")


def test_a_version_compared_with_itself_is_told_courteously(site: Site) -> None:
    document = charter(site)
    page = site.visitor.get(f"/documents/{document}/compare/2...2")
    assert page.status_code == 200
    assert says(page, "C’est deux fois la version 2 : rien ne diffère.")
    assert page.text.count("<option") == 6
    alone = site.world.file("Seul.", visibility="public").public_id
    page = site.visitor.get(f"/documents/{alone}/compare/1...1?with={alone}")
    assert says(page, "Ce document n’a qu’une version pour vous.")


NO_VERSIONS = (
    *("1...9", "0...1", "9...9", "1..3", "1...", "a...b", "1...3x", "1.5...3", "-1...2", "1...99999999999", "..."),
)


@pytest.mark.parametrize("rest", NO_VERSIONS)
def test_versions_that_do_not_exist_are_not_found(site: Site, rest: str) -> None:
    document = charter(site)
    page = site.visitor.get(f"/documents/{document}/compare/{rest}")
    assert page.status_code == 404
    assert says(page, "Cette page n’existe pas, ou vous n’y avez pas accès.")


def test_a_draft_that_one_may_not_see_is_like_none(site: Site) -> None:
    document = charter(site)
    said: dict[str, Any] = {"kind": "charter", "state": "draft", "name": "charte.md", "visibility": "public"}
    acts.refile(site.world, document, FIRST + "\nUn secret zinzolin.", **said)
    hidden = site.visitor.get(f"/documents/{document}/compare/1...4")
    never = site.visitor.get(f"/documents/{document}/compare/1...5")
    assert (hidden.status_code, main(hidden.text)) == (404, main(never.text).replace("1...5", "1...4"))
    assert "zinzolin" not in site.visitor.get(f"/documents/{document}/versions/3/origins").text
    assert says(site.secretary.get(f"/documents/{document}/compare/3...4"), "zinzolin")
    chosen = site.visitor.get(f"/documents/{document}/compare/1...3").text
    assert chosen.count("<option") == 6


def test_a_visitor_learns_nothing_of_what_partners_read(site: Site) -> None:
    hidden, open_one = charter(site, visibility="network"), charter(site)
    for path in (
        f"{hidden}/compare/1...2", f"{hidden}/compare", f"{hidden}/versions/2/origins",
        f"{open_one}/compare/1...2?with={hidden}", f"{hidden}/compare/1...2?with={open_one}",
    ):  # fmt: skip
        assert site.visitor.get(f"/documents/{path}").status_code == 404


def test_a_form_leads_to_the_address_of_the_comparison(site: Site) -> None:
    document = charter(site)
    away = site.visitor.get(f"/documents/{document}/compare?from=1&to=2&view=columns")
    assert (away.status_code, away.headers["Location"]) == (303, f"/documents/{document}/compare/1...2?view=columns")
    bare = site.visitor.get(f"/documents/{document}/compare")
    assert bare.headers["Location"] == f"/documents/{document}/compare/2...3"
    odd = site.visitor.get(f"/documents/{document}/compare?from=x&to=99999999999999")
    assert odd.headers["Location"] == f"/documents/{document}/compare/2...3"


def test_two_columns_hold_one_text_each(site: Site) -> None:
    page = site.visitor.get(f"/documents/{charter(site)}/compare/1...2?view=columns")
    tree = drawn(page.text)
    (pair,) = tree.xpath("//*[@data-change]")
    old, new = pair.xpath("div")
    assert (len(old.xpath(".//del")), len(old.xpath(".//ins"))) == (1, 0)
    assert (len(new.xpath(".//del")), len(new.xpath(".//ins"))) == (0, 1)
    assert says(page, "Un seul texte")


def test_all_is_unfolded_on_demand(site: Site) -> None:
    document = charter(site)
    folded = site.visitor.get(f"/documents/{document}/compare/1...2")
    whole = site.visitor.get(f"/documents/{document}/compare/1...2?whole=1")
    assert '<details class="fold">' in folded.text
    assert '<details class="fold">' not in whole.text
    assert says(folded, "paragraphes identiques")
    assert says(whole, "Replier ce qui n’a pas changé")


def test_identical_texts_are_said_to_be(site: Site) -> None:
    one, other = (site.world.file(FIRST, f"{name}.md", title=name, visibility="public").public_id for name in "ab")
    page = site.visitor.get(f"/documents/{one}/compare/1...1?with={other}")
    assert page.status_code == 200
    assert says(page, "Deux documents comparés")
    assert says(page, "Même fichier")
    third = site.world.file(FIRST + "\n", "c.md", title="c", visibility="public").public_id
    assert says(site.visitor.get(f"/documents/{one}/compare/1...1?with={third}"), "Les deux textes sont identiques.")


def test_two_formats_are_compared_by_their_text_and_it_is_said(site: Site) -> None:
    document = charter(site)
    lines = [f"<p>{line}</p>" for line in SECOND.split("\n\n")[1:4]]
    html = "<html><h1>Charte du réseau</h1>" + "".join(lines)
    acts.refile(site.world, document, html, kind="charter", name="charte.html", visibility="public")
    page = site.visitor.get(f"/documents/{document}/compare/2...4")
    assert says(page, "Ces deux fichiers ne sont pas du même format (texte Markdown, puis HTML)")
    assert says(page, "leurs textes sont comparés, sans leur mise en page")


def test_a_file_without_text_is_said_to_have_none(site: Site) -> None:
    document = charter(site)
    broken = b"PK\x03\x04 a broken archive"
    acts.refile(site.world, document, broken, kind="charter", name="charte.docx", visibility="public")
    page = site.visitor.get(f"/documents/{document}/compare/3...4")
    assert page.status_code == 200
    assert says(page, "Version 4 : pas de texte à comparer.")
    assert not says(page, "identiques.")
    assert "/word" not in main(page.text)
    answer = told(site, f"{document}/compare?from=3&to=4")
    assert (answer["summary_text"], answer["notices"]) == ("", ["unread_after"])
    assert site.visitor.get(f"/documents/{document}/compare/3...4/word").status_code == 422
    assert says(site.visitor.get(f"/documents/{document}/versions/4/origins"), "Pas de texte à suivre")


def test_a_file_in_between_that_cannot_be_read_is_passed_over_and_said(site: Site) -> None:
    document = charter(site)
    broken = b"PK\x03\x04 a broken archive"
    acts.refile(site.world, document, broken, kind="charter", name="charte.docx", visibility="public")
    acts.refile(site.world, document, THIRD, kind="charter", name="charte.md", visibility="public")
    page = site.visitor.get(f"/documents/{document}/versions/5/origins")
    assert says(page, "Le fichier de la version 4 n’a pas pu être lu")
    answer = told(site, f"{document}/versions/5/origins")
    assert (answer["unread"], answer["gone"][0]["left"]) == ([4], 3)
    assert {passage["since"] for passage in answer["passages"]} == {1, 2, 3}


def test_a_charter_in_force_is_told_with_one_day(site: Site) -> None:
    said = {"title": "Charte", "kind": "charter", "visibility": "public", "date": date(2019, 3, 12)}
    document = site.world.file(FIRST, "charte.md", **said).public_id
    page = site.visitor.get(f"/documents/{document}")
    assert says(page, "Version en vigueur depuis le 12 mars 2019")
    assert says(page, "Depuis le 12 mars 2019")


def test_very_long_texts_are_drawn_page_by_page(site: Site) -> None:
    lines = [f"Le passage {n} dit {n * 31} choses sur {n * 17} sujets." for n in range(2_000)]
    document = site.world.file("\n\n".join(lines), "long.md", title="Long", visibility="public").public_id
    longer = "\n\n".join(f"{line} En plus." for line in lines)
    acts.refile(site.world, document, longer, name="long.md", visibility="public")
    page = site.visitor.get(f"/documents/{document}/compare/1...2")
    assert says(page, "2000 paragraphes modifiés.")
    assert page.text.count("data-change=") == 400
    assert f'href="/documents/{document}/compare/1...2?page=2#change-401"' in page.text
    second = site.visitor.get(f"/documents/{document}/compare/1...2?page=2")
    assert 'id="change-401"' in second.text
    assert f'data-previous="/documents/{document}/compare/1...2#change-400"' in second.text
    assert len(page.data) < 1_000_000


def test_a_withdrawn_document_shows_its_tombstone(site: Site) -> None:
    document, other = charter(site), charter(site)
    acts.put(site.world, document, "withdrawn", "Remplacé ailleurs")
    own = [f"{document}/compare/1...2", f"{document}/compare", f"{document}/versions/1/origins"]
    for path in (*own, f"{other}/compare/1...2?with={document}"):
        page = site.reader.get(f"/documents/{path}")
        assert page.status_code == 410
        assert says(page, "Remplacé ailleurs")
    assert site.administrator.get(f"/documents/{document}/compare/1...2").status_code == 410
    assert site.administrator.get(f"/documents/{document}/compare/1...2?keep=1").status_code == 200


def test_the_timeline_tells_intervals_reasons_and_what_changed(site: Site) -> None:
    document = charter(site)
    acts.edit(site.world, document, kind="charter", title="Charte du réseau", visibility="public", reason="Titre juste")
    page = site.visitor.get(f"/documents/{document}")
    timeline = words(page).partition('<ol class="timeline">')[2].partition("</ol>")[0]
    items = timeline.split("<li")[1:]
    assert "Depuis le" in items[0]
    assert "Fiche corrigée, même fichier." in items[0]
    assert "remplacée le jour même" in items[1]
    for number, item in zip((4, 3, 2, 1), items, strict=True):
        assert number == 4 or f"/documents/{document}/versions/{number}" in item
        assert (f"/documents/{document}/compare/{number - 1}...{number}" in item) == (number > 1)
        assert (f"/documents/{document}/compare/{number}...4" in item) == (number < 4)
    old = site.visitor.get(f"/documents/{document}/versions/1")
    assert says(old, "Ancienne version (1 sur 4) : elle n’est plus en vigueur.")
    assert says(old, f'<a href="/documents/{document}/compare/1...4">Comparer avec la version en vigueur</a>')


def test_each_passage_tells_by_which_version_it_came(site: Site) -> None:
    document = charter(site)
    page = site.visitor.get(f"/documents/{document}/versions/3/origins")
    tree = drawn(page.text)
    notes = {
        "".join(note.getparent().itertext()): note.xpath("string(.//a)") for note in tree.xpath("//*[@class='stop']")
    }
    came = {text: version for text, version in notes.items() if version}
    assert next(version for text, version in came.items() if "six mois" in text) == "Version 2"
    assert next(version for text, version in came.items() if "Chaque décision" in text) == "Version 3"
    assert "Préavis allongé" in next(text for text in came if "six mois" in text)
    links = set(tree.xpath("//*[@class='stop']//a/@href"))
    assert links == {f"/documents/{document}/{rest}" for rest in ("versions/1", "compare/1...2", "compare/2...3")}
    gone = words(page).partition('id="gone"')[2]
    assert "un préavis de trois mois" in gone
    assert "Parti avec la version 2" in gone
    assert gone.index("Parti avec la version 3") < gone.index("Parti avec la version 2")


def test_a_first_version_is_there_from_the_beginning(site: Site) -> None:
    page = site.visitor.get(f"/documents/{charter(site)}/versions/1/origins")
    assert says(page, "Ce texte n’a qu’une version : tout y est depuis le début.")
    assert "Ce qui ne s" not in page.text


def test_programs_receive_a_comparison(site: Site) -> None:
    document = charter(site)
    answer = told(site, f"{document}/compare?from=1&to=3")
    assert (answer["from"]["version"], answer["to"]["version"]) == (1, 3)
    assert answer["to"]["reason"] == "Reliure plus chère"
    assert answer["summary"]["changed"] == 2
    assert answer["summary_text"] == "2 paragraphes modifiés, 1 ajouté"
    assert {"name": "keywords", "before": "", "after": "comptes"} in answer["fields"]
    changed = next(one for one in answer["changes"] if one["kind"] == "changed" and not one.get("cells"))
    assert ["out", "trois"] in changed["pieces"]
    anchors = {
        row["anchor"] for row in told(site, f"{document}/versions/3/passages")["passages"]
    }
    assert {anchor for one in answer["changes"] for anchor in one["after"]} == anchors
    same = told(site, f"{document}/compare?from=2&to=2")
    assert same["summary_text"] == "Même fichier."


@pytest.mark.parametrize("question", ["", "?from=1", "?from=x&to=2", "?from=1&to=-2", "?from=1&to=2.5"])
def test_a_program_is_told_which_number_is_missing(site: Site, question: str) -> None:
    document = charter(site)
    fields = problem(site.visitor.get(f"/api/v1/documents/{document}/compare{question}"), 422, "invalid")["fields"]
    assert fields.keys() <= {"from", "to"}
    assert fields


def test_a_program_finds_no_version_that_is_not_there(site: Site) -> None:
    document = charter(site)
    problem(site.visitor.get(f"/api/v1/documents/{document}/compare?from=0&to=2"), 404, "not_found")
    problem(site.visitor.get(f"/api/v1/documents/{document}/compare?from=1&to=9"), 404, "not_found")
    problem(site.visitor.get(f"/api/v1/documents/{document}/compare?from=1&to=2&with=XXXX"), 404, "not_found")
    problem(site.visitor.get(f"/api/v1/documents/{document}/versions/9/origins"), 404, "not_found")


def test_programs_receive_since_when_each_passage_stands(site: Site) -> None:
    document = charter(site)
    answer = told(site, f"{document}/versions/3/origins")
    since = {one["text"]: one["since"] for one in answer["passages"]}
    assert next(number for text, number in since.items() if "six mois" in text) == 2
    assert since["Charte du réseau"] == 1
    gone = next(one for one in answer["gone"] if "trois mois" in one["text"])
    assert (gone["first"], gone["last"], gone["left"]) == (1, 1, 2)
    assert [one["version"] for one in answer["versions"]] == [1, 2, 3]


def test_intervals_of_versions_meet(site: Site) -> None:
    document = charter(site)
    listed = told(site, f"{document}/versions")["versions"]
    newest, *older = [(one["from"], one["until"]) for one in listed]
    assert newest[1] is None
    assert [until for _, until in older] == [newest[0], older[0][0]]


def test_reading_both_sides_is_noted_where_reading_is(tmp_path: Path, empty_storage: Path, reader: Reader) -> None:
    site = open_site(tmp_path, empty_storage, reader, LOG_READING="1")
    document = charter(site, visibility="body", bodies=(site.world.body,))
    assert site.administrator.get(f"/documents/{document}/compare/1...3").status_code == 200
    assert site.administrator.get(f"/documents/{document}/compare/2...2").status_code == 200  # shows no text
    headers = site.program("administrator")
    assert site.app.test_client().get(f"/api/v1/documents/{document}/versions/2/origins", headers=headers).json
    with site.world.repository.store.reading() as uow:
        page = trail.of_document(uow, site.world.administrator, document, None).page
    read = [entry.row.data["version"] for entry in page.entries if entry.row.action == "document.read"]
    assert sorted(read) == [1, 2, 3]
    site.world.repository.store.close()
