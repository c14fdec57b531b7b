"""Tables that are no workbook: rows of cells in a text."""
