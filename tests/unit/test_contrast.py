"""Colours of the style sheet: what is read on what, in light and in dark (WCAG 2.2: 4.5 for text, 3 for the rest)."""

from __future__ import annotations

import re

import pytest

from repo_service import paths

INKS = ("ink", "soft", "accent", "alarm", "amber", "blue")
TEXT = [
    *((ink, ground) for ink in INKS for ground in ("paper", "sheet")),
    ("ink", "tint"),  # the chosen suggestion, files hanging over the page
    ("soft", "tint"),
    ("accent", "tint"),
    ("ink", "mark"),  # found words, the passage that a link leads to, selected text
    ("accent", "mark"),
    ("on-accent", "accent"),  # the main button
]
SHAPES = [
    *(("edge", ground) for ground in ("paper", "sheet")),  # fields, buttons
    *(("accent", ground) for ground in ("paper", "sheet", "tint")),  # the focus, the present page in the menu
    *(("alarm", ground) for ground in ("paper", "sheet")),  # a field to correct
]


def tokens() -> dict[str, tuple[str, str]]:
    """Name -> (light, dark), as written."""
    css = (paths.STATIC / "app.css").read_text(encoding="utf-8")
    return {
        name: (light, dark)
        for name, light, dark in re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", css)
    }


def luminance(colour: str) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_the_strongest_contrast_and_a_known_grey_is_the_weakest_readable():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert 4.5 < contrast("#767676", "#ffffff") < 4.6


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT, ids=lambda name: name)
def test_text_can_be_read(ink: str, ground: str, scheme: int):
    assert contrast(tokens()[ink][scheme], tokens()[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES, ids=lambda name: name)
def test_fields_buttons_and_focus_can_be_seen(shape: str, ground: str, scheme: int):
    assert contrast(tokens()[shape][scheme], tokens()[ground][scheme]) >= 3


def test_older_browsers_get_the_light_colours():
    css = (paths.STATIC / "app.css").read_text(encoding="utf-8")
    plain = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css.partition("@supports")[0]))
    assert plain == {name: light for name, (light, _) in tokens().items()}


def test_no_colour_is_written_outside_the_tokens():
    css = (paths.STATIC / "app.css").read_text(encoding="utf-8")
    rules = css.partition("@layer base {")[2].partition("@layer print {")[0]
    assert re.findall(r"#[0-9a-f]{3,8}\b", rules) == ["#0003"]  # the shadow under the suggestions
