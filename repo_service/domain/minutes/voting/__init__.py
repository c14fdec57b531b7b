"""Votes, told in all the ways of minutes: counts, persons named, and what they are about."""
