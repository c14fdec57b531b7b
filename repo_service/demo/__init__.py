"""The demonstration consortium: Word, ODT, PDF and Markdown files built from the French sources of ``templates/``.

``consortium.consortium()`` is the only door; nothing here opens the database or the index.
"""
