"""Signatures estimate how alike two texts are; what a dropped file most likely is follows from a readable rule."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.comparison import likeness
from repo_service.domain.comparison.likeness import (
    BINS,
    CLOSE,
    NEAR,
    Said,
    estimate,
    likely,
    percent,
    same_wording,
    signature,
)
from repo_service.domain.passages import Block

WORD = st.sampled_from(["le", "la", "comité", "charte", "prêt", "fonds", "revue", "budget", "séance", "décide"])
PASSAGE = st.lists(WORD, max_size=30).map(" ".join)
TEXT = st.lists(PASSAGE, max_size=25)


def runs(passages: list[str]) -> set[tuple[str, ...]]:
    """What a signature samples, all of it."""
    found = set()
    for passage in passages:
        words = passage.split()
        if words:
            found |= {tuple(words[at : at + 3]) for at in range(max(len(words) - 2, 1))}
    return found


def written(dice: random.Random, passages: int) -> list[str]:
    return [" ".join(f"mot{dice.randrange(4000)}" for _ in range(dice.randint(5, 40))) for _ in range(passages)]


def test_estimates_are_those_of_the_exact_overlap_within_what_128_bins_allow() -> None:
    dice, faults = random.Random(5), []
    for _ in range(120):
        one = written(dice, 40)
        kept = dice.randint(0, 40)
        other = one[:kept] + written(dice, 40 - kept)
        exact = len(runs(one) & runs(other)) / len(runs(one) | runs(other))
        faults.append(estimate(signature(one), signature(other)) - exact)
    assert max(map(abs, faults)) < 0.16  # 3.6 standard errors at the widest
    assert abs(sum(faults) / len(faults)) < 0.015  # and no bias


@given(TEXT)
def test_a_text_is_wholly_like_itself(passages: list[str]) -> None:
    signed = signature(passages)
    assert estimate(signed, signed) == (1.0 if runs(passages) else 0.0)


@given(TEXT, st.randoms())
def test_the_order_of_passages_does_not_count(passages: list[str], dice: random.Random) -> None:
    shuffled = list(passages)
    dice.shuffle(shuffled)
    assert signature(shuffled) == signature(passages)


@given(TEXT, TEXT)
def test_an_estimate_is_a_share_and_the_same_both_ways(one: list[str], other: list[str]) -> None:
    forth, back = (estimate(signature(a), signature(b)) for a, b in ((one, other), (other, one)))
    assert 0.0 <= forth == back <= 1.0
    if not runs(one) & runs(other):
        assert forth == 0.0


def test_accents_case_and_signs_do_not_count() -> None:
    assert signature(["L’Université décide, enfin !"]) == signature(["l'universite decide enfin"])


def test_a_text_without_words_has_a_signature_of_nothing() -> None:
    for passages in ([], ["", " ", "— *** —"]):
        signed = signature(passages)
        assert (signed.words, set(signed.bins)) == (0, {likeness.EMPTY})
    assert len(signature(["un"]).values) == 4 * BINS


def test_a_signature_is_the_same_on_every_machine() -> None:
    """Signatures are kept: one that is computed otherwise would resemble nothing of what was kept before."""
    signed = signature(["Le comité décide de prêter les revues.", "Adopté."])
    assert signed.words == 8
    assert hashlib.sha256(signed.values).hexdigest() == (
        "5f3d741374d148ad3b65fb2f872e36fc2a3e621ce2b96803d1018a88f416ad80"
    )


def test_a_text_cut_into_other_passages_is_the_same_wording() -> None:
    one = [Block("item", "Adopter la charte, puis la publier.", label="1.")]
    other = [Block("paragraph", "1. Adopter la charte"), Block("paragraph", "puis la publier")]
    assert same_wording(one, other)
    assert not same_wording(one, [replace(one[0], text="Publier la charte, puis l’adopter.")])


@pytest.mark.parametrize(
    ("share", "same", "told"),
    [(1.0, True, 100), (1.0, False, 99), (0.999, False, 99), (0.947, False, 94), (0.5, False, 50)],
)
def test_a_hundred_per_cent_is_said_of_the_same_wording_only(share: float, same: bool, told: int) -> None:
    assert percent(share, same) == told


CHARTER = Said("charter", "Charte du réseau", "2024-03-12", "", "Charte_Estran.docx")
MINUTES = Said("minutes", "Compte rendu du comité", "2024-03-12", "", "CR_2024-03-12.docx")


def test_the_same_bytes_are_to_be_put_aside_whatever_else_is_said() -> None:
    assert likely(replace(CHARTER, kind="minutes"), CHARTER, 1.0, same_file=True, may_edit=False) == "discard"


def test_a_changed_charter_is_a_new_version_of_another_day() -> None:
    assert likely(replace(CHARTER, day="2026-01-20", file_name="x.docx"), CHARTER, NEAR) == "version"
    assert likely(Said(), CHARTER, CLOSE) == "version"  # nothing was recognised in the file


@pytest.mark.parametrize("name", ["charte estran v2.docx", "Charte_Estran_final.odt", "Charte-Estran (2).docx"])
def test_a_name_that_only_tells_another_state_of_the_file_is_evidence(name: str) -> None:
    dropped = Said("charter", "Charte", "", "", name)
    assert likely(dropped, CHARTER, NEAR) == "version"
    assert likely(dropped, CHARTER, NEAR - 0.01) == "document"
    assert likely(replace(dropped, file_name="autre.docx"), CHARTER, CLOSE - 0.01) == "document"


def test_two_meetings_make_two_documents_however_alike() -> None:
    assert likely(replace(MINUTES, day="2024-04-09"), MINUTES, 0.99) == "document"
    assert likely(replace(MINUTES, day=""), MINUTES, 0.99) == "document"
    assert likely(MINUTES, replace(MINUTES, day=""), 0.99) == "document"
    assert likely(replace(MINUTES, file_name="CR_relu.docx"), MINUTES, 0.9) == "version"


def test_another_kind_another_number_and_a_document_of_others_make_a_document() -> None:
    assert likely(replace(CHARTER, kind="template"), CHARTER, 0.99) == "document"
    assert likely(replace(CHARTER, number="2024-03"), replace(CHARTER, number="2024-02"), 0.99) == "document"
    assert likely(replace(CHARTER, number="2024-03"), CHARTER, 0.99) == "version"
    assert likely(CHARTER, CHARTER, 1.0, may_edit=False) == "document"
