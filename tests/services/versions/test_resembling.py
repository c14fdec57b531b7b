"""What a dropped file resembles: told among what the person may see, with the true figure and the likely choice."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest

from repo_service.domain.documents import NewDocument
from repo_service.domain.roles import Actor
from repo_service.errors import Conflict, Invalid, NotFound
from repo_service.services import intakes
from repo_service.services.versions.resembling import Resembling, resembling
from repo_service.services.versions.signing import Catalogue, Signer
from tests.conftest import TIMEZONE, World
from tests.services import acts

ARTICLES = [
    "La présente charte lie les bibliothèques qui la signent et qui mettent en commun leurs collections anciennes.",
    "Chaque partenaire contribue selon ses moyens aux acquisitions, au catalogage et à la conservation des fonds.",
    "Le comité de pilotage se réunit trois fois par an et rend compte à l’assemblée de ce qu’il a décidé.",
    "Un partenaire peut quitter le réseau par une lettre adressée au coordinateur, avec un préavis de six mois.",
    "Les documents numérisés restent la propriété de l’établissement qui conserve les originaux.",
]
CHARTER = "\n\n".join(ARTICLES)
REVISED = CHARTER.replace("trois fois", "quatre fois").replace("six mois", "trois mois")
OTHER = "\n\n".join(ARTICLES[:3]) + "\n\nLa cotisation annuelle est fixée par l’assemblée.\n\nLe siège est à Valmorin."


def sign(world: World) -> None:
    Signer(world.repository.store).turn()


def look(
    world: World, content: str | bytes, name: str = "texte.txt", actor: Actor | None = None
) -> list[Resembling]:
    """What is told to somebody who drops a file."""
    sign(world)
    actor = actor or world.secretary
    batch = acts.drop(world, world.prepare(content, name), actor=actor)
    with world.repository.store.reading() as uow:
        (item,) = intakes.batch(uow, actor, batch)
        return resembling(uow, actor, Catalogue(), item)


def told(found: list[Resembling]) -> list[tuple[str, int, str]]:
    return [(one.side.document.public_id, one.side.version.number, one.sort) for one in found]


def word(*passages: str) -> bytes:
    file, document = io.BytesIO(), docx.Document()
    for passage in passages:
        document.add_paragraph(passage)
    document.save(file)
    return file.getvalue()


def test_a_revised_text_is_told_with_its_true_likeness_and_its_differences(any_world: World) -> None:
    charter = any_world.file(CHARTER, "charte.txt", kind="charter", title="Charte du réseau").public_id
    any_world.file("Un tout autre texte, sur la reliure des volumes et sur le papier permanent." * 3)
    (one,) = look(any_world, REVISED, "charte v2.txt")
    assert told([one]) == [(charter, 1, "near")]
    assert one.comparison is not None
    assert one.percent == int(one.comparison.likeness * 100) in range(95, 99)
    assert one.comparison.counts.changed == 2
    assert (one.likely, one.may_edit) == ("version", True)


def test_the_version_that_does_most_is_named_of_several(any_world: World) -> None:
    charter = any_world.file(CHARTER, kind="charter").public_id
    acts.refile(any_world, charter, OTHER, kind="charter")
    acts.refile(any_world, charter, OTHER.replace("Valmorin", "Kerleven"), kind="charter")
    assert told(look(any_world, REVISED)) == [(charter, 1, "near")]
    assert told(look(any_world, OTHER.replace("Valmorin", "Brest"))) == [(charter, 3, "near")]


def test_the_newest_version_is_compared_before_it_is_signed(any_world: World) -> None:
    charter = any_world.file(CHARTER, kind="charter").public_id
    sign(any_world)
    acts.refile(any_world, charter, REVISED, kind="charter")
    batch = acts.drop(any_world, any_world.prepare(REVISED + "\n\nFin."), actor=any_world.secretary)
    with any_world.repository.store.reading() as uow:
        (item,) = intakes.batch(uow, any_world.secretary, batch)
        assert told(resembling(uow, any_world.secretary, Catalogue(), item)) == [(charter, 2, "near")]


def test_a_card_that_was_corrected_does_not_make_an_older_version_stand_for_the_text(any_world: World) -> None:
    charter = any_world.file(CHARTER, kind="charter").public_id
    acts.edit(any_world, charter, kind="charter", title="Charte")
    assert told(look(any_world, REVISED)) == [(charter, 2, "near")]
    assert told(look(any_world, CHARTER)) == [(charter, 2, "file")]


def test_the_same_bytes_are_told_as_such_and_of_which_version(any_world: World) -> None:
    charter = any_world.file(CHARTER, kind="charter").public_id
    acts.refile(any_world, charter, REVISED, kind="charter")
    (old,) = look(any_world, CHARTER, "autre nom.txt")
    (new,) = look(any_world, REVISED)
    assert told([old, new]) == [(charter, 1, "file"), (charter, 2, "file")]
    assert (old.percent, old.likely, old.comparison) == (100, "discard", None)


def test_the_same_bytes_without_any_text_are_recognised_too(any_world: World) -> None:
    document = any_world.file(b"\x00\x01\x02" * 50, "octets.bin").public_id
    assert told(look(any_world, b"\x00\x01\x02" * 50, "octets.bin")) == [(document, 1, "file")]


def test_the_same_text_in_another_format_is_the_same_text(any_world: World) -> None:
    charter = any_world.file(word(*ARTICLES), "charte.docx", kind="charter", title="Charte").public_id
    (one,) = look(any_world, CHARTER, "charte.txt")
    assert told([one]) == [(charter, 1, "text")]
    assert (one.percent, one.side.reader) == (100, "docx")
    assert one.likely == "version"  # nothing is lost by that, while putting it aside would lose a file


def test_moved_passages_are_not_the_same_text(any_world: World) -> None:
    any_world.file(CHARTER, kind="charter")
    (one,) = look(any_world, "\n\n".join(reversed(ARTICLES)))
    assert (one.sort, one.percent) == ("near", 99)


def test_what_resembles_little_and_what_is_short_is_not_told(any_world: World) -> None:
    any_world.file(CHARTER, kind="charter")
    any_world.file("Le comité décide.", kind="minutes")
    assert look(any_world, ARTICLES[0] + "\n\n" + "Un paragraphe sur la reliure et le papier permanent. " * 12) == []
    assert look(any_world, "Le comité décide !") == []


@pytest.mark.parametrize(("day", "choice"), [("12 mars 2024", "version"), ("9 avril 2024", "document")])
def test_minutes_of_another_meeting_are_another_document(any_world: World, day: str, choice: str) -> None:
    head = "Compte rendu du comité de pilotage du {}\n\n"
    title, body = "Compte rendu du comité de pilotage du 12 mars 2024", any_world.body
    any_world.file(head.format("12 mars 2024") + CHARTER, "CR.txt", kind="minutes", title=title, body=body,
                   date=date(2024, 3, 12))  # fmt: skip
    (one,) = look(any_world, head.format(day) + CHARTER + "\n\nLevée de la séance à midi.", "CR bis.txt")
    assert one.percent >= 90
    assert one.likely == choice


def test_hidden_documents_change_nothing_in_what_is_told(any_world: World) -> None:
    group = acts.body(any_world, "Groupe catalogage")
    secretary = acts.person(any_world, "s@exemple.fr", "secretary", "CoPil")
    seen = any_world.file(OTHER, kind="charter", title="Vue").public_id
    before = look(any_world, REVISED, actor=secretary)
    for number in range(130):  # more than are asked for at once, all of them more alike than the one that is seen
        any_world.file(
            f"{REVISED}\n\n{number}", kind="charter", title="Secret", visibility="body", bodies=(group,), body=group
        )
    draft = any_world.file(REVISED + "\n\nBrouillon.", kind="charter", state="draft", body=group).public_id
    after = look(any_world, REVISED, actor=secretary)
    assert told(after) == told(before) == [(seen, 1, "near")]
    assert (after[0].percent, after[0].likely) == (before[0].percent, before[0].likely)
    assert draft in [row[0] for row in told(look(any_world, REVISED + "\n\nBrouillon."))]
    assert told(look(any_world, REVISED + "\n\nBrouillon.", actor=secretary)) == [(seen, 1, "near")]


def test_the_draft_of_somebody_else_above_a_version_that_is_seen_is_not_told(any_world: World) -> None:
    group = acts.body(any_world, "Groupe catalogage")
    charter = any_world.file(CHARTER, kind="charter", body=group).public_id
    acts.refile(any_world, charter, REVISED, kind="charter", state="draft", body=group)
    secretary = acts.person(any_world, "s@exemple.fr", "secretary", "CoPil")
    (one,) = look(any_world, REVISED, actor=secretary)
    assert told([one]) == [(charter, 1, "near")]
    assert (one.may_edit, one.likely) == (False, "document")
    assert told(look(any_world, REVISED, actor=any_world.administrator)) == [(charter, 2, "file")]


def test_a_withdrawn_document_is_told_to_those_who_keep_it_only(any_world: World) -> None:
    group = acts.body(any_world, "Groupe catalogage")
    charter = any_world.file(CHARTER, kind="charter", body=group).public_id
    acts.put(any_world, charter, "withdrawn")
    stranger = acts.person(any_world, "s@exemple.fr", "secretary", "CoPil")
    for content in (CHARTER, REVISED):
        assert look(any_world, content, actor=stranger) == []
        (one,) = look(any_world, content, actor=any_world.administrator)
        assert (one.is_withdrawn, one.may_edit) == (True, False)
    living = any_world.file(OTHER, kind="charter").public_id
    found = look(any_world, REVISED, actor=any_world.administrator)
    assert [one.side.document.public_id for one in found] == [living, charter]


def test_withdrawn_documents_that_are_nearer_do_not_hide_a_living_one(any_world: World) -> None:
    group = acts.body(any_world, "Groupe catalogage")
    living = any_world.file(OTHER, kind="charter").public_id
    for number in range(3):
        nearer = any_world.file(f"{REVISED}\n\n{number}", kind="charter", body=group).public_id
        acts.put(any_world, nearer, "withdrawn")
    told_living_first(any_world, REVISED, living)


def test_withdrawn_documents_of_the_same_file_do_not_hide_a_living_one(any_world: World) -> None:
    group = acts.body(any_world, "Groupe catalogage")
    living, *others = sorted(any_world.file(CHARTER, kind="charter", body=group).public_id for _ in range(4))
    for other in others:  # those that are met first
        acts.put(any_world, other, "withdrawn")
    told_living_first(any_world, CHARTER, living)


def told_living_first(world: World, content: str, living: str) -> None:
    """Alone to a secretary who keeps none of the withdrawn ones; before them to who keeps all."""
    stranger = acts.person(world, "s@exemple.fr", "secretary", "CoPil")
    assert [one.side.document.public_id for one in look(world, content, actor=stranger)] == [living]
    kept = look(world, content, actor=world.administrator)
    assert [one.is_withdrawn for one in kept] == [False, True, True]
    assert kept[0].side.document.public_id == living


def drop(world: World, content: str, name: str = "texte.txt") -> tuple[str, str]:
    batch = acts.drop(world, world.prepare(content, name))
    with world.repository.store.reading() as uow:
        (item,) = intakes.batch(uow, world.secretary, batch)
    return batch, item.id


def renew(world: World, dropped: tuple[str, str], public_id: str, expected: int, **said: str) -> None:
    new = NewDocument(**{"kind": "other", "title": "", "language": "", **said})
    with world.repository.store.writing() as uow:
        intakes.add_version(uow, world.secretary, *dropped, public_id, expected, new, TIMEZONE)


def test_a_dropped_file_becomes_the_next_version_and_keeps_what_is_not_said(any_world: World) -> None:
    charter = any_world.file(
        CHARTER, kind="charter", title="Charte du réseau", visibility="public", keywords="charte, réseau",
        institution=any_world.institution, language="fr", number="3",
    ).public_id  # fmt: skip
    dropped = drop(any_world, REVISED)
    renew(any_world, dropped, charter, 1, reason="Préavis plus court", visibility="network", keywords="préavis")
    document = acts.latest(any_world, charter)
    version = document.versions[-1]
    assert (document.current_number, document.kind, document.visibility) == (2, "charter", "public")
    assert (version.title, version.reason, version.file_name) == ("Charte du réseau", "Préavis plus court", "texte.txt")
    kept = {name: version.details[name] for name in ("keywords", "institution", "number", "visibility")}
    assert kept == {
        "keywords": "préavis", "institution": any_world.institution, "number": "3", "visibility": "public"
    }  # fmt: skip
    with any_world.repository.store.reading() as uow, pytest.raises(NotFound):
        intakes.batch(uow, any_world.secretary, dropped[0])
    any_world.index()
    assert acts.faults(any_world) == []


def test_a_new_version_of_a_draft_is_published_unless_it_is_to_stay_one(any_world: World) -> None:
    for state, published in (("draft", False), ("", True)):
        charter = any_world.file(CHARTER, kind="charter", state="draft").public_id
        renew(any_world, drop(any_world, REVISED), charter, 1, reason="Relu", state=state)
        assert acts.sees(any_world, any_world.reader, charter) is published


def test_a_reason_that_says_nothing_and_a_version_that_came_since_are_refused_and_the_file_waits_on(
    any_world: World,
) -> None:
    charter = any_world.file(CHARTER, kind="charter").public_id
    dropped = drop(any_world, REVISED)
    for reason in ("", "   ", "\u00a0\u200b"):
        with pytest.raises(Invalid) as refused:
            renew(any_world, dropped, charter, 1, reason=reason)
        assert "reason" in refused.value.fields
    acts.refile(any_world, charter, OTHER, kind="charter")
    with pytest.raises(Conflict):
        renew(any_world, dropped, charter, 1, reason="Relu")
    assert acts.latest(any_world, charter).latest_number == 2
    renew(any_world, dropped, charter, 2, reason="Relu")
    assert acts.latest(any_world, charter).latest_number == 3
