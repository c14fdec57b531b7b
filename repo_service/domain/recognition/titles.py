"""Choose the title of a document among its first lines, and make it presentable.

Must not invent: every word of a title stands in the document, its properties or the name of its file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from repo_service.domain import french_dates
from repo_service.domain.passages import fold
from repo_service.domain.recognition.lines import Guess, Layout, Line, readable_name
from repo_service.domain.recognition.rules import (
    A_LABEL,
    BARE_TITLE,
    COMMON_WORD,
    CONTINUES,
    TITLE_SIGNS,
    UNFINISHED,
    USELESS_TITLE,
)

MAX_TITLE = 300  # characters
_CANDIDATES = 40  # lines: an attendance list may come first
_ENOUGH = 3.0
_MOST_LINES = 4  # lines of one title broken by PDF
_MOST_JOINED = 200

_DOTTED_END = re.compile(r"(?:\.\.|\b\w)\.$")  # an ellipsis or initials keep their point
_ARTICLE = re.compile(r"(?:\b(?:du|de|la|le|les|des|au|aux|et) |[ld]['’] ?)$", re.IGNORECASE)
_TWO_DAYS = re.compile(r"\d ?(?:et|au|&|a|-|–) ?[a-z]* ?\d{1,2} [a-z]")
_ENGLISH_DAY = re.compile(
    r"[a-z]+ \d{1,2}(?:st|nd|rd|th)?,|.*\b(?:january|february|march|april|may|june|july|august|september|october|"
    r"november|december)\b"
)

# Written small in a title, though as short as an acronym.
_SMALL_WORDS = (
    "de du des d la le les l et a au aux en un une sur par pour sous dans n ou ne que qui son sa ses "
    "nos vos mai mars an vie loi fin non mis est ete cle bon avis vu art us of the on in to for and "
    "at by mon ton sans avec vers bis ter jour"
)
_KEPT_SMALL = frozenset(_SMALL_WORDS.split(" "))
_ACRONYMS = frozenset(
    {
        "abes",
        "sudoc",
        "inist",
        "adbu",
        "rgpd",
        "enssib",
        "urfist",
        "idref",
        "collex",
        "eprist",
        "inrae",
        "ifla",
    }
)
# Capitals are often typed without accents; these words get theirs back.
_ACCENTED = (
    "procès réunion séance décision décisions délibération relevé assemblée générale comité règlement intérieur "
    "février août décembre activité modèle adhésion réseau"
)
_SPELLED = {fold(word): word for word in _ACCENTED.split(" ")}
_SPELLED |= {"copil": "CoPil", "cotech": "CoTech", "codir": "CoDir"}


@dataclass(frozen=True, slots=True)
class Title:
    """The guess, and the lines it was made from (zone "title"), where the other rules look first."""

    guess: Guess | None
    lines: tuple[Line, ...]


def choose(layout: Layout, names: Iterable[str]) -> Title:
    """The best line of the text, else a useful title property, else the name of the file.

    ``names`` are the proper names that a title in capitals gets back in their own spelling.
    """
    best = max(layout.head[:_CANDIDATES], key=lambda line: (_score(line), -line.index), default=None)
    points = _score(best) if best else 0.0
    told = _told(layout)
    if best and points >= _ENOUGH:
        title = _from_text(layout.head, best, names)
        if not told or not _says_more(told, title):
            return title
    if told:
        return Title(told.guess(_short(presentable(told.text, names))), (replace(told, zone="title"),))
    if best and points > 0:
        return _from_text(layout.head, best, names)
    if name := readable_name(layout.file_name):
        return Title(Guess(_short(name), "file_name", layout.file_name.text), ())
    return Title(None, ())


def is_bare(text: str) -> bool:
    """Whether a title says of what kind a document is, and nothing else."""
    return bool(BARE_TITLE.fullmatch(fold(text)))


def _says_more(told: Line, title: Title) -> bool:
    """Whether the title property completes a bare title of the text (« Compte rendu »), on its day or alone."""
    first, shown = title.lines[0].text, title.guess.value if title.guess else ""
    alone = is_bare(shown) or bool(french_dates.find(told.text))
    return alone and is_bare(first) and not is_bare(told.text) and fold(first) in told.folded


def _score(line: Line) -> float:
    folded = line.folded
    points = sum(points for points, pattern in TITLE_SIGNS if pattern.search(folded))
    points += {0: 0.0, 1: 5.0, 2: 2.0}.get(line.level, 0.5)
    points += 1.0 * line.bold + 1.5 * _in_capitals(line.text) + 0.5 * bool(french_dates.find(line.text))
    points -= 3.0 * line.numbered + 0.15 * line.index
    if len(line.text) > 160:
        points -= 6.0
    return points + (0.5 if len(folded) > 8 else -1.0)


def _from_text(head: Sequence[Line], first: Line, names: Iterable[str]) -> Title:
    lines = [first]
    for following in head[first.index + 1 : first.index + _MOST_LINES]:
        if not _goes_on(lines, following):
            break
        lines.append(following)
    joined = ""
    fewest = 2 if _in_capitals(first.text) or is_bare(first.text) else 8
    for line in lines:
        joined = _joined(joined, presentable(line.text, names, fewest))
    quote = " ".join(line.text for line in lines)
    if announced := re.match(r"objet\s?:\s?(?=\w)", joined, re.IGNORECASE):
        joined = joined[announced.end()].upper() + joined[announced.end() + 1 :]
    return Title(Guess(_short(joined), "text", quote, first.anchor), tuple(replace(li, zone="title") for li in lines))


def _joined(joined: str, text: str) -> str:
    """A title and its next line: one sentence where the words allow it, else parted by a dash."""
    if not joined:
        return text
    if UNFINISHED.search(fold(joined)):
        return f"{joined.rstrip(' :–-,')} {_uncapitalised(text)}" if _flows(joined) else f"{joined} {text}"
    if _is_one_day(text):
        return f"{joined.rstrip(' :.,')} du {text[0].lower()}{text[1:]}"
    if CONTINUES.match(fold(text)) and not _is_date(text):
        return f"{joined} {_uncapitalised(text)}"
    return f"{joined.rstrip(' :.,')} – {text}"


def _is_date(text: str) -> bool:
    """A line that holds a French date, or a range of days, and nothing else."""
    found = french_dates.find(text)
    return len(found) == 1 and found[0][1] == 0 and not text[found[0][2] :].strip(" .,")


def _is_one_day(text: str) -> bool:
    return _is_date(text) and not _TWO_DAYS.search(fold(text)) and not _ENGLISH_DAY.match(fold(text))


def _flows(joined: str) -> bool:
    return not joined.rstrip().endswith((":", "–", "-"))


def _goes_on(lines: Sequence[Line], following: Line) -> bool:
    """Whether a title runs on: it stops at a small word, is a bare kind, or the next line continues it."""
    last = lines[-1]
    folded = following.folded
    against = any(points <= -8 and pattern.search(folded) for points, pattern in TITLE_SIGNS)
    too_long = len(following.text) + sum(len(line.text) for line in lines) > _MOST_JOINED
    unfit = against or too_long or following.numbered or bool(A_LABEL.fullmatch(folded))
    if unfit or following.text.endswith((":", ";", ",")):
        return False
    if UNFINISHED.search(last.folded):
        return True
    dated = any(french_dates.find(line.text) for line in lines)
    if dated:
        return False
    if is_bare(" ".join(line.text for line in lines)):
        return not folded.endswith(".")
    if _is_date(following.text):
        return True
    return bool(CONTINUES.match(folded)) and not folded.endswith(".") and len(following.text) < 90


def _told(layout: Layout) -> Line | None:
    """The title property, unless it is what a program or an older file left there."""
    days = {day for day, _, _ in french_dates.find(layout.file_name.text)}
    days |= {day for line in layout.head[:20] for day, _, _ in french_dates.find(line.text)}
    for line in layout.properties[:1]:
        own = {day for day, _, _ in french_dates.find(line.text)}
        stale = bool(own and days and not own & days)
        if not USELESS_TITLE.fullmatch(line.folded) and "_" not in line.text and not stale:
            return line
    return None


def _short(text: str) -> str:
    text = " ".join(text.split()).rstrip(" :;,–-")
    if not _DOTTED_END.search(text):
        text = text.rstrip(".")
    if len(text) <= MAX_TITLE:
        return text
    return text[: MAX_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _in_capitals(text: str, fewest: int = 8) -> bool:
    letters = "".join(filter(str.isalpha, text))
    return len(letters) >= fewest and sum(map(str.isupper, letters)) >= 0.85 * len(letters)


def _uncapitalised(text: str) -> str:
    """Lower the first letter of « Du », « De » after a joint; a name or an acronym stays."""
    small = re.match(r"(?:Du|De|Des|Et|À|A|Au|La|Le|Réunion|Séance|Held|Of|On)\b", text)
    return text[0].lower() + text[1:] if small else text


def presentable(text: str, names: Iterable[str], fewest: int = 8) -> str:
    """A line in composed accents; of one in capitals the sentence case, with acronyms and known names as they are."""
    text = unicodedata.normalize("NFC", text)
    if not _in_capitals(text, fewest):
        return text
    words = re.split(r"(\W+)", re.sub(r"\bCO[ -](PIL|TECH|DIR)\b", r"CO\1", text))
    lowered = "".join(_lowered(word) for word in words)
    flat = "".join(fold(char) or " " for char in lowered)
    if len(flat) == len(lowered):
        for name in sorted((name for name in names if len(name) > 1), key=len, reverse=True):
            lowered = _respelled(lowered, flat, name)
    for place, char in enumerate(lowered):
        if char.isdigit():
            return lowered  # « 14 MAI 2024 »
        if char.isalpha():
            return lowered[:place] + char.upper() + lowered[place + 1 :]
    return lowered


def _lowered(word: str) -> str:
    folded = fold(word)
    if folded in _SPELLED:
        return _SPELLED[folded]
    if folded in _KEPT_SMALL or not folded:
        return word.lower()
    roman = re.fullmatch(r"[ivx]+", folded)
    acronym = len(folded) <= 3 or not re.search(r"[aeiouy]", folded) or folded in _ACRONYMS
    return word if roman or acronym or not word.isalpha() else word.lower()


def _respelled(text: str, flat: str, name: str) -> str:
    """Put the spelling of ``name`` where its letters stand in ``flat``, the folded text, accents or not."""
    wanted = fold(name)
    if len(wanted) != len(name):
        return text
    place = flat.find(wanted)
    while place >= 0:
        end = place + len(wanted)
        if not flat[max(place - 1, 0) : place].isalnum() and not flat[end : end + 1].isalnum():
            text = text[:place] + _fitted(name, text[:place], text[place:end]) + text[end:]
        place = flat.find(wanted, end)
    return text


def _fitted(name: str, before: str, written: str) -> str:
    """A name within a title: its first word small after an article (« du comité »), the apostrophe as it was."""
    if COMMON_WORD.match(fold(name)) and _ARTICLE.search(before):
        name = name[0].lower() + name[1:]
    return "".join(old if old in "'’" else new for old, new in zip(written, name, strict=True))
