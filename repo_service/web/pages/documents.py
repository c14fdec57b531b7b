"""``/documents``: the list, a document at its permanent address, its versions and its files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from repo_service.domain import links
from repo_service.domain.kinds import KINDS
from repo_service.domain.passages import Block, fold, wording_key, words_of
from repo_service.domain.roles import may
from repo_service.errors import Gone
from repo_service.services import access, finding, reading
from repo_service.services.reading import Shown
from repo_service.services.searching import related
from repo_service.services.versions import annotated, commenting
from repo_service.web import current, files, language, login, queries, remarks, rendering, security, wording
from repo_service.web.language import gettext, ngettext
from repo_service.web.pages.home import row
from repo_service.web.pages.register import shown as register_shown
from repo_service.web.pages.versions import margin, timeline
from repo_service.web.pages.versions import notices as version_notices

BLUEPRINT = Blueprint("documents", __name__)
_RECOGNISED = {"docx": "Word", "odt": "OpenDocument", "pdf": "PDF", "pptx": "PowerPoint", "xlsx": "Excel"}


@BLUEPRINT.get("/documents")
def listing() -> str:
    """Every document that the person may see, or those of some kinds, newest first."""
    kinds = tuple(kind for kind in request.args.getlist("kind") if kind in KINDS)
    page = queries.page_number()
    with current.reading() as uow:
        total, documents = finding.listing(uow, login.actor(), kinds, page, queries.PER_PAGE)
    return render_template(
        "documents.html", rows=[_row(document) for document in documents], total=total, filters=_filters(kinds),
        pages=queries.pager(total, page), heading=_heading(kinds), kinds_chosen=kinds,
    )  # fmt: skip


def _filters(kinds: tuple[str, ...]) -> list[dict[str, Any]]:
    """Links to the whole list and to that of each kind."""
    every = {"label": gettext("Toutes"), "url": url_for("documents.listing"), "selected": not kinds}
    return [every] + [
        {"label": label, "url": url_for("documents.listing", kind=code), "selected": code in kinds}
        for code, label in wording.KIND_LABELS.items()
    ]


def _heading(kinds: tuple[str, ...]) -> str:
    """What the list is called: as in the menu, or after its kinds."""
    group = next((label for label, of_group in wording.menu_groups() if set(kinds) == set(of_group)), "")
    return group or ", ".join(str(wording.KIND_PLURALS[kind]) for kind in kinds) or gettext("Tous les documents")


def _row(document: Any) -> dict[str, Any]:
    """A line of the list; what people come to take away can be taken from here."""
    wanted = document.kind in {"charter", "template"}
    file_url = url_for("documents.current_file", public_id=document.public_id) if wanted else ""
    return row(document) | {"file_url": file_url}


@BLUEPRINT.get("/documents/<public_id>")
def show(public_id: str) -> Response | str | tuple[str, int]:
    """What stands today."""
    return _show(public_id, None)


@BLUEPRINT.get("/documents/<public_id>/versions/<int:number>")
def version(public_id: str, number: int) -> Response | str | tuple[str, int]:
    """One version, with a banner that says whether it is the one in force."""
    return _show(public_id, number)


@BLUEPRINT.get("/documents/<public_id>/file")
def current_file(public_id: str) -> Response:
    """The file of today's version."""
    with current.reading() as uow:
        sent = reading.original(uow, login.actor(), public_id)
    return files.send(sent)


@BLUEPRINT.get("/documents/<public_id>/versions/<int:number>/file")
def file(public_id: str, number: int) -> Response:
    """The file of one version."""
    with current.reading() as uow:
        sent = reading.original(uow, login.actor(), public_id, number)
    return files.send(sent)


@BLUEPRINT.get("/documents/<public_id>/companions/<companion>")
def companion(public_id: str, companion: str) -> Response:
    """A file that goes with a version."""
    with current.reading() as uow:
        sent = reading.companion(uow, login.actor(), public_id, companion)
    return files.send(sent)


def _show(public_id: str, number: int | None) -> Response | str | tuple[str, int]:
    actor = login.actor()
    try:
        with current.reading() as uow:
            shown = reading.show(uow, actor, public_id, number)
            said = commenting.overview(uow, actor, shown)
            near = related.beside(uow, actor, current.repository().searcher, current.repository().access, shown)
            registered = register_shown.beside(uow, actor, shown)
    except Gone:
        return tombstone(public_id)
    document = shown.document
    if document.public_id != public_id:
        return _canonical(document.public_id, number)
    if is_put_away(document):
        return tombstone(public_id)
    if number is None and (wanted := request.args.get("passage")):
        return _at_passage(shown, wanted)
    current.tell_reading(actor, document, shown.version)
    can_edit = may(actor, "edit", author=document.author.public_id, bodies=(_body(document),), kind=document.kind)
    blocks = _without_title(shown)
    sent, number = shown.files[shown.version.number], shown.version.number
    text = rendering.html(
        blocks, link=lambda target: _link(shown, target), words=language.rendering_words(), blank=_blank(shown)
    )
    return render_template(
        "document.html", document=_card(shown), version={"number": number},
        text_html=margin.marked(text, document.public_id, number, said),
        talk=margin.line(document.public_id, number, said, annotated.is_offered(actor, document)),
        toc=_toc(shown, blocks),
        notices=_notices(shown),
        reading=reading_sentence(shown.extract.status, shown.extract.reason, shown.reader, shown.version.file_name),
        files=_files(shown), companions=_companions(shown), sha256=sent.sha256 if sent else "",
        sha512=sent.sha512 if sent else "", can_edit=can_edit,
        edit_url=url_for("editing.edit", public_id=document.public_id), publish=_publish(shown) if can_edit else None,
        back_links=[row(one) for one in shown.cited_by], near=[row(one) for one in near],
        permanent_url=security.absolute(url_for("documents.show", public_id=document.public_id)),
        **_beside(shown, can_edit), **{"banner": timeline.banner(shown)} | registered,
    )  # fmt: skip


