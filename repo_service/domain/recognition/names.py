"""Find which body or institution a line names, under its full name, its short name or its acronym.

Must not choose between two: a line that names several without saying which one met names none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from repo_service.domain.passages import fold
from repo_service.domain.recognition.lines import Guess, Line


@dataclass(frozen=True, slots=True)
class BodyName:
    """How a body is called: « Comité de pilotage », short « CoPil ». ``until``: the day (ISO 8601) from which
    ``successor`` (an identifier) stands for it, if one does.
    """

    id: str
    name: str
    short: str = ""
    other_names: tuple[str, ...] = ()
    successor: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class InstitutionName:
    """How an institution is called."""

    id: str
    name: str
    short: str = ""
    other_names: tuple[str, ...] = ()


# What every secretary writes for these words; a name that starts with one is also known under the other.
_EQUALS = (
    ("comite de pilotage", "copil"),
    ("groupe de travail", "gt"),
    ("assemblee generale", "ag"),
    ("conseil d'administration", "ca"),
    ("comite technique", "cotech"),
    ("comite de direction", "codir"),
    ("conseil scientifique", "cs"),
    ("conseil de groupement", "cg"),
)
_LINKING = r"(?: (?:sur|de|du|des|la|le|les)\b| [dl]'| l')*"
_SMALL_WORDS = {
    "de",
    "du",
    "des",
    "la",
    "le",
    "les",
    "et",
    "l",
    "d",
    "a",
    "au",
    "aux",
    "pour",
    "of",
    "the",
    "and",
}
_SHORT = 3  # letters: « CA » counts in capitals only, for « ça » folds to the same
_MET = re.compile(r"\b(?:reunions?|seance|comptes? ?rendus?|cr|pv|proces verbal|releve|decisions?|minutes|meeting)\b")
_UNKNOWN = re.compile(
    r"\b(?:gt|groupes?(?: de travail)?|(?:sous-?)?commission|(?:sous-?)?comite|cellule|college|conseil|pole) "
    r"(?!(?:du|des|de|le|de ce) (?:\d|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|jour|mois)|reuni|s'est|et\b)"
    r"(?=[a-z])"
)
# Where a body is only mentioned: who takes part, where it is held, who approved, who will receive.
_IN_PASSING = re.compile(
    r"^(?:lieu|salle|redact|redige|etabli|secretaire|president|anim|destinat|diffus|copie|cc|auteur|rapporteur|"
    r"approuve|adopte|valide|prochain|pour information|objet ?:|vu\b|ref)"
)
_ABOUT_A_MEETING = re.compile(r"\b(?:reunie?s?|tenue?|seances?|reunions?|instance|convoque|present[es]*)\b")
_MET_WITHIN = 45  # characters between "réunion" and the body that met


class Names:
    """The names of one sort of things, ready to be looked for."""

    def __init__(self, names: Iterable[BodyName | InstitutionName]) -> None:
        given: dict[str, set[str]] = {}
        derived: dict[str, set[str]] = {}
        for name in names:
            forms = {_flat(form) for form in (name.name, name.short, *name.other_names) if form.strip()}
            others = {other for form in forms for other in _equals(form)}
            if not name.short and len(acronym := _acronym(name.name)) > 1:
                others.add(fold(acronym))
            for target, wordings in ((given, forms), (derived, others)):
                for form in wordings:
                    target.setdefault(form, set()).add(name.id)
        known = derived | given  # « CA » is the council that is called so before a commission with these initials
        alone = {form: next(iter(ids)) for form, ids in known.items() if form and len(ids) == 1}
        self._long = {form: identifier for form, identifier in alone.items() if len(form) > _SHORT}
        self._short = {form: identifier for form, identifier in alone.items() if len(form) <= _SHORT}
        self._long_pattern = _pattern([_loose(form) for form in _longest_first(self._long)])
        self._short_pattern = _pattern([re.escape(form) for form in _longest_first(self._short)])

    def found(self, line: Line) -> list[tuple[str, int]]:
        """The identifiers named in a line with their places in its flat form, in order."""
        flat = _flat(line.text)
        result = []
        taken: list[range] = []
        for match in self._long_pattern.finditer(flat):
            if identifier := self._identify(match[0]):
                taken.append(range(match.start(), match.end()))
                result.append((identifier, match.start()))
        capitals = _capital_words(line)
        for match in self._short_pattern.finditer(flat):
            if match[0] in capitals and not any(match.start() in place for place in taken):
                result.append((self._short[match[0]], match.start()))
        return sorted(result, key=lambda pair: pair[1])

    def _identify(self, wording: str) -> str | None:
        if wording in self._long:
            return self._long[wording]
        candidates = {self._long[form] for form in self._long if re.fullmatch(_loose(form), wording)}
        return candidates.pop() if len(candidates) == 1 else None


def borne(names: Sequence[BodyName], day: str) -> list[BodyName]:
    """The bodies as they were called on ``day`` (ISO 8601; "": today). A short name that a body left to the one after
    it means the one that bore it that day; its full name means a body whatever the day.
    """
    by_id = {one.id: one for one in names}
    yielding = set()
    for one in names:
        after = by_id.get(one.successor)
        if after is not None and one.short and _flat(one.short) in {_flat(after.short), _flat(after.name)}:
            yielding.add(after.id if day and day < one.until else one.id)
    return [replace(one, short=one.name) if one.id in yielding else one for one in names]


def the_one(line: Line, names: Names) -> Guess | None:
    """The only thing that the line names; of several, the one said to have met (« réunion du »), or none."""
    found = names.found(line)
    if not found:
        return None
    identifier, place = found[0]
    if len({each for each, _ in found}) > 1:
        before = [match.end() for match in _MET.finditer(_flat(line.text)) if match.end() <= place]
        if not before or place - before[-1] > _MET_WITHIN:
            return None
    return line.guess(identifier)


def first_named(lines: Sequence[Line], names: Names) -> Guess | None:
    """The thing named by the first line that names any; none if that line is ambiguous."""
    for line in lines:
        if names.found(line):
            return the_one(line, names)
    return None


def of_another(lines: Iterable[Line]) -> bool:
    """Whether a title is that of a body which the service does not know (« commission des finances »)."""
    return any(_UNKNOWN.search(line.folded) for line in lines)


def in_passing(line: Line) -> bool:
    """Whether a line of the opening only mentions what it names: a sentence that tells of no meeting, a place."""
    sentence = line.text.endswith((".", ";")) or len(line.text) > 90
    return bool(_IN_PASSING.match(line.folded)) or (sentence and not _ABOUT_A_MEETING.search(line.folded))


def _flat(text: str) -> str:
    """Folded, every separator and quotation mark a single space: a sentence and a file name alike."""
    camel = re.sub(r"(?<=[a-z])(?=[A-Z]{2})", " ", text) if " " not in text else text
    spaced = re.sub(r"[\s_\-–—./«»\"“”]+", " ", fold(camel)).strip()
    return re.sub(r"\bco (pil|tech|dir)\b", r"co\1", spaced)  # « Co-Pil », « CO PIL »


def _equals(form: str) -> list[str]:
    result = []
    for long, short in _EQUALS:
        for this, other in ((long, short), (short, long)):
            if form == this or form.startswith(f"{this} "):
                result.append(other + form[len(this) :])
    return result


def _loose(form: str) -> str:
    """« groupe de travail catalogage » also reads « groupe catalogage », « groupe sur le catalogage »."""
    for opening in ("groupe de travail", "gt", "commission", "comite"):
        if form.startswith(f"{opening} "):
            shown = "groupe(?: de travail)?" if opening == "groupe de travail" else opening
            return shown + _LINKING + " ?" + re.escape(form[len(opening) + 1 :])
    return re.escape(form)


def _acronym(name: str) -> str:
    words = re.findall(r"[^\W\d_]+", name)
    if len(words) < 2:
        return ""
    return "".join(word[0].upper() for word in words if fold(word) not in _SMALL_WORDS)


def _capital_words(line: Line) -> set[str]:
    """The short words written in capitals, folded; in the name of a file capitals do not matter."""
    text = line.text.replace("_", " ")
    if line.zone == "file_name":
        text = text.upper()
    return {fold(word) for word in re.findall(r"(?<![^\W_])[A-ZÀ-Ý]{2,}(?![^\W_])", text)}


def _longest_first(forms: Iterable[str]) -> list[str]:
    return sorted(forms, key=lambda form: (-len(form), form))


def _pattern(forms: Sequence[str]) -> re.Pattern[str]:
    """Whole words only, and no « bureau 214 »; without any form, a pattern that never matches."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)(?! \d{{3}}(?!\d))" if forms else r"(?!)")
