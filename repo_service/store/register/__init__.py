"""Meetings, the register of decisions, actions, and what was judged of the proposals found in minutes, as rows."""
