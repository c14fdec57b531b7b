"""Makes ODT files for the tests, from raw XML."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from repo_service.formats.opendocument.names import SPACES

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
DECLARED = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in SPACES.items() if prefix != "xml")


def p(inner: str, name: str = "") -> str:
    """A paragraph."""
    return f'<text:p text:style-name="{name}">{inner}</text:p>'


def h(inner: str, level: int = 1, more: str = "") -> str:
    """A heading."""
    return f'<text:h text:outline-level="{level}" {more}>{inner}</text:h>'


def span(inner: str, name: str) -> str:
    """Text in a style."""
    return f'<text:span text:style-name="{name}">{inner}</text:span>'


def style(name: str, text: str = "", family: str = "text", more: str = "") -> str:
    """A style with text properties."""
    inner = f"<style:text-properties {text}/>" if text else ""
    return f'<style:style style:name="{name}" style:family="{family}" {more}>{inner}</style:style>'


def listed(*items: str, name: str = "L", more: str = "") -> str:
    """A list; an item that is no XML becomes a paragraph."""
    inner = "".join(item if item.startswith("<text:list-") else li(item) for item in items)
    return f'<text:list text:style-name="{name}" {more}>{inner}</text:list>'


def li(*content: str, more: str = "") -> str:
    """An item of a list."""
    inner = "".join(part if part.startswith("<") else p(part) for part in content)
    return f"<text:list-item {more}>{inner}</text:list-item>"


def number(level: int, notation: str, more: str = "") -> str:
    """A numbered level of a list style."""
    return f'<text:list-level-style-number text:level="{level}" style:num-format="{notation}" {more}/>'


def list_style(*levels: str, name: str = "L") -> str:
    """A list style."""
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


def td(inner: str, more: str = "") -> str:
    """A cell."""
    content = inner if inner.startswith("<") else p(inner)
    return f"<table:table-cell {more}>{content}</table:table-cell>"


def tr(*cells: str, more: str = "") -> str:
    """A row."""
    inner = "".join(cell if cell.startswith("<table") else td(cell) for cell in cells)
    return f"<table:table-row {more}>{inner}</table:table-row>"


def table(*rows: str) -> str:
    """A table."""
    return f"<table:table>{''.join(rows)}</table:table>"


def note(sign: str, inner: str, kind: str = "footnote") -> str:
    """A note as it stands in the text."""
    body = f"<text:note-body>{p(inner)}</text:note-body>"
    return f'<text:note text:note-class="{kind}"><text:note-citation>{sign}</text:note-citation>{body}</text:note>'


def frame(inner: str) -> str:
    """A frame with a text box."""
    return f"<draw:frame><draw:text-box>{inner}</draw:text-box></draw:frame>"


def remark(inner: str, author: str = "Zoé Secrète") -> str:
    """A comment."""
    said = f"<dc:creator>{author}</dc:creator><dc:date>2024-05-01T09:00:00</dc:date>"
    return f"<office:annotation>{said}{p(inner)}</office:annotation>"


def tracked(*changes: tuple[str, str, str]) -> str:
    """Tracked changes: (identifier, insertion | deletion | format-change, deleted text)."""
    info = "<dc:creator>Claire Martin</dc:creator><dc:date>2024-03-12T10:00:00</dc:date>"
    regions = (
        f'<text:changed-region text:id="{identifier}"><text:{sort}>'
        f"<office:change-info>{info}</office:change-info>{p(gone) if gone else ''}</text:{sort}></text:changed-region>"
        for identifier, sort, gone in changes
    )
    return f"<text:tracked-changes>{''.join(regions)}</text:tracked-changes>"


def change(mark: str, identifier: str) -> str:
    """A mark of a tracked change: change, change-start or change-end."""
    return f'<text:{mark} text:change-id="{identifier}"/>'


def part(root: str, inner: str, doctype: str = "") -> str:
    """A whole part."""
    return f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:{root} {DECLARED}>{inner}</office:{root}>'


@dataclass
class TextFile:
    """An ODT file to be. ``automatic`` and ``styles`` are styles of the content and of the file, ``masters`` pages."""

    body: str = ""
    automatic: str = ""
    styles: str = ""
    masters: str = ""
    meta: str = ""
    doctype: str = ""
    members: dict[str, str | bytes] = field(default_factory=dict)

    def save(self, path: Path) -> Path:
        """Write it to ``path``."""
        text = f"<office:automatic-styles>{self.automatic}</office:automatic-styles>"
        text += f"<office:body><office:text>{self.body}</office:text></office:body>"
        looks = f"<office:styles>{self.styles}</office:styles>"
        looks += f"<office:master-styles>{self.masters}</office:master-styles>"
        members: dict[str, str | bytes] = {
            "mimetype": MEDIA_TYPE,
            "content.xml": part("document-content", text, self.doctype),
            "styles.xml": part("document-styles", looks),
            "meta.xml": part("document-meta", f"<office:meta>{self.meta}</office:meta>"),
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{SPACES["manifest"]}"/>',
        }
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in (members | self.members).items():
                stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                archive.writestr(name, data, stored)
        return path
