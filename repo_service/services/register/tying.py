"""Ties between decisions, and the states that follow from them.

A tie is a fact of the register; the state of a document (what search and lists tell) repeats what follows from it, as
of today, and only where everybody who sees the decision acted on also sees the one that acts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from repo_service import clock, identifiers
from repo_service.domain.register import chains
from repo_service.domain.register.force import Force, Life, Relation, Tie, known
from repo_service.domain.register.references import references
from repo_service.domain.roles import Actor
from repo_service.domain.states import is_private
from repo_service.errors import Invalid, NotFound
from repo_service.services import access, documents
from repo_service.services.register import listing
from repo_service.services.register.listing import Book
from repo_service.store import filing, lookup
from repo_service.store.documents import Document
from repo_service.store.people.tables import Account
from repo_service.store.register import decisions
from repo_service.store.register.decisions import Line
from repo_service.store.register.tables import Decision
from repo_service.store.work import UnitOfWork

_STATES = {  # status of today -> state of the document; all others leave it as it was told
    "superseded": "superseded", "repealed": "repealed", "expired": "expired", "amended": "amended",
    "in_force": "adopted", "with_term": "adopted", "deferred": "adopted",
}  # fmt: skip
_FOLLOWING = frozenset({"adopted", "amended", "superseded", "repealed", "expired"})


def row_of(uow: UnitOfWork, document: Document) -> Decision:
    """What the register holds of a decision that the reader sees already. ``NotFound`` for any other document."""
    row = decisions.of_document(uow.session, document)
    if row is None:
        raise NotFound()
    return row


def opened(uow: UnitOfWork, actor: Actor, public_id: str) -> tuple[Document, Decision]:
    """A decision that the actor may change in the register. ``NotFound`` for any other document."""
    document = access.visible(uow, actor, public_id)
    row = decisions.of_document(uow.session, document) if document.kind == "decision" else None
    if row is None:
        raise NotFound()
    access.allow(actor, "decide", document)
    return document, row


def target_of(uow: UnitOfWork, actor: Actor, typed: str, body: str = "") -> str:
    """The identifier of the decision meant by a number, an identifier or an address; of equal numbers, that of
    ``body``. ``Invalid`` where none is, or several.
    """
    last = typed.strip().rstrip("/").rpartition("/")[2]
    found = listing.numbered(uow, actor, last) or listing.numbered(uow, actor, typed)
    if len(found) > 1:
        found = [line for line in found if line.body == body] or found
    if len(found) == 1:
        return found[0].id
    identifier = identifiers.normalise(last)
    if identifier and any(line.id == identifier for line in listing.book(uow, actor).lines.values()):
        return identifier
    words = (
        "Plusieurs décisions portent ce numéro : indiquez l’adresse de celle que vous visez."
        if found
        else "Aucune décision du registre ne porte ce numéro. Vérifiez-le dans le registre."
    )
    raise Invalid(fields={"target": words})


def said_in(shown: Book, text: str, body: str) -> list[tuple[Relation, str]]:
    """What a wording says that it does to decisions of the register, by identifier; of equal numbers that of ``body``
    is meant, and of several others none.
    """
    numbered: dict[str, list[Line]] = {}
    for line in shown.lines.values():
        if line.number:
            numbered.setdefault(line.number, []).append(line)
    found: list[tuple[Relation, str]] = []
    for one in references(text, numbered):
        meant = [line for line in numbered[one.number] if line.body == body] or numbered[one.number]
        if len(meant) == 1:
            found.append((one.relation, meant[0].id))
    return found


def tie(
    uow: UnitOfWork, actor: Actor, public_id: str, relation: str, target: str, day: date | None, timezone: str
) -> None:
    """From ``day`` on (``None``: the day on which it takes effect itself), this decision replaces, repeals, amends or
    implements ``target`` (an identifier). ``Invalid`` says which tie cannot be.
    """
    _, row = opened(uow, actor, public_id)
    if relation not in chains.RELATIONS:
        raise Invalid(fields={"relation": "Dites ce que cette décision fait à l’autre."})
    aimed = access.visible(uow, actor, target)
    other = decisions.of_document(uow.session, aimed)
    if other is None:
        raise Invalid(fields={"target": "Cette décision n’est pas au registre."})
    lives, ties = _all(uow)
    new = Tie(public_id, relation, target, day or lives[public_id].begins)
    if fault := chains.fault(lives, ties, new):
        raise Invalid(fields={"day" if "date" in fault else "target": fault})
    account = documents.account_of(uow, actor)
    decisions.add_tie(uow, row.id, relation, other.id, new.day, account)
    since = new.day.isoformat()
    uow.log.record("decision.tied", actor.account, public_id, relation=relation, target=target, since=since)
    settle(uow, [target], timezone, account)


def untie(uow: UnitOfWork, actor: Actor, public_id: str, relation: str, target: str, timezone: str) -> None:
    """The tie was wrong: it is known no more, and what it had ended stands again."""
    _, row = opened(uow, actor, public_id)
    other = decisions.of_document(uow.session, access.visible(uow, actor, target))
    known_tie = decisions.standing_tie(uow.session, row.id, relation, other.id) if other else None
    if known_tie is None:
        raise NotFound()
    decisions.retract(uow, known_tie)
    uow.log.record("decision.untied", actor.account, public_id, relation=relation, target=target)
    settle(uow, [target], timezone, documents.account_of(uow, actor))


def _all(uow: UnitOfWork) -> tuple[dict[str, Life], list[Tie]]:
    names = decisions.names(uow.session)
    lives = known(decisions.lives(uow.session, names), None)
    return {life.id: life for life in lives}, known(decisions.ties(uow.session, names), None)


def settle(uow: UnitOfWork, wanted: Iterable[str] | None, timezone: str, account: Account | None = None) -> int:
    """Have the states of decisions (all with ``None``) repeat what follows today from facts and ties; how many were
    changed. ``account``: who told the fact; else the author of each decision.
    """
    lives, ties = _all(uow)
    today = clock.day(uow.now, timezone)
    onto: dict[str, list[Tie]] = {}
    for one in ties:
        onto.setdefault(one.target, []).append(one)
    changed = 0
    if wanted is None:  # of all others nothing ever changes by the calendar alone
        wanted = [one for one, life in lives.items() if life.until or life.begins > life.adopted or one in onto]
    for identifier in wanted:
        document = lookup.document(uow.session, identifier)
        if document is None or document.state not in _FOLLOWING or is_private(document.state):
            continue
        seen = [one for one in onto.get(identifier, ()) if _told_to_all(uow, one.source, document)]
        around = [lives[identifier], *(lives[one.source] for one in seen if one.source in lives)]
        standing = Force(around, seen).standing(identifier, today)
        state = _STATES.get(standing.status, "") if standing else ""
        if state and state != document.state:
            version = filing.current(document)
            filing.set_state(uow, document, version, state, account or document.author, timezone)
            filing.refresh(uow, document)
            by = account.public_id if account else document.author.public_id
            seal = filing.seal(document, filing.reading_bodies(uow.session, document))
            uow.log.record("document.state", by, identifier, seal=seal, version=version.number, state=state)
            changed += 1
    return changed


def _told_to_all(uow: UnitOfWork, source: str, target: Document) -> bool:
    """Whether everybody who sees ``target`` sees the decision that acts on it."""
    acting = lookup.document(uow.session, source)
    if acting is None:
        return False
    theirs, ours = lookup.tokens(uow.session, target), lookup.tokens(uow.session, acting)
    return "public" in ours or theirs <= ours or ("network" in ours and "public" not in theirs)
