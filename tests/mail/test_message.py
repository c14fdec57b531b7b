"""Messages: the headers that mail programs expect, and no way to smuggle in another."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.mail import Refused
from repo_service.mail.message import compose
from tests.mail.letters import AUTHOR, LINK, letter

HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type", "Content-Transfer-Encoding",
    "MIME-Version", "Content-Language",
]  # fmt: skip
BREAKS = ["\n", "\r", "\r\n", "\0", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\ud800"]


def received(sent: EmailMessage) -> EmailMessage:
    """What a mail program makes of the bytes."""
    read = message_from_bytes(sent.as_bytes(), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def text_of(read: EmailMessage) -> str:
    """The words, with the ends of lines as they were written."""
    words: str = read.get_content()
    return words.replace("\r\n", "\n")


@pytest.mark.parametrize("readable", [True, False])
def test_a_message_says_what_it_is(readable: bool) -> None:
    read = received(compose(letter(), AUTHOR, readable))
    assert sorted(read.keys()) == sorted(HEADERS)
    assert str(read["From"]) == "Mémoire du consortium <memoire@exemple.fr>"
    assert read["To"] == "camille@exemple.fr"
    assert read["Subject"] == "Votre lien\u00a0: à ouvrir"
    assert read["Date"] == "Thu, 12 Mar 2026 13:30:05 +0000"
    assert read["Message-ID"] == "<7K3M9QWX2B4T@exemple.fr>"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Content-Language"] == "fr"
    assert read.get_content_type() == "text/plain"
    assert read.get_content_charset() == "utf-8"
    assert text_of(read) == letter().text


def test_for_a_mail_server_everything_is_short_lines_of_ascii() -> None:
    sent = compose(letter(subject="Dépôt " * 45, text="é" * 5000 + "\n.\nFrom moi\n"), AUTHOR).as_bytes()
    assert sent.isascii()
    assert all(len(line) <= 78 for line in sent.split(b"\r\n"))


def test_for_people_the_link_stands_whole_on_its_line() -> None:
    lines = compose(letter(), AUTHOR, readable=True).as_bytes().decode().splitlines()
    assert LINK in lines
    assert "Voilà le lien\u00a0:" in lines


@pytest.mark.parametrize("readable", [True, False])
@pytest.mark.parametrize("length", [1, 60, 500])
def test_a_message_that_may_be_stopped_says_where_as_mail_programs_read_it(length: int, readable: bool) -> None:
    address = f"https://memoire.exemple/{'a' * length}/searches/stop/7K3M9QWX2B4T.Ab3_-%C3%A9"
    sent = compose(letter(stop=address, recipient="camille@exemple.fr"), AUTHOR, readable).as_bytes()
    lines = sent.split(b"\r\n")
    assert f"List-Unsubscribe: <{address}>".encode() in lines
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    assert "stop" not in repr(letter(stop=address))


@pytest.mark.parametrize(
    "address",
    ["https://a.fr/x>,<mailto:b@exemple.fr", "https://a.fr/\r\nBcc: b@exemple.fr", "https://a.fr/é", "javascript:x",
     "https://a.fr/ x", "https://", "https://a.fr/" + "x" * 1000],
)  # fmt: skip
def test_a_message_is_stopped_at_one_address_of_the_web_or_refused(address: str) -> None:
    with pytest.raises(Refused):
        compose(letter(stop=address), AUTHOR)


@pytest.mark.parametrize("sign", BREAKS)
@pytest.mark.parametrize("words", ["Objet{}Bcc: autre@exemple.fr", "Objet{}", "{}Objet"])
def test_a_subject_that_would_break_its_line_is_refused(sign: str, words: str) -> None:
    with pytest.raises(Refused):
        compose(letter(subject=words.format(sign)), AUTHOR)


@pytest.mark.parametrize("sign", BREAKS)
@pytest.mark.parametrize(
    "words", ["a@exemple.fr{}", "{}a@exemple.fr", "a{}@exemple.fr", "a@exemple.fr{}Bcc: b@exemple.fr"]
)
def test_a_recipient_with_a_line_break_is_refused(sign: str, words: str) -> None:
    with pytest.raises(Refused):
        compose(letter(recipient=words.format(sign)), AUTHOR)


@pytest.mark.parametrize(
    "recipient",
    [
        "", "a", "@", "a@", "@exemple.fr", "a@b@exemple.fr", "a@exemple.fr, b@exemple.fr", "a@exemple.fr;b@exemple.fr",
        "Moi <a@exemple.fr>", "<a@exemple.fr>", "a b@exemple.fr", "a@exemple .fr", "a@exemple.fr> SIZE=1",
        '"a"@exemple.fr', "a(b)@exemple.fr", "a\\b@exemple.fr", "a@[127.0.0.1]", "a@" + "x" * 64 + ".fr",
        "a@exemple..fr",
    ],
)  # fmt: skip
def test_what_is_not_exactly_one_address_is_refused(recipient: str) -> None:
    with pytest.raises(Refused):
        compose(letter(recipient=recipient), AUTHOR)


@pytest.mark.parametrize(
    ("recipient", "written"),
    [
        ("camille@exemple.fr", "camille@exemple.fr"),
        ("Prenom.Nom+depot@sous.exemple.fr", "Prenom.Nom+depot@sous.exemple.fr"),
        ("o'neil@exemple.fr", "o'neil@exemple.fr"),
        ("camille@mémoire.fr", "camille@xn--mmoire-bva.fr"),
        ("élodie@exemple.fr", "élodie@exemple.fr"),
    ],
)
def test_an_address_is_written_as_the_network_knows_it(recipient: str, written: str) -> None:
    read = received(compose(letter(recipient=recipient), AUTHOR))
    (address,) = read["To"].addresses
    assert address.addr_spec.encode("utf-8", "surrogateescape").decode() == written


def test_a_text_with_half_a_sign_is_refused() -> None:
    with pytest.raises(Refused):
        compose(letter(text="Bonjour \ud800"), AUTHOR)


@given(
    subject=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=300),
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=300),
    name=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=60),
    readable=st.booleans(),
)
def test_whatever_is_written_arrives_and_adds_no_header(subject: str, text: str, name: str, readable: bool) -> None:
    author = Address(" ".join(name.split()), "memoire", "exemple.fr")
    read = received(compose(letter(subject=subject, text=text), author, readable))
    assert sorted(read.keys()) == sorted(HEADERS)
    assert [address.addr_spec for address in read["To"].addresses] == ["camille@exemple.fr"]
    assert [address.addr_spec for address in read["From"].addresses] == ["memoire@exemple.fr"]
    assert re.sub(r"\s", "", read["Subject"]) == re.sub(r"\s", "", subject)
    assert text_of(read).rstrip("\n") == text.rstrip("\n")


def test_a_message_shown_by_accident_tells_neither_address_nor_words() -> None:
    shown = repr(letter())
    assert "camille" not in shown
    assert "link" not in shown
    assert letter().identifier in shown
