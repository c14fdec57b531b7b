"""The application for any WSGI server; settings come from the environment and nothing is decided here."""

from repo_service.app import create_app, settle

application = create_app()
settle()
