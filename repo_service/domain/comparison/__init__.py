"""What changed between two texts: passages first, then the words inside those that match; and since when each stands.

``comparing.compare`` gives a ``Comparison``; ``changes`` says what that is; ``blame`` follows passages through texts.
"""
