"""Where comments follow to: the next version, a better reading of the same file; and what that costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import event

from repo_service.domain.passages import anchored
from repo_service.services import reading
from repo_service.services.versions import commenting, places
from repo_service.services.versions.commenting import Overview
from repo_service.store import filing
from tests.conftest import World
from tests.services import acts
from tests.services.versions.talk import (
    COSTS,
    FIRST,
    MEETS,
    NAMES,
    anchor,
    charter,
    next_version,
    only,
    read,
    say,
    seen,
)


def test_comments_follow_their_passages_into_the_next_version(any_world: World) -> None:
    world, document = any_world, charter(any_world)
    say(world, world.reader, document, "changé", anchor=anchor(world, document, MEETS))
    say(world, world.reader, document, "déplacé", anchor=anchor(world, document, NAMES))
    say(world, world.reader, document, "parti", anchor=anchor(world, document, COSTS))
    say(world, world.reader, document, "en tout")
    next_version(world, document)
    found = {one.first.text: one for one in read(world, world.reader, document, 2).threads}
    assert (found["changé"].anchor, found["changé"].changed) == (anchor(world, document, MEETS, 2), True)
    assert (found["déplacé"].anchor, found["déplacé"].changed) == (anchor(world, document, NAMES, 2), False)
    assert (found["parti"].gone, found["parti"].stood) == (True, 1)
    assert found["parti"].anchor == anchor(world, document, COSTS)
    assert (found["en tout"].gone, found["en tout"].anchor) == (False, "")
    assert seen(world, world.reader, document, 2) == Overview(
        4, 4, {anchor(world, document, MEETS, 2): 1, anchor(world, document, NAMES, 2): 1}
    )
    assert len(read(world, world.reader, document, 1).threads) == 4
    assert not any(one.gone or one.changed for one in read(world, world.reader, document, 1).threads)


def test_what_is_said_later_is_not_told_on_an_older_version(any_world: World) -> None:
    world, document = any_world, charter(any_world)
    next_version(world, document)
    say(world, world.reader, document, number=2)
    assert read(world, world.reader, document, 1).threads == ()
    assert seen(world, world.reader, document, 1) == Overview(0, 0, {})


def test_a_passage_that_comes_back_finds_its_comments_again(any_world: World) -> None:
    world, document = any_world, charter(any_world)
    say(world, world.reader, document, anchor=anchor(world, document, COSTS))
    next_version(world, document)
    assert only(world, document, 2).gone
    next_version(world, document, FIRST)
    assert (only(world, document, 3).gone, only(world, document, 3).changed) == (False, False)


def test_small_changes_of_every_version_do_not_lose_a_passage(any_world: World) -> None:
    world, words = any_world, ["un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit"]
    document = charter(world, " ".join(words))
    say(world, world.reader, document, anchor=anchor(world, document, "un"))
    for place in range(8):
        words[place] = f"nouveau{place}"
        next_version(world, document, " ".join(words))
    thread = only(world, document, 9)
    assert (thread.gone, thread.changed, thread.anchor) == (False, True, anchor(world, document, "nouveau0", 9))


def test_correcting_the_card_moves_no_comment(any_world: World) -> None:
    world, document = any_world, charter(any_world)
    say(world, world.reader, document, anchor=anchor(world, document, COSTS))
    acts.edit(world, document, title="Charte corrigée", kind="charter")
    thread = only(world, document, 2)
    assert (thread.gone, thread.changed, thread.made_on) == (False, False, 1)
    next_version(world, document)
    assert only(world, document, 3).stood == 2


def test_a_version_whose_text_is_not_read_between_two_others_loses_nothing(any_world: World) -> None:
    world, document = any_world, charter(any_world)
    say(world, world.reader, document, anchor=anchor(world, document, MEETS))
    acts.refile(world, document, b"\x00\x01\x02", name="charte.bin", title="Charte", kind="charter")
    assert (only(world, document, 2).gone, only(world, document, 2).stood) == (True, 1)
    next_version(world, document)
    assert (only(world, document, 3).gone, only(world, document, 3).changed) == (False, True)


def test_a_better_reading_of_the_file_keeps_the_comments_where_they_were(any_world: World) -> None:
    world, document = any_world, charter(any_world)
    for start in (MEETS, COSTS):
        say(world, world.reader, document, start, anchor=anchor(world, document, start))
    reread(world, document, lambda text: text.replace("deux fois par an", "deux fois  l’an"), drop=COSTS)
    found = {one.first.text: one for one in read(world, world.reader, document).threads}
    assert (found[MEETS].gone, found[MEETS].changed) == (False, True)
    assert found[MEETS].anchor == anchor(world, document, MEETS)
    assert (found[COSTS].gone, found[COSTS].stood) == (True, 1)
    assert seen(world, world.reader, document) == Overview(2, 2, {found[MEETS].anchor: 1})


def reread(world: World, document: str, change: Callable[[str], str], drop: str) -> None:
    """What a better reader makes of the same file."""
    with world.repository.store.writing() as uow:
        shown = reading.show(uow, world.administrator, document)
        blocks = [
            replace(block, text=change(block.text)) for block in shown.extract.blocks
            if not block.text.startswith(drop)
        ]  # fmt: skip
        content = replace(shown.extract, blocks=tuple(anchored(blocks))).to_json()
        filing.keep_extraction(uow, shown.version.blob_sha256, shown.reader, 99, content, beside=())


# What it costs


def test_a_page_of_a_document_that_nobody_commented_asks_one_question_more(world: World) -> None:
    document = charter(world)
    next_version(world, document)
    asked: list[str] = []
    with world.repository.store.reading() as uow:
        shown = reading.show(uow, world.reader, document)
        event.listen(world.repository.store.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
        assert commenting.overview(uow, world.reader, shown) == Overview()
    assert [statement for statement in asked if "FROM comment" in statement] == asked
    assert len(asked) == 1


def test_a_passage_is_followed_through_a_long_history_without_reading_all_of_it(world: World) -> None:
    document = charter(world)
    say(world, world.reader, document, anchor=anchor(world, document, MEETS))
    for number in range(20):
        next_version(world, document, FIRST.replace("deux fois", f"{number} fois"))
    asked: list[str] = []
    event.listen(world.repository.store.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    (thread,) = read(world, world.reader, document, 21).threads
    texts = [statement for statement in asked if "extraction.content" in statement]
    assert 2 < len(texts) <= places.MOST_TEXTS + 1  # the text shown is read once for the page and once to follow
    assert (thread.gone, thread.changed, thread.anchor) == (False, True, anchor(world, document, MEETS, 21))
