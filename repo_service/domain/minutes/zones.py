"""The parts of minutes: title, attendance, agenda, points with their headings, annexes.

Nothing is taken from the agenda and from annexes: what stands there was decided elsewhere, or not yet. Must not look
for decisions; where it is not sure, a line belongs to the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from repo_service.domain import french_dates
from repo_service.domain.minutes.found import Point
from repo_service.domain.minutes.lexicon import ACTS
from repo_service.domain.minutes.texts import Stretch, flat

Zone = Literal["title", "attendance", "agenda", "text", "annex"]

_LONGEST_HEADING = 140  # characters
_NUMBER = (
    r"(?:point |partie |chapitre |question |dossier )?(?:n ?[°o]\.? ?)?"
    r"(?P<label>\d{1,2}(?:[.-]\d{1,2}){0,3}|[ivx]{1,5}|[a-h])"
)
_NUMBERED = re.compile(rf"^{_NUMBER} ?(?:[.):°/]|-(?= )|- )+ ?(?=[^\W\d_]|[\"«])")
_POINT = re.compile(r"^(?:point|question|dossier) (?:n ?[°o]\.? ?)?(?P<label>\d{1,2}|[ivx]{1,5})\b ?[:.-]* ?")
_AGENDA = re.compile(
    r"^(?:\d{1,2} ?[.)-] ?)?(?:l'|rappel de l'|rappel : )?(?:ordre du jour|odj|sommaire|agenda|points? (?:a|mis a|"
    r"inscrits a) l'ordre du jour|"
    r"points? abordes?|table des matieres|deroule(?:ment)? de (?:la )?(?:seance|reunion)|programme de la (?:seance|"
    r"reunion))"
    r"(?P<rest>(?: (?:est le suivant|est|de la (?:reunion|seance)|etait le suivant|etait|envoye[^:]{0,30}|previsionnel|"
    r"retenu|propose|adopte|appelle[^:]{0,40}|comporte[^:]{0,40}|du [^:]{0,40}))* ?[:.-]*)(?P<after>.*)$"
)
_ANNEX = re.compile(r"^(?:annexes?|pieces? jointes?|documents? (?:joints?|annexes?))\b(?! (?:budget|"
    r"au budget)\b)[^.]{0,100}$")
_OF_THE_MEETING = re.compile(r"\b(?:releve|decisions|actions|suivi|emargement|presen)")
LISTS = re.compile(
    r"^(?:(?:les )?(?:membres?|administrateurs|personnes|delegues|representants|titulaires|suppleants|partenaires|"
    r"adherents) )?"
    r"(?:etai(?:en)?t (?:la|present|excus|invit|absent|represent|egalement|aussi)|(?:est|sont) (?:present|excus|"
    r"absent|represent)|"
    r"present(?:e?s?\b|\(|[.·-]e|es?\b| :)(?! (?:a|au|par|en|le|la|les|un|une)\b)|excuse(?:e?s?\b|\(|[.·-])|"
    r"absent(?:e?s?\b|\(|[.·-])|"
    r"invite(?:e?s?\b|\(|[.·-])|representes?\b|participant(?:e?s?\b|\(|[.·-])|liste de presence|assist(?:aient|ait|"
    r"ent|e)\b|"
    r"ont (?:participe|assiste)|pouvoirs?\b(?! (?:est|sont|a ete))|procurations?\b|n'ont pas pu|membres? (?:avec|"
    r"ayant|sans) (?:voix|droit)|"
    r"en visio"
    r"|avec voix|ont donne p|secretaire de seance|president(?:e)? de seance|emargement|participaient|a distance)"
)
_A_VOTE = re.compile(r"^\W*(?:vote|pour\b|contre\b|abst|unanimite|a l'unanimite|\d+ (?:voix|vote|abst|pour|contre)|"
    r"adopte|approuve|ok\b)")
_AGENDA_LOOK = 14  # lines
_COUNTED = re.compile(r"^\W*(?:vote ?: ?)?(?:\d+ (?:voix|votes?|abst|pour|contre)\b|(?:pour|contre) ?: ?\d|(?:adopte|"
    r"approuve)e?s? a l'unanimite)")
_PART_OF_A_POINT = re.compile(
    r"(?:resultats? (?:du|des) )?votes?|votes? et decisions?|decisions?(?: prises?)?|deliberations?|discussions?|"
    r"debats?|conclusions?|echanges?|propositions?|resolutions?|decide|approuve|delibere|le (?:conseil|"
    r"comite)[a-z ]{0,30}"
)
# « Décision n° 3 : … », an arrow: marks announce what is decided, they open no point.
_NO_HEADING = re.compile(
    r"^\W*(?:\[? ?decisions? ?(?:n ?[°o.]{1,2} ?)?[\w./-]{0,12} ?\]? ?[:=>-]|[da]\d{1,2} ?[:.)-]|(?:acte|decide|"
    r"valide|convenu|action|a faire|conclusion|avis|objet) ?:|"
    r"releve? de decisions ?:)|^\W*(?:=+ ?>|-+>|→|⇒|➔|➜|►|✔|✓)"
)
_TELLS = re.compile(r"\b(?:est|sont|a ete|ont|sera|seront|s'est|n'est|decide|approuve|adopte|accepte|valide|vote|"
    r"propose|rappelle)\b")
# « LE CONSEIL DÉLIBÈRE ET », « APPROUVE LE BUDGET » in capitals are no headings: they decide.
_DOES = re.compile(rf"\b(?:delibere|decide|approuve|adopte|resolu)(?:nt)?(?: et| que| de|[ ,:])*$|^\W*{ACTS} (?:l|d|"
                   r"un|que|a )")
_OWNED = re.compile(r"[(\[][^()\[\]]{2,60}[)\]][\s.]*$")
_NAMES_MEETING = re.compile(r"\b(?:reunion|seance|compte[- ]?rendu|proces|pv|cr|assemblee|comite|conseil|bureau|"
    r"copil|releve|du|le|lundi|mardi|mercredi|jeudi|vendredi|samedi)\b")
_SENTENCE = re.compile(r"[.!;]\s*$")
_SPEAKS = re.compile(
    r"\b(?:est|sont|a ete|ont ete|decide|approuve|adopte|sera|propose|presente|rappelle|informe|indique|precise|il|"
    r"elle|on)\b"
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A stretch, the part it lies in, and the point it stands under (an index into the points, -1 before the first)."""

    stretch: Stretch
    zone: Zone
    point: int
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Laid:
    """All stretches of a text with their places, its points and the lines of its agenda."""

    placed: tuple[Placed, ...]
    points: tuple[Point, ...]
    agenda: tuple[str, ...]


