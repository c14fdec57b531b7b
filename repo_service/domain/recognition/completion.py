"""Complete a title that is like every other in a list (« Relevé de décisions »): which body met, and when.

Must not add anything but what was recognised. A completed title quotes every line that it was made from, parted by
« […] », so that the secretary sees that it stands nowhere as such.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from repo_service.domain import french_dates
from repo_service.domain.passages import fold
from repo_service.domain.recognition import rules
from repo_service.domain.recognition.lines import Guess, Layout, Line
from repo_service.domain.recognition.names import BodyName, Names, of_another
from repo_service.domain.recognition.titles import MAX_TITLE, is_bare, presentable

_AGENDA_LINES = 12
OMITTED = " […] "


@dataclass(frozen=True, slots=True)
class Known:
    """What was recognised beside the title; ``bodies`` are all those of the service."""

    kind: str
    day: Guess | None
    body: Guess | None
    language: str
    bodies: Sequence[BodyName]


def complete(title: Guess | None, layout: Layout, known: Known) -> Guess | None:
    """The title with the body and the day that it lacks; of minutes without any title, one made of both."""
    if title and title.source == "file_name":
        title = _spelled_out(title, known.language)
    if known.kind == "minutes" and not _tells(title, known):
        title = _made(layout, known)
    if title and known.kind == "other" and (agenda := _agenda(title, layout)):
        return agenda
    of_meeting = known.kind == "minutes" or (known.kind == "other" and known.body and title and is_bare(title.value))
    if not title or not of_meeting:
        return title
    text, added = title.value, []
    names = Names(known.bodies)
    wanting = bool(known.body) and not names.found(Line(text, "title")) and not of_another([Line(text, "title")])
    if wanting and known.body:
        text, added = _with_body(text, known), [known.body]
    if known.day and not _dated(title.value):
        text, added = _with_day(text, known, names), [*added, known.day]
    if not added or len(text) > MAX_TITLE:
        return title
    quotes = dict.fromkeys(guess.quote for guess in (title, *added))
    return Guess(text, title.source, OMITTED.join(quotes), title.anchor)


def _agenda(title: Guess, layout: Layout) -> Guess | None:
    """« Comité de pilotage du 3 mars 2025 » with « Ordre du jour » below it is no meeting but its agenda."""
    if title.source != "text" or not _dated(title.value) or rules.SAYS_A_SUMMONS.search(fold(title.value)):
        return None
    for line in layout.head[:_AGENDA_LINES]:
        if rules.AGENDA.fullmatch(line.folded):
            text = presentable(line.text, ()).rstrip(" :")
            return Guess(f"{title.value} – {text}", "text", title.quote + OMITTED + line.text, title.anchor)
    return None


def _tells(title: Guess | None, known: Known) -> bool:
    """Whether a title taken from the name of a file says anything (« x », « scan0001 » do not)."""
    if not title or title.source != "file_name":
        return title is not None
    line = Line(title.value, "title")
    return bool(Names(known.bodies).found(line) or _dated(title.value) or rules.SAYS_A_MEETING.search(line.folded))


def _made(layout: Layout, known: Known) -> Guess | None:
    """« Procès-verbal » or « Compte rendu », whichever the text is, on the proof of its body or its day."""
    proof = known.body or known.day
    if not proof:
        return None
    formal = any(rules.IS_FORMAL.search(line.folded) for line in layout.head)
    word = "Minutes" if known.language == "en" else "Procès-verbal" if formal else "Compte rendu"
    return Guess(word, proof.source, proof.quote, proof.anchor)


def _dated(text: str) -> bool:
    return bool(french_dates.find(text) or french_dates.months(text) or re.search(r"(?<!\d)20\d\d(?!\d)", text))


def _with_body(text: str, known: Known) -> str:
    name = _wording(known)
    inside = _of(name) if is_bare(text) and known.language != "en" else ""
    return f"{text} {inside}" if inside else f"{name} – {text}"


def _wording(known: Known) -> str:
    """The body as a line of the document spells it, when it holds nothing else; else its name."""
    assert known.body
    body = next(body for body in known.bodies if body.id == known.body.value)
    spellings = {fold(spelled) for spelled in (body.name, body.short, *body.other_names) if spelled}
    if fold(known.body.quote) in spellings:
        return presentable(known.body.quote, [body.name, body.short, *body.other_names])
    return body.name


def _of(name: str) -> str:
    """« du comité de pilotage », « de l’assemblée générale »; nothing for a name whose gender is not known."""
    for opening, words in rules.OF_A_BODY:
        if words.match(fold(name)):
            common = rules.COMMON_WORD.match(fold(name))
            return opening + (name[0].lower() + name[1:] if common else name)
    return ""


def _with_day(text: str, known: Known, names: Names) -> str:
    assert known.day
    day = french_dates.in_words(date.fromisoformat(known.day.value), known.language or "fr")
    if known.language == "en":
        return f"{text}, {day}"
    *before, last = re.split(r"\s[–—-]\s|\s?:\s", text)
    flows = not before or is_bare(last) or bool(names.found(Line(last, "title")))
    return f"{text} du {day}" if flows else f"{text} – {day}"


def _spelled_out(title: Guess, language: str) -> Guess:
    """« CR CoPil 2024-03-12 » as « CR CoPil du 12 mars 2024 »."""
    found = french_dates.find(title.value)
    if len(found) != 1 or language == "en":
        return title
    day, start, end = found[0]
    rest = f"{title.value[:start]} {title.value[end:]}".strip(" -–")
    if not rest or (start and end < len(title.value)):
        return title
    value = f"{rest[0].upper()}{rest[1:]} du {french_dates.in_words(day, 'fr')}"
    return Guess(re.sub(r" (?:du|le|-)(?= du \d)", "", value), title.source, title.quote, title.anchor)
