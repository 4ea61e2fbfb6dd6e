"""The style sheets mean in the browser what they say in their files."""

import re
from pathlib import Path

import pytest
from coloraide import Color

CSS = Path(__file__).parents[2] / "assets/css"
# Inside a block the minifier takes `x :is(y)` for a declaration and joins it to `x:is(y)`, which is another selector.
JOINED = re.compile(r"[\w\])] :(?:is|not|has|where|nth|first|last|focus|hover)")
LAYERS = re.compile(r"@layer ([\w, ]+);")
FONTS = CSS.parent / "fonts"


@pytest.mark.parametrize("path", sorted(CSS.rglob("*.css")), ids=lambda path: path.name)
def test_no_selector_changes_when_it_is_minified(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert not JOINED.findall(text), "nest it instead: x { :is(y) { … } }"


@pytest.mark.parametrize("path", sorted(CSS.rglob("*.css")), ids=lambda path: path.name)
def test_every_sheet_is_in_a_layer_that_is_declared_first(path: Path) -> None:
    declared = LAYERS.search((CSS / "00-layers.css").read_text("utf-8"))
    assert declared
    used = re.findall(r"@layer (\w+) \{", path.read_text("utf-8"))
    assert set(used) <= set(declared[1].split(", "))
    assert used or path.name == "00-layers.css"


@pytest.mark.parametrize(
    ("name", "ratio"),
    [("ink", 7), ("soft", 7), ("alarm", 7), ("edge", 3)],  # WCAG 2.2: 1.4.6 for text, 1.4.11
)
def test_colours_keep_their_contrast_in_both_schemes(name: str, ratio: float) -> None:
    pairs = dict(re.findall(r"--(\w+): light-dark\((.+)\);", (CSS / "10-meanings.css").read_text("utf-8")))
    colours = {key: re.findall(r"oklch\([^)]*\)", pair) for key, pair in pairs.items()}
    for ground in ("paper", "tone"):
        for shade, below in zip(colours[name], colours[ground], strict=True):
            assert Color(shade).contrast(below) >= ratio, (name, ground, shade)


def test_faces_are_light_and_nothing_waits_or_moves_for_them() -> None:
    rules = re.findall(r"@font-face \{(.+?)\}", (CSS / "15-faces.css").read_text("utf-8"), flags=re.DOTALL)
    named = [source for rule in rules for source in re.findall(r"url\(\.\./fonts/([^)]+)\)", rule)]
    assert sorted(named) == sorted(path.name for path in FONTS.glob("*.woff2"))
    assert all("font-display: optional" in rule for rule in rules)
    assert max((FONTS / name).stat().st_size for name in named) < 30_000
    assert "SIL Open Font License" in (FONTS / "OFL.txt").read_text("utf-8")
