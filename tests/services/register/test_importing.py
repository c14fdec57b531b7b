"""Taking over a register that was kept elsewhere: what enters, what is told, what is passed over."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from repo_service.cli import cli
from repo_service.domain.register import headings
from repo_service.domain.register.headings import Grid
from repo_service.domain.roles import Actor
from repo_service.errors import Forbidden, Invalid, NotFound
from repo_service.services import reading
from repo_service.services.register import importing, taking_over
from repo_service.services.register.importing import Asked, Plan
from repo_service.services.register.taking_over import Taken
from repo_service.store.people import governance
from repo_service.store.register import decisions
from tests.conftest import TIMEZONE, World
from tests.services.register import decided, reviewed
from tests.services.register.workbooks import workbook

HEAD = "N°;Date;Objet;Vote;État;Jusqu'au;Remplace;Source\n"
REGISTER = HEAD + (
    "CP-2018-01;12/03/2018;Prêt de deux semaines entre partenaires;unanimité;;;;\n"
    'CP-2018-02;18/06/2018;"Périodiques ; conservation partagée";12 pour, 1 contre;adoptée;;;\n'
    "CP-2019-01;4 février 2019;Prêt de quatre semaines entre partenaires;;en vigueur;;CP-2018-01;\n"
    "CP-2019-02;2019-05-07;Frais d'envoi;3 pour et 4 contre;rejetée;;;\n"
    "CP-2019-03;07/05/2019;Abonnement d'essai;;caduque;31/12/2020;;PV papier, boîte 3\n"
)


def grid(world: World, content: bytes | str, name: str = "registre.csv") -> Grid:
    """The table of a file."""
    blobs = world.repository.store.blobs
    data = content if isinstance(content, bytes) else content.encode()
    return importing.read(world.repository.reader, blobs, blobs.put(data).sha256)


def asked(world: World, found: Grid, **more: Any) -> Asked:
    """The columns as they are recognised, for the steering committee."""
    return Asked(headings.matched(found.heads), **({"body": world.body} | more))


def plan(world: World, content: bytes | str, actor: Actor | None = None, **more: Any) -> Plan:
    """What each line would become."""
    found = grid(world, content)
    with world.repository.store.reading() as uow:
        return importing.plan(uow, actor or world.secretary, found, asked(world, found, **more), TIMEZONE)


def take(world: World, content: bytes | str, most: int = 1000, actor: Actor | None = None, **more: Any) -> Taken:
    """Have the good lines enter."""
    found = grid(world, content)
    return taking_over.run(world.repository, actor or world.secretary, found, asked(world, found, **more), most)


def numbers(world: World) -> set[str]:
    """The numbers of the register."""
    return {entry.line.number for entry in decided.register(world, state="all").chosen}


def told(found: Plan) -> list[str]:
    """What is wrong, sentence by sentence."""
    return [fault.sentence for one in found.of("wrong") for fault in one.faults]


def test_a_register_enters_with_its_numbers_its_votes_and_what_is_in_force(any_world: World) -> None:
    done = take(any_world, REGISTER)
    assert (done.entered, done.left, done.tied, done.untied) == (5, 0, 1, 0)
    register = {entry.line.number: entry for entry in decided.register(any_world, state="all").chosen}
    assert set(register) == {"CP-2018-01", "CP-2018-02", "CP-2019-01", "CP-2019-02", "CP-2019-03"}
    assert register["CP-2018-01"].standing.status == "superseded"
    assert register["CP-2018-01"].period.end == date(2019, 2, 4)  # type: ignore[union-attr]
    assert register["CP-2019-01"].standing.holds
    assert register["CP-2019-02"].standing.status == "rejected"
    assert register["CP-2019-03"].period.end == date(2021, 1, 1)  # type: ignore[union-attr]
    assert register["CP-2018-02"].line.title == "Périodiques ; conservation partagée"
    assert register["CP-2018-02"].line.votes == {"for": 12, "against": 1}
    assert register["CP-2018-01"].line.votes == {"unanimous": True}
    assert decided.state(any_world, register["CP-2018-01"].id) == "superseded"
    assert decided.state(any_world, register["CP-2019-03"].id) == "expired"


def test_what_is_in_the_register_is_passed_over_so_that_a_cut_import_goes_on(any_world: World) -> None:
    first = take(any_world, REGISTER, most=2)
    assert (first.entered, first.left, first.tied) == (2, 3, 0)
    again = take(any_world, REGISTER)
    assert (again.entered, again.left, again.tied) == (3, 0, 1)
    assert take(any_world, REGISTER) == Taken()
    assert len(plan(any_world, REGISTER).of("present")) == 5


def test_a_tie_that_was_taken_back_is_not_made_again(world: World) -> None:
    take(world, REGISTER)
    by_number = {entry.line.number: entry.id for entry in decided.register(world, state="all").chosen}
    decided.untie(world, by_number["CP-2019-01"], "replaces", by_number["CP-2018-01"])
    assert take(world, REGISTER).tied == 0


def test_each_line_that_cannot_enter_is_told_why_and_keeps_no_other_out(world: World) -> None:
    decided.decide(world, "Une tout autre", "2017-01-01", world.body, number="CP-2018-09")
    rows = HEAD + (
        "CP-1;31/02/2020;Un jour qui n'existe pas;;;;;\n"
        "CP-2;12/03/1899;Trop tôt;;;;;\n"
        "CP-3;12/03/2999;Trop tard;;;;;\n"
        "CP-4;12/03/2019;;;;;;\n"
        "CP-2018-09;12/03/2018;Numéro pris;;;;;\n"
        "CP-6;12/03/2018;La bonne;;;;;\n"
        "CP-6;12/03/2018;La même en double;;;;;\n"
        "CP-7;12/03/2018;État inconnu;;bizarre;;;\n"
        "CP-8;12/03/2018;Abrogée on ne sait quand;;abrogée;;;\n"
        "CP-9;;Sans date;;;;;\n"
        "CP-10;12/03/2018;Finit avant de commencer;;;01/01/2017;;\n"
    )
    found = plan(world, rows)
    assert [one.line.number for one in found.of("ready")] == ["CP-6"]
    assert told(found) == [
        "Cette date n’est pas comprise\u00a0: écrivez-la jj/mm/aaaa.",
        "Cette date n’est pas possible.",
        "Cette date n’est pas possible.",
        "L’objet est vide.",
        "Ce numéro est déjà celui d’une autre décision de cette instance.",
        "Une autre ligne du fichier porte déjà ce numéro.",
        "Cet état n’est pas compris\u00a0: adoptée, rejetée, reportée, remplacée, abrogée, caduque, annulée.",
        "Elle est dite terminée, sans jour de fin ni décision qui la remplace\u00a0: dites jusqu’à quand elle valait.",
        "La date de la décision manque.",
        "La fin précède le début.",
    ]
    assert take(world, rows).entered == 1


def test_a_body_is_told_by_name_or_short_name_and_must_be_known(world: World) -> None:
    rows = "Date;Objet;Instance\n12/03/2018;Une;CoPil\n12/03/2018;Deux;comité de pilotage\n12/03/2018;Trois;Inconnue\n"
    found = plan(world, rows, body="")
    assert [one.standing for one in found.lines] == ["ready", "ready", "wrong"]
    assert told(found) == ["Cette instance n’existe pas."]


def test_nobody_takes_over_the_register_of_a_body_that_it_does_not_serve(world: World) -> None:
    with world.repository.store.writing() as uow:
        other = governance.add_body(uow, "Groupe du prêt", "GP", "operational", "").public_id
    of_other = Actor(world.secretary.account, roles=frozenset({"secretary"}), bodies=frozenset({other}))
    rows = "Date;Objet;Instance\n12/03/2018;Une;CoPil\n12/03/2018;Deux;GP\n"
    found = plan(world, rows, actor=of_other, body="")
    assert told(found) == ["Vous ne tenez pas le registre de cette instance."]
    assert plan(world, rows.replace(";Instance", ";Mot"), actor=of_other).faults
    with pytest.raises(Forbidden):
        plan(world, rows, actor=world.reader)


def test_a_line_without_number_has_the_next_one_and_is_not_entered_twice(world: World) -> None:
    rows = "Numéro;Date;Objet\n;12/03/2018;Sans numéro\nCOPIL-2018-001;12/04/2018;Avec numéro\n"
    assert take(world, rows).entered == 2
    by_title = {entry.line.title: entry.line.number for entry in decided.register(world, state="all").chosen}
    assert by_title == {"Sans numéro": "COPIL-2018-002", "Avec numéro": "COPIL-2018-001"}
    assert take(world, rows).entered == 0


def test_a_source_becomes_the_minutes_where_the_person_sees_them_and_else_stays_in_the_text(any_world: World) -> None:
    minutes = reviewed.file(any_world)
    rows = (
        "Numéro;Date;Objet;Source\n"
        f"CP-1;12/03/2024;Par adresse;https://exemple.fr/documents/{minutes}#p3\n"
        "CP-2;12/03/2024;Par titre;compte rendu du 2024-03-12\n"
        "CP-3;12/03/2024;Sur papier;boîte 12\n"
    )
    assert take(any_world, rows).entered == 3
    entries = {entry.line.number: entry.line for entry in decided.register(any_world, state="all").chosen}
    assert [entries[one].minutes for one in ("CP-1", "CP-2", "CP-3")] == [minutes, minutes, ""]
    with any_world.repository.store.reading() as uow:
        shown = reading.show(uow, any_world.secretary, entries["CP-3"].id)
    assert [block.text for block in shown.extract.blocks] == ["Sur papier", "Source\u00a0: boîte 12"]


def test_minutes_that_the_person_does_not_see_are_no_source(world: World) -> None:
    with world.repository.store.writing() as uow:
        other = governance.add_body(uow, "Bureau", "", "deciding", "").public_id
    said = {"kind": "minutes", "title": "CR caché", "body": other, "visibility": "body", "state": "draft"}
    hidden = world.file("Secret.", **said).public_id
    served = Actor(world.secretary.account, roles=frozenset({"secretary"}), bodies=frozenset({world.body}))
    rows = f"Date;Objet;Source\n12/03/2018;Une;CR caché\n12/04/2018;Deux;/documents/{hidden}\n12/05/2018;Trois;néant\n"
    assert [one.minutes for one in plan(world, rows, actor=served).lines] == [None, None, None]


def test_the_mark_between_cells_and_the_encoding_are_recognised(world: World) -> None:
    rows = "Numéro,Date,Objet\nCP-1,12/03/2018,Étiquettes de cote\n"
    for content in (
        rows.encode(), b"\xef\xbb\xbf" + rows.encode(), rows.encode("cp1252"), rows.encode("utf-16"),
        rows.replace(",", "\t").encode(), rows.replace(",", ";").encode(), b"sep=,\r\n" + rows.encode(),
    ):  # fmt: skip
        (one,) = plan(world, content).lines
        assert (one.line.number, one.line.title, one.line.day) == ("CP-1", "Étiquettes de cote", date(2018, 3, 12))


def test_a_file_whose_cells_are_not_told_apart_says_what_is_missing(world: World) -> None:
    found = plan(world, "Numéro ! Date ! Objet\nCP-1 ! 12/03/2018 ! Une\n")
    assert len(found.faults) > 0
    assert not found.lines


def test_the_sheet_whose_columns_are_recognised_best_is_read_with_its_merged_headings(world: World) -> None:
    content = workbook(
        ("Lisez-moi", [["Registre tenu"], ["Titre", "rien"], *[["ligne", n] for n in range(30)]], ()),
        ("Décisions", [
            ["Registre des décisions du comité"],
            ["N°", "Date", "Objet", "En vigueur", None],
            [None, None, None, "du", "au"],
            ["CP-1", date(2018, 3, 12), "Prêt", date(2018, 4, 1), date(2019, 3, 31)],
            [7, 43171, "Une série", None, None],
        ], ("A1:E1", "D2:E2", "A2:A3", "B2:B3", "C2:C3")),
    )  # fmt: skip
    found = grid(world, content)
    assert (found.sheet, found.others) == ("Décisions", 1)
    first, second = plan(world, content).lines
    assert (first.line.number, first.line.start, first.line.until) == ("CP-1", date(2018, 4, 1), date(2019, 4, 1))
    assert (second.line.number, second.line.day) == ("7", date(2018, 3, 12))


def test_formulas_are_words(world: World) -> None:
    rows = (
        'Numéro;Date;Objet;Source\n"=1+1";12/03/2018;"=HYPERLINK(""http://exemple.fr"";""Prêt"")";'
        '"=HYPERLINK(""http://exemple.fr/x"")"\n'
    )
    (one,) = plan(world, rows).lines
    assert (one.line.number, one.line.title, one.line.source) == ("=1+1", "Prêt", "http://exemple.fr/x")


def test_five_thousand_lines_are_looked_at_together(world: World) -> None:
    rows = HEAD + "".join(f"X-{n};12/03/2018;Objet {n};;;;;\n" for n in range(5000))
    found = plan(world, rows)
    assert len(found.of("ready")) == 5000
    assert take(world, rows, most=60).left == 4940


def test_the_file_is_asked_for_by_who_sent_it_alone(world: World) -> None:
    store, reader = world.repository.store, world.repository.reader
    with store.blobs.receive() as sink:
        sink.write(REGISTER.encode())
        key = importing.keep(sink, world.secretary, "s")
    assert len(importing.table(store.blobs, reader, world.secretary, "s", key).rows) == 5
    forged = key[:-2] + ("A" if key[-2] != "A" else "B") + key[-1]  # of the last sign only some bits count
    for actor, name in ((world.administrator, key), (world.secretary, forged), (world.secretary, "é")):
        with pytest.raises(NotFound):
            importing.table(store.blobs, reader, actor, "s", name)


def test_what_is_no_table_is_refused_in_words(world: World) -> None:
    for content in (b"%PDF-1.4 abc", b"\x00\x01\x02" * 50, b""):
        with pytest.raises(Invalid):
            grid(world, content)


def test_readers_are_those_that_were_chosen(world: World) -> None:
    take(world, HEAD + "CP-1;12/03/2018;Une;;;;;\n", visibility="body")
    (entry,) = decided.register(world, state="all").chosen
    assert entry.line.visibility == "body"
    assert not decided.register(world, world.reader, state="all").chosen
    with world.repository.store.reading() as uow:
        assert decisions.names(uow.session)


def test_a_register_is_taken_over_from_the_command_line_and_again_without_harm(world: World, tmp_path: Path) -> None:
    chosen = world.repository.settings
    where = {"REPO_SERVICE_STORAGE": str(chosen.storage), "REPO_SERVICE_INDEXES": str(chosen.indexes)}
    file = tmp_path / "registre.csv"
    file.write_text(REGISTER.replace("Objet;", "Ce qui fut dit;") + "CP-2020-01;un jour;Sans date;;;;;\n", "utf-8")

    def run(*words: str) -> Result:
        return CliRunner().invoke(cli, ["import", "--register", str(file), *words], env=where)

    named = ("--body", "CoPil", "--columns", "title=Ce qui fut dit")
    first = run(*named)
    assert (first.exit_code, first.stdout) == (0, "5 entrées, 0 déjà présentes, 1 refusées, 1 liens\n")
    assert "refusée : ligne 7 CP-2020-01" in first.stderr
    again = run(*named)
    assert again.stdout == "0 entrées, 5 déjà présentes, 1 refusées, 0 liens\n"
    assert numbers(world) == {"CP-2018-01", "CP-2018-02", "CP-2019-01", "CP-2019-02", "CP-2019-03"}
    for words, said in (
        (("--body", "Nulle part"), "Cette instance n’existe pas."), (("--columns", "colour=Objet"), "colour=Objet"),
    ):
        refused = run(*words)
        assert isinstance(refused.exception, Invalid)
        assert said in str(refused.exception)
