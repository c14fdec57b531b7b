"""A further version of another kind of file, or one that cannot be read: accepted, said, the former text stays."""

from __future__ import annotations

from tests.formats import samples
from tests.services import acts
from tests.web import bad_files
from tests.web.conftest import Site
from tests.web.visits import says, sound


def test_a_version_of_another_format_is_kept_and_says_so(site: Site) -> None:
    public_id = site.world.file(samples.docx(), "note.docx", title="Note").public_id
    acts.refile(site.world, public_id, samples.pdf(), name="note.pdf", title="Note")
    page = site.reader.get(f"/documents/{public_id}")
    assert says(page, "Cette version est d’un autre format (PDF) que la version 1 (Word).")
    assert f"/documents/{public_id}/compare/1...2" in page.text
    assert not says(site.reader.get(f"/documents/{public_id}/versions/1"), "autre format")
    acts.refile(site.world, public_id, samples.pdf([["Autre page."]]), name="note-2.pdf", title="Note")
    assert not says(site.reader.get(f"/documents/{public_id}"), "autre format")
    sound(site.world, strays=True)


def test_a_corrupt_second_file_is_kept_and_the_former_text_stays_within_reach(site: Site) -> None:
    public_id = site.world.file(samples.docx(), "note.docx", title="Note").public_id
    damaged = bad_files.cut_word()
    acts.refile(site.world, public_id, damaged, name="note.docx", title="Note")
    document = acts.latest(site.world, public_id)
    assert (document.current_number, document.latest_number) == (2, 2)
    page = site.secretary.get(f"/documents/{public_id}")
    assert page.status_code == 200
    assert says(page, "fichier est conservé")
    assert says(page, "Lire le texte de la version 1")
    assert f'href="/documents/{public_id}/versions/1"' in page.text
    assert site.secretary.get(f"/documents/{public_id}/versions/2/file").data == damaged
    first = site.secretary.get(f"/documents/{public_id}/versions/1")
    assert not says(first, "Lire le texte de la version")
    sound(site.world, strays=True)


def test_no_former_text_is_promised_where_there_is_none(site: Site) -> None:
    public_id = site.world.file(bad_files.cut_word(), "note.docx", title="Note").public_id
    acts.refile(site.world, public_id, b"\x00\x01\x02", name="note.bin", title="Note")
    assert not says(site.secretary.get(f"/documents/{public_id}"), "Lire le texte de la version")


def test_the_text_of_a_draft_that_one_may_not_see_is_not_promised(site: Site) -> None:
    public_id = site.world.file(bad_files.cut_word(), "note.docx", title="Note", visibility="public").public_id
    acts.refile(site.world, public_id, "Un texte secret.", title="Note", state="draft")
    acts.refile(site.world, public_id, b"\x00\x01\x02", name="note.bin", title="Note", state="published")
    page = site.reader.get(f"/documents/{public_id}")
    assert not says(page, "Lire le texte de la version")
    assert not says(page, "version 2 (")
    assert says(site.secretary.get(f"/documents/{public_id}"), "Lire le texte de la version 2")
