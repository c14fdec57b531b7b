"""``bench --decisions``: how many of the decisions, votes, actions and people of labelled minutes are found.

Reads every labelled text through the readers of the product, runs the finder and counts (``scoring``). The texts of
``tests/minutes`` come in two sets: those that the rules were written on, and those that nobody looked at; a folder of
one's own is one set more.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

import repo_service
from repo_service.cli.bench.measuring import Measure
from repo_service.cli.bench.scoring import TARGETS, Tally, score
from repo_service.domain.minutes.finding import find
from repo_service.domain.passages import Block, anchored
from repo_service.domain.recognition import guessing
from repo_service.formats import markdown, plain

SETS = ("development", "held_out")
_READERS = {".md": markdown.FORMAT, ".txt": plain.FORMAT}
_NO_TEXTS = (
    "Les comptes rendus étiquetés (tests/minutes) ne sont pas là : lancer depuis les sources, ou donner "
    "--corpus DOSSIER."
)


def folders(corpus: Path | None) -> dict[str, Path]:
    """The sets to measure by their names; ``click.ClickException`` when the texts of the checkout are not there."""
    if corpus is not None:
        return {corpus.name: corpus}
    root = Path(repo_service.__file__).parents[1] / "tests" / "minutes"
    if not (root / SETS[0]).is_dir():
        raise click.ClickException(_NO_TEXTS)
    return {name: root / name for name in SETS if (root / name).is_dir()}


def labelled(folder: Path, today: date) -> Iterator[tuple[str, list[Block], dict[str, Any], date | None]]:
    """The texts of a folder that have labels beside them: name, blocks, labels, and the day that the properties tell (a
    front matter). What their names tell does not count.
    """
    for path in sorted(folder.rglob("*.toml")):
        text = next((path.with_suffix(suffix) for suffix in _READERS if path.with_suffix(suffix).exists()), None)
        if text is not None:
            labels = tomllib.loads(path.read_text(encoding="utf-8"))
            blocks, properties = read(text)
            told = guessing.recognise(blocks, properties, "", (), (), today).date
            day = date.fromisoformat(told.value) if told and told.source == "properties" else None
            yield str(text.relative_to(folder)), blocks, labels, day


def read(path: Path) -> tuple[list[Block], dict[str, str]]:
    """The passages and the properties of a text, as the product reads it."""
    extract = _READERS[path.suffix].read(path)
    return anchored(extract.blocks), dict(extract.properties)


def tally(folder: Path, today: date) -> Tally:
    """What was found in all labelled texts of a folder."""
    result = Tally()
    for name, blocks, labels, day in labelled(folder, today):
        score(result, name, blocks, labels, find(blocks, day=day, today=today))
    return result


def measures(name: str, told: Tally) -> Iterator[Measure]:
    """Two measures for each thing: precision, recall; ``theirs`` is the target."""
    for what, (precise, complete) in TARGETS.items():
        count = told.counts[what]
        for sort, ours, target, n in (
            ("précision", count.precision, precise, count.found),
            ("rappel", count.recall, complete, count.wanted),
        ):
            yield Measure(f"{name}, {what}, {sort}", round(ours, 3), "", n, target, round(ours / target, 3))


def lines(name: str, told: Tally) -> Iterator[str]:
    """The same for people: a table."""
    yield f"{name} ({told.texts} textes)"
    yield f"  {'':36} trouvé juste manqué  précision (cible)  rappel (cible)"
    for what, (precise, complete) in TARGETS.items():
        count = told.counts[what]
        yield (
            f"  {what:36} {count.found:6} {count.right_found:5} {count.missed:6}"
            f"  {count.precision:9.3f} ({precise:.2f})  {count.recall:6.3f} ({complete:.2f})"
        )
