"""Votes of more than one decision, votes told first, persons named instead of counted."""

from __future__ import annotations

import pytest

from repo_service.domain.minutes import votes
from repo_service.domain.minutes.found import votes_json
from repo_service.domain.minutes.texts import flat
from repo_service.domain.minutes.voting import named, plainly, spread
from tests.unit.minutes.papers import found, row

TABLE = (
    ("par huit voix, deux membres votant contre et un membre s’abstenant", {"for": 8, "against": 2, "abstention": 1}),
    ("par huit voix, contre deux", {"for": 8, "against": 2}),
    ("Sept membres se prononcent pour, trois contre et un s’abstient.", {"for": 7, "against": 3, "abstention": 1}),
    ("à la majorité (11 voix pour, 2 abstentions : Mme X et M. Y)", {"for": 11, "abstention": 2}),
    ("Ont voté pour : Mme Roy, M. Petit, M. Blin. Ont voté contre : Mme Dubois.", {"for": 3, "against": 1}),
    ("S’abstiennent : Mme Roy, M. Petit", {"abstention": 2}),
    ("Abstentions : Mme Roy, M. Petit, M. Blin", {"abstention": 3}),
    ("Mme Roy et M. Petit ne prennent pas part au vote", {"not_voting": 2}),
    ("M. Petit, intéressé, quitte la salle et ne vote pas", {"not_voting": 1}),
    ("Ne prennent pas part au vote 2", {"not_voting": 2}),
    ("N’ont pas pris part au vote : 3", {"not_voting": 3}),
    ("par 12 voix pour, 2 refus de vote", {"for": 12, "not_voting": 2}),
    ("adopté par 35 mandats contre 24 et 4 abstentions", {"for": 35, "against": 24, "abstention": 4}),
    ("Denis Arnoult, 58 voix, élu", {"for": 58}),
    ("OUI 12 NON 3", {"for": 12, "against": 3}),
    ("3 non, 12 oui", {"for": 12, "against": 3}),
    ("7 « pour », 2 « contre », 1 « abstention »", {"for": 7, "against": 2, "abstention": 1}),
    ("accepté par 4 voix, sans opposition", {"for": 4, "against": 0}),
    ("Mmes A et B obtiennent chacune 5 voix", {"for": 5}),
    ("pour 5 contre 1 abst. 0", {"for": 5, "against": 1, "abstention": 0}),
    ("3 pour « La Grande Étagère », 2 pour « Versalire »", {"for": 3}),
    ("à une voix près", {}),
    ("sans opposition de la mairie", {}),
)
FIRST = "Le comité, après en avoir délibéré, par 3 voix pour, 1 contre (M. Marc Tanguy) :"


@pytest.mark.parametrize(("words", "told"), TABLE)
def test_votes_are_read_in_other_words_too(words: str, told: dict[str, object]) -> None:
    read = votes_json(votes.read(flat(words)))
    assert {name: count for name, count in read.items() if name != "majority"} == told


def test_voices_of_somebody_who_is_not_elected_are_for_him() -> None:
    assert votes.read(flat("M. Colas, avec 26 voix, n’est pas élu"), "rejected").in_favour == 26
    assert votes.read(flat("La demande est rejetée avec 6 voix"), "rejected").against == 6


@pytest.mark.parametrize("row", plainly.TABLE, ids=lambda row: row[2])
def test_what_is_told_otherwise_is_told_plainly(row: tuple[object, object, str]) -> None:
    assert plainly.plainly(flat(row[2])) != flat(row[2])


@pytest.mark.parametrize(
    "lines",
    [
        (FIRST, "- FIXE le tarif à 12 euros ;", "- AUTORISE la présidente à signer."),
        (FIRST, "ARTICLE 1 : FIXE le tarif à 12 euros.", "ARTICLE 2 : AUTORISE la présidente à signer."),
        ("Le comité décide :", "- de fixer le tarif à 12 euros ;", "- de fermer le lundi.", "3 pour, 1 contre"),
        ("Le comité décide :", "- de fixer le tarif à 12 euros ;", "- de fermer le lundi.", "Pour : 3", "Contre : 1"),
        ("Le comité fixe le tarif à 12 euros. Il autorise la présidente à signer.", "Vote : pour 3, contre 1"),
    ],
)
def test_one_vote_holds_for_every_verb_of_a_deliberation(lines: tuple[str, ...]) -> None:
    told = found("# Tarifs", *lines).decisions
    assert [(one.votes.in_favour, one.votes.against) for one in told] == [(3, 1), (3, 1)]


def test_a_vote_of_its_own_is_not_shared() -> None:
    told = found("# Tarifs", "Le comité décide :", "- de fixer le tarif (3 pour) ;", "- de fermer le lundi.", "4 pour")
    assert [one.votes.in_favour for one in told.decisions] == [3, 4]


def test_decisions_of_different_sentences_do_not_share_a_vote() -> None:
    told = found("# Tarifs", "Le comité adopte la charte.", "Le comité fixe le tarif à 12 euros.", "4 pour").decisions
    assert [one.votes.in_favour for one in told] == [None, 4]


def test_what_follows_from_a_vote_is_the_decision() -> None:
    told = found("# Buvette", "Vote à main levée : 3 pour la bière, 1 contre. Donc il y aura de la bière.").decisions
    assert [(one.quote.text, one.votes.in_favour) for one in told] == [("Donc il y aura de la bière.", 3)]


