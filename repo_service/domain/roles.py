"""Who may do what: one table, read by every verb of ``services`` and by the pages that show or hide a button.

Seeing is decided by tokens: a document carries the tokens of its readers, a person carries tokens, one in common
is enough. Tokens are what the database stores and what search masks are made of, so that page, list, hit, total
and download are all decided here. Doing is decided by ``PERMISSIONS``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from repo_service.domain.states import is_private

ROLES: dict[str, str] = {
    "visitor": "Visiteur",
    "reader": "Lecteur",
    "secretary": "Secrétaire",
    "administrator": "Administrateur",
}
PARTNERS = frozenset({"reader", "secretary", "administrator"})

# action -> roles that may do it. "own" rows are asked with the author of the document in hand.
PERMISSIONS: dict[str, frozenset[str]] = {
    "read": frozenset(ROLES),
    "file": frozenset({"secretary", "administrator"}),
    "write_knowhow": frozenset({"secretary", "administrator"}),
    "edit": frozenset({"secretary", "administrator"}),
    "withdraw": frozenset({"secretary", "administrator"}),
    "read_original": frozenset({"secretary", "administrator"}),
    "import": frozenset({"administrator"}),
    "administer": frozenset({"administrator"}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts, as known today. ``account`` is an opaque identifier, empty for a visitor.

    ``bodies`` are the identifiers of the bodies a secretary serves; a secretary with none named serves all.
    ``member_of`` are the bodies of which the person is a member today.
    """

    account: str = ""
    name: str = ""
    role: str = "visitor"
    bodies: frozenset[str] = frozenset()
    member_of: frozenset[str] = frozenset()
    language: str = ""

    @property
    def signed_in(self) -> bool:
        """Whether somebody is known."""
        return bool(self.account)

    def can(self, action: str) -> bool:
        """Whether the role allows the action on some document at least: shows or hides a button."""
        return self.role in PERMISSIONS[action]


VISITOR = Actor()
SYSTEM = Actor(account="system", name="Repo Service", role="administrator")


def tokens_of(actor: Actor) -> frozenset[str]:
    """The tokens that a person carries."""
    tokens = {"public"}
    if actor.role in PARTNERS:
        tokens.add("network")
        tokens.add(f"account:{actor.account}")
        tokens |= {f"body:{body}" for body in actor.member_of}
    if actor.role == "secretary":
        tokens |= {f"secretary:{body}" for body in actor.bodies} or {"secretary"}
    if actor.role == "administrator":
        tokens.add("administrator")
    return frozenset(tokens)


def readers_of(visibility: str, bodies: Iterable[str], author: str, state: str, body: str = "") -> frozenset[str]:
    """The tokens, any one of which lets a person see a document or version.

    ``bodies``: those named by the visibility "body"; ``body``: the one of the meeting, whose secretary sees drafts.
    """
    served = {b for b in (*bodies, body) if b}
    keepers = {"administrator", "secretary", f"account:{author}"} | {f"secretary:{b}" for b in served}
    if is_private(state):
        return frozenset(keepers)
    if visibility == "public":
        return frozenset({"public"})
    if visibility == "network":
        return frozenset({"network"})
    return frozenset(keepers | {f"body:{b}" for b in bodies})


def may(actor: Actor, action: str, *, author: str = "", bodies: Iterable[str] = ()) -> bool:
    """Whether the actor may do ``action`` to a document of this author and these bodies (which it may already see).

    A secretary of named bodies acts on the documents of these bodies, on those of no body, and on its own.
    """
    if not actor.can(action):
        return False
    concerned = {b for b in bodies if b}
    if actor.role != "secretary" or not actor.bodies or action in {"read", "write_knowhow"}:
        return True
    return not concerned or bool(concerned & actor.bodies) or bool(author and author == actor.account)
