"""Find which body or institution a line names, under its full name, its short name or its acronym.

Must not choose between two: a line that names several without saying which one met names none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from repo_service.domain.passages import fold
from repo_service.domain.recognition_lines import Guess, Line


@dataclass(frozen=True, slots=True)
class BodyName:
    """How a body is called: « Comité de pilotage », short « CoPil »."""

    id: str
    name: str
    short: str = ""
    other_names: tuple[str, ...] = ()


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
_MET_WITHIN = 45  # characters between "réunion" and the body that met


class Names:
    """The names of one sort of things, ready to be looked for."""

    def __init__(self, names: Iterable[BodyName | InstitutionName]) -> None:
        long_forms: dict[str, set[str]] = {}
        short_forms: dict[str, set[str]] = {}
        for name in names:
            given = [form for form in (name.name, name.short, *name.other_names) if form.strip()]
            for form in given:
                target = short_forms if len(_flat(form)) <= _SHORT else long_forms
                target.setdefault(_flat(form), set()).add(name.id)
                for other in _equals(_flat(form)):
                    target = short_forms if len(other) <= _SHORT else long_forms
                    target.setdefault(other, set()).add(name.id)
            if not name.short and len(acronym := _acronym(name.name)) > 1:
                short_forms.setdefault(fold(acronym), set()).add(name.id)
        self._long = {form: ids.copy().pop() for form, ids in long_forms.items() if len(ids) == 1}
        self._short = {form: ids.copy().pop() for form, ids in short_forms.items() if len(ids) == 1}
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


def _flat(text: str) -> str:
    """Folded, every separator and quotation mark a single space: a sentence and a file name alike."""
    camel = re.sub(r"(?<=[a-z])(?=[A-Z]{2})", " ", text) if " " not in text else text
    return re.sub(r"[\s_\-–—./«»\"“”]+", " ", fold(camel)).strip()


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
