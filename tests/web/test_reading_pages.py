"""What the pages of a document and the lists say: which version one reads, its state, in whose language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from repo_service.domain.documents import NewDocument
from repo_service.services import documents
from repo_service.store.documents import Document
from tests.conftest import TIMEZONE
from tests.web.conftest import Site
from tests.web.visits import drop, says, words


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
