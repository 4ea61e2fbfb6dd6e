"""Whatever an author writes, the article is whole and the page around it stays as it is."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from server.content.problem import Unreadable
from tests.content.markdown.writing import document

VOID = {"br", "hr", "img", "input", "wbr", "col", "source", "track", "area", "embed", "link", "meta", "base", "param"}
SHARDS = [
    *(
        "# ",
        "## ",
        "###### ",
        "- ",
        "1. ",
        "> ",
        "> [!NOTE]\n",
        "    ",
        "\n",
        "\n\n",
        "\n---\n",
        "***",
        "**",
        "*",
        "_",
        "~~",
    ),
    *(
        "`",
        "```\n",
        "```py\n",
        "$",
        "$$",
        "$5",
        "$x^2$",
        "\\frac{",
        "}",
        "[^1]",
        "[^1]: ",
        "[a](",
        ")",
        "![b](c.png)",
        "[",
        "]",
    ),
    *(
        "|a|b|\n|-|-|\n|1|2|\n",
        "Term\n: def\n",
        "- [ ] ",
        "- [x] ",
        "&amp;",
        "&",
        "<",
        ">",
        '"',
        "'",
        "\\",
        "\t",
        "\0",
        "\r\n",
        "\ufeff",
    ),
    *(
        "<b>",
        "</b>",
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "</article>",
        "</body>",
        "<a href=x>",
        "</a>",
        "<table>",
        "<tr><td>",
    ),
    *(
        "<li>",
        "<script>",
        "</script>",
        "<style>",
        "</style>",
        "<!--",
        "-->",
        "<textarea>",
        "<plaintext>",
        "<svg>",
        "<math>",
    ),
    *(
        "<h1>",
        "</h1>",
        "<h4>",
        "<form>",
        "</form>",
        "<select>",
        "<option>",
        "<iframe src=x>",
        "<img src=y onerror=z>",
        "<p style='a:b'>",
    ),
    *(
        "<template>",
        "<noscript>",
        "<title>",
        "<xmp>",
        "<button>",
        "<nobr>",
        "<frameset>",
        "<details>",
        "<br>",
        "</br>",
        "<mtext>",
    ),
    *(
        "<foreignObject>",
        "<annotation-xml encoding=text/html>",
        "word",
        "語",
        "é",
        "\u202e",
        "\U0001f600",
        "{#id}",
        "{.c}",
        "{{ x }}",
        "{% y %}",
    ),
    *(
        "title: x\n",
        "---\n",
        "+++\n",
        "+++\ntitle = 'x'\n+++\n",
        "---\ntitle: y\n---\n",
        '{"title": "z"}\n',
        "Title: w\n\n",
    ),
]
texts = st.lists(st.sampled_from(SHARDS), max_size=25).map("".join) | st.text(max_size=60)


class Balance(HTMLParser):
    """Counts every start tag against its end tag, with none of a browser's forgiveness."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 (the signature is HTMLParser's)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        """`<mspace/>` and the like are whole by themselves."""

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open, f"</{tag}> closes nothing"
            assert self.open.pop() == tag


@settings(max_examples=400, deadline=None)
@given(texts)
@example("<a href=x><table><a href=y>")
@example("<form><div></form><form>")
@example("<svg><p><style><!--</style>x")
@example("<p><table>\n\n- a\n\n</p>")
@example("[a [^1] b](c)\n\n[^1]: [d [^1]](e)")
@example("<plaintext>\n\n# x")
@example("***<b>*</b>**")
def test_an_article_is_balanced_and_cannot_break_the_page_around_it(text: str) -> None:
    try:
        html = document(text).html
    except Unreadable:
        return
    balance = Balance()
    balance.feed(html)
    balance.close()
    assert balance.open == []
    page = LexborHTMLParser(
        f"<!doctype html><body><main><article>{html}</article><i id=after></i></main><b id=end></b>"
    )
    after, end = page.css_first("main > #after"), page.css_first("body > #end")
    assert after is not None
    assert end is not None
    assert after.parent is not None
    assert not page.css("article #after, article #end, main #end")


@settings(max_examples=200, deadline=None)
@given(texts)
def test_nothing_that_the_policy_refuses_is_left(text: str) -> None:
    try:
        html = document(text).html
    except Unreadable:
        return
    tree = LexborHTMLParser(html, is_fragment=True)
    assert not tree.css(
        "script, style, iframe, object, embed, base, meta, link, [style], [onerror], template, plaintext"
    )


@settings(max_examples=200, deadline=None)
@given(texts)
def test_ids_are_unique(text: str) -> None:
    try:
        html = document(text).html
    except Unreadable:
        return
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: A\nkept: secret-word\n---\n",
        "---\r\ntitle: A\r\nkept: secret-word\r\n---\r\n",
        "\ufeff---\ntitle: A\nkept: secret-word\n---\n",
        "---\ntitle: A\nkept: secret-word\n...\n",
        "+++\ntitle = 'A'\nkept = 'secret-word'\n+++\n",
        "---\ntitle = 'A'\nkept = 'secret-word'\n---\n",
        '{"title": "A",\n "kept": "secret-word"}\n',
        "Title: A\nKept: secret-word\n\n",
    ],
)
@settings(max_examples=25, deadline=None)
@given(texts)
def test_front_matter_is_never_shown(front: str, text: str) -> None:
    read = document(f"{front}\n{text}")
    assert "secret-word" not in read.html
    assert "secret-word" not in read.summary
    assert read.extra == {"kept": "secret-word"}
