"""Search across time: every wording that readers ever saw is found, with when it stood, and nothing else is."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from repo_service.domain.documents import SearchQuery
from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import BadQuery, Unavailable
from repo_service.search import history_folder
from repo_service.services.versions import finding_then
from repo_service.services.versions.finding_then import Stood, Then
from repo_service.services.versions.wordings import Texts
from tests.conftest import World
from tests.services import acts
from tests.services.test_former_partners import LEFT, Travel, actor, on, someone  # noqa: F401  (``on`` is a fixture)

FIRST = "# Prêt\n\nLe prêt dure trois semaines.\n\nLe fonds ancien est exclu.\n"
SECOND = "# Prêt\n\nLe prêt dure cinq semaines.\n\nLe fonds ancien est exclu.\n"


def ask(world: World, who: Actor, words: str, **more: Any) -> Then:
    """Search in all versions, with the index up to date."""
    world.index()
    return asked(world, who, words, **more)


def asked(world: World, who: Actor, words: str, **more: Any) -> Then:
    """The same with the index as it is."""
    repository = world.repository
    query = SearchQuery(words, all_versions=True, **more)
    with repository.store.reading() as uow:
        return finding_then.search(uow, who, repository.history, repository.access, query)


def one(found: Then) -> Stood:
    """The only hit."""
    assert found.total == len(found.results) == 1
    return found.results[0]


def runs(stood: Stood) -> list[tuple[int, int]]:
    return [(run.first, run.last) for run in stood.runs]


def told(found: Then) -> object:
    """All that an answer tells."""
    hits = [(hit.document.public_id, hit.words, runs(hit), hit.score, hit.snippet) for hit in found.results]
    return found.total, hits, found.facets, found.late


def test_a_wording_of_a_past_version_is_found_with_when_it_stood(any_world: World, on: Travel) -> None:  # noqa: F811
    on(date(2023, 1, 10))
    public_id = any_world.file(FIRST, "pret.md", title="Règlement").public_id
    on(date(2024, 6, 4))
    acts.refile(any_world, public_id, SECOND, name="pret.md", title="Règlement")
    any_world.index()
    assert acts.found(any_world, any_world.reader, "trois semaines") == []
    hit = one(ask(any_world, any_world.reader, "trois semaines"))
    assert (hit.document.public_id, hit.version.number, hit.words) == (public_id, 1, "Le prêt dure trois semaines.")
    assert [(run.first, run.last, run.start, run.end) for run in hit.runs] == [
        (1, 1, date(2023, 1, 10), date(2024, 6, 4))
    ]
    assert "".join(text for text, marked in hit.snippet.pieces if marked) == "troissemaines"
    lasting = one(ask(any_world, any_world.reader, "fonds ancien"))
    assert [(run.first, run.last, run.start, run.end) for run in lasting.runs] == [(1, 2, date(2023, 1, 10), None)]
    assert lasting.version.number == 2
    with any_world.repository.store.reading() as uow:
        shown = Texts(uow, [hit.version])
        assert hit.anchor in {wording.anchor for wording in shown.of(hit.version).values()}


def test_the_words_must_stand_in_one_passage(any_world: World) -> None:
    any_world.file(FIRST, "pret.md", title="Règlement")
    assert ask(any_world, any_world.reader, "semaines exclu").total == 0
    assert ask(any_world, any_world.reader, "ancien exclu").total == 1


def test_a_wording_that_left_and_came_back_has_two_runs(any_world: World) -> None:
    public_id = any_world.file(FIRST, "pret.md", title="Règlement").public_id
    acts.refile(any_world, public_id, SECOND, name="pret.md", title="Règlement")
    acts.refile(any_world, public_id, FIRST, name="pret.md", title="Règlement")
    assert runs(one(ask(any_world, any_world.reader, "trois"))) == [(1, 1), (3, 3)]
    assert runs(one(ask(any_world, any_world.reader, "cinq"))) == [(2, 2)]


def test_a_change_of_the_card_alone_lengthens_a_run_and_an_old_title_is_found(any_world: World) -> None:
    public_id = any_world.file("Le fonds ancien.", title="Règlement du zinzolin").public_id
    acts.edit(any_world, public_id, title="Charte du vermillon")
    hit = one(ask(any_world, any_world.reader, "fonds"))
    assert (runs(hit), hit.version.number) == ([(1, 2)], 2)
    for words in ("zinzolin", "titre:zinzolin"):
        old = one(ask(any_world, any_world.reader, words))
        assert (old.words, runs(old), old.anchor) == ("Règlement du zinzolin", [(1, 1)], "")
        assert old.document.title == "Charte du vermillon"
    assert ask(any_world, any_world.reader, "titre:fonds").total == 0


def test_a_heading_that_repeats_the_title_is_one_passage_with_it(any_world: World) -> None:
    any_world.file("# Charte zinzoline\n\nTexte.", "charte.md", title="Charte ZINZOLINE")
    assert one(ask(any_world, any_world.reader, "zinzoline")).words == "Charte ZINZOLINE"


def test_a_label_that_changes_does_not_part_a_passage_and_tells_its_own_versions(any_world: World) -> None:
    public_id = any_world.file("1. Prêter\n2. Acheter", "liste.md", title="Liste").public_id
    acts.refile(any_world, public_id, "1. Trier\n2. Prêter\n3. Acheter", name="liste.md", title="Liste")
    assert runs(one(ask(any_world, any_world.reader, "acheter"))) == [(1, 2)]
    assert runs(one(ask(any_world, any_world.reader, '"2. acheter" OR "3. acheter"'))) == [(1, 2)]


def test_drafts_are_never_found_not_even_by_who_keeps_them(any_world: World) -> None:
    public_id = any_world.file("Le texte public.", title="Charte").public_id
    acts.refile(any_world, public_id, "Le texte zinzolin.", title="Charte", state="draft")
    given_up = any_world.file("Un brouillon zinzolin.", title="Essai", state="draft").public_id
    acts.put(any_world, given_up, "withdrawn")
    for who in (VISITOR, any_world.reader, any_world.secretary, any_world.administrator):
        assert ask(any_world, who, "zinzolin").total == 0
    acts.put(any_world, public_id, "published")
    assert runs(one(ask(any_world, any_world.reader, "zinzolin"))) == [(2, 2)]


def test_a_hidden_document_or_version_changes_nothing(any_world: World) -> None:
    for number in range(6):
        words = "zinzolin " * number + "mauve " * (6 - number)
        any_world.file(f"Le texte {words}.\n\nUn autre mauve {number}.", "texte.md", title=f"Note {number} zinzolin")
    before = [told(ask(any_world, any_world.reader, "zinzolin OR mauve", sort=sort)) for sort in ("relevance", "date")]
    any_world.file("Zinzolin. " * 60, title="Secret zinzolin", state="draft")
    any_world.file("Mauve.\n\n" * 9, "a.md", title="Secret", visibility="body", bodies=(any_world.body,))
    shown = any_world.repository
    with shown.store.reading() as uow:
        public_id = asked(any_world, any_world.reader, "zinzolin").results[0].document.public_id
        assert uow.now
    acts.refile(any_world, public_id, "Mauve zinzolin.\n\nMauve pourpre.", name="b.md", title="Autre", state="draft")
    after = [told(ask(any_world, any_world.reader, "zinzolin OR mauve", sort=sort)) for sort in ("relevance", "date")]
    assert after == before


def test_a_withdrawn_document_is_not_found_and_comes_back_when_it_is_published_again(any_world: World) -> None:
    public_id = any_world.file("Le zinzolin.", title="Charte").public_id
    assert ask(any_world, any_world.reader, "zinzolin").total == 1
    acts.put(any_world, public_id, "withdrawn")
    for index in (asked, ask):  # the mask hides it before the index knows
        assert index(any_world, any_world.administrator, "zinzolin").total == 0
    acts.put(any_world, public_id, "published")
    assert ask(any_world, any_world.reader, "zinzolin").total == 1


def test_a_restriction_hides_all_versions_at_once(any_world: World) -> None:
    public_id = any_world.file("Le zinzolin.", title="Charte").public_id
    assert ask(any_world, any_world.reader, "zinzolin").total == 1
    acts.edit(any_world, public_id, visibility="body", bodies=(any_world.body,))
    assert asked(any_world, any_world.reader, "zinzolin").total == 0
    member = acts.join(any_world, any_world.reader, any_world.body)
    assert runs(one(ask(any_world, member, "zinzolin"))) == [(1, 2)]


def test_a_former_partner_finds_what_stood_while_it_was_in_and_nothing_later(
    any_world: World, on: Travel  # noqa: F811
) -> None:
    account = someone(any_world)
    before: dict[str, Any] = {"kind": "charter", "body": any_world.body, "date": date(2023, 1, 1)}
    on(date(2021, 6, 1))
    too_early = any_world.file("Avant zinzolin.", title="Trop tôt").public_id
    on(date(2023, 1, 1))
    public_id = any_world.file("Alors zinzolin.\n\nToujours zinzolin.", "a.md", title="Charte", **before).public_id
    on(date(2023, 6, 1))
    acts.refile(any_world, too_early, "Ensuite zinzolin.", title="À temps")
    on(LEFT)
    text = "Secret zinzolin.\n\nToujours zinzolin."
    acts.refile(any_world, public_id, text, name="a.md", title="Charte secrète", date=date(2025, 1, 1))
    any_world.file("Après zinzolin.", title="Après")
    on(date(2025, 6, 1))
    who = actor(any_world, account)
    assert who.former
    found = ask(any_world, who, "zinzolin")
    assert {(hit.words, *runs(hit)) for hit in found.results} == {
        ("Alors zinzolin.", (1, 1)), ("Toujours zinzolin.", (1, 1)), ("Ensuite zinzolin.", (2, 2)),
    }  # fmt: skip
    assert found.total == 3
    assert found.facets["year"] == {"2023": 2}
    assert found.facets["body"] == {any_world.body: 2}
    hit = next(hit for hit in found.results if hit.words.startswith("Toujours"))
    assert (hit.document.title, hit.version.number) == ("Charte", 1)
    assert ask(any_world, who, "secret").total == 0
    assert ask(any_world, who, "titre:secrète").total == 0
    for filters, total in (({"years": (2025,)}, 0), ({"years": (2023,)}, 2), ({"bodies": (any_world.body,)}, 2)):
        assert ask(any_world, who, "zinzolin", **filters).total == total
    assert ask(any_world, who, "zinzolin année:2025").total == 0
    assert ask(any_world, any_world.reader, "zinzolin", years=(2025,)).total == 3


def test_what_came_after_a_partner_left_changes_nothing_for_it(any_world: World, on: Travel) -> None:  # noqa: F811
    account = someone(any_world)
    on(date(2023, 1, 1))
    ids = [any_world.file(f"Zinzolin {n}.\n\nMauve.", "a.md", title=f"Note {n}").public_id for n in range(4)]
    on(date(2025, 1, 1))

    def answers() -> list[object]:
        who = actor(any_world, account)
        return [told(ask(any_world, who, "zinzolin OR mauve", sort=sort)) for sort in ("relevance", "date")]

    before = answers()
    acts.refile(any_world, ids[2], "Zinzolin " * 30, title="Zinzolin", date=date(2025, 1, 1), body=any_world.body)
    any_world.file("Mauve zinzolin.", title="Mauve")
    assert answers() == before


def test_a_hit_that_no_longer_holds_is_dropped(any_world: World) -> None:
    public_id = any_world.file("Le zinzolin.", title="Charte").public_id
    assert ask(any_world, any_world.reader, "zinzolin").total == 1
    with any_world.repository.store.writing() as uow:
        rows = uow.session.connection()
        rows.exec_driver_sql("UPDATE extraction SET status = 'failed'")
    assert asked(any_world, any_world.reader, "zinzolin").results == ()
    assert acts.latest(any_world, public_id).title == "Charte"


def test_the_same_filters_facets_pages_and_order_as_in_the_texts_of_today(any_world: World) -> None:
    for number in range(5):
        any_world.file(
            f"Zinzolin {number}.", title=f"Note {number}", date=date(2020 + number, 1, 1),
            kind="charter" if number % 2 else "other", body=any_world.body,
            institution=any_world.institution if number else "",
        )  # fmt: skip
    found = ask(any_world, any_world.reader, "zinzolin", sort="date", per_page=2, page=2)
    assert [hit.document.title for hit in found.results] == ["Note 2", "Note 1"]
    assert found.total == 5
    assert found.facets["kind"] == {"other": 3, "charter": 2}
    assert found.facets["institution"] == {any_world.institution: 4}
    assert ask(any_world, any_world.reader, "zinzolin", kinds=("charter",)).total == 2
    assert ask(any_world, any_world.reader, "zinzolin nature:charte").total == 2
    assert ask(any_world, any_world.reader, "zinzolin instance:pilotage").total == 5
    assert ask(any_world, any_world.reader, "pilotage").total == 0
    with pytest.raises(BadQuery):
        asked(any_world, any_world.reader, "x " * 60_000)


def test_without_words_there_is_nothing_to_list(any_world: World) -> None:
    any_world.file("Le zinzolin.", title="Charte")
    for nothing in ("", "  ", '"', "*", "-mot", "kind:other", "\u200b"):
        found = ask(any_world, any_world.reader, nothing)
        assert (found.total, found.results) == (0, ())
        assert set(found.facets) == {"kind", "year", "body", "institution"}


def test_the_current_index_neither_grows_nor_stops_because_of_the_other(any_world: World) -> None:
    public_id = any_world.file(FIRST, "pret.md", title="Règlement").public_id
    any_world.index()
    indexes = any_world.repository.settings.indexes

    def current() -> int:
        generation = any_world.repository.searcher.health().generation
        return sum(path.stat().st_size for path in (indexes / generation).glob("*.rsg"))

    size = current()
    for number in range(4):
        acts.refile(any_world, public_id, SECOND + f"\nEncore {number}.", name="pret.md", title="Règlement")
        acts.refile(any_world, public_id, FIRST, name="pret.md", title="Règlement")
        any_world.index()
    shutil.rmtree(indexes)  # with what the last commits left behind
    any_world.index()
    assert current() == size
    history = history_folder(indexes)
    for path in history.rglob("*.rsg"):
        path.write_bytes(b"abime")
    any_world.repository.__dict__.pop("history", None)
    with pytest.raises(Unavailable):
        asked(any_world, any_world.reader, "prêt")
    assert acts.found(any_world, any_world.reader, "prêt") == [public_id]
    assert ask(any_world, any_world.reader, "encore").total == 4
    shutil.rmtree(history)
    assert ask(any_world, any_world.reader, "encore").total == 4
    assert Path(history).is_dir()
