"""PowerPoint: every word of every slide, in the order of the presentation, then its notes. Pictures are not
read.

Slides are found through relationships, never by their file names, and external relationships are never
followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from repo_service.domain.passages import Block, Cell
from repo_service.formats.base import Extract, Format
from repo_service.formats.package import Element, Package, open_package, parse_xml
from repo_service.formats.word.relations import Relation, first_target, relations_of

MAX_SLIDES = 2_000
_TITLES = frozenset({"title", "ctrTitle"})
_MECHANICAL = frozenset({"sldNum", "dt", "hdr", "ftr", "sldImg"})  # placeholders that repeat on every slide
_CORE = {
    "title": "title",
    "creator": "author",
    "subject": "subject",
    "keywords": "keywords",
    "language": "language",
    "created": "created",
    "modified": "modified",
}


def core_properties(package: Package) -> dict[str, str]:
    """Title, author and dates of an OOXML package (ECMA-376 part 2, 11), by relationship."""
    core = first_target(relations_of(package, ""), "core-properties")
    if not core:
        return {}
    found = {}
    for element in parse_xml(package.read(core)):
        name = _CORE.get(local(element))
        if name and (element.text or "").strip():
            found[name] = element.text.strip()
    return found


def local(element: Element) -> str:
    """The name of ``element`` without its namespace: strict and transitional files have different ones."""
    return str(element.tag).rpartition("}")[2]


def _first(element: Element, *path: str) -> Element | None:
    """The first descendant reached by local names, one level each."""
    for name in path:
        element = next((child for child in element if local(child) == name), None)
        if element is None:
            return None
    return element


def paragraph_text(paragraph: Element) -> str:
    """The words of one ``a:p``, fields included, with its line breaks and tabs."""
    pieces = []
    for element in paragraph.iter("{*}t", "{*}br", "{*}tab"):
        name = local(element)
        if name == "t":
            pieces.append(element.text or "")
        elif name == "br":
            pieces.append("\n")
        elif local(element.getparent()) != "tabLst":
            pieces.append("\t")
    return "".join(pieces).replace("\v", "\n").strip()


def paragraphs_of(root: Element, part: str) -> Iterator[Block]:
    """Every ``a:p`` with words under ``root``, as paragraphs and list items."""
    counts: dict[int, int] = {}
    for paragraph in root.iter("{*}p"):
        text = paragraph_text(paragraph)
        if not text:
            continue
        settings = _first(paragraph, "pPr")
        level = int(settings.get("lvl", "0")) if settings is not None and settings.get("lvl", "0").isdigit() else 0
        numbered = settings is not None and _first(settings, "buAutoNum") is not None
        sign = _first(settings, "buChar") if settings is not None else None
        counts = {depth: count for depth, count in counts.items() if depth < level or (depth == level and numbered)}
        if numbered:
            counts[level] = counts.get(level, 0) + 1
            yield Block("item", text, level=min(level, 8) + 1, label=f"{counts[level]}.", part=part)
        elif sign is not None or level:
            label = (sign.get("char") or "•") if sign is not None else "•"
            yield Block("item", text, level=min(level, 8) + 1, label=label, part=part)
        else:
            yield Block("paragraph", text, part=part)


class _Slide:
    """The blocks of one slide, in two passes: its title, then the rest in drawing order."""

    def __init__(self, part: str, table: int) -> None:
        self.part = part
        self.table = table
        self.titles: list[Block] = []
        self.rest: list[Block] = []

    def shapes(self, tree: Element) -> None:
        waiting = list(reversed(tree))
        while waiting:
            shape = waiting.pop()
            name = local(shape)
            if name in ("grpSp", "Choice"):
                waiting += reversed(shape)
            elif name == "AlternateContent":
                waiting += reversed([child for child in shape if local(child) == "Choice"] or list(shape)[:1])
            elif name == "Fallback":
                waiting += reversed(shape)
            elif name == "sp":
                self.shape(shape)
            elif name == "graphicFrame":
                for grid in shape.iter("{*}tbl"):
                    self.grid(grid)
            elif name in ("cxnSp", "contentPart"):
                self.rest += paragraphs_of(shape, self.part)

    def shape(self, shape: Element) -> None:
        placeholder = _first(shape, "nvSpPr", "nvPr", "ph")
        kind = placeholder.get("type", "body") if placeholder is not None else ""
        if kind in _MECHANICAL:
            return
        if kind in _TITLES:
            text = " ".join(block.text for block in paragraphs_of(shape, self.part))
            if text:
                self.titles.append(Block("heading", re.sub(r"\s*\n\s*", " ", text), level=2, part=self.part))
        else:
            self.rest += paragraphs_of(shape, self.part)

    def grid(self, grid: Element) -> None:
        self.table += 1
        for row in grid.iterchildren("{*}tr"):
            cells = []
            for cell in row.iterchildren("{*}tc"):
                if cell.get("hMerge") in ("1", "true") or cell.get("vMerge") in ("1", "true"):
                    continue
                text = "\n".join(block.text for block in paragraphs_of(cell, self.part))
                cells.append(Cell(text, _span(cell, "gridSpan"), _span(cell, "rowSpan")))
            if any(cell.text for cell in cells):
                text = " | ".join(cell.text for cell in cells)
                self.rest.append(Block("row", text, cells=tuple(cells), table=self.table, part=self.part))


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "1")
    return max(1, min(1000, int(value))) if value.isdigit() else 1


def _beside(package: Package, relations: dict[str, Relation], part: str) -> Iterator[Block]:
    """The words of the diagrams and charts that a slide shows."""
    for relation in relations.values():
        if relation.kind in ("diagramData", "chart") and relation.target and not relation.external:
            yield from paragraphs_of(parse_xml(package.read(relation.target)), part)


def _notes(package: Package, relations: dict[str, Relation], part: str) -> Iterator[Block]:
    notes = first_target(relations, "notesSlide")
    if notes:
        slide = _Slide(part, 0)
        for tree in parse_xml(package.read(notes)).iter("{*}spTree"):
            slide.shapes(tree)
        yield from (*slide.titles, *slide.rest)


def _slides(package: Package) -> list[str]:
    """Members of the slides in the order of the presentation."""
    presentation = first_target(relations_of(package, ""), "officeDocument")
    if not presentation:
        return []
    relations = relations_of(package, presentation)
    order = []
    for entry in parse_xml(package.read(presentation)).iter("{*}sldId"):
        identifier = next((value for name, value in entry.items() if name.endswith("}id")), "")
        relation = relations.get(identifier)
        if relation and relation.target and not relation.external:
            order.append(relation.target)
    return order


def read(path: Path) -> Extract:
    """Reads a presentation: parts "slide N" and "notes N"; titles are headings of level 2."""
    blocks: list[Block] = []
    notices = []
    table = comments = 0
    with open_package(path) as package:
        properties = core_properties(package)
        order = _slides(package)
        for number, member in enumerate(order[:MAX_SLIDES], start=1):
            root = parse_xml(package.read(member))
            relations = relations_of(package, member)
            slide = _Slide(f"slide {number}", table)
            for tree in root.iter("{*}spTree"):
                slide.shapes(tree)
            table = slide.table
            blocks += (*slide.titles, *slide.rest, *_beside(package, relations, slide.part))
            blocks += _notes(package, relations, f"notes {number}")
            comments += sum(relation.kind == "comments" for relation in relations.values())
            if root.get("show") in ("0", "false"):
                notices.append(f"La diapositive {number} est masquée ; son texte est lu.")
    if len(order) > MAX_SLIDES:
        notices.append(f"Seules les {MAX_SLIDES} premières diapositives ont été lues.")
    if comments:
        notices.append("Ce fichier contient des commentaires ; ils ne sont pas lus mais restent dans l’original.")
    return Extract(blocks=tuple(blocks), properties=properties, notices=tuple(notices))


def recognise(head: bytes, names: tuple[str, ...]) -> bool:
    """A package with parts under ``ppt/``, the place that every program gives them."""
    return "[Content_Types].xml" in names and any(name.startswith("ppt/") for name in names)


FORMAT = Format(
    "pptx",
    1,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".pptx",
    "PowerPoint",
    recognise,
    read,
)
