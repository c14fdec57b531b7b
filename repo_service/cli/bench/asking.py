"""What ``bench`` measures over plain HTTP of pages and searches: by one client, then by eight at once."""

from __future__ import annotations

import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from repo_service.cli.bench.measuring import Client, Measure, timed

_SEARCHES, _VIEWS, _TYPED = 200, 100, 60
_CLIENTS = 8
Thing = TypeVar("Thing", str, Path)


def words(client: Client) -> list[str]:
    """Words of the corpus: common, middling and rare ones in equal parts, then pairs of them."""
    counts: Counter[str] = Counter()
    hits = client.get("/api/v1/documents?per_page=100")["documents"]
    for one in hits:
        text = client.ask("GET", f"/api/v1/documents/{one['id']}/versions/{one['version']}/text")[1].decode()
        counts.update(set(re.findall(r"[a-zà-ÿ]{4,}", text.lower())))
    ranked = [word for word, _ in counts.most_common()]
    third = max(len(ranked) // 3, 1)
    single = [word for start in (0, third, 2 * third) for word in ranked[start : start + 20]]
    return single + [f"{first} {second}" for first, second in pairwise(single)]


def spread(name: str, times: Sequence[float]) -> Iterator[Measure]:
    """The middle of some times, and what 95 of 100 stay below."""
    yield Measure(f"{name}, médiane", round(statistics.median(times), 2), "ms", len(times))
    yield Measure(f"{name}, 95e centile", round(sorted(times)[int(len(times) * 0.95) - 1], 2), "ms", len(times))


def searching(client: Client, asked: Sequence[str]) -> Iterator[Measure]:
    """Pages of results of the API, and what is proposed while the first letters are typed."""
    paths = [f"/api/v1/search?q={quote(asked[i % len(asked)])}" for i in range(_SEARCHES)]
    for path in paths[:20]:
        client.get(path)
    yield from spread("recherche, 1 client", [timed(lambda path=path: client.get(path)) for path in paths])  # type: ignore[misc]
    yield from together("recherche, 8 clients", client, paths * 2, Client.get)
    typed = [asked[i % len(asked)][: 2 + i % 3] for i in range(_TYPED)]
    starts = [f"/api/v1/suggest?q={quote(letters)}" for letters in typed]
    yield from spread("proposition", [timed(lambda path=path: client.get(path)) for path in starts])  # type: ignore[misc]


def viewing(client: Client) -> Iterator[Measure]:
    """Pages of documents."""
    rows = client.get("/api/v1/search?q=&per_page=100")["hits"]
    paths = [f"/documents/{row['id']}" for row in rows] or ["/"]
    pages = [paths[i % len(paths)] for i in range(_VIEWS)]
    yield from spread("page, 1 client", [timed(lambda path=path: client.ask("GET", path)) for path in pages])  # type: ignore[misc]
    yield from together("page, 8 clients", client, pages * 2, lambda own, path: own.ask("GET", path))


def together(
    name: str, client: Client, things: list[Thing], act: Callable[[Client, Thing], object]
) -> Iterator[Measure]:
    """Acts a second with eight connections at once, and what 95 of 100 stay below."""

    def share(part: list[Thing]) -> list[float]:
        own = Client(client.port, client.token)
        return [timed(partial(act, own, thing)) for thing in part]

    started = time.perf_counter()
    with ThreadPoolExecutor(_CLIENTS) as pool:
        times = [one for part in pool.map(share, [things[i::_CLIENTS] for i in range(_CLIENTS)]) for one in part]
    yield Measure(name, round(len(things) / (time.perf_counter() - started), 2), "/s", len(things))
    yield Measure(f"{name}, 95e centile", round(sorted(times)[max(int(len(times) * 0.95) - 1, 0)], 2), "ms", len(times))
