"""Pictures: kept, measured from their first bytes, never decoded here. Most are scans, which ``ocr`` may
read later.

An SVG is a picture too: it may carry scripts, so it is recognised in order never to be taken for a page or
a text.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path

from repo_service.formats import plain
from repo_service.formats.base import Extract, Format, ReadFailure

_TIFF = {b"II*\0": "<", b"MM\0*": ">"}
_SVG = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.{0,4000}?-->\s*)?(<!doctype\s+svg[^<]{0,4000}>\s*)?<(\w+:)?svg[\s>]",
    re.I | re.S,
)


def _png(file: bytes) -> tuple[int, int]:
    """PNG (W3C), chunk IHDR: width and height follow the signature and the chunk's length and name."""
    width, height = struct.unpack(">II", file[16:24])
    return width, height


def _jpeg(file: bytes) -> tuple[int, int]:
    """JPEG (ITU-T T.81): walks the segments to the first start of frame."""
    position = 2
    while position + 9 <= len(file):
        if file[position] != 0xFF:
            break
        marker = file[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", file[position + 5 : position + 9])
            return width, height
        position += 2 + int.from_bytes(file[position + 2 : position + 4], "big")
    raise ReadFailure("damaged", "no start of frame")


def _tiff(file: bytes) -> tuple[int, int]:
    """TIFF 6.0: tags 256 and 257 of the first directory."""
    order = _TIFF[file[:4]]
    (start,) = struct.unpack(order + "I", file[4:8])
    (count,) = struct.unpack(order + "H", file[start : start + 2])
    found = {}
    for index in range(count):
        entry = file[start + 2 + 12 * index : start + 14 + 12 * index]
        tag, kind = struct.unpack(order + "HH", entry[:4])
        if tag in (256, 257):
            (found[tag],) = struct.unpack(order + ("H" if kind == 3 else "I"), entry[8 : 10 if kind == 3 else 12])
    return found[256], found[257]


def _webp(file: bytes) -> tuple[int, int]:
    """WebP (RFC 9649): the extended, lossless and lossy headers each keep the size elsewhere."""
    if file[12:16] == b"VP8X":
        return 1 + int.from_bytes(file[24:27], "little"), 1 + int.from_bytes(file[27:30], "little")
    if file[12:16] == b"VP8L":
        bits = int.from_bytes(file[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", file[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _is_png(head: bytes) -> bool:
    return head.startswith(b"\x89PNG\r\n\x1a\n")


def _is_jpeg(head: bytes) -> bool:
    return head.startswith(b"\xff\xd8\xff")


def _is_tiff(head: bytes) -> bool:
    return head[:4] in _TIFF


def _is_webp(head: bytes) -> bool:
    return head.startswith(b"RIFF") and head[8:15] == b"WEBPVP8"


_MEASURES = ((_is_png, _png), (_is_jpeg, _jpeg), (_is_tiff, _tiff), (_is_webp, _webp))


def dimensions(path: Path) -> tuple[int, int]:
    """Width and height in pixels as announced. ``ReadFailure`` when it is no picture or cut short."""
    with path.open("rb") as file:
        data = file.read(4 * 2**20)  # a photograph may carry megabytes of remarks before its size
        if _is_tiff(data):
            file.seek(0)
            data = file.read(64 * 2**20)  # the directory may stand at the end
    for recognises, measure in _MEASURES:
        if recognises(data):
            try:
                return measure(data)
            except (struct.error, KeyError, IndexError) as error:
                raise ReadFailure("damaged", "no dimensions") from error
    raise ReadFailure("not_a_document", "no picture")


def read(path: Path) -> Extract:
    """No text yet; properties tell the size so that a person sees what it is."""
    width, height = dimensions(path)
    if not width or not height:
        raise ReadFailure("damaged", "no dimensions")
    return Extract(status="no_text", properties={"subject": f"{width} × {height} pixels"})


def _read_svg(path: Path) -> Extract:
    return Extract(status="unsupported", reason="unsupported")


def _is_svg(head: bytes, names: tuple[str, ...]) -> bool:
    return plain.looks_like_text(head) and bool(_SVG.match(plain.decode(head, cut=True).lstrip("\ufeff")))


FORMATS = (
    Format("png", 1, "image/png", ".png", "Image PNG", lambda head, names: _is_png(head), read),
    Format("jpeg", 1, "image/jpeg", ".jpg", "Image JPEG", lambda head, names: _is_jpeg(head), read),
    Format("tiff", 1, "image/tiff", ".tiff", "Image TIFF", lambda head, names: _is_tiff(head), read),
    Format("webp", 1, "image/webp", ".webp", "Image WebP", lambda head, names: _is_webp(head), read),
    Format("svg", 1, "image/svg+xml", ".svg", "Image SVG", _is_svg, _read_svg),
)
