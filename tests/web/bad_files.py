"""Builds at run time the files that a repository should never be sent, and will be."""

from __future__ import annotations

import hashlib
import io
import zipfile

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject, NumberObject

from tests.formats import build_word, samples


def archive(members: dict[str, bytes]) -> bytes:
    """A zip of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


def word(members: dict[str, bytes]) -> bytes:
    """A sound Word file, some members of which are replaced or added."""
    with zipfile.ZipFile(io.BytesIO(samples.docx())) as file:
        sound = {name: file.read(name) for name in file.namelist()}
    return archive(sound | members)


def cut_word() -> bytes:
    """A Word file of which the last third never arrived."""
    whole = samples.docx()
    return whole[: len(whole) * 2 // 3]


def bomb() -> bytes:
    """A Word file of some sixty kilobytes with a part of sixty megabytes."""
    return word({"word/media/zeros.bin": bytes(1), "word/document.xml": _document(b" " * 60_000_000)})


def million_paragraphs() -> bytes:
    """A million paragraphs of one letter, in a hundred and some kilobytes."""
    return word({"word/document.xml": _document(b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 1_000_000)})


def _document(inner: bytes) -> bytes:
    return build_word.wml("document", "<w:body>MARK</w:body>").encode().replace(b"MARK", inner)


def doctype() -> bytes:
    """A Word file whose body begins with a document type."""
    return word({"word/document.xml": _declared(b"<!DOCTYPE w:document>")})


def entities() -> bytes:
    """A Word file that asks for a file of the machine, and for a billion laughs."""
    laughs = b'<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">'
    return word({"word/document.xml": _declared(b"<!DOCTYPE w:document [" + laughs + b"]>", b"&b;&x;")})


def _declared(declaration: bytes, inner: bytes = b"") -> bytes:
    whole = _document(b"<w:p><w:r><w:t>zinzolin " + inner + b"</w:t></w:r></w:p>")
    head, mark, rest = whole.partition(b"?>")
    return head + mark + declaration + rest


def many_members() -> bytes:
    """An archive in a Word file in an archive: sixty thousand members at the bottom."""
    bottom = io.BytesIO()
    with zipfile.ZipFile(bottom, "w", zipfile.ZIP_STORED) as file:
        for number in range(60_000):
            file.writestr(f"word/{number}.xml", b"")
    return bottom.getvalue()


def nested() -> bytes:
    """A sound Word file that carries the archive of sixty thousand members as an attachment."""
    return word({"word/embeddings/bottom.zip": many_members()})


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(samples.pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    return _written(writer)


def cyclic_pdf() -> bytes:
    """A PDF whose tree of pages is its own child."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(samples.pdf())))
    pages = writer.root_object["/Pages"]
    inner = pages.get_object()
    inner[NameObject("/Kids")] = ArrayObject([pages.indirect_reference, *inner["/Kids"], pages.indirect_reference])
    inner[NameObject("/Count")] = NumberObject(1_000_000)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


PAGE = (
    b"<html><head><title>Charte</title><script>alert('script')</script></head>"
    b"<body onload=\"alert('load')\">"
    b"<h1>Charte zinzolin</h1><p>Bonjour <img src=x onerror=\"alert('img')\"> "
    b"<a href=\"javascript:alert('a')\">ici</a></p>"
    b"<iframe src=\"https://example.org/\"></iframe></body></html>"
)
DRAWING = (
    b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert('load')\"><script>alert('script')</script>"
    b"<text>zinzolin</text></svg>"
)


def noise() -> bytes:
    """What begins like a zip and goes on like nothing."""
    return b"PK\x03\x04" + b"".join(hashlib.sha256(bytes([number])).digest() for number in range(200))
