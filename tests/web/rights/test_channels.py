"""Every channel by which a word of a document could reach somebody: principals x documents x channels, each cell.

A channel is asked about a document as a person would, and its whole answer is searched for the word that only this
document holds. A route of the program that no channel covers fails the run.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from repo_service.formats.isolate import Reader
from repo_service.services.searching import saved
from tests.web.rights.stage import AS_VISITOR, PEOPLE, PROGRAMS_ONLY, RIGHTS, WORDS, Stage, make_stage
from tests.web.rights.test_management_matrix import CHANGES, EVERYBODYS, LISTS, MANAGEMENT, UNCONFIGURED

Ask = Callable[[Stage, str, str], str]  # stage, person, document -> all that the channel says about it


@dataclass(frozen=True)
class Channel:
    """``covers``: the routes that it goes through. ``sort``: "list" (of current versions; "recent" shows a few
    of them, "writers" and "droppers" are for who may write or drop; "feed" for who has an
    account), "then" (of passages of all versions), "act" (what is to be done by it),
    "old" (versions at their address), "talk" (what partners say on one), "current" (at the address of the
    document), "doors" (forms, for who may change it; the other matrices cover what they do).
    """

    name: str
    sort: str
    covers: tuple[str, ...]
    ask: Ask

    @property
    def program(self) -> bool:
        """Whether it is a channel for programs."""
        return self.name.startswith(("API", "snippet", "total", "suggestion"))


def _get(stage: Stage, person: str, path: str, **headers: str) -> TestResponse:
    if path.startswith("/api/"):
        return stage.site.app.test_client().get(path, headers=stage.programs[person] | headers)
    return stage.browsers[person].get(path, headers=headers)


def _said(answer: TestResponse) -> str:
    """Headers and body, without what repeats the question."""
    body = answer.get_data(as_text=False).decode("utf-8", "replace")
    return f"{answer.headers}\n{body}"


def at(path: str, **headers: str) -> Ask:
    """Ask an address, with the identifier, version, companion or word of the document put in."""

    def ask(stage: Stage, person: str, document: str) -> str:
        filled = path.format(
            id=stage.ids[document], n=stage.numbers[document], companion=stage.companions[document],
            word=WORDS[document], start=WORDS[document][:5], citing=stage.citing, cited=stage.ids["cited"],
        )  # fmt: skip
        return _said(_get(stage, person, filled, **headers))

    return ask


def without_question(ask: Ask) -> Ask:
    """A page repeats the words that were looked for: what counts is the title that only an answer holds."""

    def asked(stage: Stage, person: str, document: str) -> str:
        said = ask(stage, person, document)
        return said if f"Titre {WORDS[document]}" in said or f"{WORDS[document]}.md" in said else ""

    return asked


def counted(ask: Ask) -> Ask:
    """What a search counts: the total and the facets, which must be none where nothing may be found."""

    def asked(stage: Stage, person: str, document: str) -> str:
        answer = _get(stage, person, f"/api/v1/search?q={WORDS[document]}")
        found = answer.json or {}
        return WORDS[document] if found.get("total") or any((found.get("facets") or {}).values()) else ""

    return asked


def in_word(stage: Stage, person: str, document: str) -> str:
    """What the Word file of a comparison holds: its parts, unpacked."""
    path = f"/documents/{stage.ids[document]}/compare/1...{stage.numbers[document]}/word"
    answer = _get(stage, person, path)
    if answer.status_code != 200:
        return _said(answer)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def in_all_versions(stage: Stage, person: str, document: str) -> str:
    """The page of a search in all versions: a title is a passage, so it holds the title, with its word marked."""
    page = at("/search?q={word}&in=all-versions")(stage, person, document)
    shown = page.replace("<mark>", "").replace("</mark>", "")
    return shown if f"Titre {WORDS[document]}" in shown else ""


def exported(form: str) -> Ask:
    """The result of a search for the word as a file; a feed repeats the question in its own title."""

    def ask(stage: Stage, person: str, document: str) -> str:
        path = f"/{form}?q={WORDS[document]}+OU+aucunautre"
        body = _get(stage, person, path).text
        return body if f"Titre {WORDS[document]}" in body else ""

    return ask


def explained(path: str) -> Ask:
    """Why the document is in the result of a search for its word: told where it is."""

    def ask(stage: Stage, person: str, document: str) -> str:
        answer = _get(stage, person, f"{path}?q={WORDS[document]}&id={stage.ids[document]}")
        return WORDS[document] if answer.status_code == 200 and f"Titre {WORDS[document]}" in answer.text else ""

    return ask


def explained_to_programs(stage: Stage, person: str, document: str) -> str:
    """The same by the API, which names no title: that it is found."""
    answer = _get(stage, person, f"/api/v1/search/explain?q={WORDS[document]}&id={stage.ids[document]}")
    return WORDS[document] if answer.status_code == 200 and (answer.json or {}).get("found") else ""


def counted_in_all_versions(stage: Stage, person: str, document: str) -> str:
    """What a search in all versions counts."""
    answer = _get(stage, person, f"/api/v1/search?q={WORDS[document]}&in=all-versions&per_page=1")
    found = answer.json or {}
    return WORDS[document] if found.get("total") or any((found.get("facets") or {}).values()) else ""


def preview(stage: Stage, person: str, document: str) -> str:
    """What the preview of a page being written says of a link to the document."""
    data = {"csrf_token": stage.token(person), "text": f"Voir [[{stage.ids[document]}]]"}
    return _said(stage.browsers[person].post("/documents/preview", data=data))


def same_file(stage: Stage, person: str, document: str) -> str:
    """What is said to somebody who drops the very file of the document."""
    file = (io.BytesIO(stage.contents[document].encode()), "copie.md")
    data = {"csrf_token": stage.token(person), "files": [file]}
    answer = stage.browsers[person].post("/documents/new", data=data)
    if answer.status_code != 303:
        return ""
    page = _said(stage.browsers[person].get(answer.headers["Location"]))
    return WORDS[document] if stage.ids[document] in page else ""


def feed(stage: Stage, person: str, document: str) -> str:
    """The feed of a search for the word of the document, kept by the person and asked for without a cookie."""
    if not _signed_in(person):
        return ""
    repository, actor = stage.site.world.repository, replace(stage.actors[person], former=False)
    with repository.store.writing() as uow:
        row = saved.keep(uow, actor, repository.searcher, f"q={WORDS[document]}", "Un mot", "never")
        secret = saved.open_feed(uow, actor, row.public_id)
    said = _said(stage.site.app.test_client().get(f"/feeds/searches/{row.public_id}/{secret}"))
    with repository.store.writing() as uow:
        saved.remove(uow, actor, row.public_id)
    return WORDS[document] if f"Titre {WORDS[document]}" in said or stage.ids[document] in said else ""


CHANNELS = (
    Channel("page", "old", ("documents.show", "documents.version"), at("/documents/{id}/versions/{n}")),
    Channel("download", "old", ("documents.file",), at("/documents/{id}/versions/{n}/file")),
    Channel("part of a download", "old", (), at("/documents/{id}/versions/{n}/file", Range="bytes=0-40")),
    Channel("discussion", "talk", (
        "discussion.show", "discussion.write", "discussion.change", "annotated.receive", "annotated.weigh",
    ), at("/documents/{id}/versions/{n}/discussion")),
    Channel("API discussion", "talk", ("api.comments", "api.add_comment", "api.change_comment"),
            at("/api/v1/documents/{id}/versions/{n}/comments")),
    Channel("comparison as a Word file", "old", ("comparison_file.word",), in_word),
    Channel("comparison", "old", ("comparing.show", "comparing.choose"),
            at("/documents/{cited}/compare/1...{n}?with={id}")),
    Channel("comparison the other way", "old", (), at("/documents/{id}/compare/{n}...1?with={cited}&view=columns")),
    Channel("comparison with itself", "old", (), at("/documents/{id}/compare/{n}...{n}")),
    Channel("since when", "old", ("comparing.origins",), at("/documents/{id}/versions/{n}/origins")),
    Channel("API comparison", "old", ("api.compare",), at("/api/v1/documents/{cited}/compare?from=1&to={n}&with={id}")),
    Channel("what was found", "doors", ("findings.show", "findings.judge"), at("/documents/{id}/findings")),
    Channel("API findings", "related", ("api.findings",), at("/api/v1/documents/{id}/versions/{n}/findings")),
    Channel("API since when", "old", ("api.origins",), at("/api/v1/documents/{id}/versions/{n}/origins")),
    Channel("attachment", "old", ("documents.companion",), at("/documents/{id}/companions/{companion}")),
    Channel("current file", "current", ("documents.current_file",), at("/documents/{id}/file")),
    Channel("receipt", "doors", ("activity.receipt", "activity.version_receipt"),
            at("/documents/{id}/versions/{n}/receipt")),
    Channel("restoring", "doors", ("restoring.ask", "restoring.restore"), at("/documents/{id}/versions/{n}/restore")),
    Channel("who can see it", "current", ("activity.readers",), at("/documents/{id}/readers")),
    Channel("API version", "old", ("api.version", "api.show"), at("/api/v1/documents/{id}/versions/{n}")),
    Channel("API file", "old", ("api.file",), at("/api/v1/documents/{id}/versions/{n}/file")),
    Channel("API text", "old", ("api.text",), at("/api/v1/documents/{id}/versions/{n}/text")),
    Channel("API passages", "old", ("api.passages",), at("/api/v1/documents/{id}/versions/{n}/passages")),
    Channel("API versions", "old", ("api.versions",), at("/api/v1/documents/{id}/versions")),
    Channel("actions", "act", ("actions.listing", "actions.show", "actions.progress", "actions.edit"), at("/actions")),
    Channel("API actions", "act", ("api.action_listing", "api.action_progress"), at("/api/v1/actions?per_page=100")),
    Channel("home", "recent", ("home.home",), at("/")),
    Channel("list", "list", ("documents.listing",), at("/documents?kind=other")),
    Channel("API list", "list", ("api.listing",), at("/api/v1/documents?per_page=100")),
    Channel("hit", "list", ("search.search",), without_question(at("/search?q={word}"))),
    Channel("hit by its title", "list", (), without_question(at("/search?q=titre:{word}"))),
    Channel("snippet", "list", ("api.search",), at("/api/v1/search?q=texte+titre&per_page=100")),
    Channel("total and facets", "list", (), counted(at("/"))),
    *(Channel(f"{name} file", "list", (f"exports.{name}",), exported(f"search.{name}"))
      for name in ("csv", "bib", "ris", "atom")),
    *(Channel(f"API {name} file", "list", (f"api.search_{name}",), exported(f"api/v1/search.{name}"))
      for name in ("csv", "bib", "ris", "atom")),
    Channel("why it is found", "list", ("why.show",), explained("/search/why")),
    Channel("API why it is found", "list", ("api.explain",), explained_to_programs),
    Channel("API what is near", "related", ("api.near",), at("/api/v1/documents/{citing}/related")),
    Channel("past passage", "then", (), in_all_versions),
    Channel("API past passage", "then", (), at("/api/v1/search?q=texte+OR+titre&in=all-versions&per_page=100")),
    Channel("API past total and facets", "then", (), counted_in_all_versions),
    Channel("feed of a kept search", "feed", ("feeds.search",), feed),
    Channel("suggestion", "list", ("api.suggest",), at("/api/v1/suggest?q={start}")),
    Channel("link", "list", (), at("/documents/{citing}")),
    Channel("cited by", "list", (), at("/documents/{cited}")),
    Channel("preview", "writers", ("knowhow.preview",), preview),
    Channel("same file", "droppers", ("upload.receive", "review.review", "review.decide"), same_file),
    Channel("forms", "doors", (
        "editing.edit", "editing.save", "editing.attach", "editing.publish", "editing.add_version", "editing.withdraw",
        "merging.card", "merging.file",
        "knowhow.change", "knowhow.save", "activity.activity", "api.change", "api.add_version",
    ), at("/documents/{id}/edit")),
)  # fmt: skip
# The word is in a version that is not the current one: no list of current versions holds it for anybody.
NOT_CURRENT = {"old version", "next version", "restricted since"}
DRAFTS = {"draft", "next version"}  # in no search of all versions for anybody
TOMBSTONES = {  # where former readers are told that, and why, it was withdrawn
    "page", "discussion", "receipt", "who can see it", "comparison", "comparison the other way",
    "comparison with itself", "since when",
}  # fmt: skip


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, empty_storage: Path, reader: Reader) -> Iterator[Stage]:
    """Everybody and everything."""
    stage = make_stage(tmp_path_factory.mktemp("channels"), empty_storage, reader)
    yield stage
    stage.site.world.repository.store.close()


def expected(stage: Stage, channel: Channel, person: str, document: str) -> bool:
    """Whether the word may, and must, come through."""
    has = RIGHTS[document][person]
    if person in AS_VISITOR and channel.program:
        return False  # a token that is no longer good is never passed over
    if has == "gone":
        return channel.name in TOMBSTONES
    if has == "kept":
        if channel.name == "restoring":
            return False  # what was withdrawn is not restored version by version
        if channel.sort == "droppers":
            return _signed_in(person) and stage.actors[person].can("file")
        return channel.sort in {"old", "current", "doors"} or channel.name == "discussion"
    if channel.sort == "act":  # a partner that has left reads what public texts ask for, and no other
        return has in {"read", "keep"} and (person != "partner that left" or document in {"public", "old version"})
    if channel.sort == "talk":
        return has in {"read", "keep"} and _signed_in(person) and person != "partner that left"
    if channel.sort == "related":
        return False  # no two of these texts are about the same: see test_related for those that are
    if channel.sort == "old":
        return has in {"read", "keep"}
    if channel.sort == "doors":
        shown = channel.name in {"receipt", "restoring"}
        return has == "keep" and (shown or document not in {"old version", "restricted since"})
    if channel.sort == "droppers":
        return _signed_in(person) and stage.actors[person].can("file") and has in {"read", "keep"}
    if channel.sort == "feed" and not _signed_in(person):
        return False
    if channel.sort == "writers" and not (_signed_in(person) and stage.actors[person].can("write_knowhow")):
        return False
    return has in {"read", "keep"} and document not in (DRAFTS if channel.sort == "then" else NOT_CURRENT)


def _signed_in(person: str) -> bool:
    return person not in AS_VISITOR | {"visitor"}


def test_every_route_is_in_a_channel_or_says_nothing_of_documents(stage: Stage) -> None:
    covered = {route for channel in CHANNELS for route in channel.covers}
    known = {route.partition(" ")[0] for route in MANAGEMENT} | LISTS.keys() | EVERYBODYS | UNCONFIGURED | CHANGES
    found = {rule.endpoint for rule in stage.site.app.url_map.iter_rules()}
    assert found - covered - known == set()
    assert covered <= found


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.name)
def test_a_word_comes_through_a_channel_exactly_where_the_table_says(
    channel: Channel, person: str, stage: Stage
) -> None:
    if person in PROGRAMS_ONLY and not channel.program:
        pytest.skip("comes through the API alone")
    wrong = []
    for document in RIGHTS:
        came = WORDS[document] in channel.ask(stage, person, document)
        must = expected(stage, channel, person, document)
        if came != must and not (channel.sort == "recent" and must):  # the home page shows the last few alone
            wrong.append((document, "came" if came else "did not come"))
    assert wrong == []
