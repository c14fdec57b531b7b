"""Minutes are circulated to the members of their body: they alone read them, and are told by mail."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select

from repo_service.store.outbox import MailMessage
from repo_service.store.register.tables import Meeting
from tests.conftest import World, with_token
from tests.services import acts
from tests.services.register import reviewed

SignIn = Callable[[str], FlaskClient]


def circulate(world: World, client: FlaskClient, button: str = "publish_body", **said: str) -> str:
    """Drop the minutes and press a button of the review page; where it leads."""
    batch = acts.drop(world, world.prepare(reviewed.MINUTES, "cr.md"))
    address = f"/documents/new/{batch}"
    page = client.get(address).text
    item = page.partition('id="item-')[2].partition('"')[0]
    fields = {f"{item}-{name}": value for name, value in said.items()}
    answer = client.post(address, data=with_token(client, address, **{button: "1"}, **fields))
    return answer.location or str(answer.status_code)


def told(world: World) -> list[str]:
    """To whom a mail of circulation was written."""
    with world.repository.store.reading() as uow:
        rows = uow.session.scalars(select(MailMessage).where(MailMessage.purpose == "circulated"))
        return [row.recipient for row in rows]


def test_circulated_minutes_are_read_by_members_who_are_told(world: World, sign_in: SignIn) -> None:
    member = acts.join(world, world.reader, world.body)
    other = acts.person(world, "autre@exemple.fr", "reader")
    address = circulate(world, sign_in("secretary"))
    assert address.startswith("/documents/"), address
    public_id = address.rpartition("/")[2]
    document = acts.latest(world, public_id)
    assert (document.visibility, document.state, document.kind) == ("body", "published", "minutes")
    assert acts.sees(world, member, public_id)
    assert not acts.sees(world, other, public_id)
    assert told(world) == ["reader@exemple.fr"]
    with world.repository.store.reading() as uow:
        days = [row.day.isoformat() for row in uow.session.scalars(select(Meeting).order_by(Meeting.day))]
    assert days == ["2024-03-12", "2024-06-18"]
    page = sign_in("reader").get(f"/documents/{public_id}").text
    assert "à approuver à une prochaine réunion" in page
    assert ">La réunion</a>" in page


def test_published_to_all_partners_nobody_is_written_to(world: World, sign_in: SignIn) -> None:
    acts.join(world, world.reader, world.body)
    circulate(world, sign_in("secretary"), "publish_network")
    assert told(world) == []


def test_without_a_body_there_is_nobody_to_circulate_to(world: World, sign_in: SignIn) -> None:
    assert circulate(world, sign_in("secretary"), body="") == "422"
