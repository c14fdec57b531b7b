"""Sending mail: to a mail server when one is set, else into a folder, so that everything works without one.

Knows neither the database nor who asks: a ``Message`` comes in, and leaves or is refused.
"""

from __future__ import annotations

from email.headerregistry import Address
from typing import Protocol

from repo_service.mail.folder import Folder
from repo_service.mail.message import Message, Refused
from repo_service.mail.smtp import Smtp
from repo_service.settings import Settings

__all__ = ["Message", "Refused", "Sender", "sender"]


class Sender(Protocol):
    """A way for mail to leave."""

    def send(self, message: Message) -> None:
        """Hand the message over. Raises ``Refused`` when it can never leave, ``Unavailable`` when it may later."""
        ...


def sender(settings: Settings) -> Sender:
    """The way that the settings choose."""
    local, _, domain = settings.mail_author.rpartition("@")
    author = Address(" ".join(settings.site_name.split()), local, domain)
    return Smtp(settings.smtp_url, author) if settings.smtp_url else Folder(settings.mail_box, author)
