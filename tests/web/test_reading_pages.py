"""What the pages of a document and the lists say: which version one reads, its state, in whose language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from repo_service.domain.documents import NewDocument
from repo_service.services import documents
from repo_service.store.documents import Document
from tests.conftest import TIMEZONE, with_token
from tests.services import acts
from tests.web.conftest import Site
from tests.web.visits import drop, publish, says, words


def revised(site: Site, kind: str, versions: int, **said: str) -> Document:
    """A document of this kind with so many versions."""
    world = site.world
    document = world.file(f"{kind} {versions} {said}", kind=kind, **said)
    for number in range(2, versions + 1):
        prepared = world.prepare(f"{kind} {versions} {said} {number}")
        new = NewDocument(kind, document.title, reason="Parce que.", visibility="network")
        with world.repository.store.writing() as uow:
            documents.add_version(
                uow, world.administrator, document.public_id, number - 1, prepared, replace(new, **said), TIMEZONE
            )
    return document


def test_only_what_binds_is_said_to_be_in_force(site: Site) -> None:
    charter, guide = revised(site, "charter", 2), revised(site, "knowhow", 2)
    current, old = (site.reader.get(f"/documents/{charter.public_id}{rest}") for rest in ("", "/versions/1"))
    assert says(current, "Version en vigueur depuis le")
    assert says(current, "– version 2 sur 2")
    assert says(old, "Ancienne version (1 sur 2) : elle n’est plus en vigueur.")
    assert says(old, "Lire la version en vigueur")
    current, old = (site.reader.get(f"/documents/{guide.public_id}{rest}") for rest in ("", "/versions/1"))
    assert says(current, "Version actuelle – version 2 sur 2")
    assert says(old, "Ancienne version (1 sur 2), remplacée par une version plus récente.")
    assert says(old, "Lire la version actuelle")
    assert not says(current, "vigueur depuis")
    assert not says(old, "plus en vigueur")


@pytest.mark.parametrize("kind", ["minutes", "template", "knowhow", "report", "newsletter", "other"])
def test_the_only_version_of_what_does_not_bind_has_no_banner(site: Site, kind: str) -> None:
    said = {"state": "adopted"} if kind == "minutes" else {}
    page = site.reader.get(f"/documents/{revised(site, kind, 1, **said).public_id}")
    assert 'class="banner' not in page.text


@pytest.mark.parametrize(
    ("kind", "state"),
    [("minutes", "Publié"), ("charter", "Adoptée"), ("knowhow", "Publiée"), ("other", "Publiée")],
)
def test_a_state_agrees_with_what_it_is_said_of(site: Site, kind: str, state: str) -> None:
    page = words(site.reader.get(f"/documents/{revised(site, kind, 1).public_id}"))
    fact = page[page.index("<dt>État</dt>") : page.index("<dt>Visibilité</dt>")]
    assert f">{state}</span>" in fact
    timeline = page[page.index('<ol class="timeline">') :]
    assert (">Adoptée</span>" if kind == "charter" else ">Publiée</span>") in timeline


def test_tables_of_several_files_on_one_page_are_told_apart(site: Site) -> None:
    table = b"| Action | Responsable |\n|---|---|\n| Ranger | Moi |\n"
    sent = drop(site.secretary, ("un.md", b"# Un\n\n" + table), ("deux.md", b"# Deux\n\n" + table))
    page = site.secretary.get(sent.headers["Location"])
    assert says(page, 'aria-label="un.md – Tableau 1"')
    assert says(page, 'aria-label="deux.md – Tableau 1"')
    alone = drop(site.secretary, ("trois.md", b"# Trois\n\n" + table))
    assert says(site.secretary.get(alone.headers["Location"]), 'aria-label="Tableau 1"')


def test_titles_and_names_of_bodies_tell_their_language_on_english_pages(site: Site) -> None:
    document = site.world.file(
        "Une charte des échanges.", kind="charter", title="Charte des échanges", visibility="public",
        body=site.world.body, language="fr",
    )  # fmt: skip
    english = {"Accept-Language": "en"}
    listed = site.administrator.get("/documents?kind=charter", headers=english).text
    address = f"/documents/{document.public_id}"
    assert f'<a class="title" href="{address}" lang="fr">Charte des échanges</a>' in listed
    assert '<span lang="fr">Comité de pilotage</span>' in listed
    for page in ("edit", "withdraw"):
        form = site.administrator.get(f"{address}/{page}", headers=english).text
        assert f'<p class="kind"><a href="{address}" lang="fr">Charte des échanges</a></p>' in form
    french = site.administrator.get("/documents?kind=charter").text
    assert f'<a class="title" href="{address}">' in french
    asked = with_token(site.administrator, f"{address}/withdraw", version="1", reason="Doublon.")
    site.administrator.post(f"{address}/withdraw", data=asked)
    stone = site.visitor.get(address, headers=english)
    assert stone.status_code == 410
    assert '<h1 lang="fr">Charte des échanges</h1>' in stone.text


def test_an_empty_list_says_what_will_stand_there_and_what_to_do(site: Site) -> None:
    page = site.visitor.get("/documents?kind=decision")
    assert says(page, "Les décisions du consortium se tiendront ici.")
    assert says(page, 'href="/search?q=d%C3%A9cision&kind=minutes"')
    assert says(page, "Connectez-vous si vous en êtes.")
    assert 'class="lead"' not in page.text
    assert not says(site.reader.get("/documents?kind=decision"), "Connectez-vous")
    revised(site, "report", 1)
    beyond = site.reader.get("/documents?kind=report&page=9")
    assert says(beyond, "La liste est plus courte que cela.")
    assert says(beyond, 'href="/documents?kind=report">Revenir à son début')


def test_errors_tell_the_next_step(site: Site) -> None:
    nowhere = site.visitor.get("/documents/nulle-part")
    assert says(nowhere, "Certains documents ne sont lus que par les partenaires")
    assert 'href="/sign-in?next=/documents/nulle-part' in nowhere.text
    assert not says(site.reader.get("/nulle-part"), "connectez-vous")
    document = revised(site, "report", 1)
    refused = site.reader.get(f"/documents/{document.public_id}/edit")
    assert refused.status_code == 403
    assert says(refused, "Rien n’a été changé. Demandez au secrétariat de l’instance")
    wrong = site.visitor.post(
        "/sign-in", data=with_token(site.visitor, "/sign-in", mail="reader@exemple.fr", password="x")
    )
    assert says(wrong, "en cas d’oubli, demandez un lien par courriel.")


@pytest.mark.parametrize(
    ("query", "advice", "words_left"),
    [
        ("charte kind:nimporte", "Chercher seulement les mots", "charte"),
        ("charte année:20", "Chercher seulement les mots", "charte"),
        ("c*arte échange", "Chercher sans les étoiles", "c+arte+%C3%A9change"),
        ("(mot) " * 300, "Chercher les cinq premiers mots", "mot+mot+mot+mot+mot"),
    ],
)
def test_a_refused_query_is_mended_in_one_step(site: Site, query: str, advice: str, words_left: str) -> None:
    site.world.index()
    page = site.visitor.get("/search", query_string={"q": query})
    assert page.status_code == 400
    assert says(page, f'<a href="/search?q={words_left}">{advice}</a>')
    assert site.visitor.get(f"/search?q={words_left}").status_code == 200


def test_every_fault_of_a_card_is_told_at_once_and_what_was_typed_stays(site: Site) -> None:
    document = revised(site, "report", 1)
    address = f"/documents/{document.public_id}/edit"
    typed = {"version": "1", "kind": "report", "title": "", "date": "42 mars", "card_reason": "", "keywords": "pêche"}
    page = site.administrator.post(address, data=with_token(site.administrator, address, **typed))
    assert page.status_code == 422
    shown = words(page)
    assert "<title>Erreur : Modifier : Un titre" in shown
    summary = shown[shown.index('class="summary"') : shown.index('class="cols"')]
    order = ["#title", "#date", "#card_reason"]
    assert [part.partition('"')[0] for part in summary.split('<a href="')[1:]] == order
    assert shown.index("<h1>") < shown.index('class="summary"')
    for kept in ('name="title" type="text" value=""', 'value="42 mars"', 'value="pêche"'):
        assert kept in shown


def test_an_emptied_title_and_a_bad_date_are_told_together_before_publishing(site: Site) -> None:
    review = drop(site.secretary, ("faux.txt", b"Des fautes.")).headers["Location"]
    kept = words(site.secretary.get(review)).partition('id="item-')[2].partition('"')[0]
    typed = {f"{kept}-title": " ", f"{kept}-date": "hier ou demain", "publish_network": "1"}
    page = site.secretary.post(review, data=with_token(site.secretary, review, **typed))
    assert page.status_code == 422
    assert says(page, "<title>Erreur : Vérifier avant de publier")
    assert says(page, "Donnez un titre au document.")
    assert says(page, "Écrivez la date ainsi : 12/03/2024.")


def test_the_places_of_a_template_are_words_to_fill_in(site: Site) -> None:
    text = "# Ordre du jour de {{ seance.date }}\n\nPrésents : {{ seance.ordre_du_jour }}.\n"
    template = site.world.file(text, "modele.md", kind="template", title="Un modèle de séance")
    page = site.reader.get(f"/documents/{template.public_id}")
    assert '<span class="blank">séance, ordre du jour</span>' in page.text
    assert says(page, "Les mots pointillés sont à remplir.")
    assert "{{" not in page.text
    other = site.world.file(text + "Autre.", "note.md", kind="other", title="Une note")
    page = site.reader.get(f"/documents/{other.public_id}")
    assert "{{ seance.ordre_du_jour }}" in page.text
    assert not says(page, "pointillés")


def test_a_file_that_is_not_what_its_name_says_is_told_so_and_can_be_fetched(site: Site) -> None:
    torn = site.world.file(b"PK\x03\x04" + b"\x00" * 500, "convention.docx", title="Une convention")
    page = site.administrator.get(f"/documents/{torn.public_id}")
    assert says(page, "Ce fichier n’a pas la forme d’un document Word : il est conservé tel quel")
    assert says(page, f'<a href="/documents/{torn.public_id}/versions/1/file">Télécharger le fichier</a>')
    drawing = site.world.file(b"AC1032\x00\x01\xff", "plan.dwg", title="Un plan")
    assert says(site.administrator.get(f"/documents/{drawing.public_id}"), "Ce format n’est pas lu")


def test_after_publishing_one_may_go_on_filing(site: Site) -> None:
    review = drop(site.secretary, ("suite.txt", b"Une suite.")).headers["Location"]
    page = site.secretary.get(publish(site.secretary, review))
    assert says(page, "Document publié pour tous les partenaires.")
    assert says(page, '<a href="/documents/new">Déposer un autre document</a>')


def test_a_withdrawn_document_says_so_to_those_who_keep_it(site: Site) -> None:
    kept = site.world.file("Le texte.", title="Séance", visibility="public").public_id
    acts.put(site.world, kept, "withdrawn")
    page = site.secretary.get(f"/documents/{kept}?keep=1")
    assert "Document retiré" in page.text
    assert "Version actuelle" not in page.text
