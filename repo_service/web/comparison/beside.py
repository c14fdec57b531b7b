"""What stands in the margin of a comparison: what each change is called, where it stands among the others, the way to
the one before and the one after, and from one end of a moved passage to the other.
"""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from repo_service.web.comparison import telling
from repo_service.web.comparison.drawing import Margin
from repo_service.web.comparison.laying import Layout, Line, Stop
from repo_service.web.language import gettext

_NOTHING = Markup("")
Address = Callable[[int, str], str]  # page and fragment -> address


class Beside:
    """The margin of one page of a comparison. ``address`` leads to a place of any of its pages."""

    def __init__(self, layout: Layout, address: Address) -> None:
        self._layout = layout
        self._address = address
        self._first = {stop.line.place: stop for stop in layout.stops}

    @property
    def margin(self) -> Margin:
        """As ``drawing`` takes it."""
        return Margin(self.note, self.attributes, gettext("Changement"))

    def attributes(self, line: Line) -> Markup:
        """Where a change begins: its anchor, and what is said when one comes there by a key."""
        if line.change.kind == "departed":
            return Markup(' id="left-%d"') % line.place
        if not line.stop:
            return Markup(' data-sort="kept"') if line.change.looks else _NOTHING
        sort = "moved" if line.change.moved else "changed"
        if line.change.kind in {"added", "removed"}:
            sort = line.change.kind
        if line.place not in self._first:
            return Markup(' data-sort="%s"') % sort
        stop = self._first[line.place]
        return Markup(' id="change-%d" data-sort="%s" data-change="%s" tabindex="-1"') % (
            stop.number, sort, self._announced(stop),
        )  # fmt: skip

    def note(self, line: Line) -> Markup:
        """The words beside a line; none where nothing begins."""
        if line.change.kind == "departed":
            return self._left(line)
        if line.place in self._first:
            return self._stop(self._first[line.place], line)
        if line.change.looks and line.before and line.after and not line.stop:
            return Markup('<p class="stop">{}</p>').format(telling.difference_in_looks(line))
        return _NOTHING

    def _position(self, stop: Stop) -> str:
        return gettext("changement %(number)s sur %(count)s", number=stop.number, count=len(self._layout.stops))

    def _announced(self, stop: Stop) -> str:
        return f"{self._position(stop)} : {telling.stop_words(stop)}"

    def _stop(self, stop: Stop, line: Line) -> Markup:
        parts = [Markup("<b>{}</b>").format(telling.stop_words(stop))]
        mark = self._layout.gone.get(line.change.after[0]) if line.change.moved and line.change.after else None
        if mark is not None:
            words = gettext("depuis plus haut") if mark < line.place else gettext("depuis plus bas")
            parts.append(self._link(self._layout.left[mark], f"left-{mark}", words))
        parts.append(Markup("<span>{}</span>").format(self._position(stop)))
        for number, words in ((stop.number - 1, gettext("précédent")), (stop.number + 1, gettext("suivant"))):
            if 0 < number <= len(self._layout.stops):
                page = self._layout.stops[number - 1].page
                parts.append(self._link(page, f"change-{number}", words, "step"))
        return Markup('<p class="stop">{}</p>').format(Markup(" ").join(parts))

    def _left(self, line: Line) -> Markup:
        stop = self._layout.came.get(line.change.after[0]) if line.change.after else None
        words = gettext("Déplacé d’ici : « %(text)s »", text=telling.excerpt(line.block.text))
        if stop is None:
            return Markup("<span>{}</span>").format(words)
        down = gettext("vers plus bas") if stop.line.place > line.place else gettext("vers plus haut")
        return Markup("<span>{}</span> {}").format(words, self._link(stop.page, f"change-{stop.number}", down))

    def _link(self, page: int, fragment: str, words: str, look: str = "") -> Markup:
        target = f"#{fragment}" if page == self._layout.page else self._address(page, fragment)
        shape = Markup(' class="{}"').format(look) if look else _NOTHING
        return Markup('<a{} href="{}">{}</a>').format(shape, target, words)
