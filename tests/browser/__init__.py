"""Journeys in a real browser, over the whole program and its demonstration."""