def _beside(shown: Shown, can_edit: bool) -> dict[str, str]:
    """Addresses of the pages about this one: its readers and, for who may edit, its receipt, what was done to it, and
    how it is restored once it is old.
    """
    keep = {"keep": "1"} if shown.document.state == "withdrawn" else {}
    address: dict[str, Any] = {"public_id": shown.document.public_id, **keep}
    last = {shown.versions[0].number, shown.document.current_number}
    is_old = can_edit and not keep and shown.version.number not in last
    return {
        "restore_url": url_for("restoring.ask", number=shown.version.number, **address) if is_old else "",
        "receipt_url": url_for("activity.version_receipt", number=shown.version.number, **address) if can_edit else "",
        "readers_url": url_for("activity.readers", **address),
        "choose_url": url_for("comparing.choose", **address) if len(shown.versions) > 1 else "",
        "origins_url": url_for("comparing.origins", number=shown.version.number, **address),
        "activity_url": url_for("activity.activity", **address) if can_edit else "",
    }


def _canonical(public_id: str, number: int | None) -> Response:
    """To the one address of what was asked under an identifier as somebody typed it."""
    if number is None:
        return redirect(url_for("documents.show", public_id=public_id), 301)  # type: ignore[return-value]
    return redirect(url_for("documents.version", public_id=public_id, number=number), 301)  # type: ignore[return-value]


def _at_passage(shown: Shown, wanted: str) -> Response:
    """To the place of a passage, named by the key of its words (a result of a search knows no more); to the top where
    the text says something else by now.
    """
    place = next((block.anchor for block in _without_title(shown) if wording_key(words_of(block)) == wanted), None)
    address = url_for("documents.show", public_id=shown.document.public_id, _anchor=place)
    return redirect(address, 303)  # type: ignore[return-value]


def _without_title(shown: Shown) -> tuple[Block, ...]:
    """The text without its first heading where that only repeats the title of the page."""
    blocks = shown.extract.blocks
    first = next((i for i, b in enumerate(blocks) if b.part == "body" and b.text), None)
    if first is None or blocks[first].kind != "heading" or fold(blocks[first].text) != fold(shown.version.title):
        return blocks
    return blocks[:first] + blocks[first + 1 :]


def is_put_away(document: Any) -> bool:
    """Whether a page shows the tombstone also to who keeps the document: not where the address says ``keep=1``."""
    return document.state == "withdrawn" and request.args.get("keep") != "1"


def tombstone(public_id: str) -> tuple[str, int]:
    """The page of a withdrawn document."""
    with current.reading() as uow:
        stone = reading.tombstone(uow, login.actor(), public_id)
        spoken = access.visible(uow, login.actor(), public_id).language
    page = render_template(
        "tombstone.html", title=stone.title, title_language=spoken, reason=stone.reason, date=stone.day
    )
    return page, 410


def _body(document: Any) -> str:
    return document.body.public_id if document.body else ""


def _blank(shown: Shown) -> Callable[[str], str] | None:
    """How the places to fill in are called; only templates have them."""
    return wording.blank_words if shown.document.kind == "template" else None


def _toc(shown: Shown, blocks: tuple[Block, ...]) -> list[rendering.TocEntry]:
    lines = rendering.toc(blocks)
    if not _blank(shown):
        return lines
    return [replace(line, text=rendering.BLANK.sub(lambda m: wording.blank_words(m[1]), line.text)) for line in lines]


def _link(shown: Shown, target: str) -> tuple[str, str] | None:
    found = shown.linked.get(links.key(target) or "")
    return (url_for("documents.show", public_id=found[0]), found[1]) if found else None


def _card(shown: Shown) -> dict[str, Any]:
    document, version = shown.document, shown.version
    return {
        "id": document.public_id, "title": version.title, "kind": document.kind,
        "kind_label": wording.KIND_LABELS.get(document.kind, document.kind), "state": reading.states(version),
        "date": _day(version), "number": version.details.get("number", ""),
        "body_name": document.body.name if document.body else "",
        "institution_name": document.institution.name if document.institution else "",
        "language": version.details.get("language", "fr"), "visibility": document.visibility,
        "keywords": version.details.get("keywords", ""), "domain": (domain := version.details.get("domain", "")),
        "domain_url": url_for("search.search", domain=domain), "versions": timeline.lines(shown),
    }  # fmt: skip


