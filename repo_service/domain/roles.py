"""Who may do what: one table, read by every verb of ``services`` and by the pages that show or hide a button.

Seeing is decided by tokens: a document carries the tokens of its readers, a person carries tokens, one in common
is enough. Tokens are what the database stores and what search masks are made of, so that page, list, hit, total
and download are all decided here. Doing is decided by ``PERMISSIONS``. What a person is today follows from dated facts
(``acting``): nobody has to take a right away on the day it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from repo_service.domain.periods import Period, united
from repo_service.domain.states import is_private

ROLES: dict[str, str] = {  # from the least to the most; a person may hold several
    "visitor": "Visiteur",
    "reader": "Lecteur",
    "contributor": "Contributeur",
    "representative": "Représentant",
    "secretary": "Secrétaire",
    "coordinator": "Coordinateur",
    "administrator": "Administrateur",
}
PARTNERS = frozenset(ROLES) - {"visitor"}
OFFICES = frozenset({"coordinator", "administrator"})  # held for the consortium: they outlive the partner's membership
_RANKS = {role: rank for rank, role in enumerate(ROLES)}

# action -> roles that may do it; the rows above the line change nothing, and are all that a read-only token may do.
PERMISSIONS: dict[str, frozenset[str]] = {
    "read": frozenset(ROLES),
    "see_people": PARTNERS,
    "see_comments": PARTNERS,
    "read_original": frozenset({"contributor", "secretary", "coordinator", "administrator"}),
    "see_candidatures": frozenset({"coordinator", "administrator"}),
    "audit": frozenset({"administrator"}),
    # ---
    "comment": PARTNERS,
    "keep_searches": PARTNERS,
    "carry_out": PARTNERS,
    "write_knowhow": frozenset({"contributor", "secretary", "coordinator", "administrator"}),
    "file": frozenset({"secretary", "coordinator", "administrator"}),
    "decide": frozenset({"secretary", "coordinator", "administrator"}),
    "edit": frozenset({"contributor", "secretary", "coordinator", "administrator"}),
    "withdraw": frozenset({"contributor", "secretary", "coordinator", "administrator"}),
    "hold_meetings": frozenset({"secretary", "administrator"}),
    "edit_institution": frozenset({"representative", "coordinator", "administrator"}),
    "invite": frozenset({"representative", "coordinator", "administrator"}),
    "govern": frozenset({"coordinator", "administrator"}),
    "edit_synonyms": frozenset({"coordinator", "administrator"}),
    "import": frozenset({"administrator"}),
    "administer": frozenset({"administrator"}),
}
READING = frozenset({"read", "see_people", "see_comments", "read_original", "see_candidatures", "audit"})

# role -> the roles that its holder may give to others
GRANTABLE: dict[str, frozenset[str]] = {
    "representative": frozenset({"reader", "contributor"}),
    "coordinator": frozenset({"reader", "contributor", "representative", "secretary"}),
    "administrator": frozenset(ROLES) - {"visitor"},
}


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts, as known today. ``account`` is an opaque identifier, empty for a visitor.

    ``bodies`` are the identifiers of the bodies a secretary serves; a secretary with none named serves all.
    ``member_of`` are the bodies of which the person is a member today, ``institutions`` those that it represents.
    ``former``: the person's partner is not active today; ``was_in`` are then the periods in which it was, and ``kept``
    the tokens of the texts for all partners that were adopted in them.
    ``read_only``: the person comes by a token that may change nothing; ``withheld``: roles held by right, but not
    before a second factor is set up.
    """

    account: str = ""
    name: str = ""
    roles: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    member_of: frozenset[str] = frozenset()
    institutions: frozenset[str] = frozenset()
    language: str = ""
    former: bool = False
    was_in: tuple[Period, ...] = ()
    kept: frozenset[str] = frozenset()
    read_only: bool = False
    withheld: frozenset[str] = frozenset()

    @property
    def signed_in(self) -> bool:
        """Whether somebody is known."""
        return bool(self.account)

    @property
    def role(self) -> str:
        """The highest role held: what a page calls the person."""
        return max(self.roles, key=_RANKS.__getitem__, default="visitor")

    def can(self, action: str) -> bool:
        """Whether the roles allow the action on some thing at least: shows or hides a button."""
        if (self.former and action != "read") or (self.read_only and action not in READING):
            return False
        allowed = PERMISSIONS[action]
        return "visitor" in allowed or bool(self.roles & allowed)

    @property
    def grantable(self) -> frozenset[str]:
        """The roles that this person may give to others."""
        if not self.can("invite"):
            return frozenset()
        return frozenset[str]().union(*(GRANTABLE.get(role, frozenset()) for role in self.roles))


