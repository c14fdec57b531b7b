"""Guess what a document is from its first lines, so that a secretary types nothing.

Every guess carries its proof. Must not insist: where two answers are as good, there is none. The tables that
it follows are in ``rules``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from repo_service.domain import french_dates, languages
from repo_service.domain.passages import Block, fold
from repo_service.domain.recognition import dates, rules, titles
from repo_service.domain.recognition.completion import Known, complete
from repo_service.domain.recognition.lines import Guess as Guess
from repo_service.domain.recognition.lines import Layout, Line, lay_out
from repo_service.domain.recognition.names import BodyName as BodyName
from repo_service.domain.recognition.names import InstitutionName as InstitutionName
from repo_service.domain.recognition.names import Names, borne, first_named, in_passing, of_another

_NAME_LINES = 12
_AGENDA_BLOCKS = 40
_SESSION = 80  # characters of a line that only names a session
_LANGUAGE_CHARACTERS = 20_000
_STOPS_NAMES = re.compile(
    r"^(?:(?:etaient|sont) )?(?:membres )?"
    rf"(?:{rules.PRESENT}|excuse|absent|participant|invite|ordre du jour|agenda|attendees)"
)
_HELD_AT = re.compile(r"(?:\ba|\bau|\baux|\blieu ?:?|\bdans les locaux de|\bat) (?:l[ae']? ?)?$")


@dataclass(frozen=True, slots=True)
class Guesses:
    """What was recognised; ``None`` where the document does not tell, or tells two things."""

    kind: Guess | None = None
    title: Guess | None = None
    date: Guess | None = None
    body: Guess | None = None
    institution: Guess | None = None
    language: Guess | None = None
    number: Guess | None = None


def recognise(
    blocks: Sequence[Block],
    properties: Mapping[str, str],
    file_name: str,
    bodies: Sequence[BodyName],
    institutions: Sequence[InstitutionName],
    today: date,
) -> Guesses:
    """Read the head of a document. ``properties`` are those of ``Extract``; ``file_name`` keeps its suffix.

    The date is ISO 8601 and is that of the meeting or of the text, never of an approval or the next meeting.
    """
    layout = lay_out(blocks, properties, file_name)
    own_names = [*_spellings(bodies), *_spellings(institutions)]
    title = titles.choose(layout, own_names)
    chosen = {(line.anchor, line.index) for line in title.lines}
    others = [line for line in layout.head if (line.anchor, line.index) not in chosen]
    kind = _kind(blocks, layout, title.lines, others, file_name)
    found = kind.value if kind else ""
    template = found == "template"
    day = None if template else dates.choose(layout, title.lines, others, found, today)
    called = borne(bodies, day.value if day else "")
    body = None if template else _body(layout, title.lines, others, found, Names(called))
    language = _language(blocks, properties)
    known = Known(found, day, body, language.value if language else "", called)
    return Guesses(
        kind=kind,
        title=complete(title.guess, layout, known),
        date=day,
        body=body,
        institution=_institution(layout, title.lines, others, found, Names(institutions)),
        language=language,
        number=_number(layout, title.lines, others),
    )


def _spellings(names: Sequence[BodyName] | Sequence[InstitutionName]) -> list[str]:
    return [spelled for each in names for spelled in (each.name, each.short, *each.other_names)]


def _kind(
    blocks: Sequence[Block], layout: Layout, title: Sequence[Line], others: Sequence[Line], file_name: str
) -> Guess | None:
    best_place: dict[rules.KindRule, tuple[float, Line]] = {}
    for line in (*title, *others[:25], *layout.margins, layout.file_name, *layout.properties):
        wording = re.sub(r"[_\-.]+", " ", line.folded) if line.zone == "file_name" else line.folded
        for rule in rules.KIND_RULES:
            if line.zone in rule.zones and rule.pattern.search(wording):
                points = rule.points * rules.ZONE_WEIGHTS[line.zone]
                if rule not in best_place or points > best_place[rule][0]:
                    best_place[rule] = (points, line)
    scores: dict[str, float] = {}
    proofs: dict[str, tuple[float, Line]] = {}
    marks = [(rule.kind, points, line) for rule, (points, line) in best_place.items()]
    for kind, points, line in (*marks, *_features(blocks, layout, file_name)):
        scores[kind] = scores.get(kind, 0.0) + points
        if kind not in proofs or points > proofs[kind][0]:
            proofs[kind] = (points, line)
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    if not ranked or ranked[0][1] < rules.KIND_THRESHOLD:
        return None
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < rules.KIND_LEAD:
        return None
    return proofs[ranked[0][0]][1].guess(ranked[0][0])


def _features(blocks: Sequence[Block], layout: Layout, file_name: str) -> Iterator[tuple[str, float, Line]]:
    """What the shape of the whole text tells: fields to fill, articles, code, a message."""
    name = replace(layout.file_name, text=file_name)
    suffix = file_name.rpartition(".")[2].lower()
    if suffix in {"dotx", "dotm", "dot", "ott", "potx", "xltx"}:
        yield "template", rules.TEMPLATE_POINTS, name
    if suffix in {"eml", "msg"}:
        yield "other", rules.MAIL_POINTS, name
    fields = [block for block in blocks[:3000] if rules.FIELD.search(block.text)]
    if len(fields) >= rules.FIELDS_OF_A_TEMPLATE or any("{{" in block.text for block in fields):
        yield "template", rules.TEMPLATE_POINTS, Line(fields[0].text, "head", fields[0].anchor)
    starts = ((block, fold(f"{block.label} {block.text[:40]}")) for block in blocks[:3000])
    articles = [block for block, start in starts if rules.ARTICLE.match(start)]
    if len(articles) >= rules.ARTICLES_OF_A_CHARTER:
        yield "charter", rules.ARTICLES_POINTS, Line(articles[0].text, "head", articles[0].anchor)
    if agenda := _agenda(blocks, layout):
        yield "other", rules.AGENDA_POINTS, agenda
    if suffix in {"md", "markdown"}:
        points = rules.MARKDOWN_HOW_TO_POINTS + any(block.kind == "code" for block in blocks)
        yield "knowhow", points, name


def _agenda(blocks: Sequence[Block], layout: Layout) -> Line | None:
    """The line « Ordre du jour » of a short text that tells of no meeting that was held."""
    line = next((line for line in layout.head[:_NAME_LINES] if rules.AGENDA.fullmatch(line.folded)), None)
    if not line or len(blocks) > _AGENDA_BLOCKS:
        return None
    below = (block for block in blocks if not block.label and block.kind != "item")
    return None if any(rules.HELD.search(fold(block.text)) for block in below) else line


def _body(layout: Layout, title: Sequence[Line], others: Sequence[Line], kind: str, names: Names) -> Guess | None:
    """The body that met, or adopted the text: the title says it before the opening, the margins and the file name."""
    places: list[Sequence[Line]] = [title]
    if kind in rules.OF_A_MEETING or not kind:
        if of_another(title) and not any(names.found(line) for line in title):
            return None
        places += [[line for line in _opening(others) if not in_passing(line)], layout.margins]
    elif kind in {"charter", "report"}:
        places.append([line for line in _opening(others) if _adopted(line, names)])
    return _first([*places, [layout.file_name], layout.properties], names)


def _adopted(line: Line, names: Names) -> bool:
    """Whether a line says before whom a text came: « Adopté par le CA », « Assemblée générale du 28 mars 2025 »."""
    found = names.found(line)
    session = bool(found) and found[0][1] == 0 and bool(french_dates.find(line.text)) and len(line.text) < _SESSION
    return session or bool(rules.ADOPTED_BY.search(line.folded))


def _institution(
    layout: Layout, title: Sequence[Line], others: Sequence[Line], kind: str, names: Names
) -> Guess | None:
    """Not the place of a meeting, and not one of those who sat there."""
    places: list[Sequence[Line]] = [
        [line for line in title if not _only_a_place(line, names)],
        layout.margins,
    ]
    if kind not in rules.OF_A_MEETING:
        places += [_opening(others)[:4], [layout.file_name]]
    return _first(places, names)


def _first(places: Iterable[Sequence[Line]], names: Names) -> Guess | None:
    for lines in places:
        if any(names.found(line) for line in lines):
            return first_named(lines, names)
    return None


def _only_a_place(line: Line, names: Names) -> bool:
    flat = fold(line.text)
    return any(_HELD_AT.search(flat[:place]) for _, place in names.found(line))


def _opening(lines: Sequence[Line]) -> list[Line]:
    """The lines before the attendance and the agenda, where other bodies are named."""
    result: list[Line] = []
    for line in lines[:_NAME_LINES]:
        if _STOPS_NAMES.match(line.folded):
            break
        result.append(line)
    return result


def _language(blocks: Sequence[Block], properties: Mapping[str, str]) -> Guess | None:
    text, size = [], 0
    for block in blocks:
        text.append(block.text)
        size += len(block.text)
        if size > _LANGUAGE_CHARACTERS:
            break
    if language := languages.guess("\n".join(text)):
        longest = max(blocks[:30], key=lambda block: len(block.text))
        return Guess(language, "text", longest.text[:300], longest.anchor)
    told = properties.get("language", "")
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", told):
        return Guess(told.partition("-")[0].lower(), "properties", told)
    return None


def _number(layout: Layout, title: Sequence[Line], others: Sequence[Line]) -> Guess | None:
    for line in (*title, *_opening(others)[:4], layout.file_name):
        match = rules.NUMBER.search(line.folded)
        if match and (line.zone == "title" or match[0][0] not in "n#"):
            return line.guess(match[1].strip(" -/.").upper())
    return None