def test_somebody_who_leaves_the_room_decides_nothing() -> None:
    told = found("# Aide", "M. Vidal, membre du bureau de l’association, quitte la salle et ne prend pas part au vote.",
                 "Le comité attribue, par 3 voix pour, une aide de 100 euros.").decisions  # fmt: skip
    assert [(one.votes.in_favour, one.votes.not_voting) for one in told] == [(3, 1)]


@pytest.mark.parametrize(
    ("words", "is_so"),
    [("B. Roy s’abstient, ayant dirigé la thèse.", True), ("Le conseil s’abstient de toute réponse.", False),
     ("Mme Roy ne prend pas part au vote.", True), ("Mme Roy demande que M. Vidal s’abstienne.", False)],
)  # fmt: skip
def test_a_sentence_about_one_who_stays_out(words: str, *, is_so: bool) -> None:
    assert named.stays_out(flat(words)) == is_so


@pytest.mark.parametrize(
    ("words", "is_so"),
    [("Le conseil municipal, à la majorité (11 voix pour, 2 abstentions : Mme X et M. Y)", True),
     ("Le conseil, par 12 voix pour et 2 contre,", True), ("Le conseil approuve le budget par 12 voix pour", False)],
)  # fmt: skip
def test_a_vote_with_nothing_but_the_body_opens_a_list(words: str, *, is_so: bool) -> None:
    assert spread.opens(flat(words)) == is_so


def test_lines_of_counts_are_not_what_is_voted() -> None:
    told = found("# Vie", "Adhésion à la fédération", "Nombre de votants 4", "Votent pour 3", "Votent contre 1")
    assert [one.quote.text for one in told.decisions] == ["Adhésion à la fédération"]


def test_a_table_of_counts_tells_what_was_voted() -> None:
    header, lost = row("Objet", "Votes pour", "Votes contre", "Abstentions"), row("Hausse du tarif", "1", "3", "0")
    told = found("# Votes", header, row("Rapport moral", "3", "0", "1"), lost).decisions
    counts = [(one.votes.in_favour, one.votes.against, one.votes.abstention) for one in told]
    assert [(one.quote.text, one.state, *told) for one, told in zip(told, counts, strict=True)] == [
        ("Rapport moral", "adopted", 3, 0, 1), ("Hausse du tarif", "rejected", 1, 3, 0),
    ]  # fmt: skip


def test_rows_of_counts_belong_to_the_decision_above_them() -> None:
    rows = [row("Ne prennent pas part au vote", "1"), row("S’abstiennent", "0"), row("Votent pour", "3")]
    told = found("# Budget", "Le comité adopte le budget.", *rows).decisions
    assert [votes_json(one.votes) for one in told] == [{"for": 3, "abstention": 0, "not_voting": 1}]


def test_a_title_that_was_put_and_refused_decides_nothing() -> None:
    told = found(
        "# Membres", "Résolution n° 2. Création d’une catégorie de membres.", "Pour : 34 ; contre : 23",
        "La majorité des deux tiers n’étant pas réunie, la résolution n’est pas adoptée.",
    ).decisions  # fmt: skip
    assert [(one.state, one.votes.in_favour, one.votes.against) for one in told] == [("rejected", 34, 23)]


def test_a_resolution_adopted_at_once_is_its_first_sentence() -> None:
    line = "Troisième résolution. Le déficit est imputé sur le fonds de réserve. Adopté à l’unanimité."
    told = found("# Comptes", line).decisions
    assert [(one.quote.text, one.votes.unanimous) for one in told] == [
        ("Le déficit est imputé sur le fonds de réserve.", True)
    ]


def test_what_is_accepted_to_be_sent_back_is_put_off() -> None:
    told = found("# Statuts", "L’assemblée accepte d’en renvoyer l’examen à une assemblée ultérieure.").decisions
    assert [one.state for one in told] == ["postponed"]


def test_a_resolution_that_says_in_full_what_it_puts_is_refused_itself() -> None:
    told = found(
        "# Statuts", "Résolution n° 4 : le mandat du président est limité à deux périodes.",
        "Pour : 49 – Contre : 30. La majorité des deux tiers n’étant pas atteinte, la résolution n’est pas adoptée.",
    ).decisions  # fmt: skip
    assert [(one.quote.text, one.state, one.votes.in_favour) for one in told] == [
        ("le mandat du président est limité à deux périodes.", "rejected", 49)
    ]


def test_an_amendment_is_decided_before_its_deliberation() -> None:
    told = found(
        "# Délibération n° 2023-12 – Règlement", "M. Vidal trouve l’article trop sévère.",
        "Mis aux voix, l’amendement de M. Vidal est rejeté par 8 voix contre 5.",
        "Le conseil, après en avoir délibéré, à l’unanimité :", "- ADOPTE le règlement ;",
    ).decisions  # fmt: skip
    assert [(one.state, one.votes.against, one.votes.unanimous) for one in told] == [
        ("rejected", 8, False), ("adopted", None, True),
    ]  # fmt: skip


def test_what_is_pushed_back_by_votes_is_refused() -> None:
    told = found("# Tarif", "La gratuité est mise aux voix : elle est repoussée par 3 voix contre 2.").decisions
    assert [(one.state, one.votes.against, one.votes.in_favour) for one in told] == [("rejected", 3, 2)]


def test_a_list_of_what_was_decided_by_delegation_only_informs() -> None:
    told = found(
        "# Informations", "Décisions prises par délégation depuis la dernière séance :",
        "- décision n° 2023-D08 du 3 mars : achat de mobilier ;", "- décision n° 2023-D11 du 22 mars : marché signé.",
    ).decisions  # fmt: skip
    assert not told
