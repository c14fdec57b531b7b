"""Identifiers of institutions: what is typed or pasted becomes their plain form, and a mistyped one is noticed.

One table says which there are, how they are cleaned and checked, and at which address each is explained.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from stdnum import isni
from stdnum.exceptions import ValidationError
from stdnum.fr import siret
from stdnum.iso7064 import mod_97_10

LONGEST = 200  # characters of what may be typed: an address and some spaces
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_ROR = re.compile(r"0[0-9a-hjkmnp-tv-z]{6}[0-9]{2}")
_PPN = re.compile(r"[0-9]{8}[0-9X]")
_RNA = re.compile(r"W[0-9][0-9A-Z][0-9]{7}")


@dataclass(frozen=True, slots=True)
class Scheme:
    """One sort of identifier. ``plain`` gives the form that is kept, or ``None``; ``address``: where it leads."""

    name: str
    plain: Callable[[str], str | None]
    fault: str
    address: str = ""


def ror(typed: str) -> str | None:
    """``0``, six characters of Crockford's base 32, two check digits: together, as a number, 1 modulo 97 (ISO 7064,
    MOD 97-10).

    After https://ror.readme.io/docs/identifier and the maker's code (ror-community/ror-api, ``generate_ror_id``).
    """
    text = _last(typed).lower()
    if not _ROR.fullmatch(text):
        return None
    number = 0
    for char in text[1:7]:
        number = number * 32 + _CROCKFORD.index(char)
    return text if mod_97_10.is_valid(f"{number}{text[7:]}") else None


def isni_number(typed: str) -> str | None:
    """Sixteen digits, the last one a check (ISO 27729, after ISO 7064 MOD 11-2); kept without spaces."""
    return _checked(isni.validate, _last(typed))


def idref(typed: str) -> str | None:
    """The PPN of an IdRef record: eight digits weighted 9 to 2, and the ninth that makes the sum a multiple of 11 (X
    is ten).

    After the Abes (http://en.abes.fr/IdRef/IdRef-Authority-data-for-Higher-Education: nine characters); the rule is
    that of ISBN-10, one digit shorter, and holds for the records that the tests name.
    """
    text = _last(typed).upper().removeprefix("PPN")
    if not _PPN.fullmatch(text):
        return None
    values = [10 if char == "X" else int(char) for char in text]
    return text if sum(w * v for w, v in zip(range(9, 0, -1), values, strict=True)) % 11 == 0 else None


def siret_number(typed: str) -> str | None:
    """Fourteen digits with the key of Luhn, for the establishment and for its SIREN (article R123-221 of the Code de
    commerce; the exception of La Poste is that of python-stdnum).
    """
    return _checked(siret.validate, _last(typed))


def rna(typed: str) -> str | None:
    """``W`` and nine figures, the second of which is a letter in Corsica and overseas (W2A…, W9R…).

    It has no check digit: only the letter and the length are looked at
    (https://associations.gouv.fr/le-rna-repertoire-national-des-associations.html).
    """
    text = _last(typed).upper()
    return text if _RNA.fullmatch(text) else None


SCHEMES: dict[str, Scheme] = {
    "ror": Scheme("ROR", ror, "Cet identifiant ROR n’est pas juste : recopiez-le depuis ror.org.", "https://ror.org/{}"),
    "isni": Scheme(
        "ISNI", isni_number, "Cet ISNI n’est pas juste : il compte seize chiffres, le dernier peut être X.",
        "https://isni.org/isni/{}",
    ),
    "idref": Scheme(
        "IdRef", idref, "Cet identifiant IdRef n’est pas juste : recopiez-le depuis idref.fr.",
        "https://www.idref.fr/{}",
    ),
    "siret": Scheme(
        "SIRET", siret_number, "Ce SIRET n’est pas juste : il compte quatorze chiffres.",
        "https://annuaire-entreprises.data.gouv.fr/etablissement/{}",
    ),
    "rna": Scheme("RNA", rna, "Ce numéro RNA n’est pas juste : c’est W suivi de neuf chiffres."),
}  # fmt: skip


def checked(typed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """(plain forms of those that are given, a sentence for each that cannot be). Other names are passed over."""
    plain: dict[str, str] = {}
    faults: dict[str, str] = {}
    for code, scheme in SCHEMES.items():
        text = typed.get(code, "").strip()
        found = scheme.plain(text) if 0 < len(text) <= LONGEST else None
        if found:
            plain[code] = found
        elif text:
            faults[code] = scheme.fault
    return plain, faults


def address(code: str, plain: str) -> str:
    """Where an identifier leads; empty for one that has no address."""
    scheme = SCHEMES.get(code)
    return scheme.address.format(plain) if scheme and scheme.address else ""


def _last(typed: str) -> str:
    """The last part of an address (https://www.idref.fr/026403994/id too), without spaces, points and hyphens."""
    path = re.sub(r"[?#].*", "", typed.strip()).removesuffix("/").removesuffix("/id")
    return re.sub(r"[\s.\u00a0\u202f\u2010-\u2013-]", "", path.rpartition("/")[2])


def _checked(validate: Callable[[str], str], text: str) -> str | None:
    if not (text.isascii() and text.isalnum()):
        return None
    try:
        return validate(text)
    except ValidationError:
        return None
