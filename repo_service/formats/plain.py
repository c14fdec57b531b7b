"""Plain text in the encodings that old machines left behind; guesses only paragraphs and lists."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from repo_service.domain.passages import Block
from repo_service.formats.base import MAX_CHARACTERS, Extract, Format, ReadFailure

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(set(range(1, 32)) - set(b"\t\n\r\f\v\x1a\x1b"))
_MOJIBAKE = re.compile("Ã[©¨ªª«®¯´»¢§\u00a0]|â€[™œ\u009d“”]|Å“|Â[«»°\u00a0]")
_MAC = re.compile(rb"[a-z][\x88\x8d\x8e\x8f\x90]")  # à ç é è ê of old Macintoshes, after a small letter
_WINDOWS = re.compile(rb"[A-Za-z][\xe0\xe7\xe8\xe9\xea]")  # the same letters of Windows
ITEM = re.compile(r"(?P<indent>[ \t]*)(?P<label>[-*•–—‣◦▪]|\(?\d{1,3}[.)°]|\(?[a-zA-Z]\))[ \t\u00a0]+(?=\S)")
MOJIBAKE_NOTICE = "Des accents semblent abîmés dans ce fichier (« Ã© » pour « é ») ; ils restent tels quels."


def _wide(head: bytes) -> str:
    """UTF-16 without a mark has a NUL every other byte: "utf-16-le", "utf-16-be", or "" if not."""
    half = max(1, len(head) // 2)
    even, odd = head[0::2].count(0) / half, head[1::2].count(0) / half
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else ""


def looks_like_text(head: bytes) -> bool:
    """Whether the first bytes of a file can be text: hardly any controls, few NULs unless UTF-16."""
    if not head:
        return False
    if any(head.startswith(bom) for bom, _ in _BOMS[1:]) or (len(head) > 3 and _wide(head)):
        text = decode(head, cut=True)
        return sum(not c.isprintable() and c not in "\t\n\r\f\v" for c in text) <= len(text) // 50
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls <= len(head) // 100 + (len(head) > 40) and head.count(0) <= len(head) // 5


def decode(data: bytes, *, cut: bool = False) -> str:
    """The text of ``data``: by its mark, then UTF-16 without mark, UTF-8, Mac Roman if its accents fit better, then
    Windows-1252, Latin-1.

    ``cut``: ``data`` is only the beginning of a file and may end in the middle of a character.
    """
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "") or _wide(data[:8192])
    if encoding:
        return data.decode(encoding, "replace").replace("\0", "")
    data = data.replace(b"\0", b"")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data, final=not cut)
    except UnicodeDecodeError:
        pass
    if len(_MAC.findall(data)) > len(_WINDOWS.findall(data)):
        return data.decode("mac-roman")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def read_text(path: Path, limit: int = MAX_CHARACTERS) -> str:
    """The decoded file with line ends as ``\\n``. ``ReadFailure`` when over ``limit`` or no text."""
    if path.stat().st_size > 4 * limit:
        raise ReadFailure("too_long", f"{path.stat().st_size} bytes")
    data = path.read_bytes()
    if not looks_like_text(data[:8192]):
        raise ReadFailure("not_a_document", "control characters")
    text = decode(data)
    if len(text) > limit:
        raise ReadFailure("too_long", f"{len(text)} characters")
    return re.sub("\r\n?|[\v\f\x85\u2028\u2029]", "\n", text)


def notices_on(text: str) -> tuple[str, ...]:
    """What to say about the text as a whole."""
    return (MOJIBAKE_NOTICE,) if len(_MOJIBAKE.findall(text, 0, 200_000)) >= 2 else ()


def _items_and_paragraphs(group: list[str]) -> Iterator[Block]:
    """Blocks of one group of lines without a blank line between them."""
    block: Block | None = None
    lines: list[str] = []
    for line in group:
        match = ITEM.match(line)
        if match and lines:
            yield _close(block, lines)
            lines = []
        if match:
            depth = len(match["indent"].expandtabs(4)) // 2 + 1
            block = Block("item", "", level=min(depth, 9), label=match["label"])
            lines = [line[match.end() :]]
        else:
            lines.append(line.strip(" \t"))
    if lines:
        yield _close(block, lines)


def _close(block: Block | None, lines: list[str]) -> Block:
    text = "\n".join(lines)
    return Block("item", text, level=block.level, label=block.label) if block else Block("paragraph", text)


def blocks_of(text: str, part: str = "body") -> Iterator[Block]:
    """Paragraphs (separated by blank lines; their own line ends are kept) and the items of obvious lists."""
    group: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.strip():
            group.append(line)
            continue
        for block in _items_and_paragraphs(group):
            yield Block(block.kind, block.text, level=block.level, label=block.label, part=part)
        group = []


def read(path: Path) -> Extract:
    """Reads ``path`` as plain text."""
    text = read_text(path)
    return Extract(blocks=tuple(blocks_of(text)), notices=notices_on(text))


def recognise(head: bytes, names: tuple[str, ...]) -> bool:
    """Anything that looks like text: asked last."""
    return not names and looks_like_text(head)


FORMAT = Format("text", 2, "text/plain", ".txt", "Texte brut", recognise, read)