def lay_out(lines: Sequence[Stretch]) -> Laid:
    """Walk down the lines once and say of each where it lies."""
    walk = _Walk(lines)
    placed = [walk.step(number) for number in range(len(lines))]
    return Laid(tuple(placed), tuple(walk.points), tuple(walk.agenda))


def is_heading(line: Stretch) -> bool:
    """Whether a line looks like a heading: by its style, in bold, in capitals, or numbered and short."""
    text = line.text.strip()
    if line.column >= 0 or len(text) > _LONGEST_HEADING or not any(char.isalpha() for char in text):
        return False
    if line.block.kind == "heading":
        return True
    if text.endswith((";", ",")) or _NO_HEADING.match(line.head) or _A_VOTE.match(line.head):
        return False
    if _DOES.search(line.head):
        return False
    if line.bold:
        ended = text.endswith((".", "…")) and len(text) > 30
        return not ended and not (len(text) > 50 and _TELLS.search(line.folded.text))
    letters = [char for char in text if char.isalpha()]
    if len(letters) >= 5 and sum(map(str.isupper, letters)) >= 0.9 * len(letters):
        return len(text) < 100 and not _TELLS.search(line.folded.text)
    numbered = bool(_NUMBERED.match(line.head)) or bool(_POINT.match(line.head))
    return numbered and len(text) < 110 and not _SENTENCE.search(text) and not _OWNED.search(text)


def short_title(line: Stretch) -> bool:
    """A line that stands alone, short and without a full stop: a heading in texts without any styles."""
    text = line.text.strip()
    return (
        not line.item and line.block.kind != "code" and line.column < 0 and len(line.pieces) == 1
        and 3 < len(text) < 75 and text[0].isupper()
        and text[-1] not in ".;,:!" and not re.search(r"\d{4}|[→⇒=]|@|:\s", text)
        and not LISTS.match(line.head) and not _A_VOTE.match(line.head) and not _NO_HEADING.match(line.head)
        and not _TELLS.search(line.folded.text) and not _OWNED.search(text) and not _DOES.search(line.head)
    )  # fmt: skip


