"""One row of the table of wordings: a pattern, what it decides, how far it is believed.

Must not know any wording.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from repo_service.domain.minutes.found import Form, Outcome

Sort = Literal["", "approval", "election"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One wording. ``score``: how far it is believed, before what stands around it is weighed (0.5 and more is shown).

    ``example`` is found by this very rule, ``counter`` is no decision at all. ``after_body``: counts only where a
    sentence just before names the body (« Il a autorisé la présidente »); ``after_question``: asks. ``capitals``: the
    word that matches stands in capitals (« APPROUVE »); ``support``: the words may tell a mere fact, and are believed
    only with what speaks for a decision (``context.support``).
    """

    name: str
    form: Form
    state: Outcome
    score: float
    pattern: re.Pattern[str]
    example: str
    counter: str
    sort: Sort = ""
    after_body: bool = False
    after_question: bool = False
    capitals: bool = False
    support: bool = False


def prose(name: str, score: float, state: Outcome, pattern: str, example: str, counter: str, sort: Sort = "",
           *, after_body: bool = False, after_question: bool = False, capitals: bool = False,
           support: bool = False) -> Rule:  # fmt: skip
    """One row of the table."""
    return Rule(name, "prose", state, score, re.compile(pattern), example, counter, sort, after_body, after_question,
                capitals, support)  # fmt: skip
