"""Word: one secret token, planted wherever a file can tell of people, is nowhere in the copy for readers."""

from __future__ import annotations

import html
import zipfile
from pathlib import Path

import docx
import pytest

from repo_service.formats.base import Leaks
from repo_service.formats.docx import FORMAT
from repo_service.formats.docx_clean import clean
from tests.formats import samples
from tests.formats.build_word import NAMESPACES, R, p, r, sdt, style, tbl, text_box, tr, wml
from tests.formats.samples import zipped

SECRET = "Délatrice"
PLAIN = "delatrice"  # as it stands in addresses and paths
DISK = f"file:///C:/Users/zoe.{PLAIN}"
WHO = f'w:author="Zoé {SECRET}" w:date="2025-01-01T00:00:00Z"'
OFFICE = "application/vnd.openxmlformats-officedocument"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
REVEALED = f"""
<w:p><w:pPr><w:rPr><w:del w:id="3" {WHO}/></w:rPr><w:pPrChange w:id="4" {WHO}><w:pPr/></w:pPrChange></w:pPr>
<w:ins w:id="1" {WHO}><w:r w:rsidR="00DE1A7C"><w:t>inséré</w:t></w:r></w:ins>
<w:del w:id="2" {WHO}><w:r><w:delText>{SECRET}</w:delText><w:drawing><a:blip r:embed="gone"/></w:drawing></w:r></w:del>
<w:commentRangeStart w:id="0"/><w:r><w:t xml:space="preserve"> commenté</w:t></w:r><w:commentRangeEnd w:id="0"/>
<w:r><w:commentReference w:id="0"/></w:r></w:p>
<w:p><w:permStart w:id="9" w:ed="zoe@{PLAIN}.example"/><w:r><w:t>permis</w:t></w:r><w:permEnd w:id="9"/></w:p>
<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{SECRET}</w:t></w:r><w:r><w:t>montré</w:t></w:r></w:p>
<w:p><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>noté</w:t></w:r></w:p>"""
FIELDS = f"""
<w:p><w:r><w:t>par </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"><w:fldData>{SECRET}</w:fldData></w:fldChar></w:r>
<w:r><w:instrText> AUTHOR </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>
<w:r><w:t>Zoé {SECRET}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
<w:fldSimple w:instr=" LASTSAVEDBY "><w:r><w:t>{SECRET}</w:t></w:r></w:fldSimple>
<w:fldSimple w:instr=" DOCVARIABLE {PLAIN} "><w:r><w:t>variable</w:t></w:r></w:fldSimple></w:p>
<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="{PLAIN}"/><w:helpText w:val="{SECRET}"/>
<w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData></w:fldChar></w:r>
<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
<w:r><w:t>coché</w:t></w:r></w:p>"""
CONTROLS = f"""
<w:sdt><w:sdtPr><w:alias w:val="Auteur"/><w:tag w:val="{SECRET}"/><w:placeholder><w:docPart w:val="{SECRET}"/>
</w:placeholder><w:dataBinding w:xpath="/{PLAIN}" w:storeItemID="{{1}}"/></w:sdtPr>
<w:sdtContent>{p("lié")}</w:sdtContent></w:sdt>
<w:p><w:smartTag w:uri="urn:x" w:element="y"><w:smartTagPr><w:attr w:name="n" w:val="{SECRET}"/></w:smartTagPr>
<w:r><w:t>reconnu</w:t></w:r></w:smartTag>
<w:hyperlink r:id="disk"><w:r><w:t xml:space="preserve"> lien au disque</w:t></w:r></w:hyperlink>
<w:hyperlink r:id="web"><w:r><w:t xml:space="preserve"> lien au web</w:t></w:r></w:hyperlink></w:p>"""
DRAWINGS = f"""
<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="{SECRET}" descr="C:\\Users\\{PLAIN}\\portrait.png">
<a:hlinkClick r:id="disk"/></wp:docPr><a:graphic><a:graphicData><a:blip r:embed="seen" r:link="disk"/></a:graphicData>
</a:graphic></wp:inline></w:drawing></w:r></w:p>
<w:p><w:r><w:pict><v:shape o:gfxdata="{SECRET}" href="{DISK}/x.docx" alt="Plan"><v:textbox><w:txbxContent>{p("encadré")}
</w:txbxContent></v:textbox></v:shape></w:pict></w:r><w:r><w:object><v:shape><v:imagedata r:id="seen" o:title="{DISK}"
/></v:shape><o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" r:id="book"/></w:object></w:r></w:p>
<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id="chart"/></a:graphicData></a:graphic>
</wp:inline></w:drawing></w:r></w:p>"""
BODY = (
    p("Compte rendu")
    + REVEALED
    + FIELDS
    + CONTROLS
    + DRAWINGS
    + text_box(p("au bord")).join(("<w:p>", "</w:p>"))
    + sdt(p("contrôlé"))
    + tbl(tr("case", "cellule"))
    + '<w:sectPr><w:headerReference w:type="default" r:id="head"/><w:printerSettings r:id="printer"/></w:sectPr>'
)
VISIBLE = (
    *("Compte rendu", "inséré commenté", "permis", "montré", "noté", "par ", "variable", "coché", "lié", "reconnu"),
    *("lien au disque", "lien au web", "encadré", "au bord", "contrôlé", "case", "cellule", "en-tête", "la note"),
)
SETTINGS = f"""<w:attachedTemplate r:id="template"/><w:documentProtection w:edit="none" w:hash="{PLAIN}"/>
<w:mailMerge><w:query w:val="SELECT {SECRET}"/><w:dataSource r:id="merge"/></w:mailMerge><w:evenAndOddHeaders/>
<w:trackRevisions/><w:docVars><w:docVar w:name="auteur" w:val="{SECRET}"/></w:docVars><w:compat><w:compatSetting
 w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>"""
