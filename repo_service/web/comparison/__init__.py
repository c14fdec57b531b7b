"""A comparison as a page shows it: ``laying`` decides what is shown, ``marking`` and ``drawing`` make HTML of it,
``telling`` says it in words.
"""
