"""What every reader's blocks go through before they leave the child: one normal form, and the last caps.

Readers may then be simple-minded about composed accents, control characters and halves of
surrogate pairs: PDF, RTF and old mail give all three. Nothing here knows a format.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from repo_service.domain.passages import Block, Span, anchored
from repo_service.formats.base import MAX_BLOCKS, MAX_CHARACTERS, Comment, Extract, ReadFailure

# Everything that neither XML 1.0 nor PostgreSQL can hold, and the carriage returns that nobody wants.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_ENDS = " \t\n\u00a0"
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def _join_pair(match: re.Match[str]) -> str:
    return match.group().encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def clean_text(text: str) -> str:
    """``text`` in NFC, without characters that cannot be stored (each becomes a space or U+FFFD)."""
    if _FORBIDDEN.search(text):
        text = _PAIR.sub(_join_pair, text)
        text = _FORBIDDEN.sub(lambda match: " " if match.group() < " " else "\ufffd", text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _clean_spans(text: str, spans: tuple[Span, ...], length: int) -> tuple[Span, ...]:
    """``spans`` moved to where their ends fall in ``clean_text(text)``, which has ``length`` characters."""
    ends = sorted({offset for span in spans for offset in (span.start, span.end)})
    moved, position, before = {}, 0, 0
    for end in ends:
        position += len(clean_text(text[before:end]))
        moved[end], before = min(position, length), end
    return tuple(replace(span, start=moved[span.start], end=moved[span.end]) for span in spans)


def clean_block(block: Block) -> Block:
    """The same block with clean text, spans that still fit, and no white space at its ends."""
    text = clean_text(block.text)
    spans = block.spans if text == block.text else _clean_spans(block.text, block.spans, len(text))
    stripped = text.rstrip(_ENDS)
    lead = len(stripped) - len(stripped.lstrip(_ENDS)) if block.kind != "code" else 0
    stripped = stripped[lead:]
    if lead or len(stripped) < len(text):
        most = len(stripped)
        moved = (replace(s, start=max(s.start - lead, 0), end=min(s.end - lead, most)) for s in spans)
        spans = tuple(span for span in moved if span.start < span.end)
    cells = tuple(replace(cell, text=clean_text(cell.text).strip(_ENDS)) for cell in block.cells)
    label, revision = clean_text(block.label), clean_text(block.revision)
    if not cells and (stripped, label, revision) == (block.text, block.label, block.revision):
        return block  # nearly always, and a copy is dear a hundred thousand times
    return replace(block, text=stripped, label=label, revision=revision, cells=cells, spans=spans)


def _capped(blocks: Iterable[Block]) -> list[Block]:
    result: list[Block] = []
    characters = 0
    for block in blocks:
        characters += len(block.text)
        if len(result) >= MAX_BLOCKS or characters > MAX_CHARACTERS:
            raise ReadFailure("too_long", f"more than {MAX_BLOCKS} blocks or {MAX_CHARACTERS} characters")
        result.append(block)
    return result


def normal(extract: Extract) -> Extract:
    """``extract`` with clean text everywhere, empty blocks gone and every block anchored.

    A text without any word is ``no_text``. Raises ``ReadFailure("too_long")`` over the caps of ``base``.
    """
    blocks = (clean_block(block) for block in _capped(extract.blocks))
    kept = tuple(anchored(block for block in blocks if block.text or block.cells or block.label))
    status = extract.status
    if status == "read" and not any(any(map(str.isalnum, block.text)) for block in kept):
        status = "no_text"
    properties = {name: clean_text(value).strip()[:2000] for name, value in extract.properties.items()}
    comments = (Comment(clean_text(c.author), clean_text(c.date), clean_text(c.text)) for c in extract.comments)
    return replace(
        extract,
        status=status,
        blocks=kept,
        properties={name: value for name, value in properties.items() if value},
        comments=tuple(comments),
        notices=tuple(clean_text(notice) for notice in extract.notices),
    )
