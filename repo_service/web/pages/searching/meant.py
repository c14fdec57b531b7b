"""What a results page says of a query that was probably mistyped: what was looked for instead, or what may be meant."""

from __future__ import annotations

from typing import Any

from repo_service.domain.documents import SearchQuery
from repo_service.services.finding import Results
from repo_service.web import queries

FEW = 2  # documents: where no more have all the words, those that have some are worth a link


def shown(found: Results, query: SearchQuery) -> dict[str, Any]:
    """For the template: ``meant`` (words, url, corrected, and the address of what was typed), and ``asked``, the words
    that the results are of; ``partial``: some of them, ``at_will`` where that was asked for; ``some_url``: who has some
    of them, ``whole_url``: all of them.
    """
    some = "" if found.partial or found.corrected or not 0 < found.total <= FEW else queries.address(some="1")
    rest = {"partial": found.partial, "at_will": query.some,
            "some_url": some if len(query.text.split()) > 1 else "",
            "whole_url": queries.address(exact="1", some=None)}  # fmt: skip
    if not found.suggestion:
        return rest | {"meant": None, "asked": query.text[:1000]}
    meant = {
        "words": found.suggestion, "url": queries.address(q=found.suggestion, exact=None),
        "corrected": found.corrected, "exact_url": queries.address(exact="1"),
    }  # fmt: skip
    return rest | {"meant": meant, "asked": found.suggestion if found.corrected else query.text[:1000]}
