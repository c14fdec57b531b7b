"""``/documents/<id>/compare/<a>...<b>``: what changed between two versions; and since when each passage stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from markupsafe import Markup

from repo_service import identifiers
from repo_service.domain.roles import Actor
from repo_service.errors import Gone, NotFound
from repo_service.services import access, naming, reading
from repo_service.services.versions import comparing, history
from repo_service.services.versions.comparing import Compared, Side
from repo_service.services.versions.history import Origins, Standing
from repo_service.web import current, days, login, queries, security, wording
from repo_service.web.comparison import drawing, laying, telling
from repo_service.web.comparison.beside import Beside
from repo_service.web.comparison.drawing import Drawing
from repo_service.web.comparison.laying import Fold, Layout, Region
from repo_service.web.comparison.since import Since
from repo_service.web.language import gettext, ngettext
from repo_service.web.pages import documents
from repo_service.web.pages.versions import timeline

BLUEPRINT = Blueprint("comparing", __name__)
Page = Response | str | tuple[str, int]


@BLUEPRINT.get("/documents/<public_id>/compare")
def choose(public_id: str) -> Page:
    """Two versions chosen in a form: on to the address of their comparison. Without a choice, the last two."""
    try:
        with current.reading() as uow:
            document = reading.readable(uow, login.actor(), public_id)
            numbers = [one.version.number for one in _versions(login.actor(), document)]
    except Gone:
        return documents.tombstone(public_id)
    if documents.is_put_away(document):
        return documents.tombstone(public_id)
    chosen = [queries.whole("from", (numbers[1:2] or numbers)[0]), queries.whole("to", numbers[0])]
    more = {name: request.args[name] for name in ("with", "view", "keep") if request.args.get(name)}
    address: dict[str, Any] = {"public_id": document.public_id, "a": chosen[0], "b": chosen[1], **more}
    return redirect(url_for("comparing.show", **address), 303)  # type: ignore[return-value]


@BLUEPRINT.get("/documents/<public_id>/compare/<int(max=999999999):a>...<int(max=999999999):b>")
def show(public_id: str, a: int, b: int) -> Page:
    """Two versions of a document, or with ``with`` one of it and one of another document.

    A version compared with itself is no mistake: the page says that nothing differs, and what else can be compared.
    """
    actor, other = login.actor(), request.args.get("with", "").strip()
    other = "" if identifiers.normalise(other) == identifiers.normalise(public_id) else other
    try:
        with current.reading() as uow:
            if a == b and not other:
                alone, _ = comparing.side(uow, actor, public_id, a)
                two = None
            else:
                two = comparing.pair(uow, actor, public_id, a, b, other)
                alone = two.before
            names = naming.names(uow) if two else {}
            lists = [_versions(actor, one.document) for one in (alone, two.after if two else alone)]
    except Gone:
        return _tombstone(public_id, other)
    for side in (two.before, two.after) if two else (alone,):
        if documents.is_put_away(side.document):
            return documents.tombstone(side.document.public_id)
    if two is None:
        return render_template("compare_same.html", side=_side(alone), **_chooser(alone, alone, lists))
    found = comparing.compare(two)
    for side in (found.before, found.after):
        current.tell_reading(actor, side.document, side.version)
    return _compared(found, names, lists)


def _tombstone(public_id: str, other: str) -> Page:
    """The tombstone of whichever of the two was withdrawn."""
    try:
        return documents.tombstone(public_id)
    except NotFound:
        return documents.tombstone(other)


def _versions(actor: Actor, document: Any) -> list[Standing]:
    """The versions of a document that the person may choose from, newest first."""
    seen = [one for one in document.versions if access.sees_version(actor, document, one)]
    return history.timeline(seen)[::-1]


def _compared(found: Compared, names: dict[str, str], lists: Sequence[list[Standing]]) -> str:
    columns, whole = request.args.get("view") == "columns", request.args.get("whole") == "1"
    before, after = found.before, found.after
    layout = laying.laid_out(found.comparison, before.blocks, after.blocks, queries.page_number(), whole)
    return render_template(
        "compare.html", before=_side(before), after=_side(after), columns=columns, whole=whole, names=_columns(found),
        same_document=before.document.public_id == after.document.public_id,
        summary=telling.compared(found), likeness=_likeness(found),
        notices=[_notice(word, found) for word in found.notices],
        fields=[telling.field(one, names) for one in found.fields], stops=len(layout.stops), layout=layout,
        parts=_drawn(found, layout, columns), pages=queries.pager(layout.pages, layout.page, 1),
        first_url=_address(layout.stops[0].page, "change-1") if layout.stops else "",
        previous_url=_step(layout, -1), next_url=_step(layout, 1),
        inline_url=queries.address(view=None), columns_url=queries.address(view="columns"),
        whole_url=queries.address(whole="1"), folded_url=queries.address(whole=None),
        permanent_url=security.absolute(queries.address(view=None, whole=None)), word_url=_word_url(before, after),
        **_chooser(before, after, lists),
    )  # fmt: skip


def _word_url(before: Side, after: Side) -> str:
    """Where the comparison is taken away as a Word file; nowhere where a text is missing."""
    address: dict[str, Any] = {"public_id": before.document.public_id, "a": before.version.number}
    if after.document.public_id != before.document.public_id:
        address["with"] = after.document.public_id
    readable = before.status == after.status == "read"
    return url_for("comparison_file.word", b=after.version.number, **address) if readable else ""


def _side(side: Side) -> dict[str, Any]:
    """What the head of the page tells of one of the two."""
    version, document = side.version, side.document
    address: dict[str, Any] = {"public_id": document.public_id, "number": version.number}
    standing = history.standing(version)
    return {
        "number": version.number, "title": version.title, "language": version.details.get("language", "fr"),
        "state": reading.states(version), "created_at": version.created_at, "author": version.author.person.name,
        "reason": version.reason, "url": url_for("documents.version", **address), "file_name": version.file_name,
        "format": wording.format_label(version.file_name), "interval": telling.interval(standing, days.today()),
        "document_url": url_for("documents.show", public_id=document.public_id), "id": document.public_id,
    }  # fmt: skip


def _chooser(before: Side, after: Side, lists: Sequence[list[Standing]]) -> dict[str, Any]:
    """The form that chooses two other versions, and the way to the comparison the other way round."""
    ours, theirs = before.document.public_id, after.document.public_id
    other = theirs if theirs != ours else ""
    swapped: dict[str, Any] = {"public_id": theirs, "a": after.version.number, "b": before.version.number}
    if other:
        swapped["with"] = ours
    if request.args.get("view") == "columns":
        swapped["view"] = "columns"
    return {
        "choices": [[timeline.choice(one) for one in standings] for standings in lists],
        "chosen": (before.version.number, after.version.number), "other": other,
        "choose_url": url_for("comparing.choose", public_id=ours), "swapped_url": url_for("comparing.show", **swapped),
    }  # fmt: skip


def _likeness(found: Compared) -> str:
    """How alike the texts are, in per cent; never a hundred where a word differs."""
    if not found.comparison.counts.differences or not (found.before.blocks and found.after.blocks):
        return ""
    return gettext("%(number)s\u00a0%% des mots sont communs.", number=min(int(found.comparison.likeness * 100), 99))


def _notice(word: str, found: Compared) -> dict[str, str]:
    """What is to be known before one reads the differences."""
    if word == "formats":
        formats = [wording.format_label(one.version.file_name) for one in (found.before, found.after)]
        return {"text": gettext(
            "Ces deux fichiers ne sont pas du même format (%(before)s, puis %(after)s) : leurs textes sont comparés, "
            "sans leur mise en page.", before=formats[0], after=formats[1],
        ), "tone": "info"}  # fmt: skip
    side = found.before if word == "unread_before" else found.after
    why = documents.reading_sentence(side.status, side.reason, side.reader, side.version.file_name)
    words = gettext("Version %(number)s : pas de texte à comparer.", number=side.version.number)
    return {"text": f"{words} {why}", "tone": "warning"}


def _address(page: int, fragment: str) -> str:
    return queries.address(page=str(page) if page > 1 else None) + f"#{fragment}"


def _step(layout: Layout, step: int) -> str:
    """The nearest change on a page before (-1) or after (1) this one."""
    if step < 0:
        earlier = [stop for stop in layout.stops if stop.page < layout.page]
        return _address(earlier[-1].page, f"change-{earlier[-1].number}") if earlier else ""
    later = [stop for stop in layout.stops if stop.page > layout.page]
    return _address(later[0].page, f"change-{later[0].number}") if later else ""


def _drawn(found: Compared, layout: Layout, columns: bool) -> list[dict[str, Any]]:
    """The parts of the text, drawn: running text, notes, what is printed on every page."""
    drawn = Drawing(
        Beside(layout, _address).margin, lambda fold: _fold(fold, found),
        {"before": drawing.gaps(found.before.blocks), "after": drawing.gaps(found.after.blocks)},
        drawing.heads(found.after.blocks or found.before.blocks), _columns(found) if columns else None,
    )  # fmt: skip
    return [_part(region, drawn.draw(items)) for region, items in layout.regions]


def _part(region: Region, html: Markup) -> dict[str, Any]:
    titles = {"flow": "", "notes": gettext("Notes"), "margins": gettext("En-têtes et pieds de page")}
    return {"title": titles[region], "html": html, "key": region}


def _columns(found: Compared) -> tuple[str, str]:
    """What the two columns are called."""
    before, after = (gettext("Version %(number)s", number=one.version.number) for one in (found.before, found.after))
    if found.before.document.public_id == found.after.document.public_id:
        return before, after
    return f"{found.before.version.title} – {before}", f"{found.after.version.title} – {after}"


def _fold(fold: Fold, found: Compared) -> tuple[str, Markup]:
    """What a fold is called, and where its words are read when there are too many."""
    line, version = fold.first, found.after.version
    block = line.after[0] if line.after else line.block
    address = url_for("documents.version", public_id=found.after.document.public_id, number=version.number)
    words = gettext("Les lire dans la version %(number)s", number=version.number)
    link = Markup('<a href="{}#{}">{}</a>').format(address, block.anchor, words)
    return telling.fold_words(fold.size, fold.looks), link


@BLUEPRINT.get("/documents/<public_id>/versions/<int(max=999999999):number>/origins")
def origins(public_id: str, number: int) -> Page:
    """A version with, beside each passage, the version by which it came in its present wording; and what is gone."""
    actor = login.actor()
    try:
        with current.reading() as uow:
            found = history.origins(uow, actor, public_id, number)
    except Gone:
        return documents.tombstone(public_id)
    if documents.is_put_away(found.document):
        return documents.tombstone(public_id)
    current.tell_reading(actor, found.document, found.version)
    return _origins(found)


def _origins(found: Origins) -> str:
    lines = laying.plain_lines([passage.block for passage in found.passages])
    pages = list(laying.paged(lines)) or [()]
    page = min(queries.page_number(), len(pages))
    beside = Since(found, pages[page - 1], _came)
    drawn = Drawing(beside.margin, gaps={"after": drawing.gaps([passage.block for passage in found.passages])})
    document, version = found.document, found.version
    return render_template(
        "origins.html", title=version.title, title_language=version.details.get("language", "fr"),
        number=version.number, unread=_unread(found), gone=beside.gone() if page == len(pages) else (),
        parts=[_part(region, drawn.draw(items)) for region, items in laying.by_region(pages[page - 1])],
        pages=queries.pager(len(pages), page, 1), empty=not lines, alone=len(found.standings) == 1,
        version_url=url_for("documents.version", public_id=document.public_id, number=version.number),
    )  # fmt: skip


def _unread(found: Origins) -> str:
    """Which earlier versions tell nothing of the text."""
    numbers = [str(number) for number in found.unread if number != found.version.number]
    return ngettext(
        "Le fichier de la version %(numbers)s n’a pas pu être lu : il ne compte pas ici.",
        "Les fichiers des versions %(numbers)s n’ont pas pu être lus : ils ne comptent pas ici.",
        len(numbers), numbers=", ".join(numbers),
    ) if numbers else ""  # fmt: skip


def _came(found: Origins, standing: Standing) -> str:
    """Where it is seen what a version brought: its comparison with the one before it, or itself."""
    place = found.standings.index(standing)
    address: dict[str, Any] = {"public_id": found.document.public_id}
    if not place:
        return url_for("documents.version", number=standing.version.number, **address)
    before = found.standings[place - 1].version.number
    return url_for("comparing.show", a=before, b=standing.version.number, **address)
