"""Actions after arrows, by initials, with two verbs; what institutions and services only do."""

from __future__ import annotations

import pytest

from tests.unit.minutes.papers import found

ARROWS = (
    ("→ CD envoie l’estimation à PV avant le 20/03.", ("CD",), "20/03"),
    ("=> CD et MT terminent le comptage pour fin mars.", ("CD et MT",), "fin mars"),
    ("→ AM prévoit une table pour le catalogueur.", ("AM",), ""),
    ("→ MT voit avec sa mairie pour le contrat.", ("MT",), ""),
    ("→ Marc met les photos sur l’espace partagé.", ("Marc",), ""),
)
NO_ARROWS = (
    "→ Les cotes commencent par le code de la commune (CAS, STA, VER).", "→ AM rappelle que le papier coûte cher.",
    "→ CD pense qu’il faut attendre.",
)  # fmt: skip
TO_DO = (
    "Le président portera cette demande lors du rendez-vous du 3 avril.",
    "Anne Morel regrette que les textes n’aient pas tous été remis par les auteurs et va les relancer.",
    "Chaque établissement confirme sa participation par courrier pour le 7 juillet.",
    "Les établissements signent ensuite chacun leur bon de commande, avant le 15 décembre.",
    "Paul informe les auteurs avant le 15 mai.",
)
ONLY_TOLD = (
    "Le contrat de Marc Tanguy se termine le 31 août.", "Paul Vidal informe de l’ouverture du site le 14 mai.",
    "Paul Vidal informe les délégués que la journée aura lieu le 8 juin.",
    "Anne Morel communique les résultats des comptages de mai.", "La direction des achats étudie ces demandes.",
    "Le prestataire doit intervenir le 9 avril.", "Paul souhaite qu’un groupe dresse un comparatif.",
    "Claire signale la journée régionale, le 1er juin.", "La subvention portera sur le fonds ancien.",
    "Anne Morel confirme l’erreur.",
)  # fmt: skip


@pytest.mark.parametrize(("line", "who", "due"), ARROWS)
def test_somebody_after_an_arrow_has_a_thing_to_do(line: str, who: tuple[str, ...], due: str) -> None:
    told = found("# Divers", line)
    assert [(" et ".join(one.owners), one.deadline_text) for one in told.actions] == [(" et ".join(who), due)]
    assert not told.decisions


@pytest.mark.parametrize("line", NO_ARROWS)
def test_codes_and_remarks_after_an_arrow_are_nothing_to_do(line: str) -> None:
    assert not found("# Divers", line).actions


@pytest.mark.parametrize("line", TO_DO)
def test_what_is_to_be_done(line: str) -> None:
    assert len(found("# Divers", line).actions) == 1


@pytest.mark.parametrize("line", ONLY_TOLD)
def test_what_is_told_and_is_no_task(line: str) -> None:
    assert not found("# Divers", line).actions


def test_two_verbs_with_two_deadlines_are_two_actions() -> None:
    told = found("# Divers", "Anne Morel fera faire des comptages au mois de mai et en rendra compte avant fin juin.")
    assert [(one.owners, one.deadline and one.deadline.month) for one in told.actions] == [
        (("Anne Morel",), 5), (("Anne Morel",), 6),
    ]  # fmt: skip
    assert len(found("# Divers", "Anne Morel fera un essai et en rendra compte avant fin juin.").actions) == 1
