"""Files and names that should never be sent: each gets a clear answer, is kept whole or not at all, stops nobody."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from functools import cache

import pytest

from repo_service.web.security import FILE_POLICY
from tests.conftest import bearer, with_token
from tests.formats import samples
from tests.web import bad_files
from tests.web.conftest import Site
from tests.web.visits import count, drop, drop_raw, problem, publish, raw_form, says, sound, words

NOT_READ = "Le texte de ce fichier n’a pas pu être lu ; le fichier est conservé"
# name -> how it is made, status and reason of reading, the words that a person reads
UNREAD: dict[str, tuple[Callable[[], bytes], str, str, str]] = {
    "cut.docx": (bad_files.cut_word, "unreadable", "damaged", "le fichier est abîmé ou incomplet"),
    "bomb.docx": (bad_files.bomb, "unreadable", "bomb", "se déploie en une taille démesurée"),
    "million.docx": (bad_files.million_paragraphs, "unreadable", "bomb", "se déploie en une taille démesurée"),
    "doctype.docx": (bad_files.doctype, "unreadable", "entities", "déclarations XML interdites (DOCTYPE"),
    "entities.docx": (bad_files.entities, "unreadable", "entities", "déclarations XML interdites (DOCTYPE"),
    "secret.pdf": (bad_files.encrypted_pdf, "unreadable", "encrypted", "protégé par un mot de passe"),
    "scan.pdf": (samples.scanned_pdf, "no_text", "", "Document numérisé : le texte n’est"),
    "many.zip": (bad_files.many_members, "unsupported", "unsupported", "Ce format n’est pas lu"),
    "noise.docx": (bad_files.noise, "unsupported", "unsupported", "n’a pas la forme d’un document Word"),
    "drawing.svg": (lambda: bad_files.DRAWING, "unsupported", "unsupported", "Ce format n’est pas lu"),
}
# name -> how it is made, words of it that are read
READ: dict[str, tuple[Callable[[], bytes], str]] = {
    "cycle.pdf": (bad_files.cyclic_pdf, "La Bibliothèque de l'Université prête 12 ouvrages."),
    "nested.docx": (bad_files.nested, "prête 12 ouvrages"),
    "not-a-zip.docx": (lambda: "Ceci n’est pas une archive zip.".encode(), "Ceci n’est pas une archive zip."),
    "latin.txt": (lambda: "Décision prise à Évreux, l'été.".encode("latin-1"), "Décision prise à Évreux, l'été."),
    "utf16.txt": (lambda: "Décision prise à Évreux, l’été.".encode("utf-16"), "Décision prise à Évreux, l’été."),
    "nul.txt": (lambda: b"zinz\0olin et \0mauve\n", "zinzolin et mauve"),
    "page.html": (lambda: bad_files.PAGE, "Charte zinzolin"),
}


@cache
def made(name: str) -> bytes:
    """The bytes of a file of the tables."""
    return (UNREAD.get(name) or READ[name])[0]()


@pytest.mark.parametrize("name", UNREAD)
def test_a_file_that_cannot_be_read_is_kept_and_says_why(name: str, site: Site) -> None:
    world, client, content = site.world, site.secretary, made(name)
    _, status, reason, sentence = UNREAD[name]
    received = drop(client, (name, content))
    assert received.status_code == 303
    review = client.get(received.headers["Location"])
    assert says(review, sentence)
    assert says(review, NOT_READ) == (status == "unreadable")

    address = publish(client, received.headers["Location"])
    shown = client.get(address)
    assert shown.status_code == 200
    assert says(shown, sentence)
    assert "root:" not in shown.text
    file = client.get(f"{address}/file")
    assert file.data == content
    identifier = address.rpartition("/")[2]
    told = client.get(f"/api/v1/documents/{identifier}/versions/1/passages").json
    assert (told["status"], told["reason"], told["passages"]) == (status, reason, [])

    data, headers = {"file": (io.BytesIO(content), name)}, bearer(world.token("secretary@exemple.fr"))
    answer = client.post("/api/v1/documents", data=data, headers=headers)
    assert answer.status_code == 201, answer.text
    document = client.get(f"/api/v1/documents/{answer.json['id']}").json
    assert (document["reading"]["status"], document["reading"]["reason"]) == (status, reason)
    assert document["file"]["sha256"] == hashlib.sha256(content).hexdigest()

    sound(world)
    assert client.get(f"/api/v1/search?q={name.partition('.')[0]}").json["total"] == 2


@pytest.mark.parametrize("name", READ)
def test_a_strange_file_with_words_is_read(name: str, site: Site) -> None:
    world, client, content = site.world, site.secretary, made(name)
    received = drop(client, (name, content))
    assert received.status_code == 303
    address = publish(client, received.headers["Location"])
    shown = client.get(address)
    assert says(shown, READ[name][1])
    assert len(shown.text) < 50_000
    assert client.get(f"{address}/file").data == content
    sound(world)


@pytest.mark.parametrize(("name", "content"), [("page.html", bad_files.PAGE), ("drawing.svg", bad_files.DRAWING)])
def test_scripts_in_a_file_never_run_here(name: str, content: bytes, site: Site) -> None:
    client = site.secretary
    received = drop(client, (name, content))
    review = client.get(received.headers["Location"]).text
    address = publish(client, received.headers["Location"])
    for page in (review, client.get(address).text):
        for harm in ("alert(", "onerror", "onload", "javascript:", "<iframe", "<svg xmlns"):
            assert harm not in page.replace("<svg class", ""), harm
    file = client.get(f"{address}/file")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Content-Security-Policy"] == FILE_POLICY
    assert "sandbox" in FILE_POLICY


def test_an_empty_file_is_refused_by_name(site: Site) -> None:
    world, client = site.world, site.secretary
    before = count(world)
    refused = drop(client, ("vide.docx", b""))
    assert refused.status_code == 422
    assert says(refused, "Fichier vide, non gardé : vide.docx.")
    assert drop(client).status_code == 422
    headers = bearer(world.token("secretary@exemple.fr"))
    answer = client.post("/api/v1/documents", data={"file": (io.BytesIO(b""), "vide.docx")}, headers=headers)
    assert "file" in problem(answer, 422, "invalid")["fields"]
    problem(client.post("/api/v1/documents", data={"kind": "other"}, headers=headers), 422, "invalid")
    sound(world)
    assert count(world) == before


def test_an_empty_file_does_not_take_its_neighbours_along(site: Site) -> None:
    world, client = site.world, site.secretary
    before = count(world)
    received = drop(client, ("vide.txt", b""), ("plein.txt", b"zinzolin"))
    assert received.status_code == 303
    review = client.get(received.headers["Location"])
    assert says(review, "plein.txt")
    assert says(review, "Fichier vide, non gardé : vide.txt.")
    publish(client, received.headers["Location"])
    sound(world)
    assert count(world) == before + 1


NAMES: dict[str, tuple[bytes, str]] = {  # what stands in the part's header -> the name offered for saving
    "no name": (b'filename=""', "document.txt"),
    "spaces": (b'filename="   "', "document.txt"),
    "three hundred letters": (b'filename="' + b"a" * 296 + b'.txt"', "a" * 146 + ".txt"),
    "right-to-left override": ('filename="compte\u202etxt.exe"'.encode(), "comptetxt.exe.txt"),
    "line ends, encoded": (b"filename*=UTF-8''compte%0D%0ASet-Cookie%3A%20a%3Db.txt", "compte Set-Cookie- a=b.txt"),
    "nul": (b"filename*=UTF-8''compte%00rendu.txt", "compterendu.txt"),
    "a folder": (b'filename="../../etc/passwd"', "passwd.txt"),
    "a drive": (b'filename="C:\\\\temp\\\\compte.txt"', "compte.txt"),
    "a reserved name": (b'filename="CON.txt"', "_CON.txt"),
}


@pytest.mark.parametrize("sort", NAMES)
def test_a_hostile_name_becomes_a_plain_one(sort: str, site: Site) -> None:
    world, client = site.world, site.secretary
    raw, expected = NAMES[sort]
    received = drop_raw(client, (b'Content-Disposition: form-data; name="files"; ' + raw, b"le mot zinzolin"))
    assert received.status_code == 303, received.text
    review = client.get(received.headers["Location"])
    assert "\u202e" not in review.text
    assert "\0" not in review.text
    address = publish(client, received.headers["Location"])
    file = client.get(f"{address}/file")
    assert file.data == b"le mot zinzolin"
    disposition = file.headers["Content-Disposition"]
    assert f'filename="{expected}"' in disposition
    assert all(32 <= ord(char) < 127 for char in disposition)
    assert "Set-Cookie" not in file.headers
    sound(world)


BROKEN = [
    b'"a\r\nX-Evil: 1\r\n.txt"', b'"a\0b.txt"', b'"a\r\n\r\n.txt"', b'"\xff\xfe.txt"', b'"' + b"a" * 20_000 + b'.txt"',
]  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_part_header_is_refused_or_tamed(name: bytes, site: Site) -> None:
    world, client = site.world, site.secretary
    answer = drop_raw(client, (b'Content-Disposition: form-data; name="files"; filename=' + name, b"zinzolin"))
    assert answer.status_code in {303, 400, 413, 422}, answer.text
    assert "X-Evil" not in answer.headers
    if answer.status_code == 303:
        assert client.get(f"{publish(client, answer.headers['Location'])}/file").status_code == 200
    sound(world)
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("name", [b'"\xff\xfe.txt"', b'"a.txt"\r\nX-Name: \xe9'])
def test_a_form_that_cannot_be_read_is_not_taken_for_an_empty_one(name: bytes, site: Site) -> None:
    part = (b'Content-Disposition: form-data; name="file"; filename=' + name, b"zinzolin")
    page = drop_raw(site.secretary, part)
    assert page.status_code == 400
    assert says(page, "Cette demande n’est pas lisible. Rien n’a été changé.")
    answer = site.visitor.post("/api/v1/documents", headers=site.program("secretary"), **raw_form([part]))
    problem(answer, 400, "bad_request")
    sound(site.world)


def test_two_files_with_one_name_are_two_files(site: Site) -> None:
    world, client = site.world, site.secretary
    before = count(world)
    received = drop(client, ("CR.txt", b"le premier garance"), ("CR.txt", b"le second mauve"))
    review = received.headers["Location"]
    assert words(client.get(review)).count("CR.txt") >= 2
    publish(client, review)
    sound(world)
    assert count(world) == before + 2
    assert client.get("/api/v1/search?q=garance").json["total"] == 1
    assert client.get("/api/v1/search?q=premier+mauve").json["total"] == 0
    assert client.get("/api/v1/search?q=second+mauve").json["total"] == 1


def test_two_files_in_one_field_of_the_api_are_refused(site: Site) -> None:
    world, client = site.world, site.secretary
    before = count(world)
    headers = bearer(world.token("secretary@exemple.fr"))
    two = [(io.BytesIO(b"un"), "a.txt"), (io.BytesIO(b"deux"), "a.txt")]
    problem(client.post("/api/v1/documents", data={"file": two}, headers=headers), 422, "invalid")
    sound(world)
    assert count(world) == before


BRACKETS = "[" * 20_480


def test_twenty_kilobytes_of_brackets_are_a_file_a_page_and_a_preview(site: Site) -> None:
    world, client = site.world, site.secretary
    received = drop(client, ("crochets.md", BRACKETS.encode()))
    address = publish(client, received.headers["Location"])
    assert client.get(address).status_code == 200
    assert client.get(f"{address}/file").data == BRACKETS.encode()

    preview = client.post("/documents/preview", data=with_token(client, "/documents/write", text=BRACKETS))
    assert preview.status_code == 200
    assert BRACKETS in preview.text

    form = with_token(client, "/documents/write", title="Crochets", text=BRACKETS + " amarante")
    written = client.post("/documents/write", data=form)
    assert written.status_code == 303
    assert BRACKETS in client.get(written.headers["Location"]).text
    sound(world)
    assert client.get("/api/v1/search?q=amarante").json["total"] == 1


def test_brackets_in_a_file_are_not_called_a_scan(site: Site) -> None:
    client = site.secretary
    address = publish(client, drop(client, ("crochets.md", BRACKETS.encode())).headers["Location"])
    assert not says(client.get(address), "numérisé")


def test_a_page_too_long_is_refused_and_its_text_is_still_there(site: Site) -> None:
    world, client = site.world, site.secretary
    before = count(world)
    text = "a" * 200_001
    refused = client.post("/documents/write", data=with_token(client, "/documents/write", title="Long", text=text))
    assert refused.status_code == 422
    assert says(refused, "Ce texte est trop long : 200 000 caractères au plus.")
    assert text in refused.text
    assert client.post("/documents/preview", data=with_token(client, "/documents/write", text=text)).status_code == 422
    sound(world)
    assert count(world) == before


def test_a_form_of_many_parts_is_refused(site: Site) -> None:
    world, client = site.world, site.secretary
    before = count(world)
    part = (b'Content-Disposition: form-data; name="files"; filename="a.txt"', b"zinzolin")
    answer = drop_raw(client, *[part] * 1_200)
    assert answer.status_code == 413
    sound(world)
    assert count(world) == before
