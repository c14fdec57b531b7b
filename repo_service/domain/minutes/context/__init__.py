"""What stands around a sentence: the point, what follows, what was said before."""
