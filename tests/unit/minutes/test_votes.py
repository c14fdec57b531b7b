"""The grammar of votes, as a table; which sentences tell a vote only; sums that do not fit."""

from __future__ import annotations

import pytest

from repo_service.domain.minutes import votes
from repo_service.domain.minutes.found import Outcome, Votes, votes_json
from repo_service.domain.minutes.texts import flat
from tests.unit.minutes.papers import found

TABLE = (
    ("Vote : pour 12, contre 0, abstention 2", {"for": 12, "against": 0, "abstention": 2}),
    ("Vote 0 abstention 0 vote contre 28 votes pour", {"for": 28, "against": 0, "abstention": 0}),
    ("Le « pour » l’emporte à l’unanimité", {"unanimous": True}),
    ("nombre de votants 23, abstentions 8, suffrages 15, pour 15", {"for": 15, "abstention": 8, "present": 23}),
    ("unanimité moins une abstention", {"abstention": 1}),
    ("unanimité des suffrages exprimés", {"unanimous": True}),
    ("approuvée par 85 votes pour et un vote blanc", {"for": 85}),
    ("à 17 voix pour et 1 abstention", {"for": 17, "abstention": 1}),
    ("dix-sept voix pour", {"for": 17}),
    ("par huit voix et une abstention", {"for": 8, "abstention": 1}),
    ("sept voix contre, une pour et une abstention", {"for": 1, "against": 7, "abstention": 1}),
    ("Pour : 5 – Contre : 1 (Étienne Roussillat)", {"for": 5, "against": 1}),
    ("3 pour, 2 contre", {"for": 3, "against": 2}),
    ("(pour 1, contre 3, abstention 1)", {"for": 1, "against": 3, "abstention": 1}),
    ("élus avec 20 voix sur 21", {"for": 20, "present": 21}),
    ("Pour la candidature : 3", {"for": 3}),
    ("Aucune abstention, aucun vote contre", {"against": 0, "abstention": 0}),
    ("2 ne prennent pas part au vote, 4 pour", {"for": 4, "not_voting": 2}),
    ("par cinq voix contre deux et une abstention", {"for": 5, "against": 2, "abstention": 1}),
    ("par vingt et une voix contre quatre", {"for": 21, "against": 4}),
    ("Nombre de votants : 10 Pour : 7 Contre : 2", {"for": 7, "against": 2, "present": 10}),
    ("Pour l’avis défavorable : 6 Contre : 3", {"for": 6, "against": 3}),
    ("(quatre oui, un non, une abstention)", {"for": 4, "against": 1, "abstention": 1}),
    ("Le bilan passe sans une voix contre", {"against": 0}),
    ("il n’y a ni vote contre ni abstention", {"against": 0, "abstention": 0}),
    ("par 9 (neuf) voix pour et deux (2) contre", {"for": 9, "against": 2}),
    ("Pour/Contre/Abstention : 12/0/3", {"for": 12, "against": 0, "abstention": 3}),
    ("P : 12, C : 1, A : 0", {"for": 12, "against": 1, "abstention": 0}),
    ("recueille 12 suffrages et n’est pas adoptée (51 contre)", {"for": 12, "against": 51}),
    ("Attribué au Pélican (4 voix, 1 abstention)", {"for": 4, "abstention": 1}),
    ("plafonné à 40 titres (3 contre 2)", {"for": 3, "against": 2}),
    ("en faveur : 4 ; dissidence : 1", {"for": 4, "against": 1}),
    ("Contre : Mme Petit. Abstentions : M. Roy, Mme Blin", {"against": 1, "abstention": 2}),
    ("Quatre pour ; Mme Roy n’a pas pris part au vote", {"for": 4, "not_voting": 1}),
    ("MM. Roy et Petit s’abstiennent", {"abstention": 2}),
    ("donne un avis favorable, à l’unanimité, à la convention", {"unanimous": True}),
    ("une subvention de 500 euros pour 3 classes et 3 personnes pour 2 places", {}),
    ("adopté pour 12 mois en 2024", {}),
    ("un avis favorable est donné", {}),
    ("Mme A (64 voix) et M. B (61 voix) sont élus", {}),
)


@pytest.mark.parametrize(("words", "told"), TABLE)
def test_counts_are_read_in_digits_and_words_before_and_after_their_label(words: str, told: dict[str, object]) -> None:
    assert votes_json(votes.read(flat(words))) == told


@pytest.mark.parametrize(("state", "carried", "lost"), [("adopted", 4, 3), ("rejected", 3, 4)])
def test_those_who_carried_it_are_named_first(state: Outcome, carried: int, lost: int) -> None:
    told = votes.read(flat("Par 4 voix contre 3, le comité tranche"), state)
    assert (told.in_favour, told.against) == (carried, lost)


@pytest.mark.parametrize("words", ["Vote : pour 12, contre 0", "Adopté à l’unanimité.", "Contre : 6", "Unanimité."])
def test_a_sentence_that_only_tells_a_vote(words: str) -> None:
    assert votes.is_vote(flat(words))


def test_a_sentence_that_says_what_was_voted_is_more_than_a_vote() -> None:
    assert not votes.is_vote(flat("Le rapport financier de l’association est adopté par 12 voix pour"))


def test_more_votes_than_voters_are_odd() -> None:
    assert votes.read(flat("votants : 10, pour : 8, contre : 4")).odd
    assert votes.fits(Votes(in_favour=9, against=3), "adopted", 10).odd
    assert not votes.fits(Votes(in_favour=7, against=3), "adopted", 10).odd


def test_counts_that_contradict_the_outcome_are_odd() -> None:
    assert votes.fits(Votes(in_favour=2, against=3), "adopted", 0).odd
    assert votes.fits(Votes(in_favour=3, against=2), "rejected", 0).odd


def test_a_vote_below_belongs_to_the_decision_above_it() -> None:
    told = found("# Tarifs", "Le comité adopte les tarifs.", "Pour : 3", "Contre : 1").decisions
    assert [votes_json(one.votes) for one in told] == [{"for": 3, "against": 1}]


def test_a_vote_told_first_belongs_to_the_decision_below_it() -> None:
    told = found("# Candidature", "Nombre de votants : 4", "Pour : 1", "Contre : 3", "La candidature est écartée.")
    assert [(one.state, one.votes.in_favour, one.votes.against) for one in told.decisions] == [("rejected", 1, 3)]


def test_a_vote_stays_in_its_point() -> None:
    told = found("# Tarifs", "Le comité adopte les tarifs.", "# Horaires", "Pour : 3")
    assert told.decisions[0].votes.in_favour is None


def test_what_was_put_to_the_vote_is_decided_by_the_counts() -> None:
    told = found("# Scanner", "Paul Vidal propose d’acheter un scanner.", "Pour : 1, contre : 3").decisions
    assert [one.state for one in told] == ["rejected"]
