"""Verbs around searching: what helps to find, to keep a search, and to be told of what is new."""
