"""Real mail servers on loopback: a good one, whose answers can be chosen, and one that reads a script."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from repo_service import clock

USER, PASSWORD = "memoire", "p@ss/mot:de#passe"


@dataclass
class Counter:
    """What a server took, and the answers that it gives instead of « 250 OK », by command."""

    answers: dict[str, str] = field(default_factory=dict)
    taken: list[Any] = field(default_factory=list)

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """MAIL FROM."""
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """RCPT TO."""
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """The end of the message."""
        if "DATA" not in self.answers:
            envelope.encrypted = server.transport.get_extra_info("ssl_object") is not None
            self.taken.append(envelope)
        return self.answers.get("DATA", "250 OK")


class _Controller(Controller):
    """A controller on a port that the system chooses."""

    def _create_server(self) -> Any:
        listening = socket.create_server((self.hostname, 0))
        self.port = listening.getsockname()[1]
        return self.loop.create_server(self._factory_invoker, sock=listening, ssl=self.ssl_context)


def _authenticated(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
    right = (given.login.decode(), given.password.decode()) == (USER, PASSWORD)
    return AuthResult(success=right, handled=False)


@contextmanager
def office(answers: dict[str, str] | None = None, **options: Any) -> Iterator[tuple[Counter, int]]:
    """A server and its port. ``auth_required=True`` asks for ``USER`` and ``PASSWORD``."""
    counter = Counter(answers or {})
    controller = _Controller(counter, "127.0.0.1", authenticator=_authenticated, auth_require_tls=False, **options)
    controller.start()
    try:
        yield counter, controller.port
    finally:
        controller.stop()


@contextmanager
def scripted(says: Sequence[str], holds: bool = False) -> Iterator[int]:
    """A server that greets and answers by the lines of a script, then hangs up, or (``holds``) falls silent; its port.

    The script's last answer may be to the end of the message: a body is read to its final dot.
    """
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = threading.Thread(target=_serve, args=(listening, says, ended if holds else None), daemon=True)
        serving.start()
        try:
            yield listening.getsockname()[1]
        finally:
            ended.set()
            serving.join(10)


def _serve(listening: socket.socket, says: Sequence[str], ended: threading.Event | None) -> None:
    connection, _ = listening.accept()
    with connection, connection.makefile("rb") as heard:
        for said in says:
            connection.sendall(f"{said}\r\n".encode())
            for line in heard:
                if not said.startswith("354") or line == b".\r\n":
                    break
        if ended is not None:
            ended.wait(30)


def certificate(folder: Path, host: str) -> tuple[ssl.SSLContext, Path]:
    """A server's context with a certificate made now for ``host`` (a name or 127.0.0.1), and the file to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Tests")])
    known: x509.GeneralName
    try:
        known = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        known = x509.DNSName(host)
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only",
         "decipher_only"), False,
    )  # fmt: skip
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=1))
        .not_valid_after(clock.now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([known]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, key_cert_sign=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    trusted, secret = folder / f"{host}.pem", folder / f"{host}.key"
    trusted.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, secret)
    return context, trusted
