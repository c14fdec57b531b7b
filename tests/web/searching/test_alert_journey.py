"""One journey with a real mail server: a search is kept, something is filed, and the next morning one mail names it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from repo_service import clock, worker
from repo_service.formats.isolate import Reader
from tests.conftest import TIMEZONE, with_token
from tests.mail.servers import Counter, office
from tests.services import acts
from tests.web.conftest import Site, open_site
from tests.web.visits import says


@pytest.fixture
def served(tmp_path: Path, empty_storage: Path, reader: Reader) -> Iterator[tuple[Site, Counter]]:
    """A site that knows its address and its mail server, and what that server took."""
    with office() as (counter, port):
        site = open_site(
            tmp_path, empty_storage, reader, SMTP_URL=f"smtp://127.0.0.1:{port}", BASE_URL="http://localhost",
            MAIL_FROM="memoire@exemple.fr", OCR="0",
        )  # fmt: skip
        yield site, counter
        site.world.repository.store.close()


def letters(counter: Counter) -> list[EmailMessage]:
    """What the server took, as a mail program reads it."""
    found = [message_from_bytes(envelope.content, policy=policy.default) for envelope in counter.taken]
    return [one for one in found if isinstance(one, EmailMessage)]


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """A clock that stands still until the test moves its only hand."""
    hand = [clock.now()]
    monkeypatch.setattr(clock, "_system_time", lambda: hand[0])
    return hand


def sleep(hand: list[datetime]) -> None:
    """Until the next morning."""
    zone = ZoneInfo(TIMEZONE)
    day = hand[0].astimezone(zone).date() + timedelta(days=1)
    hand[0] = datetime.combine(day, time(7, 0, 20), zone)


def work(site: Site) -> None:
    """All that the worker has to do now."""
    worker.work(site.world.repository.settings, threading.Event(), once=True)


def keep(site: Site) -> None:
    """The reader keeps a search, on the page that offers it."""
    client = site.reader
    assert says(client.get("/search?q=garance"), "Garder cette recherche")
    form = with_token(client, "/searches/new?q=garance", name="La garance", frequency="daily", address="q=garance")
    assert client.post("/searches/new", data=form).status_code == 303


def test_a_kept_search_is_told_of_the_next_morning_once_and_the_mail_is_stopped_from_it(
    served: tuple[Site, Counter], hand: list[datetime]
) -> None:
    (site, counter), group = served, acts.body(served[0].world, "Groupe fermé")

    def morning() -> list[EmailMessage]:
        sleep(hand)
        work(site)
        return letters(counter)

    work(site)
    keep(site)
    hand[0] += timedelta(seconds=2)
    new = site.world.file("La garance.", title="Charte de la garance")
    site.world.file("La garance.", title="Relevé réservé", visibility="body", bodies=(group,))
    site.world.file("La garance.", title="Projet de garance", state="draft")
    restricted = site.world.file("La garance.", title="Montré puis restreint").public_id
    work(site)
    assert letters(counter) == []
    acts.edit(site.world, restricted, title="Montré puis restreint", visibility="body", bodies=(group,))
    (letter,) = morning()
    text = letter.get_content()
    assert letter["To"] == "reader@exemple.fr"
    assert "Charte de la garance" in text
    assert f"http://localhost/documents/{new.public_id}" in text
    for hidden in ("Relevé", "Projet", "restreint"):
        assert hidden not in text
    work(site)
    assert len(letters(counter)) == 1
    assert len(morning()) == 1
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (stop,) = re.findall(r"http://localhost/searches/stop/\S+", text)
    assert letter["List-Unsubscribe"] == f"<{stop}>"
    program = site.app.test_client()
    assert program.get(urlsplit(stop).path).status_code == 200
    assert program.post(urlsplit(stop).path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    site.world.file("La garance.", title="Après l’arrêt")
    assert len(morning()) == 1


def test_while_the_mail_server_is_away_rights_go_on_and_it_tells_what_is_left_once(
    served: tuple[Site, Counter], hand: list[datetime]
) -> None:
    (site, counter), group = served, acts.body(served[0].world, "Groupe fermé")
    work(site)
    keep(site)
    hand[0] += timedelta(seconds=2)
    site.world.file("La garance.", title="Charte de la garance")
    hidden = site.world.file("La garance.", title="Secret ensuite").public_id
    sleep(hand)
    counter.answers["DATA"] = "451 plus tard"
    work(site)
    acts.edit(site.world, hidden, title="Secret ensuite", visibility="body", bodies=(group,))
    counter.answers.clear()
    for _ in range(3):
        hand[0] += timedelta(hours=1)
        work(site)
    (letter,) = letters(counter)
    assert "Charte de la garance" in letter.get_content()
    assert "Secret" not in letter.get_content()
