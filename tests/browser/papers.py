"""Files that people bring: minutes in Word with a word of their own inside, with tracked changes, and a signed copy."""

from __future__ import annotations

import io
import uuid
import zipfile

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from fpdf import FPDF


def word() -> str:
    """A word that stands in no other file: letters only, so that it is one word for the search too."""
    return "z" + uuid.uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop"))[:11]


def minutes(inner: str, day: str = "8 décembre 2026", tracked: bool = False) -> bytes:
    """Minutes of the steering committee of the demonstration; ``inner`` stands in a table, deep in the text."""
    document = docx.Document()
    document.add_heading(f"Compte rendu du comité de pilotage du {day}", 0)
    document.add_paragraph("Présents : Hélène Vasseur, Anne-Laure Fontaine, Julien Robic. Excusée : Florence Kessler.")
    document.add_heading("Prêt entre bibliothèques", 1)
    document.add_paragraph("Le comité décide de prêter les revues anciennes pour deux semaines.")
    document.add_paragraph(" ".join(f"{word()} {word()}," for _ in range(40)))  # no two meetings say the same
    document.add_heading("Suites à donner", 1)
    table = document.add_table(rows=2, cols=3)
    row = ["Action", "Responsable", "Échéance", f"Rédiger la fiche {inner}", "J. Robic", "31 janvier 2027"]
    for cell, text in zip(table._cells, row, strict=True):
        cell.text = text
    if tracked:
        _track(document.add_paragraph("Le délai est de "), inner)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _track(paragraph: Paragraph, secret: str) -> None:
    """One deletion (``secret`` and the word "raturé") and one insertion, by Marion Delattre."""
    for tag, kind, text in (("w:del", "w:delText", f"quinze raturé{secret} jours"), ("w:ins", "w:t", "trente jours")):
        change = OxmlElement(tag)
        change.set(qn("w:id"), "9" if tag == "w:ins" else "8")
        change.set(qn("w:author"), "Marion Delattre")
        change.set(qn("w:date"), "2026-12-01T10:00:00Z")
        run, content = OxmlElement("w:r"), OxmlElement(kind)
        content.text = text
        run.append(content)
        change.append(run)
        paragraph._p.append(change)


CHARTER = (
    "Le réseau réunit les bibliothèques qui signent la présente charte et mettent en commun leurs collections.",
    "Chaque partenaire contribue selon ses moyens aux acquisitions, au catalogage et à la conservation des fonds.",
    "Le comité de pilotage se réunit trois fois par an et rend compte à l’assemblée de ce qu’il a décidé.",
    "Un partenaire peut quitter le réseau par lettre adressée au coordinateur, avec un préavis de six mois.",
    "Les documents numérisés restent la propriété de l’établissement qui en conserve les originaux.",
)


def charter(title: str, inner: str, **changes: str) -> bytes:
    """A charter in Word, with ``inner`` in every article so that it resembles no other; words are changed on demand."""
    document = docx.Document()
    document.add_heading(title, 0)
    for number, article in enumerate(CHARTER, 1):
        for old, new in changes.items():
            article = article.replace(old, new)
        document.add_heading(f"Article {number}", 1)
        document.add_paragraph(article.replace(" et ", f" et {inner} "))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def signed_copy(inner: str) -> bytes:
    """A PDF with a text layer."""
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    pdf.multi_cell(0, 8, f"Copie signee du compte rendu. Reference {inner}.")
    return bytes(pdf.output())


def inside(word_file: bytes) -> str:
    """Every part of a Word file as one text, to look for what must not be there."""
    with zipfile.ZipFile(io.BytesIO(word_file)) as package:
        parts = [name for name in package.namelist() if name.endswith(".xml")]
        return "\n".join(package.read(name).decode("utf-8", "replace") for name in parts)
