"""The index on disk: segments, commits, generations, and the only writer of them."""
