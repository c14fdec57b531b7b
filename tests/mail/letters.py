"""A message and its author, for the tests of this folder."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email.headerregistry import Address
from typing import Any

from repo_service.mail import Message

AUTHOR = Address("Mémoire du consortium", "memoire", "exemple.fr")
LINK = "https://memoire.exemple/sign-in/link/" + "Ab3_-" * 9
_MESSAGE = Message(
    "7K3M9QWX2B4T", "camille@exemple.fr", "Votre lien\u00a0: à ouvrir",
    f"Bonjour,\n\nVoilà le lien\u00a0:\n\n{LINK}\n", "fr", datetime(2026, 3, 12, 13, 30, 5, 123456, UTC),
)  # fmt: skip


def letter(**other: Any) -> Message:
    """A message as the outbox gives it, but for what is said."""
    return replace(_MESSAGE, **other)
