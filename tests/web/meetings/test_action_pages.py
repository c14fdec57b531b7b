"""The pages of what is to be done: one's own first, buttons without scripts, notes, forms, the way home, programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from repo_service import clock
from repo_service.formats.isolate import Reader
from repo_service.services import installing
from repo_service.services.mailing import Letterhead
from repo_service.services.register import reminders
from tests.conftest import TIMEZONE
from tests.services import acts
from tests.services.register import chores
from tests.services.register.chores import Hands
from tests.web.accounts.visits import post, without_tokens
from tests.web.conftest import Site, open_site
from tests.web.visits import problem, says, words

TODAY = clock.today(TIMEZONE)
LATE, SOON = TODAY - timedelta(days=12), TODAY + timedelta(days=5)


class Village:
    """A site with everybody around it, and a browser for each."""

    def __init__(self, site: Site) -> None:
        self.site, self.world = site, site.world
        self.hands: Hands = chores.hands(site.world)
        self._browsers: dict[str, FlaskClient] = {"visitor": site.app.test_client()}

    def __getitem__(self, name: str) -> FlaskClient:
        """The browser of somebody."""
        if name not in self._browsers:
            self._browsers[name] = self.site.browser(f"{name.replace(' ', '.').lower()}@exemple.fr")
        return self._browsers[name]

    def program(self, name: str) -> dict[str, str]:
        """The headers of somebody's program."""
        return self.site.program(name.replace(" ", ".").lower())

    def tell(self, name: str, action: str, progress: str, note: str = "", **more: str) -> TestResponse:
        """Press a button of the page of an action."""
        page = f"/actions/{action}"
        return post(self[name], "/actions", f"{page}/progress", progress=progress, words=note, **more)


@pytest.fixture
def village(tmp_path: Path, empty_storage: Path, reader: Reader) -> Iterator[Village]:
    """A village of its own for each test: what is listed is all there is."""
    site = open_site(tmp_path, empty_storage, reader)
    yield Village(site)
    site.world.repository.store.close()


def main(answer: TestResponse) -> str:
    """The main part of a page."""
    return words(answer).partition("<main")[2].partition("</main>")[0]


def test_ones_own_come_first_the_latest_at_their_head_then_those_of_others(village: Village) -> None:
    world = village.world
    chores.add(world, text="Sans échéance", owner="Nadia Belkacem")
    chores.add(world, text="Bientôt", owner="Nadia Belkacem", deadline=SOON)
    chores.add(world, text="Très en retard", owner="Nadia Belkacem", deadline=LATE)
    chores.add(world, text="Celle de Paul", owner="Paul Le Goff", deadline=LATE)
    page = main(village["member"].get("/actions"))
    order = ["Mes actions", "Très en retard", "Bientôt", "Sans échéance", "Celles des autres", "Celle de Paul"]
    places = [page.index(f">{name}<") for name in order]
    assert places == sorted(places)
    assert "En retard de 12 jours" in page
    assert "dans 5 jours" in page
    assert "4 actions ouvertes, dont 2 en retard" in page
    overdue = main(village["member"].get("/actions?scope=overdue"))
    assert "Celle de Paul" in overdue
    assert "Bientôt" not in overdue


def test_a_button_closes_it_where_one_stands_and_a_note_goes_with_it(village: Village) -> None:
    action = chores.add(village.world, owner="Nadia Belkacem")
    here = "/actions?scope=mine"
    answer = village.tell("member", action, "doing", back=here)
    assert (answer.status_code, answer.headers["Location"]) == (303, here)
    assert says(village["member"].get(here), "C’est noté : l’action est en cours.")
    assert village.tell("member", action, "done", "Envoyé <b>à</b> tous").headers["Location"] == f"/actions/{action}"
    page = village["member"].get(f"/actions/{action}")
    assert "Envoyé &lt;b&gt;à&lt;/b&gt; tous" in page.text
    assert says(page, "Nadia Belkacem")
    assert says(village["member"].get("/actions?scope=closed"), chores.WORDS)
    village.tell("secretary of X", action, "done")
    assert says(village["secretary of X"].get("/actions"), "C’était déjà noté : rien n’a changé.")


