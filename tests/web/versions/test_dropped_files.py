"""The review page says what a dropped file resembles, shows what differs, and makes of it what is chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from repo_service.services.versions.signing import Signer
from tests.conftest import with_token
from tests.services import acts
from tests.web.conftest import Site
from tests.web.visits import drop, says, words

NUMBERS: Iterator[int] = count()
RADIO = re.compile(r'<input type="radio" name="\w+-as" value="([^"]*)"( checked)?>')


def charter() -> str:
    """A text like no other of the site."""
    mine = f"m{next(NUMBERS)}m"
    return "\n\n".join(
        " ".join(f"{word}{mine}" for word in sentence.split())
        for sentence in (
            "La charte lie les bibliothèques qui la signent et qui mettent en commun leurs collections",
            "Chaque partenaire contribue selon ses moyens aux acquisitions au catalogage et à la conservation",
            "Le comité se réunit trois fois par an et rend compte à l’assemblée de ce qu’il décide",
            "Un partenaire quitte le réseau par une lettre adressée au coordinateur avec un préavis de six mois",
        )
    )


def filed(site: Site, text: str, **said: str) -> str:
    document = site.world.file(text, "charte.txt", **{"kind": "charter", "title": "Charte du réseau", **said})
    sign(site)
    return document.public_id


def sign(site: Site) -> None:
    Signer(site.world.repository.store).turn()


def dropped(client: FlaskClient, text: str, name: str = "charte v2.txt") -> str:
    """Drop a file; the address of its review page."""
    answer = drop(client, (name, text.encode()))
    assert answer.status_code == 303, words(answer)
    return answer.headers["Location"]


def choices(page: str) -> dict[str, bool]:
    """Value of each choice -> whether it is chosen beforehand."""
    return {value: bool(checked) for value, checked in RADIO.findall(page)}


def send(client: FlaskClient, review: str, **fields: str) -> TestResponse:
    """Send the form as a browser does: with what stands in it, but for ``fields`` (without the name of the file)."""
    page = client.get(review).text
    (item,) = re.findall(r'id="item-(\w+)"', page)
    form = {f"{item}-as": next(value for value, checked in choices(page).items() if checked)}
    for name in ("title", "date", "keywords", "number", "reason"):
        (form[f"{item}-{name}"],) = re.findall(rf'name="{item}-{name}"[^>]* value="([^"]*)"', page)
    for name in ("kind", "language"):
        form[f"{item}-{name}"] = re.findall(
            rf'<select id="{item}-{name}".*?<option value="(\w*)" selected', page, re.DOTALL
        )[0]
    form |= {f"{item}-{name}": value for name, value in fields.items()}
    return client.post(review, data=with_token(client, review, publish_network="1", **form))


def test_a_near_text_is_told_with_its_differences_and_the_new_version_is_chosen_beforehand(site: Site) -> None:
    text = charter()
    charter_id = filed(site, text)
    page = site.secretary.get(dropped(site.secretary, text.replace("six", "trois")))
    assert says(page, "Ceci ressemble à la version 1 de")
    assert re.search(r"\(9\d % identique\)\.", words(page))
    assert f'href="/documents/{charter_id}/versions/1"' in page.text
    assert says(page, "Ce qui change : 1 paragraphe modifié")
    assert re.search(r"<del>.*?six.*?</del>\s*<ins>.*?trois.*?</ins>", page.text, re.DOTALL)
    assert choices(page.text) == {f"version:{charter_id}:1": True, "document": False}
    assert says(page, "Lecteurs : Tous les partenaires")
    assert says(page, "Une nouvelle version garde les lecteurs de son document, quel que soit le bouton.")


def test_a_new_version_needs_a_reason_and_what_was_typed_stays(site: Site) -> None:
    text = charter()
    charter_id = filed(site, text, keywords="charte, réseau")
    review = dropped(site.secretary, text.replace("six", "trois"))
    for reason in ("", "   ", "\u00a0\u200b"):
        refused = send(site.secretary, review, reason=reason, title="Charte revue")
        assert refused.status_code == 422
        assert says(refused, "Dites en une ligne pourquoi le document change.")
        assert 'value="Charte revue"' in refused.text
        assert choices(refused.text) == {f"version:{charter_id}:1": True, "document": False}
    done = send(site.secretary, review, reason="Préavis de trois mois", title="Charte revue")
    assert (done.status_code, done.headers["Location"]) == (303, f"/documents/{charter_id}")
    assert says(site.secretary.get(done.headers["Location"]), "Nouvelle version publiée.")
    document = acts.latest(site.world, charter_id)
    version = document.versions[-1]
    assert (document.latest_number, document.current_number, document.kind) == (2, 2, "charter")
    assert (version.title, version.reason) == ("Charte revue", "Préavis de trois mois")
    assert version.details["keywords"] == "charte, réseau"


def test_a_new_version_keeps_its_readers_whatever_button_is_pressed(site: Site) -> None:
    text = charter()
    charter_id = filed(site, text, visibility="public")
    review = dropped(site.secretary, text.replace("six", "trois"))
    assert says(site.secretary.get(review), "Lecteurs : Tout le monde")
    assert send(site.secretary, review, reason="Relu").status_code == 303
    assert acts.latest(site.world, charter_id).visibility == "public"
    assert site.visitor.get(f"/documents/{charter_id}/versions/2").status_code == 200


def test_a_new_document_may_be_chosen_and_a_form_that_chooses_nothing_makes_one(site: Site) -> None:
    text = charter()
    charter_id = filed(site, text)
    review = dropped(site.secretary, text.replace("six", "trois"))
    done = send(site.secretary, review, **{"as": "document"})
    assert done.status_code == 303
    assert done.headers["Location"] != f"/documents/{charter_id}"
    assert says(site.secretary.get(done.headers["Location"]), "Document publié pour tous les partenaires.")
    review = dropped(site.secretary, text.replace("six", "quatre"))
    done = site.secretary.post(review, data=with_token(site.secretary, review, publish_network="1"))
    assert done.status_code == 303
    assert acts.latest(site.world, charter_id).latest_number == 1


def test_the_same_bytes_are_put_aside_unless_something_else_is_chosen(site: Site) -> None:
    text = charter()
    charter_id = filed(site, text)
    review = dropped(site.secretary, text)
    page = site.secretary.get(review)
    assert says(page, "Ce fichier est déjà dans le dépôt : c’est la version 1 de")
    assert choices(page.text) == {"document": False, "discard": True}
    done = send(site.secretary, review)
    assert (done.status_code, done.headers["Location"]) == (303, "/")
    assert says(site.secretary.get("/"), "Le fichier a été écarté.")
    assert site.secretary.get(review).status_code == 404
    assert acts.latest(site.world, charter_id).latest_number == 1


def test_an_old_version_is_said_to_be_one(site: Site) -> None:
    text = charter()
    charter_id = filed(site, text)
    acts.refile(site.world, charter_id, "\n\n".join(text.split("\n\n")[:2]) + "\n\nAutre chose.", kind="charter")
    sign(site)
    same = site.secretary.get(dropped(site.secretary, text))
    assert says(same, "c’est la version 1, qui n’est plus la dernière, de")
    assert choices(same.text) == {f"version:{charter_id}:2": False, "document": False, "discard": True}
    near = site.secretary.get(dropped(site.secretary, text.replace("six", "trois")))
    assert says(near, "Ceci ressemble à la version 1, qui n’est plus la dernière, de")
    assert choices(near.text) == {f"version:{charter_id}:2": True, "document": False}


def test_the_same_text_in_another_format_is_said_to_be_the_same_text(site: Site) -> None:
    text = charter()
    charter_id = filed(site, text)
    page = site.secretary.get(dropped(site.secretary, f"# {text}", "charte.md"))
    assert says(page, "Même texte que la version 1 de")
    assert says(page, "(100 % identique), dans un autre format.")
    assert choices(page.text) == {f"version:{charter_id}:1": True, "document": False}
    assert "<ins>" not in page.text


def test_a_version_filed_meanwhile_is_shown_and_nothing_is_lost(site: Site) -> None:
    text = charter()
    charter_id = filed(site, text)
    review = dropped(site.secretary, text.replace("six", "trois"))
    page = site.secretary.get(review).text
    (item,) = re.findall(r'id="item-(\w+)"', page)
    acts.refile(site.world, charter_id, text.replace("coordinateur", "président"), kind="charter")
    form = {f"{item}-as": f"version:{charter_id}:1", f"{item}-reason": "Préavis", f"{item}-title": "Charte revue"}
    late = site.secretary.post(review, data=with_token(site.secretary, review, publish_network="1", **form))
    assert late.status_code == 409
    assert says(late, "Une autre version de ce document a été déposée entre-temps.")
    assert says(late, "Ceci ressemble à la version 2 de")
    assert re.search(r"<ins>.*?coordinateur", late.text, re.DOTALL)
    assert choices(late.text) == {f"version:{charter_id}:2": True, "document": False}
    assert 'value="Préavis"' in late.text
    assert 'value="Charte revue"' in late.text
    assert acts.latest(site.world, charter_id).latest_number == 2

    form[f"{item}-as"] = f"version:{charter_id}:2"
    done = site.secretary.post(review, data=with_token(site.secretary, review, publish_network="1", **form))
    assert done.status_code == 303
    assert [one.reason for one in acts.latest(site.world, charter_id).versions][-1] == "Préavis"


def test_what_one_may_not_change_is_told_without_the_choice_of_a_new_version(site: Site) -> None:
    group = acts.body(site.world, f"Groupe {next(NUMBERS)}")
    text = charter()
    charter_id = filed(site, text, body=group)
    mail = f"s{next(NUMBERS)}@exemple.fr"
    acts.person(site.world, mail, "secretary", "CoPil")
    client = site.browser(mail)
    review = dropped(client, text.replace("six", "trois"))
    page = client.get(review)
    assert says(page, "Ceci ressemble à la version 1 de")
    assert choices(page.text) == {"document": True}
    forced = send(client, review, **{"as": f"version:{charter_id}:1", "reason": "Forcé"})
    assert forced.status_code == 403
    assert acts.latest(site.world, charter_id).latest_number == 1
    assert client.get(review).status_code == 200


@pytest.mark.parametrize(
    "value",
    ["version", "version:", "version::", "version:ZZZZ:1", "version:{id}:", "version:{id}:-1", "version:{id}:9e9"],
)
def test_a_choice_that_is_no_choice_changes_nothing(site: Site, value: str) -> None:
    text = charter()
    charter_id = filed(site, text)
    review = dropped(site.secretary, text.replace("six", "trois"))
    answer = send(site.secretary, review, reason="Relu", **{"as": value.format(id=charter_id)})
    assert answer.status_code in {404, 409}
    assert acts.latest(site.world, charter_id).latest_number == 1
    assert site.secretary.get(review).status_code == 200


def test_files_of_one_sending_become_each_what_is_chosen_for_it(site: Site) -> None:
    client, first, second = site.secretary, charter(), charter()
    ids = [filed(site, first), filed(site, second)]
    review = drop(
        client, ("un.txt", first.encode()), ("deux.txt", second.replace("six", "trois").encode()),
        ("trois.txt", charter().encode()),
    ).headers["Location"]  # fmt: skip
    page = client.get(review).text
    items = re.findall(r'id="item-(\w+)"', page)
    form = {f"{items[0]}-as": "discard", f"{items[1]}-as": f"version:{ids[1]}:1"}
    refused = client.post(review, data=with_token(client, review, publish_public="1", **form))
    assert refused.status_code == 422
    assert [acts.latest(site.world, one).latest_number for one in ids] == [1, 1]
    form |= {f"{items[1]}-reason": "Relu", f"{items[2]}-attach": f"{items[1]}:annex"}
    done = client.post(review, data=with_token(client, review, publish_public="1", **form))
    assert done.headers["Location"] == f"/documents/{ids[1]}"
    version = acts.latest(site.world, ids[1]).versions[-1]
    assert (version.number, [one.file_name for one in version.companions]) == (2, ["trois.txt"])
    assert says(client.get("/"), "Nouvelle version publiée. Le fichier a été écarté.")


def test_a_draft_version_is_kept_as_one(site: Site) -> None:
    text = charter()
    charter_id = filed(site, text)
    client, review = site.secretary, dropped(site.secretary, text.replace("six", "trois"))
    (item,) = re.findall(r'id="item-(\w+)"', client.get(review).text)
    form = {f"{item}-as": f"version:{charter_id}:1", f"{item}-reason": "À relire"}
    done = client.post(review, data=with_token(client, review, draft="1", **form))
    assert says(client.get(done.headers["Location"]), "Nouvelle version gardée en brouillon.")
    document = acts.latest(site.world, charter_id)
    assert (document.current_number, document.latest_number) == (1, 2)
    page = client.get(dropped(client, text.replace("six mois", "trois mois").replace("six", "trois") + "\n\nFin."))
    assert says(page, "la version 2, encore un brouillon, de")
