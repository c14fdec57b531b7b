"""Citations follow: a comment stays on its passage when a better reader makes the passages of its text anew."""

from __future__ import annotations

from repo_service.services.versions import commenting
from repo_service.services.versions.commenting import Thread
from tests.conftest import World
from tests.services.versions.releases import NEWER_TEXT, READ, WHOLE_SENTENCES, Change, Release, reading_as, release
from tests.services.versions.talk import anchor, read, say
from tests.services.versions.test_rereading import ANOTHER_TEXT, AS_IT_WAS, again, passages

__all__ = ["release"]
CUT = """Compte rendu de la réunion.

Le comité adopte à l’unanimité le plan de conservation

partagée et de conser-

vation des journaux locaux.

Chaque partenaire désigne un correspondant avant l’été ; le secrétariat tient la liste.

Adopté.

Adopté.
"""
_SHORT = '    text = text.replace(" ; ", " ;\\n\\n").replace("Compte", "Le compte")\n'
SHORTER: Change = ("formats/plain.py", READ, READ + _SHORT)


def thread(world: World, document: str) -> Thread:
    (found,) = read(world, world.reader, document).threads
    return found


def wording(world: World, document: str) -> str:
    """The passage beside which the only comment is shown."""
    shown = read(world, world.reader, document).shown
    return next(block.text for block in shown.extract.blocks if block.anchor == thread(world, document).anchor)


def commented(world: World, start: str, place: int = 0) -> str:
    document = world.file(CUT, title="Séance").public_id
    say(world, world.reader, document, "Pourquoi ?", anchor=anchor(world, document, start, place=place))
    return document


def test_a_comment_stays_on_a_passage_that_is_joined_to_the_next_ones(any_world: World, release: Release) -> None:
    document = commented(any_world, "Le comité adopte")
    with reading_as(any_world, release(NEWER_TEXT, WHOLE_SENTENCES)):
        assert again(any_world) == [ANOTHER_TEXT]
    assert "partagée et de conservation des journaux" in wording(any_world, document)
    found = thread(any_world, document)
    assert (found.gone, found.changed, found.made_on, found.stood) == (False, True, 1, 1)
    assert found.quote == "Le comité adopte à l’unanimité le plan de conservation"  # as it read when it was cited


def test_a_comment_stays_on_the_greater_part_of_a_passage_that_is_split(any_world: World, release: Release) -> None:
    document = commented(any_world, "Chaque partenaire")
    with reading_as(any_world, release(NEWER_TEXT, SHORTER)):
        assert again(any_world) == [ANOTHER_TEXT]
    assert len(passages(any_world, document)) == 8
    assert wording(any_world, document) == "Chaque partenaire désigne un correspondant avant l’été ;"
    assert not thread(any_world, document).gone


def test_a_comment_stays_on_a_passage_that_is_worded_otherwise(any_world: World, release: Release) -> None:
    document = commented(any_world, "Compte rendu")
    with reading_as(any_world, release(NEWER_TEXT, SHORTER)):
        again(any_world)
    assert wording(any_world, document) == "Le compte rendu de la réunion."


def test_a_comment_stays_on_the_second_of_two_equal_passages(any_world: World, release: Release) -> None:
    document = commented(any_world, "Adopté.", place=1)
    with reading_as(any_world, release(NEWER_TEXT, WHOLE_SENTENCES)):
        again(any_world)
    assert thread(any_world, document).anchor == anchor(any_world, document, "Adopté.", place=1)
    assert not thread(any_world, document).changed


def test_a_comment_is_kept_where_a_better_reader_leaves_its_passage_out(any_world: World, release: Release) -> None:
    document = commented(any_world, "Chaque partenaire")
    without: Change = ("formats/plain.py", READ, f'{READ}    text = text.partition("Chaque")[0]\n')
    newer = release(NEWER_TEXT, without)
    with reading_as(any_world, newer):
        assert again(any_world) == [ANOTHER_TEXT]
    found = thread(any_world, document)
    assert (found.gone, found.quote, found.first.text) == (True, CUT.split("\n\n")[4], "Pourquoi ?")
    back: Change = ("formats/plain.py", 'FORMAT = Format("text", 2,', 'FORMAT = Format("text", 4,')
    with reading_as(any_world, release(back)):
        assert again(any_world) == [ANOTHER_TEXT]
        assert again(any_world) == [AS_IT_WAS]
    assert not thread(any_world, document).gone


def test_what_is_said_afterwards_cites_the_new_text(any_world: World, release: Release) -> None:
    document = commented(any_world, "Le comité adopte")
    with reading_as(any_world, release(NEWER_TEXT, WHOLE_SENTENCES)):
        again(any_world)
    place = thread(any_world, document).anchor
    with any_world.repository.store.writing() as uow:
        commenting.comment(uow, any_world.reader, document, 1, "Et les revues ?", anchor=place)
    quotes = {found.quote[:40] + found.quote[-20:] for found in read(any_world, any_world.reader, document).threads}
    assert len(quotes) == 2
    assert all(found.anchor == place for found in read(any_world, any_world.reader, document).threads)