def _day(version: Any) -> date | None:
    """The date of the text in this very version: the charter of 2023 is not dated as that of today."""
    said = version.details.get("date")
    return date.fromisoformat(said) if said else None


def _publish(shown: Shown) -> dict[str, Any] | None:
    """The button that publishes the draft one reads: it names who will read it."""
    document, version = shown.document, shown.version
    if reading.states(version) not in {"draft", "review"} or version.number != document.latest_number:
        return None
    labels = {
        "public": gettext("Publier pour tout le monde"),
        "network": gettext("Publier pour tous les partenaires"),
        "body": gettext("Publier pour les membres de l’instance"),
    }
    address = url_for("editing.publish", public_id=document.public_id)
    return {"url": address, "label": labels[version.details.get("visibility", "network")], "version": version.number}


def _notices(shown: Shown) -> list[dict[str, Any]]:
    notices: list[dict[str, Any]] = []
    if _blank(shown) and any(rendering.BLANK.search(block.text) for block in shown.extract.blocks):
        notices.append({"text": gettext("Les mots pointillés sont à remplir.")})
    leaks = shown.extract.leaks
    if leaks.any and not shown.cleaned:
        words = leak_words(leaks)
        notices.append(
            {"text": words + " " + gettext("Les lecteurs reçoivent une copie nettoyée ; vous voyez l’original.")}
        )
    if shown.files[shown.version.number] is None:
        notices.append({"text": gettext(reading.CopyMissing.message), "tone": "warning"})
    document = shown.document
    if shown.version.number == document.current_number < document.latest_number == shown.versions[0].number:
        draft = url_for("documents.version", public_id=document.public_id, number=document.latest_number)
        link = {"url": draft, "label": gettext("Ouvrir le brouillon")}
        notices.append({"text": gettext("Une nouvelle version attend comme brouillon."), "link": link})
    if reading.is_recorded(current.repository(), document, shown.version):
        notices.append({"text": gettext("La lecture de ce document est inscrite au journal.")})
    return notices + version_notices.about(shown) + [{"text": remarks.words(text)} for text in shown.extract.notices]


def leak_words(leaks: Any) -> str:
    """« Ce fichier contient 12 modifications suivies et 3 commentaires. »"""
    parts = []
    if changes := leaks.insertions + leaks.deletions + leaks.formatting:
        parts.append(ngettext("%(num)s modification suivie", "%(num)s modifications suivies", changes))
    if leaks.comments:
        parts.append(ngettext("%(num)s commentaire", "%(num)s commentaires", leaks.comments))
    if leaks.hidden:
        parts.append(ngettext("%(num)s passage masqué", "%(num)s passages masqués", leaks.hidden))
    listed = gettext(" et ").join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    return gettext("Ce fichier contient %(what)s.", what=listed)


def reading_sentence(status: str, reason: str, reader: str = "", file_name: str = "") -> str:
    """Why there is no text to read, or "". A file that is not what its name says is told so."""
    if status == "no_text" and reader not in reading.SCANS:
        return gettext("Ce fichier ne contient pas de texte.")
    if status == "no_text":
        return gettext("Document numérisé : le texte n’est pas cherchable.")
    suffix = file_name.rpartition(".")[2].lower()
    if status == "unsupported" and suffix in _RECOGNISED:
        return gettext(
            "Ce fichier n’a pas la forme d’un document %(format)s : il est conservé tel quel, et trouvé par son titre.",
            format=_RECOGNISED[suffix],
        )
    if status == "unsupported":
        return gettext("Ce format n’est pas lu : le fichier est conservé et trouvé par son titre.")
    if status == "unreadable":
        words = gettext("Le texte de ce fichier n’a pas pu être lu ; le fichier est conservé")
        return f"{words} ({gettext(reading.REASONS.get(reason, reason))})."
    return ""


def _files(shown: Shown) -> list[dict[str, Any]]:
    version = shown.version
    address: dict[str, Any] = {"public_id": shown.document.public_id, "number": version.number}
    sent = shown.files[version.number]
    if sent is None:
        return []
    note = gettext("copie nettoyée : sans modifications suivies ni commentaires") if shown.cleaned else ""
    label = wording.format_label(version.file_name)
    return [{"label": label, "url": url_for("documents.file", **address), "size": sent.size, "note": note}]


def _companion_words(shown: Shown, one: Any) -> str:
    role = str(wording.COMPANION_LABELS.get(one.role, one.role))
    status, reader = shown.statuses.get(one.blob_sha256, ("read", ""))
    return role if status == "read" else f"{role} – {reading_sentence(status, '', reader)}"


def _companions(shown: Shown) -> list[dict[str, Any]]:
    return [
        {
            "label": one.file_name, "size": one.blob.size, "role": _companion_words(shown, one),
            "url": url_for("documents.companion", public_id=shown.document.public_id, companion=one.public_id),
        }
        for one in shown.version.companions
    ]  # fmt: skip
