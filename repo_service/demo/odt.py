"""Makes an OpenDocument text from a source: five small XML members in a ZIP. Tracked changes are not written here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from repo_service.demo.inline import Run, typeset
from repo_service.demo.sources import Block, Source
from repo_service.formats.shaping.fixed_zip import pack

_MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        *(("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("meta", "meta")),
        *(("fo", "xsl-fo-compatible"), ("manifest", "manifest")),
    )
)
_NAMESPACES = (
    f'{_SPACES} xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'office:version="1.3"'
)
_PROLOGUE = '<?xml version="1.0" encoding="UTF-8"?>\n'
_BREAK = "<text:line-break/>"


def build(source: Source) -> bytes:
    """The .odt of ``source``."""
    members = (
        ("mimetype", _MEDIA_TYPE),
        ("META-INF/manifest.xml", _manifest()),
        ("meta.xml", _meta(source)),
        ("styles.xml", _styles(source)),
        ("content.xml", _content(source)),
    )
    return pack(((name, text.encode()) for name, text in members), stored=frozenset({"mimetype"}))


def _manifest() -> str:
    entries = [
        ("/", _MEDIA_TYPE),
        *((name, "text/xml") for name in ("content.xml", "styles.xml", "meta.xml")),
    ]
    lines = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>' for path, kind in entries
    )
    space = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"'
    return f"{_PROLOGUE}<manifest:manifest {space}>{lines}</manifest:manifest>"


def _meta(source: Source) -> str:
    fields = (
        ("dc:title", source.title),
        ("meta:initial-creator", source.meta["Auteur"]),
        ("dc:creator", source.meta["Auteur"]),
        ("meta:creation-date", f"{source.day.isoformat()}T18:00:00"),
        ("dc:date", f"{source.day.isoformat()}T18:00:00"),
        ("dc:language", "fr-FR"),
        ("dc:subject", source.meta.get("Instance", "")),
    )
    lines = "".join(f"<{tag}>{escape(value)}</{tag}>" for tag, value in fields if value)
    return f"{_PROLOGUE}<office:document-meta {_NAMESPACES}><office:meta>{lines}</office:meta></office:document-meta>"


_PAGE = (
    '<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" '
    'fo:page-height="29.7cm" fo:margin="2.5cm"/></style:page-layout>'
)


def _styles(source: Source) -> str:
    """Named styles, bullets and numbers, then a page with its header and footer."""
    named = _style("Standard", "", 11) + _style("Title", "Standard", 18, bold=True)
    for level in (1, 2, 3):
        named += _style(f"Heading_20_{level}", "Standard", 15 - level, bold=True, outline=level)
    named += _style("Quotations", "Standard", 11, italic=True) + _lists(source)
    header = escape(typeset(source.meta.get("En-tête", "Consortium Estran")))
    footer = escape(typeset(source.meta.get("Pied de page", source.meta["Titre"])))
    page = (
        '<style:master-page style:name="Standard" style:page-layout-name="A4">'
        f"<style:header><text:p>{header}</text:p></style:header>"
        f"<style:footer><text:p>{footer} – page <text:page-number>1</text:page-number></text:p></style:footer>"
        "</style:master-page>"
    )
    return (
        f"{_PROLOGUE}<office:document-styles {_NAMESPACES}><office:styles>{named}</office:styles>"
        f"<office:automatic-styles>{_PAGE}</office:automatic-styles>"
        f"<office:master-styles>{page}</office:master-styles></office:document-styles>"
    )


def _lists(source: Source) -> str:
    numbering = source.numbering
    padded = "%01" in numbering.pattern
    before, _, after = numbering.pattern.replace("%01", "%1").partition("%1")
    bullets = "".join(
        f'<text:list-level-style-bullet text:level="{level}" text:bullet-char="{mark}"/>'
        for level, mark in ((1, "•"), (2, "–"), (3, "▪"))
    )
    numbers = (
        f'<text:list-level-style-number text:level="1" style:num-format="{"01" if padded else "1"}" '
        f'text:start-value="{numbering.start}" style:num-prefix={quoteattr(before)} '
        f"style:num-suffix={quoteattr(after)}/>"
    )
    return (
        f'<text:list-style style:name="Puces">{bullets}</text:list-style>'
        f'<text:list-style style:name="Compte">{numbers}</text:list-style>'
    )


def _style(name: str, parent: str, size: int, *, bold: bool = False, italic: bool = False, outline: int = 0) -> str:
    about = f'style:name="{name}" style:family="paragraph"'
    about += f' style:parent-style-name="{parent}"' if parent else ""
    about += f' style:default-outline-level="{outline}"' if outline else ""
    form = f'fo:font-size="{size}pt"'
    form += ' fo:font-weight="bold"' if bold else ""
    form += ' fo:font-style="italic"' if italic else ""
    form += ' fo:language="fr" fo:country="FR"' if not parent else ""
    return (
        f'<style:style {about}><style:paragraph-properties fo:margin-bottom="0.2cm"/>'
        f"<style:text-properties {form}/></style:style>"
    )


def _text_style(name: str, form: str) -> str:
    return f'<style:style style:name="{name}" style:family="text"><style:text-properties {form}/></style:style>'


def _content(source: Source) -> str:
    automatic = _text_style("Gras", 'fo:font-weight="bold"') + _text_style("Ital", 'fo:font-style="italic"')
    body = "".join(_Writer(source).blocks())
    return (
        f"{_PROLOGUE}<office:document-content {_NAMESPACES}>"
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )


class _Writer:
    """Writes the blocks; counts the notes and the automatic numbers, so that a list goes on after other text."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._notes = 0
        self._tables = 0
        self._counted = 0

    def blocks(self) -> Iterator[str]:
        for block in self._source.blocks:
            yield self._table(block) if block.kind == "table" else self._paragraph(block)

    def _paragraph(self, block: Block) -> str:
        text = self._runs(block.runs)
        if block.kind == "heading":
            return (
                f'<text:h text:style-name="Heading_20_{block.level}" text:outline-level="{block.level}">{text}</text:h>'
            )
        if block.kind == "item":
            depth = block.level
            inner = "<text:list><text:list-item>" * (depth - 1) + f"<text:p>{text}</text:p>"
            return (
                f'<text:list text:style-name="Puces"><text:list-item>{inner}{"</text:list-item></text:list>" * depth}'
            )
        if block.auto:
            start = f' text:start-value="{self._source.numbering.start + self._counted}"'
            self._counted += 1
            item = f"<text:list-item{start}><text:p>{text}</text:p></text:list-item>"
            return f'<text:list text:style-name="Compte">{item}</text:list>'
        style = {"title": "Title", "quote": "Quotations"}.get(block.kind, "Standard")
        return f'<text:p text:style-name="{style}">{text}</text:p>'

    def _table(self, block: Block) -> str:
        self._tables += 1
        rows = []
        for index, row in enumerate(block.rows):
            header = block.headed and index == 0
            cells = "".join(self._cell(cell, bold=header) for cell in row)
            line = f"<table:table-row>{cells}</table:table-row>"
            rows.append(f"<table:table-header-rows>{line}</table:table-header-rows>" if header else line)
        columns = f'<table:table-column table:number-columns-repeated="{len(block.rows[0])}"/>'
        return f'<table:table table:name="Tableau{self._tables}">{columns}{"".join(rows)}</table:table>'

    def _cell(self, cell: tuple[Run, ...], *, bold: bool) -> str:
        text = self._runs(cell)
        text = f'<text:span text:style-name="Gras">{text}</text:span>' if bold else text
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    def _runs(self, parts: Iterable[Run]) -> str:
        return "".join(self._run(part) for part in parts if part.change != "deleted")

    def _run(self, part: Run) -> str:
        if part.note:
            return self._note(part.note)
        text = escape(part.text).replace("\n", _BREAK)
        if part.link:
            return f'<text:a xlink:type="simple" xlink:href={quoteattr(part.link)}>{text}</text:a>'
        for wanted, style in ((part.bold, "Gras"), (part.italic, "Ital")):
            text = f'<text:span text:style-name="{style}">{text}</text:span>' if wanted else text
        return text

    def _note(self, label: str) -> str:
        self._notes += 1
        number = self._notes
        text = self._runs(self._source.notes[label])
        return (
            f'<text:note text:id="ftn{number}" text:note-class="footnote">'
            f"<text:note-citation>{number}</text:note-citation><text:note-body><text:p>{text}</text:p></text:note-body></text:note>"
        )
