"""Pages of meetings: the list, one meeting, and the forms of who holds it."""
