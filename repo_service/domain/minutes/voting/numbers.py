"""Numbers as votes tell them: in digits, in words, « aucune »; the pattern that finds one, and what it means."""

from __future__ import annotations

from repo_service.domain.french_dates import number_in_words

_UNIT = (
    "(?:zero|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|"
    "quarante|cinquante|soixante|septante|huitante|nonante|cents?)"
)
_TENS = "(?:vingt|trente|quarante|cinquante|soixante|septante|huitante|nonante|cent)"
# « vingt et une » is one number, « deux et une abstention » are two.
WORDS = (
    rf"(?:(?:{_TENS} et (?:une?|onze)|{_UNIT})(?:(?:-(?:et-)?| ){_UNIT}){{0,3}}"
    r"(?: et une?(?! (?:abst|bulletin|vote|voix)))?)"
)
N = rf"(?P<n>(?<![\d.,/])\d{{1,3}}(?: \d{{3}})?(?![\d/%])|(?<![a-z-]){WORDS}(?![a-z-])|aucune?|neant|0)"
M = N.replace("<n>", "<m>")


def number(words: str) -> int | None:
    """What some folded words count, ``None`` where they are no number."""
    if words in {"aucun", "aucune", "neant"}:
        return 0
    if words[:1].isdigit():
        return int(words.replace(" ", ""))
    hundreds, found, rest = words.partition("cent")
    if not found:
        return number_in_words(words.replace("une", "un"))
    base = 100 * ((number_in_words(hundreds.strip(" -")) or 1) if hundreds.strip(" -") else 1)
    rest = rest.lstrip("s").strip(" -")
    return base + ((number_in_words(rest) or 0) if rest else 0)
