"""Pictures are found, described and lazily loaded; a page stays whole without them."""

import pytest

from tests.content.markdown.writing import document, html, warnings

IMG = 'loading="lazy" decoding="async">'


def test_a_picture_beside_the_document_is_found() -> None:
    assert html("a ![A *fat* cat](cat.png) b") == f'<p>a <img src="/blog/cat.png" alt="A fat cat" {IMG} b</p>\n'


def test_alone_it_is_a_figure_and_its_title_the_caption() -> None:
    picture = f'<img src="/blog/cat.png" alt="A" {IMG}'
    made = html('![A](cat.png "So & so")')
    assert made == f"<figure>{picture}<figcaption>So &amp; so</figcaption></figure>\n"
    assert html("![A](cat.png)") == f'<figure><img src="/blog/cat.png" alt="A" {IMG}</figure>\n'


def test_alone_in_a_link_it_is_a_figure_too() -> None:
    assert html("[![A](cat.png)](other.md)").startswith('<figure><a href="/blog/other"><img')


def test_a_missing_picture_is_named_and_the_page_whole() -> None:
    assert warnings("one\n\n![A](none.png)") == [
        "3: The picture none.png is not there; it was looked for as /blog/none.png."
    ]
    assert 'alt="A"' in html("![A](none.png)")


@pytest.mark.parametrize("url", ["https://example.org/a.png", "//example.org/a.png", "http://example.org/a.png"])
def test_a_picture_from_elsewhere_is_shown_and_named(url: str) -> None:
    read = document(f"![A]({url})")
    assert read.foreign_pictures
    assert 'src="https://example.org/a.png"' in read.html
    assert "comes from elsewhere" in read.faults[0].message


def test_only_pictures_from_elsewhere_loosen_the_policy() -> None:
    assert not document("![A](cat.png) [x](https://example.org/a.png)").foreign_pictures


def test_a_picture_inside_its_address_is_not_shown() -> None:
    read = document("![A](data:image/png;base64,xx)")
    assert "data:" not in read.html
    assert not read.foreign_pictures


def test_the_assets_of_the_site_are_not_looked_for_in_pages() -> None:
    assert warnings("![A](/assets/images/x.png)") == []


def test_pictures_nest_in_alt_without_end() -> None:
    assert 'alt="a b"' in html("![a ![b](cat.png)](cat.png)")
    assert document("![" * 2_000 + "](x)" * 2_000).html
