"""What is found in minutes: proposals, each with the passage that says it, the rule that saw it, and a score.

Nothing here is kept in the register before a person has accepted it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any, Literal

Form = Literal["label", "table", "prose"]
Outcome = Literal["adopted", "rejected", "postponed"]


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of one passage: ``text`` is ``block.text[start:end]`` (code points) of the block of that anchor."""

    anchor: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Votes:
    """What the text says of a vote; ``None`` where it does not say. ``unanimous`` comes without counts of its own.

    ``not_voting``: did not take part. ``present``: voters said to be there. ``weighted``: the counts are shares or
    mandates, not persons. ``secret``: by ballot. ``majority``: its words, as "à la majorité des 3/4".
    ``odd``: the counts do not fit each other or the voters; a sentence in French for the secretary, else empty.
    """

    in_favour: int | None = None
    against: int | None = None
    abstention: int | None = None
    not_voting: int | None = None
    present: int | None = None
    unanimous: bool = False
    weighted: bool = False
    secret: bool = False
    majority: str = ""
    odd: str = ""
    quote: Quote | None = None

    @property
    def told(self) -> bool:
        """Whether anything is said."""
        counts = (self.in_favour, self.against, self.abstention, self.not_voting)
        return self.unanimous or bool(self.majority) or any(count is not None for count in counts)


@dataclass(frozen=True, slots=True)
class FoundDecision:
    """One decision, as the text words it.

    ``key`` is the same in every version whose sentence and point are the same (a hash of them and of the day).
    ``wording``: what was decided, whole sentences, without the label before and the vote after; ``title``: the same,
    short, as a list shows it. ``number``: as printed in the text ("2024-03"), else empty. ``point``: the words of the
    agenda point it stands under. ``sort``: "approval" (of the minutes of ``about``, where it says their day),
    "election", or "". ``effect_from``, ``effect_until``: days that the text gives for when it holds, the second being
    the first day on which it does not. ``rule`` names a row of ``domain.decisions``. ``score``: 0.0 to 1.0.
    """

    key: str
    quote: Quote
    title: str
    wording: str
    form: Form
    state: Outcome
    rule: str
    score: float
    votes: Votes = Votes()
    number: str = ""
    point: str = ""
    sort: str = ""
    about: date | None = None
    effect_from: date | None = None
    effect_until: date | None = None


