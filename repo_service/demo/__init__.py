"""The demonstration consortium: true Word, ODT, PDF and Markdown files built from the readable French sources of ``templates/``.

``consortium.consortium()`` is the only door; nothing here opens the database or the index.
"""
