"""What people say in a copy of a text by the comments and tracked changes of their word processor.

``pieces`` turns a text cut where anything changes into remarks on its passages; ``word`` and ``opendocument`` cut the
two sorts of files. Nothing here writes.
"""
