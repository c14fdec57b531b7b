"""Shapes that several formats share, made into blocks: elements, printed lines, and the one normal form at the end.

Nothing here opens a file.
"""
