"""Pages for people: one module a subject, each with its blueprint."""

from flask import Flask

from repo_service.settings import Settings
from repo_service.web.pages import (
    about,
    account,
    activity,
    administration,
    bodies,
    candidatures,
    documents,
    editing,
    federation,
    home,
    institution_editing,
    institutions,
    knowhow,
    personal,
    review,
    session,
    upload,
)
from repo_service.web.pages.meetings import actions, agenda, attendance, calendars, keeping, listing, papers
from repo_service.web.pages.register import batch, card, decisions, findings, importing, leaving, overview
from repo_service.web.pages.searching import exports, feeds, missed, results, saved, synonyms, why
from repo_service.web.pages.versions import annotated, comparing, comparison_file, discussion, merging, restoring

BLUEPRINTS = (
    home.BLUEPRINT,
    results.BLUEPRINT,
    exports.BLUEPRINT,
    why.BLUEPRINT,
    saved.BLUEPRINT,
    feeds.BLUEPRINT,
    synonyms.BLUEPRINT,
    missed.BLUEPRINT,
    upload.BLUEPRINT,
    review.BLUEPRINT,
    knowhow.BLUEPRINT,
    documents.BLUEPRINT,
    editing.BLUEPRINT,
    merging.BLUEPRINT,
    restoring.BLUEPRINT,
    comparing.BLUEPRINT,
    comparison_file.BLUEPRINT,
    discussion.BLUEPRINT,
    annotated.BLUEPRINT,
    decisions.BLUEPRINT,
    importing.BLUEPRINT,
    card.BLUEPRINT,
    findings.BLUEPRINT,
    batch.BLUEPRINT,
    leaving.BLUEPRINT,
    overview.BLUEPRINT,
    listing.BLUEPRINT,
    keeping.BLUEPRINT,
    agenda.BLUEPRINT,
    papers.BLUEPRINT,
    attendance.BLUEPRINT,
    calendars.BLUEPRINT,
    actions.BLUEPRINT,
    session.BLUEPRINT,
    federation.BLUEPRINT,
    institutions.BLUEPRINT,
    institution_editing.BLUEPRINT,
    bodies.BLUEPRINT,
    candidatures.BLUEPRINT,
    account.BLUEPRINT,
    administration.BLUEPRINT,
    activity.BLUEPRINT,
    personal.BLUEPRINT,
    about.BLUEPRINT,
)


def register(app: Flask, settings: Settings) -> None:
    """Whatever a subject needs of the application beside its addresses."""
    federation.register(app, settings)
