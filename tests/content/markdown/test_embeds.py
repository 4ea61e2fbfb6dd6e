"""What others put in a frame is a link with a preview, made of the author's words: nothing foreign is loaded."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.content.markdown.writing import html, warnings

VIDEO = "https://www.youtube.com/watch?v=a-b_c"


def card(text: str) -> tuple[str, str]:
    """Where the preview in a text leads, and what it says."""
    found = LexborHTMLParser(html(text)).css("a.embed")
    assert len(found) == 1
    return found[0].attributes["href"] or "", " | ".join(span.text().strip() for span in found[0].css("span"))


@pytest.mark.parametrize(
    ("text", "href", "says"),
    [
        (VIDEO, VIDEO, "youtube.com/watch?v=a-b_c | Video, opens at youtube.com"),
        (f"<{VIDEO}>", VIDEO, "youtube.com/watch?v=a-b_c | Video, opens at youtube.com"),
        (f"[A film]({VIDEO})", VIDEO, "A film | Video, opens at youtube.com"),
        (f'[A *film*]({VIDEO} "Twelve minutes")', VIDEO, "A film | Twelve minutes | Video, opens at youtube.com"),
        (
            '<iframe src="https://www.youtube.com/embed/a-b_c" title="A film"></iframe>',
            VIDEO,
            "A film | Video, opens at youtube.com",
        ),
        (
            '<iframe src="//player.vimeo.com/video/12"></iframe>',
            "https://vimeo.com/12",
            "vimeo.com/12 | Video, opens at vimeo.com",
        ),
        (
            '<audio src="https://x.example/a.mp3"></audio>',
            "https://x.example/a.mp3",
            "x.example/a.mp3 | Audio, opens at x.example",
        ),
        (
            '<iframe src="https://x.example/a" title="<b>"></iframe>',
            "https://x.example/a",
            "<b> | Elsewhere, opens at x.example",
        ),
        (
            "https://social.example/@me/123",
            "https://social.example/@me/123",
            "social.example/@me/123 | Post, opens at social.example",
        ),
        (
            "https://arxiv.org/abs/2401.00001",
            "https://arxiv.org/abs/2401.00001",
            "arxiv.org/abs/2401.00001 | Paper, opens at arxiv.org",
        ),
    ],
)
def test_a_preview_says_what_it_leads_to_and_where(text: str, href: str, says: str) -> None:
    assert card(text) == (href, says)


@pytest.mark.parametrize(
    "text",
    [
        f"See {VIDEO}",
        f"[one]({VIDEO}) [two]({VIDEO})",
        f"- {VIDEO}",
        "[A site](https://example.org/)",
        "https://www.youtube.com/@somebody",
        "[me](https://x.com/me)",
    ],
)
def test_a_link_among_words_or_to_something_else_stays_a_link(text: str) -> None:
    assert "embed" not in html(text)


def test_its_words_are_in_the_language_of_the_document() -> None:
    assert "Video, öffnet sich bei youtube.com" in html(f"---\nlang: de\n---\n{VIDEO}")


def test_a_picture_of_the_authors_own_can_be_the_preview() -> None:
    assert html(f'[![A still](cat.png "A caption")]({VIDEO})') == (
        f'<figure><a href="{VIDEO}"><img src="/blog/cat.png" alt="A still" loading="lazy" decoding="async"></a>'
        '<figcaption>A caption <span class="embed-kind">Video, opens at youtube.com</span></figcaption></figure>\n'
    )
    assert '<img src="/blog/cat.png" alt=""' in html('<video src="https://x.example/a.mp4" poster="cat.png"></video>')


@pytest.mark.parametrize("tag", ["iframe", "embed", "object", "video", "audio"])
def test_nothing_is_loaded_from_elsewhere(tag: str) -> None:
    attribute = "data" if tag == "object" else "src"
    text = f'<{tag} {attribute}="https://x.example/a.mp4" title="T"></{tag}>'
    assert not re.search(r'(?:src|data|srcset|poster)="', html(text))
    assert "becomes a link" in warnings(text)[0]


@pytest.mark.parametrize("url", ["https://[x", "https://youtu.be:x/a", "https://a@youtu.be/x", "https://"])
def test_an_address_that_is_none_stops_nothing(url: str) -> None:
    assert "<p>" in html(f"[a](<{url}>)")
    assert "embed" in html(f'<iframe src="{url}"></iframe>')
