"""Annotated copies: whose they may be, what becomes of their remarks, and that none stands twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import Forbidden, Gone, Invalid, NotFound, RepoServiceError, SignInRequired
from repo_service.services.versions import annotated, commenting
from repo_service.services.versions.annotated import AnotherText, Collected
from repo_service.services.versions.commenting import Overview, Received, Thread
from repo_service.services.versions.signing import Signer
from tests.conftest import World
from tests.formats.build_odt import TextFile
from tests.formats.build_odt import p as odt_p
from tests.formats.build_odt import remark as odt_remark
from tests.formats.build_word import ins, p, r
from tests.services import acts
from tests.services.versions import copies
from tests.services.versions.copies import COSTS, LINES, MEETS, NAMES, drop, minutes, note, noted, read, weigh, word
from tests.services.versions.talk import read as discussion
from tests.services.versions.talk import say, seen, told

END_OF_NAMES = "«\u00a0pour la conservation.\u00a0»"


def threads(world: World, document: str, actor: Actor | None = None, number: int = 1) -> tuple[Thread, ...]:
    return discussion(world, actor or world.reader, document, number).threads


def said(world: World, document: str) -> list[tuple[str, str, str]]:
    """Who says what on which passage."""
    return [(one.first.author, one.first.text, one.quote) for one in threads(world, document)]


def test_every_remark_of_a_copy_stands_on_its_passage_under_the_name_in_the_file(any_world: World) -> None:
    world, document = any_world, minutes(any_world)
    assert drop(world, document, copies.by_claire()) == Collected(1, 3, 0, 1)
    assert said(world, document) == [
        ("Claire Martin", "Remplacer «\u00a0deux\u00a0» par «\u00a0trois\u00a0»", MEETS),
        ("Claire Martin", f"Ajouter «\u00a0 Son nom est publié.\u00a0» après {END_OF_NAMES}", NAMES),
        ("Claire Martin", "Sur «\u00a0Les frais\u00a0»\u00a0: Selon quelle clé ?", COSTS),
    ]  # fmt: skip
    first = threads(world, document)[0]
    assert (first.first.sort, first.first.brought_by, first.first.mine, first.outcome) == (
        "replacement", world.secretary.name, False, "",
    )  # fmt: skip
    assert first.first.at == datetime(2024, 3, 12, 10, 0, tzinfo=UTC)
    counted = seen(world, world.reader, document)
    assert counted is not None
    assert (counted.threads, counted.open, counted.received) == (0, 0, Received(3, 1, 3))
    assert sum(counted.marks.values()) == 3
    world.index()
    assert acts.faults(world) == []


def test_a_copy_dropped_twice_and_one_that_was_passed_on_add_nothing_twice(any_world: World) -> None:
    world, document = any_world, minutes(any_world)
    drop(world, document, copies.by_claire())
    assert drop(world, document, copies.by_claire()) == Collected(1, 0, 3, 0)
    assert drop(world, document, copies.by_paul()) == Collected(1, 1, 3, 1)
    assert said(world, document)[-1] == ("Paul Roux", "Supprimer «\u00a0par an\u00a0»", COSTS)
    assert [(action, data) for action, _, data in told(world)] == [
        ("comment.collected", {"version": 1, "remarks": 3}), ("comment.collected", {"version": 1, "remarks": 1}),
    ]  # fmt: skip


def test_a_remark_that_one_person_makes_twice_stands_twice(any_world: World) -> None:
    world, document = any_world, minutes(any_world)
    copy = word(*LINES[:4], p(noted(0, noted(1, r("Adopté.")))), LINES[5], notes=note(0, "Idem.") + note(1, "Idem."))
    assert drop(world, document, copy).added == 2
    assert drop(world, document, copy).added == 0


def test_passages_of_one_wording_are_told_apart(any_world: World) -> None:
    world, document = any_world, minutes(any_world)
    copy = word(*LINES[:5], p(noted(0, r("Adopté."))), notes=note(0, "À quelle majorité ?"))
    drop(world, document, copy)
    (one,) = threads(world, document)
    assert one.anchor.endswith("-2")


def test_a_copy_knows_the_version_that_it_is_one_of_and_its_remarks_follow_their_passages(any_world: World) -> None:
    world, document = any_world, minutes(any_world)
    corrected = word(LINES[0], MEETS.replace("deux", "quatre"), *LINES[3:])
    acts.refile(world, document, corrected, name="cr.docx", title="Compte rendu", kind="minutes", body=world.body)
    assert drop(world, document, copies.by_claire(), number=2).number == 1
    meets, names, costs = threads(world, document, number=2)
    assert (meets.made_on, meets.changed, meets.gone) == (1, True, False)
    assert (names.gone, costs.gone, costs.changed) == (True, False, False)


def test_a_card_that_is_corrected_makes_no_new_remarks_of_an_old_copy(any_world: World) -> None:
    world, document = any_world, minutes(any_world)
    drop(world, document, copies.by_claire())
    acts.edit(world, document, kind="minutes", title="Compte rendu du comité", body=world.body)
    assert drop(world, document, copies.by_claire(), number=2).added == 0
    assert len(threads(world, document, number=2)) == 3


def test_a_passage_that_cannot_be_found_leaves_its_remark_on_the_whole(any_world: World) -> None:
    world, document = any_world, minutes(any_world)
    copy = word(*LINES, p(noted(0, r("Tout autre chose, écrit sans suivi."))), notes=note(0, "Et ceci ?"))
    drop(world, document, copy)
    assert [(one.anchor, one.quote) for one in threads(world, document)] == [("", "")]


def test_a_copy_in_opendocument_is_read_as_well(any_world: World, tmp_path: Any) -> None:
    world, document = any_world, minutes(any_world)
    body = "".join(odt_p(line) for line in LINES[:-1]) + odt_p(f"{LINES[-1]}{odt_remark('Non.')}")
    copy = TextFile(body).save(tmp_path / "copie.odt").read_bytes()
    assert drop(world, document, copy, name="copie.odt").added == 1
    assert threads(world, document)[0].first.author == "Zoé Secrète"


def test_replies_in_the_file_answer_here_and_one_that_comes_later_finds_its_place(any_world: World) -> None:
    world, document = any_world, minutes(any_world)

    def copy(*authors: str) -> bytes:
        space = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
        notes = "".join(
            f'<w:comment w:id="{n}" w:author="{author}"><w:p {space} w14:paraId="0000000{n}">'
            f"{r(f'Mot de {author}')}</w:p></w:comment>"
            for n, author in enumerate(authors)
        )
        w15 = "http://schemas.microsoft.com/office/word/2012/wordml"
        replies = "".join(
            f'<w15:commentEx w15:paraId="0000000{n}" w15:paraIdParent="0000000{n - 1}"/>'
            for n in range(1, len(authors))
        )
        extended = f'<w15:commentsEx xmlns:w15="{w15}">{replies}</w15:commentsEx>'
        covered = r("Adopté.")
        for n in range(len(authors)):
            covered = noted(n, covered)
        return word(*LINES[:5], p(covered), notes=notes, members={"word/commentsExtended.xml": extended})

    assert drop(world, document, copy("Claire", "Paul")).added == 2
    assert drop(world, document, copy("Claire", "Paul", "Zoé")).added == 1
    (one,) = threads(world, document)
    assert (one.first.author, [answer.author for answer in one.answers]) == ("Claire", ["Paul", "Zoé"])


# What becomes of them


def test_a_remark_is_kept_set_aside_and_made_to_wait_again(any_world: World) -> None:
    world, document = any_world, minutes(any_world)
    drop(world, document, copies.by_claire())
    remarks = [one.first.id for one in threads(world, document)]
    for verb, remark in ((annotated.keep, remarks[0]), (annotated.keep, remarks[0]), (annotated.set_aside, remarks[1])):
        weigh(world, verb, document, remark)
    assert [(one.outcome, one.is_open, one.settled_by) for one in threads(world, document)] == [
        ("kept", False, world.secretary.name), ("set_aside", False, world.secretary.name), ("", True, ""),
    ]  # fmt: skip
    weigh(world, annotated.set_aside, document, remarks[0])
    weigh(world, annotated.undo, document, remarks[1])
    assert [one.outcome for one in threads(world, document)] == ["set_aside", "", ""]
    assert [action for action, _, _ in told(world)] == [
        "comment.collected", "comment.kept", "comment.set_aside", "comment.set_aside", "comment.reopened",
    ]  # fmt: skip


def test_a_remark_is_answered_as_any_comment_and_opened_again_has_no_outcome(any_world: World) -> None:
    world, document = any_world, minutes(any_world)
    drop(world, document, copies.by_claire())
    remark = threads(world, document)[0].first.id
    say(world, world.reader, document, "Trois, en effet.", answers=remark)
    weigh(world, annotated.keep, document, remark)
    with world.repository.store.writing() as uow:
        commenting.reopen(uow, world.secretary, document, 1, remark)
    first = threads(world, document)[0]
    assert (first.outcome, [answer.text for answer in first.answers]) == ("", ["Trois, en effet."])


def test_an_erased_remark_has_no_words_left_and_may_be_brought_again(any_world: World) -> None:
    world, document = any_world, minutes(any_world)
    drop(world, document, copies.by_claire())
    remark = threads(world, document)[0].first.id
    weigh(world, annotated.erase, document, remark)
    assert (threads(world, document)[0].first.text, threads(world, document)[0].speaks) == ("", False)
    assert drop(world, document, copies.by_claire()).added == 1


def test_who_dropped_a_copy_does_not_take_back_the_words_of_others(any_world: World) -> None:
    world, document = any_world, minutes(any_world)
    drop(world, document, copies.by_claire())
    with pytest.raises(Forbidden):
        weigh(world, commenting.withdraw, document, threads(world, document)[0].first.id)


def test_only_a_remark_is_kept_or_set_aside(any_world: World) -> None:
    world, document = any_world, minutes(any_world)
    comment = say(world, world.secretary, document, "Un mot")
    for verb in (annotated.keep, annotated.set_aside, annotated.undo, annotated.erase):
        with pytest.raises(Invalid):
            weigh(world, verb, document, comment)
        with pytest.raises(NotFound):
            weigh(world, verb, document, "nobody")


# Whose they are


def test_members_read_the_remarks_of_a_text_that_they_read_and_others_nothing(any_world: World) -> None:
    world = any_world
    member = acts.join(world, acts.person(world, "membre@exemple.fr", "reader"), world.body)
    left = replace(member, former=True)
    document = minutes(world, visibility="body", bodies=(world.body,))
    drop(world, document, copies.by_claire())
    remark = threads(world, document, member)[0].first.id
    verbs: tuple[Callable[..., Any], ...] = (annotated.keep, annotated.set_aside, annotated.undo, annotated.erase)
    for actor, refusal in (
        (member, Forbidden), (world.reader, NotFound), (VISITOR, NotFound), (left, NotFound),
        (replace(world.secretary, read_only=True), Forbidden),
    ):  # fmt: skip
        with pytest.raises(refusal):
            drop(world, document, copies.by_claire(), actor)
        for verb in verbs:
            with pytest.raises(refusal):
                weigh(world, verb, document, remark, actor)


def test_visitors_of_public_minutes_learn_nothing_of_their_remarks(any_world: World) -> None:
    world, document = any_world, minutes(any_world, visibility="public")
    drop(world, document, copies.by_claire())
    assert seen(world, VISITOR, document) is None
    with pytest.raises(SignInRequired):
        threads(world, document, VISITOR)
    with pytest.raises(SignInRequired):
        drop(world, document, copies.by_claire(), VISITOR)


def test_remarks_on_a_draft_are_told_to_nobody_who_does_not_read_it(any_world: World) -> None:
    world, document = any_world, minutes(any_world)
    changed = word(LINES[0], "Une ligne neuve, que seul le brouillon contient, sur les horaires.", *LINES[1:])
    said: dict[str, Any] = {"title": "Compte rendu", "kind": "minutes", "body": world.body, "state": "draft"}
    acts.refile(world, document, changed, name="cr.docx", **said)
    added = p(noted(0, r("Une ligne neuve, que seul le brouillon contient, sur les horaires.")))
    copy = word(LINES[0], added, *LINES[1:], notes=note(0, "Secret"))
    assert drop(world, document, copy).number == 2
    assert threads(world, document) == ()
    counted = seen(world, world.reader, document)
    assert counted == Overview()
    assert len(threads(world, document, world.secretary, 2)) == 1


def test_nothing_is_collected_on_a_withdrawn_document(any_world: World) -> None:
    world, document = any_world, minutes(any_world)
    acts.put(world, document, "withdrawn")
    with pytest.raises(Gone):
        drop(world, document, copies.by_claire(), world.administrator)


def test_the_form_is_offered_to_who_edits_minutes(any_world: World) -> None:
    world, row = any_world, acts.latest(any_world, minutes(any_world))
    other = world.file("Un texte.", kind="report")
    assert annotated.is_offered(world.secretary, row)
    assert not annotated.is_offered(world.reader, row)
    assert not annotated.is_offered(VISITOR, row)
    assert (annotated.is_offered(world.administrator, other), annotated.may_collect(world.administrator, other)) == (
        False, True,
    )  # fmt: skip


# Bad input


OTHER = (
    "Assemblée générale", "Les statuts sont modifiés à la majorité des deux tiers des membres présents.",
    "Le siège est transféré à Port-Ligneau, dans les locaux de la bibliothèque municipale.",
    "Le budget est voté à l’unanimité, après un débat sur la part des acquisitions.",
)  # fmt: skip


def test_a_copy_of_another_text_is_refused_and_told_what_it_looks_like(any_world: World) -> None:
    world, document = any_world, minutes(any_world)
    secretary = acts.person(world, "ines@exemple.fr", "secretary", world.body)
    bureau = acts.body(world, "Bureau")
    hidden = minutes(world, *OTHER, title="Bureau", visibility="body", body=bureau, bodies=(bureau,))

    def looks_like(actor: Actor) -> str:
        Signer(world.repository.store).turn()
        with pytest.raises(AnotherText) as refused:
            drop(world, document, word(*OTHER), actor)
        return refused.value.resembles.public_id if refused.value.resembles else ""

    assert (looks_like(world.administrator), looks_like(secretary)) == (hidden, "")
    other = minutes(world, *OTHER, title="Assemblée")
    assert looks_like(secretary) == other
    with pytest.raises(AnotherText) as unknown:
        drop(world, document, word("Rien de connu ici, sinon des mots qui ne sont dans aucun texte. " * 3))
    assert unknown.value.resembles is None
    assert threads(world, document) == ()


def test_an_empty_copy_is_one_of_no_text(any_world: World) -> None:
    world, document = any_world, minutes(any_world)
    with pytest.raises(AnotherText):
        drop(world, document, word(""))


def test_a_copy_without_remarks_adds_nothing(any_world: World) -> None:
    world, document = any_world, minutes(any_world)
    assert drop(world, document, word(*LINES)) == Collected(1, 0, 0, 0)
    assert told(world) == []


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "copie.docx", "vide"), (b"%PDF-1.4", "copie.pdf", ".docx"), (b"Un texte.", "copie.txt", ".docx"),
        (copies.by_claire()[:-200], "copie.docx", "abîmé"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(
    world: World, content: bytes, name: str, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        read(world, content, name)
    assert words in refused.value.fields["annotated"]


def test_names_and_days_that_are_missing_or_strange_are_taken_as_they_are(any_world: World) -> None:
    world, document = any_world, minutes(any_world)
    people = (
        ("", ""), ("&lt;b&gt;Zoé&lt;/b&gt;", "hier"), ("Paul\u202e\u0085  Roux", "2999-01-01T00:00:00Z"),
        ("É" * 300, ""),
    )  # fmt: skip
    notes = "".join(
        f'<w:comment w:id="{n}" w:author="{author}" w:date="{day}">{p("Mot")}</w:comment>'
        for n, (author, day) in enumerate(people)
    )
    covered = r("Adopté.")
    for n in range(4):
        covered = noted(n, covered)
    drop(world, document, word(*LINES[:5], p(covered), notes=notes))
    assert [one.first.author for one in threads(world, document)] == ["", "<b>Zoé</b>", "Paul Roux", "É" * 200]
    (collected,) = acts.logged(world, "comment.collected")
    assert all(abs(collected.at - one.first.at) < timedelta(seconds=60) for one in threads(world, document))


def test_two_thousand_remarks_are_collected_and_shown(any_world: World) -> None:
    world = any_world
    lines = [f"Point {n} de la séance, sur le fonds numéro {n}." for n in range(2_000)]
    document = minutes(world, *lines)
    copy = word(*(p(r(line) + ins(r(" À revoir."))) for line in lines))
    assert drop(world, document, copy).added == 2_000
    assert drop(world, document, copy).added == 0
    assert len({one.anchor for one in threads(world, document)}) == 2_000


def test_one_copy_dropped_by_two_secretaries_at_once_stands_once(any_world: World) -> None:
    world, document = any_world, minutes(any_world)
    store, copy = world.repository.store, read(world, copies.by_claire())
    with store.reading() as uow:
        placed = annotated.place(uow, world.secretary, world.repository.signatures, document, 1, copy)
    barrier, errors = threading.Barrier(3), list[RepoServiceError]()

    def collect() -> None:
        barrier.wait()
        try:
            with store.writing() as uow:
                annotated.collect(uow, world.secretary, document, placed)
        except RepoServiceError as error:
            errors.append(error)

    workers = [threading.Thread(target=collect) for _ in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert errors == []
    assert len(threads(world, document)) == 3