@pytest.mark.parametrize("back", ["//ailleurs.exemple", "https://ailleurs.exemple", "/\\ailleurs", "", "x" * 9000])
def test_one_never_leaves_the_site_by_a_button(village: Village, back: str) -> None:
    action = chores.add(village.world, owner="Nadia Belkacem")
    assert village.tell("member", action, "done", back=back).headers["Location"] == f"/actions/{action}"


def test_dropping_without_a_word_is_explained_and_nothing_typed_is_lost(village: Village) -> None:
    action = chores.add(village.world, owner="Nadia Belkacem")
    refused = village.tell("member", action, "dropped")
    assert refused.status_code == 422
    assert says(refused, "Dites en une ligne pourquoi l’action est abandonnée.")
    long = village.tell("member", action, "done", "é" * 2001)
    assert long.status_code == 422
    assert "é" * 2001 in words(long)
    unknown = village.tell("member", action, "finished", "Ma note")
    assert unknown.status_code == 422
    assert says(unknown, "Ma note")
    assert chores.row_of(village.world, action).progress == "todo"
    assert village.tell("member", action, "dropped", "Le projet s’arrête").status_code == 303


def test_what_is_somebody_elses_is_refused_and_what_one_may_not_see_is_nowhere(village: Village) -> None:
    paper = chores.minutes(village.world)
    action = chores.accept(village.world, paper, chores.found("À Paul", "Paul Le Goff"))
    assert village.tell("member", action, "done").status_code == 403
    hidden = chores.add(village.world)
    for name in ("stranger", "member of Y", "coordinator"):
        assert village[name].get(f"/actions/{hidden}").status_code == 404
        assert village.tell(name, hidden, "done").status_code == 404
    assert village["member"].get(f"/actions/{hidden.lower()}").status_code == 200
    assert village["visitor"].get("/actions/RIEN").status_code == 404
    for row in (action, hidden):
        assert chores.row_of(village.world, row).progress == "todo"


@pytest.mark.parametrize("name", ["visitor", "left", "stranger", "member of Y", "coordinator"])
def test_pages_are_the_same_to_the_byte_whether_hidden_actions_are_or_not(village: Village, name: str) -> None:
    paths = ["/actions", "/actions?scope=all", "/actions?scope=overdue", "/actions?scope=closed", "/actions?scope=mine",
             f"/actions?body={village.world.body}", "/api/v1/actions", "/"]  # fmt: skip
    public = chores.minutes(village.world, title="Public", visibility="public")
    chores.accept(village.world, public, chores.found("Vue de tous", deadline=LATE))
    paper = chores.minutes(village.world, visibility="body", bodies=(village.world.body,), state="draft")
    before = [without_tokens(village[name].get(path).text) for path in paths]
    chores.add(village.world, deadline=LATE, owner="Nadia Belkacem")
    chores.accept(village.world, paper, chores.found("Secrète", "Paul Le Goff", deadline=LATE))
    closed = chores.add(village.world)
    chores.put(village.world, village.world.administrator, closed, "done")
    assert [without_tokens(village[name].get(path).text) for path in paths] == before


def test_visitors_read_what_public_minutes_ask_without_names_nor_progress(village: Village) -> None:
    paper = chores.minutes(village.world, title="Séance publique", visibility="public")
    action = chores.accept(village.world, paper, chores.found("Relancer", "Nadia Belkacem", deadline=LATE))
    chores.put(village.world, village.world.administrator, action, "done", "Une note")
    for name in ("visitor", "left"):
        for path in ("/actions", f"/actions/{action}"):
            page = main(village[name].get(path))
            assert "Relancer" in page
            assert f'href="/documents/{paper}#p-1"' in page
            for hidden in ("Nadia", "retard", "Faite", "Une note", "Abandonner", "Rappels"):
                assert hidden not in page, (name, path, hidden)
    english = village["visitor"].get("/actions", headers={"Accept-Language": "en"})
    assert english.status_code == 200


