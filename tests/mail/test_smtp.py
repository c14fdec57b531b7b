"""Mail through real servers on loopback: what leaves, what waits, what is refused for good, and no secret told."""

from __future__ import annotations

import re
import socket
import traceback
from contextlib import suppress
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from repo_service.errors import RepoServiceError, Unavailable
from repo_service.mail import Refused, smtp
from repo_service.mail.smtp import Smtp
from tests.mail.letters import AUTHOR, letter
from tests.mail.servers import PASSWORD, USER, certificate, office, scripted

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")
PERSON = f"{USER}:{quote(PASSWORD, safe='')}@"
GREETING, EHLO, OK, DATA, BYE = "220 memoire", "250 memoire", "250 OK", "354 go on", "221 bye"
WHOLE = [GREETING, EHLO, OK, OK, DATA, OK]  # until the message is taken: MAIL, RCPT, DATA, its final dot


def send(port: int, scheme: str = "smtp", person: str = "", recipient: str = "camille@exemple.fr") -> None:
    """Send one message to a server of this machine."""
    Smtp(f"{scheme}://{person}127.0.0.1:{port}", AUTHOR).send(letter(recipient=recipient))


@pytest.fixture
def trusting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The options of a server whose certificate is good for 127.0.0.1 and is trusted."""
    context, trusted = certificate(tmp_path, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    return {"context": context}


def options(scheme: str, context: object) -> dict[str, Any]:
    """What makes a server speak as the scheme says."""
    if scheme == "smtp+starttls":
        return {"tls_context": context, "require_starttls": True}
    return {"ssl_context": context} if scheme == "smtps" else {}


@pytest.mark.parametrize("person", ["", PERSON])
@pytest.mark.parametrize("scheme", ["smtp", "smtp+starttls", "smtps"])
def test_a_message_arrives_signed_in_and_encrypted_as_asked(trusting: dict[str, Any], scheme: str, person: str) -> None:
    with office(auth_required=bool(person), **options(scheme, trusting["context"])) as (counter, port):
        send(port, scheme, person)
    (envelope,) = counter.taken
    assert envelope.mail_from == "memoire@exemple.fr"
    assert envelope.rcpt_tos == ["camille@exemple.fr"]
    assert envelope.encrypted == (scheme != "smtp")
    read = message_from_bytes(envelope.content, policy=policy.default)
    assert read["Message-ID"] == "<7K3M9QWX2B4T@exemple.fr>"
    assert read.get_content().replace("\r\n", "\n") == letter().text


def test_the_port_may_be_left_out() -> None:
    ports = {scheme: Smtp(f"{scheme}://h", AUTHOR)._port for scheme in ("smtp", "smtp+starttls", "smtps")}
    assert ports == {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
@pytest.mark.parametrize("fault", ["unknown authority", "other host"])
def test_a_certificate_that_proves_nothing_stops_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str, fault: str
) -> None:
    context, trusted = certificate(tmp_path, "127.0.0.1" if fault == "unknown authority" else "ailleurs.exemple.fr")
    if fault == "other host":
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with office(**options(scheme, context)) as (counter, port), pytest.raises(Unavailable, match="certificat"):
        send(port, scheme, PERSON)
    assert counter.taken == []


def test_nothing_is_said_in_the_clear_when_the_server_offers_no_encryption() -> None:
    with office() as (counter, port), pytest.raises(Unavailable, match="STARTTLS"):
        send(port, "smtp+starttls", PERSON)
    assert counter.taken == []


@pytest.mark.parametrize("answer", ["454 not now", "500 what?"])
def test_nothing_is_said_in_the_clear_when_encryption_is_offered_and_refused(answer: str) -> None:
    with scripted([GREETING, "250-memoire\r\n250 STARTTLS", answer]) as port, pytest.raises(Unavailable):
        send(port, "smtp+starttls", PERSON)


@pytest.mark.parametrize(("code", "kind"), [(421, Unavailable), (450, Unavailable), (550, Refused), (554, Refused)])
@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_only_a_permanent_answer_about_the_message_is_for_good(
    command: str, code: int, kind: type[RepoServiceError]
) -> None:
    refused = pytest.raises(RepoServiceError, match=f"^{code} 5.1.1 nobody here")
    with office({command: f"{code} 5.1.1 nobody here"}) as (counter, port), refused as caught:
        send(port)
    assert type(caught.value) is kind
    assert counter.taken == []


@pytest.mark.parametrize("code", [450, 550])
def test_a_refused_author_is_a_fault_of_the_settings(code: int) -> None:
    with office({"MAIL": f"{code} not you"}) as (_, port), pytest.raises(Unavailable, match="MAIL_FROM"):
        send(port)


@pytest.mark.parametrize("greeting", ["421 busy", "554 go away", "what?"])
def test_a_server_that_greets_badly_is_tried_again(greeting: str) -> None:
    with scripted([greeting]) as port, pytest.raises(Unavailable):
        send(port)


@pytest.mark.parametrize("answered", range(len(WHOLE)))
def test_a_server_that_hangs_up_before_it_took_the_message_is_tried_again(answered: int) -> None:
    with scripted(WHOLE[:answered]) as port, pytest.raises(Unavailable):
        send(port)


@pytest.mark.parametrize("answered", [0, 1, 3, 5])
def test_a_server_that_falls_silent_is_left_after_a_while(monkeypatch: pytest.MonkeyPatch, answered: int) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 0.2)
    with scripted(WHOLE[:answered], holds=True) as port, pytest.raises(Unavailable):
        send(port)


@pytest.mark.parametrize("holds", [True, False])
@pytest.mark.parametrize("goodbye", [[], [BYE], ["500 what?"], ["421 late"]])
def test_once_the_server_took_the_message_nothing_can_go_wrong(
    monkeypatch: pytest.MonkeyPatch, goodbye: list[str], holds: bool
) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 1.0)
    with scripted([*WHOLE, *goodbye], holds) as port:
        send(port)


def test_a_server_that_is_down_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(Unavailable):
        send(port)
    with pytest.raises(Unavailable):
        Smtp("smtp://courriel.invalid", AUTHOR).send(letter())


def test_an_accented_address_leaves_where_the_server_knows_them() -> None:
    with office() as (counter, port):
        send(port, recipient="élodie@mémoire.fr")
    assert counter.taken[0].rcpt_tos == ["élodie@xn--mmoire-bva.fr"]
    with office(enable_SMTPUTF8=False) as (counter, port):
        with pytest.raises(Refused, match="accentuées"):
            send(port, recipient="élodie@exemple.fr")
        send(port, recipient="camille@mémoire.fr")
    assert [envelope.rcpt_tos for envelope in counter.taken] == [["camille@xn--mmoire-bva.fr"]]


def test_a_recipient_with_a_line_break_reaches_no_server() -> None:
    with scripted([]) as port:
        with pytest.raises(Refused):
            send(port, recipient="a@exemple.fr\r\nRCPT TO:<b@exemple.fr>")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as own:
            assert own.recv(1) == b""  # the first to come is ourselves


@pytest.mark.parametrize("wrong", ["mauvais-secret", "p%40ss%2Fmot"])
def test_a_refused_password_is_told_nowhere(wrong: str, caplog: pytest.LogCaptureFixture) -> None:
    with office(auth_required=True) as (counter, port):
        sender = Smtp(f"smtp://{USER}:{wrong}@127.0.0.1:{port}", AUTHOR)
        with pytest.raises(Unavailable, match="SMTP_URL") as caught:
            sender.send(letter())
    told = "".join(traceback.format_exception(caught.value)) + str(caught.value) + caplog.text + repr(sender)
    assert not re.search(f"{re.escape(wrong)}|p@ss|mauvais", told)
    assert counter.taken == []


def test_a_server_that_repeats_the_password_is_not_quoted() -> None:
    script = [GREETING, "250-memoire\r\n250 AUTH PLAIN", f"535 unknown: {PASSWORD}"]
    with scripted(script) as port, pytest.raises(Unavailable) as caught:
        send(port, person=PERSON)
    assert PASSWORD not in str(caught.value)


def test_a_password_for_a_server_that_asks_for_none_is_a_fault_of_the_settings() -> None:
    with scripted([GREETING, EHLO]) as port, pytest.raises(Unavailable, match="SMTP_URL"):
        send(port, person=PERSON)
