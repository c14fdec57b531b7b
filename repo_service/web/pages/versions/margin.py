"""What the page of a document shows of its discussion: one line, and a quiet mark beside each passage that is
discussed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask import url_for
from markupsafe import Markup

from repo_service.services.versions.commenting import Overview, Thread
from repo_service.web.language import gettext, ngettext
from repo_service.web.pages.versions import received

# The tags that open a passage in what ``rendering.html`` makes: nothing else there is written so, text is escaped.
_OPENING = re.compile(r'<(p|li|pre|h[2-6]|tr)(?: [^<>]*)? id="(p-[0-9a-f]{10}(?:-[0-9]+)?)"[^<>]*>(<t[dh][^<>]*>)?')


def line(
    public_id: str, number: int, found: Overview | None, may_collect: bool = False
) -> dict[str, Any] | None:
    """The line that leads to the discussion; ``None`` for who may not read it. ``may_collect``: to the form, too, where
    annotated copies are dropped.
    """
    if found is None:
        return None
    words = counted(found.threads, found.open) if found.threads else gettext("Commenter ce texte")
    address = url_for("discussion.show", public_id=public_id, number=number)
    return {
        "url": address, "words": words, "remarks_url": f"{address}#remarks",
        "remarks": received.counted(found.received), "drop_url": f"{address}#annotated" if may_collect else "",
    }  # fmt: skip


def summary(threads: Iterable[Thread]) -> str:
    """The same sentence for threads that are at hand; "" where nobody says anything."""
    told = [one for one in threads if one.speaks and not one.is_remark]
    return counted(len(told), sum(one.is_open for one in told)) if told else ""


def counted(threads: int, waiting: int) -> str:
    """« 3 commentaires, dont 1 ouvert »."""
    words = ngettext("%(num)s commentaire", "%(num)s commentaires", threads)
    if not waiting:
        return words + ngettext(", réglé", ", tous réglés", threads)
    if waiting == threads:
        return words + ngettext(", ouvert", ", tous ouverts", threads)
    return words + ngettext(", dont %(num)s ouvert", ", dont %(num)s ouverts", waiting)


def marked(text: Markup, public_id: str, number: int, found: Overview | None) -> Markup:
    """A rendered text with a link to its comments at the head of each passage that has open ones."""
    if found is None or not found.marks:
        return text
    address = url_for("discussion.show", public_id=public_id, number=number)
    parts, done = [], 0
    for opening in _OPENING.finditer(text):
        tag, anchor, cell = opening[1], opening[2], opening[3]
        if anchor not in found.marks or (tag == "tr") != bool(cell):
            continue
        words = ngettext("%(num)s commentaire", "%(num)s commentaires", found.marks[anchor])
        place = opening.start() if tag == "pre" else opening.end()  # which sets what it holds as it is typed
        link = Markup('<a class="talk no-print" href="{}#{}">{}</a>').format(address, anchor, words)
        parts += [text[done:place], link]
        done = place
    return Markup("").join([*parts, text[done:]])
