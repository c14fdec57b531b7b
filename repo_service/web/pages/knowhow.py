"""Writing know-how pages in the browser: a text field in Markdown and a preview made by the server."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from markupsafe import Markup

from repo_service.domain import links
from repo_service.domain.documents import NewDocument
from repo_service.errors import Conflict, Invalid, RepoServiceError
from repo_service.services import access, documents, knowhow, reading
from repo_service.services.searching import suggesting
from repo_service.services.versions import describing, merging
from repo_service.web import current, errors, language, login, rendering
from repo_service.web.pages.versions import cards

BLUEPRINT = Blueprint("knowhow", __name__)


@BLUEPRINT.get("/documents/write")
def new() -> str:
    """An empty page to write on."""
    access.allow(login.actor(), "write_knowhow")
    return _page()


@BLUEPRINT.post("/documents/write")
def create() -> Response | str:
    """Keep the page as version 1 of a new document."""
    actor, repository = login.actor(), current.repository()
    access.allow(actor, "write_knowhow")
    said = _said()
    try:
        prepared = knowhow.prepare(repository.store, repository.reader, actor, said, request.form.get("text", ""))
        with current.writing() as uow:
            document = knowhow.write(uow, actor, prepared, said, repository.settings.timezone)
    except Invalid as error:
        return make_response(_page(error=error), 422)
    return redirect(url_for("documents.show", public_id=document.public_id), 303)  # type: ignore[return-value]


@BLUEPRINT.get("/documents/<public_id>/write")
def change(public_id: str) -> str:
    """The latest text of a page, to be changed."""
    with current.reading() as uow:
        document, text = knowhow.source(uow, login.actor(), public_id)
    latest = documents.working(document)
    current.tell_reading(login.actor(), document, latest)
    return _page(
        public_id, title=latest.title, text=text, version=document.latest_number, preview_html=_preview(text),
        visibility=latest.details.get("visibility", "network"), domain=latest.details.get("domain", ""),
    )  # fmt: skip


@BLUEPRINT.post("/documents/<public_id>/write")
def save(public_id: str) -> Response | str:
    """Keep the changed page as the next version; when somebody was quicker, nothing typed is lost."""
    actor, repository = login.actor(), current.repository()
    said = _said()
    expected = request.form.get("version", -1, type=int)
    try:
        with current.reading() as uow:
            before, _ = knowhow.source(uow, actor, public_id)
        text = request.form.get("text", "")
        prepared = knowhow.prepare(repository.store, repository.reader, actor, said, text, again=True)
        kept = describing.keeping(before, said)
        said = replace(kept, domain=request.form.get("domain", kept.domain))
        with current.writing() as uow:
            documents.add_version(uow, actor, public_id, expected, prepared, said, repository.settings.timezone)
    except Invalid as error:
        return make_response(_page(public_id, version=expected, error=error), 422)
    except Conflict:
        return _merged(public_id, expected, request.form.get("title", ""), text)
    return redirect(url_for("documents.show", public_id=public_id), 303)  # type: ignore[return-value]


@BLUEPRINT.post("/documents/preview")
def preview() -> str:
    """The text as it would be published; without a script, the whole writing page again with its preview."""
    html = _preview(request.form.get("text", ""))
    if "preview" in request.form:
        return _page(request.args.get("document"), preview_html=html, version=request.form.get("version", type=int))
    return render_template("preview.html", preview_html=html)


def _preview(text: str) -> Markup:
    actor, repository = login.actor(), current.repository()
    extract = knowhow.preview(repository.reader, actor, text)
    with current.reading() as uow:
        linked = reading.linked(uow, actor, extract.blocks)

    def address(target: str) -> tuple[str, str] | None:
        found = linked.get(links.key(target) or "")
        return (url_for("documents.show", public_id=found[0]), found[1]) if found else None

    return rendering.html(extract.blocks, link=address, words=language.rendering_words())


def _said() -> NewDocument:
    form = request.form
    visibility = form.get("visibility", "network")
    return NewDocument(
        kind="knowhow", title=form.get("title", ""), reason=form.get("reason", ""), visibility=visibility,
        state="draft" if "draft" in form else "published", domain=form.get("domain", ""),
    )  # fmt: skip


def _merged(public_id: str, since: int, title: str, text: str) -> Response:
    """The writing page with both texts in one: the form goes on from the version that came meanwhile."""
    with current.reading() as uow:
        found = merging.meanwhile(uow, login.actor(), public_id, since)
        merge = merging.text(uow, login.actor(), found, text)
    mine = {"title": title, "visibility": "network", "domain": found.latest.details.get("domain", "")}
    mine |= {name: request.form[name] for name in ("visibility", "domain") if name in request.form}
    head = {one.name: one for one in merging.card(found, mine)}
    told = {
        "who": cards.authors(found.came), "came": cards.came(found.document, found.came, found.seen),
        "conflicts": [("\n".join(part.theirs), "\n".join(part.mine)) for part in merge.conflicts],
        "title": found.latest.title if head["title"].kind == "conflict" else "",
    }  # fmt: skip
    values = {
        "title": title if told["title"] else head["title"].value, "text": merge.text,
        "visibility": head["visibility"].value, "version": found.document.latest_number,
        "domain": mine["domain"] if head["domain"].kind == "conflict" else head["domain"].value,
    }  # fmt: skip
    page = _page(public_id, merge=told, preview_html=_preview(merge.text), instead=values)
    return make_response(page, 409)


def _page(
    public_id: str | None = None, error: RepoServiceError | None = None, instead: dict[str, object] | None = None,
    **values: object,
) -> str:  # fmt: skip
    """The writing page, filled with what was typed when there is something, or with ``instead`` of that."""
    fields = ("title", "text", "domain", "reason", "visibility")
    typed = {name: request.form[name] for name in fields if name in request.form}
    with current.reading() as uow:
        domains = suggesting.domains(uow, login.actor())
    cancel = url_for("documents.show", public_id=public_id) if public_id else url_for("upload.new")
    sentence = errors.sentence(error) if error else ""
    return render_template(
        "write.html", preview_url=url_for("knowhow.preview", document=public_id), cancel_url=cancel, error=sentence,
        domains=domains,
        action=url_for("knowhow.save", public_id=public_id) if public_id else url_for("knowhow.create"),
        errors=errors.fields(error) if error else {}, **{**values, **typed, **(instead or {})},
    )  # fmt: skip
