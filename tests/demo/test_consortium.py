"""What every newcomer judges the product by: enough of everything, and one coherent story."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

from repo_service.demo.consortium import Consortium, DemoFile
from repo_service.demo.sources import Source
from repo_service.domain.kinds import KINDS, VISIBILITIES

_DECISION = re.compile(
    r"^(?:\*\*Décision n° \d{4}-\d\d|#\. |=> |.*(?:^|\s)→ |\*\*D\d \(|\*\*Délibération n° |\| \d{4}-\d\d \|"
    r"|(?:Le groupe|L'assemblée|Il est) (?:décide|décidé|adopte|valide|émet|approuve)\b)",
    re.MULTILINE,
)
_LINK = re.compile(r"\[\[([^\[\]]+)\]\]")
_FILLER = re.compile(r"lorem|ipsum|\bTODO\b|\bXXX\b|\bfoo\b|\bà compléter\b|\bexemple de texte\b", re.IGNORECASE)


def test_there_is_enough_of_every_kind(files: list[DemoFile]) -> None:
    documents = {(file.kind, file.series) for file in files}
    counts = Counter(kind for kind, _ in documents)
    word_minutes = [file for file in files if file.kind == "minutes" and file.file_name.endswith(".docx")]
    assert len(word_minutes) >= 24
    assert counts["charter"] == 3
    assert counts["template"] == 8
    assert counts["knowhow"] >= 12
    assert counts["newsletter"] >= 2
    assert counts["report"] >= 2
    assert len({file.content for file in files}) == len(files)


def test_some_minutes_exist_only_as_odt_and_some_only_as_pdf(files: list[DemoFile]) -> None:
    suffixes = Counter(Path(file.file_name).suffix for file in files if file.kind == "minutes")
    assert suffixes[".odt"] >= 2
    assert suffixes[".pdf"] >= 1


def test_at_least_forty_decisions_are_spread_over_the_minutes(demo_sources: list[Source]) -> None:
    minutes = [source for source in demo_sources if source.meta["Nature"] == "compte rendu"]
    found = {source.path.name: len(_DECISION.findall(source.text)) for source in minutes}
    assert sum(found.values()) >= 40
    assert len([count for count in found.values() if count]) >= 20


def test_minutes_are_neither_short_nor_endless(demo_sources: list[Source]) -> None:
    lengths = {s.path.name: len(s.text.split()) for s in demo_sources if s.meta["Nature"] == "compte rendu"}
    assert {name: words for name, words in lengths.items() if not 480 <= words <= 1500} == {}


def test_no_two_minutes_share_a_long_sentence(demo_sources: list[Source]) -> None:
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for source in demo_sources:
        if source.meta["Nature"] == "compte rendu":
            for sentence in re.split(r"(?<=[.?!])\s|\n", source.text):
                if len(sentence.split()) > 15:
                    seen[sentence].add(source.path.name)
    assert [sentence for sentence, places in seen.items() if len(places) > 1] == []


def test_the_charter_has_three_versions_that_differ_each_with_its_reason(files: list[DemoFile]) -> None:
    versions = [file for file in files if file.series == "charte"]
    assert len(versions) == 3
    assert len({version.content for version in versions}) == 3
    assert len({version.reason for version in versions}) == 3
    assert {version.title for version in versions} == {versions[0].title}
    assert [[c.role for c in version.companions] for version in versions] == [["signed"]] * 3


def test_files_come_in_the_order_of_their_dates(files: list[DemoFile]) -> None:
    assert all(earlier.date <= later.date for earlier, later in pairwise(files))
    assert files[0].date.year == 2023
    assert files[-1].date.year == 2026


def test_every_wiki_link_names_an_existing_document(files: list[DemoFile]) -> None:
    titles = {file.title for file in files}
    pages = {file.title: file.content.decode() for file in files if file.kind == "knowhow"}
    links = {(title, link) for title, text in pages.items() for link in _LINK.findall(text)}
    assert {link for _, link in links if link not in titles} == set()
    assert len({title for title, _ in links}) >= 12


def test_no_filler_is_left(demo_sources: list[Source]) -> None:
    assert [source.path.name for source in demo_sources if _FILLER.search(source.text)] == []


def test_metadata_use_the_words_of_the_product(story: Consortium, files: list[DemoFile]) -> None:
    bodies = {body.name for body in story.bodies}
    institutions = {institution.name for institution in story.institutions}
    for file in files:
        assert file.state in KINDS[file.kind].states, file.file_name
        assert file.visibility in VISIBILITIES
        assert file.body in bodies | {""}
        assert file.institution in institutions | {""}
        assert not KINDS[file.kind].of_meeting or file.body
    public = [file for file in files if file.visibility == "public"]
    assert 0.25 < len(public) / len(files) < 0.5


def test_every_author_is_somebody_of_the_consortium(story: Consortium, files: list[DemoFile]) -> None:
    assert {file.author for file in files} <= {person.name for person in story.persons}


def test_a_partner_left_and_another_joined(story: Consortium) -> None:
    last = Counter(institution.statuses[-1].state for institution in story.institutions)
    assert len(story.institutions) == 6
    assert last == {"active": 5, "withdrawn": 1}
    assert [i.acronym for i in story.institutions if [s.state for s in i.statuses][:2] == ["potential", "candidate"]]
    acronyms = {institution.acronym for institution in story.institutions}
    assert {institution.parent for institution in story.institutions if institution.parent} <= acronyms


def test_mandates_are_of_known_people_in_known_bodies_and_never_two_chairs_at_once(story: Consortium) -> None:
    names = [person.name for person in story.persons]
    assert len(set(names)) == len(names) >= 25
    assert len({person.mail for person in story.persons}) == len(names)
    assert {mandate.person for mandate in story.mandates} <= set(names)
    assert {mandate.body for mandate in story.mandates} == {body.name for body in story.bodies}
    assert len(story.bodies) == 4
    for body in story.bodies:
        for role in ("chair", "secretary"):
            held = sorted((m.since, m.until) for m in story.mandates if m.body == body.name and m.role == role)
            assert held
            assert all(end is not None and end <= start for (_, end), (start, _) in pairwise(held))


def test_minutes_are_written_by_the_secretary_in_office(story: Consortium, files: list[DemoFile]) -> None:
    for file in files:
        if file.kind == "minutes":
            secretaries = {
                m.person
                for m in story.mandates
                if (m.body, m.role) == (file.body, "secretary") and m.since <= file.date <= (m.until or file.date)
            }
            assert file.author in secretaries, file.file_name


def test_two_runs_give_the_same_bytes(story: Consortium, files: list[DemoFile]) -> None:
    def prints(found: list[DemoFile]) -> list[str]:
        parts = [(file.content, *(companion.content for companion in file.companions)) for file in found]
        return [hashlib.sha256(content).hexdigest() for contents in parts for content in contents]

    assert prints(list(story.files())) == prints(files)
