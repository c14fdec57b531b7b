"""The page where a text is discussed: reading, commenting a passage, answering, settling, taking back; and the API."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from markupsafe import Markup
from werkzeug.test import TestResponse

from repo_service.formats.isolate import Reader
from repo_service.services.versions.commenting import Overview
from repo_service.store import log
from repo_service.web.pages.versions import margin
from tests.conftest import bearer
from tests.services import acts
from tests.web.conftest import Site, open_site

TEXT = """# Charte

Le comité se réunit deux fois par an, à Valmorin.

Les frais sont partagés à parts égales.

| Poste | Part |
|---|---|
| Reliure | moitié |
"""
NEXT = """# Charte

Le comité se réunit trois fois par an, à Valmorin.

| Poste | Part |
|---|---|
| Reliure | moitié |
"""


def charter(site: Site, text: str = TEXT, **said: Any) -> str:
    said = {"title": "Charte du réseau", "kind": "charter"} | said
    return site.world.file(text, "charte.md", **said).public_id


def address(document: str, number: int = 1) -> str:
    return f"/documents/{document}/versions/{number}/discussion"


def anchors(site: Site, document: str, number: int = 1) -> dict[str, str]:
    """Wording -> anchor of each passage, as the API gives them."""
    answer = site.app.test_client().get(
        f"/api/v1/documents/{document}/versions/{number}/passages", headers=site.program("administrator")
    )
    return {row["text"]: row["anchor"] for row in answer.json["passages"]}


MEETS, COSTS = "Le comité se réunit deux fois par an, à Valmorin.", "Les frais sont partagés à parts égales."


def send(client: FlaskClient, path: str, page: str = "", **fields: str) -> TestResponse:
    html = client.get(page or path).text
    token = html.partition('name="csrf_token" value="')[2].partition('"')[0]
    return client.post(path, data={"csrf_token": token, **fields})


def main(answer: TestResponse) -> str:
    return answer.text.partition("<main")[2].partition("</main>")[0]


def test_an_empty_discussion_says_what_it_is_for_and_offers_the_first_step(site: Site) -> None:
    page = main(site.reader.get(address(charter(site))))
    assert "Personne n’a encore commenté ce texte." in page
    assert page.count("<textarea") == 1
    assert "Votre commentaire sur l’ensemble" in page
    assert 'href="?passage=p-' in page


def test_a_passage_is_commented_answered_settled_and_opened_again(site: Site) -> None:
    document = charter(site)
    passage = anchors(site, document)[MEETS]
    form = main(site.reader.get(f"{address(document)}?passage={passage}"))
    assert form.count("<textarea") == 1
    assert form.index(f'id="{passage}"') < form.index('id="form"') < form.index(COSTS)
    sent = send(site.reader, address(document), passage=passage, text="Deux <b>suffisent</b> ?\nOu trois.")
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{address(document)}#{passage}")
    page = main(site.secretary.get(address(document)))
    assert "Deux &lt;b&gt;suffisent&lt;/b&gt; ?\nOu trois." in page
    assert "1 commentaire, ouvert" in page
    made = re.search(r'id="c-(\w+)"', page)[1]  # type: ignore[index]
    answered = send(site.secretary, address(document), answers=made, text="Trois.")
    assert answered.headers["Location"] == f"{address(document)}#c-{made}"
    done = send(site.secretary, f"{address(document)}/{made}/resolve", address(document))
    assert (done.status_code, done.headers["Location"]) == (303, f"{address(document)}#c-{made}")
    settled = main(site.reader.get(address(document)))
    assert "Marqué comme réglé par Camille Secretary" in settled
    assert "Trois." in settled
    assert "1 commentaire, réglé" in settled
    assert f"?answers={made}" not in settled
    assert send(site.reader, f"{address(document)}/{made}/reopen", address(document)).status_code == 303
    assert "1 commentaire, ouvert" in main(site.reader.get(address(document)))


def test_what_is_taken_back_leaves_a_trace_without_words(site: Site) -> None:
    document = charter(site)
    send(site.reader, address(document), text="Un mot de trop")
    page = main(site.reader.get(address(document)))
    made = re.search(r'id="c-(\w+)"', page)[1]  # type: ignore[index]
    assert f"/{made}/withdraw" in page
    assert f"/{made}/withdraw" not in main(site.secretary.get(address(document)))
    assert send(site.secretary, f"{address(document)}/{made}/withdraw", address(document)).status_code == 403
    assert send(site.reader, f"{address(document)}/{made}/withdraw", address(document)).status_code == 303
    for client in (site.reader, site.secretary):
        page = main(client.get(address(document)))
        assert "commentaire retiré par son auteur" in page
        assert "Un mot de trop" not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": " \n "}, "Écrivez votre commentaire."),
        ({"text": "x" * 5_001}, "5\u00a0000 signes au plus"),
        ({"text": "Ma remarque", "passage": "p-0123456789"}, "Ce passage n’est pas dans cette version."),
        ({"text": "Ma remarque", "answers": "0123456789AB"}, "Ce commentaire n’existe pas sur cette version."),
    ],
)
def test_a_mistake_keeps_what_was_typed(site: Site, fields: dict[str, str], words: str) -> None:
    document = charter(site)
    answer = send(site.reader, address(document), **fields)
    assert answer.status_code == 422
    page = main(answer)
    assert words in page
    assert f">\n{fields['text']}</textarea>" in page
    assert "Personne n’a encore commenté" in page


def test_a_mistake_at_a_passage_is_told_at_that_passage(site: Site) -> None:
    document = charter(site)
    passage = anchors(site, document)[COSTS]
    page = main(send(site.reader, address(document), passage=passage, text=""))
    assert page.index(COSTS) < page.index('id="form"')
    assert f'name="passage" value="{passage}"' in page
    assert 'aria-invalid="true"' in page


def test_without_the_token_of_the_form_nothing_is_kept(site: Site) -> None:
    document = charter(site)
    assert site.reader.post(address(document), data={"text": "Sans jeton"}).status_code == 400
    assert "Sans jeton" not in site.reader.get(address(document)).text


def test_an_act_that_is_none_answers_as_what_is_not_there(site: Site) -> None:
    document = charter(site)
    assert send(site.reader, f"{address(document)}/nobody/resolve", address(document)).status_code == 404
    assert send(site.reader, f"{address(document)}/nobody/dance", address(document)).status_code == 404
    assert site.reader.get(address(document, 7)).status_code == 404


def test_a_visitor_is_sent_to_sign_in_and_learns_nothing(site: Site) -> None:
    document = charter(site, visibility="public")
    before = site.visitor.get(f"/documents/{document}").text
    send(site.reader, address(document), text="Entre nous")
    answer = site.visitor.get(address(document))
    assert (answer.status_code, "/sign-in" in answer.headers["Location"]) == (303, True)
    assert site.visitor.get(f"/documents/{document}").text == before
    assert "Discussion" not in before.partition("<main")[2]


# The page of the document


def test_the_page_of_a_document_tells_its_discussion_in_one_line_and_marks_its_passages(site: Site) -> None:
    document = charter(site)
    silent = main(site.reader.get(f"/documents/{document}"))
    assert "Commenter ce texte" in silent
    assert 'class="talk' not in silent
    found = anchors(site, document)
    for passage in (found[MEETS], found[MEETS], found["Reliure | moitié"], ""):
        send(site.reader, address(document), passage=passage, text="À revoir")
    page = main(site.reader.get(f"/documents/{document}"))
    assert "4 commentaires, tous ouverts" in page
    mark = f'<a class="talk no-print" href="{address(document)}#'
    assert f'id="{found[MEETS]}">{mark}{found[MEETS]}">2 commentaires</a>Le comité' in page
    assert f'<tr id="{found["Reliure | moitié"]}"><td>{mark}' in page
    assert page.count(mark) == 2
    assert "À revoir" not in page


def test_comments_follow_into_the_next_version_and_say_what_became_of_their_passages(site: Site) -> None:
    document = charter(site)
    found = anchors(site, document)
    for wording, text in ((MEETS, "Trop peu"), (COSTS, "Trop cher")):
        send(site.reader, address(document), passage=found[wording], text=text)
    acts.refile(site.world, document, NEXT, name="charte.md", title="Charte du réseau", kind="charter")
    page = main(site.reader.get(address(document, 2)))
    changed, gone = page.index("Trop peu"), page.index("Trop cher")
    assert page.index("Sur des passages qui ne sont plus dans le texte") < gone < page.index("Le texte, passage par")
    assert page.index("Le comité se réunit trois fois") < changed
    assert f'<a href="/documents/{document}/compare/1...2">Comparer avec la version 1</a>' in page
    assert f'href="{address(document)}#{found[COSTS]}"' in page
    assert "sur la version 1" in page
    shown = main(site.reader.get(f"/documents/{document}"))
    assert "2 commentaires, tous ouverts" in shown
    assert shown.count('class="talk') == 1
    assert "ancienne version" in main(site.reader.get(address(document)))


def test_on_a_draft_the_form_says_who_will_read(site: Site) -> None:
    document = charter(site, state="draft")
    assert "Cette version est un brouillon" in main(site.secretary.get(address(document)))
    assert site.reader.get(address(document)).status_code == 404


def test_a_file_without_a_text_is_commented_as_a_whole(site: Site) -> None:
    document = site.world.file(b"\x00\x01", "plan.bin", title="Plan").public_id
    page = main(site.reader.get(address(document)))
    assert "commentez-le dans son ensemble" in page
    assert send(site.reader, address(document), text="Illisible").status_code == 303


def test_the_places_to_fill_in_of_a_template_are_words(site: Site) -> None:
    document = charter(site, "Fait à {{ partenaire.adresse }}.", kind="template", title="Modèle")
    page = main(site.reader.get(address(document)))
    assert "{{" not in page
    assert "partenaire, adresse" in page


def test_a_withdrawn_document_shows_no_discussion_even_to_who_keeps_it(site: Site) -> None:
    document = charter(site)
    send(site.reader, address(document), text="Gardé pour nous")
    acts.put(site.world, document, "withdrawn")
    for client in (site.reader, site.secretary):
        for path in (address(document), f"{address(document)}?keep=1", f"/documents/{document}?keep=1"):
            answer = client.get(path)
            assert "Gardé pour nous" not in answer.text
            assert "1 commentaire" not in answer.text
        assert client.get(address(document)).status_code == 410


@pytest.mark.parametrize(
    ("threads", "waiting", "words"),
    [
        (1, 1, "1 commentaire, ouvert"), (1, 0, "1 commentaire, réglé"), (3, 0, "3 commentaires, tous réglés"),
        (3, 3, "3 commentaires, tous ouverts"), (3, 1, "3 commentaires, dont 1 ouvert"),
        (4, 2, "4 commentaires, dont 2 ouverts"),
    ],
)  # fmt: skip
def test_a_discussion_is_counted_in_words(site: Site, threads: int, waiting: int, words: str) -> None:
    with site.app.test_request_context("/"):
        assert margin.counted(threads, waiting) == words


def test_marks_leave_the_rest_of_a_text_as_it_is(site: Site) -> None:
    one, other, code = "p-0123456789", "p-0123456789-2", "p-abcdef0123"
    text = Markup(
        '<h2 id="p-aaaaaaaaaa">T</h2><p id="p-0123456789" class="heading">a &lt;p id="p-0123456789-2"&gt;</p>'
        '<ol class="labelled" role="list"><li id="p-0123456789-2">b</li></ol>'
        '<pre id="p-abcdef0123" tabindex="0"><code>c</code></pre><tr id="p-bbbbbbbbbb"><td colspan="2">d</td></tr>'
    )
    found = Overview(5, 5, {"p-aaaaaaaaaa": 1, one: 1, other: 2, code: 1, "p-bbbbbbbbbb": 1})
    with site.app.test_request_context("/"):
        marked = margin.marked(text, "ABCDEFGH0123", 2, found)
        assert margin.marked(text, "ABCDEFGH0123", 2, Overview()) is text
        assert margin.marked(text, "ABCDEFGH0123", 2, None) is text
    link = re.compile(r'<a class="talk no-print" href="/documents/ABCDEFGH0123/versions/2/discussion#([^"]*)">.*?</a>')
    assert link.findall(marked) == ["p-aaaaaaaaaa", one, other, code, "p-bbbbbbbbbb"]
    assert link.sub("", marked) == text
    assert '<td colspan="2"><a class="talk' in marked
    assert marked.startswith('<h2 id="p-aaaaaaaaaa"><a class="talk')
    assert '</ol><a class="talk' in marked


# Programs


def api(site: Site, role: str, method: str, path: str, json: Any = None) -> TestResponse:
    return site.app.test_client().open(
        f"/api/v1/documents/{path}", method=method, json=json, headers=site.program(role)
    )


def test_a_program_reads_writes_answers_settles_and_takes_back(site: Site) -> None:
    document = charter(site)
    passage, path = anchors(site, document)[MEETS], f"{document}/versions/1/comments"
    made = api(site, "reader", "POST", path, {"anchor": passage, "text": "Deux fois ?"})
    assert made.status_code == 201
    names = ("text", "anchor", "quote", "version", "stands", "changed", "author")
    assert {name: made.json[name] for name in names} == {
        "text": "Deux fois ?", "anchor": passage, "quote": MEETS, "version": 1, "stands": True, "changed": False,
        "author": "Camille Reader",
    }  # fmt: skip
    one = made.json["id"]
    assert made.json["url"].endswith(f"{address(document)}#c-{one}")
    answered = api(site, "secretary", "POST", path, {"answers": one, "text": "Oui."})
    assert [row["text"] for row in answered.json["answers"]] == ["Oui."]
    settled = api(site, "reader", "PATCH", f"{path}/{one}", {"resolved": True})
    assert (settled.status_code, settled.json["resolved_by"]) == (200, "Camille Reader")
    assert settled.json["resolved_at"]
    assert api(site, "reader", "PATCH", f"{path}/{one}", {"resolved": False}).json["resolved_at"] is None
    gone = api(site, "reader", "PATCH", f"{path}/{one}", {"withdrawn": True})
    assert (gone.json["withdrawn"], gone.json["text"]) == (True, "")
    listed = api(site, "reader", "GET", f"{path}?per_page=1").json
    assert (listed["total"], listed["page"], listed["per_page"], len(listed["comments"])) == (1, 1, 1, 1)


def test_a_program_learns_where_a_comment_stands_in_the_next_version(site: Site) -> None:
    document = charter(site)
    found = anchors(site, document)
    for wording in (MEETS, COSTS):
        api(site, "reader", "POST", f"{document}/versions/1/comments", {"anchor": found[wording], "text": "?"})
    acts.refile(site.world, document, NEXT, name="charte.md", title="Charte du réseau", kind="charter")
    now = api(site, "reader", "GET", f"{document}/versions/2/comments").json["comments"]
    there = anchors(site, document, 2)["Le comité se réunit trois fois par an, à Valmorin."]
    assert [(one["anchor"], one["stands"], one["stands_in"], one["changed"]) for one in now] == [
        (there, True, 2, True), (found[COSTS], False, 1, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [None, [], "texte", {"text": 3}, {"text": "a", "author": "moi"}, {"text": " "}, {"text": "a", "anchor": "p-0"},
     {"text": "a", "answers": "0"}],
)  # fmt: skip
def test_a_program_that_sends_something_else_is_told(site: Site, body: Any) -> None:
    document = charter(site)
    answer = api(site, "reader", "POST", f"{document}/versions/1/comments", body)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    "body", [None, {}, {"resolved": "yes"}, {"resolved": 1}, {"withdrawn": False}, {"text": "neuf"},
             {"resolved": True, "withdrawn": True}, {"resolved": [True]}],
)  # fmt: skip
def test_a_comment_is_changed_in_three_ways_only(site: Site, body: Any) -> None:
    document = charter(site)
    path = f"{document}/versions/1/comments"
    made = api(site, "reader", "POST", path, {"text": "Un mot"}).json["id"]
    answer = api(site, "reader", "PATCH", f"{path}/{made}", body)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")


def test_programs_without_a_token_and_with_that_of_a_visitor_read_nothing(site: Site) -> None:
    document = charter(site, visibility="public")
    path = f"/api/v1/documents/{document}/versions/1/comments"
    nobody = site.app.test_client()
    assert nobody.get(path).status_code == 401
    assert nobody.post(path, json={"text": "?"}).status_code == 401
    assert nobody.get(path, headers=bearer("rs_faux")).status_code == 401


def test_reading_a_restricted_text_by_its_discussion_is_told_where_readings_are(
    tmp_path: Path, empty_storage: Path, reader: Reader
) -> None:
    site = open_site(tmp_path, empty_storage, reader, LOG_READING="1")
    document = charter(site, state="draft")
    site.secretary.get(address(document))
    site.app.test_client().get(f"/api/v1/documents/{document}/versions/1/comments", headers=site.program("secretary"))
    with site.world.repository.store.reading() as uow:
        told = log.after(uow.session, 0, ["document.read"])
    site.world.repository.store.close()
    assert [(row.subject, row.actor, row.data) for row in told] == [
        (document, site.world.secretary.account, {"version": 1})
    ] * 2
