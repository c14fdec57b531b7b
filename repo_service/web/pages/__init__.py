"""Pages for people: one module a subject, each with its blueprint."""

from repo_service.web.pages import about, documents, editing, home, knowhow, review, search, session, upload

BLUEPRINTS = (
    home.BLUEPRINT,
    search.BLUEPRINT,
    upload.BLUEPRINT,
    review.BLUEPRINT,
    knowhow.BLUEPRINT,
    documents.BLUEPRINT,
    editing.BLUEPRINT,
    session.BLUEPRINT,
    about.BLUEPRINT,
)
