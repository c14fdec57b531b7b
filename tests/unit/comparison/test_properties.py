"""What holds of every comparison and every blame, for random edits of real French texts."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from itertools import chain

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from repo_service.domain.comparison.blame import blame
from repo_service.domain.comparison.changes import JOINT, Change, Comparison, Counts, applied, side, undone
from repo_service.domain.comparison.comparing import compare
from repo_service.domain.comparison.wording import words
from repo_service.domain.passages import Block, anchored
from tests.unit.comparison.edits import (
    NEW_WORDS,
    Text,
    distinct,
    edited,
    histories,
    look,
    originals,
    revisions,
    reworded,
    typed,
)

often = settings(max_examples=int(os.environ.get("REPO_SERVICE_TEST_EXAMPLES", "60")), deadline=None)
NOTHING = Counts()


def standing(found: Comparison) -> list[Change]:
    """The changes that say what became of passages, without the marks of where moved ones stood."""
    return [change for change in found.changes if change.kind != "departed"]


def differing(found: Comparison) -> Counts:
    return replace(found.counts, same=0)


def wordings(text: Text) -> list[str]:
    return [block.text for block in text]


def check_both_texts_are_in(found: Comparison, before: Text, after: Text) -> None:
    added = [after[change.after[0]].text for change in found.changes if change.kind == "added"]
    removed = [before[change.before[0]].text for change in found.changes if change.kind == "removed"]
    assert applied(wordings(before), found, added) == wordings(after)
    assert undone(wordings(after), found, removed) == wordings(before)


@often
@given(revisions())
def test_each_text_can_be_made_of_the_other_and_of_what_changed(texts: tuple[Text, Text]) -> None:
    check_both_texts_are_in(compare(*texts), *texts)


@often
@given(originals(), originals())
def test_this_holds_of_two_texts_that_have_nothing_to_do_with_each_other(before: Text, after: Text) -> None:
    check_both_texts_are_in(compare(before, after), before, after)


@often
@given(*[st.lists(st.sampled_from(["", "Adopté.", "adopté", "***", "a b", "a b c d e f", "a b c d", "e f"]))] * 2)
def test_this_holds_of_short_and_equal_lines_too(before: list[str], after: list[str]) -> None:
    texts = tuple(tuple(Block("paragraph", line) for line in lines) for lines in (before, after))
    check_both_texts_are_in(compare(*texts), *texts)


@often
@given(revisions())
def test_each_passage_of_both_texts_stands_in_exactly_one_change(texts: tuple[Text, Text]) -> None:
    changes = standing(compare(*texts))
    for name, text in zip(("before", "after"), texts, strict=True):
        places = list(chain.from_iterable(getattr(change, name) for change in changes))
        assert sorted(places) == list(range(len(text)))


@often
@given(revisions())
def test_a_change_names_as_many_passages_as_its_kind_says(texts: tuple[Text, Text]) -> None:
    for change in compare(*texts).changes:
        sizes = len(change.before), len(change.after)
        match change.kind:
            case "same" | "changed":
                assert sizes == (1, 1)
            case "added":
                assert (sizes, change.moved) == ((0, 1), False)
            case "removed":
                assert (sizes, change.moved) == ((1, 0), False)
            case "split":
                assert sizes[0] == 1 < sizes[1]
            case "joined":
                assert sizes[1] == 1 < sizes[0]
            case "departed":
                assert change.moved


@often
@given(revisions())
def test_every_moved_passage_left_a_mark_where_it_stood(texts: tuple[Text, Text]) -> None:
    changes = compare(*texts).changes
    marks = sorted((change.before, change.after) for change in changes if change.kind == "departed")
    moved = sorted((change.before, change.after) for change in changes if change.moved and change.kind != "departed")
    assert marks == moved


@often
@given(revisions())
def test_changes_come_in_the_order_of_the_second_text_and_gaps_in_that_of_the_first(texts: tuple[Text, Text]) -> None:
    changes = compare(*texts).changes
    after = [place for change in changes if change.kind != "departed" for place in change.after]
    assert after == sorted(after)
    stayed = [place for change in changes if change.kind == "departed" or not change.moved for place in change.before]
    assert stayed == sorted(stayed)


@often
@given(revisions())
def test_the_pieces_of_a_change_say_both_of_its_wordings(texts: tuple[Text, Text]) -> None:
    before, after = texts
    for change in standing(compare(before, after)):
        if change.kind not in {"changed", "split", "joined"}:
            assert not change.pieces
            continue
        assert side(change.pieces, "in") == JOINT.join(before[place].text for place in change.before)
        assert side(change.pieces, "out") == JOINT.join(after[place].text for place in change.after)
        assert all(piece.text for piece in change.pieces)


@often
@given(revisions())
def test_every_cell_of_a_changed_row_is_told_once_with_its_wording(texts: tuple[Text, Text]) -> None:
    before, after = texts
    for change in compare(before, after).changes:
        if not change.cells:
            continue
        ours, theirs = before[change.before[0]].cells, after[change.after[0]].cells
        assert sorted(cell.before for cell in change.cells if cell.before is not None) == list(range(len(ours)))
        assert sorted(cell.after for cell in change.cells if cell.after is not None) == list(range(len(theirs)))
        for cell in change.cells:
            assert side(cell.pieces, "in") == ("" if cell.before is None else ours[cell.before].text)
            assert side(cell.pieces, "out") == ("" if cell.after is None else theirs[cell.after].text)


@often
@given(revisions())
def test_the_figures_are_those_of_the_changes(texts: tuple[Text, Text]) -> None:
    found = compare(*texts)
    counts = found.counts
    kinds = Counter(change.kind for change in standing(found))
    assert (counts.added, counts.removed) == (kinds["added"], kinds["removed"])
    total = counts.changed + counts.moved + counts.looks + counts.same + counts.split + counts.joined
    assert total == sum(kinds.values()) - counts.added - counts.removed
    assert 0.0 <= found.likeness <= 1.0
    assert (counts.differences == 0) == all(change.is_quiet for change in standing(found))


@often
@given(originals(), st.data())
def test_a_text_is_the_same_as_itself(text: Text, data: st.DataObject) -> None:
    text = data.draw(edited(text))
    found = compare(text, text)
    assert [(change.kind, change.before, change.after) for change in found.changes] == [
        ("same", (place,), (place,)) for place in range(len(text))
    ]
    assert (differing(found), found.likeness) == (NOTHING, 1.0)


@often
@given(originals(least=3), st.data())
def test_what_is_added_one_way_is_removed_the_other_way(text: Text, data: st.DataObject) -> None:
    places = sorted(data.draw(st.sets(st.integers(0, len(text) - 1), min_size=1, max_size=len(text) - 1)))
    shorter = tuple(block for place, block in enumerate(text) if place not in places)
    assert differing(compare(text, shorter)) == Counts(removed=len(places))
    assert differing(compare(shorter, text)) == Counts(added=len(places))


@often
@given(originals(), st.data())
def test_both_ways_tell_as_many_changed_words_moves_and_looks(text: Text, data: st.DataObject) -> None:
    text = distinct(text)
    place = data.draw(st.integers(0, len(text) - 1))
    turned = list(text)
    match data.draw(st.sampled_from(["word", "look", "move"])):
        case "word":
            turned[place] = reworded(text[place], f"{text[place].text} {data.draw(st.sampled_from(NEW_WORDS))}")
        case "look":
            turned[place] = look(data.draw, text[place])
        case "move":
            assume(_is_tellable(text[place]))  # of two short lines that change places it does not matter which is held
            to = data.draw(st.integers(0, len(text) - 1))
            turned.insert(to, turned.pop(place))
            assume(_passed(text, place, to) != len(words(text[place].text)))  # nor of two parts of one weight
    there, back = compare(text, tuple(turned)), compare(tuple(turned), text)
    assert differing(there) == differing(back)
    assert abs(there.likeness - back.likeness) < 1e-9


@often
@given(originals(), st.data())
def test_other_looks_are_counted_and_are_no_difference(text: Text, data: st.DataObject) -> None:
    text = distinct(text)
    looked = list(text)
    for place in data.draw(st.sets(st.integers(0, len(text) - 1))):
        looked[place] = typed(text[place]) if data.draw(st.booleans()) else look(data.draw, text[place])
    found = compare(text, tuple(looked))
    changed = sum(block != other for block, other in zip(text, looked, strict=True))
    assert (differing(found), found.likeness) == (Counts(looks=changed), 1.0)


@often
@given(originals(least=3), st.data())
def test_a_passage_that_moved_is_told_as_moved_and_nothing_else(text: Text, data: st.DataObject) -> None:
    text = distinct(text)
    tellable = [place for place, block in enumerate(text) if _is_tellable(block)]
    assume(tellable)
    place = data.draw(st.sampled_from(tellable))
    rest = text[:place] + text[place + 1 :]
    to = data.draw(st.integers(0, len(rest)))
    assume(_passed(text, place, to) > len(words(text[place].text)))  # else it stayed, and what it passed has moved
    found = compare(text, (*rest[:to], text[place], *rest[to:]))
    assert differing(found) == Counts(moved=1)
    (moved,) = (change for change in standing(found) if change.moved)
    assert (moved.kind, moved.before, moved.after) == ("same", (place,), (to,))


def _passed(text: Text, place: int, to: int) -> int:
    """How many words a passage passes that goes from one place to another."""
    rest = text[:place] + text[place + 1 :]
    return sum(len(words(block.text)) for block in rest[min(place, to) : max(place, to)])


def _is_tellable(block: Block) -> bool:
    """Whether a passage is long enough to be known again far from where it stood."""
    return len(words(block.text)) >= 4 or len(block.text) >= 25


def _long(text: Text) -> list[int]:
    """The passages that can be cut in two parts of six words at least."""
    return [place for place, block in enumerate(text) if len(words(block.text)) >= 14 and not block.cells]


@often
@given(originals(), st.data())
def test_a_passage_that_was_split_is_told_as_split_and_joined_the_other_way(text: Text, data: st.DataObject) -> None:
    text = distinct(text)
    assume(_long(text))
    place = data.draw(st.sampled_from(_long(text)))
    parts = text[place].text.split(" ")
    cuts = [cut for cut in range(1, len(parts)) if min(map(_size, (parts[:cut], parts[cut:]))) >= 6]
    assume(cuts)
    cut = data.draw(st.sampled_from(cuts))
    halves = [reworded(text[place], " ".join(part)) for part in (parts[:cut], parts[cut:])]
    split = (*text[:place], *halves, *text[place + 1 :])
    there, back = compare(text, split), compare(split, text)
    assert (differing(there), differing(back)) == (Counts(split=1), Counts(joined=1))
    (found,) = (change for change in there.changes if change.kind == "split")
    assert (found.before, found.after) == ((place,), (place, place + 1))
    assert "".join(piece.text for piece in found.pieces if piece.kind == "out").strip() == ""


def _size(part: list[str]) -> int:
    return len(words(" ".join(part)))


@often
@given(histories())
def test_blame_says_what_replaying_the_history_says(texts: list[Text]) -> None:
    texts = [distinct(text) for text in texts]
    since: list[dict[object, int]] = []
    gone = []
    for number, text in enumerate(texts):
        before = since[-1] if since else {}
        since.append({_wording(block): before.get(_wording(block), number) for block in text})
        gone += [(first, number - 1, wording) for wording, first in before.items() if wording not in since[-1]]
    found = blame(texts)
    assert [list(row) for row in found.since] == [
        [since[number][_wording(block)] for block in text] for number, text in enumerate(texts)
    ]
    assert Counter((one.first, one.last, _wording(one.block)) for one in found.departed) == Counter(gone)
    assert [one.last for one in found.departed] == sorted(one.last for one in found.departed)


def _wording(block: Block) -> tuple[str, bool, str]:
    return block.part, block.kind == "row", block.text


@often
@given(histories())
def test_of_passages_of_one_wording_none_stands_longer_than_as_many_stood(texts: list[Text]) -> None:
    counts = [Counter(map(_wording, text)) for text in texts]
    for number, (text, row) in enumerate(zip(texts, blame(texts).since, strict=True)):
        assert len(row) == len(text)
        for first in range(number + 1):
            held = Counter(_wording(block) for block, since in zip(text, row, strict=True) if since <= first)
            for wording, count in held.items():
                assert count <= min(counts[place][wording] for place in range(first, number + 1))


@often
@given(histories())
def test_every_passage_of_a_history_stands_or_left_once(texts: list[Text]) -> None:
    found = blame(texts)
    came = Counter(since for row in found.since[-1:] for since in row) + Counter(one.first for one in found.departed)
    arrived = [sum(since == number for since in row) for number, row in enumerate(found.since)]
    assert [came[number] for number in range(len(texts))] == arrived


@often
@given(histories(most=2))
def test_blame_and_comparison_agree_on_what_came_in(texts: list[Text]) -> None:
    texts = [distinct(text) for text in texts]
    since = blame(texts).since
    for number in range(1, len(texts)):
        for change in standing(compare(texts[number - 1], texts[number])):
            for place in change.after:
                stood = since[number][place] < number
                assert stood or change.kind != "same"
                assert change.kind == "same" or not stood or not _is_tellable(texts[number][place])


@often
@given(revisions())
def test_what_programs_receive_names_every_passage_by_an_anchor_of_its_own(texts: tuple[Text, Text]) -> None:
    before, after = (tuple(anchored(text)) for text in texts)
    told = compare(before, after).to_json(before, after)
    assert sorted(anchor for one in told for anchor in one["before"]) == sorted(block.anchor for block in before)
    assert [anchor for one in told for anchor in one["after"]] == [block.anchor for block in after]
