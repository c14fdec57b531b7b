"""``/findings``: what waits in all minutes, judged meeting by meeting, without a script."""

from __future__ import annotations

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from repo_service.services.register.keeping import Looker
from tests.conftest import TIMEZONE, with_token
from tests.services.register import reviewed
from tests.services.register.reviewed import MINUTES
from tests.web.conftest import Site


def file(site: Site, day: str = "2024-03-12", words: str = "quatre semaines") -> str:
    """Minutes that the worker has looked through."""
    text = MINUTES.replace("quatre semaines", words).replace("12 mars 2024", day)
    document = reviewed.file(site.world, text, day)
    Looker(site.world.repository.store, TIMEZONE).turn()
    return document


def keys(page: TestResponse, document: str) -> list[str]:
    """The proposals of one meeting that a page shows."""
    part = page.text.partition(f'name="document" value="{document}"')[2].partition("</form>")[0]
    return re.findall(r'name="shown" value="([^"]+)"', part)


def send(client: FlaskClient, path: str = "/findings", **fields: object) -> TestResponse:
    """Press a button of the page."""
    return client.post(path, data=with_token(client, path, **fields))


def said(answer: TestResponse) -> str:
    """What the page says, without its marks."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", answer.text.partition("<main")[2])).split()).replace("\xa0", " ")


def test_a_meeting_is_judged_in_one_click_and_the_rest_waits(site: Site) -> None:
    march, june = file(site), file(site, "2024-06-18", "six semaines")
    page = site.secretary.get("/findings")
    shown = keys(page, march)
    assert len(shown) > 1
    home = site.secretary.get("/").text
    assert re.search(r"[0-9]+ propositions à vérifier", home)
    answer = send(site.secretary, document=march, shown=shown, accept="all", bound="70")
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"#m-{march}")
    after = site.secretary.get("/findings")
    assert "décisions entrées au registre." in after.text
    assert not set(keys(after, march)) & set(shown)
    assert keys(after, june)


def test_one_proposal_is_accepted_or_discarded_alone(site: Site) -> None:
    document = file(site, "2023-03-12", "huit semaines")
    first, second, *rest = keys(site.secretary.get("/findings?year=2023"), document)
    assert send(site.secretary, "/findings?year=2023", document=document, accept=first).status_code == 303
    assert send(site.secretary, "/findings?year=2023", document=document, discard=second).status_code == 303
    assert set(keys(site.secretary.get("/findings?year=2023"), document)) == set(rest)
    again = send(site.secretary, "/findings", document=document, accept=first)
    assert again.status_code == 422
    assert "Il ne reste rien à retenir ici." in again.text


def test_filters_are_links_that_take_themselves_away(site: Site) -> None:
    file(site, "2022-03-12", "dix semaines")
    file(site, "2021-03-12", "onze semaines")
    page = site.secretary.get("/findings?year=2022")
    assert 'href="/findings"' in page.text
    assert "/findings?year=2021" in page.text
    assert "2021" not in page.text.partition("<h2")[2].partition('class="side"')[0]
    assert site.secretary.get("/findings?year=x&body=%00&sort=z&page=0").status_code == 200


def test_the_page_and_the_count_are_for_who_keeps_a_register(site: Site) -> None:
    file(site, "2020-03-12", "douze semaines")
    assert site.reader.get("/findings").status_code == 403
    assert site.visitor.get("/findings").status_code == 303
    assert "à vérifier" not in said(site.reader.get("/"))


def test_what_is_sent_astray_changes_nothing(site: Site) -> None:
    document = file(site, "2019-03-12", "treize semaines")
    shown = keys(site.secretary.get("/findings?year=2019"), document)
    for fields in (
        {"document": document, "accept": "all", "bound": "101", "shown": shown},
        {"document": document, "accept": "d-000000000000"},
    ):
        assert send(site.secretary, **fields).status_code == 422
    assert send(site.secretary, document="ZZZ", accept="x").status_code == 404
    assert keys(site.secretary.get("/findings?year=2019"), document) == shown
    token = with_token(site.reader, "/account")
    assert site.reader.post("/findings", data=token | {"document": document, "accept": shown[0]}).status_code == 403
