"""What is told by the head of a document, written as differently as secretaries do."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repo_service.domain.passages import Block, Cell, Span, anchored
from repo_service.domain.recognition.guessing import BodyName, Guess, Guesses, InstitutionName, recognise

TODAY = date(2026, 5, 20)
BODIES = (
    BodyName("COPIL", "Comité de pilotage", "CoPil"),
    BodyName("AG", "Assemblée générale", "AG"),
    BodyName("CAT", "Groupe de travail Catalogage", "GT Catalogage", ("Groupe signalement",)),
    BodyName("CONS", "Groupe de travail Conservation partagée", "GT Conservation"),
    BodyName("BUR", "Bureau"),
    BodyName("CA", "Conseil d'administration", "CA"),
)
INSTITUTIONS = (
    InstitutionName("LYON", "Université de Lyon-Est", "ULE"),
    InstitutionName("BREST", "Centre de documentation maritime de Brest", "CDMB"),
    InstitutionName("ARCH", "Maison de l'archéologie"),
)


def lines(*texts: str) -> list[Block]:
    """Paragraphs; "# " is a heading, "> " a page header, "- " an item, "| " a row of a table, "*" bold."""
    blocks = []
    for text in texts:
        if text.startswith("#"):
            marks, _, words = text.partition(" ")
            blocks.append(Block("heading", words, level=len(marks)))
        elif text.startswith("> "):
            blocks.append(Block("paragraph", text[2:], part="header"))
        elif text.startswith("- "):
            blocks.append(Block("item", text[2:], level=1, label="–"))
        elif text.startswith("| "):
            cells = tuple(Cell(cell) for cell in text[2:].split(" | "))
            blocks.append(Block("row", text[2:], cells=cells, table=1))
        elif text.startswith("*"):
            blocks.append(Block("paragraph", text[1:], spans=(Span(0, len(text) - 1, "strong"),)))
        else:
            blocks.append(Block("paragraph", text))
    return anchored(blocks)


def guesses(*texts: str, file_name: str = "document.docx", **properties: str) -> Guesses:
    return recognise(lines(*texts), properties, file_name, BODIES, INSTITUTIONS, TODAY)


def value(guess: Guess | None) -> str | None:
    return guess.value if guess else None


@dataclass(frozen=True)
class Head:
    """A head of document and what a careful reader sees in it."""

    texts: Sequence[str]
    kind: str | None
    day: str | None = None
    body: str | None = None
    title: str | None = None
    file_name: str = "document.docx"
    properties: dict[str, str] = field(default_factory=dict)


# fmt: off
HEADS = {
    "title style with everything": Head(
        ["# Compte rendu de la réunion du comité de pilotage du 12 mars 2024",
         "Présents : Mme Aubry, M. Roche"], "minutes", "2024-03-12", "COPIL",
        "Compte rendu de la réunion du comité de pilotage du 12 mars 2024"),
    "bare title, then body and date": Head(
        ["# Compte rendu", "Comité de pilotage du 12 mars 2024", "Étaient présents : Claire Aubry"],
        "minutes", "2024-03-12", "COPIL", "Compte rendu – Comité de pilotage du 12 mars 2024"),
    "capitals broken by a PDF": Head(
        ["COMPTE RENDU DE LA", "RÉUNION DU COMITÉ DE PILOTAGE", "DU 12 MARS 2024", "Présents :",
         "Mme Aubry"], "minutes", "2024-03-12", "COPIL",
        "Compte rendu de la réunion du comité de pilotage du 12 mars 2024"),
    "letterhead as a table": Head(
        ["| Réseau Amarante | COMPTE RENDU", "| Comité de pilotage | Séance du 5 février 2024",
         "Présents : A. Roche"], "minutes", "2024-02-05", "COPIL"),
    "attendance first": Head(
        ["Présents : Mme Aubry, M. Roche, Mme Tissier", "Excusé : M. Paul (GT Conservation)",
         "*Procès-verbal de l'assemblée générale du 3 décembre 2019"], "minutes", "2019-12-03", "AG",
        "Procès-verbal de l'assemblée générale du 3 décembre 2019"),
    "date in the page header": Head(
        ["> Réseau Amarante – CoPil du 8 octobre 2024", "# Relevé de décisions", "1. Budget",
         "Le budget est adopté."], "minutes", "2024-10-08", "COPIL"),
    "approval in the title": Head(
        ["# Procès-verbal du CA du 14 juin 2012", "Approuvé par le CA du 20 septembre 2012",
         "Présents : trois membres"], "minutes", "2012-06-14", "CA"),
    "approval on the same line": Head(
        ["# PV de l'AG du 14 juin 2012 (approuvé le 20 septembre 2012)"], "minutes", "2012-06-14", "AG"),
    "approval before the date of the meeting": Head(
        ["# Compte rendu approuvé le 5 juin 2024 de la réunion du bureau du 12 mars 2024"], "minutes",
        "2024-03-12", "BUR"),
    "previous session on the agenda": Head(
        ["# Compte rendu du bureau", "Ordre du jour", "- Approbation du compte rendu du 15 janvier 2024",
         "- Questions diverses", "La séance du 12 février 2024 est ouverte à 9 h 30."], "minutes",
        "2024-02-12", "BUR"),
    "minutes of last time adopted": Head(
        ["# Réunion du groupe de travail Catalogage", "Mardi 4 juin 2024, 14 h - 16 h 30",
         "Le compte rendu du 2 avril 2024 est approuvé."], "minutes", "2024-06-04", "CAT"),
    "next meeting only": Head(
        ["# Compte rendu de réunion", "Prochaine réunion : mardi 5 novembre 2024"], "minutes", None, None,
        "Compte rendu de réunion"),
    "next meeting in a table": Head(
        ["# Compte rendu de réunion du CoPil", "| Date | 3 septembre 2024",
         "| Prochaine réunion | 5 novembre 2024"], "minutes", "2024-09-03", "COPIL"),
    "next meetings listed": Head(
        ["# Compte rendu du CoPil du 3/9/24",
         "Prochaines réunions : 5 novembre 2024, 7 janvier 2025 et 4 mars 2025"], "minutes", "2024-09-03",
        "COPIL", "Compte rendu du CoPil du 3/9/24"),
    "date in words": Head(
        ["PROCÈS-VERBAL",
         "L'an deux mille dix-huit et le huit avril à neuf heures, l'assemblée générale s'est réunie à Lyon."],
        "minutes", "2018-04-08", "AG"),
    "written after the meeting": Head(
        ["Lyon, le 20 mars 2024", "# Compte rendu", "Réunion du CoPil du 12 mars 2024"], "minutes",
        "2024-03-12", "COPIL"),
    "date of writing only, meeting in the file name": Head(
        ["Lyon, le 20 mars 2024", "# Compte rendu du CoPil", "Présents : cinq membres"], "minutes",
        "2024-03-12", "COPIL", "Compte rendu du CoPil du 12 mars 2024", "CR_CoPil_2024-03-12.docx"),
    "decomposed accents": Head(
        [unicodedata.normalize( "NFD", "# Procès-verbal de la réunion du Comité de pilotage du 1er février 2024" )],
        "minutes", "2024-02-01", "COPIL"),
    "no-break spaces": Head(
        ["# Compte rendu du\u00a0COPIL du\u00a012\u00a0mars\u00a02024"], "minutes", "2024-03-12", "COPIL"),
    "spaced out letters": Head(
        ["C O M P T E   R E N D U", "Réunion du bureau du 6 mai 2024"], "minutes", "2024-05-06", "BUR"),
    "group named with small words": Head(
        ["# Compte rendu de la réunion du groupe de travail sur le catalogage – 22/01/2025"], "minutes",
        "2025-01-22", "CAT"),
    "group under another name": Head(
        ["# CR Groupe signalement du 22 janvier 2025"], "minutes", "2025-01-22", "CAT"),
    "acronym of a group": Head(
        ["# GT CONSERVATION – COMPTE RENDU DU 17 OCTOBRE 2023"], "minutes", "2023-10-17", "CONS",
        "GT Conservation – compte rendu du 17 octobre 2023"),
    "two days": Head(
        ["# Compte rendu de l'assemblée générale des 12 et 13 mars 2024"], "minutes", "2024-03-12", "AG"),
    "two bodies, one met": Head(
        ["# Réunion du bureau du 2 avril 2024 : préparation de l'assemblée générale", "Présents : trois"],
        "minutes", "2024-04-02", "BUR"),
    "two bodies, neither met first": Head(
        ["# Le bureau et le CoPil", "Compte rendu d'échanges, 2 avril 2024"], "minutes", "2024-04-02",
        None),
    "no body that is known": Head(
        ["# Compte rendu de la commission des finances du 2 avril 2024"], "minutes", "2024-04-02", None),
    "ça is no CA": Head(
        ["# Compte rendu du 2 avril 2024", "Comment ça marche : tour de table"], "minutes", "2024-04-02",
        None),
    "everything in the file name": Head(
        ["Étaient présents : Aubry, Roche", "Le budget est présenté."], "minutes", "2024-03-12", "COPIL",
        "CR CoPil du 12 mars 2024", "CR_CoPil_2024-03-12_v3 final.docx"),
    "camel case file name": Head(
        ["Étaient présents : Aubry, Roche"], "minutes", "2024-03-12", "AG", None, "PV-AG-12-03-24.odt"),
    "label and value lines": Head(
        ["Réseau Amarante", "# Compte rendu de réunion", "Instance : Comité de pilotage",
         "Date : 14/05/2024", "Lieu : ULE", "Rédacteur : M. Roche"], "minutes", "2024-05-14", "COPIL"),
    "inclusive attendance": Head(
        ["# Réunion du 14 mai 2024", "Présent·e·s : C. Aubry", "Excusé.e.s : P. Roche"], "minutes",
        "2024-05-14", None, "Réunion du 14 mai 2024"),
    "english": Head(
        ["# Minutes of the meeting of the Bureau, 5 March 2024", "Attendees: A. Roche",
         "Apologies: C. Aubry"], "minutes", "2024-03-05", "BUR"),
    "a decision": Head(
        ["# Décision n° 2024-03 du comité de pilotage", "Vu la charte du 2 mai 2011,",
         "Le comité, réuni le 12 mars 2024,", "DÉCIDE :"], "decision", "2024-03-12", "COPIL"),
    "a deliberation in capitals": Head(
        ["DÉLIBÉRATION N° 39 DU CA DU 18 JUIN 2024", "Vu le code de l'éducation ;",
         "Article 1er. – Il est créé un fonds."], "decision", "2024-06-18", "CA",
        "Délibération n° 39 du CA du 18 juin 2024"),
    "a charter": Head(
        ["# Charte documentaire du réseau Amarante", "Préambule", "Article 1. Objet", "Article 2. Membres",
         "Article 3. Durée"], "charter", None, None, "Charte documentaire du réseau Amarante"),
    "an agreement, signed at the end": Head(
        ["CONVENTION DE PARTENARIAT", "Entre les soussignés :",
         "l'Université de Lyon-Est, ci-après dénommée l'Université"]
         + [f"Article {n}. Clause" for n in range(1, 20)] + ["Fait à Lyon, le 3 juin 2021"], "charter",
        "2021-06-03", None, "Convention de partenariat"),
    "statutes": Head(
        ["STATUTS", "adoptés par l'assemblée générale du 9 mai 2015", "Article 1er – Nom",
         "Article 2 – But", "Article 3 – Siège"], "charter", "2015-05-09", "AG"),
    "minutes about the charter": Head(
        ["# Compte rendu du CoPil du 4 mai 2015 : projet de charte", "Présents : sept"], "minutes",
        "2015-05-04", "COPIL"),
    "a template": Head(
        ["# Modèle de compte rendu", "Réunion du {{ date }}", "Présents : {{ presents }}"], "template",
        None, None, "Modèle de compte rendu"),
    "a template known by its fields": Head(
        ["# Convention d'adhésion", "Entre {{ institution.name }} et le réseau,",
         "Fait à {{ city }}, le {{ date }}"], "template"),
    "blanks between brackets": Head(
        ["# Compte rendu de réunion", "Instance : [Nom de l'instance]", "Date : [Date de la réunion]"],
        "template"),
    "a how-to in Markdown": Head(
        ["# Signaler un don dans le Sudoc", "Ouvrir la notice.", "- Vérifier l'exemplaire"], "knowhow",
        None, None, "Signaler un don dans le Sudoc", "signaler-un-don.md"),
    "a how-to on minutes": Head(
        ["# Comment rédiger un compte rendu", "Commencez par la date."], "knowhow"),
    "a how-to that starts with its verb": Head(
        ["# Rédiger un compte rendu", "Depuis la réunion du 3 mai 2022, le plan est commun."], "knowhow",
        file_name="rediger.md",
    ),
    "capitals without accents": Head(
        ["PROCES-VERBAL DE L'ASSEMBLEE GENERALE DU 9 FEVRIER 2023"],
        "minutes", "2023-02-09", "AG", "Procès-verbal de l'assemblée générale du 9 février 2023",
    ),
    "a period is no date": Head(["# Rapport d'activité", "du 1er octobre 2024 au 30 septembre 2025"], "report"),
    "a practical sheet": Head(
        ["# Fiche pratique : le prêt entre bibliothèques"], "knowhow"),
    "an activity report": Head(
        ["RAPPORT D'ACTIVITÉ 2023", "Présenté à l'assemblée générale du 4 avril 2024"], "report",
        "2024-04-04", "AG", "Rapport d'activité 2023"),
    "a balance sheet": Head(
        ["# Bilan du projet pilote « Conservation partagée »"], "report"),
    "an activity account": Head(
        ["# Compte rendu d'activité 2022"], "report"),
    "a newsletter": Head(
        ["Réseau Amarante", "# Lettre d'information n° 12 – mars 2024"], "newsletter", None, None,
        "Lettre d'information n° 12 – mars 2024"),
    "a letter": Head(
        ["Université de Lyon-Est", "Lyon, le 12 mars 2024", "Objet : adhésion au réseau",
         "Madame, Monsieur,", "Je vous prie"], "other", "2024-03-12", None, "Adhésion au réseau"),
    "a convocation": Head(
        ["# Convocation à la réunion du CoPil du 12 mars 2024"], "other", "2024-03-12", "COPIL"),
    "a mail that sends minutes": Head(
        ["# Compte rendu de la réunion du 12 mars", "Bonjour, voici le compte rendu."], "other",
        file_name="message.eml"),
    "nothing to go by": Head(
        ["Bonjour.", "Voici le tableau."], None, None, None, "tableau des prets",
        "tableau_des_prets.docx"),
    "an impossible date": Head(
        ["# Compte rendu du CoPil du 31 février 2024"], "minutes", None, "COPIL"),
    "a title property of a program": Head(
        ["Présents : Aubry"], "minutes", "2024-03-12", "COPIL", "CR CoPil du 12 mars 2024",
        "CR-CoPil-12-03-2024.pdf", {"title": "Microsoft Word - cr_copil.docx"}),
    "a title property that is good": Head(
        ["Présents : Aubry"], "minutes", "2024-03-12", "COPIL",
        "Compte rendu du comité de pilotage du 12 mars 2024", "scan0001.pdf",
        {"title": "Compte rendu du comité de pilotage du 12 mars 2024"}),
    "a title property left from last time": Head(
        ["Présents : Aubry"], "minutes", "2024-03-12", "COPIL", "CR CoPil du 12 mars 2024",
        "CR CoPil 2024-03-12.docx", {"title": "Compte rendu du comité de pilotage du 9 janvier 2024"}),
}
# fmt: on


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_a_head_tells_its_kind_date_body_and_title(head: Head) -> None:
    found = guesses(*head.texts, file_name=head.file_name, **head.properties)
    seen = (value(found.kind), value(found.date), value(found.body))
    assert seen == (head.kind, head.day, head.body)
    if head.title:
        assert value(found.title) == head.title


def test_every_guess_carries_its_passage() -> None:
    blocks = lines("# Compte rendu", "Réunion du CoPil du 12 mars 2024")
    found = recognise(blocks, {}, "x.docx", BODIES, INSTITUTIONS, TODAY)
    assert found.kind == Guess("minutes", "text", "Compte rendu", blocks[0].anchor)
    assert found.date == Guess("2024-03-12", "text", "Réunion du CoPil du 12 mars 2024", blocks[1].anchor)
    assert found.body == Guess("COPIL", "text", "Réunion du CoPil du 12 mars 2024", blocks[1].anchor)


def test_a_guess_from_the_file_name_says_so() -> None:
    found = guesses("Étaient présents : Aubry", file_name="CR_CoPil_2024-03-12.docx")
    assert found.date == Guess("2024-03-12", "file_name", "CR_CoPil_2024-03-12")
    assert found.body == Guess("COPIL", "file_name", "CR_CoPil_2024-03-12")


@pytest.mark.parametrize(
    ("texts", "institution"),
    [
        (["# Rapport d'activité 2023 de l'Université de Lyon-Est"], "LYON"),
        (["> CDMB", "# Bilan du prêt"], "BREST"),
        (["Maison de l’archéologie", "# Charte des collections"], "ARCH"),
        (["# Convention entre l'Université de Lyon-Est et la Maison de l'archéologie"], None),
        (["# Compte rendu du CoPil du 12 mars 2024 à l'Université de Lyon-Est"], None),
        (["# Compte rendu du CoPil", "Présents : Mme Aubry (ULE)"], None),
    ],
)
def test_the_institution_is_the_one_that_speaks(texts: list[str], institution: str | None) -> None:
    assert value(guesses(*texts).institution) == institution


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("# Décision n° 2024-03 du CoPil", "2024-03"),
        ("# DÉLIBÉRATION N°39", "39"),
        ("# Lettre d'information n\u00ba 12 – mars 2024", "12"),
        ("# Compte rendu n° CA/2024-2", "CA/2024-2"),
        ("# Compte rendu du 12 mars 2024", None),
        ("# Réunion du 16 novembre 2023", None),
    ],
)
def test_the_printed_number_is_kept(title: str, number: str | None) -> None:
    assert value(guesses(title).number) == number


def test_the_language_comes_from_the_words_before_the_properties() -> None:
    english = [
        "# Report",
        "The partners have decided that the agreement will be renewed for all of the libraries.",
    ]
    assert value(guesses(*english, language="fr-FR").language) == "en"
    assert value(guesses("Sudoc", language="fr-FR").language) == "fr"
    assert guesses("Sudoc").language is None


def test_two_bodies_of_one_name_are_never_guessed() -> None:
    bodies = [BodyName("A", "Comité de suivi"), BodyName("B", "Comité de suivi")]
    blocks = lines("# Compte rendu du comité de suivi du 12 mars 2024")
    assert recognise(blocks, {}, "x.docx", bodies, (), TODAY).body is None


def test_a_declared_acronym_goes_before_the_initials_of_another_body() -> None:
    bodies = [BodyName("CA", "Conseil d’administration", "CA"), BodyName("ACQ", "Commission des acquisitions")]
    found = recognise(lines("# PV du CA du 12 mars 2024"), {}, "x.docx", bodies, (), TODAY)
    assert value(found.body) == "CA"


@pytest.mark.parametrize("wording", ["Co-Pil", "CO PIL", "Copil", "COMITE DE PILOTAGE", "Comite\u0301 de pilotage"])
def test_a_body_is_known_under_every_spelling(wording: str) -> None:
    assert value(guesses(f"# Compte rendu du {wording} du 4 mars 2025").body) == "COPIL"


@pytest.mark.parametrize(
    "sentence", ["Le CoPil attend une note.", "Lieu : bureau 214", "Rédigé par C. Tissier, bureau", "Diffusion : CA"]
)
def test_a_body_mentioned_in_passing_did_not_meet(sentence: str) -> None:
    assert guesses("# Compte rendu de la réunion du 12 mars 2024", sentence).body is None


def test_a_title_that_names_an_unknown_group_has_no_other_body() -> None:
    assert guesses("# GT Données de la recherche – compte rendu", "CoPil, 12 mars 2024").body is None


def test_the_day_of_writing_dates_a_meeting_that_nothing_else_dates() -> None:
    assert value(guesses("PV AG 2024", "Brest, le 8 avril 2024", "Présents : A").date) == "2024-04-08"
    assert guesses("PV AG 2023", "Brest, le 8 avril 2024", "Présents : A").date is None


def test_a_month_in_the_title_refuses_the_days_of_other_months() -> None:
    head = ["# Réunion plénière – février 2025", "Compte rendu", "Brest, le 12 mars 2025", "Présents : A"]
    assert guesses(*head).date is None
    assert value(guesses(*head, "La séance du 27 février 2025 est ouverte.").date) == "2025-02-27"


def test_a_title_has_at_most_300_characters() -> None:
    title = value(guesses("# Compte rendu " + "très long " * 80).title)
    assert title is not None
    assert len(title) <= 300
    assert title.endswith("…")


def test_an_empty_document_is_told_by_its_file_name_only() -> None:
    found = recognise([], {}, "PV AG 2024-03-12.pdf", BODIES, INSTITUTIONS, TODAY)
    seen = [value(guess) for guess in (found.kind, found.title, found.date, found.body)]
    assert seen == ["minutes", "PV AG du 12 mars 2024", "2024-03-12", "AG"]


PIECES = st.sampled_from(
    [
        "Compte rendu",
        "DU 12 MARS 2024",
        "COPIL",
        "Présents :",
        "{{ x }}",
        "n° 3",
        "31/02/2024",
        "e\u0301",
        "Objet :",
    ]
)
TEXTS = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=5).map(" ".join))


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=8), TEXTS, TEXTS)
def test_any_text_is_recognised_without_fault_and_every_proof_stands_in_it(
    texts: list[str], file_name: str, title: str
) -> None:
    blocks = anchored(Block("paragraph", text) for text in texts)
    found = recognise(blocks, {"title": title}, file_name, BODIES, INSTITUTIONS, TODAY)
    anchors = {block.anchor for block in blocks}
    for guess in (found.kind, found.title, found.date, found.body, found.institution, found.number):
        assert guess is None or (guess.anchor in anchors) == (guess.source == "text")
        assert guess is None or guess.value
