"""The whole demonstration: its membership and, in the order of its life, every file with what is known of it.

The loader puts this into the database; nothing here does. Files are built one by one, as they are asked for.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from repo_service import paths
from repo_service.demo import membership, odt, pdf, sources, word
from repo_service.demo.inline import typeset
from repo_service.demo.membership import Body, Institution, Mandate, Office, Person
from repo_service.demo.sources import Source, SourceError

_ANNEXES = "annexes"  # sources there go with another document, never alone


Day = date  # a field of the same name hides it


@dataclass(frozen=True, slots=True)
class Companion:
    """A file that goes with a version: ``role`` is "signed" or "annex"."""

    file_name: str
    content: bytes
    role: str


@dataclass(frozen=True, slots=True)
class DemoFile:
    """One version of one document. Versions share ``series``; ``body`` and ``institution`` are names or empty."""

    file_name: str
    content: bytes
    kind: str
    title: str
    date: date
    body: str
    institution: str
    visibility: str
    state: str
    keywords: tuple[str, ...]
    domain: str
    reason: str
    author: str  # full name of a person
    series: str
    companions: tuple[Companion, ...] = ()

    @property
    def filed_on(self) -> Day:
        """The day on which it is filed: minutes are written in the two to twenty-seven days after their meeting."""
        if self.kind != "minutes":
            return self.date
        return self.date + timedelta(days=2 + zlib.crc32((self.series or self.title).encode()) % 26)


@dataclass(frozen=True, slots=True)
class Consortium:
    """The fictional consortium: who is in it, and ``files()``, its memory from the oldest document to the newest."""

    name: str
    subtitle: str
    institutions: tuple[Institution, ...]
    bodies: tuple[Body, ...]
    persons: tuple[Person, ...]
    mandates: tuple[Mandate, ...]
    offices: tuple[Office, ...]
    candidatures: tuple[dict[str, str], ...]
    accounts: dict[str, str]

    def files(self) -> Iterator[DemoFile]:
        """Build every file, in chronological order (then by file name)."""
        institutions = {institution.acronym: institution.name for institution in self.institutions}
        bodies = {name: body.name for body in self.bodies for name in (body.name, body.short_name)}
        for source in ordered_sources():
            yield _file(source, institutions, bodies)


def consortium() -> Consortium:
    """Read who is in the demonstration consortium; the files are read by ``files()``."""
    found = membership.read(_chosen("demonstration", "*.toml")["consortium.toml"])
    return Consortium(
        found.name, found.subtitle, found.institutions, found.bodies, found.persons, found.mandates, found.offices,
        found.candidatures, found.accounts,
    )  # fmt: skip


def ordered_sources() -> list[Source]:
    """Every source of a document, oldest first. A consortium's own templates win over the packaged ones."""
    found = [
        sources.read(path)
        for room in ("demonstration", "documents")
        for name, path in _chosen(room, "**/*.md").items()
        if path.name != "README.md" and not name.startswith(_ANNEXES)
    ]
    return sorted(found, key=lambda source: (source.day, source.file_name))


def render(source: Source) -> bytes:
    """The file that the suffix of ``source.file_name`` asks for."""
    suffix = Path(source.file_name).suffix
    if suffix == ".docx":
        return word.build(source)
    if suffix == ".odt":
        return odt.build(source)
    if suffix == ".pdf":
        return pdf.build(source)
    if suffix == ".md":
        return (source.text if source.meta.get("Typographie") == "brute" else typeset(source.text)).encode()
    raise SourceError(f"{source.path}: Fichier doit finir en .docx, .odt, .pdf ou .md")


def _chosen(room: str, pattern: str) -> dict[str, Path]:
    """Relative name -> path, the most particular folder first."""
    found: dict[str, Path] = {}
    for folder in paths.templates(room):
        for path in sorted(folder.glob(pattern)):
            found.setdefault(path.relative_to(folder).as_posix(), path)
    return found


def _file(source: Source, institutions: dict[str, str], bodies: dict[str, str]) -> DemoFile:
    meta = source.meta
    try:
        institution = institutions[meta["Partenaire"]] if "Partenaire" in meta else ""
        body = bodies[meta["Instance"]] if "Instance" in meta else ""
    except KeyError as error:
        raise SourceError(
            f"{source.path}: {error} n'est ni un partenaire ni une instance de consortium.toml"
        ) from error
    return DemoFile(
        file_name=source.file_name,
        content=render(source),
        kind=sources.KINDS[meta["Nature"]],
        title=source.title,
        date=source.day,
        body=body,
        institution=institution,
        visibility=sources.VISIBILITIES[meta["Visible par"]],
        state=sources.STATES[meta["État"]],
        keywords=source.names("Mots-clés"),
        domain=meta.get("Domaine", ""),
        reason=typeset(meta["Motif"]),
        author=meta["Auteur"],
        series=meta.get("Série", Path(source.file_name).stem),
        companions=tuple(_companions(source)),
    )


def _companions(source: Source) -> Iterator[Companion]:
    if name := source.meta.get("Copie signée"):
        yield Companion(name, pdf.build(source, signed=True), "signed")
    annexes = _chosen("demonstration", f"{_ANNEXES}/*.md")
    for name in source.names("Annexes"):
        annex = sources.read(annexes[f"{_ANNEXES}/{name}"])
        yield Companion(annex.file_name, render(annex), "annex")
