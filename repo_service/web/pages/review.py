"""``/documents/new/<batch>``: the one page where dropped files are checked and published, kept as drafts or put
aside.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from markupsafe import Markup

from repo_service import clock
from repo_service.domain.documents import NewDocument, is_blank
from repo_service.domain.french_dates import parse
from repo_service.errors import Conflict, Invalid
from repo_service.services import documents, intakes, naming
from repo_service.services.intakes import Waiting
from repo_service.services.partners import successions
from repo_service.services.register import circulating
from repo_service.services.repository import UnitOfWork
from repo_service.services.searching import suggesting
from repo_service.services.versions.resembling import Resembling, resembling
from repo_service.web import current, days, errors, language, login, rendering, security, wording
from repo_service.web.language import gettext, ngettext
from repo_service.web.pages.documents import leak_words, reading_sentence
from repo_service.web.pages.versions import resemblance
from repo_service.web.pages.versions.resemblance import DISCARD, DOCUMENT, VERSION, Choice

BLUEPRINT = Blueprint("review", __name__)
_FIELDS = ("title", "kind", "date", "body", "institution", "language", "keywords", "domain", "reason", "number")
_KEPT = ("title", "kind", "body", "institution", "language", "keywords", "domain", "number")  # from version to version


@BLUEPRINT.get("/documents/new/<batch>")
def review(batch: str) -> str:
    """The files of a batch, each beside what was found in it."""
    with current.reading() as uow:
        return _page(uow, intakes.batch(uow, login.actor(), batch))


@BLUEPRINT.post("/documents/new/<batch>")
def decide(batch: str) -> Response | str:
    """Publish, keep as drafts, or put one file aside."""
    actor, form = login.actor(), request.form
    if discarded := form.get("discard"):
        return _discard(batch, discarded)
    state = "draft" if "draft" in form else ""
    visibility = "public" if "publish_public" in form else "body" if "publish_body" in form else "network"
    with current.reading() as uow:
        waiting = intakes.batch(uow, actor, batch)
        wrong = _typed_wrong(waiting)
        if wrong or "check" in form:  # the Enter key publishes nothing: it has the page checked again
            return make_response(_page(uow, waiting, form, wrong), 422 if wrong else 200)
    return _publish(batch, waiting, visibility, state)


def _discard(batch: str, discarded: str) -> Response | str:
    """Put one file aside; what was typed for the others stays on the page."""
    actor = login.actor()
    with current.writing() as uow:
        intakes.discard(uow, actor, batch, discarded)
    flash(gettext("Le fichier a été écarté."), "info")
    with current.reading() as uow:
        if any(item.batch == batch for item in intakes.mine(uow, actor)):
            return _page(uow, intakes.batch(uow, actor, batch), request.form)
    return redirect(url_for("upload.new"), 303)  # type: ignore[return-value]


def _publish(batch: str, waiting: list[Waiting], visibility: str, state: str) -> Response:
    """All files of the batch in one transaction: either each becomes what was asked, or none does."""
    actor, form = login.actor(), request.form
    published: dict[str, Any] = {}
    failed: dict[str, Invalid] = {}
    stale = ""
    try:
        with current.writing() as uow:
            for item in (one for one in waiting if not _attached(one)):
                try:
                    stale = item.id
                    if (document := _placed(uow, batch, item, visibility, state)) is not None:
                        published[item.id] = document
                        _follow(uow, document, visibility, state)
                except Invalid as error:
                    failed[item.id] = error
            if failed:
                raise next(iter(failed.values()))
            for item in (one for one in waiting if _attached(one)):
                target, _, role = _attached(item).partition(":")
                if target not in published:
                    raise Invalid(gettext("Choisissez à quel document joindre ce fichier."))
                intakes.attach(uow, actor, batch, item.id, published[target], role)
    except Conflict as error:
        with current.reading() as uow:
            wrong = {stale: {"as": _overtaken()}}
            return make_response(_page(uow, waiting, form, wrong), errors.status_of(error))
    except Invalid as error:
        wrong = {key: errors.fields(one) or {"title": errors.sentence(one)} for key, one in failed.items()}
        if not wrong:
            wrong = {waiting[0].id: {"attach": errors.sentence(error)}}
        with current.reading() as uow:
            return make_response(_page(uow, waiting, form, wrong), 422)
    more = Markup('{} <a href="{}">{}</a>').format(
        _all_told(waiting, visibility, state), url_for("upload.new"), gettext("Déposer un autre document")
    )
    flash(more, "success")
    made = list({document.public_id: document for document in published.values()})
    single = url_for("documents.show", public_id=made[0]) if made else ""
    return redirect(single if len(made) == 1 else url_for("home.home"), 303)  # type: ignore[return-value]


def _placed(uow: UnitOfWork, batch: str, item: Waiting, visibility: str, state: str) -> Any:
    """The document that a file became, or whose next version it became; ``None`` for one that is put aside."""
    actor, timezone, choice = login.actor(), current.settings().timezone, Choice.read(request.form, item)
    if choice.sort == DISCARD:
        intakes.discard(uow, actor, batch, item.id)
        return None
    new = _described(item, visibility, state)
    if choice.sort == DOCUMENT:
        return intakes.publish(uow, actor, batch, item.id, new, timezone)
    return intakes.add_version(uow, actor, batch, item.id, choice.public_id, choice.expected, new, timezone)


def _follow(uow: UnitOfWork, document: Any, visibility: str, state: str) -> None:
    """What publishing minutes brings with it: their meeting is noted, members are told."""
    if state:
        return
    actor, timezone = login.actor(), current.settings().timezone
    circulating.note_meeting(uow, actor, document, timezone)
    if visibility == "body" and (head := security.letterhead_if_any()):
        circulating.tell_members(uow, actor, document, head, timezone)


def _overtaken() -> str:
    return gettext(
        "Une autre version de ce document a été déposée entre-temps. Rien n’est perdu : voici ce qui change par "
        "rapport à elle ; confirmez, ou choisissez autrement."
    )


def _all_told(waiting: list[Waiting], visibility: str, state: str) -> str:
    """What became of the files, one sentence for each thing that happened."""
    sorts = [Choice.read(request.form, item).sort for item in waiting if not _attached(item)]
    told = []
    if count := sorts.count(DOCUMENT):
        told.append(_told(count, visibility, state))
    if (count := sorts.count(VERSION)) and state == "draft":
        told.append(
            ngettext("Nouvelle version gardée en brouillon.", "%(num)s nouvelles versions gardées en brouillon.", count)
        )
    elif count:
        told.append(ngettext("Nouvelle version publiée.", "%(num)s nouvelles versions publiées.", count))
    if count := sorts.count(DISCARD):
        told.append(ngettext("Le fichier a été écarté.", "%(num)s fichiers ont été écartés.", count))
    return " ".join(told)


def _told(count: int, visibility: str, state: str) -> str:
    if state == "draft":
        return ngettext("Brouillon enregistré.", "%(num)s brouillons enregistrés.", count)
    if visibility == "body":
        return ngettext(
            "Document diffusé aux membres de l’instance.",
            "%(num)s documents diffusés aux membres de l’instance.", count,
        )
    if visibility == "public":
        return ngettext("Document publié pour tout le monde.", "%(num)s documents publiés pour tout le monde.", count)
    return ngettext(
        "Document publié pour tous les partenaires.", "%(num)s documents publiés pour tous les partenaires.", count
    )


def _attached(item: Waiting) -> str:
    return request.form.get(f"{item.id}-attach", "")


def _typed_wrong(waiting: list[Waiting]) -> dict[str, dict[str, str]]:
    """Titles that were emptied, reasons that are missing and dates that cannot be understood, by file."""
    wrong: dict[str, dict[str, str]] = {}
    for item in waiting:
        title, day = (request.form.get(f"{item.id}-{name}") for name in ("title", "date"))
        faults: dict[str, str] = {}
        sort = "" if _attached(item) else Choice.read(request.form, item).sort
        if sort == DISCARD:
            continue
        if sort == VERSION and is_blank(request.form.get(f"{item.id}-reason", "")):
            faults["reason"] = gettext("Dites en une ligne pourquoi le document change.")
        if sort == DOCUMENT and title is not None and not title.strip():
            faults["title"] = gettext("Donnez un titre au document.")
        if "publish_body" in request.form and sort == DOCUMENT and not _values(item, request.form)["body"]:
            faults["body"] = gettext("Choisissez l’instance dont les membres liront ce document.")
        if day and day.strip() and _day(day.strip()) is None:
            faults["date"] = gettext("Écrivez la date ainsi : 12/03/2024.")
        if faults:
            wrong[item.id] = faults
    return wrong


def _day(typed: str) -> Any:
    partial = parse(typed, clock.today(current.settings().timezone))
    return partial.exact if partial else None


def _described(item: Waiting, visibility: str, state: str) -> NewDocument:
    """What the form says of a file; a field that the form left out keeps what was found."""
    values = _values(item, request.form)
    return NewDocument(
        kind=values["kind"], title=values["title"], date=_day(values["date"]), body=values["body"],
        institution=values["institution"], language=values["language"], visibility=visibility, state=state,
        keywords=values["keywords"], domain=values["domain"], number=values["number"], reason=values["reason"],
    )  # fmt: skip


def _values(
    item: Waiting, form: Mapping[str, str] | None, version_of: Resembling | None = None
) -> dict[str, str]:
    """What stands in the fields: what was typed, else what the document says that this is a new version of, else what
    was found in the file. The date is the file's own, where it tells one.
    """
    found = {name: guess.value for name, guess in item.guesses.items()}
    if version_of is not None:
        document, version = version_of.side.document, documents.working(version_of.side.document)
        said = {"title": version.title, "kind": document.kind} | version.details
        found |= {name: str(said[name]) for name in _KEPT if said.get(name)}
        found.setdefault("date", str(version.details.get("date", "")))
    values = {name: found.get(name, "") for name in _FIELDS}
    values["title"] = values["title"] or item.file_name.rpartition(".")[0] or item.file_name
    values["kind"] = values["kind"] or "other"
    values["language"] = values["language"] if values["language"] in wording.LANGUAGE_LABELS else "fr"
    if values["date"]:
        year, month, day = values["date"].split("-")
        values["date"] = f"{day}/{month}/{year}"
    if form is not None:
        values |= {name: form[f"{item.id}-{name}"] for name in _FIELDS if f"{item.id}-{name}" in form}
    return values


def _page(
    uow: UnitOfWork, waiting: list[Waiting], form: Mapping[str, str] | None = None,
    wrong: dict[str, dict[str, str]] | None = None,
) -> str:  # fmt: skip
    items = [_item(uow, one, waiting, form, (wrong or {}).get(one.id, {})) for one in waiting]
    bodies, former = successions.parted(uow, naming.bodies(uow), days.today())
    return render_template(
        "review.html", items=items, circulates=all(one["kind"] == "minutes" and one["body"] for one in items),
        bodies=bodies, former=former, institutions=naming.institutions(uow), languages=wording.LANGUAGE_LABELS.items(),
        domains=suggesting.domains(uow, login.actor()),
    )  # fmt: skip


def _item(
    uow: UnitOfWork, item: Waiting, waiting: list[Waiting], form: Mapping[str, str] | None, wrong: dict[str, str]
) -> dict[str, Any]:
    duplicate = item.duplicate
    asked = form is not None and f"{item.id}-as" in form
    chosen = Choice.read(form or {}, item)
    insist = chosen.public_id if "as" in wrong else ""
    found = resembling(uow, login.actor(), current.repository().signatures, item, insist)
    chosen = chosen if asked else resemblance.likely(found)
    ours = [one for one in found if chosen.sort == VERSION and one.side.document.public_id == chosen.public_id]
    shown: dict[str, Any] = _values(item, form, ours[0] if ours else None)
    kept = {name for name in _KEPT if ours and name in item.guesses and shown[name] != item.guesses[name].value}
    shown |= {
        "id": item.id, "file_name": item.file_name, "size": item.size, "errors": wrong,
        "text_html": rendering.html(
            item.extract.blocks, heading_offset=2, prefix=f"t{item.id}-",
            words=language.rendering_words(item.file_name if len(waiting) > 1 else ""),
        ),
        "reading": reading_sentence(item.extract.status, item.extract.reason, item.reader, item.file_name),
        "leak": _leak(item),
        "found": {name: told for name, told in _all_found(item).items() if name not in kept},
        "alike": resemblance.shown(item, found, chosen),
        "duplicate": duplicate and not (found and found[0].sort == "file") and {
            "title": duplicate.title, "url": url_for("documents.show", public_id=duplicate.public_id),
            "language": duplicate.language,
        },
        "attach": form.get(f"{item.id}-attach", "") if form else "",
        "attach_options": [
            (f"{other.id}:{role}", f"{label} – {other.file_name}")
            for other in waiting if other is not item
            for role, label in wording.COMPANION_LABELS.items()
        ],
    }  # fmt: skip
    return shown


def _leak(item: Waiting) -> str:
    if not item.extract.leaks.any:
        return ""
    words = leak_words(item.extract.leaks)
    if item.cleaned:
        return words + " " + gettext("Les lecteurs recevront une copie nettoyée ; vous gardez l’original.")
    return (
        words
        + " "
        + gettext("Aucune copie nettoyée n’a pu être faite : les lecteurs ne pourront pas télécharger le fichier.")
    )


def _all_found(item: Waiting) -> dict[str, Any]:
    """Where each guess was found. The passage of the title is quoted once: beside the title."""
    title = item.guesses.get("title")
    of_title = title.anchor if title else ""
    return {name: _found(item, guess, name != "title" and of_title) for name, guess in item.guesses.items()}


def _found(item: Waiting, guess: Any, of_title: str | bool) -> dict[str, Any]:
    anchor = f"#t{item.id}-{guess.anchor}" if guess.anchor else ""
    return {"quote": guess.quote, "url": anchor, "same": bool(anchor) and guess.anchor == of_title}
