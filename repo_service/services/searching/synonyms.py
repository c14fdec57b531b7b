"""Words that mean the same in this consortium, kept by who coordinates it, and put into every search when it is asked.

Nothing is indexed anew: a search reads the groups as the log last told of them, so that a change holds at once in every
process.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from repo_service import identifiers
from repo_service.domain.documents import TURNING, SearchQuery, is_blank
from repo_service.domain.passages import fold
from repo_service.domain.roles import Actor
from repo_service.errors import Conflict, Invalid, NotFound, SignInRequired
from repo_service.search import BoundedCache, expression
from repo_service.services import access
from repo_service.store import log, synonyms
from repo_service.store.people import accounts
from repo_service.store.synonyms import SynonymGroup
from repo_service.store.work import UnitOfWork

MOST_GROUPS = 500
MOST = 20  # expressions of one group
LENGTH = 100  # signs of one
ACTS = ("synonyms.added", "synonyms.changed", "synonyms.removed")
EXAMPLES: tuple[tuple[str, ...], ...] = (
    ("désherbage", "élagage"),
    ("PEB", "prêt entre bibliothèques", "prêt interbibliothèques"),
    ("SIGB", "système intégré de gestion de bibliothèque", "logiciel de bibliothèque"),
    ("BU", "bibliothèque universitaire"),
    ("catalogue commun", "catalogue collectif"),
    ("PV", "procès-verbal"),
    ("AG", "assemblée générale"),
    ("GT", "groupe de travail"),
)
_APART = re.compile(r"[\r\n;,=]+")
_LONGEST = 10 * MOST * LENGTH  # signs of what is typed for one group: more is no group, and would keep others waiting
_BYTES = 300  # about what one group takes in memory


class _Known(NamedTuple):
    number: int
    groups: tuple[tuple[str, ...], ...]


_remembered: BoundedCache[_Known] = BoundedCache(4 << 20)


def applied(uow: UnitOfWork, query: SearchQuery, head: log.Position | None = None) -> SearchQuery:
    """The query with the synonyms of today. ``head``: where the log stands, if it was asked already."""
    return replace(query, synonyms=_groups(uow, head or log.head(uow.session)))


def _groups(uow: UnitOfWork, head: log.Position) -> tuple[tuple[str, ...], ...]:
    """All groups. They are read again when the log tells of one since they were read last."""
    known = _remembered.get(head.epoch)
    if known is not None and known.number == head.number:
        return known.groups
    if known is None or known.number > head.number or log.after(uow.session, known.number, ACTS, limit=1):
        known = _Known(head.number, tuple(map(tuple, synonyms.words(uow.session))))
    known = known._replace(number=head.number)
    _remembered.put(head.epoch, known, _BYTES * len(known.groups))
    return known.groups


def listing(uow: UnitOfWork, actor: Actor) -> list[SynonymGroup]:
    """All groups, in the order of the alphabet."""
    access.allow(actor, "edit_synonyms")
    return sorted(synonyms.every(uow.session), key=lambda row: (fold(row.words[0]), row.id))


def shown(uow: UnitOfWork, actor: Actor, public_id: str) -> SynonymGroup:
    """One group. Raises ``NotFound``."""
    access.allow(actor, "edit_synonyms")
    row = synonyms.named(uow.session, identifiers.normalise(public_id) or "")
    if row is None:
        raise NotFound()
    return row


def proposals(rows: Sequence[SynonymGroup]) -> list[tuple[str, ...]]:
    """The examples of which no word is in a group yet."""
    taken = {expression(one).key for row in rows for one in row.words}
    return [words for words in EXAMPLES if taken.isdisjoint(expression(one).key for one in words)]


def add(uow: UnitOfWork, actor: Actor, typed: str) -> SynonymGroup:
    """One more group: a line for each word or expression (commas, semicolons and « = » keep them apart too).

    Raises ``Invalid``, which says what to change.
    """
    access.allow(actor, "edit_synonyms")
    account = accounts.by_public_id(uow.session, actor.account)
    if account is None:
        raise SignInRequired()
    words = _checked(uow, typed)
    if synonyms.count(uow.session) >= MOST_GROUPS:
        raise Invalid("Il y a déjà 500 groupes : retirez-en un d’abord. Rien n’est perdu.")
    row = synonyms.add(uow, account, words)
    uow.log.record("synonyms.added", actor.account, row.public_id, expressions=len(words))
    return row


def change(uow: UnitOfWork, actor: Actor, public_id: str, typed: str, seen: str) -> SynonymGroup:
    """Other words for a group. ``seen``: its mark when its words were read; ``Conflict`` where they have changed since.
    """
    row = shown(uow, actor, public_id)
    if seen != mark(row):
        raise Conflict("Ce groupe a changé entre-temps. Rien n’est perdu : comparez, puis enregistrez de nouveau.")
    words = _checked(uow, typed, row)
    if words != row.words:
        row.words, row.changed_at = words, uow.now
        uow.log.record("synonyms.changed", actor.account, row.public_id, expressions=len(words))
    return row


def mark(row: SynonymGroup) -> str:
    """What tells one state of a group from the next."""
    return row.changed_at.isoformat()


def remove(uow: UnitOfWork, actor: Actor, public_id: str) -> None:
    """Its words mean themselves alone from now on."""
    row = shown(uow, actor, public_id)
    uow.log.record("synonyms.removed", actor.account, row.public_id, expressions=len(row.words))
    synonyms.remove(uow, row)


def _checked(uow: UnitOfWork, typed: str, instead: SynonymGroup | None = None) -> list[str]:
    """The words and expressions of a group, each once, as they are kept."""
    if len(typed) > _LONGEST:
        raise Invalid(fields={"words": TOO_MANY})
    found: dict[tuple[str, ...], str] = {}
    for raw in _APART.split(unicodedata.normalize("NFC", typed)):
        words = " ".join(raw.split())
        if not words:
            continue
        _check_signs(words)
        key = expression(words).key
        if not key:
            raise Invalid("« %(words)s » ne se cherche pas : écrivez au moins un mot qui ait un sens.", words=words)
        found.setdefault(key, words)
    if len(found) < 2:
        raise Invalid(fields={"words": TOO_FEW})
    if len(found) > MOST:
        raise Invalid(fields={"words": TOO_MANY})
    for row in synonyms.every(uow.session):
        if row is not instead and (double := next((one for one in row.words if expression(one).key in found), None)):
            raise Invalid(DOUBLE, words=double, group=" = ".join(row.words))
    return list(found.values())


TOO_FEW = (
    "Écrivez au moins deux mots ou expressions différents, un par ligne. Les pluriels, les accents et les points d’un "
    "sigle comptent déjà pour le même mot."
)
TOO_MANY = "Un groupe compte 20 mots ou expressions au plus. Retirez-en."
DOUBLE = (
    "« %(words)s » est déjà dans un autre groupe (%(group)s). Un mot n’a qu’un groupe : complétez celui-là, ou "
    "retirez-en le mot."
)


def _check_signs(words: str) -> None:
    if len(words) > LENGTH:
        raise Invalid(fields={"words": "Un mot ou une expression compte 100 signes au plus. Raccourcissez."})
    if "<" in words or ">" in words:
        raise Invalid(fields={"words": "Écrivez des mots simples, sans les signes < et >."})
    if is_blank(words) or not words.isprintable() or not TURNING.isdisjoint(words):
        raise Invalid(fields={"words": "Il y a là des signes invisibles. Écrivez ces mots au clavier."})