def test_the_passage_is_linked_in_the_version_that_holds_it(village: Village) -> None:
    paper = chores.minutes(village.world)
    action = chores.accept(village.world, paper, chores.found("À faire"))
    assert f'href="/documents/{paper}#p-1"' in village["member"].get(f"/actions/{action}").text
    acts.refile(village.world, paper, "Corrigé.", kind="minutes", body=village.world.body)
    assert f'href="/documents/{paper}/versions/1#p-1"' in village["member"].get(f"/actions/{action}").text


def test_an_action_is_noted_and_changed_in_a_form(village: Village) -> None:
    client = village["secretary of X"]
    assert says(client.get("/actions"), "Noter une action")
    form = client.get("/actions/new")
    assert 'value="Nadia Belkacem"' in form.text
    assert "Groupe de travail numérique" not in main(form), "only the bodies that one serves"
    said = {"body": village.world.body, "text": "Réserver <i>la</i> salle", "owner": "Mme Belkacem"}
    said["deadline"] = "bientôt"
    refused = post(client, "/actions/new", **said)
    assert refused.status_code == 422
    assert "Réserver &lt;i&gt;la&lt;/i&gt; salle" in refused.text
    made = post(client, "/actions/new", **said | {"deadline": "31/05/2027"})
    assert made.status_code == 303
    address = made.headers["Location"]
    page = client.get(address)
    assert "Réserver &lt;i&gt;la&lt;/i&gt; salle" in page.text
    assert says(page, "31 mai 2027")
    assert says(village["member"].get(address), "(vous)")
    changed = post(client, f"{address}/edit", text="Réserver", owner="Quelqu’un", deadline="")
    assert changed.status_code == 303
    assert says(client.get(address), "n’est pas reconnu parmi les personnes")
    assert village["member"].get(f"{address}/edit").status_code == 403
    assert village["member"].get("/actions/new").status_code == 403
    assert village["visitor"].get("/actions/new").status_code == 303


def test_two_who_change_an_action_at_once_are_told(village: Village) -> None:
    action = chores.add(village.world)
    client, edit = village["secretary of X"], f"/actions/{action}/edit"
    seen = re.findall(r'name="seen" value="(\w+)"', client.get(edit).text)[0]
    assert post(client, edit, text="Le premier", seen=seen).status_code == 303
    late = post(client, edit, text="Le second", seen=seen)
    assert late.status_code == 409
    assert says(late, "Le second")
    assert says(late, "Elle dit maintenant")
    again = re.findall(r'name="seen" value="(\w+)"', late.text)[0]
    assert post(client, edit, text="Le second", seen=again).status_code == 303


def test_an_action_may_be_noted_for_minutes_that_one_keeps(village: Village) -> None:
    paper = chores.minutes(village.world, title="Séance de mars")
    client = village["secretary of X"]
    page = f"/actions/new?minutes={paper}&body={village.world.body}"
    made = post(client, page, body=village.world.body, text="Relire", minutes=paper)
    assert says(client.get(made.headers["Location"]), "Séance de mars")
    refused = post(client, page, body=village.world.body, text="Relire", minutes="RIEN")
    assert says(refused, "Ce compte rendu n’existe pas, ou vous ne le tenez pas.")


def test_empty_lists_say_what_will_stand_there_and_what_to_do_first(village: Village) -> None:
    for name, path, sentence in (
        ("visitor", "/actions", "Rien n’est à faire pour le moment"), ("member", "/actions", "Ici se tiendra"),
        ("member", "/actions?scope=mine", "Rien ne vous attend"),
        ("member", "/actions?scope=overdue", "Rien n’est en retard"),
        ("member", "/actions?scope=closed", "Rien n’est encore fait"),
        ("member", "/actions?body=RIEN", "n’a rien à faire"),
        ("secretary of X", "/actions", "Noter une action"), ("member", "/actions?scope=toto&page=x", "Ici se tiendra"),
    ):  # fmt: skip
        answer = village[name].get(path)
        assert answer.status_code == 200
        assert says(answer, sentence), path


