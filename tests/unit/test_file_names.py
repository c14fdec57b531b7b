"""Names of files that strangers chose: nothing in them may hide, break a header or leave the folder."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from repo_service.domain.file_names import MAX_BYTES, MAX_CHARACTERS, content_disposition, safe_name, subject

HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from('./\\:"%;\r\n\0\t \u202e\u200b\u2066\u0301é’*?<>|~$()con'), st.characters(codec=None)
    ),
    max_size=400,
)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("CR CoPil 2024-03-12.docx", "CR CoPil 2024-03-12.docx"),
        ("C:\\Users\\anne\\Bureau\\CR.docx", "CR.docx"),
        ("../../etc/passwd", "passwd.docx"),
        ("dossier/compte rendu.docx", "compte rendu.docx"),
        ("CR\r\nSet-Cookie: a=b.docx", "CR Set-Cookie- a=b.docx"),
        ("CR\0.docx", "CR.docx"),
        ("facture\u202excod.exe", "facturexcod.exe.docx"),
        ("a\u200bb\ufeffc.docx", "abc.docx"),
        ("e\u0301te\u0301.docx", "été.docx"),
        ("Réunion du 12\u00a0mars.docx", "Réunion du 12 mars.docx"),
        ("CON.docx", "_CON.docx"),
        ("lpt1.docx", "_lpt1.docx"),
        ("nul", "_nul.docx"),
        ("contrat.docx", "contrat.docx"),
        ("rapport.docx. . .", "rapport.docx"),
        (".htaccess", "htaccess.docx"),
        ("CR du 12.03.2024", "CR du 12.03.2024.docx"),
        ("modèle.DOTX", "modèle.DOTX"),
        ("facture.pdf.exe", "facture.pdf.exe.docx"),
        ('le "bon" fichier?.docx', "le 'bon' fichier_.docx"),
        ("", "sans nom.docx"),
        ("...", "sans nom.docx"),
        ("\u202e\u200b", "sans nom.docx"),
    ],
)
def test_a_name_is_made_fit_to_be_shown_and_saved(raw: str, kept: str) -> None:
    assert safe_name(raw, "sans nom", ".docx") == kept


def test_a_name_of_300_characters_keeps_its_suffix() -> None:
    name = safe_name("x" * 300 + ".docx", "sans nom", ".docx")
    assert len(name) == MAX_CHARACTERS
    assert name.endswith("xx.docx")


def test_a_long_name_of_wide_characters_is_cut_between_characters() -> None:
    name = safe_name("漢" * 300 + ".pdf", "sans nom", ".pdf")
    assert re.fullmatch("漢+\\.pdf", name)
    assert MAX_BYTES - 3 < len(name.encode()) <= MAX_BYTES


def test_without_a_wanted_suffix_the_name_keeps_its_own() -> None:
    assert safe_name("plan.dwg", "sans nom", "") == "plan.dwg"
    assert safe_name("plan", "sans nom", "") == "plan"
    assert safe_name("", "", "") == "document"


@given(HOSTILE, st.sampled_from(["", ".docx", ".md"]))
@example("a" * 148 + ". .", ".docx")
def test_any_name_comes_out_short_visible_and_on_one_line(raw: str, suffix: str) -> None:
    name = safe_name(raw, "sans nom", suffix)
    assert 0 < len(name) <= MAX_CHARACTERS
    assert len(name.encode()) <= MAX_BYTES
    assert not set(name) & set('/\\:"<>|?*\0\r\n\t')
    assert {unicodedata.category(char) for char in name}.isdisjoint(
        {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}
    )
    assert name == name.strip(" .") == unicodedata.normalize("NFC", name)
    assert safe_name(name, "sans nom", suffix) == name


@given(HOSTILE)
def test_a_download_header_is_ascii_and_says_the_whole_name(raw: str) -> None:
    header = content_disposition(raw)
    match = re.fullmatch(
        r"attachment; filename=\"([ !#-\[\]-~]+)\"(?:; filename\*=UTF-8''([\w!#$&+.^`|~%-]+))?", header
    )
    assert match
    assert header.isascii()
    assert (unquote(match[2]) if match[2] else match[1]) == safe_name(raw, "document", "")


def test_a_french_name_is_sent_with_a_legible_fallback() -> None:
    assert content_disposition("Œuvres de l’été 100 %.pdf") == (
        'attachment; filename="OEuvres de l\'ete 100 _.pdf"; '
        "filename*=UTF-8''%C5%92uvres%20de%20l%E2%80%99%C3%A9t%C3%A9%20100%20%25.pdf"
    )


def test_a_plain_name_needs_no_second_form() -> None:
    assert content_disposition("CR 2024-03-12.docx") == 'attachment; filename="CR 2024-03-12.docx"'


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("CR_final_v3bis.docx", "cr"),
        ("CR.docx", "cr"),
        ("Charte_Estran.docx", "charte estran"),
        ("charte estran (2).odt", "charte estran"),
        ("Charte-Estran v1.2 VF.docx", "charte estran"),
        ("Modèle de charte version 2.docx", "modele de charte"),
        ("CR_CoPil_2024-03-12_relu.docx", "cr copil 2024 03 12"),
        ("2024.03.12 CR - définitif.odt", "2024.03.12 cr"),
        ("v2.docx", "v2"),
        ("", ""),
    ],
)
def test_the_subject_of_a_name_leaves_out_what_tells_one_state_of_a_file_from_another(name: str, about: str) -> None:
    assert subject(name) == about
