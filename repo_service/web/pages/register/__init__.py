"""The register of decisions as people read and keep it, and the page on which proposals are judged."""
