"""Restoring an old version on the page: told before, asked why, made as a new version."""

from __future__ import annotations

from tests.conftest import with_token
from tests.services import acts
from tests.web.conftest import Site
from tests.web.visits import says, sound, words


def two(site: Site) -> str:
    """A document of two versions, with other words and another title."""
    public_id = site.world.file("Le premier texte.", title="Premier titre", keywords="prêt").public_id
    acts.refile(site.world, public_id, "Le second texte.", title="Second titre")
    return public_id


def test_an_old_version_has_the_way_to_restore_it_for_who_may_edit(site: Site) -> None:
    public_id = two(site)
    link = f'href="/documents/{public_id}/versions/1/restore"'
    assert link in site.secretary.get(f"/documents/{public_id}/versions/1").text
    assert link not in site.reader.get(f"/documents/{public_id}/versions/1").text
    for path in ("", "/versions/2"):
        assert "/restore" not in site.secretary.get(f"/documents/{public_id}{path}").text


def test_the_page_tells_what_would_change_and_proposes_a_reason(site: Site) -> None:
    public_id = two(site)
    page = site.secretary.get(f"/documents/{public_id}/versions/1/restore")
    assert says(page, "Rétablir la version 1 ?")
    assert "<td>Second titre</td><td>Premier titre</td>" in page.text
    assert "<td>(rien)</td><td>prêt</td>" in page.text
    assert f"/documents/{public_id}/compare/2...1" in page.text
    assert 'value="Version 1 rétablie"' in page.text


def test_restoring_makes_a_version_and_shows_it(site: Site) -> None:
    public_id = two(site)
    path = f"/documents/{public_id}/versions/1/restore"
    sent = with_token(site.secretary, path, version="2", reason="Le premier était juste")
    answer = site.secretary.post(path, data=sent, follow_redirects=True)
    assert says(answer, "La version 1 est rétablie.")
    assert says(answer, "Le premier texte.")
    document = acts.latest(site.world, public_id)
    assert [one.reason for one in document.versions] == ["", "Nouvelle version", "Le premier était juste"]
    sound(site.world, strays=True)


def test_without_a_reason_the_page_comes_again_with_the_number_that_was_seen(site: Site) -> None:
    public_id = two(site)
    path = f"/documents/{public_id}/versions/1/restore"
    answer = site.secretary.post(path, data=with_token(site.secretary, path, version="2", reason="\u00a0\u200b"))
    assert answer.status_code == 422
    assert says(answer, "Dites en une ligne pourquoi le document change.")
    assert acts.latest(site.world, public_id).latest_number == 2


def test_who_was_too_late_is_told_what_came(site: Site) -> None:
    public_id = two(site)
    path = f"/documents/{public_id}/versions/1/restore"
    sent = with_token(site.secretary, path, version="2", reason="Rétablie")
    acts.refile(site.world, public_id, "Le troisième.", reason="Relu en séance")
    answer = site.secretary.post(path, data=sent)
    assert answer.status_code == 409
    assert says(answer, "Relu en séance")
    assert 'name="version" value="3"' in answer.text
    assert acts.latest(site.world, public_id).latest_number == 3


def test_the_last_version_and_one_that_is_not_there(site: Site) -> None:
    public_id = two(site)
    page = site.secretary.get(f"/documents/{public_id}/versions/2/restore")
    assert says(page, "il n’y a rien à rétablir")
    assert "<form method=\"post\">" not in page.text
    for number in (0, 3, 10**30):
        assert site.secretary.get(f"/documents/{public_id}/versions/{number}/restore").status_code == 404
    assert "Traceback" not in words(page)


def test_a_card_that_may_not_come_back_is_told_in_words(site: Site) -> None:
    public_id = site.world.file("un", kind="other", state="draft").public_id
    acts.put(site.world, public_id, "published")
    acts.edit(site.world, public_id, kind="decision")
    acts.put(site.world, public_id, "amended")
    path = f"/documents/{public_id}/versions/1/restore"
    answer = site.secretary.post(path, data=with_token(site.secretary, path, version="2", reason="Rétablie"))
    assert answer.status_code == 422
    assert says(answer, "Dans l’état où il est, ce document ne peut pas changer de nature.")