CORE = f"""<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>Compte rendu du bureau</dc:title>
{"".join(f"<dc:{name}>{SECRET}</dc:{name}>" for name in ("creator", "subject", "description", "identifier"))}
{"".join(f"<cp:{n}>{SECRET}</cp:{n}>" for n in ("lastModifiedBy", "keywords", "category", "contentStatus", "version"))}
<dcterms:created xsi:type="dcterms:W3CDTF">2025-02-10T10:00:00Z</dcterms:created></cp:coreProperties>"""
APP = f"""<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">
{"".join(f"<{n}>{SECRET}</{n}>" for n in ("Template", "Company", "Manager", "HyperlinkBase", "Application"))}
</Properties>"""
CHART = f"""<!-- {SECRET} --><c:chartSpace {NAMESPACES}><c:pivotSource><c:name>[{SECRET}.xlsx]x</c:name></c:pivotSource>
<c:chart><c:ser><c:cat><c:strRef><c:f>'C:\\{PLAIN}\\[x.xlsx]F'!$A$1</c:f></c:strRef></c:cat></c:ser></c:chart>
<c:externalData r:id="rows"/></c:chartSpace>"""


def relations(*entries: tuple[str, str, str]) -> str:
    lines = (
        f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{target}" '
        f'TargetMode="{"External" if "://" in target else "Internal"}"/>'
        for key, kind, target in entries
    )
    text = f'<Relationships xmlns="{PACKAGE}">{"".join(lines)}</Relationships>'
    return text.replace(f"{R}/core-properties", f"{PACKAGE}/metadata/core-properties")


