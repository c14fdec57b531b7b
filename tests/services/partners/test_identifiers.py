"""Identifiers of institutions: what is pasted is understood, what is mistyped is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.services.partners import identifiers

LA_POSTE = "35600000000048"  # its other establishments only add up to a multiple of five
TRUE = {  # as published by those who gave them
    "ror": ["02en5vm52", "02feahw73", "05bnh6r87"],
    "isni": ["000000012281955X", "0000000121032683"],
    "idref": ["026927608", "026403994", "02640463X"],
    "siret": ["73282932000074", "19751717000019", LA_POSTE],
    "rna": ["W751000001", "W2A1000123", "W9R4000123"],
}
EVERY = [(scheme, number) for scheme, numbers in TRUE.items() for number in numbers]


@pytest.mark.parametrize(("scheme", "number"), EVERY)
def test_a_true_identifier_is_kept_as_it_is(scheme: str, number: str) -> None:
    assert identifiers.checked({scheme: number}) == ({scheme: number}, {})


@pytest.mark.parametrize(
    ("scheme", "typed", "plain"),
    [
        ("ror", "https://ror.org/02en5vm52", "02en5vm52"),
        ("ror", " HTTPS://ROR.ORG/02EN5VM52/ ", "02en5vm52"),
        ("isni", "0000 0001 2281 955x", "000000012281955X"),
        ("isni", "https://isni.org/isni/000000012281955X", "000000012281955X"),
        ("idref", "https://www.idref.fr/02640463X", "02640463X"),
        ("idref", "http://www.idref.fr/026403994/id", "026403994"),
        ("idref", "PPN 02640463x", "02640463X"),
        ("siret", "732 829 320 00074", "73282932000074"),
        ("siret", "732\u00a0829\u202f320.00074", "73282932000074"),
        ("siret", "https://annuaire-entreprises.data.gouv.fr/etablissement/73282932000074?a=b", "73282932000074"),
        ("rna", "w 751 000 001", "W751000001"),
    ],
)
def test_an_address_and_stray_spaces_are_understood(scheme: str, typed: str, plain: str) -> None:
    assert identifiers.checked({scheme: typed}) == ({scheme: plain}, {})


@pytest.mark.parametrize(("scheme", "number"), [pair for pair in EVERY if pair[0] != "rna" and pair[1] != LA_POSTE])
def test_one_wrong_digit_is_noticed(scheme: str, number: str) -> None:
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz" if scheme == "ror" else "0123456789"
    for place, right in enumerate(number):
        for wrong in set(alphabet) - {right}:
            changed = number[:place] + wrong + number[place + 1 :]
            assert scheme in identifiers.checked({scheme: changed})[1], changed


@pytest.mark.parametrize("typed", ["x", "é" * 16, "٣" * 14, "W75100000", "0" * 300, "\0", "https://ror.org/", "1/2"])
def test_what_is_no_identifier_has_a_sentence_for_its_field(typed: str) -> None:
    plain, faults = identifiers.checked(dict.fromkeys(TRUE, typed))
    assert plain == {}
    assert set(faults) == set(TRUE)


def test_nothing_typed_is_nothing_kept_and_other_names_are_passed_over() -> None:
    assert identifiers.checked({"ror": " ", "siren": "123", "status": "active"}) == ({}, {})


@given(st.sampled_from(sorted(TRUE)), st.text(max_size=40))
def test_whatever_is_typed_is_kept_in_a_form_that_stays_or_refused(scheme: str, typed: str) -> None:
    plain, faults = identifiers.checked({scheme: typed})
    assert not (plain and faults)
    if plain:
        assert identifiers.checked(plain) == (plain, {})


def test_each_leads_to_the_page_of_its_maker() -> None:
    assert identifiers.address("ror", "02en5vm52") == "https://ror.org/02en5vm52"
    assert identifiers.address("rna", "W751000001") == ""
    assert identifiers.address("other", "1") == ""
