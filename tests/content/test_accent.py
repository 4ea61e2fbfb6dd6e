"""Any colour an owner sets can be read in both schemes and stays the colour they meant."""

import re
from pathlib import Path

import pytest
from coloraide import Color
from hypothesis import given
from hypothesis import strategies as st

from server.content.accent import DARK_GROUND, LIGHT_GROUND, stylesheet

CSS = Path(__file__).parents[2] / "assets/css/10-meanings.css"


def accents(accent: str) -> tuple[Color, Color]:
    light, dark = re.findall(r"--accent-\w+:(#[0-9a-f]{6})", stylesheet(accent))
    return Color(light), Color(dark)


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_any_colour_is_readable_on_both_grounds(channels: tuple[int, int, int]) -> None:
    light, dark = accents("#{:02x}{:02x}{:02x}".format(*channels))
    assert light.contrast(LIGHT_GROUND) >= 7
    assert dark.contrast(DARK_GROUND) >= 7


@pytest.mark.parametrize("accent", ["#ff0", "rebeccapurple", "oklch(0.9 0.2 140)", "color(display-p3 1 0 0)"])
def test_the_hue_stays(accent: str) -> None:
    meant = Color(accent).convert("oklch")["hue"]
    for shown in accents(accent):
        hue = shown.convert("oklch")["hue"]
        assert abs((hue - meant + 180) % 360 - 180) < 6


def test_a_readable_colour_is_left_as_it_is() -> None:
    light, _ = accents("#234a9f")
    assert light.to_string(hex=True) == "#234a9f"


def test_a_transparent_colour_is_made_whole() -> None:
    assert accents("rgb(0 0 200 / 10%)")[0].alpha() == 1


@pytest.mark.parametrize("accent", ["", "bluish", "#12345", "red; } body { display: none", "var(--x)"])
def test_what_is_no_colour_is_refused_with_the_mend(accent: str) -> None:
    with pytest.raises(ValueError, match="Give one as CSS writes it"):
        stylesheet(accent)


@pytest.mark.parametrize(("name", "light", "dark"), [("tone", LIGHT_GROUND, DARK_GROUND)])
def test_the_grounds_are_those_of_the_stylesheet(name: str, light: str, dark: str) -> None:
    assert f"--{name}: light-dark({light}, {dark});" in CSS.read_text("utf-8")
