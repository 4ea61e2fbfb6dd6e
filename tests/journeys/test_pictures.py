"""Pictures in Chromium: nothing moves while they load, the newest format is taken, dark screens get their own."""

import time
from collections.abc import Iterator

import httpx
import pytest

from tests.content.pictures.photos import drawn, photo, put, saved
from tests.journeys.browser import DESK, PHONE, WATCH, NewVisitor
from tests.running import Running, running

pytestmark = pytest.mark.browser

TEXT = """---
title: Pictures
date: 2026-01-01
---
Words before the first.

![A photograph](photo.jpg "Its caption")

Words ![a dot](dot.png) around a small one.

![Taken sideways](sideways.jpg)

![A plot](plot.light.png)

![A drawing](drawing.svg)

| a | b |
| --- | --- |
| ![in a table](photo.jpg) | words |

<img src="photo.jpg" alt="in HTML" width="300">

The end of it all.
"""
SHOWN = """[...document.images].map((image) => ({
  alt: image.alt, source: image.currentSrc.replace(location.origin, ''),
  whole: image.complete && image.naturalWidth > 0,
  width: image.clientWidth, ratio: image.clientWidth / image.clientHeight,
}))"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A site with pictures, whose copies have been made."""
    folder = tmp_path_factory.mktemp("pictures")
    pages = folder / "pages"
    put(pages, "blog/photo.jpg", photo("JPEG", 1600, 1200))
    put(pages, "blog/sideways.jpg", photo("JPEG", 1200, 900, orientation=6))
    put(pages, "blog/dot.png", saved(drawn(16, 16), "PNG"))
    put(pages, "blog/plot.light.png", saved(drawn(900, 500), "PNG"))
    put(pages, "blog/plot.dark.png", saved(drawn(900, 500), "PNG"))
    put(
        pages,
        "blog/drawing.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><path d="M0 0h30"/></svg>',
    )
    put(pages, "blog/pictures.md", TEXT.encode())
    put(pages, "keepsakes/tall.jpg", photo("JPEG", 900, 1800))
    put(pages, "keepsakes/wide.jpg", photo("JPEG", 1200, 500))
    put(pages, "keepsakes/small.png", saved(drawn(120, 90), "PNG"))
    put(pages, "keepsakes.md", b"---\ntitle: Keepsakes\ngallery: keepsakes\n---\nWords.")
    with running(folder, {"DUOLOGUE_PAGES": str(pages)}) as site:
        yield site


def await_copies(site: Running, page: str) -> None:
    """Until the page names them: they are made in the background."""
    for _ in range(600):
        if "image/avif" in httpx.get(f"{site.url}{page}").text:
            return
        time.sleep(0.2)
    pytest.fail("no copies were made within two minutes")


@pytest.mark.parametrize("size", [PHONE, (768, 1024), DESK], ids=str)
@pytest.mark.parametrize("ready", [False, True], ids=["at first", "with copies"])
def test_nothing_moves_while_pictures_load(
    site: Running, new_visitor: NewVisitor, size: tuple[int, int], *, ready: bool
) -> None:
    if ready:
        await_copies(site, "/blog/pictures")
    visitor = new_visitor(site, size=size)
    visitor.context.add_init_script(WATCH)
    page = visitor.page
    page.goto("/blog/pictures")
    height = page.evaluate("document.documentElement.scrollHeight")
    for place in range(0, height, size[1] // 2):
        page.evaluate(f"scrollTo(0, {place})")
        page.wait_for_timeout(60)
    page.wait_for_function("[...document.images].every((image) => image.complete)")
    page.wait_for_timeout(200)
    assert page.evaluate("window.moved") == []
    assert page.evaluate("document.documentElement.scrollHeight") == height
    shown = {image["alt"]: image for image in page.evaluate(SHOWN)}
    assert all(image["whole"] for image in shown.values()), shown
    assert shown["Taken sideways"]["ratio"] == pytest.approx(3 / 4, abs=0.01)
    assert shown["A photograph"]["ratio"] == pytest.approx(4 / 3, abs=0.01)
    assert shown["in HTML"]["width"] == min(300, shown["A photograph"]["width"])
    assert all(image["width"] <= size[0] for image in shown.values())


@pytest.mark.parametrize("size", [PHONE, DESK], ids=str)
def test_nothing_moves_in_a_gallery(site: Running, new_visitor: NewVisitor, size: tuple[int, int]) -> None:
    visitor = new_visitor(site, size=size)
    visitor.context.add_init_script(WATCH)
    page = visitor.page
    page.goto("/keepsakes")
    for place in range(0, page.evaluate("document.documentElement.scrollHeight"), size[1] // 2):
        page.evaluate(f"scrollTo(0, {place})")
        page.wait_for_timeout(60)
    page.wait_for_function("[...document.images].every((image) => image.complete)")
    page.wait_for_timeout(200)
    assert page.evaluate("window.moved") == []
    widths = {image["alt"]: image["width"] for image in page.evaluate(SHOWN)}
    assert widths["Small"] == 120


def test_the_lightest_format_and_a_fitting_width_are_taken(site: Running, new_visitor: NewVisitor) -> None:
    await_copies(site, "/blog/pictures")
    for size, width in ((PHONE, 560), (DESK, 560)):
        page = new_visitor(site, size=size).page
        page.goto("/blog/pictures")
        page.wait_for_function("document.images[0].complete && document.images[0].currentSrc")  # it is chosen late
        source = page.evaluate(SHOWN)[0]["source"]
        assert source.startswith("/assets/pictures/")
        assert source.endswith(f"/{width}.avif")


def test_a_dark_screen_gets_the_picture_for_dark_screens(site: Running, new_visitor: NewVisitor) -> None:
    for dark, name in ((False, "plot.light.png"), (True, "plot.dark.png")):
        page = new_visitor(site, dark=dark).page
        page.goto("/blog/pictures")
        plot = page.get_by_role("img", name="A plot")
        plot.scroll_into_view_if_needed()
        chosen = "image.alt === 'A plot' && image.currentSrc && image.complete"
        page.wait_for_function(f"[...document.images].some((image) => {chosen})")
        assert str(plot.evaluate("image => image.currentSrc")).endswith(f"/blog/{name}")


def test_a_large_picture_leads_to_itself_without_its_metadata(site: Running, new_visitor: NewVisitor) -> None:
    page = new_visitor(site).page
    page.goto("/blog/pictures")
    place = page.get_by_role("link", name="A photograph").get_attribute("href")
    assert place == "/blog/photo.jpg"
    answer = page.request.get(place)
    assert answer.headers["content-type"] == "image/jpeg"
    assert b"Secretcam" not in answer.body()