def content_types() -> str:
    """The types of all parts, of one unknown too."""
    parts = {
        "settings": "settings",
        "styles": "styles",
        "footnotes": "footnotes",
        "header1": "header",
        "comments": "comments",
        "people": "people",
    }
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{OFFICE}.wordprocessingml.{kind}+xml"/>'
        for name, kind in {"document": "document.main", "glossary/document": "document.glossary", **parts}.items()
    )
    defaults = "".join(
        f'<Default Extension="{suffix}" ContentType="{media}"/>'
        for suffix, media in (
            *(("rels", "application/vnd.openxmlformats-package.relationships+xml"), ("xml", "application/xml")),
            *(("png", "image/png"), ("bin", "application/octet-stream"), ("xlsx", "application/octet-stream")),
        )
    )
    return (
        f'<Types xmlns="{PACKAGE.replace("relationships", "content-types")}">{defaults}{types}'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties'
        f'+xml"/><Override PartName="/word/{PLAIN}.xml" ContentType="application/x-{PLAIN}"/></Types>'
    )


def parts() -> dict[str, str | bytes]:
    """The parts that Word reads."""
    return {
        "word/document.xml": wml("document", f"<w:body><!-- {SECRET} --><?zoe {SECRET}?>{BODY}</w:body>"),
        "word/_rels/document.xml.rels": relations(
            *((key, key, f"{key}.xml") for key in ("styles", "settings", "webSettings", "footnotes", "comments")),
            *(("people", "people", "people.xml"), ("head", "header", "header1.xml"), ("old", "header", "header2.xml")),
            *(("g", "glossaryDocument", "glossary/document.xml"), ("x", "customXml", "../customXml/item1.xml")),
            *(("disk", "hyperlink", f"{DISK}/x.docx"), ("unused", "hyperlink", f"https://{PLAIN}.example/")),
            *(("web", "hyperlink", "https://exemple.fr/"), ("odd", "odd", f"{PLAIN}.xml")),
            *(("seen", "image", "media/vu.png"), ("gone", "image", "media/parti.png")),
            *(("book", "package", "embeddings/a.xlsx"), ("chart", "chart", "charts/chart1.xml")),
            *(("printer", "printerSettings", "printer.bin"), ("vba", "vbaProject", "vbaProject.bin")),
        ),
        "word/settings.xml": wml("settings", SETTINGS),
        "word/_rels/settings.xml.rels": relations(
            ("template", "attachedTemplate", f"{DISK}/modele.dotx"), ("merge", "mailMergeSource", f"{DISK}/liste.csv")
        ),
        "word/styles.xml": wml("styles", style("N", "Normal") + f"<w:rPrChange {WHO}/>"),
        "word/footnotes.xml": wml(
            "footnotes",
            "".join(f'<w:footnote w:id="{i}">{p(t)}</w:footnote>' for i, t in ((1, SECRET), (2, "la note"))),
        ),
        "word/header1.xml": wml("hdr", p(f'{r("en-tête")}<w:del w:id="1" {WHO}>{r(SECRET)}</w:del>')),
        "word/header2.xml": wml("hdr", p(SECRET)),
        "word/comments.xml": wml("comments", f'<w:comment w:id="0" {WHO} w:initials="{SECRET}">{p("x")}</w:comment>'),
        "word/people.xml": wml("people", f"<w:person {WHO}/>"),
        "word/webSettings.xml": wml("webSettings", f"<w:divs><w:div w:id='{PLAIN}'/></w:divs>"),
        "word/glossary/document.xml": wml("glossaryDocument", p(SECRET)),
        f"word/{PLAIN}.xml": f"<x>{SECRET}</x>",
        "word/charts/chart1.xml": CHART,
        "word/charts/_rels/chart1.xml.rels": relations(("rows", "package", "../embeddings/a.xlsx")),
        "word/embeddings/a.xlsx": zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": SECRET}),
        "word/media/vu.png": samples.png(),
        "word/media/parti.png": samples.png() + SECRET.encode(),
        "word/printer.bin": SECRET.encode("utf-16-le"),
        "word/vbaProject.bin": SECRET.encode(),
    }


