"""The readable table of what makes a decision in French minutes. To teach a wording, add a row with its example.

Patterns are matched on folded text (lower case, no accents, plain apostrophes); what they are made of stands in
``domain.minutes.lexicon``, what unmakes a decision (proposals, recalls, the future) in ``domain.minutes.guards``, the
marks that announce one (« Décision n° 3 : », arrows) in ``domain.minutes.marks``.
Must not run anything. A test runs the example and the counter-example of every row.
"""

from __future__ import annotations

from repo_service.domain.minutes.marks import MARKS as MARKS
from repo_service.domain.minutes.wordings.acting import ACTING
from repo_service.domain.minutes.wordings.briefly import BRIEFLY
from repo_service.domain.minutes.wordings.refusing import REFUSING
from repo_service.domain.minutes.wordings.rule import Rule as Rule
from repo_service.domain.minutes.wordings.settling import SETTLING

# The order counts: the first row that matches a sentence names its decision.
PROSE: tuple[Rule, ...] = (*REFUSING, *ACTING, *SETTLING, *BRIEFLY)
