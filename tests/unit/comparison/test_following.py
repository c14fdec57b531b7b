"""A citation follows its passage: untouched, moved, slightly changed; never to another passage."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from repo_service.domain.comparison.changes import Change, Comparison
from repo_service.domain.comparison.comparing import compare
from repo_service.domain.comparison.following import FEWEST, LIKE, follow, followed, through
from repo_service.domain.passages import Block, anchored, fold

WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyzéà", min_size=2, max_size=8)
WORDING = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
TEXTS = st.lists(WORDING, min_size=1, max_size=12)


def text(*wordings: str) -> list[Block]:
    """Paragraphs with their anchors."""
    return anchored(Block("paragraph", one) for one in wordings)


def shares_words(one: str, others: list[str]) -> bool:
    words = set(fold(one).split())
    return any(words & set(fold(other).split()) for other in others)


@given(TEXTS, TEXTS, TEXTS, st.integers(0, 11))
def test_an_untouched_passage_is_always_found(wordings: list[str], head: list[str], tail: list[str], at: int) -> None:
    before = text(*wordings)
    cited = before[at % len(before)]
    after = text(*head, *wordings, *tail)
    found = follow(cited.anchor, cited.text, after)
    assert {block.anchor: fold(block.text) for block in after}[found or ""] == fold(cited.text)


@given(TEXTS, WORDING, st.integers(0, 12))
def test_a_removed_passage_is_never_found(wordings: list[str], cited: str, at: int) -> None:
    assume(not shares_words(cited, wordings))
    place = at % (len(wordings) + 1)
    whole = text(*wordings[:place], cited, *wordings[place:])
    assert follow(whole[place].anchor, cited, text(*wordings)) is None


@given(st.lists(WORDING, min_size=2, max_size=12, unique_by=fold), st.randoms(use_true_random=False))
def test_passages_that_changed_places_are_found_where_they_stand_now(wordings: list[str], dice: object) -> None:
    before, shuffled = text(*wordings), list(wordings)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    after = text(*shuffled)
    for block in before:
        found = follow(block.anchor, block.text, after)
        assert next(one.text for one in after if one.anchor == found) == block.text


@given(TEXTS, TEXTS, st.integers(0, 11))
def test_following_again_leads_to_the_same_place(wordings: list[str], other: list[str], at: int) -> None:
    before, after = text(*wordings), text(*other)
    cited = before[at % len(before)]
    found = follow(cited.anchor, cited.text, after)
    if found is not None:
        quote = next(block.text for block in after if block.anchor == found)
        assert follow(found, quote, after) == found
        assert follow(found, cited.text, after) == found


@given(st.lists(WORD, min_size=8, max_size=30, unique=True), st.integers(0, 29), TEXTS)
def test_a_passage_with_one_word_changed_is_found(words: list[str], at: int, others: list[str]) -> None:
    assume(not shares_words(" ".join(words), others))
    changed = list(words)
    changed[at % len(words)] = "autrement"
    after = text(*others, " ".join(changed))
    before = text(" ".join(words))[0]
    assert follow(before.anchor, before.text, after) == after[-1].anchor


def test_a_better_reader_that_calls_a_passage_an_item_does_not_lose_it() -> None:
    before = text("Adopter le plan")[0]
    after = anchored([Block("heading", "Décisions"), Block("item", "Adopter le plan")])
    assert before.anchor != after[1].anchor
    assert follow(before.anchor, before.text, after) == after[1].anchor


def test_of_passages_with_one_wording_the_one_of_the_nearest_number_is_meant() -> None:
    before = text("Adopté.", "a", "Adopté.", "b", "Adopté.")
    assert follow(before[4].anchor, "Adopté.", text("Adopté.", "Adopté.")) == text("Adopté.", "Adopté.")[1].anchor
    assert follow(before[2].anchor, "Adopté.", text("Adopté.")) == text("Adopté.")[0].anchor


def test_a_passage_that_a_better_reader_joins_or_cuts_is_found() -> None:
    sentence, rest = "Le comité adopte le plan de conservation", "et charge le secrétariat de le diffuser"
    one, whole = text(sentence)[0], text(f"{sentence} {rest}")[0]
    joined = text("Présents", f"{sentence} {rest}")
    assert follow(one.anchor, one.text, joined) == joined[1].anchor
    cut = text("Présents", sentence, rest)
    assert follow(whole.anchor, whole.text, cut) == cut[1].anchor


def test_a_short_passage_is_not_taken_for_one_like_it() -> None:
    short = text("Vote du budget")[0]
    assert FEWEST > 3
    assert follow(short.anchor, short.text, text("Vote du règlement", "Vote du budget prévisionnel")) is None


def test_what_has_less_in_common_than_the_threshold_is_another_passage() -> None:
    words = [f"mot{number}" for number in range(20)]
    cited = text(" ".join(words))[0]
    for kept in range(21):
        after = text(" ".join(words[:kept] + [f"autre{number}" for number in range(20 - kept)][::-1]))
        expected = after[0].anchor if kept / 20 >= LIKE else None
        assert follow(cited.anchor, cited.text, after) == expected, kept


def test_an_empty_quote_is_found_by_its_anchor_alone() -> None:
    after = text("a", "")
    assert follow(after[1].anchor, "", after) == after[1].anchor
    assert follow("p-0000000000", "", after) is None


def test_very_long_texts_are_followed_too() -> None:
    long = " ".join(f"mot{number % 97}" for number in range(60_000))
    cited = text(long)[0]
    after = text(*("autre chose encore ici" for _ in range(2_000)), f"{long} fin")
    assert follow(cited.anchor, cited.text, after) == after[-1].anchor


# By a comparison: it knows what became of each passage.
BEFORE = text("Titre", "Le comité se réunit deux fois par an", "Parti", "Adopté.", "Adopté.")
AFTER = text("Adopté.", "Titre", "Le comité se réunit", "au moins trois fois par an et vote", "Adopté.", "Nouveau")


def comparison(*changes: Change) -> Comparison:
    return Comparison(changes, 0.5)


SPLIT = comparison(
    Change("added", (), (0,)), Change("same", (0,), (1,)), Change("split", (1,), (2, 3)), Change("removed", (2,)),
    Change("departed", (3,)), Change("same", (4,), (4,)), Change("same", (3,), (5,), moved=True),
)  # fmt: skip


def test_a_passage_follows_what_the_comparison_says_of_it() -> None:
    expected = {0: 1, 1: 2, 2: None, 3: 5, 4: 4}
    for place, there in expected.items():
        found = followed(BEFORE[place].anchor, BEFORE[place].text, SPLIT, BEFORE, AFTER)
        assert found == (None if there is None else AFTER[there].anchor), place


def test_joined_passages_are_followed_into_the_one_that_holds_them() -> None:
    joined = comparison(Change("joined", (0, 1), (0,)))
    after = text("Titre Le comité se réunit deux fois par an")
    for place in (0, 1):
        assert followed(BEFORE[place].anchor, BEFORE[place].text, joined, BEFORE, after) == after[0].anchor


def test_a_passage_is_found_first_where_a_better_reader_sees_it_now() -> None:
    cited = anchored([Block("item", "Le comité se réunit deux fois par an")])[0]
    assert followed(cited.anchor, cited.text, SPLIT, BEFORE, AFTER) == AFTER[2].anchor
    assert followed("p-0000000000", "Ce passage n’y a jamais été écrit", SPLIT, BEFORE, AFTER) is None


# Through several versions.


def walked(texts: list[list[Block]], cited: Block) -> tuple[int, str] | None:
    return through(cited.anchor, cited.text, texts, lambda one, other: compare(texts[one], texts[other]))


def never(one: int, other: int) -> Comparison:
    raise AssertionError("wordings alone tell where the passage stands")


@given(st.lists(TEXTS, min_size=1, max_size=4), st.integers(0, 11))
def test_a_passage_kept_in_every_version_is_found_in_the_last_without_a_comparison(
    others: list[list[str]], at: int
) -> None:
    assume(not any(shares_words("inséparable passage gardé", other) for other in others))
    places = [at % len(other) for other in others]
    texts = [
        text(*other[:place], "inséparable passage gardé", *other[place:])
        for place, other in zip(places, others, strict=True)
    ]
    cited = next(block for block in texts[0] if block.text.startswith("inséparable"))
    assert through(cited.anchor, cited.text, texts, never) == (len(texts) - 1, cited.anchor)


@given(st.lists(TEXTS, min_size=2, max_size=5), st.integers(0, 11))
def test_what_is_found_is_a_passage_of_the_version_that_is_named(versions: list[list[str]], at: int) -> None:
    texts = [text(*wordings) for wordings in versions]
    cited = texts[0][at % len(texts[0])]
    found = walked(texts, cited)
    assert found is not None
    place, anchor = found
    assert anchor in {block.anchor for block in texts[place]}


def test_a_passage_that_went_is_told_where_it_stood_last_and_found_when_it_comes_back() -> None:
    one, other = text("Titre", "Le comité se réunit souvent", "Fin"), text("Titre", "Fin")
    assert walked([one, one, other, other], one[1]) == (1, one[1].anchor)
    assert walked([one, other, one], one[1]) == (2, one[1].anchor)


def test_a_passage_that_changes_word_by_word_is_followed_to_the_end() -> None:
    words = ["un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit"]
    texts = [text("Titre", " ".join(words))]
    for place in range(8):
        words[place] = f"nouveau{place}"
        texts.append(text("Titre", " ".join(words)))
    assert walked(texts, texts[0][1]) == (8, texts[8][1].anchor)


def test_a_twin_put_before_does_not_take_the_comments_of_another() -> None:
    one = text("Point A", "Adopté.", "Point B", "Adopté.")
    other = text("Point zéro", "Adopté.", "Point A", "Adopté.", "Point B", "Adopté.")
    assert walked([one, other], one[3]) == (1, other[5].anchor)
    assert walked([one, other], one[1]) == (1, other[3].anchor)


def test_a_text_that_was_not_read_tells_nothing() -> None:
    one = text("Titre", "Le comité se réunit souvent à Valmorin", "Fin")
    other = text("Titre", "Le comité se réunit rarement à Valmorin", "Fin")
    assert walked([one, [], other], one[1]) == (2, other[1].anchor)
    assert walked([one, []], one[1]) == (0, one[1].anchor)


def test_where_texts_are_too_long_to_compare_similarity_alone_decides() -> None:
    one = text("Titre", "Le comité se réunit souvent à Valmorin", "Les frais sont partagés")
    other = text("Titre", "Le comité se réunit rarement à Valmorin")
    found = [through(block.anchor, block.text, [one, other], lambda _, __: None) for block in one]
    assert found == [(1, other[0].anchor), (1, other[1].anchor), (0, one[2].anchor)]


def test_what_the_first_text_does_not_hold_is_nowhere() -> None:
    assert walked([text("Titre"), text("Titre")], text("Un passage que rien ne dit ici")[0]) is None
