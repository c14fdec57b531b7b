"""The rows of ``domain.decisions``, by what they say: put off and refused, done by a body, done, said shortly."""
