"""The language of a text, from a sentence or two."""

from __future__ import annotations

import unicodedata

import pytest

from repo_service.domain.languages import guess

SENTENCES = {
    "fr": "Le comité de pilotage décide de reconduire la convention pour trois ans et remercie les partenaires.",
    "en": "The steering committee decided that the agreement will be renewed for three years.",
    "de": "Der Lenkungsausschuss beschließt, die Vereinbarung zu verlängern, und dankt den Partnern.",
    "es": "El comité decide renovar el convenio por tres años y agradece a los socios.",
    "it": "Il comitato decide di rinnovare la convenzione per tre anni e ringrazia i partner della rete.",
}


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_sentence_tells_its_language(language: str, sentence: str, form: str) -> None:
    assert guess(unicodedata.normalize(form, sentence)) == language
    assert guess(sentence.upper()) == language


@pytest.mark.parametrize("text", ["", "Budget 2024", "Sudoc", "12 345 €", "Amarante"])
def test_a_text_too_short_tells_nothing(text: str) -> None:
    assert guess(text) is None


def test_a_french_text_with_english_names_stays_french() -> None:
    assert (
        guess(SENTENCES["fr"] + " L'outil « The Library of the Future » est présenté par la directrice.")
        == "fr"
    )


def test_two_languages_in_equal_parts_tell_nothing() -> None:
    assert guess("Les budgets sont votés par les membres. The budgets are voted by all the members.") is None


@pytest.mark.parametrize(
    ("text", "language"),
    [("Compte rendu du CoPil du 12 mars 2024", "fr"), ("Board meeting held on 5 March 2024", "en")],
)
def test_the_title_of_minutes_is_enough(text: str, language: str) -> None:
    assert guess(text) == language
