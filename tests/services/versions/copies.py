"""Annotated copies of a text, as members send them back, and what a secretary does with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from repo_service.domain.roles import Actor
from repo_service.formats.base import Annotated
from repo_service.services.versions import annotated
from repo_service.services.versions.annotated import Collected
from tests.conftest import World
from tests.formats.build_word import WordFile, deleted, ins, p, r

MEETS = "Le comité se réunit deux fois par an, à Valmorin."
NAMES = "Chaque partenaire désigne un correspondant pour la conservation."
COSTS = "Les frais sont partagés à parts égales, une fois par an."
LINES = ("Compte rendu du comité", MEETS, NAMES, COSTS, "Adopté.", "Adopté.")


def word(*paragraphs: str, notes: str = "", members: dict[str, str | bytes] | None = None) -> bytes:
    """A Word file of these paragraphs (raw XML, or plain text), with comments."""
    body = "".join(one if one.startswith("<w:p>") else p(one) for one in paragraphs)
    parts = {"comments": notes} if notes else {}
    with TemporaryDirectory() as folder:
        return WordFile(body, parts, members=members or {}).save(Path(folder) / "copie.docx").read_bytes()


def noted(key: int, inner: str) -> str:
    """Runs that comment ``key`` covers; its words are given to ``note``."""
    return (
        f'<w:commentRangeStart w:id="{key}"/>{inner}<w:commentRangeEnd w:id="{key}"/>'
        f'<w:r><w:commentReference w:id="{key}"/></w:r>'
    )  # fmt: skip


def note(key: int, text: str, author: str = "Claire Martin", day: str = "2024-03-12") -> str:
    """A comment as it stands in its part."""
    return f'<w:comment w:id="{key}" w:author="{author}" w:date="{day}T10:00:00Z">{p(text)}</w:comment>'


def by_claire() -> bytes:
    """A copy with a comment, a replacement and an insertion."""
    struck = r("Le comité se réunit ") + gone("deux") + ins(r("trois")) + r(" fois par an, à Valmorin.")
    added = r(NAMES) + ins(r(" Son nom est publié."))
    return word(
        LINES[0], p(struck), p(added), p(noted(0, r("Les frais")) + r(COSTS.removeprefix("Les frais"))), *LINES[4:],
        notes=note(0, "Selon quelle clé ?"),
    )  # fmt: skip


def by_paul() -> bytes:
    """The copy of Claire, on which Paul wrote too."""
    struck = r("Le comité se réunit ") + gone("deux") + ins(r("trois")) + r(" fois par an, à Valmorin.")
    added = r(NAMES) + ins(r(" Son nom est publié."))
    paid = noted(0, r("Les frais")) + r(" sont partagés à parts égales, une fois") + deleted(" par an") + r(".")
    return word(
        LINES[0], p(struck), p(added), p(paid), *LINES[4:], notes=note(0, "Selon quelle clé ?"),
    )  # fmt: skip


def gone(text: str, author: str = "Claire Martin") -> str:
    """A tracked deletion of somebody."""
    return deleted(text).replace('"Paul Roux"', f'"{author}" w:date="2024-03-12T10:00:00Z"')


def minutes(world: World, *lines: str, **said: Any) -> str:
    """Circulated minutes, as a Word file."""
    said = {"title": "Compte rendu", "kind": "minutes", "body": world.body} | said
    return world.file(word(*(lines or LINES)), "cr.docx", **said).public_id


def read(world: World, content: bytes, name: str = "copie.docx") -> Annotated:
    """What a copy says."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "copie"
        path.write_bytes(content)
        return annotated.read(world.repository.reader, path, name)


def drop(
    world: World, document: str, content: bytes, actor: Actor | None = None, number: int = 1, name: str = "copie.docx"
) -> Collected:
    """Drop a copy on a version."""
    who, store = actor or world.secretary, world.repository.store
    with store.reading() as uow:
        annotated.allowed(uow, who, document, number)
    copy = read(world, content, name)
    with store.reading() as uow:
        placed = annotated.place(uow, who, world.repository.signatures, document, number, copy)
    with store.writing() as uow:
        return annotated.collect(uow, who, document, placed)


def weigh(world: World, verb: Callable[..., None], document: str, remark: str, actor: Actor | None = None) -> None:
    """Keep a remark, set it aside, or undo that."""
    with world.repository.store.writing() as uow:
        verb(uow, actor or world.secretary, document, 1, remark)
