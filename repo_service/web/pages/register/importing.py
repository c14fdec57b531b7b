"""``/decisions/import``: a register kept elsewhere is dropped, its columns are matched once, every line is told what it
becomes, then the good ones enter.

Everything stands in the address: the page can be left, opened again and gone on with.
"""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from repo_service.domain.register import headings
from repo_service.domain.register.headings import Grid
from repo_service.domain.register.lines import Remark
from repo_service.errors import Invalid, LinkSpent
from repo_service.services import installing
from repo_service.services.register import importing, taking_over
from repo_service.services.register.importing import Asked, Checked, Plan
from repo_service.services.register.taking_over import Taken
from repo_service.services.repository import UnitOfWork
from repo_service.web import current, errors, login, queries, uploads
from repo_service.web.language import gettext, ngettext
from repo_service.web.language import lazy_gettext as _l

BLUEPRINT = Blueprint("decisions_import", __name__, url_prefix="/decisions/import")
AT_ONCE = 500  # lines of one request: some ten seconds
_PER_PAGE = 50
_SAMPLE = 3  # rows shown under the heading
_COLUMN = re.compile(r"c([0-9]{1,2})")
FIELDS = {
    "number": _l("Numéro"), "title": _l("Objet"), "wording": _l("Texte, mot pour mot"), "day": _l("Date"),
    "body": _l("Instance"), "state": _l("État"), "votes": _l("Vote, en toutes lettres"), "for": _l("Voix pour"),
    "against": _l("Voix contre"), "abstention": _l("Abstentions"), "start": _l("En vigueur à partir du"),
    "until": _l("Dernier jour en vigueur"), "domain": _l("Domaine"), "theme": _l("Thème"),
    "replaces": _l("Numéro qu’elle remplace"), "replaced_by": _l("Numéro qui la remplace"),
    "amends": _l("Numéro qu’elle modifie"), "amended_by": _l("Numéro qui la modifie"),
    "repeals": _l("Numéro qu’elle abroge"), "repealed_by": _l("Numéro qui l’abroge"),
    "source": _l("Source ou adresse"), "owner": _l("Responsable"), "review": _l("À réexaminer le"),
    "progress": _l("Exécution"),
}  # fmt: skip
READERS = (
    ("network", _l("tous les partenaires")), ("body", _l("les membres de l’instance")), ("public", _l("tout le monde")),
)  # fmt: skip


@BLUEPRINT.get("")
def new() -> str:
    """The page to drop a register on."""
    with current.reading() as uow:
        return _drop_page(uow)


@BLUEPRINT.post("")
def receive() -> Response:
    """Keep the file for some hours, and go to its columns. Nothing enters yet."""
    actor, repository = login.actor(), current.repository()
    with current.reading() as uow:
        importing.bodies(uow, actor)
    sent = [(name, sink) for name, sink in uploads.files("register") if sink.size]
    try:
        if len(sent) != 1:
            raise Invalid(fields={"register": gettext("Choisissez un fichier, un seul à la fois.")})
        name, sink = sent[0]
        key = importing.keep(sink, actor, _secret())
        importing.table(repository.store.blobs, repository.reader, actor, _secret(), key)
    except Invalid as error:
        with current.reading() as uow:
            return make_response(_drop_page(uow, error), 422)
    body, visibility = request.form.get("body", ""), request.form.get("visibility", "network")
    address = url_for("decisions_import.show", key=key, name=name[:200], body=body, visibility=visibility)
    return redirect(address, 303)


@BLUEPRINT.get("/<key>")
def show(key: str) -> str | Response:
    """The columns as they are matched, and what each line would become."""
    try:
        grid = _grid(key)
    except LinkSpent:
        return _late()
    with current.reading() as uow:
        return _page(uow, key, grid, request.args)


@BLUEPRINT.post("/<key>")
def enter(key: str) -> Response:
    """The good lines enter, as many as one request may take; the page then says what is left."""
    try:
        grid = _grid(key)
    except LinkSpent:
        return _late()
    try:
        asked, faults = _asked(grid, request.form)
        if faults:
            raise Invalid(faults[0])
        done = taking_over.run(current.repository(), login.actor(), grid, asked, AT_ONCE)
    except Invalid as error:
        with current.reading() as uow:
            return make_response(_page(uow, key, grid, request.form, errors.sentence(error)), 422)
    flash(_told(done), "success" if done.entered or done.tied else "info")
    kept = {name: text for name, text in request.form.items() if name != "csrf_token" and text}
    return redirect(url_for("decisions_import.show", key=key, **_values(kept)), 303)


def _values(kept: dict[str, str]) -> dict[str, Any]:
    return dict(kept)


def _secret() -> str:
    return installing.secret_key(current.settings())


def _grid(key: str) -> Grid:
    """The table of the file that this person sent. The columns are read by who may, and nobody else."""
    actor, repository = login.actor(), current.repository()
    with current.reading() as uow:
        importing.bodies(uow, actor)
    return importing.table(repository.store.blobs, repository.reader, actor, _secret(), key)