def titled(line: Stretch) -> tuple[str, str]:
    """The printed number and the words of a heading: ("3", "Budget")."""
    text = line.text.strip().strip("*_ ")
    match = _POINT.match(line.head) or _NUMBERED.match(line.head)
    if not match:
        return line.label.strip(" .)-–:"), text.rstrip(" :")
    printed = match["label"].upper()
    if line.label:
        return printed, text.rstrip(" :")
    cut = line.folded.text.find(match[0].strip())
    words = text[line.folded.back(max(cut, 0) + len(match[0].strip())) :] if cut >= 0 else text
    return printed, words.strip(" .):-–").rstrip(" :") or text


# The first point of most meetings, which is no title of these minutes though it tells a day and « séance ».
_APPROVES = re.compile(r"(?:approbation|adoption|validation|lecture) ")


class _Walk:
    """The state between two lines."""

    def __init__(self, lines: Sequence[Stretch]) -> None:
        self.lines = lines
        self.zone: Zone = "title"
        self.points: list[Point] = []
        self.agenda: list[str] = []
        self.listed = 0  # lines of the agenda so far
        self.level = 0  # of the heading of the agenda
        self.last_label = 0
        self.titled = -1  # the last line that is a title of the whole
        self.sequence = 0  # the number of the last numbered heading

    def step(self, number: int) -> Placed:
        """Where line ``number`` lies; changes the state for the next one."""
        line = self.lines[number]
        heading = is_heading(line) and not self._in_a_list(number)
        if self.zone == "annex":
            if heading and _OF_THE_MEETING.search(line.head) and not _ANNEX.match(line.head):
                self.zone = "text"
            else:
                return Placed(line, "annex", len(self.points) - 1)
        late = number > len(self.lines) // 3
        if heading and late and _ANNEX.match(line.head) and not _OF_THE_MEETING.search(line.head):
            self.zone = "annex"
            return Placed(line, "annex", len(self.points) - 1)
        if agenda := self._agenda(line, number, heading):
            return agenda
        early = self.zone != "text" or (len(self.points) < 3 and number < 60)
        if early and LISTS.match(line.head) and len(line.text) < 3000:
            self.zone = "attendance"
            return Placed(line, "attendance", len(self.points) - 1)
        return self._text(line, number, heading)

    def _agenda(self, line: Stretch, number: int, heading: bool) -> Placed | None:
        match = _AGENDA.match(line.head) if len(self.points) < 3 else None
        if match and (heading or match["rest"].strip() or not match["after"].strip()):
            after = line.text.partition(":")[2].strip() if ":" in line.text else ""
            self.agenda.extend(part.strip(" .") for part in re.split(r"\s*;\s*", after) if part.strip(" ."))
            following = self.lines[number + 1] if number + 1 < len(self.lines) else None
            if self._tells_votes(number):
                self.zone = "text"
                return Placed(line, "agenda", len(self.points) - 1)
            open_ended = not after or (following is not None and following.item and len(after) < 60)
            if open_ended:
                self.zone, self.listed, self.last_label = "agenda", 0, 0
                self.level = line.block.level if line.block.kind == "heading" else 0
            return Placed(line, "agenda", len(self.points) - 1)
        if self.zone != "agenda":
            return None
        if self._ends_agenda(line, number):
            self.zone = "text"
            return None
        self.listed += 1
        self.agenda.append(line.text.strip())
        return Placed(line, "agenda", len(self.points) - 1)

    def _tells_votes(self, number: int) -> bool:
        """Whether votes stand between the points under « Ordre du jour »: then these are the minutes themselves."""
        for line in self.lines[number + 1 : number + _AGENDA_LOOK]:
            if line.block.kind == "heading":
                return False
            if _COUNTED.match(line.head) and line.column < 0:
                return True
        return False

    def _ends_agenda(self, line: Stretch, number: int) -> bool:
        label = _NUMBERED.match(line.head)
        printed = int(label["label"]) if label and label["label"].isdigit() else 0
        if line.block.kind == "heading" or LISTS.match(line.head):
            return True
        if printed and self.last_label and printed <= self.last_label:
            return True
        if printed:
            self.last_label = printed
        listed = line.item or bool(label) or re.match(r"\s*[-–•*]", line.text) is not None
        if not listed and self.listed and self.lines[number - 1].item:
            return True
        if line.bold and self.listed and not listed:
            return True
        if line.column >= 0:
            return self.listed > 0
        return not listed and (self.listed > 0 or len(line.text) > 160) and (
            len(line.text) > 120 or bool(_SENTENCE.search(line.text)) or self.listed > 25
        )

    def _text(self, line: Stretch, number: int, heading: bool) -> Placed:
        numbered = bool(_NUMBERED.match(line.head)) or bool(_POINT.match(line.head))
        first_title = not numbered and self._is_title(line, number)
        if first_title:
            self.titled = number
        heading = heading or self._next_in_sequence(line, number)
        in_text = self.zone == "text" and number > 3 and not heading
        alone = in_text and short_title(line) and self._has_text_below(number)
        if (heading or alone) and not first_title and not (self.zone == "title" and not numbered and number < 6
                                                           and line.block.kind != "heading"):  # fmt: skip
            self.zone = "text"
            label, title = titled(line)
            if _PART_OF_A_POINT.fullmatch(flat(title)) and self.points:
                return Placed(line, "text", len(self.points) - 1, heading=True)
            self.sequence = int(label) if label.isdigit() and numbered else self.sequence
            self.points.append(Point(label, title[:200], line.block.anchor))
            return Placed(line, "text", len(self.points) - 1, heading=True)
        if self.zone == "attendance" and self._is_text(line):
            self.zone = "text"
        if self.zone == "title" and (number > 12 or (len(line.text) > 200 and bool(_SPEAKS.search(line.head)))):
            self.zone = "text"
        return Placed(line, self.zone, len(self.points) - 1)

    def _is_title(self, line: Stretch, number: int) -> bool:
        """Whether a line names the meeting: a heading of the first rank at the head, or a line below it that tells the
        day. What comes after other text is a point, also where Word gives points and title the same rank.
        """
        if self.points or _APPROVES.match(line.head):
            return False
        first = self.titled < 0 or self.titled == number - 1
        if first and line.block.kind == "heading" and line.block.level == 1 and number < 4:
            return True
        return number < 10 and bool(french_dates.find(line.text)) and bool(_NAMES_MEETING.search(line.head))

    def _next_in_sequence(self, line: Stretch, number: int) -> bool:
        """Whether a numbered line that looks like a sentence goes on where the last numbered heading stopped."""
        match = _NUMBERED.match(line.head)
        if not match or not match["label"].isdigit() or line.column >= 0 or line.item:
            return False
        if len(line.text) > _LONGEST_HEADING or line.text.rstrip().endswith((",", ";")):
            return False
        printed = int(match["label"])
        following = self.lines[number + 1] if number + 1 < len(self.lines) else None
        below = _NUMBERED.match(following.head) if following else None
        listed = below is not None and below["label"] == str(printed + 1)
        return printed == self.sequence + 1 and following is not None and not listed

    def _has_text_below(self, number: int) -> bool:
        following = self.lines[number + 1] if number + 1 < len(self.lines) else None
        before = self.lines[number - 1]
        alone = before.block.kind == "heading" or not short_title(before)
        longer = following is not None and len(following.text) > len(self.lines[number].text)
        return alone and longer and following is not None and not short_title(following)

    def _is_text(self, line: Stretch) -> bool:
        """Whether a line after the lists of names is no list any more."""
        if line.column >= 0 or line.item:
            return len(line.text) > 200
        sentence = len(line.text) > 60 and bool(_SENTENCE.search(line.text))
        return sentence and bool(_SPEAKS.search(line.folded.text[:300]))

    def _in_a_list(self, number: int) -> bool:
        """Whether a numbered line is one of a list: the line before or after it is numbered too and as short."""
        line = self.lines[number]
        if line.block.kind != "item" and not _NUMBERED.match(line.head):
            return False
        if line.bold or line.block.kind == "heading":
            return False
        following = self.lines[number + 1] if number + 1 < len(self.lines) else None
        before = self.lines[number - 1] if number else None
        if line.item:
            return following is None or following.item or before is None or before.item
        return following is not None and bool(_NUMBERED.match(following.head)) and len(following.text) < 110
