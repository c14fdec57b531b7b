"""Documents with any title, for exports, and strict readers of BibTeX and RIS that know nothing of our writers."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from hypothesis import strategies as st

from repo_service.web.exports import Listing, Record
from repo_service.web.exports.records import plain

TROUBLE = (
    "=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", " =1", "a\nTY  - JOUR",
    "a\r\nER  - ",
    'dit "oui"', "a;b,c", "{{", "}}}", "\\", "\\textbf{x}", "100 % & $5 #1 a_b ~ ^", "@misc{x,", "\x00\x01\x1f\x7f\x85",
    "\u2028ER  - \u2029", "\ud800", "\ufffe\uffff", "עברית \u202eabc", "l’œuvre « d’été »", "]]>", "<b>&amp;</b>", "",
)  # fmt: skip
texts = st.sampled_from(TROUBLE) | st.text(st.characters(), max_size=30)
days = st.dates() | st.none()
records = st.builds(
    Record,
    identifier=st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=12, max_size=12),
    title=texts, kind=st.sampled_from(["minutes", "report", "charter", "decision", "other", "unknown"]),
    kind_name=st.sampled_from(["Compte rendu", "Décision"]), url=st.just("https://exemple.fr/documents/X_1?a=1&b=%20"),
    changed=st.datetimes(datetime.combine(date(1900, 1, 1), time()), timezones=st.just(UTC)), state=texts,
    version=st.integers(1, 99), day=days, body=texts, institution=texts, domain=texts,
    language=st.sampled_from(["fr", "en", "x_y"]),
    keywords=texts, number=texts,
)  # fmt: skip
COLUMNS = tuple(f"colonne {number}" for number in range(14))
LISTING = Listing(
    "https://exemple.fr/search.atom?q=a&b", 'Recherche\xa0: "a" @ {b}\nc', "https://exemple.fr/search.atom?q=a&b",
    "https://exemple.fr/search?q=a&b", datetime(2026, 11, 27, tzinfo=UTC), COLUMNS, ";",
)  # fmt: skip


def shown(text: str) -> str:
    """What of a text can be handed on at all."""
    return plain(text)


class NotBibtexError(ValueError):
    """What a strict reader does not take."""


def read_bibtex(text: str) -> list[dict[str, str]]:
    """Entries with their fields: values in braces that are balanced, or bare words. Braces count behind a backslash
    too, as they do for BibTeX. Outside of entries only lines that begin with a percent sign are taken.
    """
    entries, at = [], 0
    while match := re.compile(r"(?:\s|%[^@\n]*\n)*@(\w+)\{(\w+),\s*").match(text, at):
        entry, at = {"": match[1], "key": match[2]}, match.end()
        while field := re.compile(r"(\w+) = ").match(text, at):
            value, at = _value(text, field.end())
            if field[1] in entry:
                raise NotBibtexError(f"{field[1]} twice")
            entry[field[1]] = value
            at = re.compile(r",\s*").match(text, at).end()  # type: ignore[union-attr]
        if text[at : at + 1] != "}":
            raise NotBibtexError(text[at : at + 40])
        entries.append(entry)
        at += 1
    if not re.fullmatch(r"(?:\s|%[^@\n]*\n)*", text[at:]):
        raise NotBibtexError(text[at : at + 40])
    return entries


def _value(text: str, at: int) -> tuple[str, int]:
    if text[at] != "{":
        word = re.compile(r"[a-z]+").match(text, at)
        if not word:
            raise NotBibtexError(text[at : at + 40])
        return word[0], word.end()
    depth, begin = 0, at
    while True:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
        if not depth:
            return text[begin + 1 : at - 1], at
        if text[at] == "\n":
            raise NotBibtexError("a field over two lines")


_COMMANDS = {
    "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}", "textasciitilde": "~", "textasciicircum": "^",
}  # fmt: skip


def of_latex(text: str) -> str:
    """What LaTeX prints of a value that holds nothing but text; refuses a bare sign that means something."""
    result, at = [], 0
    while at < len(text):
        if match := re.compile(r"\\(text\w+)\{\}").match(text, at):
            result.append(_COMMANDS[match[1]])
        elif match := re.compile(r"\\([%&$#_])").match(text, at):
            result.append(match[1])
        elif match := re.compile(r"[^\\{}%&$#_~^]").match(text, at):
            result.append(match[0])
        else:
            raise NotBibtexError(text[at : at + 20])
        at = match.end()
    return "".join(result)


def read_ris(text: str) -> list[list[tuple[str, str]]]:
    """References with their fields, after the letter: CR LF alone ends a line, ``TY`` opens and ``ER`` closes."""
    references: list[list[tuple[str, str]]] = []
    open_one: list[tuple[str, str]] | None = None
    for line in text.split("\r\n"):
        assert line.splitlines() in ([line], []), line
        if not line:
            assert open_one is None
            continue
        match = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line)
        assert match, line
        if match[1] == "TY":
            assert open_one is None
            open_one = []
        assert open_one is not None
        if match[1] == "ER":
            assert not match[2]
            references.append(open_one)
            open_one = None
        else:
            assert match[2]
            open_one.append((match[1], match[2]))
    assert open_one is None
    return references
