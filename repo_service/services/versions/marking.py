"""One short word for all that a person sees of a document: what a program gives back to say what its change rests on.

It changes with a version, a state or a companion that the person sees, and with nothing else: a hidden draft does not
betray itself. Why it is so: docs/decisions/0017-if-match.md.
"""

from __future__ import annotations

import hashlib

from repo_service.domain.roles import Actor
from repo_service.services import access
from repo_service.store.documents import Document, Version
from repo_service.store.log import canonical


def mark(actor: Actor, document: Document) -> str:
    """The number of the last version that the actor sees, a hyphen, eight hexadecimal signs of what it sees in all."""
    seen = [version for version in document.versions if access.sees_version(actor, document, version)]
    digest = hashlib.sha256(canonical({"versions": [_told(version) for version in seen]})).hexdigest()
    return f"{seen[-1].number if seen else 0}-{digest[:8]}"


def names(actor: Actor, document: Document) -> frozenset[str]:
    """All that names what the actor sees now: the mark, and the bare number of the last version."""
    whole = mark(actor, document)
    return frozenset((whole, whole.partition("-")[0], str(document.latest_number)))


def _told(version: Version) -> list[object]:
    return [version.hash, [row.state for row in version.states], [one.public_id for one in version.companions]]
