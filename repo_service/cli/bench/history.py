"""What ``bench`` measures of the search across time: what it costs beside the search of today, and on the disk.

``theirs`` is the search of today: the same words, by the same door, in the same run; then the size of its index.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import click

from repo_service.cli.bench.measuring import Client, Measure, timed
from repo_service.search import HISTORY, Searcher, history_folder

_DOCUMENTS, _VERSIONS, _PASSAGES, _WORDS = 20, 5, 30, 40
_ASKED = 100
_PATIENCE = 600  # seconds


def searching(client: Client, indexes: Path, words: Sequence[str]) -> Iterator[Measure]:
    """Some texts get five versions each, one passage in five changed every time; then both searches are asked."""
    _revise(client, words)
    client.wait_until_ready()
    _wait(client)
    now, then = [], []
    for place in range(-10, _ASKED):  # the first ones warm up
        query = f"/api/v1/search?q={quote(words[place % len(words)])}"
        pair = [_asked(client, query), _asked(client, f"{query}&in=all-versions")]
        if place >= 0:
            now.append(pair[0])
            then.append(pair[1])
    ours, other = statistics.median(then), statistics.median(now)
    yield Measure(
        "recherche, toutes les versions", round(ours, 2), "ms", _ASKED, theirs=round(other, 2),
        ratio=round(other / ours, 2),
    )  # fmt: skip
    today, every = Searcher(indexes).health(), Searcher(history_folder(indexes), layout=HISTORY).health()
    yield Measure("index d’aujourd’hui", round(today.bytes / 1e6, 2), "Mo", today.documents)
    yield Measure(
        "index de toutes les versions", round(every.bytes / 1e6, 2), "Mo", every.documents,
        theirs=round(today.bytes / 1e6, 2), ratio=round(today.bytes / every.bytes, 2),
    )  # fmt: skip


def _asked(client: Client, path: str) -> float:
    return timed(lambda: client.get(path))


def _revise(client: Client, words: Sequence[str]) -> None:
    for number in range(_DOCUMENTS):
        document = ""
        for version in range(_VERSIONS):
            text = (_passage(words, number, place, version) for place in range(_PASSAGES))
            reason = "Texte révisé" if document else ""
            document = client.filed(f"versions-{number}.md", "\n\n".join(text).encode(), document, reason)


def _passage(words: Sequence[str], number: int, place: int, version: int) -> str:
    """One passage: one in five is worded anew with each version."""
    came_in = version if place % _VERSIONS == version else 0
    seed = 31 * (number * _PASSAGES + place) + 997 * came_in
    return " ".join(words[(seed + step * step) % len(words)] for step in range(_WORDS)) + "."


def _wait(client: Client) -> None:
    """Until the index of all versions holds what was filed."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        status, body = client.ask("GET", "/api/v1/search?q=a&in=all-versions&per_page=1")
        if status == 200 and b'"late":false' in body.replace(b" ", b""):
            return
        time.sleep(0.2)
    raise click.ClickException("l'index de toutes les versions n'est pas prêt")
