"""HTML to blocks: parsed and cleaned by nh3 as a browser would, then walked (Markdown and mail too).

Nothing of the page's own markup survives: blocks hold plain text, and links only to http, https and mailto.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

import lxml.etree
import lxml.html
import nh3

from repo_service.domain.passages import BODY, Block
from repo_service.formats import plain
from repo_service.formats.base import MAX_CHARACTERS, Extract, Format, ReadFailure
from repo_service.formats.shaping import walk
from repo_service.formats.shaping.effort import is_too_deep
from repo_service.formats.shaping.trees import remove

_ATTRIBUTES = {
    "a": {"href", "class"},
    "div": {"class"},
    "img": {"alt"},
    "li": {"id", "value"},
    "ol": {"start", "type"},
    "table": {"role"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_DROPPED = {"script", "style", "iframe", "object", "embed", "template", "svg", "title", "head", "del"}
_VOID = re.compile("<(br|hr|img)( [^<>]*)?>")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HEAD_PARSER = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
_SPACES = re.compile("[ \t\r\n\f]+")  # not U+00A0: it is typography, kept
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.I)
_SAFE_CHARSET = re.compile("us-ascii|iso-?8859|windows-?12|cp12|mac|koi8|big5|gb|shift|euc", re.I)
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.I)
_MAY_HIDE = re.compile(r"\shidden\b|display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|mso-hide", re.I)
SCHEMES = ("http:", "https:", "mailto:")


def _tree(cleaned: str) -> lxml.etree._Element:
    """The tree of what nh3 wrote, as XML: libxml2's own HTML parser would put some elements elsewhere again.

    It stops at 2,048 nested elements; that is refused here, for the text within would be lost in silence.
    """
    source = _VOID.sub(r"<\1\2/>", cleaned.replace("&nbsp;", "\u00a0"))
    source = f"<body>{_NOT_XML.sub(' ', source)}</body>"
    try:
        return lxml.etree.fromstring(source.encode(), lxml.etree.XMLParser(huge_tree=True, resolve_entities=False))
    except lxml.etree.XMLSyntaxError as error:
        raise ReadFailure("bomb" if "depth" in str(error) else "damaged", str(error)[:200]) from error


def _kept_attribute(tag: str, name: str, value: str) -> str:
    return value.replace("<", "‹")  # nh3 leaves it bare, XML does not allow it


def _without_hidden(markup: str) -> str:
    """``markup`` without the elements that say of themselves that they are not shown. A style sheet is not asked."""
    cleaned = nh3.clean(
        markup.encode("utf-8", "replace").decode(),
        tags=(walk.FLOW | walk.INLINE.keys() | {"br", "img", "span"}) - {"html", "body"},
        clean_content_tags=_DROPPED,
        attributes={"*": {"hidden", "style"}, **_ATTRIBUTES},
        attribute_filter=_marking_hidden,
        url_schemes={scheme.rstrip(":") for scheme in SCHEMES},
        link_rel=None,
    )
    root = _tree(cleaned)
    for element in [element for element in root.iter("*") if element.get("hidden") or element.get("style")]:
        remove(element)
    return str(lxml.etree.tostring(root, encoding="unicode", method="html"))


def _marking_hidden(tag: str, name: str, value: str) -> str | None:
    if name == "hidden":
        return "hidden"
    if name == "style":
        return "hidden" if _HIDING.search(value) else None
    return _kept_attribute(tag, name, value)


def blocks_of(markup: str, part: str = BODY) -> list[Block]:
    """The blocks of a page or fragment."""
    if is_too_deep(markup):
        raise ReadFailure("bomb", "nested too deep")
    if _MAY_HIDE.search(markup):
        markup = _without_hidden(markup)
    cleaned = nh3.clean(
        markup.encode("utf-8", "replace").decode(),
        tags=(walk.FLOW | walk.INLINE.keys() | {"br", "img"}) - {"html", "body"},
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        attribute_filter=_kept_attribute,
        url_schemes={scheme.rstrip(":") for scheme in SCHEMES},
        link_rel=None,
    )
    return walk.blocks_of_tree(_tree(cleaned), part, SCHEMES)


def decode(data: bytes) -> str:
    """The text of a page: by byte order mark, then ``<meta charset>``, then as plain text is."""
    declared = _CHARSET.search(data, 0, 4096)
    if declared and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = declared[1].decode("ascii", "replace")
        if _SAFE_CHARSET.match(name) and not name.lower().startswith(("utf", "iso-8859-1")):
            try:
                return data.decode(name)
            except (LookupError, UnicodeDecodeError):
                pass
    return plain.decode(data)


_META = {
    "author": "author",
    "dc.creator": "author",
    "dcterms.creator": "author",
    "description": "subject",
    "keywords": "keywords",
    "dc.date": "created",
    "dcterms.created": "created",
    "dcterms.modified": "modified",
}


def properties_of(markup: str) -> dict[str, str]:
    """Title, language, author and dates, from the head of a page (its first 64 KiB)."""
    try:
        head = lxml.html.document_fromstring(markup[:65_536].encode("utf-8", "replace"), _HEAD_PARSER)
    except lxml.etree.LxmlError:
        return {}
    found = {"language": head.get("lang") or head.get("xml:lang") or ""}
    for meta in head.iter("meta"):
        if name := _META.get((meta.get("name") or "").lower()):
            found.setdefault(name, meta.get("content") or "")
    title = next(head.iter("title"), None)
    found["title"] = _SPACES.sub(" ", title.text_content()) if title is not None else ""
    return {name: value.strip() for name, value in found.items() if value.strip()}


def read(path: Path) -> Extract:
    """Reads a page; scripts, styles, frames and event handlers do not reach the blocks."""
    if path.stat().st_size > 4 * MAX_CHARACTERS:
        raise ReadFailure("too_long", "page")
    markup = decode(path.read_bytes())
    struck = len(re.findall("<del[ >]", markup, re.I))
    notices: tuple[str, ...] = (f"Passages barrés laissés de côté : {struck}.",) if struck else ()
    notices += plain.notices_on(markup)
    return Extract(blocks=tuple(blocks_of(markup)), properties=properties_of(markup), notices=notices)


_START = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.{0,4000}?-->\s*)?"
    r"<(!doctype\s+html|(html|head|body|meta|title|link|style|script|div|section|article|main|table|ul|ol|p|h[1-6])[\s>])",
    re.I | re.S,
)


def recognise(head: bytes, names: tuple[str, ...]) -> bool:
    """Begins, after comments, with a doctype, an outer element, or a block as saved fragments do."""
    if names or not plain.looks_like_text(head):
        return False
    return bool(_START.match(plain.decode(head, cut=True).lstrip("\ufeff")))


FORMAT = Format("html", 2, "text/html", ".html", "Page web", recognise, read)
