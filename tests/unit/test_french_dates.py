"""Dates typed in forms, written in minutes, hidden in file names."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.french_dates import Partial, find, in_words, months, number_in_words, parse

TODAY = date(2026, 5, 20)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12/03/2024", "2024-03-12"),
        ("12.3.24", "2024-03-12"),
        ("12-03-24", "2024-03-12"),
        ("12 03 2024", "2024-03-12"),
        (" 12 / 03 / 2024 ", "2024-03-12"),
        ("12 mars 2024", "2024-03-12"),
        ("le 12 MARS 2024", "2024-03-12"),
        ("mardi 12 mars 24", "2024-03-12"),
        ("1er septembre 2024", "2024-09-01"),
        ("1\u1d49\u02b3 septembre 2024", "2024-09-01"),
        ("3 déc. 2019", "2019-12-03"),
        ("3 de\u0301c. 2019", "2019-12-03"),
        ("12\u00a0mars\u202f2024", "2024-03-12"),
        ("2024-03-12", "2024-03-12"),
        ("20240312", "2024-03-12"),
        ("29/02/2024", "2024-02-29"),
        ("12/03/98", "1998-03-12"),
        ("March 12, 2024", "2024-03-12"),
        ("mars 2024", "2024-03"),
        ("août 2023", "2023-08"),
        ("03/2024", "2024-03"),
        ("2024-03", "2024-03"),
        ("2024", "2024"),
        ("en 2024", "2024"),
        ("aujourd’hui", "2026-05-20"),
        ("hier", "2026-05-19"),
    ],
)
def test_a_typed_date_is_understood(typed: str, meant: str) -> None:
    assert str(parse(typed, TODAY)) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "31/02/2024",
        "29/02/2023",
        "0/3/2024",
        "12/13/2024",
        "31 avril 2024",
        "12 mars",
        "mars",
        "pour 12",
        "trois ans",
        "13/2024",
        "2024-00",
        "12",
        "20245",
        "12/03/2024 bis",
        "demain peut-être",
        "x" * 5000,
    ],
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    assert parse(typed, TODAY) is None


def test_a_month_and_a_year_stretch_from_their_first_to_their_last_day() -> None:
    assert (Partial(2024, 2).first, Partial(2024, 2).last) == (date(2024, 2, 1), date(2024, 2, 29))
    assert (Partial(2024).first, Partial(2024).last) == (date(2024, 1, 1), date(2024, 12, 31))
    assert Partial(2024, 2).exact is None
    day = Partial(2024, 2, 3)
    assert day.exact == day.first == day.last == date(2024, 2, 3)


@pytest.mark.parametrize(
    ("text", "quote", "day"),
    [
        ("Réunion du mardi 12 mars 2024 à Lyon", "mardi 12 mars 2024", date(2024, 3, 12)),
        ("Séance du 8 avril 2018 à 9 h 30", "8 avril 2018", date(2018, 4, 8)),
        ("L'an deux mille vingt-quatre et le huit avril à 9 heures", None, date(2024, 4, 8)),
        ("L’an deux mille dix-huit, le dimanche 8 avril", None, date(2018, 4, 8)),
        ("L’an 2018 et le 8 avril", "an 2018 et le 8 avril", date(2018, 4, 8)),
        ("l'an mil neuf cent quatre-vingt-dix-huit, le premier du mois de juin", None, date(1998, 6, 1)),
        ("du vingt et un mai deux mille vingt et un", None, date(2021, 5, 21)),
        ("le trente et un janvier deux mille", "trente et un janvier deux mille", date(2000, 1, 31)),
        ("Fait le premier septembre 2024.", "premier septembre 2024", date(2024, 9, 1)),
        ("Réunion du 12/03/2024", "12/03/2024", date(2024, 3, 12)),
        ("Réunion du 12/3/24.", "12/3/24", date(2024, 3, 12)),
        ("Réunion du mardi 12.03.2024", "mardi 12.03.2024", date(2024, 3, 12)),
        ("2024-03-12 CR CoPil.docx", "2024-03-12", date(2024, 3, 12)),
        ("20240312_CR.docx", "20240312", date(2024, 3, 12)),
        ("CR20122024.docx", "20122024", date(2024, 12, 20)),
        ("CR_12-03-24_v2.odt", "12-03-24", date(2024, 3, 12)),
        ("CR_12_03_2024.odt", "12_03_2024", date(2024, 3, 12)),
        ("CR 2024 03 12 final.pdf", "2024 03 12", date(2024, 3, 12)),
        ("12 et 13 mars 2024", "12 et 13 mars 2024", date(2024, 3, 12)),
        ("du jeudi 12 au vendredi 13 mars 2024", "jeudi 12 au vendredi 13 mars 2024", date(2024, 3, 12)),
        ("1 er juillet 2 024", "1 er juillet 2 024", date(2024, 7, 1)),
        ("ler juillet 2024", "ler juillet 2024", date(2024, 7, 1)),
        ("le 12\nmars 2024", "12\nmars 2024", date(2024, 3, 12)),
        ("12 m a r s 2024", "12 m a r s 2024", date(2024, 3, 12)),
        ("RÉUNION DU 3 DÉCEMBRE 2019", "3 DÉCEMBRE 2019", date(2019, 12, 3)),
        ("Minutes of the meeting of 5th March 2024", "5th March 2024", date(2024, 3, 5)),
        ("held on Tuesday, March 5, 2024", "Tuesday, March 5, 2024", date(2024, 3, 5)),
    ],
)
def test_a_date_is_found_in_running_text_with_its_place(text: str, quote: str | None, day: date) -> None:
    [(found, start, end)] = find(text)
    assert found == day
    assert quote is None or text[start:end] == quote


@pytest.mark.parametrize(
    "text",
    [
        "Tél. 01.02.03.04.05",
        "04 12 03 20 24",
        "l'article 3.2.12 de la charte",
        "pour 12, contre 3",
        "pendant trois ans",
        "réunion du 31/02/2024",
        "le 12 mars à 14 h",
        "le 30 février 2024",
        "2023-2024",
        "ISBN 978-2-02-030202-4",
        "version 10.12.1",
        "1234567890",
        "",
        "12 marsouins 2024",
    ],
)
def test_numbers_that_are_no_dates_are_left_alone(text: str) -> None:
    assert find(text) == []


def test_several_dates_are_given_in_order_without_overlap() -> None:
    text = "Séance du 12 mars 2024. PV du 15/01/2024 adopté. Prochaine réunion le mercredi 5 juin 2024."
    assert [day for day, _, _ in find(text)] == [date(2024, 3, 12), date(2024, 1, 15), date(2024, 6, 5)]


def test_offsets_stay_true_in_decomposed_text() -> None:
    text = unicodedata.normalize("NFD", "Élu à Orléans le 3 février 2024, réélu")
    [(day, start, end)] = find(text)
    assert day == date(2024, 2, 3)
    assert unicodedata.normalize("NFC", text[start:end]) == "3 février 2024"


@given(DAYS, st.sampled_from(["fr", "en"]), st.sampled_from(["NFC", "NFD"]))
def test_a_date_in_words_is_read_back(day: date, language: str, form: str) -> None:
    words = unicodedata.normalize(form, in_words(day, language))
    assert parse(words, TODAY) == Partial(day.year, day.month, day.day)
    assert find(f"({words})") == [(day, 1, 1 + len(words))]


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%Y%m%d", "%d %m %Y"]))
def test_a_date_in_figures_is_read_back(day: date, shape: str) -> None:
    assert [found for found, _, _ in find(f"CR_{day.strftime(shape)}.docx")] == [day]


@given(st.dates(TODAY - timedelta(days=80 * 365), TODAY + timedelta(days=9 * 365)))
def test_two_digits_mean_the_latest_year_that_is_near(day: date) -> None:
    assert parse(day.strftime("%d/%m/%y"), TODAY) == Partial(day.year, day.month, day.day)


@given(st.text(alphabet="0123456789/.-_ lernmasvi'\u0301\u00a0é", max_size=60))
def test_no_text_breaks_the_search_and_every_offset_lies_within(text: str) -> None:
    for _, start, end in find(text):
        assert 0 <= start < end <= len(text)


def test_dates_read_as_the_french_write_them() -> None:
    assert in_words(date(2024, 4, 1), "fr") == "1er avril 2024"
    assert in_words(date(2024, 8, 12), "fr") == "12 août 2024"
    assert in_words(date(2024, 3, 12), "en") == "12 March 2024"


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("zéro", 0),
        ("dix-sept", 17),
        ("vingt et un", 21),
        ("soixante-et-onze", 71),
        ("quatre-vingts", 80),
        ("quatre-vingt-dix-neuf", 99),
        ("nonante-trois", 93),
        ("premier", 1),
        ("cent", None),
        ("", None),
    ],
)
def test_number_words_have_their_value(words: str, value: int | None) -> None:
    assert number_in_words(words) == value


def test_months_said_without_a_day_are_found() -> None:
    text = "Réunion plénière – fe\u0301vrier 2025, après celles du 3 mars 2024 et d’avril 2024"
    assert months(text) == [Partial(2025, 2), Partial(2024, 4)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("CoPil 4 – 11 février 2025", date(2025, 2, 11)),
        ("du 4 – 11 février 2025", date(2025, 2, 4)),
        ("Séminaire 3 - 4 juillet 2025", date(2025, 7, 3)),
        ("PV-bureau-14-novembre-2024-signé", date(2024, 11, 14)),
        ("PV_bureau_14_novembre_2024", date(2024, 11, 14)),
    ],
)
def test_a_number_before_a_dash_is_not_the_first_day_of_a_long_range(text: str, day: date) -> None:
    assert [found for found, _, _ in find(text)] == [day]
