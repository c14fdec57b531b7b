"""The register of decisions as rules: numbers, what is in force on a day, chains of decisions. Pure, and small."""