VISITOR = Actor()
SYSTEM = Actor(account="system", name="Repo Service", roles=frozenset({"administrator"}))


@dataclass(frozen=True, slots=True)
class Fact:
    """A dated fact about a person that gives rights, as it holds on the day asked for.

    ``sort``: "grant" (of a role), "mandate" (in a body) or "office" (at an institution); ``role`` is the role held
    there, ``place`` the identifier of the body or institution, empty where none is named.
    """

    sort: str
    role: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class WorkedAt:
    """A person worked at an institution over ``period``, which was an active partner over ``active``."""

    period: Period
    active: tuple[Period, ...] = ()


def acting(
    account: str, name: str, language: str, facts: Iterable[Fact], affiliations: Iterable[WorkedAt], day: date
) -> Actor:
    """What a person may act as on ``day``; of a former partner ``kept`` is left to who knows the texts.

    A person with no affiliation at all (staff of the consortium) is bound to no partner. One whose every institution
    has left, or is not in yet, is ``former``; one whose every affiliation has ended keeps nothing.
    """
    facts, affiliations = list(facts), list(affiliations)
    held = {fact.role for fact in facts if fact.sort == "grant"}
    held |= {"secretary" for fact in facts if fact.sort == "mandate" and fact.role == "secretary"}
    held |= {"representative" for fact in facts if fact.sort == "office" and fact.role == "representative"}
    roles = frozenset(held & PARTNERS)
    present = [one for one in affiliations if one.period.covers(day)]
    stands = not affiliations or any(period.covers(day) for one in present for period in one.active)
    if not roles:
        return Actor(account=account, name=name, language=language)
    if not stands and not roles & OFFICES:
        mine = [both for one in present for active in one.active if (both := active.common(one.period))]
        was_in = tuple(both for period in united(mine) if (both := period.until(day)))
        reader = frozenset({"reader"})
        return Actor(account=account, name=name, roles=reader, language=language, former=True, was_in=was_in)
    if not stands:
        facts, roles = [fact for fact in facts if fact.sort == "grant" and fact.role in OFFICES], roles & OFFICES
    served = [fact.place for fact in facts if fact.role == "secretary"]
    return Actor(
        account=account, name=name, language=language, roles=roles,
        bodies=frozenset() if "" in served else frozenset(served),
        member_of=frozenset(f.place for f in facts if f.sort == "mandate" and f.place),
        institutions=frozenset(f.place for f in facts if f.sort == "office" and f.role == "representative"),
    )  # fmt: skip


def tokens_of(actor: Actor) -> frozenset[str]:
    """The tokens that a person carries into every list and search."""
    if actor.former:
        return frozenset({"public"} | {token for token in actor.kept if token.startswith("network@")})
    tokens = {"public"}
    if actor.roles & PARTNERS:
        tokens |= {"network", f"account:{actor.account}"} | {f"body:{body}" for body in actor.member_of}
    if "secretary" in actor.roles:
        tokens |= {f"secretary:{body}" for body in actor.bodies} or {"secretary"}
    if "administrator" in actor.roles:
        tokens.add("administrator")
    return frozenset(tokens)


