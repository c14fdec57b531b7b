"""What is said on a text: who says and reads it, how it is answered, settled and taken back, where it follows to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import Forbidden, Gone, Invalid, NotFound, RepoServiceError, SignInRequired
from repo_service.services import personal
from repo_service.services.versions import commenting
from repo_service.services.versions.commenting import Overview
from tests.conftest import World
from tests.services import acts
from tests.services.versions.talk import FIRST, MEETS, anchor, charter, do, next_version, only, read, say, seen, told

# What is said


def test_a_comment_is_kept_with_its_passage_and_told_by_the_log_without_its_words(any_world: World) -> None:
    world, document = any_world, charter(any_world)
    made = say(world, world.reader, document, "Deux fois suffisent-elles ?", anchor=anchor(world, document, MEETS))
    thread = only(world, document)
    assert (thread.first.text, thread.first.author, thread.first.mine) == (
        "Deux fois suffisent-elles ?", world.reader.name, True,
    )  # fmt: skip
    assert (thread.quote, thread.made_on, thread.stood, thread.gone, thread.changed) == (
        "Le comité se réunit deux fois par an, à Valmorin.", 1, 1, False, False,
    )  # fmt: skip
    assert told(world) == [("comment.written", world.reader.account, {"comment": made, "version": 1})]
    world.index()
    assert acts.faults(world) == []


def test_a_comment_is_answered_settled_and_opened_again(any_world: World) -> None:
    world, document = any_world, charter(any_world)
    made = say(world, world.reader, document, anchor=anchor(world, document, MEETS))
    say(world, world.secretary, document, "Oui, voir le compte rendu.", answers=made)
    do(world, commenting.resolve, world.reader, document, made)
    do(world, commenting.resolve, world.reader, document, made)
    settled = only(world, document)
    assert [answer.text for answer in settled.answers] == ["Oui, voir le compte rendu."]
    assert (settled.settled_by, settled.is_open) == (world.reader.name, False)
    assert seen(world, world.reader, document) == Overview(1, 0, {})
    with pytest.raises(Invalid) as refused:
        say(world, world.secretary, document, "Encore un mot", answers=made)
    assert list(refused.value.fields) == ["answers"]
    do(world, commenting.reopen, world.reader, document, made)
    do(world, commenting.reopen, world.reader, document, made)
    assert only(world, document).is_open
    acts_told = [action for action, _, _ in told(world)]
    assert acts_told == ["comment.written", "comment.written", "comment.resolved", "comment.reopened"]


def test_what_is_taken_back_is_gone_for_good_and_answers_stay(any_world: World) -> None:
    world, document = any_world, charter(any_world)
    made = say(world, world.reader, document, "Des mots regrettés")
    say(world, world.secretary, document, "Une réponse", answers=made)
    do(world, commenting.withdraw, world.reader, document, made)
    do(world, commenting.withdraw, world.reader, document, made)
    thread = only(world, document)
    assert (thread.first.withdrawn, thread.first.text, thread.is_open) == (True, "", True)
    assert [answer.text for answer in thread.answers] == ["Une réponse"]
    assert [action for action, _, _ in told(world)][-1:] == ["comment.withdrawn"]
    assert len(told(world)) == 3
    with world.repository.store.reading() as uow:
        kept = [row.text for row in commenting.comments.on_versions(uow.session, [1, 2, 3])]
    assert "Des mots regrettés" not in "".join(kept)


def test_a_comment_without_any_word_left_waits_for_nobody(any_world: World) -> None:
    world, document = any_world, charter(any_world)
    made = say(world, world.reader, document)
    do(world, commenting.withdraw, world.reader, document, made)
    assert not only(world, document).is_open
    assert seen(world, world.reader, document) == Overview(0, 0, {})


@pytest.mark.parametrize("text", ["", "   ", "\n\t \r\n", "\u200b\u200b", "\u202e", "\x00\x07", "\u2028"])
def test_nothing_is_not_a_comment(world: World, text: str) -> None:
    document = charter(world)
    with pytest.raises(Invalid) as refused:
        say(world, world.reader, document, text)
    assert list(refused.value.fields) == ["text"]
    assert read(world, world.reader, document).threads == ()


def test_lines_stay_lines_and_signs_that_are_no_words_go(any_world: World) -> None:
    world, document = any_world, charter(any_world)
    say(world, world.reader, document, "\n<b>un</b>\r\n\r\n  deux\x00\x07\rtrois\u202e\ud800 🙂  \n\n")
    assert only(world, document).first.text == "<b>un</b>\n\n  deux\ntrois 🙂"


def test_a_comment_has_at_most_five_thousand_signs(any_world: World) -> None:
    world, document = any_world, charter(any_world)
    say(world, world.reader, document, "é" * 5_000 + "  \r\n")
    with pytest.raises(Invalid) as refused:
        say(world, world.reader, document, "é" * 5_001)
    assert list(refused.value.fields) == ["text"]
    assert [len(one.first.text) for one in read(world, world.reader, document).threads] == [5_000]


def test_a_passage_or_a_comment_that_is_not_there_is_refused(any_world: World) -> None:
    world, document, other = any_world, charter(any_world), charter(any_world, "Autre texte ici.")
    made = say(world, world.reader, document)
    answer = say(world, world.reader, document, answers=made)
    here = anchor(world, document, MEETS)
    elsewhere = say(world, world.reader, other)
    wrong: list[tuple[str, dict[str, str]]] = [
        ("anchor", {"anchor": "p-0000000000"}), ("anchor", {"anchor": "p-0000000000' OR 1"}),
        ("anchor", {"anchor": here, "answers": made}), ("answers", {"answers": answer}),
        ("answers", {"answers": "nobody"}), ("answers", {"answers": elsewhere}),
    ]  # fmt: skip
    for field, on in wrong:
        with pytest.raises(Invalid) as refused:
            say(world, world.reader, document, "Un mot", **on)
        assert list(refused.value.fields) == [field], on
    with pytest.raises(Invalid):
        do(world, commenting.resolve, world.reader, document, answer)
    for verb in (commenting.resolve, commenting.reopen, commenting.withdraw):
        with pytest.raises(NotFound):
            do(world, verb, world.reader, document, elsewhere)


# Who


def people(world: World) -> dict[str, Actor]:
    left = replace(acts.person(world, "parti@exemple.fr", "reader"), former=True)
    member = acts.join(world, acts.person(world, "membre@exemple.fr", "reader"), world.body)
    return {
        "visitor": VISITOR, "former": left, "reader": world.reader, "member": member,
        "secretary": world.secretary, "administrator": world.administrator,
        "token": replace(world.secretary, read_only=True),
    }  # fmt: skip


SEES: dict[str, tuple[dict[str, Any], set[str]]] = {  # document -> who reads what is said on it
    "public": ({"visibility": "public"}, {"reader", "member", "secretary", "administrator", "token"}),
    "network": ({}, {"reader", "member", "secretary", "administrator", "token"}),
    "body": ({"visibility": "body"}, {"member", "secretary", "administrator", "token"}),
    "draft": ({"state": "draft"}, {"secretary", "administrator", "token"}),
}


@pytest.mark.parametrize("name", SEES)
def test_who_sees_a_version_reads_and_writes_on_it_and_nobody_else(any_world: World, name: str) -> None:
    world, (said, sees) = any_world, SEES[name]
    bodies = (world.body,) if name == "body" else ()
    document = charter(world, body=world.body, bodies=bodies, **said)
    made = say(world, world.administrator, document)
    everyone = people(world)
    for who, actor in everyone.items():
        refusals: dict[str, type[RepoServiceError] | None] = {}
        for act, call in {
            "read": lambda actor=actor: read(world, actor, document),
            "write": lambda actor=actor: say(world, actor, document, answers=made),
            "settle": lambda actor=actor: do(world, commenting.resolve, actor, document, made),
        }.items():
            try:
                call()
                refusals[act] = None
            except RepoServiceError as error:
                refusals[act] = type(error)
            if act == "settle" and refusals[act] is None:
                do(world, commenting.reopen, world.administrator, document, made)
        hidden = name != "public" and who not in sees
        stranger = NotFound if hidden else SignInRequired if who == "visitor" else Forbidden
        assert refusals["read"] == (None if who in sees else stranger), who
        writes = who in sees and who != "token"
        assert refusals["write"] == (None if writes else Forbidden if who == "token" else stranger), who
        keeps = who in {"secretary", "administrator"}
        assert refusals["settle"] == (None if keeps else Forbidden if who in sees else stranger), who
        if not hidden:
            counted = seen(world, actor, document)
            assert (counted is None) == (who not in sees), who


def test_only_its_author_takes_a_comment_back(any_world: World) -> None:
    world, document = any_world, charter(any_world)
    made = say(world, world.reader, document)
    for actor in (world.secretary, world.administrator):
        with pytest.raises(Forbidden):
            do(world, commenting.withdraw, actor, document, made)
    assert only(world, document).first.text == "Pourquoi ?"


def test_a_reader_does_not_settle_what_others_said(any_world: World) -> None:
    world, document = any_world, charter(any_world)
    made = say(world, world.secretary, document)
    with pytest.raises(Forbidden):
        do(world, commenting.resolve, world.reader, document, made)
    assert not only(world, document).may_settle
    mine = say(world, world.reader, document)
    do(world, commenting.resolve, world.reader, document, mine)


def test_nothing_is_shown_nor_said_on_a_withdrawn_document_even_to_who_keeps_it(any_world: World) -> None:
    world, document = any_world, charter(any_world)
    made = say(world, world.reader, document)
    acts.put(world, document, "withdrawn")
    for actor in (world.reader, world.secretary, world.administrator):
        for call in (
            lambda actor=actor: read(world, actor, document),
            lambda actor=actor: say(world, actor, document),
            lambda actor=actor: do(world, commenting.withdraw, actor, document, made),
        ):
            with pytest.raises(Gone):
                call()
    assert seen(world, world.administrator, document) is None


def test_what_is_said_on_a_draft_is_for_who_sees_the_draft_until_it_is_published(any_world: World) -> None:
    world, document = any_world, charter(any_world)
    public = say(world, world.reader, document, "Sur la version publiée")
    next_version(world, document, state="draft")
    say(world, world.secretary, document, "Sur le brouillon", number=2)
    say(world, world.secretary, document, "Une réponse depuis le brouillon", number=2, answers=public)
    assert read(world, world.secretary, document, 2).is_draft
    assert [one.first.text for one in read(world, world.secretary, document, 2).threads] == [
        "Sur la version publiée", "Sur le brouillon",
    ]  # fmt: skip
    (thread,) = read(world, world.reader, document).threads
    assert (thread.first.text, thread.answers) == ("Sur la version publiée", ())
    assert seen(world, world.reader, document) == Overview(1, 1, {})
    with pytest.raises(NotFound):
        read(world, world.reader, document, 2)
    acts.put(world, document, "adopted")
    assert [len(one.answers) for one in read(world, world.reader, document, 2).threads] == [1, 0]


def test_what_was_said_on_a_draft_that_was_never_published_stays_with_it(any_world: World) -> None:
    world, document = any_world, charter(any_world)
    next_version(world, document, state="draft")
    say(world, world.secretary, document, "Sur le brouillon", number=2)
    next_version(world, document, FIRST + "\nFin.\n", state="adopted")
    assert read(world, world.reader, document, 3).threads == ()
    assert len(read(world, world.secretary, document, 3).threads) == 1


def test_an_anonymised_author_is_shown_under_another_name(any_world: World) -> None:
    world, document = any_world, charter(any_world)
    made = say(world, world.reader, document)
    do(world, commenting.resolve, world.reader, document, made)
    with world.repository.store.writing() as uow:
        personal.anonymise(uow, world.administrator, world.reader.account, "Europe/Paris")
    (thread,) = read(world, world.secretary, document).threads
    assert (thread.first.author, thread.settled_by) == ("Ancien membre", "Ancien membre")


def test_the_threads_of_every_passage_of_a_long_text_are_found_in_their_order(any_world: World) -> None:
    document = charter(any_world)
    made = say(any_world, any_world.reader, document, anchor=anchor(any_world, document, MEETS))
    found = read(any_world, any_world.reader, document)
    thread = found.threads[0]
    assert (thread.first.id, found.on(thread.anchor), found.on(""), found.gone) == (made, [thread], [], [])
    many = [replace(thread, anchor=f"p{n % 10_000}", made_on=n) for n in range(20_000)]
    whole, gone = replace(thread, anchor=""), replace(thread, anchor="p1", gone=True)
    long = replace(found, threads=(*many, whole, gone))
    numbers = [one.made_on for n in range(10_000) for one in long.on(f"p{n}")]
    assert numbers == [number for n in range(10_000) for number in (n, n + 10_000)]
    assert (long.on(""), long.on("elsewhere"), long.gone) == ([whole], [], [gone])
