"""How the arrays of a segment are looked into."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.search.index import segments
from repo_service.search.index.segments import RUN, Segment

frequencies = st.lists(st.sampled_from([1, 1, 1, 2, 3, 70_000]), max_size=40).flatmap(
    lambda some: st.integers(0, 60).map(lambda times: (some * (times + 1))[: 3 * RUN + 5])
)


def segment(folder: Path, freqs: list[int]) -> Segment:
    """One with a single term that stands in as many documents."""
    numbers = np.arange(len(freqs))
    arrays = segments.field_arrays("text", [b"mot"], np.zeros(len(freqs), np.int64), numbers, np.array(freqs), None)
    path = folder / f"{len(list(folder.iterdir()))}.rsg"
    segments.write(path, arrays, {}, len(freqs))
    return Segment(path)


@given(frequencies, st.data())
def test_how_often_a_term_stands_is_read_back_from_any_postings_to_any_others(
    tmp_path_factory: pytest.TempPathFactory, freqs: list[int], data: st.DataObject
) -> None:
    made = segment(tmp_path_factory.mktemp("segments"), freqs)
    begin = data.draw(st.integers(0, len(freqs)))
    end = data.draw(st.integers(begin, len(freqs)))
    assert made.freqs("text", begin, end).tolist() == freqs[begin:end]


def test_a_posting_of_one_occurrence_takes_a_bit(tmp_path: Path) -> None:
    once = segment(tmp_path, [1] * 80_000)
    assert (len(once.array("text.again")), len(once.array("text.more"))) == (10_000, 0)
