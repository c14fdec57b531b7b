"""The register of decisions: entering, listing, tying, correcting, and judging what was found in minutes."""
