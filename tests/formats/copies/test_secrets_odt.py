"""OpenDocument: one secret token, planted wherever a file can tell of people, is nowhere in the copy for readers."""

from __future__ import annotations

import html
import zipfile
from pathlib import Path

import pytest

from repo_service.formats.base import Leaks
from repo_service.formats.odt import FORMAT
from repo_service.formats.odt_clean import clean
from tests.formats import samples
from tests.formats.build_odt import DECLARED, TextFile, change, frame, h, note, p, part, remark, span, style, tracked

SECRET = "Délatrice"
PLAIN = "delatrice"
DISK = f"file:///home/{PLAIN}"
SPACES = 'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0" '
CHANGES = tracked(("c1", "insertion", ""), ("c2", "deletion", SECRET)).replace("Claire Martin", SECRET)
DECLARATIONS = (
    f"<office:scripts><office:script>{SECRET}</office:script></office:scripts>"
    f'<office:forms><x:form xmlns:x="urn:{PLAIN}">{SECRET}</x:form></office:forms>'
    f'<text:user-field-decls><text:user-field-decl text:name="{SECRET}" office:string-value="{SECRET}"/>'
    "</text:user-field-decls>"
)
FIELDS = (
    "".join(
        f"<text:{name}>{SECRET}</text:{name}>"
        for name in ("author-name", "author-initials", "creator", "initial-creator", "printed-by", "sender-lastname")
    )
    + f'<text:file-name text:display="full">/home/{PLAIN}/x.odt</text:file-name>'
    f"<text:template-name>{DISK}</text:template-name>"
    f'<text:user-field-get text:name="{SECRET}">valeur</text:user-field-get>'
    f'<text:user-defined text:name="{SECRET}"> adopté</text:user-defined>'
    f'<text:database-display text:database-name="{PLAIN}" text:column-name="x"> fusionné</text:database-display>'
    f'<text:variable-set text:name="x" text:display="none">{SECRET}</text:variable-set>'
    f'<text:script script:language="x" xmlns:script="urn:x">{SECRET}</text:script>'
)
SHAPES = (
    f'<draw:frame draw:name="{SECRET}"><draw:object xlink:href="./Object 1"/>'
    '<draw:image xlink:href="./ObjectReplacements/Object 1"/></draw:frame>'
    '<draw:frame><draw:object xlink:href="./Object 2"/>'
    '<draw:image xlink:href="./ObjectReplacements/Object 2"/></draw:frame>'
    f'<draw:frame><draw:image xlink:href="Pictures/vu.png"/><svg:desc>{DISK}/portrait.png</svg:desc></draw:frame>'
    f'<draw:frame><draw:image xlink:href="{DISK}/portrait.png"/></draw:frame>'
)
BODY = (
    CHANGES
    + DECLARATIONS
    + h("Compte rendu")
    + p("Le bureau " + change("change-start", "c1") + "décide" + change("change-end", "c1") + change("change", "c2"))
    + p(remark(SECRET, SECRET) + span(SECRET, "Cache") + "montré" + note("1", "la note"))
    + p("par " + FIELDS)
    + p(f'<text:a xlink:href="{DISK}">au disque</text:a> <text:a xlink:href="https://exemple.fr/">au web</text:a>')
    + p(f'<loext:content-control {SPACES} loext:alias="{SECRET}">contrôlé</loext:content-control>')
    + f'<text:section text:name="s" text:protection-key="{PLAIN}"><text:section-source xlink:href="{DISK}"/>'
    + p("de la section")
    + "</text:section>"
    + p(frame(p("encadré")) + SHAPES)
)
VISIBLE = (
    *("Compte rendu", "Le bureau décide", "montré", "la note", "par valeur adopté fusionné", "au disque au web"),
    *("contrôlé", "de la section", "encadré", "en-tête"),
)
META = (
    "<dc:title>Compte rendu du bureau</dc:title><meta:creation-date>2025-02-10T10:00:00</meta:creation-date>"
    + "".join(f"<dc:{name}>{SECRET}</dc:{name}>" for name in ("creator", "subject", "description"))
    + "".join(f"<meta:{n}>{SECRET}</meta:{n}>" for n in ("initial-creator", "printed-by", "keyword", "generator"))
    + f'<meta:user-defined meta:name="{SECRET}">{SECRET}</meta:user-defined><meta:template xlink:href="{DISK}"/>'
)
CHART = f"<office:body><office:chart><!-- {SECRET} --><text:p>légende</text:p></office:chart></office:body>"
SHEET = f"<office:body><office:spreadsheet>{p(SECRET)}</office:spreadsheet></office:body>"
MEMBERS: dict[str, str | bytes] = {
    "settings.xml": part("document-settings", f"<x>{SECRET}</x>"),
    "manifest.rdf": f"<x>{SECRET}</x>",
    "layout-cache": SECRET.encode(),
    "Thumbnails/thumbnail.png": SECRET.encode(),
    "Configurations2/accelerator/current.xml": f"<x>{SECRET}</x>",
    "Basic/Standard/Module1.xml": f"<x>{SECRET}</x>",
    "Scripts/python/x.py": f"# {SECRET}",
    "Versions/Version1": SECRET.encode(),
    "VersionList.xml": f"<x>{SECRET}</x>",
    "META-INF/documentsignatures.xml": f"<x>{SECRET}</x>",
    "Pictures/vu.png": samples.png(),
    "Pictures/parti.png": samples.png() + SECRET.encode(),
    "Object 1/content.xml": part("document-content", CHART),
    "Object 1/meta.xml": part("document-meta", f"<office:meta><dc:creator>{SECRET}</dc:creator></office:meta>"),
    "Object 1/settings.xml": part("document-settings", SECRET),
    "Object 2/content.xml": part("document-content", SHEET),
    "ObjectReplacements/Object 1": b"GDI 1",
    "ObjectReplacements/Object 2": b"GDI 2",
    f"{PLAIN}.bin": b"x",
}
ENTRIES = "".join(
    f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
    for name in ("/", "content.xml", "styles.xml", "meta.xml", "Object 1/", *MEMBERS)
)
HEADER = f"<style:header>{p('en-tête <text:author-name>' + SECRET + '</text:author-name>')}</style:header>"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The file that names her, and its copy."""
    folder = tmp_path_factory.mktemp("secrets")
    manifest = f"<manifest:manifest {DECLARED}>{ENTRIES}</manifest:manifest>"
    source = TextFile(
        BODY,
        automatic=style("Cache", 'text:display="none"', more=f'loext:x="{SECRET}" {SPACES}'),
        masters=f'<style:master-page style:name="Standard">{HEADER}</style:master-page>',
        meta=META,
        members={**MEMBERS, "META-INF/manifest.xml": manifest},
    ).save(folder / "source.odt")
    with zipfile.ZipFile(source, "a") as archive:
        archive.comment = SECRET.encode()
    clean(source, folder / "target.odt")
    return source, folder / "target.odt"


def told(path: Path) -> str:
    """All that a file tells, unpacked, entities undone: without accents, in lower case."""
    with zipfile.ZipFile(path) as archive:
        data = [archive.comment, *(f"{name}\n".encode() + archive.read(name) for name in archive.namelist())]
    return "\n".join(html.unescape(one.decode("utf-8", "replace")) for one in data).casefold().replace("é", "e")


def test_the_secret_is_nowhere_in_the_copy(files: tuple[Path, Path]) -> None:
    source, target = files
    assert told(source).count(PLAIN) > 50
    assert PLAIN not in told(target)


def test_what_is_seen_is_all_there(files: tuple[Path, Path]) -> None:
    source, target = (FORMAT.read(path) for path in files)
    text = "\n".join(block.text for block in target.blocks)
    assert [words for words in VISIBLE if words not in text] == []
    assert [block.text for block in source.blocks] == [block.text for block in target.blocks]
    assert target.leaks == Leaks()
    assert target.properties == {"title": "Compte rendu du bureau", "created": "2025-02-10T10:00:00"}


def test_the_copy_holds_what_it_shows_and_lists_it(files: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(files[1]) as archive:
        names, manifest = set(archive.namelist()), archive.read("META-INF/manifest.xml").decode()
    assert names == {
        *("mimetype", "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml", "Object 1/content.xml"),
        *("Pictures/vu.png", "ObjectReplacements/Object 1", "ObjectReplacements/Object 2"),
    }
    listed = {part.split('"')[0] for part in manifest.split('full-path="')[1:]}
    assert listed == (names - {"mimetype", "META-INF/manifest.xml"}) | {"/", "Object 1/"}
