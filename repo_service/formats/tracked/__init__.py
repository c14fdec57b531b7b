"""Writes a comparison as a Word file with tracked changes: accepting all of them gives the second text, rejecting all
the first.

``flow`` lays the changes out as lines and ``grid`` as rows, ``cutting`` cuts their words into runs, ``separating``
keeps insertions apart, ``marking``, ``paragraphs`` and ``tables`` say it in WordprocessingML, ``writing`` makes the
file. Nothing here reads a file, and nothing compares.
"""
