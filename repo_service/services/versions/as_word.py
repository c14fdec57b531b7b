"""A comparison as a Word file with tracked changes, for who works on the next version with an office program."""

from __future__ import annotations

from dataclasses import dataclass

from repo_service.domain.file_names import safe_name
from repo_service.formats.tracked import writing
from repo_service.services.versions.comparing import Compared

_NO_FOLDERS = str.maketrans("/\\", "--")  # « Budget 2024/2025 » names no folder


@dataclass(frozen=True, slots=True)
class WordFile:
    """A file made for one person: nothing of it is kept."""

    content: bytes
    file_name: str
    media_type: str = writing.MEDIA_TYPE


def as_word(found: Compared, title: str, summary: str) -> WordFile:
    """The file of two versions that a person may see, for ``Compared`` was asked for them.

    The changes bear the name of who filed the second version and its instant. ``title`` and ``summary``, in the
    language of the person, head its pages; the file is called after ``title``.
    """
    version = found.after.version
    about = writing.About(
        title, summary, version.author.person.name, version.created_at, version.details.get("language", "fr")
    )
    content = writing.write(found.before.blocks, found.after.blocks, found.comparison, about)
    return WordFile(content, safe_name(title.translate(_NO_FOLDERS), "comparaison", writing.SUFFIX))
