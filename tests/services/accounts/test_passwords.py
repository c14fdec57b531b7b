"""Which passwords are good enough, and that each is verified exactly as it was typed."""

from __future__ import annotations

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from repo_service.errors import Invalid
from repo_service.services.accounts import passwords

FORM = "$argon2id$v=19$m=19456,t=2,p=1$"
MOST_USED = [word for word in FREQUENCY_LISTS["passwords"] if len(word) >= 8]


@pytest.mark.parametrize("password", ["", "court", "sept ma", "x" * 1025, "é" * 2000])
def test_a_password_has_from_8_to_1024_signs(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        passwords.hashed(password)
    assert set(refused.value.fields) == {"password"}


@pytest.mark.parametrize(
    "password",
    ["huitlett", "84716230", "        x", "😀" * 8, "Éàü œß~|", "a" * 8 + "\0", "mot " * 16, "y" * 1024, "ﬁ" * 9],
)
def test_any_signs_make_a_password_and_it_is_kept_by_a_slow_function(password: str) -> None:
    kept = passwords.hashed(password)
    assert kept.startswith(FORM)
    assert passwords.hashed(password) != kept  # each has a salt of its own
    assert passwords.verified(kept, password)


@pytest.mark.parametrize(
    "other", ["Zinzolin et mauve.", "zinzolin et mauve", " zinzolin et mauve.", "zinzolin et mauve. ", "zinzolin et"]
)
def test_a_password_is_verified_as_it_was_typed(other: str) -> None:
    assert not passwords.verified(passwords.hashed("zinzolin et mauve."), other)


def test_the_last_sign_of_the_longest_password_counts() -> None:
    kept = passwords.hashed("y" * 1023 + "a")
    assert not passwords.verified(kept, "y" * 1023 + "b")
    assert not passwords.verified(kept, "y" * 1023 + "a" * 2)


def test_the_most_used_passwords_are_refused_in_any_case() -> None:
    assert len(MOST_USED) > 3000
    for word in [*MOST_USED[:3000], "PASSWORD", "PassWord1"]:
        with pytest.raises(Invalid):
            passwords.hashed(word)


@pytest.mark.parametrize("password", ["anne.le-goff@exemple.fr", "ANNE.LE-GOFF", "Anne Le Goff", "anne le goff"])
def test_what_everybody_knows_of_a_person_is_no_password(password: str) -> None:
    with pytest.raises(Invalid):
        passwords.hashed(password, "anne.le-goff@exemple.fr", "anne.le-goff", "Anne Le Goff")
    assert passwords.hashed(password + " aime le zinzolin", "anne.le-goff@exemple.fr", "anne.le-goff", "Anne Le Goff")


@pytest.mark.parametrize("kept", ["", "x", "$argon2id$", "zinzolin", FORM])
def test_what_is_no_hash_is_verified_by_nothing(kept: str) -> None:
    assert not passwords.verified(kept, "zinzolin")
