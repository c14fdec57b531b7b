"""In LibreOffice, accepting every change gives the second text and rejecting every change the first."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from repo_service.formats.tracked.writing import printed
from tests.formats.tracked.office import Office, Settled
from tests.formats.tracked.pairs import KINDS, Pair
from tests.formats.tracked.revising import TEXTS, part, revised, text
from tests.formats.tracked.written import file_of, shape, text_of

CHARTER = ("textes/charte-v1", "textes/charte-v2", "textes/charte-v3", "textes/convention-v1")
SHAPELESS = {"row without a word removed", "what XML cannot hold"}  # the first gets a sign of LibreOffice's own


def _revisions() -> dict[str, Pair]:
    pairs: dict[str, Pair] = {}
    for seed in range(30):
        random = Random(seed)
        before = part(TEXTS[seed % len(TEXTS)], random)
        pairs[f"seed {seed}"] = before, revised(before, random)
    return pairs


def _versions() -> dict[str, Pair]:
    return {f"{a} {b}".replace("/", "-"): (list(text(a)), list(text(b))) for a, b in combinations(CHARTER, 2)}


@pytest.fixture(scope="module")
def settled(office: Office) -> dict[str, Settled]:
    """Every kind of change, settled at once."""
    return office.settle({name: file_of(*pair) for name, pair in KINDS.items()})


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_change_gives_either_text(name: str, settled: dict[str, Settled]) -> None:
    before, after = KINDS[name]
    assert settled[name].accepted == printed(after)
    assert settled[name].rejected == printed(before)


@pytest.mark.parametrize("name", sorted(KINDS.keys() - SHAPELESS))
def test_each_kind_of_change_keeps_headings_and_tables(name: str, settled: dict[str, Settled]) -> None:
    before, after = KINDS[name]
    assert shape(text_of(settled[name].accepted_file)) == shape(after)
    assert shape(text_of(settled[name].rejected_file)) == shape(before)


@pytest.mark.parametrize("pairs", [_versions, _revisions], ids=["versions", "revisions"])
def test_real_texts_give_either_text(pairs, office: Office) -> None:
    made = pairs()
    found = office.settle({name: file_of(*pair) for name, pair in made.items()}, saved=False)
    wrong = []
    for name, (before, after) in made.items():
        assert before != after
        for what, got, wanted in (("B", found[name].accepted, after), ("A", found[name].rejected, before)):
            if got != printed(wanted):
                wrong.append((name, what, sorted(set(got) ^ set(printed(wanted)))))
    assert wrong == []
