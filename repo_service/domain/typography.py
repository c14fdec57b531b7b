"""How French words are set in lines: where a typographer does not let a line break.

After the « Lexique des règles typographiques en usage à l’Imprimerie nationale »: a high sign stays with the word
before it, a guillemet with the words inside it, « n° » and « art. » with what they count, the thousands with their
number and the number with its unit.
"""

from __future__ import annotations

import re

_LOOSE = re.compile(r"(?<=«) | (?=[»;:!?%€])|(?<=\bn°) |(?<=\b[Aa]rt\.) |(?<=\d) (?=\d{3}\b)")


def typeset(text: str) -> str:
    """The same words; the ordinary spaces at which a line must not end are no-break spaces (U+00A0)."""
    return _LOOSE.sub("\u00a0", text)
