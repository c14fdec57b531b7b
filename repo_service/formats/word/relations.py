"""The relationships between the parts of an OOXML package (ECMA-376 part 2, 8.3). External ones are never
followed."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from repo_service.formats.package import Package, parse_xml

_LINKS = frozenset({"http", "https", "mailto"})


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship: the last word of its type ("header"), and the member it leads to or an external
    address."""

    kind: str
    target: str
    external: bool


def relations_of(package: Package, part: str) -> dict[str, Relation]:
    """The relationships of ``part`` ("" for the package itself) by identifier; none when there is no
    such file."""
    folder, name = posixpath.split(part)
    found = package.find(posixpath.join(folder, "_rels", f"{name}.rels"))
    if found is None:
        return {}
    relations = {}
    for element in parse_xml(package.read(found)).iterchildren("{*}Relationship"):
        external = element.get("TargetMode") == "External"
        target = str(element.get("Target", ""))
        kind = str(element.get("Type", "")).rpartition("/")[2]
        place = target if external else _member(package, folder, target)
        relations[str(element.get("Id", ""))] = Relation(kind, place, external)
    return relations


def first_target(relations: dict[str, Relation], kind: str) -> str:
    """The member that the first relationship of this kind leads to, or ""."""
    return next((r.target for r in relations.values() if r.kind == kind and not r.external), "")


def safe_link(address: str) -> str:
    """``address`` when it may stand in a page (http, https, mailto), else ""."""
    try:
        return address.strip() if urlsplit(address.strip()).scheme.lower() in _LINKS else ""
    except ValueError:
        return ""


def _member(package: Package, folder: str, target: str) -> str:
    """The member meant by ``target``, or "": only names that the package has are ever given."""
    path = target.partition("#")[0].replace("\\", "/")
    whole = posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
    return package.find(whole) or package.find(unquote(whole)) or ""
