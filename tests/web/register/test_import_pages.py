"""``/decisions/import`` without a script: drop, look, enter, go on."""

from __future__ import annotations

import io
import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import with_token
from tests.web.conftest import Site

HEAD = "N°;Date;Objet;État;Remplace\n"
REGISTER = HEAD + (
    "IMP-2018-01;12/03/2018;Prêt de deux semaines;;\n"
    "IMP-2019-01;04/02/2019;Prêt de quatre semaines;;IMP-2018-01\n"
    "IMP-2019-02;12/03/1899;Une date impossible;;\n"
)


def drop(site: Site, content: str, name: str = "registre.csv", client: FlaskClient | None = None) -> TestResponse:
    """Send a file from the page."""
    client = client or site.secretary
    form = with_token(client, "/decisions/import", body=site.world.body, visibility="network")
    form["register"] = (io.BytesIO(content.encode()), name)
    return client.post("/decisions/import", data=form)


def main(answer: TestResponse) -> str:
    """What the page says, without its marks."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", answer.text.partition("<main")[2])).split()).replace("\xa0", " ")


def press(client: FlaskClient, page: TestResponse) -> TestResponse:
    """Send the form that has good lines enter."""
    form = page.text.partition("<main")[2].partition('<form method="post" action="')[2]
    path = unescape(form.partition('"')[0])
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.partition("</form>")[0])
    return client.post(path, data={unescape(name): unescape(value) for name, value in fields})


def test_a_register_is_dropped_looked_at_and_enters_in_three_steps(site: Site) -> None:
    sent = drop(site, REGISTER)
    assert sent.status_code == 303
    page = site.secretary.get(sent.headers["Location"])
    said = main(page)
    assert "2 décisions sont prêtes." in said
    assert "Une ligne ne peut pas entrer." in said
    assert "Cette date n’est pas possible. 12/03/1899" in said
    assert "remplace IMP-2018-01" in said
    entered = press(site.secretary, page)
    assert entered.status_code == 303
    said = main(after := site.secretary.get(entered.headers["Location"]))
    assert "2 décisions entrées au registre." in after.text.replace("\xa0", " ")
    assert "1 lien noté." in after.text
    assert "2 sont déjà au registre." in said
    assert site.secretary.get("/decisions/IMP-2019-01").status_code == 302


def test_the_path_of_the_import_is_no_number_of_a_decision(site: Site) -> None:
    assert "Reprendre un registre existant" in site.secretary.get("/decisions/import").text
    assert site.reader.get("/decisions/import").status_code == 403
    assert site.visitor.get("/decisions/import").status_code == 303


def test_columns_are_matched_by_hand_where_they_were_not_recognised(site: Site) -> None:
    sent = drop(site, "a;b;c\nHND-1;12/03/2018;Un objet\n")
    page = site.secretary.get(sent.headers["Location"])
    assert "Dites quelle colonne donne la date de la décision." in page.text
    matched = site.secretary.get(sent.headers["Location"] + "&c0=number&c1=day&c2=title")
    assert "Une décision est prête." in main(matched)
    twice = site.secretary.get(sent.headers["Location"] + "&c0=day&c1=day&c2=title")
    assert "Deux colonnes sont dites « Date » : n’en gardez qu’une." in main(twice)
    assert press(site.secretary, matched).status_code == 303
    assert site.secretary.get("/decisions/HND-1").status_code == 302


def test_what_is_wrong_with_a_file_is_said_on_the_page(site: Site) -> None:
    for content, name, words in (
        ("", "vide.csv", "Choisissez un fichier, un seul à la fois."),
        ("%PDF-1.4 rien", "x.pdf", "Ce fichier n’a pas pu être lu"),
    ):
        answer = drop(site, content, name)
        assert answer.status_code == 422, name
        assert words in answer.text.replace("\xa0", " "), name


def test_the_page_of_a_file_is_for_who_sent_it_alone(site: Site) -> None:
    address = drop(site, REGISTER).headers["Location"]
    assert site.administrator.get(address).status_code == 404
    assert site.reader.get(address).status_code == 403
    assert site.visitor.get(address).status_code == 303


def test_a_file_that_was_swept_is_asked_for_again(site: Site) -> None:
    address = drop(site, HEAD + "SWP-1;12/03/2018;Un objet balayé;;\n").headers["Location"]
    sha256 = address.partition("/import/")[2].partition(".")[0]
    site.world.repository.store.blobs.path(sha256).unlink()
    answer = site.secretary.get(address, follow_redirects=True)
    assert "Ce fichier n’est plus gardé ici" in answer.text


def test_markup_and_formulas_of_a_file_are_shown_as_words(site: Site) -> None:
    address = drop(site, HEAD + '<b>1</b>;12/03/2018;"=HYPERLINK(""http://x"";""<script>"")";;\n').headers["Location"]
    page = site.secretary.get(address).text
    assert "<script>" not in page.partition("<main")[2]
    assert "&lt;script&gt;" in page
