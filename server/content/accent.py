"""The owner's accent, readable in both schemes whatever colour they set: its lightness gives way, its hue does not."""

from coloraide import Color

# What the accent stands on, the harder of paper and tone in each scheme (assets/css/10-meanings.css).
LIGHT_GROUND = "oklch(0.955 0.009 85)"
DARK_GROUND = "oklch(0.245 0.012 255)"
CONTRAST = 7  # WCAG 2.2, 1.4.6, level AAA: links are text


def stylesheet(accent: str) -> str:
    """The custom properties of both schemes. Raises ValueError where `accent` is not a colour of CSS."""
    color = parsed(accent)
    light = readable(color, LIGHT_GROUND)
    dark = readable(color, DARK_GROUND)
    return f":root{{--accent-light:{light};--accent-dark:{dark}}}"


def parsed(accent: str) -> Color:
    """The colour, opaque, in OKLCH. Raises ValueError with the mend."""
    try:
        color = Color(accent).convert("oklch", norm=False)
    except ValueError as error:
        raise ValueError(
            f"accent = {accent!r} is not a colour. Give one as CSS writes it, like #3355b0 or oklch(0.5 0.13 260)"
        ) from error
    return color.set("alpha", 1)


def readable(color: Color, ground: str) -> str:
    """The nearest lightness at which the colour has its contrast on the ground, as #rrggbb.

    Browsers show sRGB at least, so the contrast is measured on what fits there.
    """
    near = color.get("lightness", nans=False)
    if _contrast(color, near, ground) >= CONTRAST:
        return _shown(color, near)
    far = 0.0 if Color(ground).luminance() > 0.18 else 1.0  # away from the ground
    for _ in range(16):
        middle = (near + far) / 2
        near, far = (near, middle) if _contrast(color, middle, ground) >= CONTRAST else (middle, far)
    return _shown(color, far)


def _contrast(color: Color, lightness: float, ground: str) -> float:
    return Color(_shown(color, lightness)).contrast(ground)


def _shown(color: Color, lightness: float) -> str:
    placed = color.clone().set("lightness", min(max(lightness, 0.0), 1.0))
    return placed.convert("srgb").fit(method="oklch-chroma").to_string(hex=True)
