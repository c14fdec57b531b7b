"""What ``bench --search`` searches: the texts of a corpus as entries of an index, and queries made of their words.

Queries are the same in every run over the same corpus. Nothing here measures.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from repo_service.demo.consortium import consortium
from repo_service.domain.documents import SearchEntry
from repo_service.domain.passages import plain_text
from repo_service.errors import RepoServiceError
from repo_service.formats.isolate import Reader
from repo_service.search import analyse
from repo_service.services import importing

_SEED = 7
_COUNTED = 20_000  # texts whose words are counted
Words = tuple[str, ...]
_WORD = re.compile(r"[a-zà-ÿœ]{4,20}")
COMMON, MIDDLING, RARE = "mots fréquents", "mots moyens", "mots rares"
BUSY, PAIRS, TRIPLES = "deux mots fréquents", "deux mots", "trois mots"
_TRIES = 5  # draws for each query that is wanted
PLAIN = (COMMON, MIDDLING, RARE, BUSY, PAIRS, TRIPLES)  # what any engine can be asked


@dataclass(frozen=True, slots=True)
class Query:
    """One query of ours; ``form`` is its class. ``words`` are those of a query that is words alone."""

    form: str
    text: str
    words: Words = ()


def entries(corpus: Path | None) -> list[SearchEntry]:
    """The texts of a folder, a ZIP or JSON lines, as ``import`` reads them, or those of the demonstration. What cannot
    be read is left out.
    """
    reader = Reader()
    try:
        return list(_demonstration(reader) if corpus is None else _imported(reader, corpus))
    finally:
        reader.close()


def _demonstration(reader: Reader) -> Iterator[SearchEntry]:
    for number, item in enumerate(consortium().files()):
        yield SearchEntry(
            id=f"D{number:07}", version=1, kind=item.kind, title=item.title, date=item.date, body_name=item.body,
            body=item.body, institution=item.institution, institution_name=item.institution, state=item.state,
            keywords=", ".join(item.keywords), file_name=item.file_name, visibility=item.visibility,
            text=_read(reader, item.file_name, item.content),
        )  # fmt: skip


def _imported(reader: Reader, corpus: Path) -> Iterator[SearchEntry]:
    for number, item in enumerate(importing.items(corpus)):
        try:
            with item.open() as file:
                content = file.read()
        except (RepoServiceError, OSError, ValueError):
            continue
        said = item.known
        text = content.decode("utf-8", "replace") if said else _read(reader, item.name, content)
        yield SearchEntry(
            id=f"D{number:07}", version=1, kind=said.kind if said else "other", text=text,
            title=said.title if said else Path(item.name).stem, date=said.date if said else None,
            file_name="" if said else Path(item.name).name,
        )  # fmt: skip


def _read(reader: Reader, name: str, content: bytes) -> str:
    with tempfile.NamedTemporaryFile(suffix=Path(name).suffix) as file:
        file.write(content)
        file.flush()
        return plain_text(reader.read(Path(file.name), name)[2].blocks)


def queries(texts: Sequence[SearchEntry], each: int) -> list[Query]:
    """At most ``each`` different queries of every form, made of words that stand in the texts."""
    chance = random.Random(_SEED)  # noqa: S311
    sample = list(texts) if len(texts) <= _COUNTED else chance.sample(list(texts), _COUNTED)
    bands = _bands(sample)
    makers = _makers(chance, sample, bands) if all(bands.values()) else {}
    made: list[Query] = []
    for form, make in makers.items():
        tried = (make() for _ in range(_TRIES * each))
        asked = list(dict.fromkeys(words for words in tried if words))[:each]
        made += [Query(form, _text(form, words), words if form in PLAIN else ()) for words in asked]
    return made


_FORMS: dict[str, str] = {  # how words are written as a query
    "un mot ou un autre": "{0} OU {1}", "expressions": '"{0} {1}"', "débuts de mots": "{0:.4}*",
    "exclusions": "{0} -{1}", "mots du titre": "titre:{0}",
}  # fmt: skip


def _text(form: str, asked: Words) -> str:
    return _FORMS[form].format(*asked) if form in _FORMS else " ".join(asked)


def _makers(
    chance: random.Random, sample: Sequence[SearchEntry], bands: dict[str, list[str]]
) -> dict[str, Callable[[], Words]]:
    """Form -> what draws the words of one query, or none where this draw has none."""
    common, middling = bands[COMMON], bands[MIDDLING]

    def together(many: int) -> Words:
        """Different words of one text, so that something is found."""
        found = sorted(set(words(chance.choice(sample).text)))
        return tuple(chance.sample(found, many)) if len(found) >= many else ()

    def both() -> Words:
        return chance.choice(common), chance.choice(middling)

    def of_title() -> Words:
        found = words(chance.choice(sample).title)
        return (chance.choice(found),) if found else ()

    return {
        COMMON: lambda: (chance.choice(common),),
        MIDDLING: lambda: (chance.choice(middling),),
        RARE: lambda: (chance.choice(bands[RARE]),),
        BUSY: lambda: tuple(chance.sample(common, 2)) if len(common) > 1 else (),
        PAIRS: lambda: together(2),
        TRIPLES: lambda: together(3),
        "un mot ou un autre": both,
        "expressions": lambda: _neighbours(chance, chance.choice(sample).text),
        "débuts de mots": lambda: (chance.choice(middling),),
        "exclusions": both,
        "mots du titre": of_title,
    }


def words(text: str) -> list[str]:
    """The words of a text that are looked for: no stop words, no numbers, no compounds."""
    return [word for word in _WORD.findall(text.lower()) if analyse(word)]


def _bands(sample: Sequence[SearchEntry]) -> dict[str, list[str]]:
    """Words by how many texts have them: among the most frequent, near the middle of the scale, among the rarest."""
    counts = Counter(word for entry in sample for word in set(words(entry.text)))
    ranked = [word for word, _ in counts.most_common()]
    middle = max(counts.values(), default=1) ** 0.5
    near = sorted(ranked, key=lambda word: (abs(counts[word] - middle), word))
    return {COMMON: ranked[:40], MIDDLING: near[:200], RARE: ranked[-2000:]}


def _neighbours(chance: random.Random, text: str) -> Words:
    """Two words that follow each other. Whoosh has no phrase with a stop word inside."""
    run = [(word, bool(_WORD.fullmatch(word) and analyse(word))) for word in text.lower().split()]
    pairs = [(a, b) for (a, good), (b, fit) in pairwise(run) if good and fit]
    return chance.choice(pairs) if pairs else ()
