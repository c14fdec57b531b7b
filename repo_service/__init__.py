"""Repo Service: the shared memory of a consortium of libraries.

Floors, from the ground up; imports only go down (``tests/house`` proves it):

    5 roof      app, cli, worker, demo, __main__
    4 doors     web
    3 workshop  services
    2 cellars   store | search | formats          strangers to each other
    1 rules     domain                            pure Python, no input or output
    0 ground    errors, settings, clock, paths, identifiers
"""

__version__ = "0.1.0"
