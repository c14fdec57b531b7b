"""What is held on oneself: a page in words, and one JSON file, for the person alone."""

from __future__ import annotations

import html
import re

from repo_service.store import log
from tests.web.conftest import Site


def exported(site: Site) -> list[tuple[str, str]]:
    """(who, on whom) of every export of personal data that was told."""
    with site.world.repository.store.reading() as uow:
        return [(row.actor, row.subject) for row in log.after(uow.session, 0, ["person.exported"])]


def test_the_page_tells_what_is_held_in_words(site: Site) -> None:
    page = site.reader.get("/account/data")
    words = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.text)).split())
    assert "Camille Reader" in words
    assert "reader@exemple.fr" in words
    assert "Le début, la fin et le navigateur de chacune, sans adresse de machine. 1" in words
    assert 'href="/account/data.json"' in page.text
    assert exported(site) == []


def test_the_file_holds_one_s_own_data_and_no_secret(site: Site) -> None:
    answer = site.reader.get("/account/data.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    told = answer.get_json()
    assert told["account"] == told["account"] | {"id": site.world.reader.account, "mail": "reader@exemple.fr"}
    assert [row["method"] for row in told["sessions"]] == ["password"]
    assert "argon2" not in answer.text
    assert exported(site) == [(site.world.reader.account,) * 2]


def test_head_hands_nothing_over(site: Site) -> None:
    before = exported(site)
    assert site.reader.head("/account/data.json").status_code == 200
    assert exported(site) == before


def test_a_visitor_is_sent_to_sign_in(site: Site) -> None:
    for path in ("/account/data", "/account/data.json"):
        answer = site.visitor.get(path)
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/sign-in")
        assert site.visitor.head(path).status_code == 303
