"""Pages of meetings: the list, one meeting, and every form of who holds it, without a script."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from repo_service import clock
from repo_service.formats.isolate import Reader
from repo_service.services.meetings import from_minutes
from repo_service.store import lookup
from repo_service.store.people import accounts, governance
from tests.conftest import TIMEZONE, hashed_password, with_token
from tests.services import acts
from tests.services.meetings.sittings import findings
from tests.web.conftest import Site, open_site
from tests.web.visits import says, words


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, empty_storage: Path, reader: Reader) -> Iterator[Site]:
    """A site whose body has three members and asks for half of them."""
    site = open_site(tmp_path_factory.mktemp("meetings"), empty_storage, reader)
    with site.world.repository.store.writing() as uow:
        body = governance.body(uow.session, site.world.body)
        assert body is not None
        body.quorum = "1/2"
        for given, family in (("Ada", "Morel"), ("Bruno", "Le Goff"), ("Chloé", "Petit")):
            governance.add_mandate(uow, governance.add_person(uow, given, family, None), body, "member", None, None)
        left = governance.add_institution(uow, "Parti", "", "museum", "")
        governance.add_status(uow, left, "withdrawn", None, None)
        account = accounts.add(uow, "parti@exemple.fr", "Ali", "Parti", hashed_password())
        governance.affiliate(uow, account.person, left, None, None)
        accounts.add_grant(uow, account, "reader", [], clock.day(uow.now, TIMEZONE))
    yield site
    site.world.repository.store.close()


def ahead(days: int) -> str:
    """A day as it is typed."""
    return f"{clock.today(TIMEZONE) + timedelta(days=days):%d/%m/%Y}"


def new(site: Site, days: int, status: int = 303, **said: str) -> str:
    """Note a meeting through its form; the address of its page, or the page that refuses."""
    form = {"body": site.world.body, "day": ahead(days), "visibility": "network", **said}
    answer = site.secretary.post("/meetings/new", data=with_token(site.secretary, "/meetings/new", **form))
    assert answer.status_code == status, answer.text
    return str(answer.headers["Location"]).removesuffix("/agenda") if status == 303 else answer.text


def send(client: FlaskClient, page: str, path: str, status: int = 303, **fields: Any) -> str:
    """Send a form of a page; the page that answers."""
    answer = client.post(path, data=with_token(client, page, **fields))
    assert answer.status_code == status, answer.text
    return words(answer)


def test_an_empty_list_says_what_will_stand_there_and_offers_the_first_step(
    tmp_path_factory: pytest.TempPathFactory, empty_storage: Path, reader: Reader
) -> None:
    site = open_site(tmp_path_factory.mktemp("bare"), empty_storage, reader)
    assert says(site.visitor.get("/meetings"), "Ici se tiendront les réunions des instances")
    assert 'href="/meetings/new"' in site.secretary.get("/meetings").text
    assert 'href="/meetings/new"' not in site.reader.get("/meetings").text
    site.world.repository.store.close()


def test_the_menu_leads_to_the_meetings_and_is_marked_on_them(site: Site) -> None:
    page = site.visitor.get("/meetings").text
    assert '<a href="/meetings" aria-current="page">Réunions et décisions</a>' in page
    assert 'href="/meetings"' in site.visitor.get("/").text
    assert '<strong aria-current="page">Réunions</strong>' in page


def test_a_secretary_notes_a_meeting_and_prepares_its_agenda(site: Site) -> None:
    page = new(site, 40, begins="9 h 30", ends="12h", place="Salle des cartes", title="Rentrée & bilan")
    agenda = f"{page}/agenda"
    send(site.secretary, agenda, agenda, points="Budget <b>2027</b>\nSite web\nDivers")
    shown = site.reader.get(page)
    assert says(shown, "9 h 30 – 12 h")
    assert "Rentrée &amp; bilan" in shown.text
    assert "Budget &lt;b&gt;2027&lt;/b&gt;" in shown.text
    assert "<b>2027" not in shown.text
    assert "/agenda\"" not in shown.text.partition("<main")[2]
    listing = site.reader.get("/meetings").text
    assert listing.index("Rentrée") > listing.index("À venir")


def test_points_are_worded_moved_and_taken_off(site: Site) -> None:
    agenda = f"{new(site, 41)}/agenda"
    send(site.secretary, agenda, agenda, points="Un\nDeux\nTrois")
    ids = re.findall(r'<li id="p-(\w+)"', site.secretary.get(agenda).text)
    send(site.secretary, agenda, f"{agenda}/{ids[2]}", act="up")
    seen = re.findall(r'name="seen" value="(\w+)"', site.secretary.get(agenda).text)
    send(site.secretary, agenda, f"{agenda}/{ids[0]}", title="Premier", notes="Détail", seen=seen[0])
    send(site.secretary, agenda, f"{agenda}/{ids[1]}", act="remove")
    titles = re.findall(r'<h3 class="title">(\d)\. <span>([^<]+)', site.secretary.get(agenda).text)
    assert titles == [("1", "Premier"), ("2", "Trois")]
    refused = send(site.secretary, agenda, f"{agenda}/{ids[0]}", 422, title=" ", notes="Ce que j’ai tapé")
    assert f'href="#title-{ids[0]}"' in refused
    assert "Ce que j'ai tapé" in refused
    assert "Quelqu'un a changé cela" in send(site.secretary, agenda, f"{agenda}/{ids[0]}", 409, title="X", seen="old")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"day": ""}, "day"), ({"day": "demain peut-être"}, "day"), ({"day": "31/12/1899"}, "day"),
        ({"day": "01/01/2999"}, "day"), ({"begins": "tôt"}, "begins"), ({"ends": "8 h", "begins": "9 h"}, "ends"),
        ({"link": "javascript:alert(1)"}, "link"), ({"body": "ZZZ"}, "body"), ({"visibility": "body"}, "visibility"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_beside_its_field_and_nothing_typed_is_lost(
    said: dict[str, str], field: str, site: Site
) -> None:
    page = new(site, 42, 422, **{"place": "Salle <i>perdue</i>", **said})
    assert f'href="#{field}"' in page
    assert 'value="Salle &lt;i&gt;perdue&lt;/i&gt;"' in page


def test_five_hundred_points_are_refused_with_what_was_pasted(site: Site) -> None:
    agenda = f"{new(site, 43)}/agenda"
    refused = send(site.secretary, agenda, agenda, 422, points="\n".join(f"Point {n}" for n in range(500)))
    assert "100 points au plus" in refused
    assert "Point 499" in refused
    assert '<h3 class="title">' not in site.secretary.get(agenda).text


def test_two_secretaries_who_edit_at_once_are_told(site: Site) -> None:
    page = new(site, 44, place="Avant")
    edit = f"{page}/edit"
    seen = re.search(r'name="seen" value="(\w+)"', site.secretary.get(edit).text)
    assert seen
    said = {"day": ahead(44), "visibility": "network", "seen": seen[1]}
    send(site.administrator, edit, edit, **said, place="Salle un")
    refused = send(site.secretary, edit, edit, 409, **said, place="Salle deux")
    assert "Salle un" in refused
    assert 'value="Salle deux"' in refused
    fresh = re.search(r'name="seen" value="(\w+)"', refused)
    assert fresh
    send(site.secretary, edit, edit, **said | {"seen": fresh[1]}, place="Salle deux")
    assert "Salle deux" in site.reader.get(page).text


def test_a_cancelled_meeting_says_so_everywhere(site: Site) -> None:
    page = new(site, 45, title="À supprimer")
    send(site.secretary, f"{page}/edit", f"{page}/cancel", act="cancel")
    assert says(site.reader.get(page), "Réunion annulée")
    assert "annulée" in site.reader.get("/meetings").text
    send(site.secretary, f"{page}/edit", f"{page}/cancel", act="restore")
    assert not says(site.reader.get(page), "Réunion annulée")


def test_files_are_dropped_and_documents_tied_to_a_point(site: Site) -> None:
    page = new(site, 46)
    send(site.secretary, f"{page}/agenda", f"{page}/agenda", points="Budget")
    point = re.findall(r'<option value="(\w+)">1\. Budget', site.secretary.get(f"{page}/papers").text)[0]
    files = [(io.BytesIO(b"Des chiffres."), "Projet_de_budget.txt"), (io.BytesIO(b"D'autres."), "annexe.txt")]
    send(site.secretary, f"{page}/papers", f"{page}/papers/files", files=files, at=point, visibility="network")
    known = site.world.file("Un texte.", title="Charte des achats").public_id
    send(site.secretary, f"{page}/papers", f"{page}/papers", document="charte des achats")
    shown = site.reader.get(page)
    assert says(shown, "Projet de budget")
    assert says(shown, "Charte des achats")
    refused = send(site.secretary, f"{page}/papers", f"{page}/papers", 422, document="Rien de tel", point=point)
    assert 'href="#document"' in refused
    assert 'value="Rien de tel"' in refused
    nothing = [(io.BytesIO(b""), "vide.txt")]
    assert 'href="#files"' in send(
        site.secretary, f"{page}/papers", f"{page}/papers/files", 422, files=nothing, visibility="network"
    )
    send(site.secretary, f"{page}/papers", f"{page}/papers/{known}/remove")
    assert not says(site.reader.get(page), "Charte des achats")
    assert acts.latest(site.world, known).state == "published"


def test_who_was_there_is_noted_and_the_quorum_told_in_a_sentence(site: Site) -> None:
    page = new(site, -46)
    sheet = f"{page}/attendance"
    ids = re.findall(r'name="role-(\w+)"', site.secretary.get(sheet).text)
    assert len(ids) == 3
    prefilled = site.secretary.get(f"{sheet}?all=present").text
    assert prefilled.count('value="present" selected') == 3
    names = dict(re.findall(r'<legend>([^<]+)</legend>[^§]*?name="role-(\w+)"', site.secretary.get(sheet).text))
    ada, bruno = names["Ada Morel"], names["Bruno Le Goff"]
    said = {f"role-{ada}": "present", f"role-{bruno}": "excused", f"proxy-{bruno}": "Ada Morel",
            "others-invited": "Zoé Nil\n\nIvan Dupont"}  # fmt: skip
    seen = re.search(r'name="seen" value="(\w+)"', site.secretary.get(sheet).text)
    assert seen
    send(site.secretary, sheet, sheet, seen=seen[1], **said)
    shown = site.secretary.get(page)
    assert says(shown, "2 membres présents ou représentés sur 3 : le quorum (la moitié) est atteint.")
    assert says(shown, "Ivan Dupont")
    assert "Zoé Nil\nIvan Dupont" in site.secretary.get(sheet).text


def test_a_form_without_its_mark_changes_nothing(site: Site) -> None:
    page = new(site, 47)
    sheet = f"{page}/attendance"
    assert "Quelqu'un a changé cela" in send(site.secretary, sheet, sheet, 409, **{"others-present": "Zoé Nil"})


@pytest.mark.parametrize("path", ["", "/convocation.docx", "/agenda.docx"])
def test_a_hidden_meeting_answers_as_none(path: str, site: Site) -> None:
    page = new(site, 48 + len(path))
    never = "/meetings/" + "0" * 12
    for client in (site.visitor, site.browser("parti@exemple.fr")):
        hidden, nothing = client.get(page + path), client.get(never + path)
        assert hidden.status_code == nothing.status_code == 404
        assert hidden.text.replace(page, "") == nothing.text.replace(never, "")
    assert site.reader.get(page + path).status_code == 200


def test_forms_are_for_who_holds_the_meeting(site: Site) -> None:
    page = new(site, 70, visibility="public")
    for path in ("/edit", "/agenda", "/papers", "/attendance"):
        assert site.visitor.get(page + path).status_code == 303
        assert site.reader.get(page + path).status_code == 403
        assert site.secretary.get(page + path).status_code == 200
    assert site.reader.get("/meetings/new").status_code == 403


def test_a_visitor_reads_a_public_meeting_without_names_nor_links(site: Site) -> None:
    page = new(site, 71, visibility="public", link="https://visio.exemple.fr/abc")
    sheet = f"{page}/attendance"
    seen = re.search(r'name="seen" value="(\w+)"', site.secretary.get(sheet).text)
    assert seen
    send(site.secretary, sheet, sheet, seen=seen[1], **{"others-present": "Zoé Nil"})
    shown = site.visitor.get(page).text
    assert "visio.exemple.fr" not in shown
    assert "Zoé" not in shown
    assert "convocation" not in shown
    assert site.visitor.get(f"{page}/convocation.docx").status_code == 303
    assert site.visitor.get(f"{page}/agenda.docx").mimetype.endswith("wordprocessingml.document")
    assert "visio.exemple.fr" in site.reader.get(page).text
    assert "Zoé" not in site.reader.get(page).text
    assert "Zoé" in site.secretary.get(page).text


def test_minutes_bring_their_meeting_into_the_list(site: Site) -> None:
    day = date(2025, 3, 4)
    source = site.world.file("Texte.", kind="minutes", title="Compte rendu du 4 mars", body=site.world.body, date=day)
    with site.world.repository.store.writing() as uow:
        document = lookup.document(uow.session, source.public_id)
        assert document is not None
        row = from_minutes.of_minutes(uow, site.world.secretary, document, findings(day=day, next=None), TIMEZONE)
    assert row is not None
    listing = site.reader.get("/meetings?year=2025").text
    assert f"/meetings/{row.public_id}" in listing
    shown = site.reader.get(f"/meetings/{row.public_id}")
    assert says(shown, "Compte rendu du 4 mars")
    assert says(shown, "Budget")
    assert says(shown, "Nadia Belkacem")


@pytest.mark.parametrize("query", ["year=0", "year=99999", "year=abc", "year=9998", "year=-1", "body=", "page=2"])
def test_odd_addresses_of_the_list_are_no_fault(query: str, site: Site) -> None:
    assert site.visitor.get(f"/meetings?{query}").status_code == 200


def test_a_body_sets_its_numbers_and_its_quorum(site: Site) -> None:
    page = f"/bodies/{site.world.body}"
    form = site.secretary.get(f"{page}/edit").text
    assert "COPIL-AAAA-NNN" in form
    assert 'name="mandate_family"' not in form
    send(site.secretary, f"{page}/edit", f"{page}/rules", number_pattern="CP AAAA/NN", quorum="2/3")
    form = site.administrator.get(f"{page}/edit").text
    assert 'value="CP AAAA/NN"' in form
    assert 'value="2/3" selected' in form
    assert 'name="mandate_family"' in form
    refused = send(site.secretary, f"{page}/edit", f"{page}/rules", 422, number_pattern="AAAA", quorum="9/8")
    assert 'href="#number_pattern"' in refused
    assert 'href="#quorum"' in refused
    assert site.reader.get(f"{page}/edit").status_code == 403
    send(site.secretary, f"{page}/edit", f"{page}/rules", number_pattern="", quorum="1/2")
