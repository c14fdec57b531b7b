"""Markdown pages, written in the browser or filed: to HTML by Python-Markdown, cleaned, then walked.

Python-Markdown looks for the partner of every ``[`` up to the end of the paragraph, so 20 KB of them take
minutes. Brackets without partner, or nested deeper than any link can be, mean nothing: they are set aside
before the parse and put back after it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import markdown

from repo_service.domain.passages import Block, Span
from repo_service.formats import html, plain
from repo_service.formats.base import Extract, Format, ReadFailure
from repo_service.formats.shaping.effort import is_laborious

MAX_SOURCE = 2_000_000  # characters
LABORIOUS_NOTICE = "La mise en forme de ce texte est trop embrouillée : il est lu comme un texte brut."
_DEEPEST = 6
_ASIDE = {"[": "\ufdd0", "]": "\ufdd1"}  # noncharacters: no text may hold them
_BACK = str.maketrans({aside: bracket for bracket, aside in _ASIDE.items()})
_LINK = re.compile(r"\[\[([^\[\]\n|]{1,300})(\|[^\[\]\n|]{1,300})?\]\]")
_FRONT = re.compile(r"---[ \t]*\n((?:[^\n]*\n){0,60}?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_MARKER = re.compile(r" *([-*+]|\d{1,9}[.])( +)(?=\S)")
_RULE = re.compile(r" {0,3}(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_CODE_FROM = 4  # columns: beyond, a line is code
_KEY = re.compile(r"([A-Za-zÀ-ÿ_-]{2,30})[ \t]*:[ \t]*(.*)")
_PROPERTIES = {
    **dict.fromkeys(("title", "titre"), "title"),
    **dict.fromkeys(("author", "authors", "auteur", "auteurs"), "author"),
    **dict.fromkeys(("subject", "description", "sujet", "objet", "résumé"), "subject"),
    **dict.fromkeys(("keywords", "tags", "mots-clés"), "keywords"),
    **dict.fromkeys(("lang", "language", "langue"), "language"),
    **dict.fromkeys(("date", "created"), "created"),
    **dict.fromkeys(("modified", "updated"), "modified"),
}


def _set_brackets_aside(source: str) -> str:
    """``source`` with the meaningless brackets of each paragraph replaced, in one pass over it."""
    characters = list(source)
    stack: list[int] = []
    aside: list[int] = []
    for match in re.finditer(r"\\.|\n[ \t]*\n|[\[\]]", source, re.S):
        mark, position = match.group(), match.start()
        if mark == "[":
            stack.append(position)
        elif mark == "]" and stack:
            opened = stack.pop()
            if len(stack) >= _DEEPEST:
                aside += (opened, position)
        elif mark == "]":
            aside.append(position)
        elif "\n" in mark:
            aside += stack
            stack = []
    for position in (*aside, *stack):
        characters[position] = _ASIDE[characters[position]]
    return "".join(characters)


def _nested_by_four(source: str) -> str:
    """``source`` with what stands within a list item moved to four spaces a level, all that Python-Markdown knows.

    Where an item's content begins is told as CommonMark does (0.31, 5.2): two columns after a bullet, three after "1.".
    """
    lines: list[str] = []
    contents: list[int] = []  # the column where the content of each open item begins
    fence, after_blank = "", False
    for line in source.split("\n"):
        indent = len(line) - len(line.lstrip(" "))
        opened = _FENCE.match(line)
        if opened or fence or not line.strip():
            fence = _fence(fence, opened, line)
            after_blank = not line.strip()
            lines.append(line)
            continue
        marker = None if _RULE.fullmatch(line) else _MARKER.match(line)
        if marker or after_blank:
            while contents and indent < contents[-1]:
                contents.pop()
        inner = indent - (contents[-1] if contents else 0)
        if marker and inner < _CODE_FROM:
            lines.append(" " * (4 * len(contents)) + line[indent:])
            contents.append(marker.end() if len(marker[2]) <= 4 else marker.end(1) + 1)
        else:
            lines.append(" " * (4 * len(contents) + inner) + line[indent:] if contents and inner >= 0 else line)
        after_blank = False
    return "\n".join(lines)


def _fence(fence: str, opened: re.Match[str] | None, line: str) -> str:
    """The fence that is open after ``line``, "" when none is."""
    if not fence:
        return opened[1] if opened else ""
    return "" if opened and opened[1].startswith(fence) and line.strip() == opened[1] else fence


def to_html(source: str) -> str:
    """Python-Markdown's own output: not cleaned, never to be shown."""
    source = _nested_by_four(source.replace("\ufdd0", "\ufffd").replace("\ufdd1", "\ufffd"))
    if "[" in source:
        source = _set_brackets_aside(source)
    converter = markdown.Markdown(
        extensions=["tables", "fenced_code", "footnotes", "sane_lists"],
        output_format="html",
    )
    try:
        return str(converter.convert(source)).translate(_BACK)
    except RecursionError as error:
        raise ReadFailure("bomb", "nested too deep") from error


