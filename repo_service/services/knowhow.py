"""Know-how pages: written in Markdown in the browser, kept as versions of a document like everything else."""

from __future__ import annotations

from repo_service.domain import links
from repo_service.domain.documents import NewDocument, is_blank
from repo_service.domain.passages import fold
from repo_service.domain.roles import Actor, tokens_of
from repo_service.errors import Invalid
from repo_service.formats.base import Extract
from repo_service.formats.isolate import Reader
from repo_service.services import access, documents
from repo_service.services.documents import Prepared
from repo_service.services.versions.describing import WHY
from repo_service.store import filing, lookup
from repo_service.store.documents import Document, Version
from repo_service.store.work import Store, UnitOfWork

MAX_CHARACTERS = 200_000
MEDIA_TYPE = "text/markdown"


def prepare(store: Store, reader: Reader, actor: Actor, said: NewDocument, text: str, again: bool = False) -> Prepared:
    """Keep and read a page as its author typed it, ``[[titles]]`` turned into identifiers.

    ``again``: the page exists and changes. ``Invalid`` names all that is missing at once. No transaction stays open.
    """
    access.allow(actor, "write_knowhow")
    fields = {}
    if is_blank(said.title):
        fields["title"] = "Donnez un titre au document."
    if len(text) > MAX_CHARACTERS:
        fields["text"] = "Ce texte est trop long : 200 000 caractères au plus."
    elif not text.strip():
        fields["text"] = "Écrivez le texte de la fiche."
    if again and is_blank(said.reason):
        fields["reason"] = WHY
    if fields:
        raise Invalid(fields=fields)
    text = text.replace("\r\n", "\n")
    with store.reading() as uow:
        stored = linked(uow, actor, text)
    with store.blobs.receive() as sink:
        sink.write(stored.encode("utf-8", "replace"))
        return documents.prepare(reader, sink, f"{said.title[:120]}.md")


def linked(uow: UnitOfWork, actor: Actor, text: str) -> str:
    """The text with the ``[[titles]]`` that name one document the actor may see turned into identifiers."""
    return links.to_identifiers(text, lambda wanted: _named(uow, actor, wanted))


def _named(uow: UnitOfWork, actor: Actor, title: str) -> str | None:
    ids = lookup.by_title(uow.session, title)
    seen = lookup.by_ids(uow.session, ids, tokens_of(actor)) if ids else {}
    exact = [key for key, row in seen.items() if fold(row.title) == fold(title)]
    return exact[0] if len(exact) == 1 else None


def preview(reader: Reader, actor: Actor, text: str) -> Extract:
    """What the page will look like, as blocks; nothing is kept."""
    access.allow(actor, "write_knowhow")
    if len(text) > MAX_CHARACTERS:
        raise Invalid(fields={"text": "Ce texte est trop long : 200 000 caractères au plus."})
    return reader.markdown(text)


def source(uow: UnitOfWork, actor: Actor, public_id: str) -> tuple[Document, str]:
    """A page and its latest text to edit, links shown by today's titles."""
    document = access.visible(uow, actor, public_id)
    access.allow(actor, "edit", document)
    latest = filing.working(document)
    if latest.media_type != MEDIA_TYPE:
        raise Invalid("Ce document n’est pas une fiche écrite en ligne : déposez une nouvelle version du fichier.")
    return document, typed(uow, actor, latest)


def typed(uow: UnitOfWork, actor: Actor, version: Version) -> str:
    """The text of a version as one types it: its links by today's titles, where the actor may see them."""
    with uow.blobs.open(version.blob_sha256) as file:
        text = file.read(4 * MAX_CHARACTERS).decode("utf-8", "replace")

    def title_of(identifier: str) -> str | None:
        found = lookup.by_ids(uow.session, [identifier], tokens_of(actor)).get(identifier)
        return found.title if found else None

    return links.to_titles(text, title_of)


def write(uow: UnitOfWork, actor: Actor, prepared: Prepared, new: NewDocument, timezone: str) -> Document:
    """A new page."""
    return documents.file(uow, actor, prepared, new, timezone)
