"""The rooms behind ``formats/docx.py``: how WordprocessingML says what it says (ECMA-376, parts 1 and 4).

``prose`` and ``counting`` know no XML and serve ``opendocument`` too. Nothing here opens a file.
"""