def members() -> dict[str, str | bytes]:
    """A Word file whose every part, known or not, names Zoé Délatrice."""
    return {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relations(
            ("a", "officeDocument", "word/document.xml"),
            ("b", "core-properties", "docProps/core.xml"),
            ("c", "extended-properties", "docProps/app.xml"),
            ("d", "custom-properties", "docProps/custom.xml"),
            ("e", "thumbnail", "docProps/thumbnail.png"),
            ("f", "origin", "_xmlsignatures/origin.sigs"),
        ),
        **parts(),
        "customXml/item1.xml": f"<a>{SECRET}</a>",
        "customXml/_rels/item1.xml.rels": relations(("p", "customXmlProps", "itemProps1.xml")),
        "customXml/itemProps1.xml": f"<a>{SECRET}</a>",
        "docProps/core.xml": CORE,
        "docProps/app.xml": APP,
        "docProps/custom.xml": f"<Properties xmlns='urn:x'><property name='x'>{SECRET}</property></Properties>",
        "docProps/thumbnail.png": SECRET.encode(),
        "_xmlsignatures/origin.sigs": SECRET.encode(),
        "docMetadata/LabelInfo.xml": f"<x>{SECRET}</x>",
    }


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The file that names her, and its copy."""
    folder = tmp_path_factory.mktemp("secrets")
    source, target = folder / "source.docx", folder / "target.docx"
    source.write_bytes(zipped(members()))
    with zipfile.ZipFile(source, "a") as archive:
        archive.comment = SECRET.encode()
    clean(source, target)
    return source, target


def told(path: Path) -> str:
    """All that a file tells, unpacked, in every encoding, entities undone: without accents, in lower case."""
    with zipfile.ZipFile(path) as archive:
        data = [archive.comment, *(f"{name}\n".encode() + archive.read(name) for name in archive.namelist())]
    texts = [html.unescape(one.decode(encoding, "replace")) for one in data for encoding in ("utf-8", "utf-16-le")]
    return "\n".join(texts).casefold().replace("é", "e")


def test_the_secret_is_nowhere_in_the_copy(files: tuple[Path, Path]) -> None:
    source, target = files
    assert told(source).count(PLAIN) > 60
    assert PLAIN not in told(target)


def test_what_is_seen_is_all_there(files: tuple[Path, Path]) -> None:
    source, target = (FORMAT.read(path) for path in files)
    text = "\n".join(block.text for block in target.blocks)
    assert [words for words in VISIBLE if words.strip() not in text] == []
    assert [block.text for block in source.blocks] == [block.text for block in target.blocks]
    assert target.leaks == Leaks()
    assert target.properties == {"title": "Compte rendu du bureau", "created": "2025-02-10T10:00:00Z"}


def test_python_docx_reads_the_copy(files: tuple[Path, Path]) -> None:
    document = docx.Document(str(files[1]))
    assert [paragraph.text for paragraph in document.paragraphs][:1] == ["Compte rendu"]
    assert document.core_properties.author == ""
    assert document.sections[0].header.paragraphs[0].text == "en-tête"
    assert document.settings.odd_and_even_pages_header_footer


def test_pictures_and_links_to_the_web_stay(files: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(files[1]) as archive:
        assert archive.read("word/media/vu.png") == samples.png()
        assert b"https://exemple.fr/" in archive.read("word/_rels/document.xml.rels")
        assert "word/charts/chart1.xml" in archive.namelist()


def test_every_part_of_the_copy_is_led_to_and_typed(files: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(files[1]) as archive:
        names = set(archive.namelist())
        types = archive.read("[Content_Types].xml").decode()
    assert names == {
        *("[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/charts/chart1.xml"),
        *("word/charts/_rels/chart1.xml.rels", "word/_rels/document.xml.rels", "word/_rels/settings.xml.rels"),
        *(f"word/{part}.xml" for part in ("document", "styles", "settings", "footnotes", "header1")),
        "word/media/vu.png",
    }
    assert all(part.split('"')[0] in names for part in types.split('PartName="/')[1:])
