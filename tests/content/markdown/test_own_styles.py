"""An author's styles work inside their article and nowhere else."""

import pytest
import tinycss2
from hypothesis import given, settings
from hypothesis import strategies as st

from server.content.markdown.own_styles import Styles
from tests.content.markdown.writing import document


def sheet(css: str) -> str:
    return document(f"<style>{css}</style>\n\ntext").stylesheet


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        ("strong { color: red }", ".e-content strong { color: red }"),
        ("a, b > i:not(x, y) {}", ".e-content a, .e-content b > i:not(x, y) {}"),
        ("body { margin: 0 }", ".e-content { margin: 0 }"),
        ("html body p {}", ".e-content p {}"),
        ("body > p {}", ".e-content > p {}"),
        ("body.dark p {}", ".e-content.dark p {}"),
        (":root { --x: 1 }", ".e-content { --x: 1 }"),
        ("bodyguard {}", ".e-content bodyguard {}"),
        ("* {}", ".e-content * {}"),
        ("@media print { p { x: y } }", "@media print {.e-content p { x: y }}"),
        ("@supports (a: b) { @media print { p {} } }", "@supports (a: b) {@media print {.e-content p {}}}"),
        ("@keyframes k { from { a: b } }", "@keyframes k { from { a: b } }"),
        ("p { background: url(cat.png) }", '.e-content p { background: url("/blog/cat.png") }'),
        ('p { background: url("cat.png") }', '.e-content p { background: url("/blog/cat.png") }'),
        ("p::after { content: '</style>' }", '.e-content p::after { content: "<\\/style>" }'),
    ],
)
def test_every_selector_is_kept_to_the_article(css: str, kept: str) -> None:
    # A style element cannot hold its own end tag, so that case goes to the styles directly.
    styles = Styles()
    styles.add(css, lambda url: f"/blog/{url}")
    assert styles.text == kept
    if "</style>" not in css:
        assert sheet(css) == kept


@pytest.mark.parametrize(
    "css",
    [
        "@import 'x';",
        "@import url(x);",
        "@charset 'x';",
        "@namespace x;",
        "@font-face { src: url(https://example.org/f) }",
    ],
)
def test_what_has_no_place_in_an_article_is_left_out_and_named(css: str) -> None:
    read = document(f"one\n\n<style>{css} p {{}}</style>")
    assert read.stylesheet == ".e-content p {}"
    assert read.faults[0].line == 3
    assert "left out" in read.faults[0].message


def test_a_style_attribute_becomes_a_class() -> None:
    read = document('<p class="a" style="color: red">x</p><p style="color: red">y</p>')
    name = read.stylesheet.removeprefix(".e-content .").split("{")[0]
    assert read.stylesheet == f".e-content .{name}{{color: red;}}"
    assert f'<p class="a {name}">x</p><p class="{name}">y</p>' in read.html


@pytest.mark.parametrize(
    "css",
    ["color: red } body { display: none", "x: y; } * { z: 0", "a: '", "a: b(", "@x { y", "a: b /*", "}}}", "a: \\"],
)
def test_a_style_attribute_cannot_leave_its_rule(css: str) -> None:
    styles = Styles()
    name = styles.named(css)
    rules = tinycss2.parse_stylesheet(styles.text + "\nlast {}", skip_whitespace=True)
    assert [tinycss2.serialize(rule.prelude).strip() for rule in rules] == [f".e-content .{name}", "last"]


SHARDS = (
    *("a", ".b", "#c", ",", "{", "}", ";", ":", "x:y;", "@media print", "@x", "(", ")", "[", "]", "'", '"', "\\", "é"),
    *("/*", "*/", "<!--", "-->", "</style>", "url(", "body", "&", " ", "\n", "@import x;"),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(SHARDS), max_size=20).map("".join))
def test_no_style_reaches_beyond_the_article(css: str) -> None:
    styles = Styles()
    styles.add(css, lambda url: url)
    assert "</" not in styles.text
    for rule in tinycss2.parse_stylesheet(styles.text, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            assert tinycss2.serialize(rule.prelude).startswith(".e-content")


def test_nesting_without_end_is_left_out() -> None:
    styles = Styles()
    assert styles.add("a {" * 50_000, lambda url: url)
