"""Two people at once: the second one sees both changes, chooses, and loses nothing."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from repo_service.domain.documents import NewDocument
from repo_service.services import intakes, knowhow
from tests.conftest import TIMEZONE, with_token
from tests.services import acts
from tests.web.conftest import Site
from tests.web.visits import says, sound, words

CARD = {
    "kind": "other", "title": "Titre", "date": "", "body": "", "institution": "", "language": "fr", "keywords": "",
    "visibility": "network", "card_reason": "Ma correction",
}  # fmt: skip


def hidden(page: TestResponse) -> dict[str, str]:
    """The hidden fields of a page, as its form would send them."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text))


def edit(client: FlaskClient, public_id: str, version: int = 1, **typed: str) -> TestResponse:
    path = f"/documents/{public_id}/edit"
    return client.post(path, data=with_token(client, path, version=str(version), **CARD | typed))


def merge(client: FlaskClient, public_id: str, page: TestResponse, **chosen: str) -> TestResponse:
    return client.post(f"/documents/{public_id}/merge", data=hidden(page) | chosen)


def test_what_each_changed_apart_is_kept_without_a_question(site: Site) -> None:
    public_id = site.world.file("un", title="Titre").public_id
    acts.edit(site.world, public_id, title="Titre", keywords="prêt", reason="Mots-clés de la séance")
    page = edit(site.secretary, public_id, title="Titre complet", date="12 mars 2024")
    assert page.status_code == 409
    assert says(page, "Camille Administrator a enregistré ce document pendant que vous corrigiez sa fiche.")
    assert says(page, "Mots-clés de la séance")
    assert "radio" not in page.text
    assert acts.latest(site.world, public_id).latest_number == 2
    saved = merge(site.secretary, public_id, page, reason="Ma correction")
    assert saved.status_code == 303, words(saved)
    last = acts.latest(site.world, public_id).versions[-1]
    assert (last.number, last.title, last.details["keywords"], last.details["date"], last.reason) == (
        3, "Titre complet", "prêt", "2024-03-12", "Ma correction",
    )  # fmt: skip
    sound(site.world, strays=True)


def test_what_both_changed_waits_for_a_choice(site: Site) -> None:
    for choice, title in (("theirs", "Le leur"), ("mine", "Le mien")):
        public_id = site.world.file("un", title="Titre").public_id
        acts.edit(site.world, public_id, title="Le leur")
        page = edit(site.secretary, public_id, title="Le mien")
        assert says(page, "Garder la valeur de Camille Administrator : Le leur")
        assert says(page, "Garder la mienne : Le mien")
        without = merge(site.secretary, public_id, page, reason="Ma correction")
        assert without.status_code == 422
        assert says(without, "Choisissez la valeur à garder.")
        assert acts.latest(site.world, public_id).latest_number == 2
        assert merge(site.secretary, public_id, page, **{"choice-title": choice}, reason="x").status_code == 303
        assert acts.latest(site.world, public_id).title == title


def test_where_it_moves_again_the_page_comes_again(site: Site) -> None:
    public_id = site.world.file("un", title="Titre").public_id
    acts.edit(site.world, public_id, title="Le leur")
    page = edit(site.secretary, public_id, title="Le mien", keywords="prêt")
    acts.edit(site.world, public_id, title="Encore un autre", keywords="don")
    again = merge(site.secretary, public_id, page, **{"choice-title": "mine"}, reason="x")
    assert again.status_code == 409
    assert says(again, "Encore un autre")
    assert acts.latest(site.world, public_id).latest_number == 3
    chosen = {"choice-title": "mine", "choice-keywords": "theirs"}
    assert merge(site.secretary, public_id, again, **chosen, reason="x").status_code == 303
    last = acts.latest(site.world, public_id).versions[-1]
    assert (last.number, last.title, last.details["keywords"]) == (4, "Le mien", "don")


def test_a_correction_that_somebody_made_already_makes_no_version(site: Site) -> None:
    public_id = site.world.file("un", title="Titre").public_id
    acts.edit(site.world, public_id, title="Titre complet")
    page = edit(site.secretary, public_id, title="Titre complet")
    assert says(page, "il n’y a rien à enregistrer")
    assert 'action="/documents' not in page.text


def test_a_wrong_card_comes_again_with_the_number_that_was_seen(site: Site) -> None:
    public_id = site.world.file("un", title="Titre").public_id
    acts.edit(site.world, public_id, title="Le leur")
    page = edit(site.secretary, public_id, title="Le mien", card_reason="\u00a0\u200b")
    assert page.status_code == 422
    assert 'name="version" value="1"' in page.text
    assert 'name="version" value="2"' not in page.text


def test_a_form_that_lost_its_number_changes_nothing(site: Site) -> None:
    public_id = site.world.file("un", title="Titre").public_id
    for number in (-1, 7):
        page = edit(site.secretary, public_id, version=number, title="Le mien")
        assert page.status_code == 409
        assert says(page, "Garder la mienne : Le mien")
    assert acts.latest(site.world, public_id).latest_number == 1


