"""Things to do as sentences tell them."""
