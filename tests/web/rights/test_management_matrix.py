"""Who may see and keep people, partners, accounts and the log: people x routes, from one table, each cell asserted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from repo_service import identifiers
from repo_service.domain.roles import VISITOR, Actor, holds_meetings, may_edit_institution
from repo_service.formats.isolate import Reader
from tests.web.rights.stage import AS_VISITOR, PEOPLE, PROGRAMS_ONLY, Stage, make_stage

# endpoint and method -> whose it is: everybody's, that of an action of domain/roles.py, the own institution's keeper's,
# one's own (an identifier of somebody else's thing is one that never was), or that of who knows a secret address.
MANAGEMENT: dict[str, str] = {
    "institutions.show": "everybody", "bodies.show": "everybody",
    "register_files.paper": "everybody", "api.register_paper": "everybody",
    "institution_editing.edit": "keeper of A", "institution_editing.save": "keeper of A",
    "institution_editing.add_office": "keeper of A", "institution_editing.set_status": "govern",
    "institution_editing.add_parent": "govern", "institution_editing.note": "govern",
    "institution_editing.affiliate": "govern", "institution_editing.fact": "govern",
    "institution_editing.fact POST": "govern",
    "bodies.edit": "keeper of Y", "bodies.set_rules": "keeper of Y", "bodies.save": "govern",
    "bodies.add_mandate": "govern", "bodies.mandate": "govern",
    "bodies.mandate POST": "govern", "bodies.add_succession": "govern", "bodies.succession": "govern",
    "bodies.succession POST": "govern",
    "synonyms.change": "edit_synonyms", "synonyms.change POST": "edit_synonyms", "synonyms.remove": "edit_synonyms",
    "candidatures.show": "see_candidatures", "candidatures.accept": "govern", "candidatures.put": "govern",
    "administration.show": "govern", "administration.set_roles": "govern", "administration.change": "administer",
    "administration.invite_again": "govern", "administration.data": "administer",
    "administration.correct": "administer",
    "administration.anonymise": "administer",
    "account.end_session": "own", "account.revoke_token": "own",
    "saved.change": "own", "saved.change POST": "own", "saved.remove": "own", "saved.feed": "own",
    "actions.show": "secret", "actions.progress": "secret", "actions.edit": "secret", "actions.edit POST": "secret",
    "actions.stop": "link", "actions.stop POST": "link", "api.action_progress": "secret",
    "meetings.show": "everybody", "meetings.agenda": "everybody", "meetings.convocation": "secret",
    "meeting_editing.edit": "hold_meetings", "meeting_editing.edit POST": "hold_meetings",
    "meeting_editing.cancel": "hold_meetings", "agendas.show": "hold_meetings", "agendas.add": "hold_meetings",
    "agendas.proposed": "hold_meetings", "agendas.change": "hold_meetings", "meeting_papers.show": "hold_meetings",
    "meeting_papers.link": "hold_meetings", "meeting_papers.drop": "hold_meetings",
    "meeting_papers.remove": "hold_meetings", "attendance.show": "hold_meetings", "attendance.save": "hold_meetings",
    "calendars.of_body": "everybody", "calendars.own": "secret",
    "saved.stop": "link", "saved.stop POST": "link", "feeds.search": "secret",
    "session.follow": "link", "session.follow POST": "link", "session.choose_password": "link",
    "session.choose_password POST": "link", "session.invitation": "link", "session.invitation POST": "link",
    "session.language": "everybody", "decisions.numbered": "secret",
    "decisions_import.show": "hold_meetings", "decisions_import.enter": "hold_meetings",
    "decision_card.keep": "secret", "decision_card.put": "secret", "api.decision": "secret",
    "api.institution": "everybody", "api.members": "see_people",
}  # fmt: skip
# The same for routes without an identifier that are not everybody's.
LISTS: dict[str, str] = {
    "institution_editing.new": "govern", "bodies.new": "govern", "candidatures.listing": "see_candidatures",
    "synonyms.listing": "edit_synonyms", "synonyms.new": "edit_synonyms", "missed.listing": "edit_synonyms",
    "administration.listing": "govern", "administration.invite": "invite", "activity.log": "audit",
    "activity.log_csv": "audit", "account.show": "signed in", "account.set_up_factor": "signed in",
    "personal.show": "signed in", "personal.download": "signed in", "upload.new": "file",
    "saved.listing": "signed in", "saved.new": "keep_searches",
    "knowhow.new": "write_knowhow", "actions.new": "hold_meetings", "meeting_editing.new": "hold_meetings",
    "overview.show": "decide", "decisions_import.new": "hold_meetings", "findings_batch.show": "decide",
}  # fmt: skip
EVERYBODYS = {
    "home.home", "about.accessibility", "about.alive", "about.ready", "search.search", "documents.listing",
    "institutions.listing", "bodies.listing", "candidatures.write", "candidatures.written", "session.sign_in",
    "session.second_factor", "session.forgotten", "api.listing", "api.search", "api.suggest", "api.institution_listing",
    "decisions.show", "api.decisions", "actions.listing", "api.action_listing", "meetings.listing", "calendars.every",
    "api.body_listing", "exports.csv", "exports.bib", "exports.ris", "exports.atom", "api.search_csv", "api.search_bib",
    "api.search_ris", "api.search_atom", "why.show",
    "register_files.show", "register_files.table", "register_files.schema", "register_files.strict",
    "register_files.left_out", "register_files.feed", "api.register_csv", "api.register_schema", "api.register_scdl",
    "api.register_left_out", "api.decisions_atom",
}  # fmt: skip
ABOUT_ONE = {"api.explain"}  # named in the question: see the channels
UNCONFIGURED = {"federation.start", "federation.back", "about.styleguide"}  # only where a setting opens them: 404 here
CHANGES = {  # POST, PATCH without an identifier: tests of their own
    "missed.forget", "actions.remind", "calendars.give", "decisions_import.receive", "findings_batch.judge",
    "session.sign_out", "session.theme", "upload.receive", "knowhow.create", "knowhow.preview", "api.create",
    "account.password", "account.make_token", "account.change_factor",
}  # fmt: skip


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, empty_storage: Path, reader: Reader) -> Iterator[Stage]:
    """Everybody and everything."""
    stage = make_stage(tmp_path_factory.mktemp("management"), empty_storage, reader)
    yield stage
    stage.site.world.repository.store.close()


def actor(stage: Stage, person: str) -> Actor:
    """What a person may act as: the visitor's rights for those whose sign-in is over."""
    return VISITOR if person in AS_VISITOR | {"visitor"} else stage.actors[person]