def test_a_text_for_a_body_stays_with_its_readers(site: Site) -> None:
    public_id = site.world.file("un", body=site.world.body, visibility="body", bodies=(site.world.body,)).public_id
    acts.edit(site.world, public_id, title="Autre", body=site.world.body, visibility="body", bodies=(site.world.body,))
    page = edit(site.secretary, public_id, title="Un titre", body=site.world.body, visibility="body", keywords="prêt")
    assert merge(site.secretary, public_id, page, reason="x").status_code == 303
    last = acts.latest(site.world, public_id).versions[-1]
    assert (last.title, last.details["bodies"], last.details["keywords"]) == ("Autre", site.world.body, "prêt")


def send(client: FlaskClient, public_id: str, text: bytes, version: int = 1, where: str = "versions") -> TestResponse:
    path, field = f"/documents/{public_id}/edit", "file" if where == "versions" else "companion"
    more: dict[str, Any] = {field: (io.BytesIO(text), "mon-fichier.txt"), "reason": "Mon motif", "role": "signed"}
    return client.post(f"/documents/{public_id}/{where}", data=with_token(client, path, version=str(version), **more))


def mine(site: Site) -> int:
    with site.world.repository.store.reading() as uow:
        return len(intakes.mine(uow, site.world.secretary))


def test_a_file_that_came_too_late_is_kept_and_published_on_top(site: Site) -> None:
    public_id = site.world.file("un").public_id
    acts.refile(site.world, public_id, "deux", reason="Relu en séance")
    waiting = mine(site)
    page = send(site.secretary, public_id, b"Le mien.")
    assert page.status_code == 409
    assert says(page, "Votre fichier « mon-fichier.txt » est gardé")
    assert says(page, "Relu en séance")
    assert says(page, "Publier mon fichier comme version 3")
    assert f"/documents/new/{hidden(page)['batch']}" in page.text
    assert mine(site) == waiting + 1
    assert acts.latest(site.world, public_id).latest_number == 2
    sent = hidden(page) | {"reason": "Mon motif"}
    assert site.secretary.post(f"/documents/{public_id}/merge/file", data=sent).status_code == 303
    last = acts.latest(site.world, public_id).versions[-1]
    assert (last.number, last.reason, last.file_name) == (3, "Mon motif", "mon-fichier.txt")
    assert mine(site) == waiting
    again = site.secretary.post(f"/documents/{public_id}/merge/file", data=sent | {"version": "3"})
    assert again.status_code == 422
    assert says(again, "Ce fichier n’attend plus")
    sound(site.world, strays=True)


def test_a_file_waits_as_long_as_the_document_moves(site: Site) -> None:
    public_id = site.world.file("un", state="draft").public_id
    acts.refile(site.world, public_id, "deux")
    page = send(site.secretary, public_id, b"Le mien.")
    assert says(page, "Enregistrer mon fichier comme version 3")
    acts.refile(site.world, public_id, "trois")
    again = site.secretary.post(f"/documents/{public_id}/merge/file", data=hidden(page) | {"reason": "x"})
    assert again.status_code == 409
    assert says(again, "Enregistrer mon fichier comme version 4")
    assert not says(again, "Publier mon fichier")
    blank = site.secretary.post(f"/documents/{public_id}/merge/file", data=hidden(again) | {"reason": "\u00a0"})
    assert blank.status_code == 422
    assert says(blank, "Dites en une ligne pourquoi le document change.")
    last = site.secretary.post(f"/documents/{public_id}/merge/file", data=hidden(blank) | {"reason": "x"})
    assert last.status_code == 303
    document = acts.latest(site.world, public_id)
    assert (document.latest_number, document.state) == (4, "draft")
    assert says(site.secretary.get(f"/documents/{public_id}"), "La nouvelle version est enregistrée comme brouillon.")


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("draft", "La nouvelle version est enregistrée comme brouillon."),
        ("review", "La nouvelle version est enregistrée, sans être publiée."),
        ("published", "La nouvelle version est publiée."),
    ],
)
def test_a_further_version_is_told_by_what_became_of_it(site: Site, state: str, told: str) -> None:
    public_id = site.world.file("un", state=state).public_id
    assert send(site.secretary, public_id, b"Le mien.").status_code == 303
    assert acts.latest(site.world, public_id).versions[-1].states[-1].state == state
    page = site.secretary.get(f"/documents/{public_id}/edit")
    assert says(page, told)
    assert says(page, "La nouvelle version est publiée.") is (state == "published")


def test_the_file_of_another_person_is_not_published(site: Site) -> None:
    public_id = site.world.file("un").public_id
    acts.refile(site.world, public_id, "deux")
    page = send(site.secretary, public_id, b"Le mien.")
    token = with_token(site.administrator, "/documents/new")
    stolen = hidden(page) | token | {"reason": "x"}
    assert site.administrator.post(f"/documents/{public_id}/merge/file", data=stolen).status_code == 422
    assert acts.latest(site.world, public_id).latest_number == 2


