"""What may be said of a document: tidied, checked, completed by what its latest version says. Nothing is kept here."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from repo_service.domain.documents import TURNING, NewDocument, is_blank
from repo_service.domain.kinds import KINDS, LANGUAGES, VISIBILITIES
from repo_service.domain.roles import Actor, speaks_for
from repo_service.errors import Invalid
from repo_service.store import filing
from repo_service.store.documents import Document, Version
from repo_service.store.people import governance
from repo_service.store.work import UnitOfWork

TITLE_LENGTH = 300
REASON_LENGTH = 500
DOMAIN_LENGTH = 100
FIELDS = (
    "kind", "title", "date", "body", "institution", "language", "keywords", "visibility", "bodies", "number", "domain",
)  # fmt: skip
WHY = "Dites en une ligne pourquoi le document change."


def reasoned(reason: str) -> None:
    """Refuse a change of a document that does not say why: spaces of any kind say nothing."""
    if is_blank(reason):
        raise Invalid(fields={"reason": WHY})


def checked(uow: UnitOfWork, new: NewDocument) -> NewDocument:
    """The same, tidied; ``Invalid`` names each field that cannot stand."""
    new = replace(
        new, title=plain(new.title), reason=plain(new.reason), keywords=plain(new.keywords), number=plain(new.number),
    )  # fmt: skip
    if is_blank(new.reason):
        new = replace(new, reason="")
    if new.visibility == "body" and not new.bodies and new.body:
        new = replace(new, bodies=(new.body,))
    title = " ".join(new.title.split())
    fields = {}
    if is_blank(title):
        fields["title"] = "Donnez un titre au document."
    elif len(title) > TITLE_LENGTH:
        fields["title"] = "Ce titre est trop long : 300 caractères au plus."
    if new.kind not in KINDS:
        fields["kind"] = "Choisissez la nature du document."
    elif new.state and (new.state not in KINDS[new.kind].states or new.state == "withdrawn"):
        fields["state"] = "Cet état n’existe pas pour cette nature de document."
    if new.visibility not in VISIBILITIES or (new.visibility == "body" and not new.bodies):
        fields["visibility"] = "Choisissez qui pourra lire ce document."
    if new.language not in LANGUAGES:
        fields["language"] = "Choisissez la langue du document."
    names = {body.public_id for body in governance.bodies(uow.session)} if new.body or new.bodies else set()
    if (new.body and new.body not in names) or not set(new.bodies) <= names:
        fields["body"] = "Cette instance n’existe pas."
    if new.institution and governance.institution_named(uow.session, new.institution) is None:
        fields["institution"] = "Ce partenaire n’existe pas."
    if new.date and not 1000 <= new.date.year <= 2200:
        fields["date"] = "Cette date n’est pas possible."
    for name, limit in (("reason", REASON_LENGTH), ("keywords", 500), ("number", 60)):
        if len(getattr(new, name)) > limit:
            fields[name] = "Ce texte est trop long."
    domain = " ".join(unicodedata.normalize("NFC", new.domain).split())
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in domain):
        fields["domain"] = "Ce domaine contient des signes qui ne se voient pas : tapez-le de nouveau."
    elif len(domain) > DOMAIN_LENGTH:
        fields["domain"] = "Ce domaine est trop long : 100 caractères au plus."
    if fields:
        raise Invalid(fields=fields)
    return replace(new, title=title, domain="" if is_blank(domain) else domain)


def plain(text: str) -> str:
    """One line that every database can hold: without control characters, ends of lines, halves of surrogate pairs and
    signs that turn the direction of what follows; trimmed.
    """
    kept = (c for c in text if c not in TURNING)
    return "".join(c if unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"} else " " for c in kept).strip()


def within_bodies(actor: Actor, new: NewDocument, kept: frozenset[str]) -> None:
    """One files in the name of bodies one serves, and shows to members of these or of one's own; what a document says
    already may stay.
    """
    names = {new.body} | (set(new.bodies) - actor.member_of)
    if not all(speaks_for(actor, body) for body in names - kept - {""}):
        raise Invalid(fields={"body": "Vous ne déposez qu’au nom des instances dont vous êtes secrétaire."})


def keeping(document: Document, said: NewDocument, card: bool = False) -> NewDocument:
    """``said`` completed by what the document's latest version says; with ``card``, only what a card does not ask."""
    latest = filing.working(document)
    details = latest.details
    kept: dict[str, Any] = {"number": details.get("number", "")}
    if not card:
        kept |= {name: details.get(name, "") for name in ("body", "institution", "keywords", "domain", "language")}
        kept["title"] = said.title or latest.title
        kept["date"] = said.date or (date.fromisoformat(details["date"]) if details.get("date") else None)
        if said.kind != "knowhow":
            kept["visibility"] = details.get("visibility", document.visibility)
    if details.get("visibility") == "body" and kept.get("visibility", said.visibility) == "body":
        kept["bodies"] = tuple(details.get("bodies", "").split())
    return replace(said, **{name: value for name, value in kept.items() if value})


def card(version: Version, kind: str) -> dict[str, str]:
    """All that a version says of its document, as codes and identifiers; ``kind`` where a version of old does not."""
    said = {name: version.details.get(name, "") for name in FIELDS}
    return said | {
        "kind": version.details.get("kind", kind), "title": version.title,
        "language": said["language"] or "fr", "visibility": said["visibility"] or "network",
    }  # fmt: skip


def described(values: Mapping[str, str]) -> NewDocument:
    """What such a card says, the other way round. ``Invalid`` for a date that is none."""
    try:
        day = date.fromisoformat(values["date"]) if values.get("date") else None
    except ValueError as error:
        raise Invalid(fields={"date": "Écrivez la date ainsi : 12/03/2024."}) from error
    kept = {name: value for name, value in values.items() if name in FIELDS and name not in {"date", "bodies"}}
    bodies = tuple(values.get("bodies", "").split()) if values.get("visibility") == "body" else ()
    return NewDocument(**{"kind": "", "title": "", **kept}, date=day, bodies=bodies)
