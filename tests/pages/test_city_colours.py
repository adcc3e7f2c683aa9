"""The colours a city can choose: each of them readable wherever the pages use it (WCAG 2.2, 1.4.3 and 1.4.6)."""

import re

import pytest
from django.conf import settings

from actions.sharing.pictures import COLOURS as COLOURS_OF_PICTURES
from organizations.models import Municipality

STATIC = settings.BASE_DIR / "static"
TOKENS = dict(
    re.findall(
        r"--(color-[\w-]+): (#[0-9a-f]{6})", (STATIC / "vendor/design-tokens/tokens.css").read_text(), re.I
    )
)
RULES = dict(re.findall(r"\.city-([\w-]+) \{([^}]*)\}", (STATIC / "css/portal.css").read_text()))
COLOURS = list(Municipality.Colour)


def shades(colour):
    """Name of the variable -> hex."""
    return {
        name: TOKENS[token]
        for name, token in re.findall(r"--brand(-?\w*): var\(--(color-[\w-]+)\)", RULES[colour])
    }


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_does():
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("colour", COLOURS)
def test_every_colour_of_the_list_can_be_read(colour):
    found = shades(colour)
    assert list(found) == ["", "-strong", "-line", "-mid", "-soft"]
    assert contrast(found[""], "#ffffff") >= 7  # text on paper, white text on a button
    assert contrast(found["-strong"], "#ffffff") >= 7
    assert contrast(found[""], found["-soft"]) >= 4.5  # text on the head of a page
    assert contrast(found[""], found["-mid"]) >= 4.5
    assert contrast(TOKENS["color-primitive-blue-1000"], found["-soft"]) >= 4.5  # links
    assert contrast(TOKENS["color-neutral-solid-gray-700"], found["-soft"]) >= 4.5  # notes


@pytest.mark.parametrize("colour", COLOURS)
def test_pictures_have_the_colour_of_the_pages(colour):
    assert COLOURS_OF_PICTURES[colour] == shades(colour)[""].lower()


def test_no_colour_is_drawn_that_nobody_can_choose():
    assert sorted(RULES) == sorted(COLOURS)
