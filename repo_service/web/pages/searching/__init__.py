"""The pages of searching: results, their exports, searches that people keep, synonyms, searches without answer."""
