"""The convocation and the agenda of a meeting as Word files, from readable sources that a consortium may reword
(templates/documents/seances). Nothing of them is kept: each is made of what its reader sees of the meeting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from repo_service import paths
from repo_service.domain.documents import is_blank
from repo_service.domain.file_names import safe_name
from repo_service.domain.french_dates import in_words
from repo_service.domain.institutions import MANDATES
from repo_service.domain.passages import Block, Cell
from repo_service.domain.register.meetings import QUORUMS, hour_words
from repo_service.domain.roles import Actor
from repo_service.errors import NotFound
from repo_service.formats.writing import word
from repo_service.services import access
from repo_service.services.meetings import attending, showing
from repo_service.services.meetings.showing import Shown
from repo_service.store.register.tables import Meeting
from repo_service.store.work import UnitOfWork

SOURCES = {"convocation": "convocation.txt", "agenda": "ordre-du-jour.txt"}
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_HEAD = re.compile(r"^---\n(.*?)\n---\n", re.DOTALL)
_FIELD = re.compile(r"\{\{ *([a-z]+)\.([a-z]+) *\}\}")
_MARK = re.compile(r"(?P<hashes>#{1,3}) |(?P<number>1\.) |(?P<bullet>-) |(?P<indent> {2,})|(?P<row>\|)")
_BEFORE, _AFTER = re.compile(r" (?=[:;?!»%])"), re.compile(r"(?<=«) ")
_LISTS = ("point", "membre")


@dataclass(frozen=True, slots=True)
class Letter:
    """A file made for one person."""

    content: bytes
    file_name: str
    media_type: str = word.MEDIA_TYPE


@dataclass(frozen=True, slots=True)
class Source:
    """A readable source: the lines of its head by name, and its text as blocks that are still to be filled."""

    head: dict[str, str]
    blocks: tuple[Block, ...]


def convocation(uow: UnitOfWork, actor: Actor, public_id: str, site_name: str) -> Letter:
    """The convocation, with the names of who is convened: for partners."""
    shown = showing.show(uow, actor, public_id)
    access.allow(actor, "see_people")
    members = [
        {"nom": one.name, "titre": f", {MANDATES[one.code]}" if one.code in {"chair", "secretary"} else "",
         "partenaire": f" ({one.place})" if one.place else ""}
        for one in attending.seats_of(uow, actor, shown.row)
    ]  # fmt: skip
    return _letter("convocation", shown, {"membre": members}, site_name, link=True)


def agenda(uow: UnitOfWork, actor: Actor, public_id: str, site_name: str) -> Letter:
    """The agenda, for whoever may know of the meeting; the address of a video conference is for partners."""
    shown = showing.show(uow, actor, public_id)
    return _letter("agenda", shown, {}, site_name, link=actor.can("see_people"))


def day_words(row: Meeting) -> str:
    """The day of a meeting as a French letter says it: « jeudi 12 mars 2026 »."""
    return f"{_WEEKDAYS[row.day.weekday()]} {in_words(row.day, 'fr')}"


def hours_words(row: Meeting) -> str:
    """Its hours: « de 9 h 30 à 12 h », « à partir de 9 h 30 »."""
    if not row.begins:
        return ""
    start = hour_words(row.begins)
    return f"de {start} à {hour_words(row.ends)}" if row.ends else f"à partir de {start}"


def read(text: str) -> Source:
    """A readable source; its notation is told in templates/documents/seances/README.md."""
    text = text.replace("\r\n", "\n")
    found = _HEAD.match(text)
    head = {}
    for line in (found[1] if found else "").splitlines():
        name, _, value = line.partition(" : ")
        head[name.strip()] = _typeset(value.strip())
    body = text[found.end() :] if found else text
    return Source(head, tuple(_block(_typeset(line.rstrip())) for line in body.splitlines() if line.strip()))


def filled(
    blocks: Iterable[Block], values: Mapping[str, str], lists: Mapping[str, Sequence[Mapping[str, str]]]
) -> list[Block]:
    """The blocks with their fields filled. Those about a thing of a list are repeated, together, for each; one of whose
    fields none says anything is left out, and so is a heading under which nothing is left.
    """
    done: list[Block] = []
    for name, group in groupby(blocks, _list_of):
        parts = list(group)
        for item in lists.get(name, ()) if name else [{}]:
            known = dict(values) | {f"{name}.{key}": value for key, value in item.items()}
            done += [full for part in parts if (full := _fill(part, known)) is not None]
    return [
        block for place, block in enumerate(done)
        if block.kind != "heading" or block.level == 1 or (done[place + 1 :] and done[place + 1].kind != "heading")
    ]  # fmt: skip


def _letter(
    sort: str, shown: Shown, lists: dict[str, list[dict[str, str]]], site_name: str, link: bool
) -> Letter:
    source = read(_text(SOURCES[sort]))
    values = _values(shown, site_name, link)
    points = [
        {"titre": one.row.title, "notes": one.row.notes,
         "documents": " ; ".join(paper.title for paper in one.papers)}
        for one in shown.points
    ]  # fmt: skip
    blocks = filled(source.blocks, values, lists | {"point": points})
    head = {name: _put(line, values).strip() for name, line in source.head.items()}
    title = next((block.text for block in blocks if block.kind == "heading"), "")
    frame = word.Frame(title, head.get("En-tête", ""), head.get("Pied de page", ""), shown.row.changed_at)
    name = " ".join(head.get("Fichier", "").replace("/", "-").split())
    return Letter(word.write(blocks, frame), safe_name(name, fallback=sort, suffix=word.SUFFIX))


def _values(shown: Shown, site_name: str, link: bool) -> dict[str, str]:
    row = shown.row
    return {
        "consortium.nom": site_name, "instance.nom": row.body.name, "instance.sigle": row.body.short or row.body.name,
        "seance.titre": row.title, "seance.date": row.day.isoformat(), "seance.jour": day_words(row),
        "seance.heures": hours_words(row), "seance.lieu": row.place, "seance.lien": row.link if link else "",
        "seance.annulee": "Réunion annulée" if row.cancelled_at else "",
        "seance.documents": " ; ".join(paper.title for paper in shown.papers),
        "seance.quorum": QUORUMS.get(row.body.quorum, ""),
    }  # fmt: skip


def _text(name: str) -> str:
    for folder in paths.templates("documents"):
        path = folder / "seances" / name
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise NotFound()


def _block(line: str) -> Block:
    found = _MARK.match(line)
    if found is None:
        return Block("paragraph", line)
    rest = line[found.end() :].strip()
    if found["row"]:
        cells = tuple(Cell(cell.strip()) for cell in rest.strip("|").split("|"))
        return Block("row", " | ".join(cell.text for cell in cells), cells=cells)
    if found["hashes"]:
        return Block("heading", rest, level=len(found["hashes"]))
    if found["indent"]:
        return Block("paragraph", rest, level=1)
    return Block("item", rest, level=1, label=found["number"] or "")


def _list_of(block: Block) -> str:
    return next((name for name, _ in _FIELD.findall(block.text) if name in _LISTS), "")


def _fill(block: Block, values: Mapping[str, str]) -> Block | None:
    fields = [f"{name}.{key}" for name, key in _FIELD.findall(block.text)]
    if fields and all(is_blank(values.get(field, "")) for field in fields):
        return None
    cells = tuple(replace(cell, text=_put(cell.text, values)) for cell in block.cells)
    return replace(block, text=_put(block.text, values), cells=cells)


def _put(text: str, values: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda found: values.get(f"{found[1]}.{found[2]}", ""), text)


def _typeset(text: str) -> str:
    """French typography for the words of a source: what people typed stays as it is."""
    return _AFTER.sub("\u00a0", _BEFORE.sub("\u00a0", text.replace("'", "’")))
