"""Shapes that several formats share, made into blocks: elements, printed lines, files within a file, and the one normal
form at the end.

Nothing here opens a file that it was given.
"""
