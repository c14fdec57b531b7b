"""How each hand's Word files look: font, colour, margins. A source names its look on the line ``Apparence``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """``size`` in points, ``margin`` in millimetres, ``colour`` as RRGGBB."""

    font: str
    size: float
    colour: str
    margin: int
    shaded: str  # fill of the header row of tables


LOOKS = {
    "sobre": Look("Calibri", 11, "1F3864", 25, "E7E6E6"),
    "marine": Look("Cambria", 11, "17365D", 25, "DBE5F1"),
    "musée": Look("Garamond", 12, "7B3F00", 30, "F2E6D9"),
    "simple": Look("Times New Roman", 12, "000000", 25, "FFFFFF"),
    "vert": Look("Verdana", 9.5, "2E5E3E", 20, "E2EFDA"),
}