def _with_document_links(block: Block) -> Block:
    """``[[Charte]]`` becomes the word « Charte », ``[[Charte|notre charte]]`` « notre charte », to ``doc:Charte``."""
    if block.kind == "code" or "[[" not in block.text:
        return block
    taken = [span for span in block.spans if span.kind in ("code", "link")]
    text, cut, links = "", 0, []
    moves: list[tuple[int, int]] = []  # (offset in the source, characters gone up to there)
    for match in _LINK.finditer(block.text):
        if any(span.start < match.end() and match.start() < span.end for span in taken):
            continue
        words = (match[2] or match[1]).lstrip("|").strip() or match[1].strip()
        text += block.text[cut : match.start()]
        links.append(Span(len(text), len(text) + len(words), "link", "doc:" + match[1].strip()))
        text += words
        cut = match.end()
        moves.append((match.end(), len(block.text[: match.end()]) - len(text)))
    text += block.text[cut:]

    def moved(offset: int) -> int:
        gone = [lost for end, lost in moves if end <= offset]
        return min(offset - (gone[-1] if gone else 0), len(text))

    spans = (replace(span, start=moved(span.start), end=moved(span.end)) for span in block.spans)
    return replace(block, text=text, spans=(*(span for span in spans if span.start < span.end), *links))


def blocks_of(source: str) -> list[Block]:
    """The blocks of a page without front matter; links between documents go to ``doc:<title or id>``."""
    return [_with_document_links(block) for block in html.blocks_of(to_html(source))]


def front_matter(source: str) -> tuple[dict[str, str], tuple[str, ...], str]:
    """Properties, names of the keys that are not kept, and the source that follows."""
    match = _FRONT.match(source)
    if not match:
        return {}, (), source
    found, unknown = {}, []
    for line in match[1].splitlines():
        entry = _KEY.match(line)
        if not entry:
            if line.strip():
                return {}, (), source  # two rules around ordinary text, not front matter
            continue
        name = _PROPERTIES.get(entry[1].lower())
        if name:
            found[name] = entry[2].strip().strip("\"'").strip("[]")
        else:
            unknown.append(entry[1])
    return found, tuple(unknown), source[match.end() :]


def extract(source: str) -> Extract:
    """The extract of a Markdown source. Raises ``ReadFailure("too_long")`` over ``MAX_SOURCE`` characters."""
    if len(source) > MAX_SOURCE:
        raise ReadFailure("too_long", f"{len(source)} characters")
    properties, unknown, body = front_matter(source)
    notices = plain.notices_on(source)
    if unknown:
        notices += (f"Champs d’en-tête non repris : {', '.join(unknown[:20])}.",)
    if is_laborious(body):
        return Extract(blocks=tuple(plain.blocks_of(body)), properties=properties, notices=(*notices, LABORIOUS_NOTICE))
    return Extract(blocks=tuple(blocks_of(body)), properties=properties, notices=notices)


def read(path: Path) -> Extract:
    """Reads a Markdown file in any of the encodings of plain text."""
    return extract(plain.read_text(path, MAX_SOURCE))


_MARKUP = (
    re.compile(r"^#{1,6} \S", re.M),
    re.compile(r"^(```|~~~)", re.M),
    re.compile(r"\[[^\]\n]+\]\([^)\n ]+\)"),
    re.compile(r"\[\[[^\[\]\n]+\]\]"),
    re.compile(r"^\|?[ :-]*-{3,}[ :-]*\|[ :|-]*$", re.M),
    re.compile(r"\*\*\S[^*\n]*\*\*"),
    re.compile(r"\A---\n(.+\n)*?---\n"),
)


def recognise(head: bytes, names: tuple[str, ...]) -> bool:
    """Text with two sorts of clear Markdown markup; ``formats.recognise`` also listens to the suffix."""
    if names or not plain.looks_like_text(head):
        return False
    text = plain.decode(head, cut=True).replace("\r\n", "\n")
    return sum(bool(pattern.search(text)) for pattern in _MARKUP) >= 2


FORMAT = Format("markdown", 2, "text/markdown", ".md", "Markdown", recognise, read)
