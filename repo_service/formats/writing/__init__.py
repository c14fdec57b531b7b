"""Writes files for people from blocks of text: Word so far."""
