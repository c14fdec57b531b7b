"""How versions that came and lines of a card that differ are told on the pages where people merge and restore."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for

from repo_service.domain.comparison.merging import Field
from repo_service.domain.states import is_private
from repo_service.services import documents, reading
from repo_service.services.versions.comparing import FieldChange
from repo_service.web.comparison import telling
from repo_service.web.language import gettext


def lines(fields: Iterable[Field], names: Mapping[str, str]) -> list[dict[str, str]]:
    """The lines that are not as they were, in words; ``names``: of bodies and partners, by identifier."""
    told = []
    for one in fields:
        if one.kind == "same":
            continue
        theirs = telling.field(FieldChange(one.name, one.base, one.theirs), names)
        mine = telling.field(FieldChange(one.name, one.base, one.mine), names)["after"]
        said = {"was": theirs["before"], "theirs": theirs["after"], "mine": mine}
        nothing = gettext("(rien)")
        told.append({"name": one.name, "label": theirs["label"], "kind": one.kind}
                    | {name: value or nothing for name, value in said.items()})  # fmt: skip
    return told


def head(document: Any) -> dict[str, str]:
    """The way back to a document, under the title of its latest version."""
    latest = documents.working(document)
    return {
        "title": latest.title, "language": latest.details.get("language", "fr"),
        "url": url_for("documents.show", public_id=document.public_id),
    }  # fmt: skip


def came(document: Any, versions: Iterable[Any], seen: Any = None) -> list[dict[str, Any]]:
    """Versions as a list tells them: which, when, by whom, why, and what it changed of the one that was seen."""
    address: dict[str, Any] = {"public_id": document.public_id}
    return [
        {
            "number": one.number, "created_at": one.created_at, "author": one.author.person.name, "reason": one.reason,
            "url": url_for("comparing.show", a=seen.number, b=one.number, **address) if seen
            else url_for("documents.version", number=one.number, **address),
            "compared": seen is not None,
        }
        for one in versions
    ]  # fmt: skip


def is_kept_back(version: Any) -> bool:
    """Whether a version waits to be published, and what is built on it waits too."""
    return is_private(reading.states(version))


def kept(version: Any) -> str:
    """What became of a file that was sent as the next version: a draft that is added to stays one."""
    if reading.states(version) == "draft":
        return gettext("La nouvelle version est enregistrée comme brouillon.")
    if is_kept_back(version):
        return gettext("La nouvelle version est enregistrée, sans être publiée.")
    return gettext("La nouvelle version est publiée.")


def authors(versions: Iterable[Any]) -> str:
    """Who wrote these versions, each name once."""
    names = list(dict.fromkeys(one.author.person.name for one in versions))
    if len(names) < 2:
        return "".join(names)
    return gettext("%(names)s et %(last)s", names=", ".join(names[:-1]), last=names[-1])
