"""What is found in minutes: marks, lists, tables, actions, attendance, dates; what is not; names that last."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repo_service.domain.minutes.finding import find
from repo_service.domain.minutes.found import Findings, json_of
from repo_service.domain.passages import Block, Cell, anchored
from tests.unit.minutes.papers import PRESENT, TITLE, TODAY, found, paper, quotes, row


def test_a_numbered_mark_announces_a_decision_with_its_number() -> None:
    told = found("# Tarifs", "Décision n° 2024-03 : le tarif reste à 18 euros. Adoptée à l’unanimité.").decisions
    assert [(one.number, one.form, one.quote.text) for one in told] == [
        ("2024-03", "label", "le tarif reste à 18 euros.")
    ]
    assert told[0].votes.unanimous
    assert told[0].point == "Tarifs"


def test_the_label_of_a_list_is_a_mark_too() -> None:
    item = Block("item", "Le site ferme en août.", label="Décision 2025-07 –")
    assert [one.number for one in found("# Site", item).decisions] == ["2025-07"]


def test_an_arrow_announces_a_decision_or_an_action_or_nothing() -> None:
    told = found(
        "# Divers", "=> Les comptes sont approuvés.", "=> Anne Morel relance l’éditeur (15 mai)", "=> À voir en juin ?"
    )
    assert [one.quote.text for one in told.decisions] == ["Les comptes sont approuvés."]
    assert [(one.owners, one.deadline) for one in told.actions] == [(("Anne Morel",), date(2024, 5, 15))]


def test_every_item_of_a_list_of_decisions_is_one() -> None:
    told = found("# Relevé de décisions", "- La navette passe le mardi.", "- Le tarif est de 3 euros.").decisions
    assert [one.form for one in told] == ["label", "label"]


def test_each_thing_that_a_body_decides_in_a_list_is_a_decision() -> None:
    told = quotes("# Convention", "Le comité décide :", "- d’approuver la convention ;", "- d’autoriser sa signature.")
    assert told == ["d’approuver la convention ;", "d’autoriser sa signature."]


def test_a_heading_of_a_resolution_leaves_the_decision_to_what_follows() -> None:
    told = found("# Délibération n° 2024-05 – Tarifs", "Vu les statuts,", "Le comité fixe le tarif à 12 euros.")
    assert [(one.number, one.quote.text) for one in told.decisions] == (
        [("2024-05", "Le comité fixe le tarif à 12 euros.")]
    )


def test_a_sentence_that_says_it_again_is_no_second_decision() -> None:
    told = found("# Charte", "Le comité adopte la charte.", "La charte est adoptée à l’unanimité.").decisions
    assert [one.votes.unanimous for one in told] == [True]


@pytest.mark.parametrize(
    ("sentence", "state"),
    [
        ("Le point est reporté à la réunion de juin.", "postponed"),
        ("La proposition n’est pas retenue.", "rejected"),
        ("Le comité valide le plan de conservation.", "adopted"),
    ],
)
def test_the_outcome_is_told(sentence: str, state: str) -> None:
    assert [one.state for one in found("# Point", sentence).decisions] == [state]


@pytest.mark.parametrize(
    "sentence",
    [
        "Paul Vidal propose que le projet soit approuvé.",
        "Le conseil départemental a décidé de prolonger l’aide.",
        "Le projet devra être validé par la ville.",
        "Aucune décision n’est prise sur ce point.",
        "Si le budget est adopté, un vacataire sera recruté.",
        "La séance est levée à 17 h.",
        "Le comité a approuvé la charte le 14 mai 2019.",
        "Anne Morel rappelle que la charte est adoptée depuis 2019.",
    ],
)
def test_what_is_proposed_recalled_or_still_to_come_is_no_decision(sentence: str) -> None:
    assert quotes("# Point", sentence) == []


def test_the_approval_of_minutes_names_their_day() -> None:
    told = found("# CR", "Le compte rendu du 14 décembre 2023 est approuvé.").decisions
    assert [(one.sort, one.about) for one in told] == [("approval", date(2023, 12, 14))]


def test_an_election_is_told_as_one() -> None:
    assert [one.sort for one in found("# Bureau", "Anne Morel est élue présidente.").decisions] == ["election"]


def test_a_table_of_actions_is_read_by_its_headers() -> None:
    rows = (row("Quoi", "Qui", "Échéance", "État"), row("Écrire", "A. Morel et P. Vidal", "fin juin", "fait"))
    told = found("# Suites", *rows, row("Quoi", "Qui", "Échéance", "État"), row("Relire", "", "", "")).actions
    assert [(one.text, one.owners, one.deadline, one.done) for one in told] == [
        ("Écrire", ("A. Morel", "P. Vidal"), date(2024, 6, 30), True), ("Relire", (), None, False),
    ]  # fmt: skip


def test_a_table_of_decisions_gives_numbers_and_votes() -> None:
    rows = (row("N°", "Décision", "Pour", "Contre"), row("D1", "Le format TIFF est retenu", "5", "1"))
    told = found("# Format", *rows).decisions
    assert [(one.number, one.form, one.votes.in_favour, one.votes.against) for one in told] == [("D1", "table", 5, 1)]


def test_a_table_of_figures_and_one_of_earlier_decisions_are_left_alone() -> None:
    figures = (row("Partenaire", "Titres"), row("UVM", "118"))
    assert found("# Bilan", *figures).decisions == ()
    recalled = (row("N°", "Décision", "Suite"), row("D1", "Le format TIFF est retenu", "fait"))
    assert found("# Suivi", "Rappel des décisions prises le 14 mai 2023 :", *recalled).decisions == ()


def test_a_cell_merged_downwards_holds_for_the_rows_below() -> None:
    head = row("Action", "Qui", "Quand")
    first = Block("row", "Écrire | Paul | mai", cells=(Cell("Écrire"), Cell("Paul", rowspan=2), Cell("mai")), table=1)
    second = Block("row", "Relire | juin", cells=(Cell("Relire"), Cell("juin")), table=1)
    assert [one.owners for one in found("# Suites", head, first, second).actions] == [("Paul",), ("Paul",)]


@pytest.mark.parametrize(
    ("sentence", "owners"),
    [
        ("Anne Morel se charge de contacter la ville.", ("Anne Morel",)),
        ("M. Vidal établira une liste pour fin avril.", ("M. Vidal",)),
        ("Claire Dupuis et Marc Tanguy vont relancer les éditeurs.", ("Claire Dupuis", "Marc Tanguy")),
        ("Le comité mandate Anne Morel pour négocier avec la ville.", ("Anne Morel",)),
        ("La charte sera relue par Paul Vidal.", ("Paul Vidal",)),
        ("Paul Vidal fera parvenir le plan à chaque site.", ("Paul Vidal",)),
        ("Didier cherche une salle pour fin mai.", ("Didier",)),
        ("La synthèse reviendra à Marc Tanguy.", ("Marc Tanguy",)),
        ("Anne Morel regrette le retard.", None),
        ("Anne Morel soumet la liste au vote.", None),
        ("Paul Vidal signale que la salle sera refaite en mai.", None),
        ("Le comité renvoie l’affaire à la séance de juin.", None),
        ("Le président est chargé de l’exécution de la présente délibération.", None),
        ("Anne Morel aimerait que l’on relance la ville.", None),
        ("Sandra Petit a préparé le dossier.", None),
    ],
)
def test_somebody_who_is_to_do_something_is_named(sentence: str, owners: tuple[str, ...] | None) -> None:
    assert [one.owners for one in found("# Point", sentence).actions] == ([owners] if owners else [])


def test_a_list_of_things_to_do_names_owner_and_deadline_in_brackets() -> None:
    told = found("# À faire", "- Envoyer la liste (Paul Vidal, 9 juin)", "- Tester le lecteur").actions
    assert [(one.text, one.owners, one.deadline) for one in told] == [
        ("Envoyer la liste", ("Paul Vidal",), date(2024, 6, 9)), ("Tester le lecteur", (), None),
    ]  # fmt: skip


def test_things_done_are_no_list_of_things_to_do_and_details_belong_to_their_item() -> None:
    assert found("# Actions réalisées", "- Rédaction de la notice", "- Envoi aux sites").actions == ()
    deep = Block("item", "un plan", level=2, label="◦")
    told = found("# À faire", "- Rédiger une note avec :", deep, "- Relancer la ville").actions
    assert [one.text for one in told] == ["Rédiger une note avec :", "Relancer la ville"]


@pytest.mark.parametrize(
    ("line", "owners", "text"),
    [
        ("TODO Paul Vidal : mettre le plan en ligne", ("Paul Vidal",), "mettre le plan en ligne"),
        ("@lena : réserver la salle", ("@lena",), "réserver la salle"),
        ("- Finir le contrôle du lot 3 (Marc Tanguy, fin mai)", ("Marc Tanguy",), "Finir le contrôle du lot 3"),
    ],
)
def test_a_task_is_told_by_its_owner_too(line: str, owners: tuple[str, ...], text: str) -> None:
    assert [(one.owners, one.text) for one in found("# Point", line).actions] == [(owners, text)]


def test_who_is_in_charge_of_a_decision_may_stand_below_it() -> None:
    told = found("# Achats", "Décision : le seuil est relevé.", "Pilote : Marc Tanguy", "Échéance : 30 mai 2024")
    assert [(one.owners, one.deadline) for one in told.actions] == [(("Marc Tanguy",), date(2024, 5, 30))]


def test_a_row_of_decisions_with_a_deadline_is_an_action_too() -> None:
    head = row("Point", "Décision", "Pilote", "Échéance")
    rows = (row("1", "Seuil relevé", "Marc Tanguy", "30/05"), row("2", "Marché attribué", "Anne Morel", ""))
    told = find(paper("# Achats", head, *rows), today=TODAY)
    assert [(one.text, one.owners) for one in told.actions] == [("Seuil relevé", ("Marc Tanguy",))]


def test_a_decision_that_charges_somebody_is_an_action_too() -> None:
    told = found("# Achats", "Le comité mandate Anne Morel pour négocier avec la ville.")
    assert [one.decision for one in told.actions] == [told.decisions[0].key]


HEAD = """Présents : Anne Morel (UVM, présidente), MM. Paul Vidal et Marc Tanguy – Excusée : Claire Dupuis (pouvoir à \
M. Vidal) ; Invité : Hubert Sauvaire, président de la fédération"""


def test_the_lists_of_the_head_give_roles_offices_and_proxies() -> None:
    told = find(anchored([TITLE, Block("paragraph", HEAD)]), today=TODAY)
    roles = {role: told.of_role(role) for role in ("present", "excused", "invited")}
    assert roles == {
        "present": ["Anne Morel", "Paul Vidal", "Marc Tanguy"], "excused": ["Claire Dupuis"],
        "invited": ["Hubert Sauvaire"],
    }  # fmt: skip
    assert [one.office for one in told.attendance][:2] == ["chair", ""]
    assert [(one.name, one.proxy) for one in told.attendance if one.proxy] == [("Claire Dupuis", "M. Vidal")]


def test_institutions_and_those_who_only_speak_are_no_attendees() -> None:
    told = find(paper("# Bilan", "Jeanne Martin présente le bilan."), today=TODAY)
    assert "Jeanne Martin" not in told.of_role("present")
    listed = find(anchored([TITLE, Block("paragraph", "Présents : Bibliothèque de Lansac, Anne Morel")]), today=TODAY)
    assert listed.of_role("present") == ["Anne Morel"]


def attending(*lines: str | Block) -> tuple[list[str], list[str], list[str]]:
    """Present, excused or absent, invited, of minutes that begin with some lines."""
    blocks = [one if isinstance(one, Block) else Block("paragraph", one) for one in lines]
    told = find(anchored([TITLE, *blocks, Block("heading", "Budget", level=2)]), today=TODAY)
    return told.of_role("present"), told.of_role("excused") + told.of_role("absent"), told.of_role("invited")


@pytest.mark.parametrize(
    ("lines", "present", "away", "invited"),
    [
        (("Là : Anne Morel, Paul Vidal. Pas là : Marc Tanguy (souffrant). De passage : Hugo Besson",),
         ["Anne Morel", "Paul Vidal"], ["Marc Tanguy"], ["Hugo Besson"]),
        (("connectés : Anne Morel\npas dispo : Marc Tanguy",), ["Anne Morel"], ["Marc Tanguy"], []),
        (("Élus étudiants (8) présents :", "Anne Morel", "absents :", "Paul Vidal"), ["Anne Morel"], ["Paul Vidal"],
         []),
        (("Présents : Mesdames et Messieurs GRUDET, BAILLIF, ORY, ENCELIN, de CHASTENET",),
         ["M. GRUDET", "BAILLIF", "ORY", "ENCELIN", "de CHASTENET"], [], []),
        (("Présents : Anne MOREL - Paul VIDAL – Marc TANGUY",), ["Anne MOREL", "Paul VIDAL", "Marc TANGUY"], [], []),
        (("Présents : Alain R, Éric P", "Excusé : Hervé MARTIN QUINQUIS"), ["Alain R", "Éric P"],
         ["Hervé MARTIN QUINQUIS"], []),
        (("Présents : Mme DELABY Corinne, M.ROBERT Henri Adjoint",), ["DELABY Corinne", "ROBERT Henri"], [], []),
        (("MM. Paul Vidal et Marc Tanguy s’étaient fait excuser. Anne Morel assure le secrétariat de la séance.",),
         ["Anne Morel"], ["Paul Vidal", "Marc Tanguy"], []),
        (("Participants :", Block("item", "Karim Ouazzani, Saint-Fiacre", label="-"),
          Block("item", "Odile Fontanier - Rennes Métropole", label="-"), Block("item", "[ ] Marc Tanguy", label="-")),
         ["Karim Ouazzani", "Odile Fontanier"], ["Marc Tanguy"], []),
    ],
)  # fmt: skip
def test_lists_of_names_are_read_however_they_are_called_and_parted(
    lines: tuple[str | Block, ...], present: list[str], away: list[str], invited: list[str]
) -> None:
    assert attending(*lines) == (present, away, invited)


@pytest.mark.parametrize(
    "rows",
    [
        (row("Nom", "Organisme", "Présent", "Excusé"), row("Anne Morel", "Rennes Métropole", "x", ""),
         row("Paul Vidal", "Ville", "", "x")),
        (row("Élu", "Commune", ""), row("Anne Morel", "Brest", "présidente"), row("Marc Tanguy", "Brest", "présent"),
         row("Paul Vidal", "Lansac", "excusé, pouvoir à Anne Morel")),
        (row("Présents", "Excusés"), row("Anne Morel, Marc Tanguy", "Paul Vidal")),
    ],
)  # fmt: skip
def test_a_roll_is_read_by_rows(rows: tuple[Block, ...]) -> None:
    present, away, _ = attending(*rows)
    assert ([name for name in present if name != "Marc Tanguy"], away) == (["Anne Morel"], ["Paul Vidal"])


def test_names_stand_in_items_below_their_heading() -> None:
    lines = [Block("paragraph", "Membres présents"), *(Block("item", name, label="-") for name in ("Anne Morel, UVM",
             "Paul Vidal"))]  # fmt: skip
    told = find(anchored([TITLE, *lines, Block("heading", "Budget", level=2)]), today=TODAY)
    assert told.of_role("present") == ["Anne Morel", "Paul Vidal"]


def test_date_body_hours_and_next_meeting_are_told() -> None:
    told = found(
        "La séance est ouverte à 9 h 30.", "# Budget", "Le comité adopte le budget.",
        "Prochaine réunion : mardi 18 juin 2024 à 14 h.", "La séance est levée à 11 h 45.",
    )  # fmt: skip
    assert (told.day, told.body) == (date(2024, 3, 12), "comité de pilotage")
    assert (told.begins, told.ends) == ("9 h 30", "11 h 45")
    assert told.next is not None
    assert (told.next.day, told.next.hour) == (date(2024, 6, 18), "14 h")


@pytest.mark.parametrize(("day", "word"), [(date(2031, 5, 4), "à venir"), (date(1899, 5, 4), "ancienne")])
def test_a_day_that_cannot_be_is_told_to_the_secretary(day: date, word: str) -> None:
    told = find(paper("Le comité adopte le budget."), day=day, today=TODAY)
    assert any(word in notice for notice in told.notices)


def test_two_meetings_in_one_file_are_told() -> None:
    second = Block("heading", "Compte rendu du comité de pilotage du 18 juin 2024", level=1)
    told = find(paper("Le comité adopte le budget.", second, PRESENT, "Rien."), today=TODAY)
    assert any("2 réunions" in notice for notice in told.notices)


def test_a_charter_filed_as_minutes_gives_nothing() -> None:
    words = "Les décisions sont adoptées à la majorité. Le bureau est élu."
    articles = [f"Article {number} – {words}" for number in range(9)]
    blocks = anchored([Block("heading", "Charte du réseau", level=1), *(Block("paragraph", one) for one in articles)])
    told = find(blocks, today=TODAY)
    assert (told.decisions, told.actions) == ((), ())
    assert told.notices


def test_a_summons_gives_nothing() -> None:
    words = "J’ai le plaisir de vous inviter à la réunion qui aura lieu en mai. Le bureau a émis un avis favorable."
    told = find(anchored([Block("paragraph", "Convocation"), Block("paragraph", words)]), today=TODAY)
    assert told.decisions == ()


def test_keys_stay_when_a_paragraph_is_added_elsewhere_and_differ_for_repeats() -> None:
    again = "Le comité adopte les tarifs."
    lines = ("# Tarifs", again, "Rien à dire de plus ce jour-là.", again)
    before = found(*lines).decisions
    after = found("Un mot d’accueil est dit par la présidente.", *lines).decisions
    assert [one.key for one in before] == [one.key for one in after]
    assert before[1].key == f"{before[0].key}-2"


def test_findings_are_json() -> None:
    told = json_of(found("# CR", "Le compte rendu est approuvé à l’unanimité."))
    assert told["decisions"][0]["votes"] == {"unanimous": True}


WORDS = st.sampled_from(
    ["Décision n° 3 :", "le comité", "adopte", "est approuvé", "à l’unanimité", "Pour : 3", "contre 2", "→", "M. Petit",
     "Présents :", "Excusés :", "fin juin", "12/03/2024", "Ordre du jour", "(Paul, mai)", "…", "«", "\n", "| ", "1.",
     "Article 3", "n’est pas retenu", "é", "\u00a0", "ﬁ", "Action :", "décide :", "- "]
)  # fmt: skip
BLOCKS = st.lists(
    st.builds(
        Block,
        st.sampled_from(["heading", "paragraph", "item", "row", "code"]),
        st.one_of(st.lists(WORDS, max_size=12).map(" ".join), st.text(max_size=60)),
        level=st.integers(0, 3),
        label=st.sampled_from(["", "1.", "–", "Décision 3"]),
    ),
    max_size=14,
)


def with_cells(blocks: list[Block]) -> list[Block]:
    return anchored(
        replace(one, cells=tuple(map(Cell, one.text.split(" | "))), table=1) if one.kind == "row" else one
        for one in blocks
    )


def all_quotes(told: Findings) -> list[tuple[str, int, int, str]]:
    quotes = [one.quote for one in (*told.decisions, *told.actions, *told.attendance)]
    quotes += [one.votes.quote for one in told.decisions]
    quotes += [told.day_quote, told.next.quote if told.next else None]
    return [(one.anchor, one.start, one.end, one.text) for one in quotes if one is not None]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BLOCKS)
def test_of_any_text_quotes_are_exact_and_keys_are_unique(blocks: list[Block]) -> None:
    texts = with_cells(blocks)
    told = find(texts, today=TODAY)
    by_anchor = {block.anchor: block.text for block in texts}
    for anchor, start, end, words in all_quotes(told):
        assert by_anchor[anchor][start:end] == words
        assert words
    keys = [one.key for one in told.decisions] + [one.key for one in told.actions]
    assert len(set(keys)) == len(keys)
    assert told == find(texts, today=TODAY)


@pytest.mark.parametrize(
    "words",
    [
        " " * 50_000 + "x", "." * 50_000, "le comité " * 6_000, "a" * 200_000, "pour 1 contre 2 " * 5_000,
        "M. " * 20_000,
        "Décision n° " * 5_000, "(" * 20_000, "Présents : " + "Anne Morel, " * 20_000, "=> " * 20_000, "est, " * 20_000,
    ],
    ids=range(11),
)  # fmt: skip
def test_no_text_takes_long(words: str) -> None:
    begun = time.perf_counter()
    find(anchored([TITLE, Block("paragraph", words)]), today=TODAY)
    assert time.perf_counter() - begun < 10  # on a machine that does other things; alone it takes less than one


def test_an_agreement_just_before_what_was_decided_is_not_found_twice() -> None:
    told = found("Les avis sont partagés, puis l’on s’accorde.", "Décision : le fonds est ouvert à tous.")
    assert [one.form for one in told.decisions] == ["label"]
