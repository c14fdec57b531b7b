"""Partners, bodies, people with mandates, candidatures: the life of the consortium, as dated facts."""
