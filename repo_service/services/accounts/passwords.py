"""Passwords: which ones are good enough, and how they are kept. Nothing here knows accounts or the database."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from repo_service.errors import Invalid

LENGTHS = (8, 1024)


@cache
def _hasher() -> PasswordHasher:
    """Argon2id with 19 MiB, 2 passes, 1 lane: the floor of OWASP's password storage cheat sheet."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@cache
def decoy() -> str:
    """A hash that no password has: verifying against it takes the time of a real one."""
    return _hasher().hash(secrets.token_hex(16))


@cache
def _common() -> frozenset[str]:
    """The passwords that attackers try first: those of 8 characters or more among the 30,000 most used."""
    return frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= LENGTHS[0])


def hashed(password: str, *known_words: str) -> str:
    """The Argon2id hash to keep.

    ``Invalid`` for a password too short or absurdly long, one of the most used, or one that is nothing but one of
    ``known_words`` (the address of the account, its first half, the name of the person).
    """
    shortest, longest = LENGTHS
    if not shortest <= len(password) <= longest:
        raise Invalid(fields={"password": "Le mot de passe doit compter de 8 à 1 024 caractères."})
    folded = password.casefold()
    if folded in _common() or folded in {word.casefold() for word in known_words if word}:
        raise Invalid(
            fields={"password": "Ce mot de passe est trop connu. Choisissez quelques mots sans lien entre eux."}
        )
    return _hasher().hash(_bytes(password))


def verified(stored: str, password: str) -> bool:
    """Whether ``password`` is the one of ``stored``. It takes the same time for a password that cannot be any."""
    try:
        return _hasher().verify(stored, _bytes(password[: LENGTHS[1]])) and len(password) <= LENGTHS[1]
    except (VerificationError, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    """A terminal that is not in UTF-8 gives halves of surrogates: they are bytes of a password like any others."""
    return password.encode("utf-8", "surrogatepass")
