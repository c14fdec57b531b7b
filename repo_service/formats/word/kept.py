"""What the copy of a Word file that readers may have is made of: lists of what stays, for a list of what must go is
never complete (settings alone hold variables, mailings, paths; and anybody may add a part).

Parts stay by the relationship that leads to them. Of what is embedded in a document (workbooks, other documents, OLE
objects, macros, bound data) the copy has only the picture that is seen: such files keep authors, changes and hidden
sheets of their own. Nothing here knows the package.
"""

from __future__ import annotations

import re

from repo_service.formats.package import Element
from repo_service.formats.word.names import NAMESPACES, RELATIONS
from repo_service.formats.word.relations import Relation, safe_link

BINARY = frozenset({"image", "font"})
_WHOLE = frozenset(  # nothing in the part that is left need refer to these
    {"officeDocument", "core-properties", "styles", "numbering", "fontTable", "settings", "theme", "themeOverride"}
    | {"footnotes", "endnotes", "chartStyle", "chartColorStyle", "diagramDrawing"}
)
_REFERRED = BINARY | {
    *("header", "footer", "chart", "chartEx", "chartUserShapes"),
    *("diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors"),
}
_PROPERTIES = frozenset({"title", "language", "created", "modified"})
_SETTINGS = frozenset(
    {"zoom", "mirrorMargins", "alignBordersAndEdges", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter"}
    | {"gutterAtTop", "evenAndOddHeaders", "bookFoldPrinting", "bookFoldRevPrinting", "defaultTabStop"}
    | {"autoHyphenation", "consecutiveHyphenLimit", "hyphenationZone", "doNotHyphenateCaps", "displayBackgroundShape"}
    | {"characterSpacingControl", "noLineBreaksAfter", "noLineBreaksBefore", "footnotePr", "endnotePr", "compat"}
    | {"mathPr", "themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator", "embedTrueTypeFonts"}
    | {"saveSubsetFonts", "removePersonalInformation", "removeDateAndTime"}
)
_TRACES = tuple(
    f"{{*}}{name}"
    for name in (
        *("permStart", "permEnd", "proofErr", "dataBinding", "tag", "placeholder", "customXmlPr", "smartTagPr"),
        *("control", "OLEObject", "pivotSource"),
    )
)
_WITHOUT_LINK = frozenset({"hyperlink", "blip", "svgBlip", "imagedata", "fill", "stroke", "background"})
_LABELLED = frozenset({"docPr", "cNvPr"})
_DESCRIBING = frozenset({"descr", "title", "alt", "href", "name"})
_PATH = re.compile(r"file:|\b[a-z]:[\\/](?!/)|^\\\\", re.IGNORECASE)


def stays(relation: Relation, identifier: str, referred: set[str]) -> bool:
    """Whether a relationship is kept in the copy of its part, given the identifiers that the part still uses."""
    if relation.external:
        return relation.kind == "hyperlink" and identifier in referred and bool(safe_link(relation.target))
    if not relation.target or (relation.kind in BINARY and relation.target.casefold().endswith((".xml", ".rels"))):
        return False
    return relation.kind in _WHOLE or (relation.kind in _REFERRED and identifier in referred)


def referred_in(root: Element) -> set[str]:
    """The identifiers of relationships that a part uses."""
    return {str(value) for element in root.iter("{*}*") for name, value in element.attrib.items() if _links(name)}


def bare_settings(root: Element) -> None:
    """Keep of the settings those that change how the pages look."""
    _only(root, _SETTINGS)


def bare_properties(root: Element) -> None:
    """Keep of the properties the title, the language and the dates, without attributes but their type."""
    _only(root, _PROPERTIES)
    for element in root:
        for inner in list(element):
            element.remove(inner)
        for name in [name for name in element.attrib if not name.endswith("}type")]:
            del element.attrib[name]


def bare(root: Element) -> None:
    """Take out of any part what nobody sees and may name people or their disks: permissions, tags, bound data, names
    of shapes, descriptions that are paths."""
    for trace in [trace for trace in root.iter(*_TRACES) if trace.getparent() is not None]:
        _without(trace)
    for element in root.iter("{*}*"):
        plain = str(element.tag).rpartition("}")[2]
        if plain == "f" and _PATH.search(element.text or ""):
            element.text = ""
        for name, value in list(element.attrib.items()):
            last = name.rpartition("}")[2]
            if plain in _LABELLED and name == "name":
                element.set(name, "")
            elif last == "gfxdata" or (last in _DESCRIBING and not _in_word(name) and _PATH.search(value)):
                del element.attrib[name]


def unlink(root: Element, gone: set[str]) -> None:
    """Take out of a part what uses relationships that are ``gone``; a link keeps its words, a picture its place."""
    for element in list(root.iter("{*}*")):
        dead = [name for name, value in element.attrib.items() if _links(name) and value in gone]
        if not dead:
            continue
        if str(element.tag).rpartition("}")[2] in _WITHOUT_LINK:
            for name in dead:
                del element.attrib[name]
        elif element.getparent() is not None:
            _without(element)


def _only(root: Element, wanted: frozenset[str]) -> None:
    for element in list(root):
        if str(element.tag).rpartition("}")[2] not in wanted:
            root.remove(element)
    for name in list(root.attrib):
        if not name.endswith("}Ignorable"):
            del root.attrib[name]


def _without(element: Element) -> None:
    """Remove ``element`` alone: the marks that pair with others have no content."""
    parent = element.getparent()
    parent.remove(element)


def _links(name: str) -> bool:
    return name.rpartition("}")[0][1:] in RELATIONS


def _in_word(name: str) -> bool:
    return name.rpartition("}")[0][1:] in NAMESPACES
