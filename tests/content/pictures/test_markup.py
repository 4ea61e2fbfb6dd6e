"""A page says how large each picture is, and offers what there is of it by now; nothing else in it changes."""

import re

import pytest

from tests.content.pictures.photos import drawn, photo, saved
from tests.content.pictures.sites import Gallery

WIDE = photo("JPEG", 1200, 900)


def test_every_picture_has_its_size_from_the_first_page_on(gallery: Gallery) -> None:
    gallery.put("blog/a.jpg", WIDE)
    gallery.put("blog/b.jpg", photo("JPEG", 640, 480, orientation=8))
    gallery.put("blog/c.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><path d="M0 0h30"/></svg>')
    gallery.write('![a](a.jpg)\n\n![b](b.jpg)\n\n![c](c.svg)\n\n<img src="a.jpg" alt="d" width="400">')
    found = re.findall(r"<img[^>]*>", gallery.page(gallery.build()))
    sizes = [re.findall(r'(width|height)="(\d+)"', tag) for tag in found]
    assert [dict(size) for size in sizes] == [
        {"width": "1200", "height": "900"},
        {"width": "480", "height": "640"},
        {"width": "30", "height": "20"},
        {"width": "400", "height": "300"},
    ]


def test_feeds_have_the_sizes_and_the_picture_itself(gallery: Gallery) -> None:
    gallery.put("blog/a.jpg", WIDE)
    gallery.write("![a](a.jpg)")
    feed = gallery.made().answers["/feed.json"].text
    assert 'src=\\"https://example.org/blog/a.jpg\\"' in feed
    assert 'width=\\"1200\\"' in feed
    assert "<picture" not in feed


def test_copies_are_named_once_they_are_there(gallery: Gallery) -> None:
    gallery.put("blog/a.jpg", WIDE)
    gallery.write("![a](a.jpg)")
    before = gallery.page(gallery.build())
    assert "<picture" not in before
    assert 'src="/blog/a.jpg"' in before
    built = gallery.made()
    after = gallery.page(built)
    assert re.findall(r'type="(image/\w+)"', after) == ["image/avif", "image/webp"]
    assert re.findall(r" (\d+)w", after) == ["280", "560", "840", "1120"] * 2
    for address in re.findall(r"/assets/pictures/[\w./-]+", after):
        assert address in built.answers
    assert after.count('sizes="') == 2


def test_a_picture_is_never_made_larger(gallery: Gallery) -> None:
    gallery.put("blog/a.jpg", photo("JPEG", 700, 525) + bytes(20_000))
    gallery.put("blog/b.jpg", saved(drawn(300, 225), "JPEG", quality=100, subsampling=0))
    gallery.write("![a](a.jpg)\n\n![b](b.jpg)")
    page = gallery.page(gallery.made())
    assert set(re.findall(r" (\d+)w", page)) <= {"280", "560", "700"}


def test_the_first_picture_is_loaded_at_once_where_it_is_seen_first(gallery: Gallery) -> None:
    gallery.put("blog/a.jpg", WIDE)
    gallery.write("Words.\n\n![a](a.jpg)\n\n![b](a.jpg)")
    first, second = re.findall(r"<img[^>]*>", gallery.page(gallery.build()))
    assert 'loading="eager"' in first
    assert 'fetchpriority="high"' in first
    assert 'loading="lazy"' in second
    assert 'decoding="async"' in second
    gallery.write("Words and more. " * 100 + "\n\n![a](a.jpg)")
    assert 'loading="lazy"' in gallery.page(gallery.build())


def test_a_large_picture_leads_to_itself_and_a_link_stays_what_it_is(gallery: Gallery) -> None:
    gallery.put("blog/a.jpg", WIDE)
    gallery.put("blog/small.png", saved(drawn(64, 48), "PNG"))
    gallery.write("![a](a.jpg)\n\n[![b](a.jpg)](/about)\n\n![](a.jpg)\n\n![d](small.png)")
    page = gallery.page(gallery.build())
    assert page.count('<a class="original" href="/blog/a.jpg">') == 1
    assert '<a href="/about"><img' in page


@pytest.mark.parametrize(("shown", "light"), [("plot.png", "plot.png"), ("plot.light.png", "plot.light.png")])
def test_a_dark_screen_gets_the_dark_variant(gallery: Gallery, shown: str, light: str) -> None:
    gallery.put(f"blog/{light}", saved(drawn(300, 200), "PNG"))
    gallery.put("blog/plot.dark.png", saved(drawn(300, 210), "PNG"))
    gallery.write(f"![a]({shown})")
    page = gallery.page(gallery.build())
    dark = (
        '<source srcset="/blog/plot.dark.png" media="screen and (prefers-color-scheme: dark)" width="300" height="210">'
    )
    assert dark in page
    assert page.index(dark) < page.index(f'src="/blog/{light}"')


def test_an_author_s_own_picture_element_is_left_alone(gallery: Gallery) -> None:
    gallery.put("blog/a.jpg", WIDE)
    gallery.write('<picture><source srcset="a.jpg" media="print"><img src="a.jpg" alt="a"></picture>')
    page = gallery.page(gallery.made())
    assert page.count("<picture") == 1
    assert page.count("<source") == 1
    assert 'width="1200"' in page


def test_names_beyond_ascii_are_found(gallery: Gallery) -> None:
    gallery.put("blog/ein Bild (ü).jpg", WIDE)
    gallery.write("![a](<ein Bild (ü).jpg>)")
    page = gallery.page(gallery.made())
    assert 'width="1200"' in page
    assert "<picture" in page


def test_what_only_looks_like_a_picture_stays_text(gallery: Gallery) -> None:
    gallery.put("blog/a.jpg", WIDE)
    gallery.write(
        '`<img src="/blog/a.jpg">`\n\n[x](/about "<img src=/blog/a.jpg>")\n\n<b title="<img src=\'/blog/a.jpg\'>">b</b>'
    )
    page = gallery.page(gallery.made())
    assert "<picture" not in page
    assert 'width="1200"' not in page
