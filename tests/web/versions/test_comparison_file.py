"""The download of a comparison as a Word file: what leaves, under which name, and for whom."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document
from flask.testing import FlaskClient

from repo_service import identifiers
from repo_service.services.versions import comparing
from tests.services import acts
from tests.web.conftest import Site

FIRST = "Le réseau mutualise ses achats.\n\nUn préavis de trois mois est donné par lettre."
SECOND = "Le réseau mutualise ses achats.\n\nUn préavis de six mois est donné par lettre."
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(scope="module")
def charter(site: Site) -> str:
    """A public document of two versions."""
    public_id = site.world.file(FIRST, title="Charte du réseau", visibility="public").public_id
    acts.refile(site.world, public_id, SECOND, title="Charte du réseau", visibility="public")
    return public_id


@pytest.fixture(scope="module")
def hidden(site: Site) -> str:
    """A document of the body alone, which the reader is not of."""
    said = {"visibility": "body", "bodies": (site.world.body,)}
    return site.world.file("Le mot outremer est secret.", title="Titre outremer", **said).public_id


def header(content: bytes) -> list[str]:
    """What heads the pages of a Word file."""
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).sections[0].header.paragraphs]


def test_the_file_is_sent_to_be_saved_under_a_readable_name(charter: str, site: Site) -> None:
    answer = site.visitor.get(f"/documents/{charter}/compare/1...2/word")
    assert (answer.status_code, answer.mimetype) == (200, WORD)
    said = answer.headers["Content-Disposition"]
    assert said == 'attachment; filename="Comparaison - Charte du reseau, versions 1 et 2.docx"; ' + (
        "filename*=UTF-8''Comparaison%20-%20Charte%20du%20r%C3%A9seau%2C%20versions%201%20et%202.docx"
    )
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_its_pages_are_headed_by_what_is_compared_and_the_summary(charter: str, site: Site) -> None:
    content = site.visitor.get(f"/documents/{charter}/compare/1...2/word").data
    assert header(content) == ["Comparaison : Charte du réseau, versions 1 et 2", "1 paragraphe modifié"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read("word/document.xml").decode()
    assert ">trois</w:delText>" in body
    assert ">six</w:t>" in body


def test_two_documents_are_both_named(charter: str, site: Site) -> None:
    other = site.world.file("Tout autre chose.", title="Convention", visibility="public").public_id
    content = site.visitor.get(f"/documents/{charter}/compare/2...1/word?with={other}").data
    assert header(content)[0] == "Comparaison : Charte du réseau, version 2, et Convention, version 1"


def test_what_did_not_change_is_not_sent_again(charter: str, site: Site) -> None:
    address = f"/documents/{charter}/compare/1...2/word"
    tag = site.visitor.get(address).headers["ETag"]
    again = site.visitor.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert site.visitor.get(address.replace("1...2", "2...1"), headers={"If-None-Match": tag}).status_code == 200


def test_a_request_for_the_head_gets_no_file(charter: str, site: Site) -> None:
    answer = site.visitor.head(f"/documents/{charter}/compare/1...2/word")
    assert (answer.status_code, answer.data) == (200, b"")


def test_a_version_compared_with_itself_is_a_file_without_changes(charter: str, site: Site) -> None:
    content = site.visitor.get(f"/documents/{charter}/compare/2...2/word").data
    assert header(content)[1] == "Même fichier."
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read("word/document.xml").decode()
    assert "<w:ins " not in body
    assert "<w:del " not in body


@pytest.mark.parametrize("numbers", ["1...9", "9...1", "0...1", "1..2", "-1...2", "a...b", "99999999999999999999...1"])
def test_versions_that_do_not_exist_are_not_found(numbers: str, charter: str, site: Site) -> None:
    assert site.administrator.get(f"/documents/{charter}/compare/{numbers}/word").status_code == 404


@pytest.mark.parametrize("other", ["nothing", "", "../x", "\x00"])
def test_a_bad_other_document_is_not_found_and_an_empty_one_is_none(other: str, charter: str, site: Site) -> None:
    answer = site.administrator.get(f"/documents/{charter}/compare/1...2/word", query_string={"with": other})
    assert answer.status_code == (404 if other else 200)


def test_a_hidden_document_is_no_side_of_a_file_and_answers_as_what_never_was(
    charter: str, hidden: str, site: Site
) -> None:
    never = identifiers.new()

    def essence(client: FlaskClient, path: str, name: str) -> tuple[int, str]:
        answer = client.get(path.format(name))
        text = re.sub(r'(name="csrf_token" value=")[^"]*', r"\1", answer.text)  # of this very second
        return answer.status_code, text.replace(name, "X")

    end = "compare/1...1/word?with="
    for path in (f"/documents/{charter}/{end}{{}}", f"/documents/{{}}/{end}{charter}"):
        for client in (site.reader, site.visitor):
            assert essence(client, path, hidden) == essence(client, path, never)
            assert essence(client, path, hidden)[0] == 404
        assert site.administrator.get(path.format(hidden)).status_code == 200


def test_a_draft_is_no_side_of_a_file_for_who_may_not_read_it(site: Site) -> None:
    public_id = site.world.file(FIRST, visibility="network", kind="charter", title="Charte en projet").public_id
    acts.refile(site.world, public_id, SECOND, kind="charter", title="Charte en projet", state="draft")
    address = f"/documents/{public_id}/compare/1...2/word"
    assert site.reader.get(address).status_code == 404
    assert site.administrator.get(address).status_code == 200


def test_a_withdrawn_document_gives_no_file(site: Site) -> None:
    public_id = site.world.file(FIRST, visibility="public", title="À retirer").public_id
    acts.put(site.world, public_id, "withdrawn")
    assert site.visitor.get(f"/documents/{public_id}/compare/1...1/word").status_code == 410


def test_texts_that_nobody_would_wait_for_are_refused(
    charter: str, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = site.world.file("Un texte bien trop long.", visibility="public").public_id
    monkeypatch.setattr(comparing, "MOST_CHARACTERS", 20)
    answer = site.visitor.get(f"/documents/{charter}/compare/1...1/word?with={other}")
    assert answer.status_code == 422
    assert "Content-Disposition" not in answer.headers


def test_the_words_around_the_file_are_in_the_language_of_the_person(charter: str, site: Site) -> None:
    answer = site.app.test_client().get(
        f"/documents/{charter}/compare/1...2/word", headers={"Accept-Language": "en"}
    )
    assert header(answer.data)[0].startswith(("Comparison", "Comparaison"))
