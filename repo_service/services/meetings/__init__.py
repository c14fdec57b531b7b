"""Meetings of bodies: when and where, agenda, papers, who was there, and what came out of them."""
