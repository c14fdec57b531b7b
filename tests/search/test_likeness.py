"""The scan over many signatures gives what two signatures give each other, whatever came and went before."""

from __future__ import annotations

import random

from repo_service.domain.comparison.likeness import Signature, estimate, signature
from repo_service.search import Signatures


def texts(count: int) -> list[Signature]:
    """Texts of few words, so that many have something in common; some hold nothing."""
    dice = random.Random(3)
    words = [f"mot{number}" for number in range(30)]
    return [signature([" ".join(dice.choices(words, k=dice.choice([0, 4, 60, 300])))]) for _ in range(count)]


def expected(signed: dict[int, Signature], wanted: Signature, floor: float) -> dict[int, float]:
    shares = {key: estimate(wanted, one) for key, one in signed.items()}
    return {key: share for key, share in shares.items() if share >= max(floor, 1e-9)}


def test_the_scan_agrees_with_the_estimate_of_two_signatures() -> None:
    signed = dict(enumerate(texts(300), 5))
    held = Signatures()
    held.put(list(signed), [one.values for one in signed.values()])
    for wanted in texts(12):
        found = held.nearest(wanted, 0.02)
        assert dict(found) == expected(signed, wanted, 0.02)
        assert [share for _, share in found] == sorted((share for _, share in found), reverse=True)


def test_what_was_put_in_parts_and_put_again_is_as_if_it_came_at_once() -> None:
    signed, held = dict(enumerate(texts(3000))), Signatures()
    for start in range(0, 3000, 700):
        keys = [key for key in signed if start <= key < start + 700]
        held.put(keys, [signed[key].values for key in keys])
    again = {key: signed[2999 - key] for key in signed if key % 3 == 0} | {5000: signed[1], 5001: signature([])}
    held.put(list(again), [one.values for one in again.values()])
    everything = signed | again
    assert len(held) == len(everything)
    for wanted in (signed[2], signed[7], signed[1]):
        assert dict(held.nearest(wanted, 0.1)) == expected(everything, wanted, 0.1)


def test_of_equal_texts_the_last_added_comes_first() -> None:
    held, one = Signatures(), signature(["le comité de pilotage décide"])
    held.put([7, 3, 9], [one.values] * 3)
    assert [key for key, _ in held.nearest(one, 0.5)] == [9, 3, 7]


def test_nothing_is_near_a_text_without_words_nor_among_no_texts() -> None:
    held, empty = Signatures(), signature([])
    assert held.nearest(signature(["un deux trois"]), 0.0) == []
    held.put([1], [empty.values])
    assert held.nearest(empty, 0.0) == []