@dataclass(frozen=True, slots=True)
class FoundAction:
    """One thing to do. ``owners`` as written, split at « et », commas and « + »; ``deadline`` is the last day, worked
    out from the day of the meeting; ``deadline_text`` the words for it, also where no day can be told from them.
    ``done``: the text says that it is done already; ``decision``: key of the decision that orders it, else empty.
    """

    key: str
    quote: Quote
    text: str
    form: Form
    rule: str
    score: float
    owners: tuple[str, ...] = ()
    deadline: date | None = None
    deadline_text: str = ""
    done: bool = False
    point: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Attendee:
    """A person named in the lists of a meeting. ``role``: present, excused, absent, invited; ``office``: chair,
    secretary or ""; ``place``: the words beside the name (« UVM », « présidente »); ``proxy``: who votes for it.
    """

    name: str
    role: Literal["present", "excused", "absent", "invited"]
    office: str = ""
    place: str = ""
    proxy: str = ""
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the text: its printed number ("3", "II"), its title, the anchor of its heading."""

    label: str
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Next:
    """The next meeting: its day where it is said in full, the hour as "9 h 30", and the words that say it."""

    day: date | None
    hour: str
    words: str
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """All that is found in one text. ``quorum``: whether the text says that it was reached. ``notices``: French
    sentences for the secretary (two meetings in one file, a date that cannot be, votes that do not fit).
    """

    day: date | None = None
    day_quote: Quote | None = None
    body: str = ""  # the words for the body that met, as the text has them
    place: str = ""
    begins: str = ""  # "9 h 30"
    ends: str = ""
    next: Next | None = None
    attendance: tuple[Attendee, ...] = ()
    quorum: bool | None = None
    points: tuple[Point, ...] = ()
    agenda: tuple[str, ...] = ()
    decisions: tuple[FoundDecision, ...] = ()
    actions: tuple[FoundAction, ...] = ()
    notices: tuple[str, ...] = ()

    def of_role(self, role: str) -> list[str]:
        """The names of those present, excused, absent or invited."""
        return [one.name for one in self.attendance if one.role == role]


def json_of(found: Findings) -> dict[str, Any]:
    """As the API gives them (docs/api.md): dates in ISO 8601, passages by their anchors."""
    return {
        "date": found.day.isoformat() if found.day else None,
        "body": found.body or None,
        "decisions": [_decision(one) for one in found.decisions],
        "actions": [_action(one) for one in found.actions],
        "attendance": {
            "present": found.of_role("present"),
            "excused": found.of_role("excused") + found.of_role("absent"),
            "invited": found.of_role("invited"),
            "proxies": [[one.name, one.proxy] for one in found.attendance if one.proxy],
        },
        "next_meeting": found.next.day.isoformat() if found.next and found.next.day else None,
        "notices": list(found.notices),
    }


def votes_json(votes: Votes) -> dict[str, Any]:
    """What is said of a vote, and nothing else."""
    told = {
        "for": votes.in_favour,
        "against": votes.against,
        "abstention": votes.abstention,
        "not_voting": votes.not_voting,
        "present": votes.present,
        "unanimous": votes.unanimous or None,
        "weighted": votes.weighted or None,
        "secret": votes.secret or None,
        "majority": votes.majority or None,
        "odd": votes.odd or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _decision(one: FoundDecision) -> dict[str, Any]:
    return {
        "key": one.key,
        "quote": one.quote.text,
        "state": one.state,
        "number": one.number or None,
        "votes": votes_json(one.votes) or None,
        "passage": one.quote.anchor,
        "rule": one.rule,
        "score": round(one.score, 3),
        "title": one.title,
        "form": one.form,
    }


def _action(one: FoundAction) -> dict[str, Any]:
    return {
        "key": one.key,
        "quote": one.quote.text,
        "owner": ", ".join(one.owners) or None,
        "deadline": one.deadline.isoformat() if one.deadline else None,
        "deadline_text": one.deadline_text or None,
        "passage": one.quote.anchor,
        "rule": one.rule,
        "score": round(one.score, 3),
        "form": one.form,
    }


def kept(found: Findings) -> dict[str, Any]:
    """The form in which all that was found is kept: plain values, days in ISO 8601."""
    told: dict[str, Any] = _plain(found)
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return value


def from_kept(told: dict[str, Any]) -> Findings:
    """The inverse of ``kept``."""
    following = told["next"]
    return Findings(**told | {
        "day": _day(told["day"]), "day_quote": _quote(told["day_quote"]),
        "next": Next(**following | {"day": _day(following["day"]), "quote": _quote(following["quote"])})
        if following else None,
        "attendance": tuple(Attendee(**one | {"quote": _quote(one["quote"])}) for one in told["attendance"]),
        "points": tuple(Point(**one) for one in told["points"]), "agenda": tuple(told["agenda"]),
        "decisions": tuple(decision_from_kept(one) for one in told["decisions"]),
        "actions": tuple(action_from_kept(one) for one in told["actions"]), "notices": tuple(told["notices"]),
    })  # fmt: skip


def decision_from_kept(told: dict[str, Any]) -> FoundDecision:
    """One decision as it was kept."""
    days = {name: _day(told[name]) for name in ("about", "effect_from", "effect_until")}
    votes = Votes(**told["votes"] | {"quote": _quote(told["votes"]["quote"])})
    return FoundDecision(**told | days | {"quote": Quote(**told["quote"]), "votes": votes})


def action_from_kept(told: dict[str, Any]) -> FoundAction:
    """One action as it was kept."""
    owners, deadline = tuple(told["owners"]), _day(told["deadline"])
    return FoundAction(**told | {"quote": Quote(**told["quote"]), "owners": owners, "deadline": deadline})


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def _quote(told: dict[str, Any] | None) -> Quote | None:
    return Quote(**told) if told else None