def opening_tokens(actor: Actor) -> frozenset[str]:
    """The tokens that open a document at its address: a former partner also opens texts revised since it left."""
    return tokens_of(actor) | actor.kept


def readers_of(
    visibility: str, bodies: Iterable[str], author: str, state: str, body: str = "", adopted: Sequence[date] = ()
) -> frozenset[str]:
    """The tokens, any one of which lets a person see a document or version.

    ``bodies``: those named by the visibility "body"; ``body``: the one of the meeting, whose secretary sees drafts;
    ``adopted``: the day on which the current version was adopted, then those of the versions before it.
    """
    served = {b for b in (*bodies, body) if b}
    keepers = {"administrator", "secretary", f"account:{author}"} | {f"secretary:{b}" for b in served}
    if is_private(state):
        return frozenset(keepers)
    if visibility == "public":
        return frozenset({"public"})
    if visibility == "network":
        current, past = ({day.isoformat() for day in days} for days in (adopted[:1], adopted[1:]))
        return frozenset({"network"} | {f"network@{day}" for day in current} | {f"past@{day}" for day in past})
    return frozenset(keepers | {f"body:{b}" for b in bodies})


def may(actor: Actor, action: str, *, author: str = "", bodies: Iterable[str] = (), kind: str = "") -> bool:
    """Whether the actor may do ``action`` to a document of this author, these bodies and this kind (which it may
    already see).

    A secretary of named bodies acts on the documents of these bodies, on those of no body, and on its own; a
    coordinator on those of no body and its own; a contributor improves know-how pages, and withdraws its own.
    """
    if not actor.can(action):
        return False
    if action in {"read", "write_knowhow"} or "administrator" in actor.roles:
        return True
    concerned = {b for b in bodies if b}
    own = bool(author and author == actor.account)
    if "secretary" in actor.roles and (not actor.bodies or not concerned or concerned & actor.bodies or own):
        return True
    if "coordinator" in actor.roles and (not concerned or own):
        return True
    return "contributor" in actor.roles and kind == "knowhow" and (own or (action == "edit" and not concerned))


def speaks_for(actor: Actor, body: str) -> bool:
    """Whether the actor may file in the name of a body: an administrator, a secretary of it, or of all."""
    everywhere = "secretary" in actor.roles and not actor.bodies
    return "administrator" in actor.roles or everywhere or ("secretary" in actor.roles and body in actor.bodies)


def holds_meetings(actor: Actor, body: str) -> bool:
    """Whether the actor may note and change the meetings of a body: who speaks for it."""
    return actor.can("hold_meetings") and speaks_for(actor, body)


def may_edit_institution(actor: Actor, institution: str) -> bool:
    """Whether the actor may change the card of an institution: its representative, or who governs."""
    return actor.can("govern") or (actor.can("edit_institution") and institution in actor.institutions)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why people see something. ``place`` is the identifier of a body, or of the account of an author; else empty.

    ``sort``: "everybody", "partners", "former_partners", "author", "members", "secretaries" (of the body),
    "all_secretaries" (who serve all bodies) or "administrators".
    """

    sort: str
    place: str = ""


_REASONS = {  # beginning of a token -> sort of reason, in the order in which a page tells them
    "public": "everybody", "network": "partners", "network@": "former_partners", "past@": "former_partners",
    "body:": "members", "secretary:": "secretaries", "secretary": "all_secretaries", "account:": "author",
    "administrator": "administrators",
}  # fmt: skip


def reasons(tokens: Iterable[str]) -> list[Reason]:
    """What tokens of readers mean, each reason once: those of a document tell who sees it, those that a person has in
    common with it why that person does.
    """
    order, found = list(_REASONS), set()
    for token in tokens:
        start = next(mark for mark in (":", "@", "") if mark in token)
        head, _, place = token.partition(start) if start else (token, "", "")
        found.add((order.index(head + start), "" if start == "@" else place))
    return list(dict.fromkeys(Reason(_REASONS[order[rank]], place) for rank, place in sorted(found)))
