"""Cellar: rows in SQL and files on disk. The only room that imports SQLAlchemy; knows no search, format or page."""
