"""What the review page says of a dropped file that resembles a document: where, how much, what differs, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from markupsafe import Markup

from repo_service.services.intakes import Waiting
from repo_service.services.versions.resembling import Resembling
from repo_service.web import wording
from repo_service.web.comparison import laying, telling
from repo_service.web.comparison.drawing import Drawing, Margin
from repo_service.web.comparison.laying import Fold, Line
from repo_service.web.language import gettext

DOCUMENT, DISCARD, VERSION = "document", "discard", "version"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to become of a dropped file: ``sort`` is one of the three words above; for a new version, of which
    document, and which version of it was the latest when the person was asked.
    """

    sort: str
    public_id: str = ""
    expected: int = -1

    @classmethod
    def read(cls, form: Mapping[str, str], item: Waiting) -> Choice:
        """What the form says; a form that says nothing asks for what it always did: a document."""
        sort, _, rest = form.get(f"{item.id}-as", DOCUMENT).partition(":")
        public_id, _, number = rest.partition(":")
        if sort == VERSION:
            return cls(VERSION, public_id, int(number) if number.isdecimal() and len(number) < 10 else -1)
        return cls(DISCARD if sort == DISCARD else DOCUMENT)

    @classmethod
    def of(cls, found: Resembling) -> Choice:
        """A new version of what was found."""
        return cls(VERSION, found.side.document.public_id, found.side.document.latest_number)

    @property
    def value(self) -> str:
        """As the form sends it."""
        return f"{VERSION}:{self.public_id}:{self.expected}" if self.sort == VERSION else self.sort


def likely(found: Sequence[Resembling]) -> Choice:
    """What is chosen beforehand."""
    for one in found:
        if one.likely == VERSION:
            return Choice.of(one)
        if one.likely == DISCARD:
            return Choice(DISCARD)
    return Choice(DOCUMENT)


def shown(item: Waiting, found: Sequence[Resembling], chosen: Choice) -> dict[str, Any] | None:
    """For the page: the sentence about the most alike, what differs, and the choices; ``None`` where there is nothing
    to say.
    """
    if not found:
        return None
    first = found[0]
    options = [_option(one) for one in found if one.may_edit and not (one.sort == "file" and _is_current(one))]
    for option in options:
        if chosen.sort == VERSION and option["value"].split(":")[1] == chosen.public_id:
            option["checked"] = True
    return {
        "sort": first.sort, "percent": first.percent, "version": _version_words(first), "document": _link(first),
        "withdrawn": first.is_withdrawn, "other_format": first.side.reader != item.reader,
        "summary": telling.summary(first.comparison) if first.comparison and first.sort != "file" else "",
        "differences": _differences(item, first),
        "options": options, "document_checked": chosen.sort == DOCUMENT or not _offers(options, chosen),
        "discard": first.sort == "file", "discard_checked": chosen.sort == DISCARD,
    }  # fmt: skip


def _offers(options: list[dict[str, Any]], chosen: Choice) -> bool:
    return chosen.sort == DISCARD or any(option["checked"] for option in options)


def _is_current(one: Resembling) -> bool:
    return one.side.version.number == one.side.document.current_number


def _link(one: Resembling) -> dict[str, str]:
    document, version = one.side.document, one.side.version
    address = url_for("documents.version", public_id=document.public_id, number=version.number)
    return {"label": version.title, "url": address, "language": version.details.get("language", "fr")}


def _version_words(one: Resembling) -> str:
    document, number = one.side.document, one.side.version.number
    if number < document.current_number:
        return gettext("la version %(n)s, qui n’est plus la dernière,", n=number)
    if number > document.current_number or document.state == "draft":
        return gettext("la version %(n)s, encore un brouillon,", n=number)
    return gettext("la version %(n)s", n=number)


def _option(one: Resembling) -> dict[str, Any]:
    """A new version keeps the readers of its document, whatever button is pressed: they are named beside it."""
    document = one.side.document
    return {
        "value": Choice.of(one).value, "title": document.title, "language": document.language, "checked": False,
        "readers": str(wording.VISIBILITY_LABELS.get(document.visibility, document.visibility)),
        "draft": document.state == "draft",
    }  # fmt: skip


def _differences(item: Waiting, one: Resembling) -> Markup:
    """The changes from the kept text to the dropped one, what did not change folded; the first page of a long one."""
    if one.comparison is None or not one.comparison.counts.differences:
        return Markup("")
    layout = laying.laid_out(one.comparison, one.side.blocks, item.extract.blocks)
    return Drawing(Margin(_note, _plain), _fold).draw(layout.items)


def _note(line: Line) -> Markup:
    return Markup('<span class="kind">{}</span>').format(gettext("déplacé")) if line.change.moved else Markup("")


def _plain(line: Line) -> Markup:
    return Markup("")


def _fold(item: Fold) -> tuple[str, Markup]:
    return telling.fold_words(item.size, item.looks), Markup("")