def test_a_companion_that_came_too_late_is_attached_after_a_look(site: Site) -> None:
    public_id = site.world.file("un").public_id
    acts.refile(site.world, public_id, "deux")
    page = send(site.secretary, public_id, b"Signature.", where="companions")
    assert page.status_code == 409
    assert says(page, "Joindre le fichier à la version 2")
    assert site.secretary.post(f"/documents/{public_id}/merge/file", data=hidden(page)).status_code == 303
    companion = acts.latest(site.world, public_id).versions[-1].companions[0]
    assert (companion.role, companion.file_name) == ("signed", "mon-fichier.txt")


def test_publishing_and_withdrawing_what_moved_tell_what_came(site: Site) -> None:
    public_id = site.world.file("un", state="draft").public_id
    token = with_token(site.secretary, f"/documents/{public_id}/edit")
    acts.refile(site.world, public_id, "deux", state="draft", reason="Relu en séance")
    page = site.secretary.post(f"/documents/{public_id}/publish", data=token | {"version": "1"})
    assert page.status_code == 409
    assert says(page, "Relu en séance")
    assert acts.latest(site.world, public_id).state == "draft"
    page = site.secretary.post(f"/documents/{public_id}/withdraw", data=token | {"version": "1", "reason": "Erreur"})
    assert page.status_code == 409
    assert says(page, "Relu en séance")
    assert acts.latest(site.world, public_id).state == "draft"
    said = token | {"version": "2", "reason": "\u00a0\u200b"}
    assert site.secretary.post(f"/documents/{public_id}/withdraw", data=said).status_code == 422


def page_of(site: Site, text: str, title: str = "Fiche") -> str:
    repository = site.world.repository
    new = NewDocument(kind="knowhow", title=title)
    prepared = knowhow.prepare(repository.store, repository.reader, site.world.secretary, new, text)
    with repository.store.writing() as uow:
        return knowhow.write(uow, site.world.secretary, prepared, new, TIMEZONE).public_id


def write(client: FlaskClient, public_id: str, text: str, version: int = 1, **more: str) -> TestResponse:
    path = f"/documents/{public_id}/write"
    said = {"title": "Fiche", "text": text, "reason": "Relu", "visibility": "network", "version": str(version)} | more
    return client.post(path, data=with_token(client, path, **said))


def area(page: TestResponse) -> str:
    return words(page).partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0].strip()


def test_changes_of_different_passages_are_in_one_text(site: Site) -> None:
    public_id = page_of(site, "Début.\n\nMilieu.\n\nFin.")
    assert write(site.administrator, public_id, "Début changé.\r\n\r\nMilieu.\r\n\r\nFin.").status_code == 303
    page = write(site.secretary, public_id, "Début.\r\n\r\nMilieu.\r\n\r\nFin changée.")
    assert page.status_code == 409
    assert says(page, "Camille Administrator a enregistré cette fiche pendant que vous écriviez.")
    assert area(page) == "Début changé.\n\nMilieu.\n\nFin changée."
    assert hidden(page)["version"] == "2"
    assert acts.latest(site.world, public_id).latest_number == 2
    assert write(site.secretary, public_id, area(page), version=2).status_code == 303
    assert says(site.secretary.get(f"/documents/{public_id}"), "Fin changée.")
    sound(site.world, strays=True)


def test_what_both_changed_is_shown_twice_and_stands_twice(site: Site) -> None:
    public_id = page_of(site, "Début.\n\nMilieu.\n\nFin.")
    write(site.administrator, public_id, "Début.\n\nMilieu du premier.\n\nFin.", title="Titre du premier")
    page = write(site.secretary, public_id, "Début.\n\nMilieu du second.\n\nFin.", title="Titre du second")
    assert says(page, "Un passage que vous avez changé tous les deux")
    assert says(page, "<dd>Milieu du premier.</dd>")
    assert says(page, "<dd>Milieu du second.</dd>")
    assert says(page, "a changé le titre aussi : « Titre du premier »")
    assert 'value="Titre du second"' in page.text
    assert area(page) == "Début.\n\nMilieu du premier.\n\nMilieu du second.\n\nFin."


def test_links_are_merged_as_they_are_typed(site: Site) -> None:
    page_of(site, "Cible.", title="Le prêt")
    public_id = page_of(site, "Voir [[Le prêt]].\n\nFin.")
    write(site.administrator, public_id, "Voir [[Le prêt]].\n\nFin changée.")
    page = write(site.secretary, public_id, "Lire [[Le prêt]].\n\nFin.")
    assert area(page) == "Lire [[Le prêt]].\n\nFin changée."


def test_a_page_that_became_a_file_keeps_what_was_typed(site: Site) -> None:
    public_id = page_of(site, "Début.")
    acts.refile(site.world, public_id, b"%PDF-1.4 rien", name="fiche.pdf", kind="knowhow", title="Fiche")
    token = with_token(site.secretary, "/documents/write")
    said = {"title": "Fiche", "text": "Mon long texte.", "reason": "Relu", "version": "1"}
    page = site.secretary.post(f"/documents/{public_id}/write", data=token | said)
    assert page.status_code == 422
    assert area(page) == "Mon long texte."