def test_home_leads_to_what_one_is_to_do(village: Village) -> None:
    assert says(village["member"].get("/"), "Qui doit faire quoi ?")
    assert 'href="/actions"' in village["member"].get("/").text
    chores.add(village.world, owner="Nadia Belkacem", deadline=LATE)
    assert says(village["member"].get("/"), "Une action vous est confiée, dont une en retard")
    chores.add(village.world, owner="Nadia Belkacem")
    assert says(village["member"].get("/"), "2 actions vous sont confiées, dont une en retard")
    for name in ("visitor", "left"):
        assert not says(village[name].get("/"), "confiée")


def test_many_are_paged(village: Village) -> None:
    for place in range(45):
        chores.add(village.world, text=f"Tâche {place:02}", deadline=TODAY + timedelta(days=place))
    first, last = village["member"].get("/actions"), village["member"].get("/actions?page=3")
    assert len(re.findall("Tâche \\d\\d</a>", first.text)) == 20
    assert len(re.findall("Tâche \\d\\d</a>", last.text)) == 5
    assert "page=2" in first.text


def test_reminders_are_switched_beside_the_list_in_the_account_and_by_their_link(village: Village) -> None:
    client, store = village["member"], village.world.repository.store
    me = village.hands["member"]

    def stopped() -> bool:
        with store.reading() as uow:
            return reminders.is_stopped(uow, me)

    for page in ("/actions", "/account"):
        answer = post(client, page, "/actions/reminders", wanted="0", back=page)
        assert (answer.status_code, answer.headers["Location"]) == (303, page)
        assert stopped()
        assert says(client.get(page), "Recevoir des rappels")
        post(client, page, "/actions/reminders", wanted="1")
        assert not stopped()
    assert post(village["visitor"], "/sign-in", "/actions/reminders", wanted="0").status_code == 401
    key = installing.secret_key(village.world.repository.settings)
    path = reminders.stop_link(key, Letterhead("x", ""), me.account)
    assert says(client.get(path), "Un geste suffit")
    assert not stopped()
    assert village["visitor"].post(path).status_code == 200, "without a form’s token: mail programs press it"
    assert stopped()
    assert village["visitor"].get("/actions/stop/RIEN").status_code == 410


def test_programs_list_actions_and_say_what_becomes_of_them(village: Village) -> None:
    paper = chores.minutes(village.world, title="Séance", visibility="public")
    action = chores.accept(village.world, paper, chores.found("Relancer", "Nadia Belkacem", deadline=date(2026, 5, 31)))
    client, head = village.site.app.test_client(), village.program("member")
    found = client.get("/api/v1/actions?scope=mine&per_page=5", headers=head).json
    assert found is not None
    assert (found["total"], found["page"], found["per_page"]) == (1, 1, 5)
    (row,) = found["actions"]
    assert (row["id"], row["owner"], row["deadline"], row["progress"], row["mine"]) == (
        action, "Nadia Belkacem", "2026-05-31", "todo", True,
    )  # fmt: skip
    assert row["minutes"]["url"] == f"http://localhost/documents/{paper}#p-1"
    path = f"/api/v1/actions/{action}/progress"
    done = client.post(path, headers=head, json={"progress": "done", "words": "Voilà"})
    assert done.json is not None
    assert (done.status_code, done.json["progress"]) == (200, "done")
    assert client.get("/api/v1/actions?scope=closed", headers=head).json["total"] == 1  # type: ignore[index]
    told = client.get("/api/v1/actions").json
    assert told is not None
    assert (told["actions"][0]["owner"], told["actions"][0]["progress"], told["actions"][0]["closed_at"]) == (None,) * 3
    for body in ({"progress": "x"}, {"done": "x"}, {"progress": 1}, [], None):
        problem(client.post(path, headers=head, json=body), 422, "invalid")
    problem(client.get("/api/v1/actions?scope=x", headers=head), 422, "invalid")
    problem(client.post(path, headers=village.program("colleague"), json={"progress": "todo"}), 403, "forbidden")
    problem(client.post(path, json={"progress": "todo"}), 401, "sign_in_required")
    problem(client.post("/api/v1/actions/RIEN/progress", headers=head, json={"progress": "todo"}), 404, "not_found")
    assert replace(village.hands["member"], read_only=True).can("carry_out") is False