def _late() -> Response:
    words = "Ce fichier n’est plus gardé ici : envoyez-le de nouveau. Ce qui est entré au registre y reste."
    flash(gettext(words), "warning")
    return redirect(url_for("decisions_import.new"), 303)


def _told(done: Taken) -> str:
    parts = [ngettext("%(num)s décision entrée au registre.", "%(num)s décisions entrées au registre.", done.entered)]
    if done.left:
        parts.append(ngettext("%(num)s attend encore.", "%(num)s attendent encore.", done.left))
    if done.refused:
        parts.append(ngettext("%(num)s a été refusée.", "%(num)s ont été refusées.", done.refused))
    if done.tied:
        parts.append(ngettext("%(num)s lien noté.", "%(num)s liens notés.", done.tied))
    if done.untied:
        words = ngettext(
            "%(num)s lien n’a pas été noté : le numéro visé n’est pas au registre, ou les dates s’y opposent.",
            "%(num)s liens n’ont pas été notés : le numéro visé n’est pas au registre, ou les dates s’y opposent.",
            done.untied,
        )
        parts.append(words)
    return " ".join(parts)


def _asked(grid: Grid, said: Any) -> tuple[Asked, list[str]]:
    """How the file is to be taken: as the form says, else as its columns are recognised."""
    chosen = {int(found[1]): text for name, text in said.items() if (found := _COLUMN.fullmatch(name))}
    faults = []
    columns: dict[str, int] = {}
    for column, name in sorted(chosen.items()):
        if name not in FIELDS or column >= len(grid.heads):
            continue
        if name in columns:
            words = gettext("Deux colonnes sont dites « %(name)s » : n’en gardez qu’une.", name=FIELDS[name])
            faults.append(words)
        columns.setdefault(name, column)
    if not chosen:
        columns = headings.matched(grid.heads)
    return Asked(columns, said.get("body", ""), said.get("visibility", "network")), faults


def _drop_page(uow: UnitOfWork, error: Invalid | None = None) -> str:
    fields = errors.fields(error) if error else {}
    return render_template(
        "decisions_import.html", bodies=_bodies(uow), readers=READERS, typed=request.form, errors=fields,
        general=errors.sentence(error) if error and not fields else "",
    )  # fmt: skip


def _bodies(uow: UnitOfWork) -> list[tuple[str, str]]:
    return [(body.public_id, body.name) for body in importing.bodies(uow, login.actor())]


def _page(uow: UnitOfWork, key: str, grid: Grid, said: Any, general: str = "") -> str:
    asked, faults = _asked(grid, said)
    plan = importing.plan(uow, login.actor(), grid, asked, current.settings().timezone) if not faults else Plan()
    wrong, ready = plan.of("wrong"), plan.of("ready")
    remarked = [one for one in ready if one.remarks]
    page, told = queries.page_number(), wrong + remarked
    field_of = {column: name for name, column in asked.columns.items()}
    return render_template(
        "decisions_columns.html", key=key, name=said.get("name", ""), sheet=grid.sheet, others=grid.others,
        columns=[_column(grid, column, field_of.get(column, "")) for column in range(len(grid.heads))],
        fields=list(FIELDS.items()), bodies=_bodies(uow), readers=READERS, asked=asked, general=general,
        faults=[gettext(one) for one in (*faults, *plan.faults)], count=len(grid.rows),
        ready=len(ready), present=len(plan.of("present")), wrong=len(wrong), remarked=len(remarked),
        first=[_line(one) for one in ready[:_SAMPLE]], at_once=min(len(ready), AT_ONCE),
        told=[_line(one) for one in told[(page - 1) * _PER_PAGE : page * _PER_PAGE]],
        pages=queries.pager(len(told), page, _PER_PAGE) if request.method == "GET" else None,
    )  # fmt: skip


def _column(grid: Grid, column: int, name: str) -> dict[str, Any]:
    """A column as the page matches it: what it is called, what its first rows say, the field it holds."""
    said = [row[column] for row in grid.rows[:_PER_PAGE] if column < len(row) and row[column]]
    head = grid.heads[column] or gettext("colonne %(number)s, sans titre", number=column + 1)
    return {"name": f"c{column}", "head": head, "said": [one[:80] for one in said[:_SAMPLE]], "field": name}


def _line(one: Checked) -> dict[str, Any]:
    line = one.line
    return {
        "place": line.place, "number": line.number, "title": line.title, "day": line.day,
        "body": one.body.name if one.body else line.body, "wrong": one.standing == "wrong",
        "faults": [_remark(remark) for remark in one.faults], "remarks": [_remark(remark) for remark in one.remarks],
        "replaces": [number for relation, acts, number in line.ties if acts and relation == "replaces"],
    }  # fmt: skip


def _remark(remark: Remark) -> tuple[str, str]:
    return gettext(remark.sentence), remark.words
