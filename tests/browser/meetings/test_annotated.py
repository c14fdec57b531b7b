"""A secretary drops the copy that a member annotated, and weighs its remarks; the member reads what became of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import measures
from tests.browser.conftest import Opener
from tests.browser.site import READER, SECRETARY, Site
from tests.browser.test_pages import whole
from tests.services.versions import copies


@pytest.mark.parametrize("script", [True, False])
def test_an_annotated_copy_is_dropped_and_its_remarks_are_weighed(
    browse: Opener, site: Site, tmp_path: Path, script: bool
) -> None:
    said = {"kind": "minutes", "title": "Compte rendu à relire", "date": "2026-11-27"}
    document = site.file("cr.docx", copies.word(*copies.LINES), **said)["id"]
    copy = tmp_path / "copie.docx"
    copy.write_bytes(copies.by_paul())
    secretary, reader = browse(SECRETARY, script=script), browse(READER, script=script, width=320)
    secretary.goto(f"/documents/{document}")
    secretary.get_by_role("link", name="Déposer une copie annotée").click()
    secretary.get_by_label("Déposer une copie annotée").set_input_files(copy)
    secretary.get_by_role("button", name="Lire ses remarques").click()
    expect(secretary.get_by_text("4 remarques ajoutées, de 2 personnes.")).to_be_visible()
    if script:
        assert whole(secretary) == []
    secretary.get_by_role("button", name="Retenir – Remplacement proposé, Claire Martin").click()
    secretary.get_by_role("button", name="Écarter – Suppression proposée, Paul Roux").click()
    expect(secretary.get_by_text("4 remarques de 2 personnes, 2 à examiner")).to_be_visible()
    reader.goto(f"/documents/{document}")
    reader.get_by_role("link", name="4 remarques de 2 personnes, 2 à examiner").click()
    reader.get_by_text("Remarques déjà examinées").click()
    expect(reader.get_by_text("écartée", exact=True)).to_be_visible()
    expect(reader.get_by_role("button", name="Retenir")).to_have_count(0)
    if script:
        assert measures.sideways(reader) + measures.small_targets(reader) + measures.axe(reader) == []
