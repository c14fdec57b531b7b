"""How numbers of lists and notes are printed. Knows neither Word nor OpenDocument; both name these notations.

The notations are those of ECMA-376 part 1, 17.18.59 (ST_NumberFormat); one that is not known is printed in
digits, so that a label is never lost.
"""

from __future__ import annotations

from collections.abc import Callable

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_LARGEST_ROMAN = 4_999
_LARGEST_LETTERS = 26 * 30
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212\uf02d"
DASH, DOT = "–", "•"


def roman(number: int) -> str:
    """``number`` in small Roman numerals; digits where there are none (0, and 5,000 or more)."""
    if not 0 < number <= _LARGEST_ROMAN:
        return str(number)
    digits = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        digits += letters * times
    return digits


def letters(number: int) -> str:
    """a, b, … z, aa, bb, … zz, aaa: the way Word counts, where spreadsheets would go on with ab."""
    if not 0 < number <= _LARGEST_LETTERS:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def ordinal(number: int, language: str) -> str:
    """1er, 2e in French; 1st, 2nd in English; 1. elsewhere."""
    if language.startswith("en"):
        teen = number % 100 in (11, 12, 13)
        return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
    if language.startswith("fr"):
        return f"{number}er" if number == 1 else f"{number}e"
    return f"{number}."


_NOTATIONS: dict[str, Callable[[int], str]] = {
    "none": lambda number: "",
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "numberInDash": lambda number: f"- {number} -",
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "decimalEnclosedCircle": lambda number: chr(0x2460 + number - 1) if 0 < number <= 20 else str(number),
}


def printed(number: int, notation: str, language: str = "fr") -> str:
    """``number`` in ``notation``; in digits when the notation is unknown. ``language`` is a BCP 47 tag."""
    if notation == "ordinal":
        return ordinal(number, language.lower())
    return _NOTATIONS.get(notation, str)(number)


def bullet(sign: str) -> str:
    """The sign of an unnumbered list as any font can print it: characters of Symbol fonts become a dot."""
    sign = sign.strip()
    if not sign:
        return ""
    if sign[0] in _DASHES:
        return DASH
    private = any("\ue000" <= char <= "\uf8ff" for char in sign)
    return DOT if private or sign in {"o", "·", "\u00a7", "*"} else sign