def allowed(stage: Stage, whose: str, person: str) -> bool:
    """What the table says for a person."""
    who = actor(stage, person)
    if whose == "everybody":
        return True
    if whose == "signed in":
        return who.signed_in
    if whose == "keeper of Y":
        return who.can("govern") or holds_meetings(who, stage.other_body)
    if whose == "keeper of A":
        return may_edit_institution(who, stage.partners["A"])
    return who.can(whose)


def path_of(stage: Stage, endpoint: str) -> str:
    """An address of the route, with identifiers of things that are."""
    rule = next(rule for rule in stage.site.app.url_map.iter_rules() if rule.endpoint == endpoint)
    person = stage.site.world.reader.account
    things = {"institution": stage.partners["A"], "bodies": stage.other_body, "administration": person}
    sort = "institution" if "institution" in endpoint else endpoint.partition(".")[0]
    public_id = stage.other_body if endpoint == "api.members" else things.get(sort, identifiers.new())
    values = {"public_id": public_id, "key": "1", "sort": "status", "act": "end", "code": "fr", "secret": "none"}
    values |= {"point": identifiers.new(), "document": identifiers.new(), "year": "2025", "form": "pdf"}
    values["number"] = "X-1"
    with stage.site.app.test_request_context():
        return stage.site.app.url_for(endpoint, **{name: values[name] for name in rule.arguments})


def status(stage: Stage, endpoint: str, person: str, post: bool) -> int:
    """How a route answers somebody."""
    path = path_of(stage, endpoint)
    if endpoint.startswith("api."):
        program = stage.site.app.test_client()
        return program.open(path, method="POST" if post else "GET", headers=stage.programs[person]).status_code
    client = stage.browsers[person]
    form = {"csrf_token": stage.token(person), "office_role": "contact"}
    return (client.post(path, data=form) if post else client.get(path)).status_code


def is_post(stage: Stage, route: str) -> bool:
    """Whether the row of the table is about sending something."""
    endpoint, _, said = route.partition(" ")
    rule = next(rule for rule in stage.site.app.url_map.iter_rules() if rule.endpoint == endpoint)
    return bool(said) or "GET" not in rule.methods


def test_every_route_is_in_a_table(stage: Stage) -> None:
    known = {route.partition(" ")[0] for route in MANAGEMENT} | LISTS.keys() | EVERYBODYS | UNCONFIGURED | CHANGES
    known |= ABOUT_ONE
    without = {rule.endpoint for rule in stage.site.app.url_map.iter_rules() if not rule.arguments}
    assert without - known == set()


@pytest.mark.parametrize("person", PEOPLE)
def test_a_person_reaches_what_the_table_says(person: str, stage: Stage) -> None:
    wrong = []
    nobody = not actor(stage, person).signed_in
    for route, whose in (MANAGEMENT | LISTS).items():
        endpoint, post = route.partition(" ")[0], is_post(stage, route)
        if person in PROGRAMS_ONLY and not endpoint.startswith("api."):
            continue
        found = status(stage, endpoint, person, post)
        if endpoint.startswith("api.") and person in AS_VISITOR:
            expected = {401}
        elif endpoint.startswith("api.") and post and person in PROGRAMS_ONLY:
            expected = {403}
        elif whose == "link":
            expected = {410}
        elif whose == "secret":
            expected = {404}
        elif whose == "own":
            expected = ({401} if post else {303}) if nobody else {404}
        elif allowed(stage, whose, person):
            expected = {303, 404, 422} if post else {200, 303, 404} if endpoint == "session.language" else {200, 404}
        else:
            expected = ({401} if post or endpoint.startswith("api.") else {303}) if nobody else {403}
        if found not in expected:
            wrong.append((route, found, sorted(expected)))
    assert wrong == []


@pytest.mark.parametrize("person", [name for name in PEOPLE if name not in PROGRAMS_ONLY])
def test_what_is_everybodys_answers_everybody(person: str, stage: Stage) -> None:
    for endpoint in sorted(EVERYBODYS):
        found = status(stage, endpoint, person, post=False)
        lapsed = person in AS_VISITOR and endpoint.startswith("api.")
        assert found in ({401} if lapsed else {200, 303}), endpoint
    for endpoint in sorted(UNCONFIGURED):
        assert status(stage, endpoint, person, post=False) == 404, endpoint


@pytest.mark.parametrize("person", [name for name in PEOPLE if name not in PROGRAMS_ONLY])
def test_names_of_people_are_for_partners(person: str, stage: Stage) -> None:
    told = actor(stage, person).can("see_people")
    for path in (f"/institutions/{stage.partners['A']}", f"/bodies/{stage.site.world.body}"):
        text = stage.browsers[person].get(path).text.partition("<main")[2]
        assert ("Representative In X" in text) is told, path
