"""Mail through a mail server (SMTP, RFC 5321), over a connection opened for each message.

What the server says decides: only a 5xx answer about the recipient or the message itself is for good. A refused
password, sender or connection is a fault of the settings: somebody will put it right, and the message waits.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from repo_service.errors import Unavailable
from repo_service.mail.message import Message, Refused, compose

TIMEOUT = 20.0  # seconds for each answer of the server
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class Smtp:
    """One mail server: ``smtp://``, ``smtp+starttls://`` or ``smtps://``, then ``[user:password@]host[:port]``.

    With the last two the certificate of the server is checked, and nothing is ever said in the clear instead.
    """

    def __init__(self, address: str, author: Address) -> None:
        parts = urlsplit(address)
        self._scheme, self._host = parts.scheme, parts.hostname or ""
        self._port = parts.port or _PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._author = author

    def send(self, message: Message) -> None:
        """Hand the message to the server. Once that took it, a fault in saying goodbye changes nothing."""
        letter = compose(message, self._author)
        server = self._connected()
        try:
            self._deliver(server, letter, message.recipient)
            with suppress(OSError):  # the family of all that smtplib raises
                server.quit()
        finally:
            server.close()

    def _connected(self) -> smtplib.SMTP:
        """A connection on which mail may be said, encrypted and signed in as asked; ``Unavailable`` without."""
        server: smtplib.SMTP | None = None
        try:
            if self._scheme == "smtps":
                server = smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT, context=ssl.create_default_context())
            else:
                server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT)
            if self._scheme == "smtp+starttls":
                server.starttls(context=ssl.create_default_context())
            if self._user:
                server.login(self._user, self._password)
        except OSError as error:
            if server is not None:
                server.close()
            raise Unavailable(_why(error)) from error
        return server

    def _deliver(self, server: smtplib.SMTP, letter: EmailMessage, recipient: str) -> None:
        to = letter["To"].addresses[0].addr_spec
        try:
            server.send_message(letter, self._author.addr_spec, [to])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _refusal(code, said) from error
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Refused("Le serveur de courriel ne connaît pas les adresses accentuées.") from error
        except OSError as error:
            raise Unavailable(_why(error)) from error


def _refusal(code: int, said: bytes | str) -> Refused | Unavailable:
    """What an answer about the message means; its words are the server's."""
    words = f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return Refused(words) if 500 <= code < 600 else Unavailable(words)


def _why(error: OSError) -> str:
    """A sentence for a server that could not be used. It never repeats the server, which may repeat a password."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "Le serveur de courriel n’accepte pas le nom ou le mot de passe donnés dans SMTP_URL."
    if isinstance(error, smtplib.SMTPSenderRefused):
        return "Le serveur de courriel n’accepte pas l’adresse donnée dans MAIL_FROM."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "Le serveur de courriel n’offre pas ce que demande SMTP_URL (STARTTLS, ou un mot de passe)."
    if isinstance(error, ssl.SSLCertVerificationError):
        return "Le certificat du serveur de courriel n’est pas reconnu."
    return "Le serveur de courriel ne répond pas."
