"""Persons in minutes: how they are named, who was there, who is charged with what."""
