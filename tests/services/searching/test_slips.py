"""What a person typed wrong: the answer to what was meant, said as such, from what that person may see and no more."""

from __future__ import annotations

import pytest

from repo_service.domain.documents import SearchQuery
from repo_service.domain.roles import VISITOR, Actor
from repo_service.services import finding
from repo_service.services.finding import Results
from tests.conftest import World
from tests.services import acts


@pytest.fixture
def library(any_world: World) -> World:
    any_world.file("Le désherbage des périodiques.", title="Fiche de désherbage", visibility="public")
    any_world.file("Un désherbage par an.", title="Note", kind="knowhow")
    any_world.file("Le bordereau de prêt.", title="Prêt", visibility="public")
    any_world.index()
    return any_world


def asked(world: World, actor: Actor, words: str, **more: object) -> Results:
    repository, query = world.repository, SearchQuery(words, **more)  # type: ignore[arg-type]
    with repository.store.reading() as uow:
        return finding.search(uow, actor, repository.searcher, repository.access, query, forgiving=True)


def test_what_finds_nothing_is_answered_by_what_was_meant(library: World) -> None:
    for actor, total in ((VISITOR, 1), (library.reader, 2)):
        found = asked(library, actor, "désherbagge")
        assert (found.suggestion, found.corrected, found.total) == ("désherbage", True, total)
        assert len(found.results) == total
        assert all(("désherbage", True) in one.snippet.pieces for one in found.results)
    assert asked(library, library.reader, "désherbagge", page=2).total == 2


def test_filters_hold_for_what_was_meant(library: World) -> None:
    found = asked(library, library.reader, "désherbagge", kinds=("knowhow",))
    assert (found.corrected, found.total) == (True, 1)
    nothing = asked(library, library.reader, "désherbagge", kinds=("minutes",))
    assert (nothing.corrected, nothing.suggestion, nothing.total) == (False, "", 0)


def test_what_is_asked_literally_is_answered_literally_and_something_else_proposed(library: World) -> None:
    found = asked(library, library.reader, "désherbagge", literal=True)
    assert (found.suggestion, found.corrected, found.total) == ("désherbage", False, 0)


def test_what_finds_something_is_answered_and_something_else_proposed(library: World) -> None:
    found = asked(library, library.reader, "désherbagge OU bordereau")
    assert (found.suggestion, found.corrected, found.total) == ("désherbage OU bordereau", False, 1)
    assert asked(library, library.reader, "désherbage OU bordereau").suggestion == ""


def test_nothing_is_corrected_for_who_does_not_ask_for_it(library: World) -> None:
    found = acts.find(library, library.reader, "désherbagge")
    assert (found.suggestion, found.corrected, found.total) == ("", False, 0)


def test_a_query_that_grows_over_the_limit_is_not_corrected(library: World) -> None:
    typed = "bordereu " + "a" * 991
    assert asked(library, library.reader, typed).suggestion == ""


def test_a_hidden_document_gives_no_word_no_spelling_and_no_order(library: World) -> None:
    queries = ("désherbagge", "désherbagge OU bordereau", "moisisures", "bordereu", "pret OU periodques")

    def told() -> list[Results]:
        return [asked(library, actor, words) for actor in (VISITOR, library.reader) for words in queries]

    def shown(found: Results) -> object:
        hits = [(one.document.public_id, one.score, one.snippet) for one in found.results]
        return found.total, hits, found.facets, found.suggestion, found.corrected

    before = [shown(one) for one in told()]
    library.file("DÉSHERBAGGE moisissures bordereux. " * 30, title="Périodques", state="draft")
    library.file("Moisissures, dèsherbage.", title="Secret", visibility="body", bodies=(library.body,))
    library.index()
    assert [shown(one) for one in told()] == before
    assert asked(library, library.administrator, "moisisures").suggestion == "moisissures"
