"""Every row of the tables finds its example, and nothing finds its counter-example."""

from __future__ import annotations

import pytest

from repo_service.domain.decisions import PROSE, Rule
from repo_service.domain.minutes import reading
from repo_service.domain.minutes.context.support import FACTS
from repo_service.domain.minutes.guards import DOUBTS, Doubt
from repo_service.domain.minutes.marks import MARKS, Mark
from repo_service.domain.minutes.reading import ENOUGH, Around, Seen
from repo_service.domain.minutes.sentences import sentences
from tests.unit.minutes.papers import MEETING, line


def seen(words: str, around: Around = reading.SURE) -> Seen | None:
    sentence = next(iter(sentences(line(words))))
    return reading.seen(sentence, MEETING, body_before=True, asked=True, around=around)


@pytest.mark.parametrize("rule", PROSE, ids=lambda rule: rule.name)
def test_a_rule_finds_its_example(rule: Rule) -> None:
    found = seen(rule.example)
    assert found is not None
    assert (found.rule, found.score >= ENOUGH) == (rule, True)
    assert found.rule.state == rule.state


@pytest.mark.parametrize("rule", PROSE, ids=lambda rule: rule.name)
def test_no_rule_believes_a_counter_example(rule: Rule) -> None:
    found = seen(rule.counter, Around())
    assert found is None or found.score < ENOUGH


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark.name)
def test_a_mark_is_seen_in_its_example_and_not_in_its_counter_example(mark: Mark) -> None:
    marked = reading.marked(line(mark.example))
    assert marked is not None
    assert marked.mark is mark
    assert reading.marked(line(mark.counter)) is None


@pytest.mark.parametrize("doubt", [*DOUBTS, *FACTS], ids=lambda doubt: doubt.name)
def test_a_doubt_unmakes_its_example(doubt: Doubt) -> None:
    found = seen(doubt.example)
    assert found is None or found.score < ENOUGH


def test_names_of_rules_and_marks_are_different() -> None:
    names = [row.name for row in (*PROSE, *MARKS)]
    assert len(set(names)) == len(names)


def test_a_participle_is_no_present_tense() -> None:
    assert seen("Le comité adopte la charte.") is not None
    assert seen("Le comité adopté en mars.") is None


@pytest.mark.parametrize(
    ("own", "believed"), [("compte rendu du conseil municipal", True), ("compte rendu du comité de pilotage", False)]
)
def test_a_body_called_otherwise_than_this_one_is_another(own: str, believed: bool) -> None:
    sentence = next(iter(sentences(line("Le conseil municipal décide de fermer le lundi."))))
    found = reading.seen(sentence, MEETING, own=own)
    assert found is not None
    assert (found.score >= ENOUGH) == believed
