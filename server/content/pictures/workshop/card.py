"""Draws the card of a page: its title in the first voice; in the margin, behind a line of the accent, site and date."""

import os
import unicodedata
from pathlib import Path

from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from server.content.pictures.orders import Drawing
from server.content.pictures.workshop import setting
from server.content.pictures.workshop.faces import Face, face

WIDTH, HEIGHT = 1200, 630
SIDE = 88
TEXT, GAP, MARGIN = 700, 64, 260  # columns
# Of the light scheme, as sRGB: assets/css/10-meanings.css has them in OKLCH.
PAPER, INK, SOFT = "#fcfaf6", "#26201c", "#59514b"
TITLES = (116, 104, 92, 82, 72, 64, 56, 50, 44)  # pixels; the first that fits
TALLEST = 420  # of all lines together
LEADING = 1.16
SMALL, SMALL_LEADING = 30, 42
COLOURS = 48  # paper, two inks and the accent, each with its edges


class NoFace(Exception):
    """No typeface here has all the letters of a text."""


def drawn(order: Drawing) -> None:
    """Make the card's file. Raises NoFace where letters would be missing: no card is better than one with boxes."""
    own = Path(order.faces)
    title, site = _plain(order.title), _plain(order.site)
    first = _chosen(face(title, "serif", order.language, own), title)
    second = _chosen(face(site + order.date, "sans", order.language, own), site)
    card = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(card)
    font, lines = _fitted(_without_gaps(title, first), first)
    step = round(font.size * LEADING)
    top = (HEIGHT - step * len(lines)) // 2
    baseline = top + round(step * 0.78)
    for number, line in enumerate(lines):
        right = setting.right_to_left(line)
        place = (SIDE + TEXT if right else SIDE, baseline + number * step)
        draw.text(place, line, INK, font, anchor="rs" if right else "ls")
    bottom = max(top + step * len(lines), _margin(draw, second, site, order.date, baseline))
    rule = SIDE + TEXT + GAP // 2
    draw.rectangle((rule - 1, top + step // 8, rule + 1, bottom - step // 8), order.accent)
    _write(card, Path(order.target))


def _margin(draw: ImageDraw.ImageDraw, second: Face, site: str, date: str, baseline: int) -> int:
    """Site and date, the first of them on the first line of the title. Returns where they end."""
    left = SIDE + TEXT + GAP
    strong, plain = second.at(SMALL, 600), second.at(SMALL)
    site = _without_gaps(site, second)
    names = setting.lines(site, MARGIN, 3, strong.getlength) or setting.shortened(site, MARGIN, 3, strong.getlength)
    said = [(name, strong, INK) for name in names] + ([(date, plain, SOFT)] if date else [])
    for number, (words, font, colour) in enumerate(said):
        draw.text((left, baseline + number * SMALL_LEADING), words, colour, font, anchor="ls")
    return baseline + (len(said) - 1) * SMALL_LEADING + SMALL_LEADING // 2


def _fitted(title: str, first: Face) -> tuple[FreeTypeFont, list[str]]:
    for size in TITLES:
        font = first.at(size)
        most = int(TALLEST / (size * LEADING))
        if found := setting.lines(title, TEXT, most, font.getlength):
            return font, found
    return font, setting.shortened(title, TEXT, most, font.getlength)


def _chosen(found: Face | None, text: str) -> Face:
    if found is None:
        raise NoFace(f"no typeface of this machine has all the letters of “{text[:60]}”")
    return found


def _plain(text: str) -> str:
    """Without what has no shape of its own."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(letter for letter in text if not _shapeless(letter))


def _shapeless(letter: str) -> bool:
    skin = "\U0001f3fb" <= letter <= "\U0001f3ff"
    return unicodedata.category(letter) in ("Cc", "Cf", "Cn", "Co", "Cs") or "\ufe00" <= letter <= "\ufe0f" or skin


def _without_gaps(text: str, one: Face) -> str:
    """Emoji and other symbols that the face does not have are left out: the words say it without them."""
    kept = (letter for letter in text if unicodedata.category(letter) != "So" or one.covers(letter))
    return " ".join("".join(kept).split())


def _write(card: Image.Image, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    card.quantize(COLOURS, dither=Image.Dither.NONE).save(draft, "PNG", optimize=True)
    draft.replace(target)
