"""What stands in the margin of a text that tells since when each of its passages stands, and what stands no more."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from markupsafe import Markup

from repo_service.domain.periods import Period
from repo_service.services.versions import history
from repo_service.services.versions.history import Origins, Standing
from repo_service.web import days, wording
from repo_service.web.comparison import telling
from repo_service.web.comparison.drawing import Margin
from repo_service.web.comparison.laying import Fold, Line
from repo_service.web.comparison.marking import Ink
from repo_service.web.language import gettext

_NOTHING = Markup("")
MOST_GONE = 400  # passages that are listed: of a text rewritten again and again the newest departures


class Since:
    """The margin of one page of a text. ``came`` gives the address that shows what a version brought."""

    def __init__(
        self, found: Origins, lines: Iterable[Line | Fold], came: Callable[[Origins, Standing], str]
    ) -> None:  # fmt: skip
        self._found = found
        self._came = came
        self._firsts: dict[int, Standing] = {}
        before = None
        for line in lines:
            if isinstance(line, Line):
                since = found.passages[line.place].since
                if since is not before:
                    self._firsts[line.place] = since
                before = since

    @property
    def margin(self) -> Margin:
        """As ``drawing`` takes it: a note where passages begin that came in together."""
        return Margin(self._note, self._attributes, gettext("Depuis"))

    def _attributes(self, line: Line) -> Markup:
        """Passages that came in with the very version that is read are told from those that it kept."""
        newest = self._found.passages[line.place].since is self._found.standings[-1]
        return Markup(' data-sort="%s"') % ("added" if newest else "kept")

    def _note(self, line: Line) -> Markup:
        standing = self._firsts.get(line.place)
        if standing is None:
            return _NOTHING
        words = gettext("Version %(number)s", number=standing.version.number)
        parts = [Markup('<b><a href="{}">{}</a></b>').format(self._came(self._found, standing), words)]
        parts.append(Markup("<span>{}</span>").format(_began(standing)))
        if standing.version.reason:
            parts.append(Markup("<span>{}</span>").format(standing.version.reason))
        return Markup('<p class="stop">{}</p>').format(Markup(" ").join(parts))

    def gone(self) -> list[dict[str, Any]]:
        """What stands no more, by the version that left it out, newest first; within it in the order of the text."""
        listed = self._found.gone[:MOST_GONE]
        return [
            {
                "number": left.version.number, "url": self._came(self._found, left), "began": _began(left),
                "reason": left.version.reason, "passages": [_passage(one) for one in reversed(list(group))],
            }
            for left, group in groupby(listed, lambda one: one.left)
        ]  # fmt: skip


def _began(standing: Standing) -> str:
    """The day from which a version stood; of one that readers never saw, when it was filed."""
    day = standing.start
    if day is None:
        return gettext("déposée le %(day)s", day=wording.date_words(standing.version.created_at))
    return telling.periods([Period(day, None)], days.today())


def _passage(one: history.Gone) -> dict[str, Any]:
    first, last = one.first.version.number, one.last.version.number
    stood = telling.periods([Period(one.first.start, one.left.start)], days.today())
    if first == last:
        versions = gettext("version %(number)s", number=first)
    else:
        versions = gettext("versions %(first)s à %(last)s", first=first, last=last)
    label = f"{one.block.label} " if one.block.label else ""
    html = Ink.of([one.block]).styled(one.block.text)
    return {"label": label, "html": html, "stood": ", ".join(filter(None, (stood, versions)))}
