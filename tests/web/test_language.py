"""Both languages: the catalogue says everything that the screens say, and the right one is chosen."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from repo_service.web import remarks
from tests.conftest import World
from tests.web import catalogue

EVERY = [message for message in catalogue.english() if message.id]


def forms(value: str | tuple[str, ...] | list[str]) -> list[str]:
    """The wording of a message in each of its plural forms."""
    return [value] if isinstance(value, str) else list(value)


def places(text: str) -> list[str]:
    """What a sentence leaves open, in the alphabet's order: ``%(name)s``, and the tags of its HTML."""
    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd]|</?[a-z]+[^>]*>", text))


def test_the_catalogue_holds_every_sentence_of_the_program_and_no_other():
    wanted = {str(message.id) for message in catalogue.extracted() if message.id}
    held = {str(message.id) for message in EVERY}
    assert wanted - held == set(), "run .ci/messages"
    assert held - wanted == set(), "run .ci/messages"
    assert not catalogue.english().obsolete


def test_every_sentence_is_translated_and_none_is_doubtful():
    assert catalogue.untranslated(catalogue.english()) == []


def test_every_translation_leaves_the_same_places_open():
    different = [
        (french, english)
        for message in EVERY
        for french, english in zip(forms(message.id), forms(message.string), strict=True)
        if places(french) != places(english)
    ]
    assert different == []


def test_spaces_around_a_sentence_are_kept():
    edges = re.compile(r"^\s*|\s*$")
    different = [
        message.id
        for message in EVERY
        for french, english in zip(forms(message.id), forms(message.string), strict=True)
        if edges.findall(french)[0] != edges.findall(english)[0] or french[-1].isspace() != english[-1].isspace()
    ]
    assert different == []


def test_sentences_are_found_by_their_look():
    source = '"""A docstring. It is left out."""\nclass E(X):\n    message = "Rien n’est perdu."\n'
    source += 'raise E("Trop long : %(limit)s", fields={"a": "Donnez un titre."})\ngettext("Déjà lu ailleurs.")\n'
    source += 'log("no sentence %s")\nnotices = [f"Page {n} non lue.", "%d pages sont lues."]\n'
    assert sorted(catalogue.sentences(source)) == ["Donnez un titre.", "Rien n’est perdu.", "Trop long : %(limit)s"]
    assert sorted(catalogue.filled_sentences(source)) == ["%s pages sont lues.", "Page %s non lue."]


@pytest.mark.parametrize(
    ("accepted", "language", "heading"),
    [
        ("en-GB,en;q=0.9,fr;q=0.5", "en", "What are you looking for in the consortium’s memory?"),
        ("fr-FR,fr;q=0.9,en;q=0.5", "fr", "Que cherchez-vous dans la mémoire du consortium"),
        ("pt-BR", "fr", "Que cherchez-vous dans la mémoire du consortium"),
    ],
)
def test_the_browser_s_language_is_the_one_shown(client: FlaskClient, accepted: str, language: str, heading: str):
    page = client.get("/", headers={"Accept-Language": accepted}).text
    assert f'<html lang="{language}"' in page
    assert heading in page


def test_the_link_sets_the_language_and_comes_back(client: FlaskClient, world: World):
    world.index()
    page = client.get("/search?q=charte").text
    link = re.search(r'href="(/language/en\?[^"]*)"', page)
    assert link
    assert 'lang="en">English' in page
    answer = client.get(link[1].replace("&amp;", "&"))
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/search?q=charte"
    page = client.get("/search?q=charte", headers={"Accept-Language": "fr"}).text
    assert '<html lang="en"' in page
    assert "No documents for “charte”" in page
    assert 'lang="fr">Français' in page


def test_the_link_leads_to_no_other_site(client: FlaskClient):
    assert client.get("/language/en?next=//ailleurs.example/").headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(client: FlaskClient):
    assert client.get("/language/xx").status_code == 303
    assert '<html lang="fr"' in client.get("/").text


def test_an_error_page_is_in_the_language_of_the_reader(client: FlaskClient):
    page = client.get("/documents/nowhere", headers={"Accept-Language": "en"})
    assert page.status_code == 404
    assert "This page does not exist, or you may not see it." in page.text
    assert "Cette page" not in page.text


def test_a_sentence_with_a_number_in_it_is_translated_before_it_is_filled(client: FlaskClient):
    page = client.get("/search?q=" + "a" * 1200, headers={"Accept-Language": "en"})
    assert page.status_code == 400
    assert "This search is too long: 1000 characters at most." in page.text


def test_a_program_gets_the_sentences_of_its_language(client: FlaskClient):
    english = client.get("/api/v1/documents/nowhere", headers={"Accept-Language": "en"}).json
    french = client.get("/api/v1/documents/nowhere").json
    assert english["code"] == french["code"] == "not_found"
    assert english["detail"] == "This page does not exist, or you may not see it."
    assert french["detail"].startswith("Cette page")


def test_plurals_are_english(client: FlaskClient, world: World):
    world.file("Un texte.", title="Premier", visibility="public")
    assert "1 document, newest first." in client.get("/documents", headers={"Accept-Language": "en"}).text
    world.file("Un autre texte.", title="Second", visibility="public")
    assert "2 documents, newest first." in client.get("/documents", headers={"Accept-Language": "en"}).text


def test_every_filled_sentence_of_a_format_or_of_the_finder_has_its_shape():
    rooms = ("formats", "domain/minutes/notices.py", "domain/minutes/votes.py")
    sources = [file.read_text("utf-8") for file in catalogue.python_files(*rooms)]
    written = {text for source in sources for text in catalogue.filled_sentences(source)}
    known = {re.sub(r"%\(\w+\)s", "%s", shape) for shape in remarks.SHAPES}
    assert written == known


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("3 graphiques ne sont pas lus.", "3 charts are not read."),
        ("Pièces jointes non lues : a.pdf, b 100 %.doc.", "Attachments not read: a.pdf, b 100 %.doc."),
        ("« T1 » : seules les 200 premières colonnes ont été lues.", "“T1”: only the first 200 columns were read."),
        ("1 graphique n’est pas lu.", "1 chart is not read."),
        ("Autre chose %s, inconnue.", "Autre chose %s, inconnue."),
        (
            "Ce fichier semble contenir 2 réunions (12 mars 2024 et 1er avril 2024).",
            "This file seems to hold 2 meetings (12 March 2024 and 1 April 2024).",
        ),
        (
            "Les voix comptées (7) sont plus nombreuses que les votants (5).",
            "More votes were counted (7) than there are voters (5).",
        ),
    ],
)
def test_a_notice_is_recognised_with_what_it_holds(app: Flask, kept: str, shown: str):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert remarks.words(kept) == shown
    with app.test_request_context():
        assert remarks.words(kept).replace("\xa0", " ") == kept


def test_french_sentences_keep_their_signs_with_their_words():
    apart = re.compile(r"(?<=\S) [;:!?](?![\w/])|« | »|\w'\w|\d \d{3}\b")
    wrong = [text for message in EVERY for text in forms(message.id) if apart.search(re.sub(r"<[^>]*>", "", text))]
    assert wrong == [], "a no-break space (U+00A0) and the apostrophe ’ are wanted"
