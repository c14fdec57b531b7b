"""The texts of mail: each says who writes, in both languages, with exactly its words; consortiums may reword them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment, meta
from sqlalchemy import select

from repo_service import paths
from repo_service.domain.roles import ROLES
from repo_service.services import mailing
from repo_service.services.accounts import links
from repo_service.services.mailing import PURPOSES, Letterhead
from repo_service.store.outbox import MailMessage
from tests.conftest import World

HEAD = Letterhead("Mémoire du réseau", "https://memoire.exemple")
LINK = "https://memoire.exemple/invitation/Ab3_<&>"
SAMPLES: dict[str, object] = {
    "link": LINK, "minutes": 17, "days": 13, "inviter": "Claude Ménard", "role": "reader", "state": "on",
    "title": "Compte rendu du 12 mars <2024>", "body": "Comité & pilotage",
    "institution": "Musée <Garance> & Mer", "stop": "https://memoire.exemple/searches/stop/7K3M9QWX2B4T.Ab3_",
    "actions": [
        {"title": "Relancer <la> presse", "day": "31 mai 2026", "late": 12, "left": 0, "link": "https://x.exemple/actions/1"},
        {"title": "Réserver la salle", "day": "12 juin 2026", "late": 0, "left": 0, "link": "https://x.exemple/actions/2"},
    ],
    "decisions": [
        {"title": "COPIL-2026-01 – Le prêt", "day": "2 juillet 2026", "late": 0, "left": 20, "link": "https://x.exemple/d/1"},
    ],
    "searches": [{
        "name": "Le prêt", "link": "https://memoire.exemple/search?q=pret", "total": 2, "more": 1,
        "lines": [{"title": "Charte <du> prêt", "link": "https://memoire.exemple/documents/4G8JSDV10NPC"}],
    }],
}  # fmt: skip
SHOWN = {
    "role": {"fr": "lire ce que partagent", "en": "read what the partners share"},
    "state": {"fr": "vient d’être activée", "en": "turned on"},
    "actions": {
        "fr": "- Relancer <la> presse\n  pour le 31 mai 2026 (en retard de 12 jours)\n  https://x.exemple/actions/1\n\n"
        "- Réserver la salle\n  pour le 12 juin 2026 (aujourd’hui)\n",
        "en": "- Relancer <la> presse\n  by 31 mai 2026 (12 days late)\n  https://x.exemple/actions/1\n\n"
        "- Réserver la salle\n"
        "  by 12 juin 2026 (today)\n",
    },
    "decisions": {
        name: f"\n\n- COPIL-2026-01 – Le prêt\n  {words} 2 juillet 2026\n  https://x.exemple/d/1\n\n"
        for name, words in {"fr": "à réexaminer le", "en": "to be looked at again on"}.items()
    },
    "searches": {
        name: f"Le prêt – 2 documents\n\n- Charte <du> prêt\n  https://memoire.exemple/documents/4G8JSDV10NPC\n\n{more}"
        for name, more in {"fr": "et 1 autre, dans la recherche entière", "en": "and 1 more, in the whole"}.items()
    },
}
EACH = [(purpose, language) for purpose in PURPOSES for language in ("fr", "en")]
SHIPPED = paths.PROJECT / "templates" / "mail"


def written(world: World, purpose: str, language: str = "fr", **words: object) -> tuple[str, str]:
    """Subject and text of a message with sample words, but for those given."""
    said = {name: SAMPLES[name] for name in PURPOSES[purpose]} | words
    with world.repository.store.writing() as uow:
        mailing.post(uow, HEAD, purpose, "camille@exemple.fr", language, **said)
        uow.session.flush()
        row = uow.session.scalars(select(MailMessage).order_by(MailMessage.id.desc())).first()
        assert row is not None
        return row.subject, row.text


@pytest.fixture
def reworded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The mail folder of a consortium that rewords."""
    folder = tmp_path / "templates" / "mail"
    folder.mkdir(parents=True)
    monkeypatch.setenv("REPO_SERVICE_TEMPLATES", str(folder.parent))
    return folder


def test_there_is_a_text_for_each_purpose_in_each_language_and_no_other() -> None:
    assert {path.name for path in SHIPPED.iterdir()} == {f"{purpose}.{language}.txt" for purpose, language in EACH}


@pytest.mark.parametrize(("purpose", "language"), EACH)
def test_a_text_has_exactly_its_words_and_names_the_site_last(world: World, purpose: str, language: str) -> None:
    source = (SHIPPED / f"{purpose}.{language}.txt").read_text("utf-8")
    used = meta.find_undeclared_variables(Environment(autoescape=True).parse(source))
    assert used == PURPOSES[purpose] | {"site_name", "address"}
    subject, text = written(world, purpose, language)
    for name in PURPOSES[purpose]:
        assert (SHOWN[name][language] if name in SHOWN else str(SAMPLES[name])) in text
    assert text.splitlines()[-1] == "Mémoire du réseau – https://memoire.exemple"
    assert text.startswith(("Bonjour,\n\n", "Hello,\n\n"))
    assert subject
    assert not re.search(r"[{}%]|\n\n\n|[ \t]\n|'", subject + text)
    assert all(len(line) <= 120 for line in [subject, *text.splitlines()])


