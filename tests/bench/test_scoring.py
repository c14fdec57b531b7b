"""How findings are counted against labels: matching by overlap, states, votes, owners, roles."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from repo_service.cli import cli
from repo_service.cli.bench import decisions, scoring
from repo_service.cli.bench.scoring import IN_PROSE, VOTES, Tally
from repo_service.domain.minutes.finding import find
from repo_service.domain.passages import Block, anchored

BLOCKS = anchored(
    [
        Block("heading", "Compte rendu du comité de pilotage du 12 mars 2024", level=1),
        Block("paragraph", "Présents : Anne Morel, Paul Vidal"),
        Block("paragraph", "Le comité adopte la charte par 4 voix pour et 1 abstention."),
    ]
)


def tally(**labels: Any) -> Tally:
    result = Tally()
    scoring.score(result, "texte", BLOCKS, labels, find(BLOCKS, today=date(2026, 1, 1)))
    return result


def decision(quote: str, state: str = "adopted", **votes: object) -> dict[str, Any]:
    return {"quote": quote, "form": "prose", "state": state, "votes": votes}


def test_what_shares_half_of_the_shorter_words_is_the_same() -> None:
    told = tally(decisions=[decision("Le comité adopte la charte")]).counts[IN_PROSE]
    assert (told.precision, told.recall, told.missed) == (1.0, 1.0, 0)


def test_a_wrong_state_is_wrong_and_missed() -> None:
    told = tally(decisions=[decision("Le comité adopte la charte", "rejected")]).counts[IN_PROSE]
    assert (told.precision, told.recall, told.missed) == (0.0, 0.0, 1)


def test_what_nobody_labelled_counts_against_precision() -> None:
    assert tally(decisions=[]).counts[IN_PROSE].precision == 0.0


def test_all_counts_of_a_vote_must_be_equal() -> None:
    words = "Le comité adopte la charte"
    assert tally(decisions=[decision(words, **{"for": 4, "abstention": 1})]).counts[VOTES].recall == 1.0
    assert tally(decisions=[decision(words, **{"for": 4, "against": 1})]).counts[VOTES].recall == 0.0


def test_words_are_found_with_other_line_ends() -> None:
    blocks = anchored([Block("paragraph", "Le comité\nadopte  la charte.")])
    places = scoring.places_of("comité adopte la charte", blocks)
    assert [(place.start, place.end) for place in places] == [(3, 27)]


def test_owners_are_equal_in_any_order() -> None:
    assert scoring.owner_words("A. Morel et P. Vidal") == scoring.owner_words("P. Vidal + A. Morel")


def test_people_count_with_their_role() -> None:
    told = tally(present=["Mme Anne Morel"], excused=["Paul Vidal"]).counts[scoring.ATTENDANCE]
    assert (told.found, told.right, told.wanted) == (2, 1, 2)


def test_the_command_measures_a_folder_of_labelled_texts(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Comité du 12 mars 2024\n\nLe comité adopte la charte.\n", "utf-8")
    (tmp_path / "a.toml").write_text('date = 2024-03-12\n[[decisions]]\nquote = "adopte la charte"\n', "utf-8")
    told = decisions.tally(tmp_path, date(2026, 1, 1))
    assert told.counts[IN_PROSE].right == 1
    shown = CliRunner().invoke(cli, ["bench", "--decisions", "--corpus", str(tmp_path), "--json"])
    assert shown.exit_code == 0, shown.output
    assert shown.output.count('"theirs"') == 2 * len(scoring.TARGETS)
