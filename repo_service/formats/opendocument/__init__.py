"""The rooms behind ``formats/odt.py``: how OpenDocument says what it says (OASIS ODF 1.3, part 3).

Text, tables and counting come from ``word``, where they know no format. Nothing here opens a file.
"""
