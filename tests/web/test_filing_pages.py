"""The pages on which people file: what they promise is what is set, and what was typed stays."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from repo_service.formats.isolate import Reader
from tests.conftest import with_token
from tests.web.conftest import Site, open_site
from tests.web.visits import drop, says, words


def fields(page: str, name: str) -> list[tuple[str, str]]:
    """(identifier of the file, value) of each field of that name on a review page."""
    return re.findall(rf'name="(\w+)-{name}" type="text" value="([^"]*)"', page)


def test_putting_one_file_aside_keeps_what_was_typed_for_the_others(site: Site) -> None:
    client = site.secretary
    sent = drop(client, ("un.txt", b"Premier texte."), ("deux.txt", b"Deuxi\xc3\xa8me texte."))
    review = sent.headers["Location"]
    (kept, _), (aside, _) = fields(client.get(review).text, "title")
    typed = {f"{kept}-title": "Un titre choisi", f"{kept}-date": "le mois prochain", f"{kept}-kind": "report"}
    left = client.post(review, data=with_token(client, review, discard=aside, **typed))
    assert left.status_code == 200
    assert says(left, "Le fichier a été écarté.")
    assert fields(left.text, "title") == [(kept, "Un titre choisi")]
    assert fields(left.text, "date") == [(kept, "le mois prochain")]
    assert '<option value="report" selected>' in words(left)
    last = client.post(review, data=with_token(client, review, discard=kept))
    assert (last.status_code, last.headers["Location"]) == (303, "/documents/new")


@pytest.mark.parametrize(("days", "sentence"), [("7", "effacé après 7 jours."), ("1", "effacé après 1 jour.")])
def test_the_upload_page_says_how_long_a_file_waits(
    tmp_path: Path, empty_storage: Path, reader: Reader, days: str, sentence: str
) -> None:
    site = open_site(tmp_path, empty_storage, reader, INTAKE_DAYS=days)
    drop(site.secretary, ("attente.txt", b"Un texte."))
    assert says(site.secretary.get("/documents/new"), sentence)
    site.world.repository.store.close()


@pytest.mark.parametrize("path", ["/", "/documents/new"])
def test_forms_that_take_files_tell_the_largest_sending(site: Site, path: str) -> None:
    page = site.secretary.get(path)
    assert f'data-max="{site.world.repository.settings.max_upload}"' in page.text
    assert says(page, "rien n’a été déposé, vos fichiers sont intacts")
