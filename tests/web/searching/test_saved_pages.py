"""« Mes recherches », from the results page to the feed and the button that ends the messages; each only one's own."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import etree

from repo_service.services import installing
from repo_service.services.mailing import Letterhead
from repo_service.services.searching import alerts
from repo_service.store import searches
from repo_service.store.people import accounts
from tests.conftest import with_token
from tests.services import acts
from tests.services.accounts import doors
from tests.web.accounts.visits import post
from tests.web.conftest import Site
from tests.web.visits import says, words

ATOM = "{http://www.w3.org/2005/Atom}"


def somebody(site: Site, name: str, role: str = "reader") -> FlaskClient:
    """The browser of somebody new."""
    acts.person(site.world, f"{name}@exemple.fr", role)
    return site.browser(f"{name}@exemple.fr")


def keep(client: FlaskClient, query: str, **fields: str) -> str:
    """Keep a search through the page; the path of what is kept."""
    page = f"/searches/new?{query}"
    form = with_token(client, page, name="Une recherche", frequency="never") | fields
    form["address"] = re.findall(r'name="address" value="([^"]*)"', client.get(page).text)[0].replace("&amp;", "&")
    answer = client.post("/searches/new", data=form)
    assert answer.status_code == 303, words(answer)
    return re.findall(r'href="(/searches/[0-9A-Z]{12})"', client.get("/searches").text)[-1]


def opened(client: FlaskClient, path: str) -> str:
    """Open the feed of a kept search through its page; the path of the feed."""
    answer = post(client, path, f"{path}/feed", act="open")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    (address,) = re.findall(r"<code>(http://localhost/feeds/searches/[^<]+)</code>", answer.text)
    return urlsplit(address).path


def test_a_search_is_kept_from_its_results_named_by_its_words_and_filters(site: Site) -> None:
    site.world.file("Le zinzolin en réunion.", title="Zinzolin", kind="minutes", body=site.world.body)
    site.world.index()
    client = somebody(site, "garde")
    results = client.get(f"/search?q=zinzolin&body={site.world.body}&kind=minutes&page=1")
    (link,) = re.findall(r'href="(/searches/new\?[^"]*)"', results.text)
    form = client.get(link.replace("&amp;", "&"))
    assert 'value="zinzolin, Compte rendu, Comité de pilotage"' in form.text
    keep(client, link.partition("?")[2].replace("&amp;", "&"), name="Le zinzolin du comité", frequency="weekly")
    page = client.get("/searches")
    assert says(page, "Le zinzolin du comité")
    assert says(page, "chaque semaine")
    (run,) = re.findall(r'href="(/search\?[^"]*)"', page.text)
    assert says(client.get(run.replace("&amp;", "&")), "1 document pour « zinzolin »")
    assert says(client.get("/account"), "Mes recherches")


def test_a_search_that_found_nothing_can_be_kept_and_a_visitor_is_asked_to_sign_in(site: Site) -> None:
    site.world.index()
    client = somebody(site, "vide")
    assert says(client.get("/search?q=introuvable"), "Garder cette recherche, et être prévenu")
    assert "/searches/new" not in site.visitor.get("/search?q=introuvable").text
    for path in ("/searches", "/searches/new?q=a"):
        answer = site.visitor.get(path)
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/sign-in")
    assert says(client.get("/searches"), "Vous ne gardez aucune recherche")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Donnez un nom à cette recherche."),
        ({"name": "x" * 201}, "200 signes au plus"),
        ({"frequency": "hourly"}, "Choisissez quand vous voulez être prévenu."),
        ({"name": "\0\u2028"}, "Donnez un nom à cette recherche."),
    ],
)
def test_what_cannot_be_kept_is_told_beside_the_form_and_nothing_is_lost(
    site: Site, fields: dict[str, str], sentence: str
) -> None:
    form = {"name": "Un nom", "frequency": "daily", "address": "q=prêt+%26+don&kind=minutes"} | fields
    answer = post(site.reader, "/searches/new?q=a", "/searches/new", **form)
    assert answer.status_code == 422
    assert says(answer, sentence)
    assert 'name="address" value="kind=minutes&amp;q=pr%C3%AAt+%26+don"' in answer.text


def test_a_query_that_cannot_be_is_refused_as_the_search_refuses_it(site: Site) -> None:
    asked = site.reader.get("/search?q=*a*")
    kept = site.reader.get("/searches/new?q=*a*")
    assert (asked.status_code, kept.status_code) == (400, 400)
    sentence = re.findall(r'id="seek-hint">([^<]+)<', asked.text)[0]
    assert sentence in kept.text
    long = "&".join(f"domain={'x' * 90}{number}" for number in range(40))
    assert site.reader.get(f"/searches/new?{long}").status_code == 422
    form = with_token(site.reader, "/searches/new?q=a", name="a", frequency="never", address="q=*a*")
    assert site.reader.post("/searches/new", data=form).status_code == 400


def test_a_search_is_renamed_and_removed_by_its_owner_alone(site: Site) -> None:
    client, other = somebody(site, "proprio"), somebody(site, "curieux", "administrator")
    path = keep(client, "q=secret+de+famille")
    for method in ("get", "head"):
        assert getattr(other, method)(path).status_code == 404
    for end in ("", "/remove", "/feed"):
        answer = post(other, "/searches/new", f"{path}{end}", name="Pris", frequency="daily", act="open")
        assert answer.status_code == 404
        assert site.visitor.post(f"{path}{end}").status_code == 400
    assert "famille" not in other.get("/searches").text
    assert post(client, path, name="", frequency="never").status_code == 422
    assert post(client, path, name="Autre nom", frequency="daily").status_code == 303
    assert says(client.get("/searches"), "Autre nom")
    assert post(client, path, f"{path}/remove").status_code == 303
    assert client.get(path).status_code == 404
    assert says(client.get("/searches"), "Vous ne gardez aucune recherche")


def test_a_feed_is_valid_atom_newest_change_first_for_a_reader_without_cookie(site: Site) -> None:
    site.world.file("Le mordoré & <moi>.", title="Mordoré <b> & cie", visibility="public")
    site.world.file("Le mordoré réservé.", title="Mordoré réservé", visibility="body", bodies=(site.world.body,))
    site.world.index()
    client = somebody(site, "flux")
    path = opened(client, keep(client, "q=mordoré", name="Le mordoré & <co>"))
    answer = site.app.test_client().get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    assert answer.headers["Cache-Control"].startswith("private")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers
    feed = etree.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}title") == "Le mordoré & <co>"
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == ["Mordoré <b> & cie"]
    (entry,) = feed.iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}summary") == "Le mordoré & <moi>."
    assert feed.findtext(f"{ATOM}updated") == entry.findtext(f"{ATOM}updated")
    assert {link.get("rel") for link in feed.findall(f"{ATOM}link")} == {"self", "alternate"}
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == f"http://localhost{path}"
    assert "réservé" not in answer.text


def test_a_feed_answers_304_to_what_is_known_and_what_is_hidden_changes_nothing(site: Site) -> None:
    site.world.file("Le cinabre.", title="Cinabre", visibility="public")
    site.world.index()
    client = somebody(site, "condition")
    path, program = opened(client, keep(client, "q=cinabre")), site.app.test_client()
    first = program.get(path)
    known = {"If-None-Match": first.headers["ETag"]}
    site.world.file("Le cinabre caché.", title="Cinabre caché", state="draft")
    site.world.index()
    answer = program.get(path, headers=known)
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == first.headers["ETag"]
    again = program.get(path)
    assert again.data == first.data
    assert "Last-Modified" not in again.headers  # the list also changes when a text is hidden, which makes it older
    head = program.head(path)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])
    site.world.file("Le cinabre nouveau.", title="Cinabre nouveau", visibility="public")
    site.world.index()
    assert program.get(path, headers=known).status_code == 200
    assert program.get(path, headers={"If-Modified-Since": "Thu, 01 Jan 2099 00:00:00 GMT"}).status_code == 200


def test_an_empty_feed_was_updated_when_it_was_kept(site: Site) -> None:
    site.world.index()
    client = somebody(site, "rien")
    path = keep(client, "q=inexistant")
    with site.world.repository.store.reading() as uow:
        row = searches.named(uow.session, path.rpartition("/")[2])
        assert row is not None
    answer = site.visitor.get(opened(client, path))
    updated = etree.fromstring(answer.data).findtext(f"{ATOM}updated") or ""
    assert datetime.fromisoformat(updated) == row.created_at.replace(microsecond=0)
    assert etree.fromstring(answer.data).findall(f"{ATOM}entry") == []


def test_a_wrong_closed_or_former_address_of_a_feed_and_a_closed_account_answer_alike(site: Site) -> None:
    site.world.index()
    client = somebody(site, "ferme")
    kept = keep(client, "q=carmin")
    first = opened(client, kept)
    second = opened(client, kept)
    program, secret = site.app.test_client(), second.rpartition("/")[2]
    assert program.get(second).status_code == 200
    elsewhere = opened(client, keep(client, "q=autre+carmin"))
    wrong = [first, second[:-1], f"{second}x", f"{elsewhere.rpartition('/')[0]}/{secret}", "/feeds/searches/0/é%00"]
    for path in wrong:
        assert program.get(path).status_code == 404, path
    post(client, kept, f"{kept}/feed", act="close")
    assert program.get(second).status_code == 404
    third = opened(client, kept)
    assert program.get(third).status_code == 200
    doors.disable(site.world, "ferme@exemple.fr")
    assert program.get(third).status_code == 404


def test_no_page_but_the_one_that_answers_shows_the_address_of_a_feed(site: Site) -> None:
    client = somebody(site, "discret")
    kept = keep(client, "q=discret")
    secret = opened(client, kept).rpartition("/")[2]
    for path in (kept, "/searches", "/account", "/account/data.json"):
        assert secret not in client.get(path).text


def test_the_messages_end_by_a_button_without_signing_in_and_a_visit_changes_nothing(site: Site) -> None:
    client = somebody(site, "assez")
    keep(client, "q=assez", frequency="daily")
    with site.world.repository.store.reading() as uow:
        account = accounts.by_mail(uow.session, "assez@exemple.fr")
        assert account is not None
    key = installing.secret_key(site.world.repository.settings)
    path = alerts.stop_link(key, Letterhead("", ""), account.public_id)
    program = site.app.test_client()
    for _ in range(2):
        page = program.get(path)
        assert page.status_code == 200
        assert "Set-Cookie" not in page.headers
    assert "assez" not in page.text.partition("<main")[2].casefold().replace(path.casefold(), "")
    assert says(client.get("/searches"), "chaque jour")
    answer = program.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert says(answer, "ces courriels ne partiront plus")
    assert says(client.get("/searches"), "par courriel : jamais")
    assert program.post(f"{path}x").status_code == 410
    assert program.get("/searches/stop/x").status_code == 410
