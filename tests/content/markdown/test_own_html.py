"""An author's own HTML is kept as far as the policy of the site allows, and named where it does not."""

import pytest

from tests.content.markdown.writing import document, html, warnings


def test_ordinary_html_is_kept() -> None:
    assert html('a <kbd class="k">Ctrl</kbd><br> <sub>2</sub> &amp; <a href="other.md">x</a>') == (
        '<p>a <kbd class="k">Ctrl</kbd><br> <sub>2</sub> &amp; <a href="/blog/other">x</a></p>\n'
    )


def test_markdown_inside_of_html_is_read() -> None:
    assert html("<details>\n<summary>S</summary>\n\n**b**\n\n</details>") == (
        "<details>\n<summary>S</summary>\n<p><strong>b</strong></p>\n</details>"
    )


@pytest.mark.parametrize(
    ("text", "gone", "said"),
    [
        (
            "one\n\n<script src=x.js></script>",
            "script",
            "3: The element <script> (x.js) is taken out: it would run if the front matter said `scripts: true`.",
        ),
        ("one\n<b onclick=x>b</b>", "onclick", "2: The attribute onclick is taken out."),
        ("<b hx-get=/inbox>b</b>", "hx-get", "The attribute hx-get is taken out."),
        ("<a href=' javascript:x'>b</a>", "javascript", "A link that would run"),
        ("<base href=https://example.org>", "base", "<base> (https://example.org) is taken out"),
        ("<meta http-equiv=refresh content=0>", "meta", "<meta> is taken out"),
        (
            "<form action=https://example.org><input name=q></form>",
            "action",
            "A form that is sent to https://example.org",
        ),
        ("<svg><script>x</script><a xlink:href='javascript:x'>k</a></svg>", "script", "taken out"),
        ("<template><script>x</script></template>", "script", "<template> is taken out"),
    ],
)
def test_what_runs_or_would_be_refused_is_taken_out_and_named(text: str, gone: str, said: str) -> None:
    assert gone not in html(text)
    assert any(said in warning for warning in warnings(text))


@pytest.mark.parametrize(
    "text",
    [
        '<iframe src="https://video.example/x" title="A talk"></iframe>',
        '<iframe src="//video.example/x" title="A talk"></iframe>',
        '<embed src="https://video.example/x" title="A talk">',
        '<object data="https://video.example/x" title="A talk"></object>',
        '<video title="A talk"><source src="https://video.example/x"></video>',
    ],
)
def test_what_loads_from_elsewhere_becomes_a_link(text: str) -> None:
    assert '<a class="embed" href="https://video.example/x"><span class="embed-title">A talk</span>' in html(text)
    assert "becomes a link" in warnings(text)[0]


def test_a_film_of_ones_own_stays() -> None:
    assert '<video src="/blog/cat.png" controls="">' in html("<video src=cat.png controls></video>")


def test_what_only_shows_without_scripts_is_shown() -> None:
    assert html("<noscript><b>x</b></noscript>") == "<p><b>x</b></p>\n"


def test_own_pictures_are_led_loaded_and_counted_like_others() -> None:
    read = document('<img src="cat.png" width=10><img src="https://example.org/a.png" alt="A">')
    assert '<img src="/blog/cat.png" width="10" alt="" loading="lazy" decoding="async">' in read.html
    assert read.foreign_pictures
    assert any("no alt text" in fault.message for fault in read.faults)


def test_sources_of_a_picture_are_led_too() -> None:
    assert 'srcset="/blog/cat.png 1x, /images/fish.svg 2x"' in html(
        '<img alt="" src="cat.png" srcset="cat.png 1x, ../images/fish.svg 2x">'
    )


def test_own_tables_scroll_like_others() -> None:
    made = html("<table><tr><td>x</td></tr></table>\n\n|a|\n|-|\n|b|\n")
    assert made.count('class="table" role="region"') == 2


def test_own_headings_take_their_place_in_the_outline() -> None:
    read = document("text\n\n<h4>A</h4>\n\n## B\n\n<h5>C &amp; D</h5>\n")
    assert [(heading.level, heading.id, heading.html) for heading in read.headings] == [
        (2, "a", "A"), (2, "b", "B"), (3, "c-d", "C &amp; D"),
    ]  # fmt: skip


def test_an_own_first_heading_is_the_title() -> None:
    read = document('<h1 align="center">The <i>title</i></h1>\n\ntext')
    assert read.title == "The title"
    assert "title" not in read.html


def test_an_id_is_given_once() -> None:
    assert html("<i id=a>x</i><i id=a>y</i>").count("id=") == 1


def test_a_page_of_html_alone_has_words_and_a_summary() -> None:
    read = document("<div>One two <b>three</b></div>")
    assert read.summary == "One two three"
    assert read.words == 3


def test_text_that_reads_as_an_element_is_named() -> None:
    assert warnings("one\ntype <name> here") == ["2: <name> is no element of HTML; is it text? Write &lt;name&gt;"]
    assert warnings("<my-own>x</my-own> <b>y</b> $\\frac{a}{b}$ <svg><g><foo/></g></svg> <details></details>") == []


def test_comments_are_not_shown_and_cost_nothing() -> None:
    assert html("a <!-- secret --> b\n\n<!-- more -->\n\nc") == "<p>a  b</p>\n<p>c</p>\n"
    assert "secret" not in html("<div>\n<!-- a\nsecret -->\n</div>")


def test_html_too_deep_for_a_browser_is_shown_as_text() -> None:
    read = document("<div>" * 30_000)
    assert "<div>" not in read.html
    assert "shown as text" in read.faults[0].message
