"""Fields of a Word file (``AUTHOR``, ``HYPERLINK``, ``DOCVARIABLE`` …): which results name a person, and how the copy
for readers gets rid of codes, which tell more than their results: paths, prompts, records of a citation manager.

A field that Word fills with the name of its user or with the path of a file repeats a property that the copy has not,
and Word would put the reader's own name in its place. So its result is left out of the text too, and announced: text
and copy must say the same. Mirrors ``runs``, where fields are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from repo_service.formats.package import Element
from repo_service.formats.word.names import attribute, child
from repo_service.formats.word.relations import safe_link

LINK = re.compile(r'^\s*HYPERLINK\s+(?:\\l\s+)?"?([^"\s]+)', re.IGNORECASE)
_PERSONAL = re.compile(
    r'^\s*(?:(?:INFO|DOCPROPERTY)\s+"?)?(?:AUTHOR|LASTSAVEDBY|LASTAUTHOR|LAST AUTHOR|LAST SAVED BY|MANAGER|TEMPLATE'
    r"|USERNAME|USERINITIALS|USERADDRESS|HYPERLINKBASE)\b|^\s*(?:INFO\s+)?FILENAME\b.*\\p",
    re.IGNORECASE | re.DOTALL,
)
_HARMLESS = re.compile(
    r"^\s*(?:PAGE|NUMPAGES|SECTION|SECTIONPAGES|PAGEREF|REF|NOTEREF|TOC|SEQ|STYLEREF|EQ|SYMBOL|FORMCHECKBOX|FORMDROPDOWN)"
    r'\b|^\s*HYPERLINK\s+\\l\s+"?[^"\s]+"?\s*(?:\\h\s*)?$',
    re.IGNORECASE,
)
_PRINTED = frozenset({"t", "sym", "tab", "ptab", "br", "cr", "noBreakHyphen", "ruby", "oMath", "oMathPara"})
_STORIES = ("{*}tc", "{*}txbxContent", "{*}footnote", "{*}endnote")
_FORM = frozenset({"checkBox", "ddList"})


def is_personal(code: str) -> bool:
    """Whether Word fills this field with the name of a person or a path on somebody's disk."""
    return bool(_PERSONAL.match(code))


def settle(root: Element) -> None:
    """Leave in ``root`` the fields that are harmless and reckoned anew by Word (pages, contents, links); of others
    their results, save the personal ones."""
    for simple in list(root.iter("{*}fldSimple")):
        _settle_simple(simple)
    stories: dict[Element, _Settling] = {}
    for paragraph in list(root.iter("{*}p")):
        story = next(paragraph.iterancestors(*_STORIES), root)
        stories.setdefault(story, _Settling()).paragraph(paragraph)
    for settling in stories.values():
        settling.finish()
    known = {code for settling in stories.values() for kept in settling.kept for code in kept.codes}
    for code in list(root.iter("{*}instrText", "{*}fldData")):
        if code not in known:
            code.getparent().remove(code)


def _settle_simple(simple: Element) -> None:
    code, parent = attribute(simple, "instr"), simple.getparent()
    if is_personal(code):
        parent.remove(simple)
    elif not _is_harmless(code):
        place = parent.index(simple)
        parent[place : place + 1] = [inner for inner in simple if not str(inner.tag).endswith("}fldData")]


def _is_harmless(code: str) -> bool:
    """Whether a field may stay as it is: it asks for nothing but a page, a number, a place or an address to visit."""
    found = LINK.match(code)
    return bool(_HARMLESS.match(code) or (found and safe_link(found[1])))


@dataclass(slots=True, eq=False)
class _Field:
    marks: list[Element] = field(default_factory=list)
    codes: list[Element] = field(default_factory=list)
    code: str = ""
    shown: bool = False
    simple: bool = True  # no other field makes its code

    def keep(self) -> bool:
        """Whether the field stays; a form's box or choice always does, for its mark is what is seen."""
        return self.simple and (_is_harmless(self.code) or _form(self.marks[0]) is not None)


class _Settling:
    """The fields of one story (body, cell, text box, note)."""

    def __init__(self) -> None:
        self.kept: list[_Field] = []
        self._open: list[_Field] = []

    def paragraph(self, paragraph: Element) -> None:
        for element in list(_own(paragraph)):
            name = str(element.tag).rpartition("}")[2]
            if name == "fldChar":
                self._mark(element)
            elif name == "instrText" and self._open and not self._open[-1].shown:
                self._open[-1].code += element.text or ""
                self._open[-1].codes.append(element)
            elif name in _PRINTED and not self._all_shown():
                element.getparent().remove(element)
        for one in self._open:  # as ``Runs.read``
            one.shown = True

    def finish(self) -> None:
        """Fields that never end do not stay."""
        for one in self._open:
            self._unlink(one)

    def _all_shown(self) -> bool:
        return all(one.shown for one in self._open)

    def _mark(self, mark: Element) -> None:
        sort = attribute(mark, "fldCharType")
        if sort == "begin":
            inner = _Field([mark], simple=self._all_shown())
            if self._open and not self._open[-1].shown:
                self._open[-1].simple = False
            self._open.append(inner)
        elif not self._open:
            mark.getparent().remove(mark)
        elif sort == "separate":
            self._open[-1].marks.append(mark)
            self._open[-1].shown = not is_personal(self._open[-1].code)
        elif sort == "end":
            ended = self._open.pop()
            ended.marks.append(mark)
            self._close(ended)

    def _close(self, ended: _Field) -> None:
        if not ended.keep():
            self._unlink(ended)
            return
        if not _is_harmless(ended.code):
            ended.codes = []
        self.kept.append(ended)
        for data in [data for mark in ended.marks for data in mark]:
            data.getparent().remove(data) if data is not _form(ended.marks[0]) else _bare(data)

    @staticmethod
    def _unlink(one: _Field) -> None:
        for mark in one.marks:
            mark.getparent().remove(mark)


def _own(paragraph: Element) -> Iterator[Element]:
    """What is printed by the paragraph itself, in order, and the marks and codes of its fields: text boxes have
    paragraphs of their own."""
    for inner in paragraph:
        name = str(inner.tag).rpartition("}")[2]
        if name in {"fldChar", "instrText"} or name in _PRINTED:
            yield inner
        elif name not in {"drawing", "pict", "object", "txbxContent", "pPr", "rPr"}:
            yield from _own(inner)


def _form(mark: Element) -> Element | None:
    """The data of a tick box or of a list to choose from."""
    data = child(mark, "ffData")
    shown = data is not None and any(child(data, name) is not None for name in _FORM)
    return data if shown else None


def _bare(data: Element) -> None:
    """Without the names, helps and macros of a form field."""
    for inner in list(data):
        if str(inner.tag).rpartition("}")[2] not in _FORM:
            data.remove(inner)
