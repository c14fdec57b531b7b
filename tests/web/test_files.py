"""How a kept file is sent: whole or in part, as an attachment under a safe name, again only when it changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from repo_service.app import create_app
from tests.conftest import make_settings
from tests.web.conftest import Site
from tests.web.test_security import FILE_CSP
from tests.web.visits import problem, says

CONTENT = "".join(f"ligne {number} zinzolin\n" for number in range(100)).encode()


@pytest.fixture(scope="module")
def public(site: Site) -> str:
    """The address of a public file."""
    document = site.world.file(CONTENT, "texte.txt", title="Public", visibility="public")
    return f"/documents/{document.public_id}/versions/1/file"


@pytest.fixture(scope="module")
def hidden(site: Site) -> str:
    """The address of a file of the partners."""
    document = site.world.file(b"reserve " + CONTENT, "texte.txt", title="Réservé")
    return f"/documents/{document.public_id}/versions/1/file"


def test_a_file_is_sent_whole_and_never_shown(site: Site, public: str) -> None:
    for path in (public, f"/api/v1{public}", public.replace("/versions/1", "")):
        if path.startswith("/api") and "versions" not in path:
            continue
        answer = site.visitor.get(path)
        assert (answer.status_code, answer.data) == (200, CONTENT)
        assert answer.headers["Content-Disposition"] == 'attachment; filename="texte.txt"'
        assert answer.headers["Content-Type"].partition(";")[0] == "text/plain"
        assert answer.headers["Content-Length"] == str(len(CONTENT))
        assert answer.headers["Content-Security-Policy"] == FILE_CSP
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert "Last-Modified" not in answer.headers


def undated(answer: TestResponse) -> list[tuple[str, str]]:
    """The headers of an answer, but the time of day."""
    return sorted((name, value) for name, value in answer.headers.items() if name != "Date")


def test_head_says_the_same_without_the_bytes(site: Site, public: str) -> None:
    whole, head = site.visitor.get(public), site.visitor.head(public)
    assert head.data == b""
    assert head.status_code == 200
    assert undated(head) == undated(whole)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=5-", 5, None),
     ("bytes=-7", -7, None), ("bytes=0-9999", 0, None), ("bytes=3-3", 3, 3)],
)  # fmt: skip
def test_a_part_of_a_file_can_be_asked_for(asked: str, first: int, last: int | None, site: Site, public: str) -> None:
    answer = site.visitor.get(public, headers={"Range": asked})
    expected = CONTENT[first:] if last is None else CONTENT[first : last + 1]
    assert (answer.status_code, answer.data) == (206, expected)
    start = first % len(CONTENT)
    assert answer.headers["Content-Range"] == f"bytes {start}-{start + len(expected) - 1}/{len(CONTENT)}"


@pytest.mark.parametrize("asked", ["bytes=99999-", "bytes=10-5", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused_with_the_size(asked: str, site: Site, public: str) -> None:
    answer = site.visitor.get(public, headers={"Range": asked})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(CONTENT)}"
    told = problem(site.visitor.get(f"/api/v1{public}", headers={"Range": asked}), 416, "range_not_satisfiable")
    assert "inattendue" not in told["detail"]


@pytest.mark.parametrize("asked", ["lines=1-2", "bytes=a-b", "bytes", "", "bytes=0-1,5-6"])
def test_a_range_that_is_not_understood_gives_the_whole_file(asked: str, site: Site, public: str) -> None:
    answer = site.visitor.get(public, headers={"Range": asked})
    assert answer.status_code in {200, 416}
    if answer.status_code == 200:
        assert answer.data == CONTENT


def test_a_file_that_did_not_change_is_not_sent_again(site: Site, public: str) -> None:
    tag = site.visitor.get(public).headers["ETag"]
    for wanted in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        answer = site.visitor.get(public, headers={"If-None-Match": wanted})
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["ETag"] == tag
    assert site.visitor.get(public, headers={"If-None-Match": '"other"'}).status_code == 200
    assert site.visitor.get(public, headers={"If-Range": '"other"', "Range": "bytes=0-1"}).status_code == 200
    assert site.visitor.get(public, headers={"If-Range": tag, "Range": "bytes=0-1"}).status_code == 206


def test_not_changed_is_said_only_to_those_who_may_read(site: Site, hidden: str) -> None:
    tag = site.reader.get(hidden).headers["ETag"]
    for headers in ({"If-None-Match": tag}, {"If-None-Match": "*"}, {"Range": "bytes=0-1"}, {"If-Match": tag}):
        paths = hidden, "/documents/0/versions/1/file"
        refused, unknown = (site.visitor.get(path, headers=headers) for path in paths)
        assert refused.status_code == unknown.status_code == 404
        assert "ETag" not in refused.headers
    assert site.reader.get(hidden, headers={"If-None-Match": tag}).status_code == 304


def test_filing_the_same_bytes_elsewhere_does_not_show(site: Site, public: str) -> None:
    before = site.visitor.get(public)
    dated = {"If-Modified-Since": "Wed, 21 Oct 2015 07:28:00 GMT"}
    assert site.visitor.get(public, headers=dated).status_code == 200
    site.world.file(CONTENT, "autre.txt", title="Un double", state="draft")
    after = site.visitor.get(public)
    assert undated(before) == undated(after)
    assert site.visitor.get(public, headers={"If-Modified-Since": "Wed, 21 Oct 2099 07:28:00 GMT"}).status_code == 200


@pytest.mark.parametrize(
    "name",
    ["été \"cité\".txt", "a\r\nSet-Cookie: x=y.txt", "a;b=c.txt", "a\\b.txt", "\u202egpj.txt", "%0d%0a.txt", "😀.txt"],
)
def test_no_name_breaks_out_of_its_header(name: str, site: Site) -> None:
    document = site.world.file(f"le texte de {len(name)} {name}", name, title="Nom", visibility="public")
    answer = site.visitor.get(f"/documents/{document.public_id}/file")
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="')
    assert disposition.count('"') == 2
    assert all(32 <= ord(char) < 127 for char in disposition)
    assert "Set-Cookie" not in answer.headers


def test_a_front_server_sends_the_file_where_the_settings_say_so(site: Site, public: str, hidden: str) -> None:
    root: Path = site.world.repository.settings.storage.parent
    client = create_app(make_settings(root, ACCEL_PREFIX="/kept/")).test_client()
    answer = client.get(public)
    place = answer.headers["X-Accel-Redirect"]
    assert place.startswith("/kept/blobs/")
    assert (root / "storage" / place.removeprefix("/kept/")).read_bytes() == CONTENT
    assert answer.data == b""
    assert answer.headers["Content-Disposition"] == 'attachment; filename="texte.txt"'
    assert answer.headers["Content-Security-Policy"] == FILE_CSP
    again = client.get(public, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert "X-Accel-Redirect" not in client.get(hidden).headers


def test_a_file_that_is_gone_from_the_disk_is_told_as_damage(site: Site) -> None:
    document = site.world.file("perdu zinzolin", "perdu.txt", title="Perdu", visibility="public")
    blobs = site.world.repository.store.blobs
    path = blobs.path(document.versions[-1].blob_sha256)
    content = path.read_bytes()
    path.unlink()
    address = f"/documents/{document.public_id}/versions/1/file"
    problem(site.visitor.get(f"/api/v1{address}"), 500, "damaged")
    page = site.visitor.get(address)
    assert page.status_code == 500
    assert says(page, "Un contrôle d’intégrité a échoué")
    assert str(path) not in page.text
    path.write_bytes(content)
    assert site.visitor.get(address).data == b"perdu zinzolin"
