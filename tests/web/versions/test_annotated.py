"""The page where annotated copies are dropped and their remarks are weighed; without a script."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pytest
from werkzeug.test import TestResponse

from repo_service.services.versions.commenting import Received
from repo_service.services.versions.signing import Signer
from repo_service.web.pages.versions import received
from tests.formats.build_word import ins, p, r
from tests.services import acts
from tests.services.versions import copies
from tests.services.versions.copies import LINES, note, noted, word
from tests.web.conftest import Site
from tests.web.versions.test_discussion import address, api, main, send


@dataclass
class Copy:
    """A file that is sent."""

    content: bytes
    name: str = "copie.docx"


def minutes(site: Site, *lines: str, **said: str) -> str:
    return copies.minutes(site.world, *lines, **said)


def drop(site: Site, document: str, *sent: Copy, number: int = 1, who: str = "secretary") -> TestResponse:
    client = getattr(site, who)
    page = client.get(address(document, number)).text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    files = [(io.BytesIO(one.content), one.name) for one in sent]
    path = address(document, number).replace("/discussion", "/annotated")
    answer: TestResponse = client.post(path, data={"csrf_token": token, "annotated": files})
    return answer


def remarks_of(page: str) -> str:
    """The section of the remarks."""
    return page.partition('id="remarks"')[2].partition("</section>")[0]


def first(page: str) -> str:
    """The identifier of the first remark shown."""
    found = re.search(r'<article class="notice stack" id="c-(\w+)"', remarks_of(page))
    assert found is not None
    return found[1]


def weigh(site: Site, document: str, remark: str, act: str, who: str = "secretary") -> TestResponse:
    path = address(document).replace("/discussion", f"/remarks/{remark}")
    return send(getattr(site, who), path, address(document), act=act)


def test_an_empty_section_says_what_it_is_for_and_offers_the_first_step_to_who_may(site: Site) -> None:
    document = minutes(site)
    page = main(site.secretary.get(address(document)))
    assert "répondent souvent par le fichier" in page
    assert 'type="file" id="annotated"' in page
    assert "n’est pas gardé et ne devient pas une version" in page
    assert "Remarques reçues" not in main(site.reader.get(address(document)))


def test_the_page_of_minutes_leads_to_the_form_and_to_the_remarks(site: Site) -> None:
    document = minutes(site)
    link = f'href="{address(document)}#annotated"'
    assert link in main(site.secretary.get(f"/documents/{document}"))
    assert link not in main(site.reader.get(f"/documents/{document}"))
    drop(site, document, Copy(copies.by_paul()))
    for client in (site.secretary, site.reader):
        page = main(client.get(f"/documents/{document}"))
        assert "4 remarques de 2 personnes, 4 à examiner" in page
        assert f'href="{address(document)}#remarks"' in page
    other = site.world.file("Un rapport.", kind="report").public_id
    assert "Déposer une copie annotée" not in main(site.secretary.get(f"/documents/{other}"))


def test_the_remarks_of_a_copy_are_listed_by_author_each_in_its_place(site: Site) -> None:
    document = minutes(site)
    sent = drop(site, document, Copy(copies.by_paul()))
    assert (sent.status_code, sent.headers["Location"]) == (303, address(document))
    page = main(site.reader.get(address(document)))
    section = remarks_of(page)
    assert section.index("<h3>Claire Martin</h3>") < section.index("<h3>Paul Roux</h3>")
    assert (
        'Le comité se réunit <del><span class="hidden">début de suppression </span>deux<span class="hidden"> fin de '
        'suppression</span></del><ins><span class="hidden">début d’ajout </span>trois<span class="hidden"> fin d’ajout'
        "</span></ins> fois par an, à Valmorin."
    ) in section
    assert "<mark>Les frais</mark> sont partagés" in section
    assert ">Selon quelle clé ?</p>" in section
    assert "Retenir" not in section
    assert section.count("Répondre") == 4
    assert page.count("?at=") == 4
    assert "Commentaires ouverts" not in page


def test_remarks_are_kept_set_aside_and_examined_again(site: Site) -> None:
    document = minutes(site)
    drop(site, document, Copy(copies.by_claire()))
    page = main(site.secretary.get(address(document)))
    one = first(page)
    for act in ("keep", "set_aside"):
        assert weigh(site, document, one, act).headers["Location"] == f"{address(document)}#remarks"
    page = main(site.secretary.get(address(document)))
    assert "3 remarques de 1 personne, 2 à examiner" in page
    assert "Remarques déjà examinées" in page
    assert "<span>écartée</span>" in page
    assert "Examinée par Camille Secretary" in page
    weigh(site, document, one, "undo")
    assert "3 remarques de 1 personne, 3 à examiner" in main(site.reader.get(address(document)))
    weigh(site, document, one, "erase")
    assert "2 remarques de 1 personne, 2 à examiner" in main(site.reader.get(address(document)))
    assert weigh(site, document, one, "keep", "reader").status_code == 403
    assert weigh(site, document, one, "dance").status_code == 422
    assert weigh(site, document, "nobody", "keep").status_code == 404


def test_a_remark_is_answered_in_its_place(site: Site) -> None:
    document = minutes(site)
    drop(site, document, Copy(copies.by_claire()))
    one = first(main(site.reader.get(address(document))))
    form = main(site.reader.get(f"{address(document)}?answers={one}"))
    assert form.count("<textarea") == 1
    place = form.index("Votre réponse à Claire Martin")
    assert form.index(f'id="c-{one}"') < place < form.index("Le texte, passage par")
    sent = send(site.reader, address(document), answers=one, at=one, text="Deux suffisent.")
    assert sent.headers["Location"] == f"{address(document)}?at={one}#c-{one}"
    assert "Deux suffisent." in remarks_of(main(site.reader.get(address(document))))


def test_what_came_of_a_copy_is_told(site: Site) -> None:
    document = minutes(site)

    def told(content: bytes) -> str:
        return site.secretary.get(drop(site, document, Copy(content)).headers["Location"]).text

    assert "3 remarques ajoutées, de 1 personne." in told(copies.by_claire())
    assert "étaient déjà là\u00a0: rien n’a été ajouté" in told(copies.by_claire())
    assert "1 remarque ajoutée, de 1 personne. 3 autres étaient déjà là." in told(copies.by_paul())
    assert "ne contient ni commentaire ni modification suivie" in told(word(*LINES))


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ([], "Choisissez une copie annotée"),
        ([Copy(copies.by_claire()), Copy(copies.by_paul())], "une seule à la fois"),
        ([Copy(b"Un texte.", "copie.txt")], "Word (.docx) ou OpenDocument (.odt)"),
        ([Copy(copies.by_claire()[:-300])], "abîmé ou incomplet"),
    ],
)
def test_a_mistake_is_told_at_the_field(site: Site, sent: list[Copy], words: str) -> None:
    answer = drop(site, minutes(site), *sent)
    assert answer.status_code == 422
    page = main(answer)
    assert words in page
    assert 'href="#annotated"' in page
    assert 'id="annotated-error"' in page
    assert "<textarea" in page


def test_a_copy_of_another_text_is_told_where_it_belongs(site: Site) -> None:
    document = minutes(site)
    lines = [f"Une tout autre séance, où le point {n} fut longuement débattu par chacun." for n in range(5)]
    other = minutes(site, *lines, title="Une autre séance")
    Signer(site.world.repository.store).turn()
    answer = drop(site, document, Copy(word(*lines)))
    assert answer.status_code == 422
    page = main(answer)
    assert "n’est pas une copie de ce document" in page
    assert f'<a href="/documents/{other}">Une autre séance</a>' in page


def test_the_copy_is_not_kept(site: Site) -> None:
    document = minutes(site)
    store = site.world.repository.store
    before = sorted(store.blobs.all())
    drop(site, document, Copy(copies.by_claire()))
    assert sorted(store.blobs.all()) == before
    assert list(store.blobs.tmp.glob("*")) == []
    assert acts.latest(site.world, document).latest_number == 1


def test_names_that_look_like_markup_or_are_missing_are_shown_as_words(site: Site) -> None:
    document = minutes(site)
    notes = note(0, "&lt;script&gt;", "&lt;b&gt;Zoé&lt;/b&gt;") + note(1, "Et moi ?", "")
    drop(site, document, Copy(word(*LINES[:5], p(noted(0, noted(1, r("Adopté.")))), notes=notes)))
    page = main(site.reader.get(address(document)))
    assert "<h3>&lt;b&gt;Zoé&lt;/b&gt;</h3>" in page
    assert "&lt;script&gt;" in page
    assert "<h3>Auteur non nommé</h3>" in page
    assert "<script>" not in page
    assert "<b>" not in page


def test_many_remarks_are_shown_page_by_page_and_each_can_be_gone_to(site: Site) -> None:
    lines = [f"Point {n} de la séance, sur le fonds numéro {n}." for n in range(120)]
    document = minutes(site, *lines)
    drop(site, document, Copy(word(*(p(r(line) + ins(r(" À revoir."))) for line in lines))))
    page = main(site.secretary.get(address(document)))
    assert remarks_of(page).count("<article") == received.PER_PAGE
    assert 'rel="next"' in page
    last = re.findall(r'href="([^"]*\?at=\w+)#(c-\w+)"', page)[-1]
    assert f'id="{last[0].partition("at=")[2]}"' not in page
    there = main(site.secretary.get(last[0]))
    assert f'id="{last[1]}"' in there
    kept = weigh(site, document, last[1].removeprefix("c-"), "keep")
    assert kept.headers["Location"].endswith("#remarks")


def test_a_visitor_learns_nothing_and_sends_nothing(site: Site) -> None:
    document = minutes(site, visibility="public")
    before = site.visitor.get(f"/documents/{document}").text
    drop(site, document, Copy(copies.by_claire()))
    assert site.visitor.get(f"/documents/{document}").text == before
    assert site.visitor.get(address(document)).status_code == 303


def test_a_reader_sends_no_copy(site: Site) -> None:
    document = minutes(site)
    assert drop(site, document, Copy(copies.by_claire()), who="reader").status_code == 403
    assert "Remarques reçues" not in main(site.reader.get(address(document)))


def test_programs_read_who_said_what_and_what_became_of_it(site: Site) -> None:
    document = minutes(site)
    drop(site, document, Copy(copies.by_claire()))
    weigh(site, document, first(main(site.secretary.get(address(document)))), "keep")
    said = api(site, "reader", "GET", f"{document}/versions/1/comments").json["comments"][0]
    assert (said["author"], said["brought_by"], said["sort"], said["outcome"]) == (
        "Claire Martin", "Camille Secretary", "replacement", "kept",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Received(), ""), (Received(1, 1, 1), "1 remarque de 1 personne, 1 à examiner"),
        (Received(12, 3, 5), "12 remarques de 3 personnes, 5 à examiner"),
        (Received(1, 1, 0), "1 remarque de 1 personne, examinée"),
        (Received(2, 1, 0), "2 remarques de 1 personne, toutes examinées"),
    ],
)  # fmt: skip
def test_remarks_are_counted_in_words(site: Site, found: Received, words: str) -> None:
    with site.app.test_request_context():
        assert received.counted(found) == words
