"""How decisions stand in a text: formal deliberations, arrows that are bullets, votes below items, labels, clauses."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.minutes.papers import found, quotes, row


def test_lines_in_capitals_below_a_numbered_deliberation_are_what_is_decided() -> None:
    told = found(
        "# Délibération 2021-07 — Tarifs", "Vu les statuts,", "Mme Roy trouve le tarif trop haut.",
        "LE CONSEIL DÉLIBÈRE ET", "APPROUVE le tarif de 12 euros", "NE DONNE PAS SUITE à la demande de gratuité",
    ).decisions  # fmt: skip
    assert [(one.number, one.form, one.state, one.quote.text) for one in told] == [
        ("2021-07", "label", "adopted", "APPROUVE le tarif de 12 euros"),
        ("", "label", "rejected", "NE DONNE PAS SUITE à la demande de gratuité"),
    ]


def test_a_numbered_heading_below_which_nothing_is_decided_is_none() -> None:
    assert quotes("# Délibération 2021-11 — Marché", "La commission se réunira en avril, pour information.") == []


def test_arrows_below_a_colon_are_bullets() -> None:
    assert quotes("# Buts", "Nous voulons :", "→ une équipe plus grande", "→ un slogan") == []
    assert quotes("# Format", "Le format est discuté.", "→ 400 points par pouce") == ["400 points par pouce"]


def test_what_somebody_does_after_an_arrow_is_no_decision() -> None:
    assert quotes("# Suites", "Le point est discuté.", "→ Marc compte les cartes postales") == []


def test_counts_below_an_item_are_its_vote() -> None:
    lines = ("- Rapport moral", "- pour : 12", "- contre : 0", "- Rapport financier", "- pour : 11", "- contre : 1")
    told = found("# Rapports", *lines).decisions
    assert [(one.quote.text, one.votes.in_favour) for one in told] == [("Rapport moral", 12), ("Rapport financier", 11)]


def test_an_agreement_before_a_mark_says_the_same() -> None:
    assert quotes("# Outil", "Finalement tout le monde est d’accord.", "=> Le tableur est adopté.") == (
        ["Le tableur est adopté."]
    )


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("D1 (2026-04) – Le tarif reste à 18 euros.", "2026-04"),
        ("[D3] Le tarif reste à 18 euros.", "3"),
        ("Délib. 2024-05 : le tarif reste à 18 euros.", "2024-05"),
        ("Décision CA-2024-12 : le tarif reste à 18 euros.", "CA-2024-12"),
        ("Résolution IV : le tarif reste à 18 euros.", "IV"),
        ("Ce qui a été décidé : le tarif reste à 18 euros.", ""),
    ],
)
def test_labels_are_printed_in_many_ways(line: str, number: str) -> None:
    assert [(one.form, one.number) for one in found("# Tarifs", line).decisions] == [("label", number)]


def test_the_day_of_a_recalled_decision_is_no_number() -> None:
    assert quotes("# Tarifs", "Décision du 3 mai : elle est appliquée.") == []


def test_the_days_of_approved_minutes_are_not_when_it_holds() -> None:
    line = "Décision n° 1 : Les comptes rendus du 9 octobre 2025 et du 19 mars 2026 sont approuvés."
    told = found("# Comptes rendus", line).decisions
    assert [(one.sort, one.effect_from, one.effect_until) for one in told] == [("approval", None, None)]
    dated = found("# Tarifs", "Décision n° 2 : le tarif est de 3 euros à compter du 1er avril 2024.").decisions
    assert [one.effect_from for one in dated] == [date(2024, 4, 1)]


def test_each_clause_that_decides_of_its_own_subject_is_a_decision() -> None:
    told = quotes("# Divers", "La cotisation est maintenue à 20 €, mais un tarif étudiant à 8 € est créé.")
    assert len(told) == 2


def test_a_decision_in_the_midst_of_a_line_is_cut_out_of_it() -> None:
    line = "Les dates sont discutées. Décision n° 2022-10 : les formations sont organisées par fonction."
    assert [one.number for one in found("# Formation", line).decisions] == ["2022-10"]


def test_an_event_is_moved_and_a_point_is_put_off() -> None:
    states = [one.state for one in found("# A", "L’exposition est reportée au mois d’octobre.").decisions]
    assert states + [one.state for one in found("# A", "Le point est reporté au mois d’octobre.").decisions] == (
        ["adopted", "postponed"]
    )


def test_words_in_quotation_marks_say_nothing_against_a_decision() -> None:
    line = "C’est la formule « papier sur demande » qui est retenue."
    assert quotes("# Bulletin", line) == [line]


@pytest.mark.parametrize("head", ["Ce qui est arrêté", "Décisions prises", "Avis du bureau", "Ce qu’on a décidé"])
def test_columns_of_decisions_have_many_names(head: str) -> None:
    rows = (row("Sujet", head), row("Lots", "Deux lots"), row("Clause", "Écartée, trop lourde"))
    assert [one.state for one in found("# Marché", *rows).decisions] == ["adopted", "rejected"]