@pytest.mark.parametrize(("purpose", "language"), [each for each in EACH if each[0] in links.GOOD_FOR])
def test_a_link_stands_alone_on_its_line_and_is_said_to_be_good_once(world: World, purpose: str, language: str) -> None:
    _, text = written(world, purpose, language)
    assert text.splitlines().count(LINK) == 1
    assert ("une seule fois" if language == "fr" else "works once") in text
    assert ("Ne faites rien" if language == "fr" else "Do nothing") in text


@pytest.mark.parametrize("purpose", PURPOSES)
def test_french_signs_keep_their_word(purpose: str) -> None:
    text = (SHIPPED / f"{purpose}.fr.txt").read_text("utf-8")
    prose = re.sub(r"\{[{%].*?[%}]\}|^Subject:|https?://", "x", text, flags=re.DOTALL | re.MULTILINE)
    assert not re.search(r"[^\u00a0][:;!?»]|«[^\u00a0]", prose)


def test_every_role_one_may_be_invited_to_has_its_words(world: World) -> None:
    for language in ("fr", "en"):
        texts = {written(world, "invitation", language, role=role)[1] for role in ROLES if role != "visitor"}
        assert len(texts) == len(ROLES) - 1


def test_one_day_is_not_days(world: World) -> None:
    assert "pendant 1 jour." in written(world, "invitation", days=1)[1]
    assert "for 1 day." in written(world, "invitation", "en", days=1)[1]


def test_the_second_factor_is_told_to_be_on_or_off(world: World) -> None:
    for language, words in {"fr": "désactivée", "en": "off"}.items():
        subject, text = written(world, "second_factor_changed", language, state="off")
        assert words in subject
        assert words in text


@pytest.mark.parametrize("language", ["", "fr", "fr-FR", "de", "EN", "../en"])
def test_any_language_but_english_is_french(world: World, language: str) -> None:
    assert written(world, "password_changed", language) == written(world, "password_changed", "fr")
    assert written(world, "password_changed", "en") != written(world, "password_changed", "fr")


def test_words_that_are_not_those_of_the_purpose_are_refused(world: World) -> None:
    with world.repository.store.writing() as uow:
        for words in ({}, {"link": LINK}, {"link": LINK, "minutes": 5, "more": 1}):
            with pytest.raises(ValueError, match="sign_in takes"):
                mailing.post(uow, HEAD, "sign_in", "a@exemple.fr", "fr", **words)
        with pytest.raises(KeyError):
            mailing.post(uow, HEAD, "../sign_in", "a@exemple.fr", "fr")


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\n\n", "\x85", "\u2028", "\x0b", "\x7f"])
def test_no_word_ends_the_subject(any_world: World, sign: str) -> None:
    name = f"Musée{sign}Bcc: tous@exemple.fr"
    subject, text = written(any_world, "candidature_arrived", institution=name)
    assert subject == "Une candidature est arrivée\u00a0: Musée Bcc: tous@exemple.fr"
    assert text.startswith("Bonjour,\n")


def test_a_word_is_never_read_as_a_template(world: World) -> None:
    subject, text = written(world, "candidature_arrived", institution="{{ address }} {% if %}")
    assert subject.endswith("{{ address }} {% if %}")
    assert "{{ address }} {% if %}\n" in text


def test_the_longest_name_of_an_institution_fits(any_world: World) -> None:
    subject, text = written(any_world, "candidature_arrived", institution="É" * 300)
    assert len(subject) == 300
    assert "É" * 300 in text


def test_a_consortium_rewords_the_texts_it_wants(world: World, reworded: Path) -> None:
    before = written(world, "password_changed")
    (reworded / "sign_in.fr.txt").write_text(
        "\ufeffSubject: Entrez chez {{ site_name }}\r\n\r\nSalut, {{ link }}.\r\n", "utf-8", newline=""
    )
    assert written(world, "sign_in") == ("Entrez chez Mémoire du réseau", f"Salut, {LINK}.\n")
    assert "Hello" in written(world, "sign_in", "en")[1]
    assert written(world, "password_changed") == before


@pytest.mark.parametrize(
    "content",
    [
        b"", b"Bonjour {{ link }}", b"Subject: Lien\n\n{{ lien }}\n", b"Subject: {{ lien }}\n\n{{ link }}\n",
        b"Subject: Lien\n\n{% if link %}\n", "Subject: Lien à suivre\n\n{{ link }}\n".encode("cp1252"),
        b"Subject: Lien\n\n{{ ''.__class__.__mro__[1].__subclasses__() }}\n",
    ],
)  # fmt: skip
def test_a_reworded_text_that_cannot_be_used_locks_nobody_out(
    world: World, reworded: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    (reworded / "sign_in.fr.txt").write_bytes(content)
    subject, text = written(world, "sign_in")
    assert subject == "Mémoire du réseau\u00a0: votre lien de connexion"
    assert LINK in text
    assert "sign_in.fr.txt cannot be used" in caplog.text
    assert LINK not in caplog.text
