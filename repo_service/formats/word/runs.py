"""The run-level content of a Word paragraph: text, fields, marks of notes, links, tracked changes, text
boxes.

Deleted and moved-away text is left out, inserted text kept and marked, hidden text counted and left out,
field codes left out and their results kept
(save those that name people, see ``fields``). What cannot be read is announced by the paper. Knows no block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from repo_service.formats.package import Element
from repo_service.formats.word.fields import LINK, is_personal
from repo_service.formats.word.hiding import formula_run_is_deleted, has_words
from repo_service.formats.word.names import attribute, child, chosen, integer, is_on, local, relation, value
from repo_service.formats.word.paper import Links, Paper, author_of
from repo_service.formats.word.prose import Mark, Prose
from repo_service.formats.word.relations import safe_link
from repo_service.formats.word.styles import PLAIN, Look

SKIPPED = frozenset(
    {"pPr", "rPr", "del", "moveFrom", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "fldData", "rt"}
)
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
# Signs of the Symbol and Wingdings fonts that minutes really use: boxes, ticks, arrows, dots.
_SIGNS = {0xB7: "•", 0xA7: "▪", 0xA8: "☐", 0x6F: "☐", 0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0xE0: "→"}
_PRIVATE = 0xF000
_LAST_CODE_POINT = 0x10FFFF
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BLANKS = str.maketrans("\n\r\t", "   ")


@dataclass(slots=True)
class Field:
    """A complex field being read: first its code, then (``shown``) its result."""

    code: str = ""
    shown: bool = False
    link: str = ""


class Runs:
    """Reads the runs of one part into one ``Prose`` after another. ``boxed`` is given every drawing or
    object met."""

    def __init__(self, paper: Paper, links: Links, boxed: Callable[[Element], None]) -> None:
        self._paper = paper
        self._links = links
        self._boxed = boxed
        self._fields: list[Field] = []
        self._hidden = False
        self.prose = Prose()

    def read(self, content: Iterable[Element], prose: Prose, hidden: bool) -> None:
        """Append the ``content`` of a paragraph to ``prose``; ``hidden`` is what its style says of its runs.

        A field whose code has not ended with its paragraph is taken to have ended: a broken field
        must not swallow the rest of the text.
        """
        self.prose = prose
        self._hidden = hidden
        self._inside(content, frozenset())
        for field in self._fields:
            field.shown, field.link = True, ""

    def _inside(self, content: Iterable[Element], marks: frozenset[Mark]) -> None:
        for inner in content:
            name = local(inner)
            if name == "r":
                self._run(inner, marks)
            elif name in SKIPPED:
                continue
            elif name in {"ins", "moveTo"}:
                if author := author_of(inner):
                    self.prose.authors[author] = None
                self._inside(inner, marks | {("inserted", "")})
            elif name == "hyperlink":
                self._inside(inner, marks | self._link(inner))
            elif name == "AlternateContent":
                self._inside(chosen(inner), marks)
            elif name == "fldSimple" and is_personal(attribute(inner, "instr")):
                self._paper.left_out["name"] += 1
            elif name in {"oMath", "oMathPara"}:
                self._show(self._formula(inner), marks)
            elif len(inner) and not self._paper.leaves_out(inner):
                self._inside(inner, marks)

    def _link(self, element: Element) -> frozenset[Mark]:
        target = self._links.get(relation(element))
        address = safe_link(target.target) if target is not None and target.external else ""
        return frozenset({("link", address)}) if address else frozenset()

    def _run(self, run: Element, marks: frozenset[Mark]) -> None:
        seen = self._paper.styles.of_run(run, self._hidden)
        if seen.hidden and has_words(run):
            self._paper.hidden += 1
            return
        self._content(run, marks | _marks(seen))

    def _content(self, run: Element, marks: frozenset[Mark]) -> None:
        for inner in run:
            name = local(inner)
            if name == "t":
                self._show(written(inner), marks)
            elif name in _BREAKS:
                self._show(_BREAKS[name], marks)
            elif name == "fldChar":
                self._field(inner, marks)
            elif name == "instrText":
                if self._fields and not self._fields[-1].shown:
                    self._fields[-1].code += inner.text or ""
            elif name == "sym":
                self._show(_sign(inner), marks)
            elif name in _NOTES:
                self._note(inner, _NOTES[name], marks)
            elif name == "AlternateContent":
                self._content(chosen(inner), marks)
            elif name in {"drawing", "pict", "object"}:
                self._boxed(inner)
            elif name == "ruby":
                self._ruby(inner, marks)

    def _formula(self, element: Element) -> str:
        """The signs of a formula in reading order."""
        signs = []
        for inner in element:
            name = local(inner)
            if name == "t":
                signs.append(str(inner.text or ""))
            elif name == "r" and formula_run_is_deleted(inner):
                continue
            elif name == "r" and has_words(inner) and self._paper.styles.of_run(inner, self._hidden).hidden:
                self._paper.hidden += 1
            elif name not in SKIPPED:
                signs.append(self._formula(inner))
        return "".join(signs)

    def _show(self, text: str, marks: frozenset[Mark]) -> None:
        if not all(field.shown for field in self._fields):
            return
        for field in self._fields:
            if field.link:
                marks |= {("link", field.link)}
        self.prose.add(text, marks)

    def _field(self, mark: Element, marks: frozenset[Mark]) -> None:
        sort = attribute(mark, "fldCharType")
        if sort == "begin":
            self._show(_form_value(child(mark, "ffData")), marks)
            self._fields.append(Field())
        elif sort == "separate" and self._fields:
            field = self._fields[-1]
            field.shown = not is_personal(field.code)
            self._paper.left_out["name"] += not field.shown
            found = LINK.match(field.code)
            field.link = safe_link(found[1]) if found else ""
        elif sort == "end" and self._fields:
            self._fields.pop()

    def _note(self, element: Element, kind: str, marks: frozenset[Mark]) -> None:
        custom = attribute(element, "customMarkFollows", "0") not in {"0", "false", "off"}
        mark = self._paper.note_mark(kind, attribute(element, "id"), custom=custom)
        self._show(mark, marks | {("sup", "")})

    def _ruby(self, element: Element, marks: frozenset[Mark]) -> None:
        """A word with its reading above it: the reading follows in brackets."""
        for part, before, after in (("rubyBase", "", ""), ("rt", " (", ")")):
            if (inner := child(element, part)) is not None:
                self._show(before, marks)
                self._inside(inner, marks)
                self._show(after, marks)


def _marks(seen: Look) -> frozenset[Mark]:
    if seen is PLAIN:
        return frozenset()
    marks: set[Mark] = set()
    if seen.strong:
        marks.add(("strong", ""))
    if seen.em:
        marks.add(("em", ""))
    if seen.code:
        marks.add(("code", ""))
    if seen.vertical == "sup":
        marks.add(("sup", ""))
    elif seen.vertical == "sub":
        marks.add(("sub", ""))
    return frozenset(marks)


def written(element: Element) -> str:
    """The text of a ``w:t`` or ``w:delText``: without ``xml:space="preserve"`` Word ignores white space at its ends."""
    text = str(element.text or "").translate(_BLANKS)
    return text if element.get(_SPACE) == "preserve" else text.strip(" ")


def _sign(element: Element) -> str:
    """A character of a sign font; one without a known meaning keeps its private code, for nothing may
    be lost."""
    try:
        code = int(attribute(element, "char"), 16)
    except ValueError:
        return ""
    if not 0x20 <= code <= _LAST_CODE_POINT or 0xD800 <= code <= 0xDFFF:
        return ""
    return _SIGNS.get(code - _PRIVATE, chr(code)) if code >= _PRIVATE else _SIGNS.get(code, chr(code))


def _form_value(data: Element) -> str:
    """What a legacy form field shows when it has no result of its own: a ticked box, the chosen entry."""
    box, choices = child(data, "checkBox"), child(data, "ddList")
    if box is not None:
        state = child(box, "checked")
        state = child(box, "default") if state is None else state
        return "☒" if state is not None and is_on(state) else "☐"
    entries = list(choices.iterchildren("{*}listEntry")) if choices is not None else []
    at = integer(value(choices, "result"), 0)
    return attribute(entries[at], "val") if 0 <= at < len(entries) else ""
