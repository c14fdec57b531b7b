"""Corpora and queries for properties: few words, so that queries meet; small enough to be read when one fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from repo_service.domain.documents import SearchEntry, SearchQuery
from tests.search.corpora import WORDS

PLAIN = [word for word in WORDS if word not in {"la", "de", "et", "pour"}]
ALONE = [word for word in PLAIN if word.isalpha()]  # no compound, whose parts stand apart
COUNTS = st.sampled_from([1, 1, 1, 2, 7, 60, 400])  # long fields too: Whoosh rounds their lengths
FACTORS = st.sampled_from(["0.1", "0,5", "2", "10"])


def texts(most: int) -> st.SearchStrategy[str]:
    """Some words, each once or many times in a row."""
    runs = st.lists(st.tuples(st.sampled_from(WORDS), COUNTS), max_size=most)
    return runs.map(lambda told: " ".join(" ".join([word] * count) for word, count in told))


def corpora(most: int = 10) -> st.SearchStrategy[list[SearchEntry]]:
    """One to ``most`` entries with identifiers of their own."""
    entry = st.builds(
        SearchEntry, id=st.just(""), version=st.integers(1, 4), kind=st.sampled_from(["minutes", "decision"]),
        title=texts(3), text=texts(8), number=st.sampled_from(["", "2024-7"]),
        body=st.sampled_from(["", "COPIL", "AG"]), body_name=st.sampled_from(["", "Comité de pilotage"]),
        institution=st.sampled_from(["", "LYON"]), domain=st.sampled_from(["", "périodiques"]),
        date=st.none() | st.dates(date(2019, 1, 1), date(2024, 12, 31)), keywords=texts(2), notes=texts(3),
        changed=st.none() | st.sampled_from([datetime(2024, 1, day, tzinfo=UTC) for day in (2, 4, 5, 6, 8)]),
        state=st.sampled_from(["published", "adopted"]),
    )  # fmt: skip
    several = st.lists(entry, min_size=1, max_size=most)
    return several.map(lambda told: [replace(one, id=f"DOC{place}") for place, one in enumerate(told)])


def _phrase(words: list[str]) -> str:
    return '"' + " ".join(words) + '"'


_WORD = st.sampled_from(PLAIN)
_TERM = st.one_of(
    _WORD, _WORD, _WORD,
    st.lists(st.sampled_from(ALONE), min_size=2, max_size=3).map(_phrase),
    st.sampled_from(["conserv*", "jour*", "bu*", "zzz*", "co*n", "jo?rn*", "pl?n"]),
    st.tuples(st.sampled_from(["titre", "texte", "fiche", "annexe"]), st.sampled_from(ALONE)).map(":".join),
)  # fmt: skip
_GROUPED = st.recursive(
    _TERM,
    lambda part: st.one_of(
        st.lists(part, min_size=2, max_size=3).map(" ".join),
        st.lists(part, min_size=2, max_size=3).map(" OU ".join),
        st.lists(part, min_size=2, max_size=3).map(" ET ".join),
        st.tuples(part, FACTORS).map(lambda told: f"({told[0]})^{told[1]}"),
        part.map(lambda told: f"({told})"),
    ),
    max_leaves=6,
)
_EXCLUDED = st.lists(st.sampled_from(["", "", "", *(f"-{word}" for word in PLAIN), "NOT charte", "-(plan OU budget)"]),
                     max_size=2)  # fmt: skip
QUERIES = st.tuples(_GROUPED, _EXCLUDED).map(lambda told: " ".join([told[0], *told[1]]).strip())
_FILTERED = st.sampled_from([
    "", "", "*", "nature:minutes", "année:2019..2021", "date:>2020", "body:copil", 'instance:"comité"', "version:2..",
    "domaine:périodiques", '"plan de conservation"', "de la",
])  # fmt: skip


def subsets(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """None, mostly, or some of the values."""
    return st.just(()) | st.lists(st.sampled_from(values), max_size=2).map(tuple)


ASKED = st.builds(
    SearchQuery, text=st.tuples(st.just("") | QUERIES, _FILTERED).map(" ".join), kinds=subsets(["minutes", "charter"]),
    bodies=subsets(["COPIL", "AG"]), institutions=subsets(["LYON"]), domains=subsets(["périodiques"]),
    states=subsets(["adopted"]), years=st.just(()) | st.just((2020, 2021)), page=st.just(1), per_page=st.just(1000),
    changed_after=st.none() | st.just(datetime(2024, 1, 4, tzinfo=UTC)),
    changed_before=st.none() | st.just(datetime(2024, 1, 6, tzinfo=UTC)),
    sort=st.sampled_from(["relevance", "date", "changed", "title"]),
    synonyms=st.just(()) | st.just((("charte", "règlement intérieur"), ("désherbage", "plan de conservation"))),
)  # fmt: skip
