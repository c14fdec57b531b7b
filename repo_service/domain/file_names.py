"""Names of files that strangers chose, made fit to be kept, shown and sent back.

A name is only ever shown and offered for saving: nothing here or elsewhere opens a path made from it.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from repo_service.domain.passages import fold

MAX_CHARACTERS = 150
MAX_BYTES = 240  # file systems stop at 255 bytes, and browsers add " (1)"
_LAST_RESORT = "document"
_MAX_SUFFIX = 12  # characters, dot included: a longer "suffix" is part of the name

# What Windows refuses in a name; a folder's separators are cut off before.
_REPLACED = str.maketrans({":": "-", '"': "'", "<": "_", ">": "_", "|": "_", "?": "_", "*": "_"})
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)", re.IGNORECASE)
# Suffixes that say the same thing as the one that the content calls for: such a name stays as it was chosen.
_SAME = (
    {".htm", ".html", ".xhtml"},
    {".md", ".markdown", ".txt", ".text"},
    {".docx", ".docm", ".dotx", ".dotm"},
    {".odt", ".ott", ".fodt"},
    {".pptx", ".pptm", ".potx", ".ppsx"},
    {".xlsx", ".xlsm", ".xltx", ".ods", ".xls", ".xlsb"},
    {".jpg", ".jpeg"},
    {".tif", ".tiff"},
)
_TO_ASCII = str.maketrans(
    {
        "œ": "oe",
        "Œ": "OE",
        "æ": "ae",
        "Æ": "AE",
        "ß": "ss",
        "–": "-",
        "—": "-",
        "…": "...",
        "%": "_",
        "\\": "_",
    }
    | dict.fromkeys("’‘«»“”", "'")
)
_ATTR_CHAR = "!#$&+-.^_`|~"  # RFC 8187, besides letters and digits
# What people put behind a name to tell one state of a file from another, in the folded name.
_STAGE = re.compile(
    r"(?: |^)(?:(?:v|version|rev) ?\d+(?:\.\d+)*(?:bis|ter)?|\(\d{1,2}\)|v|vf|vdef|version|bis|ter|final|finale|"
    r"def|definitif|definitive|copie|copy|rev|revu|revue|relu|relue|corrige|corrigee|propre|new|nouveau|nouvelle|"
    r"projet|brouillon|draft|signe|signee)$"
)
_BETWEEN = re.compile(r"(?:(?<=\d)\.(?!\d)|(?<!\d)\.|[^\w().]|_)+")  # what parts words; a point between digits does not


def safe_name(raw: str, fallback: str, suffix: str) -> str:
    """The name to keep for a file that came as ``raw``: one line, no folder, nothing invisible, NFC.

    ``suffix`` (".docx") is what the content calls for: it is appended unless ``raw`` ends with it or an equal
    one, so that ``facture.pdf.exe`` cannot be offered as such; empty, it leaves the suffix of ``raw``.
    ``fallback`` serves when nothing of ``raw`` is left. At most 150 characters and 240 bytes of UTF-8, suffix
    included.
    """
    name = _cleaned(raw) or _cleaned(fallback) or _LAST_RESORT
    stem, own = _split(name)
    wanted = _cleaned(suffix).lower()
    if wanted and not _means_the_same(own, f".{wanted}"):
        stem, own = name, f".{wanted}"
    if _RESERVED.match(stem + own):
        stem = f"_{stem}"
    return _cut(stem, own) + own


def subject(name: str) -> str:
    """What a file is about, by its name: folded, without suffix and without what tells one state of it from another
    (« v2 », « final », « bis », « (1) »), so that ``CR_final_v3bis.docx`` and ``CR.docx`` are about the same.
    """
    known = _BETWEEN.sub(" ", fold(_split(_cleaned(name))[0])).strip()
    while (shorter := _STAGE.sub("", known)) not in {known, ""}:
        known = shorter
    return known


def content_disposition(name: str) -> str:
    """The value of a ``Content-Disposition`` header (RFC 6266) that has ``name`` saved, never opened.

    ``filename`` is its nearest ASCII; ``filename*`` carries it whole (RFC 8187), where it says more.
    """
    name = safe_name(name, _LAST_RESORT, "")
    decomposed = unicodedata.normalize("NFKD", name.translate(_TO_ASCII))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    ascii_name = re.sub(r'[^ -~]|["\\%]', "_", plain)
    header = f'attachment; filename="{ascii_name}"'
    if ascii_name == name:
        return header
    return f"{header}; filename*=UTF-8''{quote(name, safe=_ATTR_CHAR)}"


def _cleaned(raw: str) -> str:
    """The last component of a path, without what cannot be seen or kept. May be empty."""
    visible = "".join(_visible(char) for char in raw[: 20 * MAX_CHARACTERS] if char != "\0")
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", visible).strip(" ./\\"))[-1]
    return " ".join(last.translate(_REPLACED).split()).strip(" .")


def _visible(char: str) -> str:
    """Controls, format characters (bidirectional overrides, zero width), surrogates and non-characters go."""
    category = unicodedata.category(char)
    if char in "\t\r\n\v\f" or category in {"Zs", "Zl", "Zp"}:
        return " "
    return "" if category in {"Cc", "Cf", "Cs", "Cn", "Co"} else char


def _split(name: str) -> tuple[str, str]:
    stem, dot, end = name.rpartition(".")
    if not dot or not stem.strip(" .") or not end.isalnum() or len(end) >= _MAX_SUFFIX:
        return name, ""
    return stem, f".{end}"


def _means_the_same(own: str, wanted: str) -> bool:
    own = own.lower()
    return own == wanted or any(own in group and wanted in group for group in _SAME)


def _cut(stem: str, suffix: str) -> str:
    stem = stem[: MAX_CHARACTERS - len(suffix)]
    room = MAX_BYTES - len(suffix.encode())
    stem = stem.encode()[:room].decode(errors="ignore")
    return stem.rstrip(" .") or _LAST_RESORT
