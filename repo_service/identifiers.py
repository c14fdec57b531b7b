"""Opaque permanent identifiers: 12 characters of Crockford's base 32, the last one a check.

Eleven random characters (54 bits; no Z) and one check character: the weighted sum modulo 31 of the eleven,
so that any one wrong character and any two swapped neighbours are noticed. Crockford's alphabet has no
I, L, O or U; a person who types them, or lower case, is understood.
"""

from __future__ import annotations

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V", "-": None, " ": None})
# 0 and Z (values 0 and 31) are equal modulo 31: no Z is drawn or read, so that no error hides there.
_USED = ALPHABET[:-1]
_SHAPE = re.compile(f"[{_USED}]{{{LENGTH}}}")
_MODULUS = 31  # prime: every weight 1..11 is invertible, so single errors and swaps change the sum


def new() -> str:
    """A fresh identifier. 54 random bits: a collision among a million documents has a chance of 1 in 50,000."""
    body = "".join(secrets.choice(_USED) for _ in range(LENGTH - 1))
    return body + check_character(body)


def check_character(body: str) -> str:
    """The twelfth character for the first eleven."""
    total = sum((position + 1) * ALPHABET.index(char) for position, char in enumerate(body))
    return ALPHABET[total % _MODULUS]


def normalise(text: str) -> str | None:
    """The canonical form of what somebody typed or a link carried, or ``None`` if it cannot be an identifier."""
    if len(text) > 4 * LENGTH:
        return None
    candidate = text.upper().translate(_READ_AS)
    if not _SHAPE.fullmatch(candidate) or candidate[-1] != check_character(candidate[:-1]):
        return None
    return candidate
