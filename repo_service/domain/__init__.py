"""Floor 1: the rules of the trade as values and pure functions. No input, no output, no clock, no database."""
