"""What a results page says of a query that was probably mistyped: what was looked for instead, or what may be meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from repo_service.domain.documents import SearchQuery
from repo_service.services.finding import Results
from repo_service.web import queries
from repo_service.web.language import gettext, ngettext

NAMED = 3  # words that stand nowhere, in one sentence
FEW = 2  # documents: where no more have all the words, those that have some are worth a link


def shown(found: Results, query: SearchQuery, standing: Mapping[str, bool]) -> dict[str, Any]:
    """For the template: ``meant`` (words, url, corrected, and the address of what was typed), and ``asked``, the words
    that the results are of; ``partial``: some of them, ``at_will`` where that was asked for; ``nowhere``: a sentence on
    those that stand nowhere (``standing`` tells which), empty for none; ``some_url``: who has some of them,
    ``whole_url``: all of them.
    """
    some = "" if found.partial or found.corrected or not 0 < found.total <= FEW else queries.address(some="1")
    rest = {"partial": found.partial, "at_will": query.some, "nowhere": _nowhere(standing),
            "some_url": some if len(query.text.split()) > 1 else "",
            "whole_url": queries.address(exact="1", some=None)}  # fmt: skip
    if not found.suggestion:
        return rest | {"meant": None, "asked": query.text[:1000]}
    meant = {
        "words": found.suggestion, "url": queries.address(q=found.suggestion, exact=None),
        "corrected": found.corrected, "exact_url": queries.address(exact="1"),
    }  # fmt: skip
    return rest | {"meant": meant, "asked": found.suggestion if found.corrected else query.text[:1000]}


def _nowhere(standing: Mapping[str, bool]) -> str:
    """« Aucun document ne contient « xyzzy ». Voici ceux qui contiennent les autres mots, ou une partie. »"""
    away = [gettext("« %(words)s »", words=word) for word, stands in standing.items() if not stands]
    if not away:
        return ""
    rest = ngettext(
        "Voici ceux qui contiennent l’autre mot.", "Voici ceux qui contiennent les autres mots, ou une partie.",
        len(standing) - len(away),
    )  # fmt: skip
    if len(away) == 1:
        return gettext("Aucun document ne contient %(words)s.", words=away[0]) + " " + rest
    said = gettext(" ni ").join(away[:NAMED]) + (gettext(", entre autres") if len(away) > NAMED else "")
    return gettext("Aucun document ne contient ni %(words)s.", words=said) + " " + rest
