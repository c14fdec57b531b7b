"""From what a person typed to what matches: the tree of a query, its evaluation over a snapshot, facets and pages."""
